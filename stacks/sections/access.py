"""The settings of access: how staff and machines get into the account, and what watches it."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from components.identity.permission_sets import Duty
from stacks.sections.base import Ownership, Section

_Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
_GROUP = r"^([0-9a-f]{10}-)?[A-Fa-f0-9]{8}(-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}$"


class Analyzers(StrEnum):
    """The access analyzers of the account: an account has each once. Unused access is paid by the role and month."""

    EXISTING = "existing"
    EXTERNAL = "external"
    EXTERNAL_AND_UNUSED = "external_and_unused"


class Boundary(StrEnum):
    """The account's permissions boundary: none, this stack's own, or the bootstrap stack's."""

    NONE = "none"
    MANAGED = "managed"
    EXISTING = "existing"


class Bound(StrEnum):
    """Which roles of the stack carry the boundary: those that people take, or all of them."""

    STAFF = "staff"
    ALL = "all"


class SignOnSettings(Section):
    """Who may do what through IAM Identity Center, whose region must be the stack's home region."""

    instance_arn: str = Field(pattern=r"^arn:aws[a-z-]*:sso:::instance/", description="Identity Center's instance")
    groups: dict[Duty, Annotated[dict[_Key, Annotated[str, Field(pattern=_GROUP)]], Field(min_length=1)]] = Field(
        min_length=1,
        description="ids of the groups that have a duty, each under a stable key; duties are read_only, "
        "security_audit, billing, power_user and break_glass",
    )
    accounts: dict[_Key, Annotated[str, Field(pattern=r"^\d{12}$")]] = Field(
        {}, description="accounts that the groups enter, each under a stable key; the stack's own where empty"
    )


class AccessSettings(Section):
    """The account's password policy, its analyzers, the permissions boundary, and single sign-on."""

    password_policy: Ownership = Field(Ownership.MANAGED, description="managed or existing")
    analyzers: Analyzers = Field(
        Analyzers.EXTERNAL_AND_UNUSED, description="existing, external or external_and_unused (0.20 USD a role a month)"
    )
    boundary: Boundary = Field(Boundary.NONE, description="none, managed, or existing where bootstrap made it")
    bound: Bound = Field(
        Bound.STAFF, description="staff, or all where a pipeline deploys that carries the boundary itself"
    )
    sign_on: SignOnSettings | None = Field(
        None, description="off until given; for the account that manages Identity Center only"
    )

    @model_validator(mode="after")
    def _bound_by_something(self) -> Self:
        if self.boundary is Boundary.NONE and self.bound is Bound.ALL:
            raise ValueError(
                "access.bound is all while access.boundary is none: say boundary: existing, or managed where bootstrap "
                "made none"
            )
        changing = {Duty.POWER_USER, Duty.BREAK_GLASS} & set(self.sign_on.groups if self.sign_on else ())
        if self.boundary is Boundary.NONE and changing:
            raise ValueError(
                "access.boundary is none while access.sign_on.groups lets people change things: say managed or existing"
            )
        return self
