"""The numbers that controls share, per profile, in one table (design decision 15).

Rules and checks read them from here; the program's settings may be stricter, never weaker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The bar of one profile. Days are calendar days; rates are requests per five minutes and address."""

    backup_days: int
    minimum_zones: int
    multi_az: bool
    deletion_protection: bool
    log_days: int
    audit_log_days: int
    archive_lock_days: int
    key_deletion_days: int
    secret_rotation_days: int
    rate_limit: int
    flow_log_seconds: int
    password_length: int
    password_reuse: int


_PROD: Final = Thresholds(
    backup_days=35,
    minimum_zones=3,
    multi_az=True,
    deletion_protection=True,
    log_days=90,
    audit_log_days=365,
    archive_lock_days=365,
    key_deletion_days=30,
    secret_rotation_days=90,
    rate_limit=2000,
    flow_log_seconds=60,
    password_length=14,
    password_reuse=24,
)
# What each profile relaxes of prod, in sight.
_STAGING: Final = replace(_PROD, backup_days=14, minimum_zones=2)
_DEV: Final = replace(
    _PROD,
    backup_days=7,
    minimum_zones=2,
    multi_az=False,
    deletion_protection=False,
    archive_lock_days=30,
    key_deletion_days=7,
    flow_log_seconds=600,
)
_NONE: Final = replace(_PROD, backup_days=7, minimum_zones=2, key_deletion_days=7, flow_log_seconds=600)

THRESHOLDS: Final[Mapping[str, Thresholds]] = MappingProxyType(
    {
        "prod": _PROD,
        "prod-full": _PROD,
        "staging": _STAGING,
        "dev": _DEV,
        "bootstrap": _PROD,
        "organization": _PROD,
        "none": _NONE,
    }
)
