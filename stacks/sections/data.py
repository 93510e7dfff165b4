"""The settings of the data layer."""

from typing import Literal, Self

from pydantic import Field, model_validator

from stacks.sections.base import Section


class CapacitySettings(Section):
    """What each member of a serverless cluster has, in Aurora capacity units (2 GiB of memory)."""

    least: float = Field(ge=0.5, le=256, multiple_of=0.5, description="units that a member always has")
    most: float = Field(ge=1, le=256, multiple_of=0.5, description="units that a member has at most")

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.most <= self.least:
            raise ValueError(f"most is {self.most:g} and least is {self.least:g}: leave room to grow")
        return self


class DatabaseSettings(Section):
    """The PostgreSQL database."""

    engine: Literal["postgres", "aurora-postgres"] = Field(
        "postgres", description="an RDS instance, or an Aurora cluster, whose storage needs no settings"
    )
    engine_version: str = Field("17", description="PostgreSQL major version; RDS chooses and upgrades the minor one")
    port: int = Field(5433, ge=1150, le=32766, description="TCP port, not PostgreSQL's default")
    instance_class: str = Field(description="RDS instance class")
    capacity: CapacitySettings | None = Field(
        None, description="for aurora-postgres only: serverless members, and no instance class"
    )
    storage_gib: int = Field(ge=20, le=65536, description="allocated storage, GiB")
    max_storage_gib: int = Field(ge=20, le=65536, description="storage autoscaling ceiling, GiB")
    multi_az: bool = Field(description="a standby in another zone: synchronous, or a second member of the cluster")
    backup_days: int = Field(ge=7, le=35, description="days of point-in-time recovery; RDS keeps at most 35")
    deletion_protection: bool = Field(description="RDS refuses to delete the database")
    insights: Literal["standard", "advanced"] = Field(description="CloudWatch Database Insights mode")

    @model_validator(mode="after")
    def _fits_the_engine(self) -> Self:
        if self.engine == "postgres" and self.capacity is not None:
            raise ValueError("database.capacity is given for engine postgres: say engine aurora-postgres, or leave it")
        if self.engine == "aurora-postgres" and self.capacity is None and self.instance_class.startswith("db.m"):
            raise ValueError(
                f"database.instance_class is {self.instance_class}, which Aurora does not have: say a memory class "
                "such as db.r8g.large, or give database.capacity"
            )
        return self


class TenantSettings(Section):
    """A tenant with a key of its own."""

    description: str = Field(min_length=1, description="whose key it is, for the key's own description")


class CustomerDataSettings(Section):
    """Customers' data, wherever it is stored."""

    retention_days: int = Field(
        90, ge=35, le=3650, description="days in which what customers deleted or replaced is gone; the tag retention"
    )
    tenants: dict[str, TenantSettings] = Field(
        {}, description="tenants with a key of their own, by tenant_id; all others share the customer key"
    )

    @model_validator(mode="after")
    def _tenants_can_be_named(self) -> Self:
        for tenant in self.tenants:
            if not tenant.replace("-", "").isalnum() or tenant != tenant.lower() or not tenant[0].isalpha():
                raise ValueError(
                    f"customer_data.tenants has {tenant!r}, which cannot end the alias of a key: a tenant with a key "
                    "of its own has an id of small letters, digits and hyphens"
                )
        return self


class KeySettings(Section):
    """Customer keys. That data is encrypted by them is no setting: no profile can say otherwise."""

    deletion_days: int = Field(ge=7, le=30, description="days before a deleted key is gone for good")
