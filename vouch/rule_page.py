"""What there is to say of a rule, said once: ``vouch explain`` prints it, ``docs/rules`` is written from it.

A page is worked out of the rule, its record, its control and the claims; its examples are judged as it is made.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from guardrails import profiles
from guardrails.claims import claims_of
from guardrails.controls.frameworks import FRAMEWORKS, SAME_FORM, Framework, framework_of, mapped
from guardrails.controls.model import Control, RuleInfo
from guardrails.judge import RuleBook
from guardrails.rule import CompletenessRule, RelationRule, ResourceRule, Rule
from guardrails.unexemptible import NEVER, ROLLOUT
from guardrails.verdicts import Severity
from vouch.promises import Claim
from vouch.rule_examples import Example, Read, told

RECORD: Final = "the control universe"
"""Where a number was read that no mapping gives: the row of the universe that the rule stands for."""

_KINDS: Final[Mapping[type[Rule], str]] = {
    ResourceRule: "judges a resource by its own properties, before it is created",
    RelationRule: "judges a resource by what else is in the stack",
    CompletenessRule: "requires what must be in the stack at all",
}
# The first pattern that an id matches in whole says whose it is, unless ``SAME_FORM`` names it.
_TOOLS: Final = (
    ("Checkov", re.compile(r"CKV2?_[A-Z]+_\d+")),
    ("Trivy", re.compile(r"AWS-\d{4}")),
    ("Security Hub", re.compile(r"[A-Za-z0-9]+\.\d+")),
    ("AWS Config", re.compile(r"[A-Z][A-Z0-9_]*_[A-Z0-9_]+")),
    ("Prowler", re.compile(r"[a-z][a-z0-9_]*")),
    ("cdk-nag", re.compile(r"[A-Z][A-Za-z0-9]+")),
)
_DIGITS: Final = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A claim that the rule helps to keep: one sentence of a public security page."""

    id: str
    quote: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """The rule's numbers in one framework, and where they were read."""

    framework: Framework
    numbers: tuple[str, ...]
    read_in: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """What one other tool calls the rule."""

    tool: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage:
    """Everything that is said of one rule. ``profiles`` are those that require it; only of a rule of completeness."""

    id: str
    title: str
    severity: str
    refuses: str
    undetermined: str
    kind: str
    area: str
    control: str
    control_title: str
    control_note: str
    profiles: tuple[str, ...]
    exemption: str
    types: tuple[str, ...]
    claims: tuple[Quoted, ...]
    frameworks: tuple[Numbered, ...]
    peers: tuple[Peer, ...]
    reads: tuple[Read, ...]
    examples: tuple[Example, ...]
    fix: str


def rule_page(rule: Rule, book: RuleBook, controls: Sequence[Control], claims: Sequence[Claim]) -> RulePage:
    """The page of one rule of the book."""
    info = book.info(rule)
    control = next((each for each in controls if each.id == info.control), None)
    by_id = {claim.id: claim for claim in claims}
    examples, reads = told(rule, book)
    return RulePage(
        id=rule.id,
        title=info.title,
        severity=info.severity.value,
        refuses="refuses a deploy" if info.severity.refuses else "advice",
        undetermined=_undetermined(info.severity),
        kind=_KINDS[type(rule)],
        area=control.area if control else "",
        control=info.control,
        control_title=control.title if control else "",
        control_note=control.note if control else "",
        profiles=tuple(_required(info.control)) if isinstance(rule, CompletenessRule) else (),
        exemption=_exemption(rule.id),
        types=rule.types,
        claims=tuple(
            Quoted(id=claim.id, quote=claim.quote, source=claim.source)
            for claim in (by_id[id_] for id_ in claims_of(info.control) if id_ in by_id)
        ),
        frameworks=tuple(_frameworks(info)),
        peers=tuple(_peers(info.equivalents)),
        reads=reads,
        examples=examples,
        fix=info.fix,
    )


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """An order in which ``2.9`` comes before ``2.10``."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in _DIGITS.split(text))


def _undetermined(severity: Severity) -> str:
    if severity.refuses_undetermined:
        return "refuses under a profile that says `undetermined: refuse`"
    return "is reported, and refuses nothing"


def _required(control: str) -> Iterator[str]:
    yield from (name for name in profiles.names() if profiles.profile(name).requires(control))


def _exemption(rule: str) -> str:
    if rule in NEVER:
        return "never"
    return "for a rollout, 30 days at most" if rule in ROLLOUT else "for a year at most"


def _frameworks(info: RuleInfo) -> Iterator[Numbered]:
    sources: dict[str, list[str]] = {}
    for number, source in mapped(info.equivalents):
        sources.setdefault(number, []).append(source.title)
    for framework in FRAMEWORKS:
        own = sorted((each for each in info.frameworks if framework_of(each) == framework.id), key=natural)
        if own:
            yield Numbered(
                framework=framework,
                numbers=tuple(each.partition(":")[2] for each in own),
                read_in=tuple(dict.fromkeys(title for each in own for title in sources.get(each, [RECORD]))),
            )


def _peers(equivalents: Sequence[str]) -> Iterator[Peer]:
    by_tool: dict[str, list[str]] = {}
    for id_ in equivalents:
        for name in tools(id_):
            by_tool.setdefault(name, []).append(id_)
    for name in sorted(by_tool, key=str.lower):
        yield Peer(tool=name, ids=tuple(sorted(by_tool[name], key=natural)))


def tools(id_: str) -> tuple[str, ...]:
    """Whose id this is. Raises ValueError for one of no tool that is known."""
    if named := tuple(name for name, ids in SAME_FORM.items() if id_ in ids):
        return named
    for name, pattern in _TOOLS:
        if pattern.fullmatch(id_):
            return (name,)
    raise ValueError(f"{id_!r} is an id of no tool that is known: correct it, or add the tool's pattern")
