"""What becomes an incident: the events of each source, from the severity that people are to hear of.

Sources and detail types are those of each service's EventBridge reference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How grave a finding must be to become an incident; AWS's own labels."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def and_above(self) -> tuple["Severity", ...]:
        """This label and the graver ones."""
        labels = tuple(Severity)
        return labels[labels.index(self) :]


_GUARDDUTY: Final[Mapping[Severity, int]] = {
    Severity.LOW: 1,
    Severity.MEDIUM: 4,
    Severity.HIGH: 7,
    Severity.CRITICAL: 9,
}


class Source(StrEnum):
    """Where findings and failures come from; the value is the key in names."""

    GUARDDUTY = "guardduty"
    SECURITY_HUB = "securityhub"
    HEALTH = "health"
    INSPECTOR = "inspector"
    MACIE = "macie"
    ACCESS_ANALYZER = "access-analyzer"
    ALARMS = "alarms"
    BACKUP = "backup"


HOME: Final = tuple(Source)
"""What the home region routes: everything."""
ELSEWHERE: Final = (Source.HEALTH, Source.BACKUP)
"""What another region forwards: the findings of its detectors come by the relay of ``GuardDuty``, Security Hub
aggregates its own, and alarms have a topic of their own there."""


@dataclass(frozen=True, kw_only=True)
class Severities:
    """The lowest severity of each source that becomes an incident."""

    guardduty: Severity = Severity.MEDIUM
    security_hub: Severity = Severity.HIGH
    inspector: Severity = Severity.HIGH
    macie: Severity = Severity.MEDIUM


def pattern(source: Source, severities: Severities) -> Mapping[str, object]:
    """The EventBridge pattern of a source."""
    match source:
        case Source.GUARDDUTY:
            least = _GUARDDUTY[severities.guardduty]
            return _pattern("aws.guardduty", ("GuardDuty Finding",), {"severity": [{"numeric": [">=", least]}]})
        case Source.SECURITY_HUB:
            labels = [label.upper() for label in severities.security_hub.and_above]
            finding = {
                "Severity": {"Label": labels},
                "RecordState": ["ACTIVE"],
                # Every update of a finding is imported again: only what nobody has looked at is new.
                "Workflow": {"Status": ["NEW"]},
            }
            return _pattern("aws.securityhub", ("Security Hub Findings - Imported",), {"findings": finding})
        case Source.HEALTH:
            return _pattern("aws.health", ("AWS Health Event", "AWS Health Abuse Event"))
        case Source.INSPECTOR:
            labels = [label.upper() for label in severities.inspector.and_above]
            return _pattern("aws.inspector2", ("Inspector2 Finding",), {"severity": labels, "status": ["ACTIVE"]})
        case Source.MACIE:
            # Macie has no critical findings.
            labels = [label.capitalize() for label in severities.macie.and_above if label is not Severity.CRITICAL]
            return _pattern("aws.macie", ("Macie Finding",), {"severity": {"description": labels or ["High"]}})
        case Source.ACCESS_ANALYZER:
            return _pattern("aws.access-analyzer", ("Access Analyzer Finding",), {"status": ["ACTIVE"]})
        case Source.ALARMS:
            return _pattern("aws.cloudwatch", ("CloudWatch Alarm State Change",), {"state": {"value": ["ALARM"]}})
        case Source.BACKUP:
            # Restore jobs say "status", the others "state".
            failed = [
                {"state": ["FAILED", "ABORTED", "EXPIRED", "PARTIAL"]},
                {"status": ["FAILED", "ABORTED"]},
            ]
            jobs = ("Backup Job State Change", "Copy Job State Change", "Restore Job State Change")
            return _pattern("aws.backup", jobs, {"$or": failed})


def _pattern(
    source: str, detail_types: Sequence[str], detail: Mapping[str, object] | None = None
) -> Mapping[str, object]:
    named: dict[str, object] = {"source": [source], "detail-type": list(detail_types)}
    return named if detail is None else {**named, "detail": detail}
