"""Which action a message names does not depend on how Python hashes: reports of two runs can be compared."""

import subprocess
import sys
from pathlib import Path

_SOURCE = """
import sys
sys.path.insert(0, sys.argv[1])
from guardrails.rules.identity.actions import first_permission_change, first_restrictable_change
print(first_restrictable_change("*"), first_permission_change("*"))
"""
_POLICIES = Path(__file__).parents[4] / "policies"


def _told(seed: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", _SOURCE, str(_POLICIES)],
        env={"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_the_first_action_of_a_wildcard_is_always_the_same() -> None:
    assert len({_told(seed) for seed in ("0", "1", "2")}) == 1
