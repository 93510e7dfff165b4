"""The settings of the data layer."""

from typing import Literal

from pydantic import Field

from stacks.sections.base import Section


class DatabaseSettings(Section):
    """The PostgreSQL database."""

    engine_version: str = Field("17", description="PostgreSQL major version; RDS chooses and upgrades the minor one")
    port: int = Field(5433, ge=1150, le=32766, description="TCP port, not PostgreSQL's default")
    instance_class: str = Field(description="RDS instance class")
    storage_gib: int = Field(ge=20, le=65536, description="allocated storage, GiB")
    max_storage_gib: int = Field(ge=20, le=65536, description="storage autoscaling ceiling, GiB")
    multi_az: bool = Field(description="a synchronous standby in another zone")
    backup_days: int = Field(ge=7, le=35, description="days of point-in-time recovery; RDS keeps at most 35")
    deletion_protection: bool = Field(description="RDS refuses to delete the instance")
    insights: Literal["standard", "advanced"] = Field(description="CloudWatch Database Insights mode")


class KeySettings(Section):
    """Customer keys. That data is encrypted by them is no setting: no profile can say otherwise."""

    deletion_days: int = Field(ge=7, le=30, description="days before a deleted key is gone for good")
