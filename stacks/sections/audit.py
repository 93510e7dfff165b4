"""The settings of audit: how long logs are kept, who ships them, what is masked in them, and who is announced."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from stacks.sections.base import Ownership, Section


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


class ExistingTrailSettings(Section):
    """The account's trail, where another stack runs it."""

    name: str = Field(min_length=3, max_length=128, description="the trail's name")
    log_group_name: str = Field(min_length=1, max_length=512, description="the log group that it writes to")


class AuditSettings(Section):
    """What an account has once a region is managed by this stack or existing, so that two stacks can share it."""

    trail: Literal["managed"] | ExistingTrailSettings = Field(
        "managed", description="managed, or the account's existing multi-region trail and its log group"
    )
    shipping: Ownership = Field(
        Ownership.MANAGED, description="the region's one subscription of all log groups, and its stream to the archive"
    )
    session_preferences: Ownership = Field(
        Ownership.MANAGED, description="Session Manager's preferences; existing where the console ever saved any"
    )
    session_idle_minutes: int = Field(20, ge=1, le=60, description="minutes without a key until a session ends")
    session_minutes: int = Field(60, ge=1, le=1440, description="minutes until a session ends in any case")
    announced_roles: tuple[Annotated[str, Field(pattern=r"^[\w+=,.@*-]{1,64}$")], ...] = Field(
        ("*SupportAccess*", "*BreakGlass*"), min_length=1, description="names of roles whose taking rings an alarm"
    )
    identifiers: tuple[Annotated[str, Field(pattern=r"^[A-Za-z]+-[A-Z]{2}$")], ...] = Field(
        (), description="kinds of personal data of one country that are masked too, such as PhoneNumber-DE"
    )

    @model_validator(mode="after")
    def _sessions_end(self) -> Self:
        if self.session_minutes < self.session_idle_minutes:
            raise ValueError(
                f"audit.session_minutes is {self.session_minutes}, less than session_idle_minutes: raise it, so that "
                "idleness can end a session"
            )
        return self
