"""Which rules judge: all, or those of the ids, controls and frameworks that were asked for."""

from collections.abc import Iterable, Sequence

from guardrails.controls.model import Control
from guardrails.judge import RuleBook
from guardrails.manifest import differences
from vouch.errors import CannotJudgeError
from vouch.suggest import suggestion

_NAMED = 5


def check_manifest(book: RuleBook) -> None:
    """Raises CannotJudgeError, naming rules, where the book is not the one that was committed."""
    if different := differences(book):
        more = f" and {len(different) - _NAMED} more" if len(different) > _NAMED else ""
        raise CannotJudgeError(
            f"the rules are not those of policies/guardrails/manifest.json: {'; '.join(different[:_NAMED])}{more}: "
            "restore the rules, or run `vouch generate` and have the difference reviewed"
        )


def chosen(
    book: RuleBook,
    known: Sequence[Control],
    *,
    rules: Sequence[str],
    controls: Sequence[str],
    frameworks: Sequence[str],
) -> RuleBook:
    """The rules that were asked for. Raises CannotJudgeError, with a suggestion, for an id that does not exist."""
    _check("rule", rules, [rule.id for rule in book.rules], "`vouch rules` lists them all")
    _check("control", controls, [control.id for control in known], "`vouch controls` lists them all")
    numbers = {number for info in book.infos.values() for number in info.frameworks}
    names = sorted({number.partition(":")[0] for number in numbers})
    for asked in frameworks:
        # The sections of a framework are known by the numbers in them.
        if not book.only(frameworks=[asked]).rules:
            of_its_own = sorted(number for number in numbers if number.startswith(asked.partition(":")[0] + ":"))
            _check("framework", [asked], [*names, *of_its_own], f"use {', '.join(names)}, or a number of one")
    return book.only(rules, controls, frameworks)


def _check(kind: str, asked: Iterable[str], known: Sequence[str], listed: str) -> None:
    for each in asked:
        if each not in known:
            raise CannotJudgeError(f"there is no {kind} {each!r}{suggestion(each, known, listed)}")
