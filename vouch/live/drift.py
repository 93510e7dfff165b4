"""``vouch verify --against-program``: where the account is not as the program says, as answers of a report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from guardrails.claims import claims_of
from guardrails.graph import Graph
from verification.answers import Answer
from verification.drift.run import Compared, Counted, Drifted, compare
from verification.runner import Target
from vouch.live.model import LiveDrift, LiveResult

RULE: Final = "drift"
"""What answers on drift have in the place of a check's id."""
CONTROL: Final = "gov.drift"
_FIX: Final = "Run `pulumi up` to bring it back, or declare what is so now and have it reviewed."


@dataclass(kw_only=True)
class DriftFound:
    """What was compared so far. Filled as answers come, so that a stopped run keeps what it has."""

    results: list[LiveResult] = field(default_factory=list)
    resources: int = 0
    counted: Counted = field(default_factory=Counted)

    def add(self, compared: Compared) -> None:
        """Takes what came of one resource."""
        self.resources += 1
        self.counted += compared.counted
        self.results.extend(_result(each) for each in compared.answers)

    @property
    def summary(self) -> LiveDrift:
        """The comparison in numbers."""
        return LiveDrift(
            resources=self.resources,
            compared=self.counted.compared,
            unknown=self.counted.unknown,
            unmapped=self.counted.unmapped,
            unanswered=self.counted.unanswered,
        )


def against(
    graph: Graph, targets: Sequence[Target], advance: Callable[[Sequence[LiveResult]], object]
) -> tuple[DriftFound, bool]:
    """Compares a program with an account, and says whether somebody stopped it before all had come."""
    found = DriftFound()
    try:
        for each in compare(graph, targets):
            before = len(found.results)
            found.add(each)
            advance(found.results[before:])
    except KeyboardInterrupt:
        return found, True
    return found, False


def _result(each: Drifted) -> LiveResult:
    differs = each.answer in (Answer.BROKEN, Answer.ABSENT)
    return LiveResult(
        rule=RULE,
        control=CONTROL,
        claims=claims_of(CONTROL),
        severity=each.severity,
        verdict=each.answer,
        refused=differs and each.severity.refuses,
        resource=each.resource,
        account=each.account,
        region=each.region,
        property=each.property,
        message=each.message,
        fix=_FIX,
        frameworks=(),
        calls=each.calls,
        asked=each.asked,
    )
