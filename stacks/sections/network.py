"""The settings of the network layer."""

from typing import Annotated

from pydantic import Field, field_validator

from components.network.nat import Nat
from components.network.services import REQUIRED, Service
from stacks.sections.base import Section


class NetworkSettings(Section):
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
