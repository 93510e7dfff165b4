"""The project's own stacks, recorded once for a test session."""

from functools import cache
from pathlib import Path

from tests.support.recording import Recorded
from vouch.preview.answers import Answers
from vouch.preview.program import preview
from vouch.preview.project import read_project

ROOT = Path(__file__).parents[2]


@cache
def record_stack(stack: str) -> Recorded:
    """One of the project's stacks, as `vouch check` builds it."""
    recording = preview(read_project(ROOT), stack, Answers())
    return Recorded(recording.resources, recording.graph())
