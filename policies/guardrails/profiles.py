"""Profiles: which controls a stack must keep, how strictly, and which stack has which (design decision 7).

``baselines.yaml`` beside this file is the only source: a program cannot lower the bar that judges it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from guardrails.thresholds import THRESHOLDS, Thresholds

BASELINES: Final = Path(__file__).with_name("baselines.yaml")
NONE: Final = "none"


class BaselineError(ValueError):
    """``baselines.yaml`` names something that does not exist, or a profile that nobody defined."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The bar of one kind of stack: the controls it requires, its thresholds, and what an undetermined rule does."""

    name: str
    required: frozenset[str]
    thresholds: Thresholds
    refuses_undetermined: bool

    def requires(self, control: str) -> bool:
        """Whether a stack of this profile must itself provide ``control``."""
        return control in self.required


@cache
def _baselines(path: Path = BASELINES) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = YAML(typ="safe", pure=True).load(path)
    return loaded


def names() -> tuple[str, ...]:
    """The profiles that exist."""
    return tuple(_baselines()["profiles"])


def profile(name: str) -> Profile:
    """The profile of this name. Raises BaselineError, naming those that exist, for any other."""
    stated = _baselines()["profiles"].get(name)
    if stated is None:
        raise BaselineError(f"profile {name!r} does not exist: choose one of {', '.join(names())}")
    return Profile(
        name=name,
        required=frozenset(_flat(stated["requires"])),
        thresholds=THRESHOLDS[name],
        refuses_undetermined=stated["undetermined"] == "refuse",
    )


def _flat(listed: Sequence[Any]) -> Iterator[str]:
    """A profile's list may contain another profile's whole list (a YAML alias)."""
    for item in listed:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield str(item)


def profile_for(project: str, stack: str) -> Profile:
    """The profile of a stack: as ``baselines.yaml`` maps its project and stack, ``none`` where it does not.

    What the file says that another stack provides is not required of this one. Raises BaselineError where it names
    a control that the profile does not require: such an entry would excuse nothing, and hide that it does not.
    """
    name = stack.rpartition("/")[2]
    mapped = profile((_baselines()["projects"].get(project) or {}).get(name, NONE))
    elsewhere = ((_baselines()["provided_by_another_stack"].get(project) or {}).get(name) or {}).keys()
    if needless := sorted(elsewhere - mapped.required):
        raise BaselineError(
            f"baselines.yaml says that another stack than {project}/{name} provides {', '.join(needless)}, which "
            f"profile {mapped.name} does not require: remove the entry"
        )
    return replace(mapped, required=mapped.required - elsewhere)
