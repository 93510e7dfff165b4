"""Which alarms each type of resource must have: data that the alarms are made from and that a test walks.

Metrics and dimensions are those of each service's CloudWatch reference. A threshold is where people must look, not
where a graph looks odd; sizes that depend on the resource (storage) are stated in the specification's own unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

_GIB: Final = 1024**3


class Watched(StrEnum):
    """Types of resources that must not fail unseen, by their Pulumi token."""

    DATABASE = "aws:rds/instance:Instance"
    DATABASE_CLUSTER = "aws:rds/cluster:Cluster"
    LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
    TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
    NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
    SERVICE = "aws:ecs/service:Service"
    DEAD_LETTERS = "aws:sqs/queue:Queue"
    WEB_ACL = "aws:wafv2/webAcl:WebAcl"
    API_STAGE = "aws:apigateway/stage:Stage"
    FIREWALL = "aws:networkfirewall/firewall:Firewall"
    VPN_CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
    BACKUP_VAULT = "aws:backup/vault:Vault"
    TABLE = "aws:dynamodb/table:Table"
    FUNCTION = "aws:lambda/function:Function"
    DELIVERY_STREAM = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"


class Missing(StrEnum):
    """What an alarm makes of minutes without data, as CloudWatch spells it."""

    FINE = "notBreaching"
    BAD = "breaching"


@dataclass(frozen=True, kw_only=True)
class AlarmSpec:
    """One alarm: ``statistic`` of the metric over ``period`` seconds, compared ``periods`` times."""

    key: str
    namespace: str
    metric: str
    statistic: str
    comparison: str
    threshold: float
    period: int = 300
    periods: int = 1
    missing: Missing = Missing.FINE


def _above(
    key: str, namespace: str, metric: str, threshold: float, statistic: str = "Sum", period: int = 300, periods: int = 1
) -> AlarmSpec:
    return AlarmSpec(
        key=key,
        namespace=namespace,
        metric=metric,
        statistic=statistic,
        comparison="GreaterThanThreshold",
        threshold=threshold,
        period=period,
        periods=periods,
    )


def _below(
    key: str,
    namespace: str,
    metric: str,
    threshold: float,
    statistic: str = "Average",
    period: int = 300,
    missing: Missing = Missing.FINE,
) -> AlarmSpec:
    return AlarmSpec(
        key=key,
        namespace=namespace,
        metric=metric,
        statistic=statistic,
        comparison="LessThanThreshold",
        threshold=threshold,
        period=period,
        periods=3,
        missing=missing,
    )


ALARMS: Final[Mapping[Watched, tuple[AlarmSpec, ...]]] = MappingProxyType(
    {
        Watched.DATABASE: (
            _above("cpu", "AWS/RDS", "CPUUtilization", 80, "Average", periods=3),
            _below("storage", "AWS/RDS", "FreeStorageSpace", 10 * _GIB, "Minimum"),
            _below("memory", "AWS/RDS", "FreeableMemory", 0.25 * _GIB, "Minimum"),
        ),
        Watched.DATABASE_CLUSTER: (
            _above("cpu", "AWS/RDS", "CPUUtilization", 80, "Average", periods=3),
            _below("memory", "AWS/RDS", "FreeableMemory", 0.25 * _GIB, "Minimum"),
        ),
        Watched.LOAD_BALANCER: (
            _above("own-errors", "AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", 10),
            _above("target-errors", "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", 10),
            _above("latency", "AWS/ApplicationELB", "TargetResponseTime", 2, "p95", periods=3),
        ),
        Watched.TARGET_GROUP: (_above("unhealthy", "AWS/ApplicationELB", "UnHealthyHostCount", 0, "Maximum", 60, 3),),
        Watched.NAT_GATEWAY: (
            _above("no-ports", "AWS/NATGateway", "ErrorPortAllocation", 0),
            _above("dropped", "AWS/NATGateway", "PacketsDropCount", 100),
        ),
        Watched.SERVICE: (
            _above("cpu", "AWS/ECS", "CPUUtilization", 85, "Average", periods=3),
            _above("memory", "AWS/ECS", "MemoryUtilization", 85, "Average", periods=3),
        ),
        Watched.DEAD_LETTERS: (_above("waiting", "AWS/SQS", "ApproximateNumberOfMessagesVisible", 0, "Maximum"),),
        Watched.WEB_ACL: (_above("blocked", "AWS/WAFV2", "BlockedRequests", 1000),),
        Watched.API_STAGE: (
            _above("server-errors", "AWS/ApiGateway", "5XXError", 10),
            # A REST API counts its throttled answers (429) among the 4XX, and has no metric of their own.
            _above("client-errors", "AWS/ApiGateway", "4XXError", 500),
        ),
        Watched.FIREWALL: (_above("dropped", "AWS/NetworkFirewall", "DroppedPackets", 1000),),
        Watched.VPN_CONNECTION: (_below("down", "AWS/VPN", "TunnelState", 1, "Maximum", missing=Missing.BAD),),
        Watched.BACKUP_VAULT: (
            _above("failed-backups", "AWS/Backup", "NumberOfBackupJobsFailed", 0, period=3600),
            _above("failed-copies", "AWS/Backup", "NumberOfCopyJobsFailed", 0, period=3600),
        ),
        Watched.TABLE: (
            _above("read-throttles", "AWS/DynamoDB", "ReadThrottleEvents", 0),
            _above("write-throttles", "AWS/DynamoDB", "WriteThrottleEvents", 0),
        ),
        Watched.FUNCTION: (
            _above("errors", "AWS/Lambda", "Errors", 0),
            _above("throttles", "AWS/Lambda", "Throttles", 0),
        ),
        Watched.DELIVERY_STREAM: (
            # Seconds that the oldest undelivered record has waited.
            _above("delivery", "AWS/Firehose", "DeliveryToS3.DataFreshness", 3600, "Maximum"),
        ),
    }
)
DIMENSIONS: Final[Mapping[Watched, tuple[str, ...]]] = MappingProxyType(
    {
        Watched.DATABASE: ("DBInstanceIdentifier",),
        Watched.DATABASE_CLUSTER: ("DBClusterIdentifier",),
        Watched.LOAD_BALANCER: ("LoadBalancer",),
        Watched.TARGET_GROUP: ("LoadBalancer", "TargetGroup"),
        Watched.NAT_GATEWAY: ("NatGatewayId",),
        Watched.SERVICE: ("ClusterName", "ServiceName"),
        Watched.DEAD_LETTERS: ("QueueName",),
        Watched.WEB_ACL: ("Region", "Rule", "WebACL"),
        Watched.API_STAGE: ("ApiName", "Stage"),
        Watched.FIREWALL: ("AvailabilityZone", "Engine", "FirewallName"),
        Watched.VPN_CONNECTION: ("VpnId",),
        Watched.BACKUP_VAULT: ("BackupVaultName",),
        Watched.TABLE: ("TableName",),
        Watched.FUNCTION: ("FunctionName",),
        Watched.DELIVERY_STREAM: ("DeliveryStreamName",),
    }
)
"""The dimensions by which CloudWatch knows one resource of each type, in alphabetical order."""
