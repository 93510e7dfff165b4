"""The pack's configuration: it may make the bar higher and bring exemptions, and nothing else.

The engine sends every policy's level, with ``all`` spread over them, and ``all`` and ids that do not exist beside
them (pkg/resource/analyzer/config.go), from every source: ``--policy-pack-config``, its environment variable, a policy
group of the service. So a run that would be weaker than the rules say is seen here, before anything is judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

EXEMPTIONS: Final = "exemptions"
"""The policy whose configuration is the list of exemptions."""
ALL: Final = "all"


class Level(IntEnum):
    """Enforcement levels; ``ADVISORY`` warns, ``MANDATORY`` refuses. The pack never mends, so ``REMEDIATE`` weakens."""

    DISABLED = 0
    REMEDIATE = 1
    ADVISORY = 2
    MANDATORY = 3


@dataclass(frozen=True)
class Configured:
    """One policy's entry."""

    level: Level
    properties: Mapping[str, Any]


class ConfigurationError(ValueError):
    """The configuration would weaken the run, or names what does not exist; one sentence with the remedy."""


def refuse_weaker(own: Mapping[str, Level], given: Mapping[str, Configured]) -> None:
    """Raises ConfigurationError for the first entry that lowers a level of ``own``, is unknown, or says too much."""
    if unknown := sorted(given.keys() - own.keys() - {ALL}):
        raise ConfigurationError(
            f"the configuration names {_listed(unknown)}, which {_are(unknown)} no rule of this pack: "
            "remove the entry, or spell it as `vouch rules` does"
        )
    everything = given.get(ALL)
    if everything is not None and (everything.level is not Level.MANDATORY or everything.properties):
        raise ConfigurationError(
            f"the configuration sets all policies to {everything.level.name.lower()}, and a run of this pack is never "
            f"weakened: remove `{ALL}`, or list an exemption in promises/exemptions.yaml"
        )
    if lowered := sorted(name for name, entry in given.items() if name in own and entry.level < own[name]):
        first = lowered[0]
        raise ConfigurationError(
            f"the configuration lowers {_listed(lowered)} ({first}: {own[first].name.lower()} to "
            f"{given[first].level.name.lower()}), and a run of this pack is never weakened: remove the entry, or list "
            "an exemption in promises/exemptions.yaml"
        )
    if talking := sorted(name for name, entry in given.items() if name != EXEMPTIONS and entry.properties):
        keys = ", ".join(sorted(given[talking[0]].properties))
        raise ConfigurationError(
            f"the configuration of {talking[0]} has the unknown key {keys}: a rule has no settings but its level"
        )


def raised(own: Mapping[str, Level], given: Mapping[str, Configured]) -> frozenset[str]:
    """The policies that only warn by themselves and were made to refuse."""
    return frozenset(name for name, entry in given.items() if name in own and entry.level > own[name])


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def _are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
