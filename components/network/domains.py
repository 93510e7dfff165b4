"""Names of domains as the network's filters take them: written once, rendered for DNS and for the firewall.

A domain is ``example.com``, that name alone, or ``*.example.com``, every name below it. No wildcard stands for a whole
top-level domain, let alone for everything.
"""

import re
from typing import Final

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = re.compile(rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})+")
_LONGEST: Final = 255
# The names that global services answer to, in every commercial region; their endpoints are in us-east-1.
_GLOBAL: Final = ("iam", "sts", "route53", "cloudfront", "organizations", "health")
_SUFFIXES: Final = {"aws-cn": "amazonaws.com.cn"}


def check_domains(field: str, domains: tuple[str, ...], most: int) -> None:
    """Raises ValueError where one of ``domains`` is no domain, comes twice, or there are more than ``most``."""
    for domain in domains:
        if not _DOMAIN.fullmatch(domain) or len(domain) > _LONGEST:
            raise ValueError(
                f"{field} names {domain!r}: give a domain in small letters, 'api.example.com', or all below one,"
                " '*.example.com'"
            )
    if len(set(domains)) != len(domains):
        raise ValueError(f"{field} {domains!r} names a domain twice: name each once")
    if len(domains) > most:
        raise ValueError(f"{field} has {len(domains)} domains, {most} is the most: use wildcards for whole subtrees")


def aws_domains(region: str, partition: str = "aws") -> tuple[str, ...]:
    """The names of AWS that workloads of a region look up: the region's services, the few global ones, its own hosts.

    Images and their layers, packages of Amazon Linux, queues, buckets and databases of the region all have names below
    ``<region>.amazonaws.com``. The names are AWS's, what is behind them may be another customer's bucket or API: that
    is held by endpoint policies, not here.
    """
    suffix = _SUFFIXES.get(partition, "amazonaws.com")
    hosts = "*.ec2.internal" if region == "us-east-1" else f"*.{region}.compute.internal"
    return (
        f"*.{region}.{suffix}",
        # Dual-stack endpoints, and caches, whose names carry no region.
        f"*.{region}.api.aws",
        f"*.cache.{suffix}",
        *(f"{service}.{suffix}" for service in _GLOBAL),
        # Revocation of the certificates that AWS's own endpoints present.
        "*.amazontrust.com",
        hosts,
    )


def firewall_target(domain: str) -> str:
    """A domain as a domain list of Network Firewall takes it; its wildcard, a leading dot, means the apex too."""
    return domain.removeprefix("*")
