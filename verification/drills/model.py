"""What drills share: how they stop, what they say on the way, and the time they go by."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, Protocol

PREFIX: Final = "vouch-drill-"
"""What the name of everything that a drill makes begins with."""
GUARD: Final = "vouch:drill"
"""The tag that guards: ``allowed`` on what may be drilled, ``isolated`` on where it may be restored to, ``restore`` on
what a drill made."""
OF: Final = "vouch:drill-of"
RUN: Final = "vouch:drill-run"
STARTED: Final = "vouch:drill-started"
ALLOWED: Final = "allowed"
ISOLATED: Final = "isolated"
RESTORED: Final = "restore"


class CannotDrillError(Exception):
    """The drill cannot run, or would touch what it must not. One sentence."""


class Holds(StrEnum):
    """What a drill says of one thing that it looked at."""

    YES = "passed"
    NO = "failed"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a drill looked at: what was expected, what was there."""

    name: str
    holds: Holds
    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """How a drill ended. ``seconds`` is what it measured, ``objective`` what it may take, None where nobody said."""

    kind: str
    run: str
    subject: str
    started: datetime
    ended: datetime
    seconds: float | None
    objective: float | None
    findings: tuple[Finding, ...]
    resumed: bool
    made: tuple[str, ...]
    remains: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether everything that was asked holds, and nothing that the drill made is left behind."""
        return not self.remains and all(each.holds is not Holds.NO for each in self.findings)

    @property
    def whole(self) -> bool:
        """Whether everything was asked."""
        return all(each.holds is not Holds.NOT_ASKED for each in self.findings)


class Clock(Protocol):
    """The time, and how to let it pass; tests have their own."""

    def now(self) -> datetime:
        """The time, with its zone."""
        ...

    def wait(self, seconds: float) -> None:
        """Lets time pass."""
        ...


class WallClock:
    """The time as it is."""

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Sleeps."""
        time.sleep(seconds)


Say = Callable[[str], None]
"""Where a drill says what it is doing."""


def expect(name: str, expected: object, found: object, *, holds: bool | None = None) -> Finding:
    """A finding that holds where both are the same, or as ``holds`` says."""
    same = expected == found if holds is None else holds
    return Finding(name=name, holds=Holds.YES if same else Holds.NO, expected=str(expected), found=str(found))


def not_asked(name: str, why: str) -> Finding:
    """What a drill did not look at, and why: never a pass."""
    return Finding(name=name, holds=Holds.NOT_ASKED, expected="", found=why)


def tags_of(listed: object) -> dict[str, str]:
    """Tags as RDS and EC2 list them, as a dictionary."""
    items = listed if isinstance(listed, list) else []
    return {str(each.get("Key")): str(each.get("Value", "")) for each in items}
