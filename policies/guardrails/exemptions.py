"""Exemptions: reviewed, dated permissions to break one rule on a resource, as ``promises/exemptions.yaml`` lists them.

Here is what an exemption says and whether it may be said; ``guardrails.exempting`` is what it does to a judgement.
``vouch check`` reads the file; the pack gets the same list as configuration that ``SCHEMA`` describes. Nothing here
needs more than the standard library.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from guardrails.graph import Resource
from guardrails.unexemptible import NEVER, ROLLOUT

STACK: Final = "stack"
"""The selector of what is required of the whole stack, and belongs to no resource."""
LONGEST: Final = timedelta(days=366)
LONGEST_ROLLOUT: Final = timedelta(days=30)

_SELECTORS: Final = ("urn:", "type:", "name:")
_KEYS: Final = ("rule", "resource", "stacks", "owner", "reason", "ticket", "expires")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

SCHEMA: Final[Mapping[str, Any]] = {
    "exemptions": {
        "type": "array",
        "description": "Reviewed, dated permissions to break one rule on a resource: promises/exemptions.yaml.",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": list(_KEYS),
            "properties": {
                "rule": {"type": "string", "minLength": 1},
                "resource": {"type": "string", "pattern": r"^(stack$|urn:.|type:.|name:.)"},
                "stacks": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "string", "pattern": r"^[^/]+/[^/]+$"},
                },
                "owner": {"type": "string", "pattern": r"\S"},
                "reason": {"type": "string", "pattern": r"\S"},
                "ticket": {"type": "string", "pattern": r"\S"},
                "expires": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
            },
        },
    },
}
"""The list as JSON Schema: properties of an object, as a policy's configuration states them."""


class ExemptionError(ValueError):
    """The list cannot be taken at its word; one sentence: which entry and key, what is wrong, how to mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """One permission. ``number`` is its place in the list, from 1; ``expires`` is the last day on which it counts."""

    number: int
    rule: str
    resource: str
    stacks: tuple[str, ...]
    owner: str
    reason: str
    ticket: str
    expires: date

    def names_stack(self, project: str, stack: str) -> bool:
        """Whether it is meant for this stack; a stack named with its organisation is the same stack."""
        named = f"{project}/{stack.rpartition('/')[2]}"
        return any(_glob(pattern).fullmatch(named) for pattern in self.stacks)

    def selects(self, resource: Resource | None) -> bool:
        """Whether it is meant for this resource; None is the stack itself."""
        if resource is None or self.resource == STACK:
            return resource is None and self.resource == STACK
        kind, _, pattern = self.resource.partition(":")
        if kind == "urn":
            return _glob(self.resource).fullmatch(resource.urn) is not None
        of = (resource.name,) if kind == "name" else (resource.type, resource.token)
        return any(_glob(pattern).fullmatch(each) for each in of)

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.expires < today

    @property
    def label(self) -> str:
        """How messages name it: the rule, the resource and the ticket."""
        return f"exemption {self.number} ({self.rule} on {self.resource}, ticket {self.ticket})"


@dataclass(frozen=True, slots=True)
class Exemptions:
    """A list of exemptions, in the order of the file, which is the order in which they are tried."""

    entries: tuple[Exemption, ...] = ()

    def of_stack(self, project: str, stack: str) -> "Exemptions":
        """Those that are meant for a stack."""
        return Exemptions(tuple(each for each in self.entries if each.names_stack(project, stack)))

    def of_rules(self, rules: Collection[str]) -> "Exemptions":
        """Those of these rules, where only some are asked for."""
        return Exemptions(tuple(each for each in self.entries if each.rule in rules))


def parse(stated: object, *, rules: Collection[str], today: date) -> Exemptions:
    """The exemptions of a file's, or a configuration's, whole content: ``{"exemptions": [...]}``, or nothing at all.

    ``rules`` are the ids that exist. An exemption that has expired is read all the same: the judgement tells of it.
    Raises ExemptionError for the first entry that is malformed, unknown, forbidden, too long, or there twice.
    """
    if stated is None:
        return Exemptions()
    if not isinstance(stated, Mapping) or not stated.keys() <= {"exemptions"}:
        raise ExemptionError("the only key is `exemptions`, a list of entries: remove what else is there")
    listed = stated.get("exemptions")
    if listed is None:
        return Exemptions()
    if not isinstance(listed, list):
        raise ExemptionError("`exemptions` is not a list: begin each entry with `- rule:`")
    entries = tuple(_entry(number, each, rules, today) for number, each in enumerate(listed, start=1))
    _refuse_doubles(entries)
    return Exemptions(entries)


def _entry(number: int, stated: object, rules: Collection[str], today: date) -> Exemption:
    if not isinstance(stated, Mapping):
        raise ExemptionError(f"entry {number} is not a mapping: give it the keys {', '.join(_KEYS)}")
    for key in stated:
        if key not in _KEYS:
            raise ExemptionError(f"entry {number} has the unknown key {key!r}: the keys are {', '.join(_KEYS)}")
    text = {key: _text(number, key, stated.get(key)) for key in _KEYS if key != "stacks"}
    return Exemption(
        number=number,
        rule=_rule(number, text["rule"], rules),
        resource=_selector(number, text["resource"]),
        stacks=tuple(_stacks(number, stated.get("stacks"))),
        owner=text["owner"],
        reason=text["reason"],
        ticket=text["ticket"],
        expires=_expires(number, text["rule"], text["expires"], today),
    )


def _text(number: int, key: str, value: object) -> str:
    if value is None:
        raise ExemptionError(f"entry {number} has no `{key}`: add it")
    if not isinstance(value, str):
        raise ExemptionError(f"`{key}` of entry {number} is not text: put it in quotes")
    # A reason may be folded over several lines of the file; a message has one.
    text = " ".join(value.split())
    if not text:
        raise ExemptionError(f"`{key}` of entry {number} is empty: fill it in")
    return text


def _rule(number: int, rule: str, rules: Collection[str]) -> str:
    if rule in NEVER:
        raise ExemptionError(f"entry {number} exempts from {rule}, from which nothing can be: remove it and mend")
    if rule not in rules:
        raise ExemptionError(f"entry {number} names the rule {rule!r}, which does not exist: `vouch rules` lists them")
    return rule


def _selector(number: int, selector: str) -> str:
    if selector == STACK:
        return selector
    if not selector.startswith(_SELECTORS):
        raise ExemptionError(
            f"`resource` of entry {number} is {selector!r}: give a URN, type:TYPE or name:NAME, each with * for any "
            f"text, or `{STACK}` for what belongs to no resource"
        )
    if not selector.partition(":")[2].strip("*: "):
        raise ExemptionError(f"`resource` of entry {number} is {selector!r}, every resource: name what is exempt")
    return selector


def _stacks(number: int, stated: object) -> Iterator[str]:
    if not isinstance(stated, list) or not stated:
        raise ExemptionError(f"`stacks` of entry {number} is not a list: name each stack as project/stack")
    for each in stated:
        if not isinstance(each, str) or each.count("/") != 1 or each.startswith("/") or each.endswith("/"):
            raise ExemptionError(f"`stacks` of entry {number} has {each!r}: name each stack as project/stack")
        if not each.strip("*/ "):
            raise ExemptionError(f"`stacks` of entry {number} has {each!r}, every stack: name those that need it")
        yield each


def _expires(number: int, rule: str, stated: str, today: date) -> date:
    try:
        # Other ISO 8601 forms (20270131, 2027-W04-7) are read by Python and not by the schema.
        expires = date.fromisoformat(stated) if _DAY.fullmatch(stated) else None
    except ValueError:
        expires = None
    if expires is None:
        raise ExemptionError(f"`expires` of entry {number} is {stated!r}: give a day as 2027-01-31")
    longest, why = (LONGEST_ROLLOUT, ", as a rollout takes") if rule in ROLLOUT else (LONGEST, "")
    if expires - today > longest:
        raise ExemptionError(
            f"`expires` of entry {number} is {stated}, and {rule} can be exempt for {longest.days} days{why}: name a "
            f"day up to {today + longest}"
        )
    return expires


def _refuse_doubles(entries: tuple[Exemption, ...]) -> None:
    first: dict[tuple[str, str, str], int] = {}
    for entry in entries:
        for stack in entry.stacks:
            key = (entry.rule, entry.resource, stack)
            if first.setdefault(key, entry.number) != entry.number:
                raise ExemptionError(
                    f"entry {entry.number} says what entry {first[key]} says, {entry.rule} on {entry.resource} in "
                    f"{stack}: remove one of them"
                )


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """``*`` is any text; every other character is itself (names may hold brackets and question marks)."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
