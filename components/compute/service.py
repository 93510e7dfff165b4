"""A service of containers on Fargate: private, spread over zones, grown and healed by itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pulumi
from pulumi_aws import appautoscaling, cloudwatch, ec2, ecs, iam

from components.base import Component
from components.compute.container import Container
from components.compute.task_roles import execution_document, task_document, task_trust
from components.compute.ways import Entry, Way, way_in, ways_out
from components.documents import Statement
from components.placement import Placement
from components.retention import check_retention

_LEAST_DAYS: Final = 90


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """How many tasks run, and at what load there are more; errors are ValueErrors.

    ``cpu_percent`` is the average that is aimed at, ``requests_per_task`` the requests a minute of one task.
    """

    least: int
    most: int
    cpu_percent: int = 60
    requests_per_task: int = 1000

    def __post_init__(self) -> None:
        if not 2 <= self.least < self.most:
            raise ValueError(
                f"least is {self.least} and most is {self.most}: give at least 2 tasks, so that losing a zone is "
                "survived, and room to grow"
            )
        if not 20 <= self.cpu_percent <= 80:
            raise ValueError(f"cpu_percent is {self.cpu_percent}, beyond 80 there is no time to grow: give 20 to 80")
        if self.requests_per_task < 1:
            raise ValueError(f"requests_per_task is {self.requests_per_task}: give 1 or more requests a minute")


@dataclass(frozen=True, kw_only=True)
class ServiceArgs:
    """What a service needs; errors are ValueErrors that name the field.

    ``role`` names it (``web``) and is part of every physical name. ``cluster_name`` is known before the cluster exists,
    ``cluster_arn`` ties the two. ``subnet_ids`` maps two or more zones to private subnets. ``ways_out`` maps a key to
    where its tasks may connect, ``entries`` to a load balancer that it is behind, one or more. ``statements`` is what
    it may do beside signing in to its database as ``database_user``; ``secret_key_aliases`` are the aliases of the keys
    that its secrets are under.
    """

    placement: Placement
    role: str
    cluster_name: str
    cluster_arn: pulumi.Input[str]
    container: Container
    vpc_id: pulumi.Input[str]
    subnet_ids: Mapping[str, pulumi.Input[str]]
    entries: Mapping[str, Entry]
    scaling: Scaling
    log_key_arn: pulumi.Input[str]
    log_days: int = 365
    ways_out: Mapping[str, Way] = field(default_factory=dict)
    database_user: str | None = None
    statements: tuple[Statement, ...] = ()
    secret_key_aliases: tuple[str, ...] = ()
    protect: bool = True

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.role):
            raise ValueError(f"role {self.role!r} names the service: use small letters, digits and hyphens")
        if len(self.subnet_ids) < 2:
            raise ValueError(f"subnet_ids has {len(self.subnet_ids)} zone(s), a service needs two: add private subnets")
        if not self.entries:
            raise ValueError("entries is empty, nobody could reach the service: give a load balancer's target group")
        check_retention("log_days", self.log_days, _LEAST_DAYS)


class Service(Component):
    """An ECS service on Fargate behind a load balancer.

    Produces the log group; an execution role, which starts tasks, and a task role, which they are; the task definition
    (no privileges, no root, read-only root file system, all capabilities dropped, secrets by ARN); a security group
    that lets only its load balancers in; the service, spread and rebalanced over zones, on the newest platform, which
    rolls a failed deployment back by itself and has no sessions (ECS Exec); and target tracking of CPU and of requests,
    up and down. For av.scale (OB-08, BZ-24), av.heal (OB-08, CF-29, BZ-25, BZ-26), av.az (OB-08, CF-29, BZ-23, BZ-26,
    BZ-58) and log.app (BZ-37, BZ-38, BZ-60, BZ-82).

    The service waits until it is steady, so that a deployment that was rolled back fails the update that made it. How
    many tasks run is scaling's business: Pulumi looks away from it.
    """

    area = "compute"
    provides = ("av.scale", "av.heal", "av.az", "log.app")

    service_name: str
    log_group_name: str
    security_group_id: pulumi.Output[str]
    task_definition_arn: pulumi.Output[str]

    def __init__(self, name: str, args: ServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        self.service_name = placement.local(args.role)
        self.log_group_name = f"/{placement.project}/{placement.stack}/{args.role}"
        log_group = cloudwatch.LogGroup(
            self.child("log"),
            name=self.log_group_name,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.log_days,
            deletion_protection_enabled=args.protect,
            tags={"data": "customer", "retention": str(args.log_days)},
            opts=self.inside(protect=args.protect or None),
        )
        task, policies = self._task(args, log_group)
        group = self._security_group(args)
        service = ecs.Service(
            self.child("service"),
            name=self.service_name,
            cluster=args.cluster_arn,
            task_definition=task.arn,
            desired_count=args.scaling.least,
            capacity_provider_strategies=[
                ecs.ServiceCapacityProviderStrategyArgs(capacity_provider="FARGATE", weight=1)
            ],
            platform_version="LATEST",
            network_configuration=ecs.ServiceNetworkConfigurationArgs(
                subnets=[args.subnet_ids[zone] for zone in sorted(args.subnet_ids)],
                security_groups=[group.id],
                assign_public_ip=False,
            ),
            load_balancers=[
                ecs.ServiceLoadBalancerArgs(
                    target_group_arn=args.entries[key].target_group_arn,
                    container_name=args.role,
                    container_port=args.container.port,
                )
                for key in sorted(args.entries)
            ],
            availability_zone_rebalancing="ENABLED",
            deployment_circuit_breaker=ecs.ServiceDeploymentCircuitBreakerArgs(enable=True, rollback=True),
            deployment_minimum_healthy_percent=100,
            # Above 100, or AWS refuses the rebalancing.
            deployment_maximum_percent=200,
            health_check_grace_period_seconds=60,
            enable_execute_command=False,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            wait_for_steady_state=True,
            opts=self.inside(
                # Tasks cannot start before their roles may do what they must, nor before the target group is served.
                depends_on=[*policies, *(ready for entry in args.entries.values() for ready in entry.ready)],
                ignore_changes=["desiredCount"],
            ),
        )
        self._scaling(args, service)
        self.security_group_id = group.id
        self.task_definition_arn = task.arn
        self.register_outputs(
            {
                "service_name": self.service_name,
                "log_group_name": self.log_group_name,
                "security_group_id": self.security_group_id,
                "task_definition_arn": self.task_definition_arn,
            }
        )

    def _task(
        self, args: ServiceArgs, log_group: cloudwatch.LogGroup
    ) -> tuple[ecs.TaskDefinition, list[pulumi.Resource]]:
        documents = {
            "execution": execution_document(
                args.placement, args.container, self.log_group_name, args.secret_key_aliases
            ),
            "task": task_document(args.placement, args.database_user, args.statements),
        }
        roles, policies = {}, list[pulumi.Resource]()
        for key, policy in documents.items():
            roles[key] = iam.Role(
                self.child("role", key),
                description=f"The {key} role of the service {self.service_name}",
                assume_role_policy=task_trust(args.placement),
                opts=self.inside(),
            )
            if policy is not None:
                policies.append(
                    iam.RolePolicy(self.child("role", key), role=roles[key].name, policy=policy, opts=self.inside())
                )
        task = ecs.TaskDefinition(
            self.child("task"),
            family=self.service_name,
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(args.container.cpu),
            memory=str(args.container.memory_mib),
            runtime_platform=ecs.TaskDefinitionRuntimePlatformArgs(
                cpu_architecture=args.container.architecture, operating_system_family="LINUX"
            ),
            execution_role_arn=roles["execution"].arn,
            task_role_arn=roles["task"].arn,
            container_definitions=args.container.definitions(
                name=args.role, log_group=self.log_group_name, region=args.placement.region
            ),
            volumes=[ecs.TaskDefinitionVolumeArgs(name="tmp")],
            # An older revision is what a rolled-back deployment returns to.
            skip_destroy=True,
            opts=self.inside(depends_on=[log_group]),
        )
        return task, policies

    def _security_group(self, args: ServiceArgs) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(
            self.child("group"),
            vpc_id=args.vpc_id,
            description=f"Tasks of the service {self.service_name}: in from its load balancers only",
            tags={"Name": self.service_name},
            opts=self.inside(),
        )
        for key, entry in args.entries.items():
            way_in(self, group.id, entry, args.container.port, key)
        ways_out(self, group.id, args.ways_out)
        return group

    def _scaling(self, args: ServiceArgs, service: ecs.Service) -> None:
        target = appautoscaling.Target(
            self.child("scaling"),
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            # Known, so that rules can follow it; the service has to be there first.
            resource_id=f"service/{args.cluster_name}/{self.service_name}",
            min_capacity=args.scaling.least,
            max_capacity=args.scaling.most,
            opts=self.inside(depends_on=[service]),
        )
        tracked: Mapping[str, tuple[str, int, pulumi.Input[str] | None]] = {
            "cpu": ("ECSServiceAverageCPUUtilization", args.scaling.cpu_percent, None),
            # The target that asks for most tasks wins, so each entry may have its own.
            **{
                f"requests-{key}": ("ALBRequestCountPerTarget", args.scaling.requests_per_task, entry.request_label)
                for key, entry in args.entries.items()
            },
        }
        for key, (metric, value, label) in tracked.items():
            appautoscaling.Policy(
                self.child("scaling", key),
                policy_type="TargetTrackingScaling",
                service_namespace=target.service_namespace,
                scalable_dimension=target.scalable_dimension,
                resource_id=target.resource_id,
                target_tracking_scaling_policy_configuration=appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(
                    target_value=value,
                    disable_scale_in=False,
                    scale_in_cooldown=300,
                    scale_out_cooldown=60,
                    predefined_metric_specification=appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(
                        predefined_metric_type=metric, resource_label=label
                    ),
                ),
                opts=self.inside(),
            )
