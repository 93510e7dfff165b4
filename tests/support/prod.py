"""The project's own stacks, recorded once for a test session."""

import json
import runpy
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.recording import Recorded
from vouch.preview.answers import Answers
from vouch.preview.config import read_configuration
from vouch.preview.program import preview
from vouch.preview.project import Project, read_project
from vouch.preview.record import record

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ("dev", "staging", "prod", "prod-full")
"""The environments; ``prod-full`` is prod with every optional layer, for tests only."""
STACKS = (*ENVIRONMENTS, "bootstrap", "organization", "security")
"""Every stack that the repository has."""
_ELSEWHERE = {"prod-full": ROOT / "tests" / "stacks" / "Pulumi.prod-full.yaml"}


def project_of(stack: str) -> Project:
    """The project, with the stack's file wherever it lies."""
    project = read_project(ROOT)
    return project.with_config_file(_ELSEWHERE[stack]) if stack in _ELSEWHERE else project


@cache
def record_stack(stack: str) -> Recorded:
    """One of the project's stacks, as `vouch check` builds it."""
    recording = preview(project_of(stack), stack, Answers())
    return Recorded(recording.resources, recording.graph())


def settings_of(stack: str) -> dict[str, Any]:
    """The settings in a stack's file, to change before building with them."""
    values = read_configuration(project_of(stack), stack, {}).values
    settings: dict[str, Any] = json.loads(values["vouch:settings"])
    return settings


def record_settings(stack: str, settings: Mapping[str, Any]) -> Recorded:
    """The project's program with other settings than its stack file's."""
    config = {"vouch:settings": json.dumps(settings), "pulumi:disable-default-providers": '["aws"]'}
    recording = record(
        lambda: runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__"),
        project="vouch",
        stack=stack,
        config=config,
    )
    return Recorded(recording.resources, recording.graph())
