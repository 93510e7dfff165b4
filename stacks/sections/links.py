"""The settings of the links layer: how people and offices reach the network, and who watches the internet between."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from stacks.sections.base import Section

_KEY = r"^[a-z][a-z0-9-]*$"
_ZONE = r"^[a-z]{2}(-[a-z]+)+-\d[a-f]$"

Key = Annotated[str, Field(pattern=_KEY)]


class InternetMonitoring(StrEnum):
    """How many networks of cities Internet Monitor watches; the first hundred cost about 8 USD a month in all."""

    OFF = "off"
    HUNDRED_NETWORKS = "hundred_networks"
    FIVE_HUNDRED_NETWORKS = "five_hundred_networks"


class VpnAccess(Section):
    """What one group of the identity provider reaches."""

    group_id: str = Field(min_length=1, description="the group, as the assertion's memberOf attribute says it")
    networks: dict[Key, str] = Field({}, description="IPv4 ranges by key; the VPC's private tier where none is given")


class ClientVpnSettings(Section):
    """The client VPN. The second factor is asked by the identity provider; nothing here is secret."""

    saml_metadata: str = Field(
        min_length=1, description="the identity provider's metadata: the XML, or its file's path in the project"
    )
    server_certificate_arn: str = Field(description="certificate of the endpoint, in ACM of the home region")
    client_certificate_arn: str | None = Field(
        None, description="for mutual authentication in addition: the clients' authority, in ACM of the home region"
    )
    client_cidr: str = Field(description="addresses that clients get, /12 to /22, outside network.cidr")
    access: dict[Key, VpnAccess] = Field(min_length=1, description="groups that may connect, each under a stable key")
    session_hours: Literal[8, 10, 12] = Field(8, description="8, 10 or 12: when people sign in anew")


class OfficeLink(Section):
    """One provider's link of an office."""

    ip_address: str = Field(description="the router's static public IPv4 address")
    bgp_asn: int = Field(ge=1, le=4294967294, description="the router's BGP number")
    provider: str = Field(min_length=1, description="whose link it is")


class DirectoryReplica(Section):
    """A VPC of the backup region, made elsewhere, and its subnets in two zones."""

    vpc_id: str = Field(pattern=r"^vpc-[0-9a-f]+$", description="its range must not overlap network.cidr")
    subnet_ids: dict[Annotated[str, Field(pattern=_ZONE)], str] = Field(
        min_length=2, max_length=2, description="a subnet in each of two zones, by the zone's full name"
    )


class DirectorySettings(Section):
    """The company's directory; two controllers in each of two regions cost about 580 USD a month."""

    domain: str = Field(description="its full name, as corp.example.com")
    short_name: str = Field(pattern=r"^[A-Z][A-Z0-9-]{0,14}$", description="its NetBIOS name, as CORP")
    password_secret_arn: str = Field(
        pattern=r"^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+$",
        description="secret in Secrets Manager whose text is the first password of the user Admin",
    )
    controllers: int = Field(2, ge=2, description="domain controllers in each region")
    replica: DirectoryReplica


class LinksSettings(Section):
    """What links the environment to people, offices and the internet. What needs an outside fact is off until given."""

    internet: InternetMonitoring = Field(
        InternetMonitoring.OFF, description="off, hundred_networks or five_hundred_networks"
    )
    client_vpn: ClientVpnSettings | None = Field(None, description="off until given")
    offices: dict[Key, dict[Key, OfficeLink]] = Field(
        {}, description="offices by key, and their links by key: two or more, by providers of their own"
    )
    gateway_asn: int = Field(64512, description="the BGP number of the VPC's end, a private one")
    directory: DirectorySettings | None = Field(None, description="off until given")

    @model_validator(mode="after")
    def _offices_have_two_links(self) -> Self:
        for office, links in self.offices.items():
            if len(links) < 2:
                raise ValueError(
                    f"links.offices.{office} has {len(links)} link: give two or more, by providers of their own"
                )
            if any(link.bgp_asn == self.gateway_asn for link in links.values()):
                raise ValueError(
                    f"links.gateway_asn is {self.gateway_asn}, which {office} has too: give the gateway another, or "
                    "neither would take the other's routes"
                )
        return self
