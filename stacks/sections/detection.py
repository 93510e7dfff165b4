"""The settings of detection."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from components.detection.configuration import RETENTION_DAYS, RecordingFrequency
from components.detection.macie import DataIdentifier
from components.detection.security_hub import CisBenchmark
from stacks.sections.base import REGION, Ownership, Section


class Coverage(StrEnum):
    """A service that an account and region has once, and that costs: not used, made here, or already there."""

    OFF = "off"
    MANAGED = "managed"
    EXISTING = "existing"


class DataIdentifierSettings(Section):
    """What is sensitive to this company alone. Keep real data out of it: settings are public in the repository."""

    regex: str = Field(min_length=1, max_length=512, description="regular expression of what is sensitive")
    description: str = Field(min_length=1, max_length=512, description="what it finds")
    keywords: tuple[Annotated[str, Field(min_length=3, max_length=90)], ...] = Field(
        (), max_length=50, description="one of them must stand near a match"
    )
    distance: int = Field(50, ge=1, le=300, description="characters between keyword and match, at most")

    @model_validator(mode="after")
    def _macie_takes_it(self) -> "DataIdentifierSettings":
        self.identifier()
        return self

    def identifier(self) -> DataIdentifier:
        """The identifier as the component takes it. Raises ValueError for what Macie would refuse."""
        return DataIdentifier(
            regex=self.regex, description=self.description, keywords=self.keywords, distance=self.distance
        )


class DetectionSettings(Section):
    """Account singletons: this stack's own (``managed``), or one that another stack or team runs.

    AWS refuses a second one in the same account and region, so of two stacks there only one can say ``managed``.
    """

    regions: tuple[Annotated[str, Field(pattern=REGION)], ...] = Field(
        (), description="regions that detection covers beside home and backup"
    )
    guardduty: str = Field(Ownership.MANAGED.value, description="managed, or the id of the region's existing detector")
    config: Ownership = Field(Ownership.MANAGED, description="AWS Config's recorders: managed or existing")
    config_role: Ownership = Field(
        Ownership.MANAGED, description="Config's service-linked role: existing where the account ever used AWS Config"
    )
    recording: RecordingFrequency = Field(
        RecordingFrequency.CONTINUOUS, description="what Config records: each change (continuous) or daily"
    )
    config_days: int = Field(
        RETENTION_DAYS[1], ge=RETENTION_DAYS[0], le=RETENTION_DAYS[1], description="days that Config keeps its record"
    )
    security_hub: Coverage = Field(Coverage.MANAGED, description="Security Hub: off, managed or existing")
    cis: CisBenchmark = Field(CisBenchmark.V5, description="version of the CIS AWS Foundations Benchmark")
    inspector: Coverage = Field(Coverage.MANAGED, description="Inspector: off, managed or existing")
    macie: Coverage = Field(Coverage.MANAGED, description="Macie in the home region: off, managed or existing")
    data_identifiers: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")], DataIdentifierSettings] = Field(
        {}, description="the company's own sensitive data, each under a stable key"
    )
    detective: Coverage = Field(Coverage.MANAGED, description="Detective in the home region: off, managed or existing")

    @field_validator("guardduty")
    @classmethod
    def _detector(cls, value: str) -> str:
        if value != Ownership.MANAGED and not re.fullmatch(r"[0-9a-f]{32}", value):
            raise ValueError(f"is {value!r}: give managed, or the 32 hexadecimal digits of a detector id")
        return value
