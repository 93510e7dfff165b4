"""The settings of the network layer."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from components.network.dns_firewall import DnsRegime
from components.network.domains import check_domains
from components.network.firewall_rules import MOST_DOMAINS, FirewallMode
from components.network.nat import Nat
from components.network.services import REQUIRED, Service
from stacks.sections.base import Section


class FirewallSetting(StrEnum):
    """Whether a firewall stands between the private tier and the rest; it is paid by the zone and hour."""

    NONE = "none"
    PER_AZ = "per_az"


class NetworkSettings(Section):
    """The VPC: its address range, its zones by letter, how private subnets reach the internet, and what they reach."""

    cidr: str = Field("10.0.0.0/16", description="IPv4 range of the VPC, /16 to /20")
    zones: tuple[Annotated[str, Field(pattern=r"^[a-f]$")], ...] = Field(description="zone letters: [a, b, c]")
    nat: Nat = Field(description="none, single, per_az or regional")
    endpoints: tuple[Service, ...] = Field(REQUIRED, description="services reached by an interface endpoint")
    service_port: int = Field(8443, ge=1024, le=65535, description="TCP port of the services behind the load balancer")
    firewall: FirewallSetting = Field(FirewallSetting.NONE, description="none or per_az")
    firewall_mode: FirewallMode = Field(
        FirewallMode.BLOCK, description="block, or alert during a rollout under an exemption"
    )
    firewall_growing: bool = Field(
        False, description="true for the one update that adds or removes a zone: AWS unlocks the firewall's subnets"
    )
    dns: DnsRegime = Field(
        DnsRegime.ALLOW_LIST, description="deny_list or allow_list: which names the resolver answers"
    )
    allowed_domains: tuple[str, ...] = Field(
        (), description="domains that workloads call beside AWS's: example.com, or *.example.com for all below it"
    )
    blocked_domains: tuple[str, ...] = Field((), description="domains that nobody may look up")

    @field_validator("zones")
    @classmethod
    def _distinct(cls, zones: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(zones)) != len(zones):
            raise ValueError(f"names a zone twice: {', '.join(zones)}; name each zone once")
        return zones

    @field_validator("allowed_domains", "blocked_domains")
    @classmethod
    def _domains(cls, domains: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        check_domains(f"network.{info.field_name}", domains, MOST_DOMAINS // 2)
        return domains

    @model_validator(mode="after")
    def _inspected_both_ways(self) -> Self:
        if self.firewall is FirewallSetting.PER_AZ and self.nat not in (Nat.SINGLE, Nat.PER_AZ):
            raise ValueError(
                f"network.firewall is per_az while network.nat is {self.nat.value}: say nat: per_az or nat: single, the"
                " gateways whose answers a firewall sees"
            )
        return self
