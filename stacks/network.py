"""The network layer: one VPC, its zones, and how its private parts reach AWS and the internet."""

import pulumi

from components.network.vpc import Vpc, VpcArgs
from components.placement import Placement
from stacks.account import Account
from stacks.settings import Settings


def network_layer(settings: Settings, placement: Placement, account: Account, opts: pulumi.ResourceOptions) -> Vpc:
    """The VPC of the environment."""
    return Vpc(
        "network",
        VpcArgs(
            placement=placement,
            cidr=settings.network.cidr,
            zones=settings.zones,
            nat=settings.network.nat,
            endpoints=settings.network.endpoints,
            data_ports=(settings.database.port,),
            logs_key_arn=account.logs_key.arn,
            flow_log_retention_days=settings.logs.audit_days,
            protect=settings.protect,
        ),
        opts,
    )
