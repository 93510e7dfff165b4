"""``vouch permissions``: the IAM policy for the role that verifies, generated from what the checks call."""

import json
from pathlib import Path
from typing import Any

from verification.checks import CHECKS
from verification.drift.counterparts import CALLS
from verification.drills.permissions import ACCESS, RESTORE
from verification.permissions import managed, policy
from verification.records import info_of
from vouch.errors import CannotJudgeError
from vouch.report.files import write
from vouch.report.stdout import put

DRILLS = {"restore": RESTORE, "access": ACCESS}


def run(
    controls: tuple[str, ...], *, against_program: bool = False, drill: str | None = None, output: Path | None = None
) -> None:
    """Prints the policy of all checks, or of those of some controls, with the calls that drift makes where asked.

    With ``drill``, the policy of that drill alone. With ``output``, a folder, it is written there as documents that
    each fit a managed policy. Raises CannotJudgeError where there is no such control, or drill.
    """
    whole = _whole(controls, against_program=against_program) if drill is None else _of_drill(drill, controls)
    if output is None:
        put(json.dumps(whole, indent=2) + "\n")
        return
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise CannotJudgeError(f"--output {output} is no folder to write into: {cause.strerror}") from cause
    name = "vouch-verify" if drill is None else f"vouch-drill-{drill}"
    for number, document in enumerate(managed(whole), start=1):
        path = output / f"{name}-{number}.json"
        write(path, json.dumps(document, indent=2) + "\n")
        put(f"wrote {path}\n")


def _of_drill(drill: str, controls: tuple[str, ...]) -> dict[str, Any]:
    if drill not in DRILLS:
        raise CannotJudgeError(f"--drill {drill!r} is not known: use {' or '.join(DRILLS)}")
    if controls:
        raise CannotJudgeError("--drill and --control cannot both be given: a drill serves no control's checks")
    return DRILLS[drill]


def _whole(controls: tuple[str, ...], *, against_program: bool) -> dict[str, Any]:
    chosen = tuple(check for check in CHECKS if not controls or info_of(check).control in controls)
    if not chosen:
        raise CannotJudgeError(f"no check asks the account for {', '.join(controls)}: `vouch controls` lists them all")
    return policy(chosen, CALLS if against_program else ())
