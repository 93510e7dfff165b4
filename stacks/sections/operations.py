"""The settings of operations: what becomes an incident, what is asked from outside, and how failover is exercised."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from components.operations.finding_patterns import Severity
from stacks.sections.base import Section
from stacks.sections.verification import VerificationSettings, VerifiedBySettings


class CanarySchedule(StrEnum):
    """How often the canary asks the public pages; each run costs about 0.0012 USD (10 USD a month at five minutes)."""

    OFF = "off"
    FIVE_MINUTES = "five_minutes"
    MINUTE = "minute"


class IncidentSettings(Section):
    """The lowest severity of each source that becomes an incident."""

    guardduty: Severity = Field(Severity.MEDIUM, description="low, medium, high or critical")
    security_hub: Severity = Field(Severity.HIGH, description="low, medium, high or critical")
    inspector: Severity = Field(Severity.HIGH, description="low, medium, high or critical")
    macie: Severity = Field(Severity.MEDIUM, description="low, medium or high")

    @model_validator(mode="after")
    def _macie_knows_no_critical(self) -> Self:
        if self.macie is Severity.CRITICAL:
            raise ValueError("operations.incidents.macie is critical, which Macie does not know: say high or lower")
        return self


class ResilienceSettings(Section):
    """Experiments that take a zone or the database's primary away. Only people start them."""

    zone: str = Field("a", pattern="^[a-f]$", description="the letter of the zone that an experiment takes away")
    minutes: int = Field(10, ge=1, le=59, description="how long the zone is away")
    rto: str = Field("1h0m0s", pattern=r"^\d+h\d+m\d+s$", description="time to recover from the loss of a zone")
    rpo: str = Field("0h5m0s", pattern=r"^\d+h\d+m\d+s$", description="what the loss of a zone may lose")
    region_rto: str = Field("24h0m0s", pattern=r"^\d+h\d+m\d+s$", description="time to recover in another region")
    region_rpo: str = Field("24h0m0s", pattern=r"^\d+h\d+m\d+s$", description="what the loss of the region may lose")
    game_days: str = Field("cron(0 9 1 1,4,7,10 ? *)", description="when people are told to run the experiments, UTC")


class OperationsSettings(Section):
    """Alarms and incident routes are always there; the rest costs, or needs an outside fact."""

    incidents: IncidentSettings = IncidentSettings()
    health_path: str = Field("/", pattern="^/", description="the path that is asked of each public name")
    canary: CanarySchedule = Field(
        CanarySchedule.OFF, description="off, five_minutes or minute; asks only where there is a public name"
    )
    resilience: ResilienceSettings | None = Field(None, description="off until given: fault injection experiments")
    verification: VerificationSettings | None = Field(
        None, description="off until its package is built: the checks of vouch verify, run daily by AWS itself"
    )
    verified_by: VerifiedBySettings | None = Field(None, description="the account that verifies this one, if another")
