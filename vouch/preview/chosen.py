"""The program and stack that a command is about, as its options say, and what was recorded of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vouch.preview.answers import Answers
from vouch.preview.answers_file import read_answers
from vouch.preview.program import HOME, preview
from vouch.preview.project import Project, find_project, read_project
from vouch.preview.recording import Recording

OWN_STACK: Final = "prod"
"""The stack of this project's own program that is meant where nobody names one."""


@dataclass(frozen=True)
class Chosen:
    """A program's stack, built offline."""

    project: Project
    stack: str
    recording: Recording


def choose(directory: Path | None, stack: str | None, config_file: Path | None, answers: Path | None) -> Chosen:
    """Builds the program in ``directory``, or the one around the working directory, or this project's own.

    Raises CannotJudgeError where there is none, or it cannot be built.
    """
    project = read_project(directory or find_project(Path.cwd()) or HOME)
    if config_file is not None:
        project = project.with_config_file(config_file)
    chosen = project.choose_stack(stack, default=OWN_STACK if project.directory == HOME else None)
    given = read_answers(answers) if answers else Answers()
    return Chosen(project, chosen, preview(project, chosen, given))
