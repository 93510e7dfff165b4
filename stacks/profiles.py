"""The profiles, side by side in one table: what each environment gets where its stack file is silent.

A dear item is one value here, never two switches. What the prod profile may not relax
is held by ``stacks.settings`` and, independently, by the policy pack's own thresholds.
"""

from enum import StrEnum
from typing import Any, Final


class Profile(StrEnum):
    """The kinds of environment."""

    DEV = "dev"
    STAGING = "staging"
    PROD = "prod"


_ORDER: Final = (Profile.DEV, Profile.STAGING, Profile.PROD)

TABLE: Final[dict[str, tuple[Any, Any, Any]]] = {
    # setting                            dev                  staging              prod
    "network.zones": (("a", "b"), ("a", "b"), ("a", "b", "c")),
    "network.nat": ("single", "single", "per_az"),
    "network.firewall": ("none", "none", "per_az"),
    "network.dns": ("deny_list", "allow_list", "allow_list"),
    "database.instance_class": ("db.t4g.medium", "db.m7g.large", "db.m7g.large"),
    "database.storage_gib": (20, 100, 100),
    "database.max_storage_gib": (100, 1000, 1000),
    "database.multi_az": (False, True, True),
    "database.backup_days": (7, 14, 35),
    "database.deletion_protection": (False, True, True),
    "database.insights": ("standard", "standard", "advanced"),
    "backup.days": (7, 14, 35),
    "backup.copy_days": (7, 14, 35),
    "backup.restore_tests": ("none", "monthly", "weekly"),
    "backup.framework": ("none", "none", "audit-manager"),
    "backup.servers": ("none", "none", "none"),
    "edge.requests_per_five_minutes": (2000, 2000, 2000),
    "detection.recording": ("daily", "continuous", "continuous"),
    "detection.security_hub": ("off", "managed", "managed"),
    "detection.inspector": ("off", "managed", "managed"),
    "detection.macie": ("off", "off", "managed"),
    "detection.detective": ("off", "off", "managed"),
    "operations.canary": ("off", "off", "five_minutes"),
    "compute.least_tasks": (2, 2, 3),
    "compute.most_tasks": (4, 6, 12),
    "identity.mfa": ("required", "required", "required"),
    "identity.sign_up": ("invited", "invited", "self"),
    "identity.token_minutes": (15, 15, 15),
    "identity.refresh_days": (30, 30, 30),
    # Without an address here, sign-in returns to /signed-in of the edge's domain.
    "identity.callback_urls": (("https://localhost:8443/signed-in",), ("https://localhost:8443/signed-in",), ()),
    "links.internet": ("off", "off", "hundred_networks"),
    "logs.days": (90, 90, 365),
    "logs.audit_days": (365, 365, 400),
    "logs.lock_days": (30, 365, 365),
    "keys.deletion_days": (7, 30, 30),
    "protect": (False, True, True),
    "disposable": (True, False, False),
}


def defaults(profile: Profile) -> dict[str, Any]:
    """The column of a profile, as the nested mapping that settings are made from."""
    column = _ORDER.index(profile)
    nested: dict[str, Any] = {}
    for path, row in TABLE.items():
        *groups, key = path.split(".")
        target = nested
        for group in groups:
            target = target.setdefault(group, {})
        target[key] = row[column]
    return nested
