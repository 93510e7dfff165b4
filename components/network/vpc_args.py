"""What a VPC is made of, and what of it AWS or a promise forbids."""

import re
from dataclasses import dataclass
from typing import Final

import pulumi

from components.network.cidr import CidrPlan, zone_slot
from components.network.inspection import Inspection, check_nat
from components.network.nacl import DATA_PORTS
from components.network.nat import Nat
from components.network.services import REQUIRED, Service
from components.placement import Placement
from components.retention import RETENTIONS

_FEWEST_ZONES: Final = 2
# AWS's quota of rules in one direction of a network ACL.
_MOST_DATA_PORTS: Final = 20
_BUCKET_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, kw_only=True)
class VpcArgs:
    """What a VPC is made of.

    ``cidr`` is a private block of /16 to /20, ``zones`` two to four availability zones of the region by full name;
    with ``Nat.SINGLE`` the first named hosts the gateway, so add zones at the end. ``endpoints`` are the interface
    endpoints, the four that every VPC has among them. ``data_ports`` are the TCP ports of the isolated tier that the
    private tier may reach. ``readable_buckets`` are foreign buckets, by name, whose objects the VPC may read beside
    AWS's own. ``flow_log_retention_days`` is one of CloudWatch's retentions from 90 days up, for the firewall's logs
    too. ``inspection``, where given, puts a firewall between the private tier and the rest; it needs ``Nat.SINGLE`` or
    ``Nat.PER_AZ``. ``protect`` keeps the VPC, its logs and its firewall from being destroyed.

    Raises ValueError for an argument that AWS would refuse or that would break a promise.
    """

    placement: Placement
    cidr: str
    zones: tuple[str, ...]
    nat: Nat
    logs_key_arn: pulumi.Input[str]
    flow_log_retention_days: int = 365
    endpoints: tuple[Service, ...] = REQUIRED
    data_ports: tuple[int, ...] = (5432,)
    readable_buckets: tuple[str, ...] = ()
    inspection: Inspection | None = None
    protect: bool = True

    def __post_init__(self) -> None:
        CidrPlan(cidr=self.cidr)
        if self.inspection is not None:
            check_nat(self.nat)
        self._check_zones()
        self._check_endpoints()
        self._check_data_ports()
        if self.flow_log_retention_days not in RETENTIONS:
            raise ValueError(
                f"flow_log_retention_days {self.flow_log_retention_days} is not allowed: give one of"
                f" {', '.join(map(str, RETENTIONS))}"
            )
        for bucket in self.readable_buckets:
            if not _BUCKET_NAME.fullmatch(bucket):
                raise ValueError(
                    f"readable_buckets names {bucket!r}, which is no bucket: give the whole name, without wildcards"
                )

    @property
    def plan(self) -> CidrPlan:
        """The address plan of ``cidr``."""
        return CidrPlan(cidr=self.cidr)

    def _check_zones(self) -> None:
        if len(self.zones) < _FEWEST_ZONES:
            raise ValueError(
                f"zones {self.zones!r} are fewer than {_FEWEST_ZONES}: name at least two availability zones, so that"
                " the loss of one is survived"
            )
        if len(set(self.zones)) != len(self.zones):
            raise ValueError(f"zones {self.zones!r} name one zone twice: name each once")
        for zone in self.zones:
            zone_slot(zone)
            if zone[:-1] != self.placement.region:
                raise ValueError(
                    f"zone {zone!r} is not in the region {self.placement.region}: name zones of that region"
                )

    def _check_endpoints(self) -> None:
        if len(set(self.endpoints)) != len(self.endpoints):
            raise ValueError(f"endpoints {[*map(str, self.endpoints)]} name one service twice: name each once")
        missing = [str(service) for service in REQUIRED if service not in self.endpoints]
        if missing:
            raise ValueError(
                f"endpoints lack {', '.join(missing)}: add them, control net.endpoints asks for"
                f" {', '.join(REQUIRED)} in every VPC"
            )

    def _check_data_ports(self) -> None:
        if not 0 < len(self.data_ports) <= _MOST_DATA_PORTS or len(set(self.data_ports)) != len(self.data_ports):
            raise ValueError(
                f"data_ports {self.data_ports!r} are not usable: give 1 to {_MOST_DATA_PORTS} ports, each once"
            )
        for port in self.data_ports:
            if port not in DATA_PORTS:
                raise ValueError(
                    f"data_ports names {port}: give a port of {DATA_PORTS.start} to {DATA_PORTS.stop - 1}, which is"
                    " also the number of its network ACL rule"
                )
