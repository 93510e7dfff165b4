"""A stack's settings: one object, ``vouch:settings``, read once, typed, frozen, and refused whole where it is wrong.

What the stack file leaves out comes from the profile's column in ``stacks.profiles``. What needs an outside fact
(a hosted zone, an address for alerts) is off until the fact is given.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import pulumi
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from components.edge.rules import GroupMode
from components.network.nat import Nat
from components.network.services import REQUIRED, Service
from stacks.profiles import Profile, defaults

BACKUP_DAYS_PROD = 35
ZONES_PROD = 3
MANAGED = "managed"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NetworkSettings(_Section):
    """The VPC: its address range, its zones by letter, and how private subnets reach the internet."""

    cidr: str = Field("10.0.0.0/16", description="IPv4 range of the VPC, /16 to /20")
    zones: tuple[Annotated[str, Field(pattern=r"^[a-f]$")], ...] = Field(description="zone letters: [a, b, c]")
    nat: Nat = Field(description="none, single, per_az or regional")
    endpoints: tuple[Service, ...] = Field(REQUIRED, description="services reached by an interface endpoint")

    @field_validator("zones")
    @classmethod
    def _distinct(cls, zones: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(zones)) != len(zones):
            raise ValueError(f"names a zone twice: {', '.join(zones)}; name each zone once")
        return zones


class DatabaseSettings(_Section):
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


class RuleGroupSettings(_Section):
    """The managed rule groups of the web ACL: block, or count during a rollout under an exemption."""

    common: GroupMode = GroupMode.BLOCK
    known_bad_inputs: GroupMode = GroupMode.BLOCK
    sql_injection: GroupMode = GroupMode.BLOCK
    ip_reputation: GroupMode = GroupMode.BLOCK
    anonymous_ip: GroupMode = GroupMode.BLOCK


class EdgeSettings(_Section):
    """The public entry."""

    domain: str = Field(description="the name customers use, such as app.example.com")
    hosted_zone_id: str | None = Field(None, description="Route 53 zone of the domain, made by the bootstrap stack")
    certificate_arn: str | None = Field(None, description="an issued ACM certificate, instead of a zone")
    requests_per_five_minutes: int = Field(ge=100, le=2000, description="of one address, before it is blocked")
    rule_groups: RuleGroupSettings = RuleGroupSettings()

    @model_validator(mode="after")
    def _one_certificate(self) -> Self:
        if (self.hosted_zone_id is None) == (self.certificate_arn is None):
            raise ValueError(
                f"{self.domain} needs its TLS certificate from exactly one place: "
                "give hosted_zone_id or certificate_arn, not both and not neither"
            )
        return self


class LogSettings(_Section):
    """How long logs are kept."""

    days: Literal[90, 120, 150, 180, 365, 400, 545, 731] = Field(description="retention of operational log groups")
    audit_days: Literal[365, 400, 545, 731, 1096, 1827] = Field(description="retention of audit log groups")
    lock_days: int = Field(
        ge=1,
        le=36500,
        description="object lock of the archive; trail and findings are kept so long; once deployed, ObjectLock says "
        "how to change it",
    )


class KeySettings(_Section):
    """Customer keys. That data is encrypted by them is no setting: no profile can say otherwise."""

    deletion_days: int = Field(ge=7, le=30, description="days before a deleted key is gone for good")


class DetectionSettings(_Section):
    """Account singletons: this stack's own (``managed``), or one that another stack or team runs.

    AWS refuses a second one in the same account and region, so of two stacks there only one can say ``managed``.
    """

    guardduty: str = Field(MANAGED, description="managed, or the id of the region's existing detector")

    @field_validator("guardduty")
    @classmethod
    def _detector(cls, value: str) -> str:
        if value != MANAGED and not re.fullmatch(r"[0-9a-f]{32}", value):
            raise ValueError(f"is {value!r}: give managed, or the 32 hexadecimal digits of a detector id")
        return value


class Settings(_Section):
    """Everything that makes one environment differ from another."""

    profile: Profile = Field(description="dev, staging or prod")
    account_id: str = Field(pattern=r"^\d{12}$", description="the AWS account, 12 digits in quotes")
    region: str = Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$", description="the home region")
    partition: Literal["aws", "aws-cn", "aws-us-gov"] = Field("aws", description="the AWS partition of the region")
    owner: str = Field(min_length=1, description="the team that answers for the stack; the tag `owner`")
    alert_emails: dict[str, str] = Field({}, description="addresses that findings are sent to, each under a stable key")
    protect: bool = Field(description="Pulumi refuses to delete what holds data")
    disposable: bool = Field(description="destroy empties the buckets it deletes, all but the archive")
    network: NetworkSettings
    database: DatabaseSettings
    edge: EdgeSettings | None = Field(None, description="off until a domain is given")
    logs: LogSettings
    keys: KeySettings
    detection: DetectionSettings = DetectionSettings()

    @model_validator(mode="after")
    def _protected_is_not_disposable(self) -> Self:
        if self.protect and self.disposable:
            raise ValueError(
                "disposable is true while protect is true: say disposable: false, or protect: false where the stack's "
                "data may be lost"
            )
        return self

    @model_validator(mode="after")
    def _prod_is_not_relaxed(self) -> Self:
        if self.profile is not Profile.PROD:
            return self
        for key, held, given, remedy in (
            ("network.zones", len(self.network.zones) >= ZONES_PROD, len(self.network.zones), "name three zones"),
            (
                "network.nat",
                self.network.nat in (Nat.PER_AZ, Nat.REGIONAL),
                self.network.nat.value,
                "say per_az or regional, so that losing a zone takes no other zone's way out",
            ),
            ("database.multi_az", self.database.multi_az, self.database.multi_az, "say true"),
            (
                "database.backup_days",
                self.database.backup_days == BACKUP_DAYS_PROD,
                self.database.backup_days,
                f"say {BACKUP_DAYS_PROD}",
            ),
            (
                "database.deletion_protection",
                self.database.deletion_protection,
                self.database.deletion_protection,
                "say true",
            ),
            ("protect", self.protect, self.protect, "say true"),
            ("keys.deletion_days", self.keys.deletion_days == 30, self.keys.deletion_days, "say 30"),
            ("logs.lock_days", self.logs.lock_days >= 365, self.logs.lock_days, "say 365 or more"),
        ):
            if not held:
                shown = str(given).lower() if isinstance(given, bool) else given
                raise ValueError(
                    f"{key} is {shown}, which profile prod does not allow: {remedy}, or use another profile"
                )
        return self

    @property
    def zones(self) -> tuple[str, ...]:
        """The full names of the zones, such as eu-west-1a."""
        return tuple(f"{self.region}{letter}" for letter in self.network.zones)


class SettingsError(pulumi.RunError):
    """The settings are wrong: one sentence that names the key, the value and the remedy."""


def parse(given: Mapping[str, Any]) -> Settings:
    """Settings from what a stack file gives, on top of its profile's column.

    Raises SettingsError for a missing profile, an unknown key, a wrong value, or values that do not go together.
    """
    try:
        profile = Profile(given.get("profile", ""))
    except ValueError:
        raise SettingsError(
            f"vouch:settings.profile is {given.get('profile')!r}: choose one of {', '.join(Profile)}"
        ) from None
    merged = _over(defaults(profile), given)
    if "edge" not in given:
        del merged["edge"]
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def load() -> Settings:
    """The settings of the running stack, from its configuration."""
    given = pulumi.Config("vouch").get_object("settings")
    if not isinstance(given, Mapping):
        raise SettingsError(
            "vouch:settings is missing: give the object in the stack's file, as Pulumi.dev.yaml of this project does"
        )
    return parse(given)


def _over(base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in given.items():
        below = merged.get(key)
        merged[key] = _over(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(("vouch:settings", *(str(part) for part in first["loc"])))
    if first["type"] == "extra_forbidden":
        return f"{where} is not a setting: remove it, or see stacks/settings.py for those that exist"
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "missing":
        return f"{where} is missing: give it in the stack's file"
    if first["type"] == "value_error":
        return message if message.partition(" is ")[0].count(".") else f"{where} {message}"
    return f"{where} is {first['input']!r}: {message[0].lower()}{message[1:]}"
