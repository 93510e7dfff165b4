"""``vouch explain ID``: what a claim, a control or a rule is, why it is there, how to mend, with examples."""

from collections.abc import Iterable, Iterator
from textwrap import indent

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from guardrails.claims import claims_of
from guardrails.controls import CONTROLS
from guardrails.controls.model import Control
from guardrails.judge import RuleBook
from guardrails.rule import Declared, Rule
from guardrails.rules import book
from guardrails.values import UNKNOWN, Secret, Value
from vouch.catalogue import ClaimRow, claim_rows, control_rows
from vouch.errors import CannotJudgeError
from vouch.promises import Claim, claims
from vouch.provided import components_by_control
from vouch.report.console import printing
from vouch.suggest import suggestion

_CUT = 8
_TYPES_SHOWN = 12


def run(id_: str) -> None:
    """Explains one id. Raises CannotJudgeError, with what may have been meant, where there is none."""
    rules = book()
    by_claim = {claim.id: claim for claim in claims()}
    by_control = {control.id: control for control in CONTROLS}
    by_rule = {rule.id: rule for rule in rules.rules}
    asked = id_.upper() if id_.upper() in by_claim else id_.lower()
    if asked not in {*by_claim, *by_control, *by_rule}:
        raise CannotJudgeError(_unknown(id_, [*by_claim, *by_control, *by_rule], rules))
    with printing() as console:
        if asked in by_rule:
            _rule(console, by_rule[asked], rules)
        elif asked in by_control:
            _control(console, by_control[asked], rules)
        else:
            _claim(console, by_claim[asked], rules)


def _unknown(id_: str, known: list[str], rules: RuleBook) -> str:
    same = [rule.id for rule in rules.rules if id_.upper() in (each.upper() for each in rules.info(rule).equivalents)]
    if same:
        return f"{id_} is another tool's rule: explain {' or '.join(same)}"
    listed = "`vouch claims`, `vouch controls` and `vouch rules` list them all"
    return f"there is no claim, control or rule {id_!r}{suggestion(id_, known, listed)}"


def _rule(console: Console, rule: Rule, rules: RuleBook) -> None:
    info = rules.info(rule)
    _heading(console, "Rule", info.id, info.title)
    _fact(console, "Severity", info.severity.value + (" (refuses a deploy)" if info.severity.refuses else " (advice)"))
    _fact(console, "Control", f"{info.control}  {_title(info.control)}")
    _fact(console, "Types", _types(rule.types))
    _fact(console, "Frameworks", ", ".join(info.frameworks))
    _fact(console, "Known as", ", ".join(info.equivalents))
    _why(console, claims_of(info.control))
    _fact(console, "How to mend", info.fix)
    _example(console, "Good", rule.examples.good)
    _example(console, "Bad", rule.examples.bad)


def _control(console: Console, control: Control, rules: RuleBook) -> None:
    row = next(row for row in control_rows(rules, CONTROLS, components_by_control()) if row.control == control.id)
    _heading(console, "Control", control.id, control.title)
    _fact(console, "Area", control.area)
    _fact(console, "Note", control.note)
    _fact(console, "Provided by", ", ".join(row.provides) or "no component yet")
    _fact(console, "Verified by", ", ".join(row.verifies) or "no check yet")
    _why(console, row.claims)
    infos = [rules.infos[rule] for rule in row.refuses]
    _fact(console, "Guarded by", "" if infos else "no rule yet")
    for info in infos:
        console.print(Padding(Text.assemble((info.id, "bold"), f"  {info.severity.value}  {info.title}"), (0, 0, 0, 2)))
        console.print(Padding(Text(f"fix: {info.fix}"), (0, 0, 0, 4)))
    first = next((rule for rule in rules.rules if rule.id in row.refuses), None)
    if first is not None:
        _example(console, f"Good ({first.id})", first.examples.good)
        _example(console, f"Bad ({first.id})", first.examples.bad)


def _claim(console: Console, claim: Claim, rules: RuleBook) -> None:
    controls = control_rows(rules, CONTROLS, components_by_control())
    row = claim_rows((claim,), controls)[0]
    _heading(console, "Claim", claim.id, f'"{claim.quote}"')
    _fact(console, "Source", claim.source)
    _fact(console, "Reach", claim.reach)
    _fact(console, "Limit", claim.limit)
    _fact(console, "Status", _status(row))
    for control in controls:
        if control.control in claim.controls:
            _heading(console, "\nControl", control.control, control.title)
            _fact(console, "Provided by", ", ".join(control.provides) or "no component yet")
            _fact(console, "Guarded by", ", ".join(control.refuses) or "no rule yet")
    mends = [rules.info(rule) for rule in rules.rules if rules.info(rule).control in claim.controls]
    for info in mends[:_CUT]:
        console.print(Padding(Text(f"{info.id}: {info.fix}"), (0, 0, 0, 2)))
    if len(mends) > _CUT:
        console.print(Padding(Text(f"and {len(mends) - _CUT} more: explain its controls"), (0, 0, 0, 2)))
    first = next((rule for rule in rules.rules if rules.info(rule).control in claim.controls), None)
    if first is not None:
        _example(console, f"Good ({first.id})", first.examples.good)
        _example(console, f"Bad ({first.id})", first.examples.bad)


def _status(row: ClaimRow) -> str:
    answers = {"provided": row.provided, "guarded": row.guarded, "verified": row.verified, "kept": row.kept}
    return ", ".join(name if holds else f"not {name}" for name, holds in answers.items())


def _heading(console: Console, kind: str, id_: str, title: str) -> None:
    console.print(Text.assemble(f"{kind} ", (id_, "bold"), f"  {title}"))


def _types(types: tuple[str, ...]) -> str:
    """A rule on everything that has a region, or takes tags, names its types by their number."""
    if len(types) <= _TYPES_SHOWN:
        return ", ".join(types)
    return f"{', '.join(types[:_TYPES_SHOWN])} and {len(types) - _TYPES_SHOWN} more"


def _fact(console: Console, name: str, value: str) -> None:
    if value:
        console.print(Text.assemble((f"{name}: ", "bold"), value))


def _why(console: Console, ids: Iterable[str]) -> None:
    by_id = {claim.id: claim for claim in claims()}
    quoted = [by_id[id_] for id_ in ids if id_ in by_id]
    _fact(console, "Why", "" if quoted else "good practice that no claim asks for")
    if quoted:
        console.print(Text("Why: so that these claims are true", style="bold"))
    for claim in quoted:
        console.print(Padding(Text(f'{claim.id} "{claim.quote}" ({claim.source})'), (0, 0, 0, 2)))


def _title(control: str) -> str:
    return next((each.title for each in CONTROLS if each.id == control), "")


def _example(console: Console, name: str, declared: tuple[Declared, ...]) -> None:
    console.print(Text(f"{name} example", style="bold"))
    if not declared:
        console.print(Text("  a stack without such a resource"))
    for resource in declared:
        console.print(Text(indent("\n".join(_yaml(resource)), "  ")), soft_wrap=True)


def _yaml(declared: Declared) -> Iterator[str]:
    yield f"{declared.name}:"
    yield f"  type: {declared.type}"
    if declared.properties:
        yield "  properties:"
        yield from (f"    {line}" for line in _lines(declared.properties))
    if declared.protect:
        yield "  options:"
        yield "    protect: true"


def _lines(value: Value) -> Iterator[str]:
    """A mapping or a list in YAML's own form, so that an example can be pasted."""
    if isinstance(value, Secret):
        yield "[secret]"
    elif isinstance(value, list | tuple) and value:
        for item in value:
            first, *rest = tuple(_lines(item))
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    elif isinstance(value, dict) and value:
        for key, item in value.items():
            nested = tuple(_lines(item))
            if isinstance(item, dict | list | tuple) and item:
                yield f"{key}:"
                yield from (f"  {line}" for line in nested)
            else:
                yield f"{key}: {nested[0]}"
    else:
        yield _scalar(value)


def _scalar(value: Value) -> str:
    if value is UNKNOWN:
        return "(known after the deploy)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"' if value in ("", "*", "true", "false") or value.isdigit() else value
    return str(value) if value not in ({}, [], ()) else ("{}" if value == {} else "[]")
