"""The IAM policy that verification needs: generated from the calls of the checks, and nothing more."""

from collections.abc import Iterable, Iterator
from typing import Any

from verification.check import Check


def actions(checks: Iterable[Check]) -> tuple[str, ...]:
    """Every IAM action that these checks need, sorted."""
    return tuple(sorted({action for check in checks for call in check.calls for action in call.permissions}))


def policy(checks: Iterable[Check]) -> dict[str, Any]:
    """The identity policy for the role that verifies.

    ``Resource`` is ``*`` where a call does not say otherwise: list and describe actions take no other, and what a check
    finds is not known before. What reads content (``s3:GetObject``) says which.
    """
    wanted: dict[tuple[str, ...], set[str]] = {}
    for call in (call for check in checks for call in check.calls):
        wanted.setdefault(call.resources, set()).update(call.permissions)
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": sid, "Effect": "Allow", "Action": sorted(allowed), "Resource": resource}
            for sid, resource, allowed in _statements(wanted)
        ],
    }


def _statements(wanted: dict[tuple[str, ...], set[str]]) -> Iterator[tuple[str, str | list[str], set[str]]]:
    everything = wanted.pop(("*",), None)
    if everything:
        yield "VerifyReadOnly", "*", everything
    for number, resources in enumerate(sorted(wanted), start=1):
        yield f"VerifyReadOnlyOf{number}", list(resources), wanted[resources]
