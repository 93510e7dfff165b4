"""Where the documentation of a rule is: its page in this repository, and the page's address in a workflow of GitHub."""

import os
from pathlib import Path
from typing import Final

from guardrails.controls.model import Control

HOME: Final = Path(__file__).resolve().parents[2]


def page(rule: str, control: str) -> str:
    """The page of a rule, relative to this repository: ``docs/rules/<area>/<rule>.md``."""
    return f"docs/rules/{Control(id=control, title='').area}/{rule}.md"


def address(file: str, line: int | None = None) -> str | None:
    """The address of a file of the repository that a GitHub workflow checked out; None anywhere else.

    Comments and alerts resolve no relative links, so that only a whole address can be followed. GitHub documents the
    three variables under "Default environment variables".
    """
    server, repository, commit = (os.environ.get(f"GITHUB_{name}") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    if not (server and repository and commit):
        return None
    return f"{server}/{repository}/blob/{commit}/{file}" + (f"#L{line}" if line else "")


def page_address(rule: str, control: str) -> str | None:
    """The address of a rule's page, where a workflow of this very repository runs; None anywhere else."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace or not HOME.is_relative_to(Path(workspace).resolve()):
        return None
    file = HOME / page(rule, control)
    # The workflow may have checked the repository out into a folder of its own.
    return address(page(rule, control)) if file.is_file() else None
