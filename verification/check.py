"""What a check is: what it looks for, what must hold of each, the calls it makes, and the answers that test it.

A check is the live counterpart of a rule and has its id, so that title, severity, fix, frameworks and control are
stated once (``guardrails.controls``); a check that no rule can make before a deploy (a backup job of last night)
brings a record of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from verification.answers import Broken
from verification.calls import Call
from verification.live import Live

Facts = Mapping[str, Any]
"""A part of an API's answer, as botocore gives it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A resource that a check looks at: its ARN (or what stands for it), and what the account says of it."""

    arn: str
    facts: Facts = field(default_factory=dict)


Finds = Callable[[Live], Iterable[Found]]
Judges = Callable[[Found, Live, Thresholds], Iterable[Broken]]


class Scope(StrEnum):
    """Where a check is asked: in every region, once an account, or once in the organisation's management account."""

    REGION = "region"
    ACCOUNT = "account"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An example's answer of a call: the error with this code."""

    code: str


Response = Mapping[str, Any] | Refusal
Responses = Mapping[Call, Response | Sequence[tuple[Mapping[str, Any], Response]]]
"""What an account answers to each call, whatever it is asked with; or, in a sequence, to each set of parameters."""

EMPTY: Final[Responses] = {}
"""Every list empty, and every call with an ``absent`` code refused with it: what most checks find in a bare account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """An account where the check holds, one where it is broken, and one without such a resource.

    ``absent`` is None only where the thing asked for is always there (an account's own setting); ``broken`` only where
    a check asks for presence alone (``holds_if_found``).
    """

    holds: Responses
    broken: Responses | None
    absent: Responses | None = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question to an account: ``finds`` lists the resources, ``judge`` says what of each does not hold.

    ``presence`` says that having none breaks the control where the profile requires it: none in the whole account, or,
    with ``everywhere``, none in one of its regions. ``info`` is the record of a check that has no rule of the same id.
    """

    id: str
    calls: tuple[Call, ...]
    finds: Finds
    judge: Judges
    examples: Examples
    scope: Scope = Scope.REGION
    presence: bool = False
    everywhere: bool = False
    info: RuleInfo | None = None

    @property
    def lane(self) -> str:
        """The service that answers first: a slow service delays only the checks of its lane."""
        return self.calls[0].service


def holds_if_found(_found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    """The judge of a check that asks for presence only."""
    return ()
