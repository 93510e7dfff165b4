"""``vouch explain ID``: what a claim, a control or a rule is, why it is there, how to mend, with examples.

The id may also be another tool's (``CKV_AWS_16``) or a framework's number (``CIS-5.0:2.2.1``): these stand for rules.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from guardrails.controls import CONTROLS
from guardrails.controls.model import Control, RuleInfo
from guardrails.judge import RuleBook
from guardrails.rule import Rule
from guardrails.rules import book
from vouch.catalogue import ClaimRow, ControlRow, RuleRow, claim_rows, control_rows, rule_rows
from vouch.errors import CannotJudgeError
from vouch.promises import Claim, claims
from vouch.provided import components_by_control
from vouch.report.console import printing
from vouch.report.stdout import put
from vouch.rule_examples import told
from vouch.rule_page import Quoted, rule_page
from vouch.rule_pages import markdown
from vouch.rule_text import fact, heading, print_example, print_rule, print_why
from vouch.suggest import suggestion
from vouch.verified import by_people, checks_by_control

FORMATS: Final = ("text", "markdown", "json")
_CUT: Final = 8


def run(id_: str, format_: str = "text") -> None:
    """Explains one id. Raises CannotJudgeError, with what may have been meant, where there is none."""
    if format_ not in FORMATS:
        raise CannotJudgeError(f"--format {format_!r} is not known: use text, markdown or json")
    rules = book()
    by_claim = {claim.id: claim for claim in claims()}
    by_control = {control.id: control for control in CONTROLS}
    by_rule = {rule.id: rule for rule in rules.rules}
    asked = id_.upper() if id_.upper() in by_claim else id_.lower()
    if asked in by_rule:
        _rule(by_rule[asked], rules, format_)
        return
    meant = [] if asked in {*by_claim, *by_control} else _meant(id_, rules)
    if len(meant) == 1:
        _rule(meant[0], rules, format_)
    elif meant:
        _several(id_, meant, rules, format_)
    elif asked in by_control:
        _control(by_control[asked], rules, format_)
    elif asked in by_claim:
        _claim(by_claim[asked], rules, format_)
    else:
        known = [*by_claim, *by_control, *by_rule]
        listed = "`vouch claims`, `vouch controls` and `vouch rules` list them all"
        raise CannotJudgeError(f"there is no claim, control or rule {id_!r}{suggestion(id_, known, listed)}")


def _meant(id_: str, rules: RuleBook) -> list[Rule]:
    """The rules that another tool, or a framework, calls by this id."""
    asked = id_.upper()
    return [
        rule
        for rule in rules.rules
        for info in (rules.info(rule),)
        if asked in (each.upper() for each in (*info.equivalents, *info.frameworks))
    ]


def _rule(rule: Rule, rules: RuleBook, format_: str) -> None:
    page = rule_page(rule, rules, CONTROLS, claims())
    if format_ == "json":
        _json(asdict(page))
    elif format_ == "markdown":
        put(markdown(page))
    else:
        with printing() as console:
            print_rule(console, page)


def _several(id_: str, meant: Sequence[Rule], rules: RuleBook, format_: str) -> None:
    rows = [row for row in rule_rows(rules, CONTROLS) if row.rule in {rule.id for rule in meant}]
    if _as_json(rows, id_, format_):
        return
    with printing() as console:
        console.print(Text.assemble((id_, "bold"), f" stands for {len(meant)} rules here; explain one of them:"))
        for rule in meant:
            _mend(console, rules.info(rule))


def _control(control: Control, rules: RuleBook, format_: str) -> None:
    row = next(row for row in _rows(rules) if row.control == control.id)
    if _as_json([row], control.id, format_):
        return
    with printing() as console:
        heading(console, "Control", control.id, control.title)
        fact(console, "Area", control.area)
        fact(console, "Note", control.note)
        fact(console, "Provided by", ", ".join(row.provides) or "no component yet")
        fact(console, "Verified by", ", ".join(row.verifies) or "no check yet")
        stated = {claim.id: claim for claim in claims()}
        quoted = (stated[claim] for claim in row.claims if claim in stated)
        print_why(console, tuple(Quoted(id=each.id, quote=each.quote, source=each.source) for each in quoted))
        fact(console, "Guarded by", "" if row.refuses else "no rule yet")
        for rule in row.refuses:
            _mend(console, rules.infos[rule])
        _first_example(console, rules, [rule for rule in rules.rules if rule.id in row.refuses])


def _rows(rules: RuleBook) -> tuple[ControlRow, ...]:
    return control_rows(rules, CONTROLS, components_by_control(), checks_by_control(), by_people().attested)


def _claim(claim: Claim, rules: RuleBook, format_: str) -> None:
    controls = _rows(rules)
    row = claim_rows((claim,), controls, expired=by_people().expired)[0]
    if _as_json([row], claim.id, format_):
        return
    with printing() as console:
        heading(console, "Claim", claim.id, f'"{claim.quote}"')
        fact(console, "Source", claim.source)
        fact(console, "Reach", claim.reach)
        fact(console, "Limit", claim.limit)
        fact(console, "Status", _status(row))
        for control in controls:
            if control.control in claim.controls:
                heading(console, "\nControl", control.control, control.title)
                fact(console, "Provided by", ", ".join(control.provides) or "no component yet")
                fact(console, "Guarded by", ", ".join(control.refuses) or "no rule yet")
                fact(console, "Verified by", ", ".join(control.verifies) or "no check yet")
        mends = [rule for rule in rules.rules if rules.info(rule).control in claim.controls]
        for rule in mends[:_CUT]:
            console.print(Padding(Text(f"{rule.id}: {rules.info(rule).fix}"), (0, 0, 0, 2)))
        if len(mends) > _CUT:
            console.print(Padding(Text(f"and {len(mends) - _CUT} more: explain its controls"), (0, 0, 0, 2)))
        _first_example(console, rules, mends)


def _as_json(rows: Sequence[ControlRow | ClaimRow | RuleRow], id_: str, format_: str) -> bool:
    """Whether rows were asked for as JSON, and then prints them. Only a rule has a page in Markdown."""
    if format_ == "markdown":
        raise CannotJudgeError(f"{id_} has no page of its own: use --format text or json, or name one rule")
    if format_ == "json":
        _json([asdict(row) for row in rows])
    return format_ == "json"


def _json(stated: object) -> None:
    put(json.dumps(stated, indent=2, ensure_ascii=False) + "\n")


def _status(row: ClaimRow) -> str:
    answers = {"provided": row.provided, "guarded": row.guarded, "verified": row.verified, "kept": row.kept}
    return ", ".join(name if holds else f"not {name}" for name, holds in answers.items())


def _mend(console: Console, info: RuleInfo) -> None:
    console.print(Padding(Text.assemble((info.id, "bold"), f"  {info.severity.value}  {info.title}"), (0, 0, 0, 2)))
    console.print(Padding(Text(f"fix: {info.fix}"), (0, 0, 0, 4)))


def _first_example(console: Console, rules: RuleBook, guarding: Sequence[Rule]) -> None:
    """What a rule of these looks like, good and bad; the others are explained by themselves."""
    if not guarding:
        return
    good, bad, *_ = told(guarding[0], rules)[0]
    print_example(console, f"Good ({guarding[0].id}) example", good)
    print_example(console, f"Bad ({guarding[0].id}) example", bad)
