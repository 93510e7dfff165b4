"""Whether the pack judged the stack, as the engine itself noted it.

The engine tells once, after the last resource, what the stack policies of each pack came to
(``policyAnalyzeStackSummaryEvent``, pkg/resource/deploy/step_generator.go): which passed and which failed. A pack that
was never loaded, was replaced by another, or lost its rules on the way leaves no such line. The exit code cannot show
that: without a pack everything passes.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

_EVENT: Final = "policyAnalyzeStackSummaryEvent"


def judged(events: Path, pack: str) -> bool:
    """Whether the stack policies of ``pack`` left their trace in the engine's event log."""
    return any(each.get("policyPackName") == pack and _counts(each) for each in _summaries(events))


def _counts(summary: dict[str, Any]) -> bool:
    return bool(summary.get("passed") or summary.get("failed"))


def _summaries(events: Path) -> Iterator[dict[str, Any]]:
    try:
        with events.open(encoding="utf-8") as lines:
            for line in lines:
                # The log has megabytes of other events.
                if _EVENT in line and (found := _read(line)) is not None:
                    yield found
    except OSError:
        return


def _read(line: str) -> dict[str, Any] | None:
    try:
        summary = json.loads(line)[_EVENT]
    except (ValueError, KeyError, TypeError):
        return None
    return summary if isinstance(summary, dict) else None
