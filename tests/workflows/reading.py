"""The workflows as data: what they trigger on, which jobs they have, and what those run."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / ".github"
NAMES: Final = tuple(sorted(path.name for path in (FOLDER / "workflows").iterdir()))
ENGINE: Final = "$/.github/actions/engine"


@cache
def load(path: Path) -> Mapping[str, Any]:
    """A YAML file by the rules of YAML 1.2, where ``on`` is text."""
    loaded: Mapping[str, Any] = YAML(typ="safe", pure=True).load(path)
    return loaded


@dataclass(frozen=True)
class Job:
    """A job and the workflow that it stands in."""

    file: str
    name: str
    given: Mapping[str, Any]

    @property
    def label(self) -> str:
        return f"{self.file}:{self.name}"

    @property
    def steps(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(self.given["steps"])

    @property
    def permissions(self) -> Mapping[str, str]:
        granted: Mapping[str, str] = self.given["permissions"]
        return granted

    @property
    def scripts(self) -> tuple[str, ...]:
        return tuple(step["run"] for step in self.steps if "run" in step)

    @property
    def stacks(self) -> tuple[str, ...] | None:
        """The stacks of its matrix, None where it has none."""
        matrix = self.given.get("strategy", {}).get("matrix")
        return tuple(matrix["stack"]) if matrix else None

    def using(self, action: str) -> tuple[Mapping[str, Any], ...]:
        """Its steps that use an action."""
        return tuple(step for step in self.steps if step.get("uses", "").startswith(f"{action}@"))

    @property
    def runs_the_branch(self) -> bool:
        """Whether it checks out, and so runs, what the event names: on a pull request, the branch's code."""
        return any("ref" not in step["with"] for step in self.using("actions/checkout"))

    @property
    def enters(self) -> Mapping[str, str] | None:
        """What it asks of the action that takes a role, None where it takes none."""
        found = [step["with"] for step in self.steps if step.get("uses") == ENGINE]
        assert len(found) <= 1
        return found[0] if found else None


def workflow(name: str) -> Mapping[str, Any]:
    """A workflow by the name of its file."""
    return load(FOLDER / "workflows" / name)


def jobs() -> tuple[Job, ...]:
    """Every job of every workflow."""
    return tuple(Job(name, job, given) for name in NAMES for job, given in workflow(name)["jobs"].items())


def engine() -> Mapping[str, Any]:
    """The composite action that enters an account."""
    return load(FOLDER / "actions" / "engine" / "action.yml")


def scripts() -> Iterator[tuple[str, str]]:
    """Every shell script, with where it stands."""
    for job in jobs():
        yield from ((job.label, script) for script in job.scripts)
    yield from (("engine", step["run"]) for step in engine()["runs"]["steps"] if "run" in step)


def uses() -> Iterator[tuple[str, str]]:
    """Every line that uses an action, with its comment, and the file it stands in."""
    for path in (*sorted(FOLDER.glob("workflows/*")), *sorted(FOLDER.glob("actions/*/*"))):
        yield from ((path.name, found) for found in re.findall(r"(?m)^ *-? *uses: (.*)$", path.read_text()))
