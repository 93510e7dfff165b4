"""The IAM policy that verification needs: generated from the calls of the checks, and nothing more."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from verification.calls import Call
from verification.check import Check

LIMIT: Final = 6_144
"""Characters of a managed policy, white space not counted (IAM user guide, "IAM and AWS STS quotas")."""


def actions(checks: Iterable[Check]) -> tuple[str, ...]:
    """Every IAM action that these checks need, sorted."""
    return tuple(sorted({action for check in checks for call in check.calls for action in call.permissions}))


def policy(checks: Iterable[Check], calls: Iterable[Call] = ()) -> dict[str, Any]:
    """The identity policy for the role that verifies; ``calls`` are those that are made beside the checks'.

    ``Resource`` is ``*`` where a call does not say otherwise: list and describe actions take no other, and what a check
    finds is not known before. What reads content (``s3:GetObject``) says which.
    """
    wanted: dict[tuple[str, ...], set[str]] = {}
    for call in (*(call for check in checks for call in check.calls), *calls):
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


def managed(whole: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """A policy as documents that each fit a managed policy of IAM; together they allow the same.

    Actions stay in their order, so that a document holds whole services but for the first and the last one.
    """
    parts: list[list[dict[str, Any]]] = [[]]
    for statement in whole["Statement"]:
        for action in statement["Action"]:
            last = parts[-1]
            grown = _grown(last, statement, action)
            if last and size(_document(grown)) > LIMIT:
                grown = _grown([], statement, action)
                parts.append([])
            parts[-1] = grown
    return tuple(_document(part) for part in parts)


def size(document: Mapping[str, Any]) -> int:
    """The characters of a policy that IAM counts."""
    return len(json.dumps(document, separators=(",", ":")))


def _grown(part: list[dict[str, Any]], statement: Mapping[str, Any], action: str) -> list[dict[str, Any]]:
    if part and part[-1]["Sid"] == statement["Sid"]:
        return [*part[:-1], {**part[-1], "Action": [*part[-1]["Action"], action]}]
    return [*part, {**statement, "Action": [action]}]


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}
