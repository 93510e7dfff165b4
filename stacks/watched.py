"""What the alarms of operations watch, found in the layers before it."""

from typing import Final

import pulumi

from components.network.nat import Nat
from components.network.vpc import Vpc
from components.operations.alarm_map import Watched
from components.operations.anomalies import Metric, load_balancer_requests, user_pool_sign_ins, web_acl_requests
from components.operations.resource_alarms import AlarmTarget
from stacks.api import PublicApi
from stacks.audit import Audit
from stacks.backup import Backup
from stacks.compute import Compute
from stacks.data import Data
from stacks.edge import Edge
from stacks.identity import Identity
from stacks.settings import Settings
from stacks.site import Sites

_UNDELIVERED: Final = (
    "incidents-undelivered",
    "guardduty-findings-undelivered",
    "database-events-undelivered",
    "backup-jobs-undelivered",
)
"""Queues of what could not be told, by the roles of their components."""


def alarm_targets(
    settings: Settings,
    sites: Sites,
    network: Vpc,
    data: Data,
    edge: Edge,
    backup: Backup,
    api: PublicApi | None,
    compute: Compute,
    audit: Audit,
) -> dict[str, AlarmTarget]:
    """What every environment must have alarms on, and what of the edge there is."""
    home = sites.home.placement
    gateways = network.nat_gateway_ids
    if settings.network.nat is Nat.REGIONAL:
        # One gateway for all zones.
        gateways = dict(zip(("regional",), gateways.values(), strict=False))
    found = {
        "database": AlarmTarget(
            watched=Watched.DATABASE if settings.database.engine == "postgres" else Watched.DATABASE_CLUSTER,
            dimensions=data.database.dimensions,
        ),
        **{
            queue: AlarmTarget(watched=Watched.DEAD_LETTERS, dimensions={"QueueName": home.local(queue)})
            for queue in _UNDELIVERED
        },
        **{
            f"nat-{zone}": AlarmTarget(watched=Watched.NAT_GATEWAY, dimensions={"NatGatewayId": gateway})
            for zone, gateway in gateways.items()
        },
    }
    firewall = network.firewall
    if firewall is not None:
        for zone in network.zones:
            found[f"firewall-{zone}"] = AlarmTarget(
                watched=Watched.FIREWALL,
                dimensions={
                    "FirewallName": firewall.arn.apply(lambda arn: arn.rpartition("/")[2]),
                    "AvailabilityZone": zone,
                    "Engine": "Stateful",
                },
            )
    found["backup"] = AlarmTarget(watched=Watched.BACKUP_VAULT, dimensions={"BackupVaultName": backup.vault.name})
    found["records"] = AlarmTarget(watched=Watched.TABLE, dimensions={"TableName": data.records.name})
    shipping = audit.shipping[home.region]
    if shipping.stream_arn is not None:
        found["shipping"] = AlarmTarget(
            watched=Watched.DELIVERY_STREAM, dimensions={"DeliveryStreamName": shipping.stream_name}
        )
    if api is not None:
        found |= _balanced("api-entry", api.entry.arn_suffix, api.entry.target_group_arn)
    if compute.service is not None:
        found["service"] = AlarmTarget(
            watched=Watched.SERVICE,
            dimensions={
                "ClusterName": compute.cluster.name,
                "ServiceName": compute.service.service_name,
            },
        )
    found["web-acl"] = AlarmTarget(
        watched=Watched.WEB_ACL, dimensions={"WebACL": home.local("edge"), "Region": home.region, "Rule": "ALL"}
    )
    balancer = edge.load_balancer
    if balancer is not None:
        found |= _balanced("load-balancer", balancer.arn_suffix, balancer.target_group_arn)
    return found


def _balanced(
    key: str, arn_suffix: pulumi.Input[str], target_group_arn: pulumi.Output[str] | None
) -> dict[str, AlarmTarget]:
    """A load balancer, and the target group that its service registers in."""
    found = {key: AlarmTarget(watched=Watched.LOAD_BALANCER, dimensions={"LoadBalancer": arn_suffix})}
    if target_group_arn is not None:
        found["target-group" if key == "load-balancer" else f"{key}-targets"] = AlarmTarget(
            watched=Watched.TARGET_GROUP,
            dimensions={
                "LoadBalancer": arn_suffix,
                # CloudWatch knows a target group by the end of its ARN.
                "TargetGroup": target_group_arn.apply(lambda arn: arn.rpartition(":")[2]),
            },
        )
    return found


def request_metrics(sites: Sites, edge: Edge) -> dict[str, Metric]:
    """The requests that have a usual band."""
    home = sites.home.placement
    found = {"web-acl": web_acl_requests(home.local("edge"), home.region)}
    if edge.load_balancer is not None:
        found["load-balancer"] = load_balancer_requests(edge.load_balancer.arn_suffix)
    return found


def sign_in_metrics(identity: Identity) -> dict[str, Metric]:
    """The sign-ins that have a usual band, of each client of the user pool."""
    return {
        name: user_pool_sign_ins(identity.user_pool.user_pool_id, client.client_id)
        for name, client in identity.clients.items()
    }
