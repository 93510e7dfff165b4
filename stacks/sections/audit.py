"""The settings of audit: how long logs are kept."""

from typing import Literal

from pydantic import Field

from stacks.sections.base import Section


class LogSettings(Section):
    """How long logs are kept."""

    days: Literal[90, 120, 150, 180, 365, 400, 545, 731] = Field(description="retention of operational log groups")
    audit_days: Literal[365, 400, 545, 731, 1096, 1827] = Field(description="retention of audit log groups")
    lock_days: int = Field(
        ge=1,
        le=36500,
        description="object lock of the archive; trail and findings are kept so long; once deployed, ObjectLock says "
        "how to change it",
    )
