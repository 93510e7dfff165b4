"""What exemptions do to a judgement: results that one matches become exempt; one that has ended, or that nothing
needs, is a result of its own and refuses the run.

The same steps serve ``vouch check`` and the pack. Who has every result of a stack calls ``settle``. The pack, which
judges resource by resource, calls ``exempted`` for what a resource policy found, and in its stack policy, once a
preview: ``overdue``, and ``unneeded`` with the results of the whole stack. During an update unknown values have become
known, so that an exemption of an undetermined result is rightly unused: ``unneeded`` is for previews only.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from guardrails.controls.model import RuleInfo
from guardrails.exemptions import Exemption, Exemptions
from guardrails.judge import Result
from guardrails.verdicts import Severity, Verdict

EXPIRED: Final = RuleInfo(
    id="exemption-expired",
    control="base.governance",
    title="No exemption outlives its last day",
    severity=Severity.HIGH,
    fix="Mend what it covers and remove the entry, or have it reviewed and give it a new day",
)
UNUSED: Final = RuleInfo(
    id="exemption-unused",
    control="base.governance",
    title="Every exemption is needed",
    severity=Severity.HIGH,
    fix="Remove the entry, or name only the stacks and resources that need it",
)
RULES: Final = (EXPIRED, UNUSED)
"""The records of what refuses for an exemption's own sake; they judge no resource and are in no rule book."""

_CAN_BE_EXEMPT: Final = frozenset({Verdict.FAILED, Verdict.UNDETERMINED})


def settle(
    results: Iterable[Result], exemptions: Exemptions, *, project: str, stack: str, today: date, complete: bool
) -> list[Result]:
    """The results of one stack, with what is exempt taken out, and then what is wrong with its exemptions.

    ``complete`` says that every rule judged by the stack's own bar, so that what matches nothing is not needed.
    """
    meant = exemptions.of_stack(project, stack)
    settled = exempted(results, meant, today=today)
    return [*settled, *overdue(meant, today=today), *(unneeded(meant, settled, today=today) if complete else ())]


def exempted(results: Iterable[Result], exemptions: Exemptions, *, today: date) -> list[Result]:
    """The results, each failed or undetermined one that an exemption matches made exempt by the first that does.

    ``exemptions`` are those of the stack. A rule that raised is an error of the pack, and never exempt.
    """
    by_rule: dict[str, list[Exemption]] = {}
    for exemption in exemptions.entries:
        if not exemption.expired(today):
            by_rule.setdefault(exemption.rule, []).append(exemption)
    if not by_rule:
        return list(results)
    return [
        _exempted(result, by_rule[result.info.id])
        if result.verdict in _CAN_BE_EXEMPT and result.info.id in by_rule
        else result
        for result in results
    ]


def _exempted(result: Result, candidates: Iterable[Exemption]) -> Result:
    for exemption in candidates:
        if exemption.selects(result.resource):
            return replace(result, verdict=Verdict.EXEMPT, refused=False, exemption=exemption)
    return result


def overdue(exemptions: Exemptions, *, today: date) -> list[Result]:
    """A refused result for each exemption whose last day is over."""
    return [
        _refused(EXPIRED, f"{exemption.label}, owner {exemption.owner}, ended on {exemption.expires}")
        for exemption in exemptions.entries
        if exemption.expired(today)
    ]


def unneeded(exemptions: Exemptions, settled: Iterable[Result], *, today: date) -> list[Result]:
    """A refused result for each exemption of the stack that made none of its results exempt.

    ``settled`` are all results of the stack after ``exempted``. Of a rule that raised nobody knows what it needs, and
    one that has expired is told of as that.
    """
    used: set[int] = set()
    raised: set[str] = set()
    for result in settled:
        if result.exemption is not None:
            used.add(result.exemption.number)
        elif result.verdict is Verdict.ERROR:
            raised.add(result.info.id)
    return [
        _refused(UNUSED, f"{exemption.label} exempts nothing in this stack")
        for exemption in exemptions.entries
        if exemption.number not in used and exemption.rule not in raised and not exemption.expired(today)
    ]


def _refused(info: RuleInfo, message: str) -> Result:
    return Result(info, Verdict.FAILED, None, message=message, refused=True)
