"""What resources are called: their ids, ARNs and names, and how far a name reaches."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from guardrails.values import Value, plain

NAMES: Final = ("name", "bucket", "identifier", "clusterIdentifier")
"""What a program may call a thing itself; while one is not known, any name may turn out to be its own."""
IDENTITIES: Final = ("id", "arn", *NAMES, "keyId", "url", "aliasName")
"""Everything by which another resource may name one."""
# What is called by one name in all regions: names of buckets and of these services are of no region.
_GLOBAL: Final = (
    "aws:cloudfront/",
    "aws:dynamodb/globalTable:",
    "aws:elasticache/globalReplicationGroup:",
    "aws:globalaccelerator/",
    "aws:iam/",
    "aws:organizations/",
    "aws:rds/globalCluster:",
    "aws:route53/",
    "aws:s3/",
    "aws:shield/",
    "aws:waf/",
)


def values_of(keys: Iterable[str], *sources: Mapping[str, Value]) -> Iterator[str]:
    """The known texts at some keys of a resource's outputs and inputs."""
    for source in sources:
        for key in keys:
            value = plain(source.get(key))
            if isinstance(value, str):
                yield value


def names_in(address: str) -> tuple[str, ...]:
    """The names that an ARN, or the URL of a queue, may end in: a program can spell one before the resource exists."""
    if not address.startswith(("arn:", "https://sqs.")):
        return ()
    text = address.removesuffix(":*")
    return (text.rpartition("/")[2], text.split(":")[-1])


def region_in(address: str) -> str | None:
    """The region that an ARN says; the URL of a queue, or an ARN of a global service, says none."""
    parts = address.split(":", 5)
    return parts[3] or None if parts[0] == "arn" and len(parts) > 3 else None


def is_global(type_: str) -> bool:
    """Whether resources of a type are called by one name in all regions."""
    return type_.startswith(_GLOBAL)
