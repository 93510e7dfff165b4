"""The IAM policy that verification needs: generated from the calls of the checks, and nothing more."""

from collections.abc import Iterable
from typing import Any

from verification.check import Check


def actions(checks: Iterable[Check]) -> tuple[str, ...]:
    """Every IAM action that these checks need, sorted."""
    return tuple(sorted({action for check in checks for call in check.calls for action in call.permissions}))


def policy(checks: Iterable[Check]) -> dict[str, Any]:
    """The identity policy for the role that verifies.

    ``Resource`` is ``*``: list and describe actions take no other, and what a check finds is not known before.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "VerifyReadOnly", "Effect": "Allow", "Action": list(actions(checks)), "Resource": "*"},
        ],
    }
