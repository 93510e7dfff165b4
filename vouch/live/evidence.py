"""What a verification writes into the chain of evidence (see docs/evidence.md for every member)."""

import os
import subprocess
from pathlib import Path
from typing import Any, Final

from verification.versions import checks_digest
from vouch import __version__
from vouch.live.model import LiveRun

_HOME: Final = Path(__file__).resolve().parents[2]


def record(verified: LiveRun) -> dict[str, Any]:
    """A run as the members of a record, without those that make it part of a chain."""
    return {
        "kind": "verification",
        "tool": {"name": "vouch", "version": __version__, "commit": commit(), "checks": checks_digest()},
        **verified.model_dump(mode="json"),
    }


def commit() -> str:
    """The commit that verified, with ``-dirty`` where files differ from it; empty where nobody knows."""
    if stated := os.environ.get("VOUCH_COMMIT"):
        return stated
    try:
        said = subprocess.run(
            ["git", "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"],  # noqa: S607  the git of the PATH
            cwd=_HOME,
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return said.stdout.strip() if said.returncode == 0 else ""
