"""The network layer: one VPC, its zones, and how its private parts reach AWS and the internet."""

from components.network.vpc import Vpc, VpcArgs
from stacks.account import Account
from stacks.settings import Settings
from stacks.site import Sites


def network_layer(settings: Settings, sites: Sites, account: Account) -> Vpc:
    """The VPC of the environment."""
    return Vpc(
        "network",
        VpcArgs(
            placement=sites.home.placement,
            cidr=settings.network.cidr,
            zones=settings.zones,
            nat=settings.network.nat,
            endpoints=settings.network.endpoints,
            data_ports=(settings.database.port,),
            logs_key_arn=account.logs_key.arn,
            flow_log_retention_days=settings.logs.audit_days,
            protect=settings.protect,
        ),
        sites.home.opts,
    )
