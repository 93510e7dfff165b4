"""The settings hook: a command of the team's own that reaches a restored database and counts what is in it."""

import json
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from verification.drills.model import CannotDrillError, Finding, expect

SECONDS: Final = 900
Hook = Callable[[Mapping[str, str]], Mapping[str, Any]]


def command(argv: Sequence[str]) -> Hook:
    """A hook that runs a command, without a shell, and reads the JSON object that it prints.

    It gets VOUCH_DRILL_* variables: the endpoint, the port, the database's name, the engine and the ARN of the
    original's secret; never a secret's value. Raises CannotDrillError where it fails.
    """

    def run(variables: Mapping[str, str]) -> Mapping[str, Any]:
        try:
            done = subprocess.run(  # noqa: S603  the team's own command, as arguments
                list(argv),
                env={**os.environ, **variables},
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as cause:
            raise CannotDrillError(f"the hook {argv[0]} could not be run: {cause}") from cause
        if done.returncode != 0:
            raise CannotDrillError(f"the hook {argv[0]} ended with exit code {done.returncode}: see what it printed")
        try:
            said = json.loads(done.stdout)
        except ValueError as cause:
            raise CannotDrillError(f"the hook {argv[0]} printed no JSON: let it print one object") from cause
        if not isinstance(said, dict):
            raise CannotDrillError(f"the hook {argv[0]} printed no JSON object: let it print one")
        return said

    return run


def findings(said: Mapping[str, Any], expected: Mapping[str, Any]) -> list[Finding]:
    """What the hook's answers come to: ``rows`` at least as many as expected, anything else as expected."""
    found: list[Finding] = [expect("reachable", "an answer of the hook", "an answer of the hook")]
    rows = said.get("rows")
    counted = rows if isinstance(rows, dict) else {}
    for table, least in sorted((expected.get("rows") or {}).items()):
        count = counted.get(table)
        enough = isinstance(count, int) and count >= least
        found.append(expect(f"rows of {table}", f"at least {least}", count, holds=enough))
    for name, value in sorted(expected.items()):
        if name != "rows":
            found.append(expect(name, value, said.get(name)))
    return found
