"""What every section of the settings is: frozen, and strict about its keys."""

from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from components.ownership import Ownership

__all__ = ["GLOBAL_REGION", "REGION", "Ownership", "Section", "StackSettings"]

REGION: Final = r"^[a-z]{2}(-[a-z]+)+-\d$"
"""What a region's name looks like."""
GLOBAL_REGION: Final = "us-east-1"
"""Where AWS keeps the regional parts of its global services: CloudFront's certificates and web ACLs, health checks."""


class Section(BaseModel):
    """A part of the settings. An unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StackSettings(Section):
    """What every stack of the project says of itself, an environment as well as bootstrap and organization."""

    account_id: str = Field(pattern=r"^\d{12}$", description="the AWS account, 12 digits in quotes")
    region: str = Field(pattern=REGION, description="the home region")
    backup_region: str = Field(pattern=REGION, description="where copies of the backups go; not the home region")
    partition: Literal["aws", "aws-cn", "aws-us-gov"] = Field("aws", description="the AWS partition of the region")
    owner: str = Field(min_length=1, description="the team that answers for the stack; the tag `owner`")
    protect: bool = Field(True, description="Pulumi refuses to delete what holds data")

    @model_validator(mode="after")
    def _backups_are_elsewhere(self) -> Self:
        if self.backup_region == self.region:
            raise ValueError(
                f"backup_region is {self.backup_region}, which is the home region too: name another region, so that "
                "a copy survives the loss of the first"
            )
        return self

    @property
    def allowed_regions(self) -> tuple[str, ...]:
        """The regions that the stack may use: home, backup, and the companion of AWS's global services."""
        return tuple(dict.fromkeys((self.region, self.backup_region, GLOBAL_REGION)))

    @property
    def watched_regions(self) -> tuple[str, ...]:
        """The regions that detection covers, the home region first."""
        return (self.region, self.backup_region)
