"""A stack's settings: one object, ``vouch:settings``, read once, typed, frozen, and refused whole where it is wrong.

What the stack file leaves out comes from the profile's column in ``stacks.profiles``. What needs an outside fact
(a hosted zone, an address for alerts) is off until the fact is given.
"""

from collections.abc import Mapping
from typing import Any, Final, Self, TypeVar

import pulumi
from pydantic import Field, ValidationError, model_validator

from components.network.nat import Nat
from stacks.profiles import Profile
from stacks.profiles import defaults as profile_defaults
from stacks.sections.access import AccessSettings
from stacks.sections.audit import AuditSettings, LogSettings
from stacks.sections.backup import BackupSettings
from stacks.sections.base import GLOBAL_REGION, Ownership, StackSettings
from stacks.sections.bootstrap import BootstrapSettings
from stacks.sections.compute import ComputeSettings
from stacks.sections.data import CustomerDataSettings, DatabaseSettings, KeySettings
from stacks.sections.detection import DetectionSettings
from stacks.sections.edge import EdgeSettings
from stacks.sections.governance import GovernanceSettings
from stacks.sections.identity import IdentitySettings
from stacks.sections.links import LinksSettings
from stacks.sections.mail import MailSettings
from stacks.sections.network import NetworkSettings
from stacks.sections.operations import OperationsSettings
from stacks.sections.organization import OrganizationStack
from stacks.sections.patching import DefaultsSettings, ImageSettings, PatchingSettings
from stacks.singletons import adopted

T = TypeVar("T", bound=StackSettings)

BACKUP_DAYS_PROD = 35
ZONES_PROD = 3


class Settings(StackSettings):
    """Everything that makes one environment differ from another."""

    profile: Profile = Field(description="dev, staging or prod")
    alert_emails: dict[str, str] = Field({}, description="addresses that findings are sent to, each under a stable key")
    singletons: Ownership = Field(
        Ownership.MANAGED,
        description="existing where another stack makes what the account has once; each can be said by itself as well",
    )
    disposable: bool = Field(description="destroy empties the buckets it deletes, all but the archive")
    network: NetworkSettings
    database: DatabaseSettings
    customer_data: CustomerDataSettings = CustomerDataSettings()
    access: AccessSettings = AccessSettings()
    defaults: DefaultsSettings = DefaultsSettings()
    patching: PatchingSettings = PatchingSettings()
    images: ImageSettings | None = Field(None, description="off until servers need a hardened image of our own")
    backup: BackupSettings
    edge: EdgeSettings = EdgeSettings()
    identity: IdentitySettings
    compute: ComputeSettings
    operations: OperationsSettings
    audit: AuditSettings = AuditSettings()
    mail: MailSettings = MailSettings()
    links: LinksSettings
    governance: GovernanceSettings = GovernanceSettings()
    detection: DetectionSettings
    logs: LogSettings
    keys: KeySettings

    @model_validator(mode="after")
    def _protected_is_not_disposable(self) -> Self:
        if self.protect and self.disposable:
            raise ValueError(
                "disposable is true while protect is true: say disposable: false, or protect: false where the stack's "
                "data may be lost"
            )
        return self

    @model_validator(mode="after")
    def _service_has_an_entry(self) -> Self:
        if self.compute.service is not None and self.edge.domain is None and self.edge.api is None:
            raise ValueError(
                "compute.service is given without edge.domain and edge.api: nobody could reach it, name a domain"
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
            ("backup.days", self.backup.days >= 35, self.backup.days, "say 35 or more"),
            ("backup.copy_days", self.backup.copy_days >= 35, self.backup.copy_days, "say 35 or more"),
            (
                "backup.restore_tests",
                self.backup.restore_tests != "none",
                self.backup.restore_tests,
                "say weekly or monthly",
            ),
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
    def watched_regions(self) -> tuple[str, ...]:
        """The regions that detection covers, the home region first: wherever the stack keeps something, and more."""
        public = (GLOBAL_REGION,) if self.edge.domain or self.edge.web or self.edge.api else ()
        return tuple(dict.fromkeys((*super().watched_regions, *public, *self.detection.regions)))

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
    if given.get("singletons") == Ownership.EXISTING:
        given = adopted(given)
    return _validated(Settings, _over(profile_defaults(profile), given))


AnySettings = Settings | BootstrapSettings | OrganizationStack
_AROUND: Final[Mapping[str, type[BootstrapSettings | OrganizationStack]]] = {
    "bootstrap": BootstrapSettings,
    "organization": OrganizationStack,
}


def load() -> AnySettings:
    """The settings of the running stack, from its configuration: an environment's, or of a stack around them."""
    given = pulumi.Config("vouch").get_object("settings")
    if not isinstance(given, Mapping):
        raise SettingsError(
            "vouch:settings is missing: give the object in the stack's file, as Pulumi.dev.yaml of this project does"
        )
    around = _AROUND.get(str(given.get("profile")))
    return parse(given) if around is None else _validated(around, given)


def _validated(model: type[T], given: Mapping[str, Any]) -> T:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


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
