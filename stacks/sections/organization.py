"""The settings of the organization's stack, which runs in the management account and in the security account."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from stacks.sections.base import Ownership, Section, StackSettings

_ACCOUNT = r"^\d{12}$"
_ROLE = r"^arn:aws[a-z-]*:iam::(\*|\d{12}):role/[\w+=,.@/*-]+$"


class Part(StrEnum):
    """Which account of the organization a stack is for: AWS lets each do only its own half."""

    MANAGEMENT = "management"
    SECURITY = "security"


class OrganizationSettings(Section):
    """The facts of one AWS organization, and who is spared its policies."""

    part: Part = Field(description="management: policies and appointments; security: what watches every account")
    ownership: Ownership = Field(
        Ownership.EXISTING, description="managed where the management stack owns the organization resource itself"
    )
    id: str = Field(pattern=r"^o-[a-z0-9]{10,32}$", description="the organization")
    root_id: str = Field(pattern=r"^r-[0-9a-z]{4,32}$", description="its root")
    targets: dict[str, str] = Field(
        min_length=1, description="root, units or accounts that the policies bind, each under a stable key"
    )
    security_account_id: str = Field(pattern=_ACCOUNT, description="the account that watches the others")
    detectors: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]] = Field(
        {}, description="the security account's GuardDuty detector, by region; the security part needs them"
    )
    break_glass: tuple[Annotated[str, Field(pattern=_ROLE)], ...] = Field(
        min_length=1, description="role ARNs that the policies spare in an emergency"
    )
    deployers: tuple[Annotated[str, Field(pattern=_ROLE)], ...] = Field(
        min_length=1, description="role ARNs of the pipeline, which set up what nobody else may change"
    )
    archive_buckets: tuple[str, ...] = Field(("*-archive", "*-config"), description="names of the log archives")
    trusted_accounts: tuple[Annotated[str, Field(pattern=_ACCOUNT)], ...] = Field(
        (), description="accounts outside the organization that must reach its data"
    )

    @model_validator(mode="after")
    def _security_has_detectors(self) -> Self:
        if self.part is Part.SECURITY and not self.detectors:
            raise ValueError(
                "organization.detectors is empty while organization.part is security: give the detector of each region"
            )
        return self


class OrganizationStack(StackSettings):
    """The stack of the management account, or of the security account, of an AWS organization."""

    profile: Literal["organization"] = "organization"
    organization: OrganizationSettings
