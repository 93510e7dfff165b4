"""The numbers that controls share, per profile, in one table (design decision 15).

Rules and checks read them from here; the program's settings may be stricter, never weaker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The bar of one profile. Days are calendar days; rates are requests per five minutes and address.

    ``regions`` empty means that any region will do, ``required_tags`` empty that no tag is asked for.
    """

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
    api_rate: int
    api_burst: int
    flow_log_seconds: int
    vpn_session_hours: int
    regions: tuple[str, ...]
    password_length: int
    password_reuse: int
    dns_allow_list: bool
    user_password_length: int
    user_password_reuse: int
    access_token_minutes: int
    refresh_token_days: int
    patch_days: int
    required_tags: tuple[str, ...]


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
    # Of all clients of an API together: requests a second, and at once.
    api_rate=1000,
    api_burst=2000,
    flow_log_seconds=60,
    # Of what AWS offers: 8, 10, 12 and 24.
    vpn_session_hours=12,
    # Where data and what works on it may be (pv.region): the regions in the European Union.
    regions=("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"),
    password_length=14,
    password_reuse=24,
    dns_allow_list=True,
    user_password_length=12,
    user_password_reuse=5,
    access_token_minutes=60,
    refresh_token_days=30,
    # From a critical patch's release to its approval.
    patch_days=7,
    required_tags=("owner", "data", "backup", "retention"),
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
    dns_allow_list=False,
)
# Nobody knows where a foreign program may run, nor by which tags its owner knows it: neither is asked.
_NONE: Final = replace(
    _PROD,
    backup_days=7,
    minimum_zones=2,
    key_deletion_days=7,
    flow_log_seconds=600,
    dns_allow_list=False,
    regions=(),
    required_tags=(),
)

THRESHOLDS: Final[Mapping[str, Thresholds]] = MappingProxyType(
    {
        "prod": _PROD,
        "prod-full": _PROD,
        "staging": _STAGING,
        "dev": _DEV,
        "bootstrap": _PROD,
        "organization": _PROD,
        "security": _PROD,
        "none": _NONE,
    }
)
