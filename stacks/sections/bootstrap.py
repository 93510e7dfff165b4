"""The settings of the bootstrap stack, which an account needs before any other."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from stacks.sections.base import Ownership, Section, StackSettings

_ROLE = r"^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/*-]+$"
_NUMBER = r"^\d+$"


class GithubSettings(Section):
    """Which repository of GitHub previews and deploys, without a stored key."""

    organization: str = Field(min_length=1, description="the organization or user that owns the repository")
    repository: str = Field(min_length=1, description="the repository's name")
    environments: tuple[str, ...] = Field(
        min_length=1, description="environments of the repository that deploy to this account, such as prod"
    )
    organization_id: str | None = Field(
        None, pattern=_NUMBER, description="GitHub's number of the organization, in quotes; with repository_id"
    )
    repository_id: str | None = Field(
        None, pattern=_NUMBER, description="GitHub's number of the repository, in quotes; with organization_id"
    )
    provider: Ownership = Field(
        Ownership.MANAGED, description="existing where the account has GitHub's OIDC provider already"
    )
    workflow: str = Field("deploy.yml", description="the one workflow file that deploys")
    ref: str = Field("refs/heads/main", description="the one reference that deploys")


class BootstrapSettings(StackSettings):
    """What an account has before its first environment: a home for state, a domain, a way in for the pipeline."""

    profile: Literal["bootstrap"] = "bootstrap"
    administrators: tuple[Annotated[str, Field(pattern=_ROLE)], ...] = Field(
        min_length=1,
        description="role ARNs, wildcards allowed, of those who bootstrap and repair; yours must be among them",
    )
    domain: str | None = Field(None, description="makes a public hosted zone, which must then be delegated")
    github: GithubSettings | None = Field(None, description="makes the pipeline's roles")

    @model_validator(mode="after")
    def _administrators_are_of_this_account(self) -> Self:
        for role in self.administrators:
            if f":iam::{self.account_id}:role/" not in role:
                raise ValueError(
                    f"administrators names {role}, which is of another account: name roles of {self.account_id}"
                )
        return self
