"""The cluster that containers run in: on Fargate, without machines of our own."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, ecs

from components.base import Component
from components.placement import Placement
from components.retention import check_retention

_ROLE: Final = "services"
_AUDIT_DAYS: Final = 365


def cluster_name(placement: Placement) -> str:
    """The cluster's name, an interface: its key's policy quotes it before it exists."""
    return placement.local(_ROLE)


@dataclass(frozen=True, kw_only=True)
class ClusterArgs:
    """What a cluster needs; errors are ValueErrors that name the field.

    ``key_arn`` is a customer key whose policy has ``grants.fargate_storage`` for ``cluster_name(placement)``;
    ``log_key_arn`` one that CloudWatch Logs may use. ``log_days`` is how long sessions in containers are kept, a year
    or more. ``protect`` keeps the sessions' log from being destroyed.
    """

    placement: Placement
    key_arn: pulumi.Input[str]
    log_key_arn: pulumi.Input[str]
    log_days: int = _AUDIT_DAYS
    protect: bool = True

    def __post_init__(self) -> None:
        check_retention("log_days", self.log_days, _AUDIT_DAYS)


class Cluster(Component):
    """An ECS cluster on Fargate with enhanced Container Insights, its tasks' storage under a customer key.

    Produces the cluster, its capacity providers and the log group that sessions in containers (ECS Exec) would be
    recorded in. Our services have no sessions (``Service``); the cluster makes sure that one which does is recorded,
    encrypted. For log.app (BZ-37, BZ-38, BZ-60, BZ-82).

    Tasks that are already running keep their storage's key: AWS changes none of them when the cluster's key changes.
    """

    area = "compute"
    provides = ("log.app",)

    name: str
    arn: pulumi.Output[str]
    sessions_log_group_name: str

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.name = cluster_name(args.placement)
        self.sessions_log_group_name = f"/{args.placement.project}/{args.placement.stack}/container-sessions"
        sessions = cloudwatch.LogGroup(
            self.child("sessions"),
            name=self.sessions_log_group_name,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.log_days,
            deletion_protection_enabled=args.protect,
            tags={"stream": "audit", "data": "logs", "retention": str(args.log_days)},
            opts=self.inside(protect=args.protect or None),
        )
        cluster = ecs.Cluster(
            self.child("cluster"),
            name=self.name,
            settings=[ecs.ClusterSettingArgs(name="containerInsights", value="enhanced")],
            configuration=ecs.ClusterConfigurationArgs(
                execute_command_configuration=ecs.ClusterConfigurationExecuteCommandConfigurationArgs(
                    kms_key_id=args.key_arn,
                    logging="OVERRIDE",
                    log_configuration=ecs.ClusterConfigurationExecuteCommandConfigurationLogConfigurationArgs(
                        cloud_watch_encryption_enabled=True,
                        cloud_watch_log_group_name=sessions.name,
                    ),
                ),
                managed_storage_configuration=ecs.ClusterConfigurationManagedStorageConfigurationArgs(
                    fargate_ephemeral_storage_kms_key_id=args.key_arn,
                ),
            ),
            opts=self.inside(),
        )
        ecs.ClusterCapacityProviders(
            self.child("capacity"),
            cluster_name=cluster.name,
            # Not FARGATE_SPOT: AWS takes its tasks back at two minutes' notice.
            capacity_providers=["FARGATE"],
            default_capacity_provider_strategies=[
                ecs.ClusterCapacityProvidersDefaultCapacityProviderStrategyArgs(capacity_provider="FARGATE", weight=1)
            ],
            opts=self.inside(),
        )
        self.arn = cluster.arn
        self.register_outputs(
            {"name": self.name, "arn": self.arn, "sessions_log_group_name": self.sessions_log_group_name}
        )
