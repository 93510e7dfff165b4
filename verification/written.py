"""A result as evidence states it: the members of ``vouch verify``'s JSON, without the command's own libraries."""

from collections import Counter
from typing import Any, Final

from guardrails.claims import claims_of
from guardrails.verdicts import Severity
from verification.answers import Answer
from verification.records import info_of
from verification.runner import Result

_GRAVITY: Final = {severity.value: rank for rank, severity in enumerate(Severity)}
_RANK: Final = {answer.value: rank for rank, answer in enumerate((Answer.ERROR, Answer.BROKEN, Answer.ABSENT))}


def written(result: Result) -> dict[str, Any]:
    """A result with its check's record, as plain JSON (``vouch.live.model.LiveResult``)."""
    info = info_of(result.check)
    return {
        "rule": result.check.id,
        "control": info.control,
        "claims": list(claims_of(info.control)),
        "severity": info.severity.value,
        "verdict": result.answer.value,
        "refused": result.refused,
        "resource": result.resource,
        "account": result.account,
        "region": result.region,
        "property": result.property,
        "message": result.message,
        "fix": info.fix,
        "frameworks": list(info.frameworks),
        "calls": list(result.calls),
        "asked": result.asked.isoformat().replace("+00:00", "Z"),
    }


def order(stated: dict[str, Any]) -> tuple[int, int, str, str, str, str, str, str]:
    """The gravest first, then by name: an order that is the same on every run."""
    return (
        _GRAVITY[stated["severity"]],
        _RANK.get(stated["verdict"], len(_RANK)),
        stated["rule"],
        stated["account"],
        stated["region"],
        stated["resource"] or "",
        stated["property"] or "",
        stated["message"],
    )


class Summing:
    """Counts results as they pass, for the ``summary`` of a record (``vouch.live.model.LiveSummary``)."""

    def __init__(self) -> None:
        self._answers: Counter[str] = Counter()
        self.refused = 0

    def add(self, stated: dict[str, Any]) -> None:
        """Counts one result."""
        self._answers[stated["verdict"]] += 1
        self.refused += bool(stated["refused"])

    def stated(self, *, checks: int, calls: int, seconds: float) -> dict[str, Any]:
        """The summary of a run without attestations: those are the command's."""
        return {
            "checks": checks,
            "passed": self._answers[Answer.HOLDS.value],
            "failed": self._answers[Answer.BROKEN.value],
            "absent": self._answers[Answer.ABSENT.value],
            "not_permitted": self._answers[Answer.NOT_PERMITTED.value],
            "unavailable": self._answers[Answer.UNAVAILABLE.value],
            "errors": self._answers[Answer.ERROR.value],
            "refused": self.refused,
            "attested": 0,
            "expiring": 0,
            "expired": 0,
            "calls": calls,
            "seconds": round(seconds, 3),
        }
