"""Whom an ACL of a bucket lets in, as S3 answers it (S3 user guide, "Access control list overview")."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

EVERYONE: Final = "http://acs.amazonaws.com/groups/global/AllUsers"
ACCOUNTS: Final = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
"""Every AWS account: as good as anybody, for anybody can open one."""
LOG_DELIVERY: Final = "http://acs.amazonaws.com/groups/s3/LogDelivery"


def group_grants(grants: Iterable[Mapping[str, Any]], group: str) -> Iterator[str]:
    """The permissions that an ACL gives to a predefined group."""
    for grant in grants:
        if grant.get("Grantee", {}).get("URI") == group:
            yield str(grant.get("Permission"))
