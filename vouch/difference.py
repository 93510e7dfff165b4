"""What one pack lets through that another refuses, on the same subjects: two reports of ``vouch check --format json``.

On a pull request the pack and the exemptions of the base branch judge the head's program too. Whatever they refuse
and the head's own do not is named, so that a change cannot quietly edit its own judge (design decision 10).

The base's report may have been written by an older version: it is read leniently, and what it lacks is said.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from guardrails import exempting
from vouch import baseline
from vouch.errors import CannotJudgeError

_HOW: Final = "write it with `vouch check --format json`"
_OF_ALLOWANCES: Final = frozenset({baseline.MENDED.id, *(info.id for info in exempting.RULES)})

Side = Literal["base", "head"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Changed(_Model):
    """A rule on a resource (or on the stack: ``urn`` is null) that one side refuses and the other does not.

    ``why`` says what the other side makes of it.
    """

    stack: str
    rule: str
    urn: str | None
    severity: str
    message: str
    why: str


class RuleChange(_Model):
    """A rule that only one side has (the other severity is null), or that is less or more grave on one of them."""

    rule: str
    base: str | None
    head: str | None


class ExemptionChange(_Model):
    """An exemption in use on one side only, or on the two with different words. Each side is one sentence."""

    stack: str
    rule: str
    urn: str | None
    base: str | None
    head: str | None


class Unmatched(_Model):
    """A stack that only one of the reports judged, or that they judged under different profiles (null: not at all)."""

    stack: str
    base: str | None
    head: str | None


class Difference(_Model):
    """All that differs. ``let_through``, what the head lets through and the base refuses, alone makes the answer 1.

    ``lacking`` are sentences on what a report does not hold, and therefore cannot be compared.
    """

    let_through: tuple[Changed, ...]
    newly_refused: tuple[Changed, ...]
    rules: tuple[RuleChange, ...]
    exemptions: tuple[ExemptionChange, ...]
    profiles: tuple[Unmatched, ...]
    lacking: tuple[str, ...]

    @property
    def eased(self) -> bool:
        """Whether the head lets through anything that the base refuses."""
        return bool(self.let_through)


_Key = tuple[str, str | None]


@dataclass(frozen=True)
class _Judged:
    """What one side makes of a rule on a resource, over all the properties it names."""

    severity: str
    refused: bool
    verdict: str
    message: str
    known: bool
    exemption: str | None


@dataclass(frozen=True)
class _Run:
    profile: str
    results: Mapping[_Key, _Judged]


@dataclass
class _Read:
    """A report as far as it could be read."""

    side: Side
    rules: Mapping[str, str] | None
    runs: dict[str, _Run] = field(default_factory=dict)
    lacking: list[str] = field(default_factory=list)


def difference(base: Path, head: Path) -> Difference:
    """Compares two files. Raises CannotJudgeError where one of them is no report of ``vouch check``."""
    return _compare(_read(base, "base"), _read(head, "head"))


def schema() -> str:
    """The JSON Schema of a difference, as ``vouch/schemas/difference.schema.json`` ships it."""
    stated: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Difference.model_json_schema(mode="serialization"),
    }
    return json.dumps(stated, indent=2) + "\n"


def _compare(base: _Read, head: _Read) -> Difference:
    stacks = list(dict.fromkeys([*base.runs, *head.runs]))
    pairs = [(stack, base.runs.get(stack), head.runs.get(stack)) for stack in stacks]
    return Difference(
        let_through=tuple(each for pair in pairs for each in _refused_by_first(*pair, head)),
        newly_refused=tuple(
            each for stack, ours, theirs in pairs for each in _refused_by_first(stack, theirs, ours, base)
        ),
        rules=tuple(_rules(base.rules, head.rules)),
        exemptions=tuple(each for pair in pairs for each in _exemptions(*pair)),
        profiles=tuple(
            Unmatched(stack=stack, base=one.profile if one else None, head=other.profile if other else None)
            for stack, one, other in pairs
            if one is None or other is None or one.profile != other.profile
        ),
        lacking=(*base.lacking, *head.lacking),
    )


def _refused_by_first(stack: str, one: _Run | None, other: _Run | None, second: _Read) -> Iterator[Changed]:
    """What the first run refuses and the second, of the report ``second``, does not."""
    for (rule, urn), judged in (one.results if one else {}).items():
        # Where a rule raised, its side has no opinion that the other could overrule. What is wrong with a side's own
        # exemptions is mended by the very change that is compared.
        if not judged.refused or judged.verdict == "error" or rule in _OF_ALLOWANCES:
            continue
        answer = other.results.get((rule, urn)) if other else None
        if answer is None or not answer.refused:
            why = _why(answer, rule, second) if other else f"the {second.side} did not judge this stack"
            if one and other and one.profile != other.profile:
                why += f" (by profile {other.profile}, not {one.profile})"
            yield Changed(stack=stack, rule=rule, urn=urn, severity=judged.severity, message=judged.message, why=why)


def _why(answer: _Judged | None, rule: str, second: _Read) -> str:
    side = f"the {second.side}"
    if second.rules is not None and rule not in second.rules and answer is None:
        return f"{side} does not judge by this rule"
    if answer is None:
        return f"{side} finds nothing wrong"
    if answer.exemption is not None:
        return f"{side} exempts it: {answer.exemption}"
    if answer.known:
        return f"{side} has it in its baseline"
    return f"{side} holds it {answer.verdict} at severity {answer.severity}, and does not refuse"


def _rules(base: Mapping[str, str] | None, head: Mapping[str, str] | None) -> Iterator[RuleChange]:
    if base is None or head is None:
        return
    for rule in sorted({*base, *head}):
        if base.get(rule) != head.get(rule):
            yield RuleChange(rule=rule, base=base.get(rule), head=head.get(rule))


def _exemptions(stack: str, one: _Run | None, other: _Run | None) -> Iterator[ExemptionChange]:
    if one is None or other is None:
        return
    for rule, urn in dict.fromkeys([*one.results, *other.results]):
        before, after = (run.results.get((rule, urn)) for run in (one, other))
        given = (before.exemption if before else None, after.exemption if after else None)
        if given[0] != given[1]:
            yield ExemptionChange(stack=stack, rule=rule, urn=urn, base=given[0], head=given[1])


def _read(path: Path, side: Side) -> _Read:
    where = f"the {side} report {path}"
    try:
        loaded = json.loads(path.read_bytes())
    except OSError as cause:
        raise CannotJudgeError(f"{where} cannot be read: {cause.strerror}") from cause
    except (ValueError, RecursionError) as cause:
        raise CannotJudgeError(f"{where} is not JSON: {_HOW}") from cause
    runs = loaded.get("runs") if isinstance(loaded, dict) else None
    if not isinstance(runs, list) or not all(isinstance(run, dict) for run in runs):
        raise CannotJudgeError(f"{where} is no report of a check, it has no list of runs: {_HOW}")
    rules = loaded.get("rules")
    read = _Read(side, dict(rules) if isinstance(rules, dict) else None)
    if read.rules is None:
        read.lacking.append(f"The {side}'s report does not list its rules, so rules that are gone cannot be told.")
    for run in runs:
        name = _name(run, read.runs)
        read.runs[name] = _run(run, where)
        if any("exemption" not in result for result in run["results"]):
            said = f"The {side}'s report does not say what is exempt, so exemptions cannot be compared."
            read.lacking = [*dict.fromkeys([*read.lacking, said])]
    return read


def _name(run: Mapping[str, Any], taken: Iterable[str]) -> str:
    """The stack of a run; its number is added where an earlier run is of a stack of the same name."""
    subject = run.get("subject")
    stack = str(subject.get("stack") or "-") if isinstance(subject, dict) else "-"
    name, number = stack, 2
    while name in taken:
        name, number = f"{stack} ({number})", number + 1
    return name


def _run(run: Mapping[str, Any], where: str) -> _Run:
    results = run.get("results")
    if not isinstance(results, list):
        raise CannotJudgeError(f"{where} has a run without results: {_HOW}")
    judged: dict[_Key, _Judged] = {}
    for number, result in enumerate(results, start=1):
        if not isinstance(result, dict) or not isinstance(result.get("rule"), str) or "verdict" not in result:
            raise CannotJudgeError(f"{where} has no rule and verdict in result {number}: {_HOW}")
        urn = result.get("urn")
        key = (result["rule"], urn if isinstance(urn, str) else None)
        found = _judged(result)
        # One refusal is enough, whichever property it is of.
        if key not in judged or (found.refused and not judged[key].refused):
            judged[key] = found
    return _Run(str(run.get("profile") or "-"), judged)


def _judged(result: Mapping[str, Any]) -> _Judged:
    given = result.get("exemption")
    return _Judged(
        severity=str(result.get("severity") or "-"),
        refused=result.get("refused") is True,
        verdict=str(result["verdict"]),
        message=str(result.get("message") or ""),
        known=result.get("known") is True,
        exemption=_exempted(given) if isinstance(given, dict) else None,
    )


def _exempted(given: Mapping[str, Any]) -> str:
    owner, ticket, expires, reason = (str(given.get(key) or "-") for key in ("owner", "ticket", "expires", "reason"))
    return f"{reason} ({owner}, {ticket}, until {expires})"
