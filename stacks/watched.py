"""What the alarms of operations watch, found in the layers before it."""

from typing import Final

from components.network.nat import Nat
from components.network.vpc import Vpc
from components.operations.alarm_map import Watched
from components.operations.anomalies import Metric, load_balancer_requests, user_pool_sign_ins, web_acl_requests
from components.operations.resource_alarms import AlarmTarget
from stacks.backup import Backup
from stacks.compute import Compute
from stacks.data import Data
from stacks.edge import Edge
from stacks.identity import Identity
from stacks.settings import Settings
from stacks.site import Sites

_UNDELIVERED: Final = ("incidents-undelivered", "guardduty-findings-undelivered", "database-events-undelivered")
"""Queues of what could not be told, by the roles of their components."""


def alarm_targets(
    settings: Settings,
    sites: Sites,
    network: Vpc,
    data: Data,
    edge: Edge | None,
    backup: Backup | None,
    compute: Compute | None,
) -> dict[str, AlarmTarget]:
    """What every environment must have alarms on, and what of the edge there is."""
    home = sites.home.placement
    gateways = network.nat_gateway_ids
    if settings.network.nat is Nat.REGIONAL:
        # One gateway for all zones.
        gateways = dict(zip(("regional",), gateways.values(), strict=False))
    found = {
        "database": AlarmTarget(watched=Watched.DATABASE, dimensions=data.database.dimensions),
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
    if backup is not None:
        found["backup"] = AlarmTarget(watched=Watched.BACKUP_VAULT, dimensions={"BackupVaultName": backup.vault.name})
    if compute is not None and compute.service is not None:
        found["service"] = AlarmTarget(
            watched=Watched.SERVICE,
            dimensions={
                "ClusterName": compute.cluster.name,
                "ServiceName": compute.service.service_name,
            },
        )
    if edge is None:
        return found
    found["web-acl"] = AlarmTarget(
        watched=Watched.WEB_ACL, dimensions={"WebACL": home.local("edge"), "Region": home.region, "Rule": "ALL"}
    )
    balancer = edge.load_balancer
    if balancer is not None:
        found["load-balancer"] = AlarmTarget(
            watched=Watched.LOAD_BALANCER, dimensions={"LoadBalancer": balancer.arn_suffix}
        )
        if balancer.target_group_arn is not None:
            found["target-group"] = AlarmTarget(
                watched=Watched.TARGET_GROUP,
                dimensions={
                    "LoadBalancer": balancer.arn_suffix,
                    # CloudWatch knows a target group by the end of its ARN.
                    "TargetGroup": balancer.target_group_arn.apply(lambda arn: arn.rpartition(":")[2]),
                },
            )
    return found


def request_metrics(sites: Sites, edge: Edge | None) -> dict[str, Metric]:
    """The requests that have a usual band."""
    home = sites.home.placement
    found = {"web-acl": web_acl_requests(home.local("edge"), home.region)}
    if edge is not None and edge.load_balancer is not None:
        found["load-balancer"] = load_balancer_requests(edge.load_balancer.arn_suffix)
    return found


def sign_in_metrics(identity: Identity | None) -> dict[str, Metric]:
    """The sign-ins that have a usual band, of each client of the user pool."""
    if identity is None:
        return {}
    return {
        name: user_pool_sign_ins(identity.user_pool.user_pool_id, client.client_id)
        for name, client in identity.clients.items()
    }
