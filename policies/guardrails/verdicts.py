"""What can be said of a resource under a rule, and how grave it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from guardrails.values import Reading


class Verdict(StrEnum):
    """The six answers, never mixed."""

    PASSED = "passed"
    FAILED = "failed"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"
    EXEMPT = "exempt"
    ERROR = "error"


class Severity(StrEnum):
    """How grave a broken rule is; critical, high and medium refuse a deploy."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def refuses(self) -> bool:
        """Whether a failed rule of this severity refuses the deploy."""
        return self in _REFUSING

    @property
    def refuses_undetermined(self) -> bool:
        """Whether an undetermined rule of this severity refuses under a profile that says ``undetermined: refuse``."""
        return self in _GRAVE


_REFUSING = frozenset({Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM})
_GRAVE = frozenset({Severity.CRITICAL, Severity.HIGH})


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has to say of one resource: a requirement that is broken, or that could not be determined.

    ``proven_by`` names the types whose resources, when the unknown property depends on one, prove the requirement.
    """

    verdict: Verdict
    path: str | None
    message: str
    proven_by: tuple[str, ...] = ()


def failed(at: Reading | str | None, message: str) -> Finding:
    """A requirement known to be broken at a property (or, for None, by something that is not there)."""
    return Finding(Verdict.FAILED, at.path if isinstance(at, Reading) else at, message)


def undetermined(at: Reading | str | None, message: str, *, proven_by: tuple[str, ...] = ()) -> Finding:
    """A requirement that nobody can judge yet; a dependency on ``proven_by`` settles it as kept."""
    return Finding(Verdict.UNDETERMINED, at.path if isinstance(at, Reading) else at, message, proven_by)


def unsure(findings: Iterable[Finding], because: str) -> Iterator[Finding]:
    """The findings with failures left undetermined, because what would excuse them is not known yet."""
    for finding in findings:
        if finding.verdict is Verdict.FAILED:
            yield replace(finding, verdict=Verdict.UNDETERMINED, message=f"{finding.message}, {because}")
        else:
            yield finding


def not_applicable(message: str) -> Finding:
    """The rule asks nothing of this resource, and why; counts only where the rule finds nothing else."""
    return Finding(Verdict.NOT_APPLICABLE, None, message)
