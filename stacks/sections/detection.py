"""The settings of detection."""

import re
from typing import Annotated

from pydantic import Field, field_validator

from stacks.sections.base import Ownership, Section


class DetectionSettings(Section):
    """Account singletons: this stack's own (``managed``), or one that another stack or team runs.

    AWS refuses a second one in the same account and region, so of two stacks there only one can say ``managed``.
    """

    regions: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")], ...] = Field(
        (), description="regions that detection covers beside home and backup"
    )
    guardduty: str = Field(Ownership.MANAGED.value, description="managed, or the id of the region's existing detector")

    @field_validator("guardduty")
    @classmethod
    def _detector(cls, value: str) -> str:
        if value != Ownership.MANAGED and not re.fullmatch(r"[0-9a-f]{32}", value):
            raise ValueError(f"is {value!r}: give managed, or the 32 hexadecimal digits of a detector id")
        return value
