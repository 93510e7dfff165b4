"""``vouch permissions``: the IAM policy for the role that verifies, generated from what the checks call."""

import json

from verification.checks import CHECKS
from verification.permissions import policy
from verification.records import info_of
from vouch.errors import CannotJudgeError
from vouch.report.stdout import put


def run(controls: tuple[str, ...]) -> None:
    """Prints the policy of all checks, or of those of some controls. Raises CannotJudgeError where there are none."""
    chosen = tuple(check for check in CHECKS if not controls or info_of(check).control in controls)
    if not chosen:
        raise CannotJudgeError(f"no check asks the account for {', '.join(controls)}: `vouch controls` lists them all")
    put(json.dumps(policy(chosen), indent=2) + "\n")
