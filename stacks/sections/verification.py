"""The settings of continuous verification: what runs on AWS itself, and who may verify this account."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from stacks.sections.base import REGION, Ownership, Section

_ROLE = r"^[\w+=,.@-]{1,64}$"
_ExternalId = Annotated[str, Field(pattern=r"^[\w+=,.@:/-]+$", min_length=2, max_length=1224)]


class PackageObjectSettings(Section):
    """The built package, where it was put into a bucket."""

    bucket: str = Field(min_length=3, max_length=63, description="the bucket, in the home region")
    key: str = Field(min_length=1, max_length=1024, description="the object's key")
    version: str = Field(min_length=1, description="the object's version, so that what runs is what was reviewed")


class VerificationSettings(Section):
    """The checks of `vouch verify`, run by AWS itself."""

    package: str | PackageObjectSettings = Field(
        description="what `make verifier` builds, from the repository's root (build/verifier.zip), or an object of S3"
    )
    accounts: tuple[Annotated[str, Field(pattern=r"^\d{12}$")], ...] = Field(
        (), description="the accounts that are verified; the stack's own where none is named"
    )
    organization: bool = Field(False, description="every active account of the organization, in place of accounts")
    regions: tuple[Annotated[str, Field(pattern=REGION)], ...] = Field(
        (), description="the regions that are asked, home first; those that detection watches where none is named"
    )
    schedule: str = Field("cron(0 3 * * ? *)", pattern=r"^(cron|rate)\(.+\)$", description="when, in UTC")
    concurrency: int = Field(20, ge=1, le=100, description="how many accounts and regions are asked at once")
    role_name: str = Field("vouch-verification", pattern=_ROLE, description="the read-only role in every account")
    role: Ownership = Field(Ownership.MANAGED, description="existing where another stack of the account makes the role")
    external_id: _ExternalId | None = Field(None, description="what every account's role asks for")
    reads_content: bool = Field(
        False, description="the role also reads what browsers load, from whatever bucket: files of customers included"
    )

    @model_validator(mode="after")
    def _accounts_or_organization(self) -> Self:
        if self.organization and self.accounts:
            raise ValueError(
                "operations.verification.organization is true while accounts are named: leave one of the two out"
            )
        return self


class VerifiedBySettings(Section):
    """Another account verifies this one: the read-only role is made, and trusts the role that verifies."""

    account_id: str = Field(pattern=r"^\d{12}$", description="the account that verifies")
    role: str = Field(pattern=_ROLE, description="the role in it that verifies: <project>-<stack>-verifier")
    role_name: str = Field("vouch-verification", pattern=_ROLE, description="the read-only role that is made here")
    external_id: _ExternalId | None = Field(None, description="what must come with the request")
    reads_content: bool = Field(
        False, description="the role also reads what browsers load, from whatever bucket: files of customers included"
    )
