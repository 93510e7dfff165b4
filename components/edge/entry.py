"""What a public entry may vary in: TLS policy, response headers, where it forwards to, which names lead to it."""

from dataclasses import dataclass, field
from enum import StrEnum

import pulumi
from pulumi_aws import lb

from components.base import Component

_YEAR_SECONDS = 31_536_000


class SslPolicy(StrEnum):
    """The TLS policies control tls.edge allows; none offers less than TLS 1.2.

    Names as in "Security policies for your Application Load Balancer" of the Elastic Load Balancing guide. ``RES``
    leaves out CBC suites, ``PQ`` adds post-quantum key exchange. No policy offers 256-bit suites only (OB-03).
    """

    TLS13_1_2_RES_PQ = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    TLS13_1_2_PQ = "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09"
    TLS13_1_3_PQ = "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09"
    TLS13_1_2_RES = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    TLS13_1_2 = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    TLS13_1_3 = "ELBSecurityPolicy-TLS13-1-3-2021-06"


class IpAddressType(StrEnum):
    """Which internet protocols reach the entry."""

    IPV4 = "ipv4"
    DUALSTACK = "dualstack"


class DesyncMode(StrEnum):
    """How requests that servers may read differently are treated; ``monitor`` does not exist here."""

    STRICTEST = "strictest"
    DEFENSIVE = "defensive"


class FrameOptions(StrEnum):
    """Who may show the pages in a frame."""

    DENY = "DENY"
    SAMEORIGIN = "SAMEORIGIN"


@dataclass(frozen=True, kw_only=True)
class Hsts:
    """Strict-Transport-Security: for how many seconds browsers refuse plain HTTP, a year or more; else ValueError.

    ``preload`` consents to the browsers' built-in lists, which take months to leave.
    """

    max_age_seconds: int = 2 * _YEAR_SECONDS
    include_subdomains: bool = True
    preload: bool = False

    def __post_init__(self) -> None:
        if self.max_age_seconds < _YEAR_SECONDS:
            raise ValueError(
                f"max_age_seconds is {self.max_age_seconds}, a year is {_YEAR_SECONDS}: give a year or more"
            )
        if self.preload and not self.include_subdomains:
            raise ValueError("preload is true without include_subdomains, which the lists demand: set both or neither")

    def render(self) -> str:
        """The header's value."""
        parts = [f"max-age={self.max_age_seconds}"]
        parts += ["includeSubDomains"] if self.include_subdomains else []
        parts += ["preload"] if self.preload else []
        return "; ".join(parts)


@dataclass(frozen=True, kw_only=True)
class SecurityHeaders:
    """Headers the load balancer sets on every answer, whatever the service behind it says."""

    hsts: Hsts = field(default_factory=Hsts)
    frame_options: FrameOptions = FrameOptions.DENY
    content_security_policy: str | None = None


@dataclass(frozen=True, kw_only=True)
class Egress:
    """One way out of the entry: a port of a security group or of a CIDR inside the VPC, exactly one of the two."""

    port: int
    security_group_id: pulumi.Input[str] | None = None
    cidr: pulumi.Input[str] | None = None

    def __post_init__(self) -> None:
        check_port("port", self.port)
        if (self.security_group_id is None) == (self.cidr is None):
            raise ValueError("an egress names a security_group_id or a cidr: give exactly one")
        if isinstance(self.cidr, str) and self.cidr.endswith("/0"):
            raise ValueError(f"cidr is {self.cidr!r}, the whole internet: give the subnets that hold the targets")


@dataclass(frozen=True, kw_only=True)
class DefaultService:
    """The service that takes requests no other rule takes, reached over HTTPS (control tls.internal).

    ``health_path`` is asked over HTTPS and must answer ``health_status`` (a code or range, ``200`` or ``200-299``).
    """

    port: int = 8443
    health_path: str = "/health"
    health_status: str = "200"
    deregistration_seconds: int = 60

    def __post_init__(self) -> None:
        check_port("port", self.port)
        if not self.health_path.startswith("/"):
            raise ValueError(f"health_path is {self.health_path!r}, a path begins with '/': write it like '/health'")
        if not 0 <= self.deregistration_seconds <= 3600:
            raise ValueError(
                f"deregistration_seconds is {self.deregistration_seconds}, AWS allows 0 to 3600: give one of those"
            )


@dataclass(frozen=True, kw_only=True)
class AliasRecords:
    """The names in the hosted zone ``zone_id`` that lead to the entry."""

    zone_id: pulumi.Input[str]
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.names or len(set(self.names)) != len(self.names):
            raise ValueError(f"names is {self.names!r}: give one or more names, each once")


def check_port(field_name: str, port: int) -> None:
    """Raises ValueError for what is not a TCP port."""
    if not 1 <= port <= 65535:
        raise ValueError(f"{field_name} is {port}, ports are 1 to 65535: give one of those")


def target_group(owner: Component, vpc_id: pulumi.Input[str], service: DefaultService) -> lb.TargetGroup:
    """The group that the tasks of a service register in, spoken to and asked for their health by TLS alone."""
    return lb.TargetGroup(
        owner.child("target"),
        vpc_id=vpc_id,
        target_type="ip",
        protocol="HTTPS",
        port=service.port,
        deregistration_delay=service.deregistration_seconds,
        health_check=lb.TargetGroupHealthCheckArgs(
            enabled=True,
            protocol="HTTPS",
            port="traffic-port",
            path=service.health_path,
            matcher=service.health_status,
            interval=15,
            timeout=5,
            healthy_threshold=2,
            unhealthy_threshold=3,
        ),
        opts=owner.inside(),
    )
