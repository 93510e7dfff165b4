"""Servers that come and go by themselves: one hardened image, spread over zones, replaced when sick or old."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pulumi
from pulumi_aws import autoscaling, ec2, iam

from components.base import Component
from components.compute.server_role import server_document
from components.compute.ways import Entry, Way, way_in, ways_out
from components.data import grants
from components.documents import Statement, trust
from components.placement import Placement

_IMAGE: Final = re.compile(r"ami-[0-9a-f]{8,17}|resolve:ssm:[\w./-]+(:\d+)?")
_PARAMETER: Final = "resolve:ssm:"
# AWS allows 64 characters in a role's name and begins this one's with "AWSServiceRoleForAutoScaling_".
_SUFFIX_LIMIT: Final = 35
_DAY_SECONDS: Final = 86_400
_METRICS: Final = (
    autoscaling.Metric.GROUP_DESIRED_CAPACITY,
    autoscaling.Metric.GROUP_IN_SERVICE_INSTANCES,
    autoscaling.Metric.GROUP_MAX_SIZE,
    autoscaling.Metric.GROUP_MIN_SIZE,
    autoscaling.Metric.GROUP_PENDING_INSTANCES,
    autoscaling.Metric.GROUP_STANDBY_INSTANCES,
    autoscaling.Metric.GROUP_TERMINATING_INSTANCES,
    autoscaling.Metric.GROUP_TOTAL_INSTANCES,
)


def autoscaling_suffix(placement: Placement, role: str) -> str:
    """The suffix of the farm's service-linked role, for ``grants.autoscaling`` on the key of its volumes."""
    return placement.local(role, limit=_SUFFIX_LIMIT)


@dataclass(frozen=True, kw_only=True)
class ServerFarmArgs:
    """What a farm of servers needs; errors are ValueErrors that name the field.

    ``image`` is a hardened image: an AMI id, or ``resolve:ssm:<parameter>`` of one. ``key_arn`` is a customer key with
    ``grants.autoscaling`` for ``autoscaling_suffix(placement, role)``. ``subnet_ids`` maps two or more zones to private
    subnets. ``least`` and ``most`` servers run; ``lifetime_days`` is when one is replaced by a new one of the newest
    image, 1 to 365. ``entry`` is the load balancer they are behind, on ``port``, if any. ``tags`` are put on servers
    and volumes, which get none of the provider's.
    """

    placement: Placement
    role: str
    image: str
    instance_type: str
    vpc_id: pulumi.Input[str]
    subnet_ids: Mapping[str, pulumi.Input[str]]
    key_arn: pulumi.Input[str]
    least: int
    most: int
    cpu_percent: int = 60
    volume_gib: int = 30
    lifetime_days: int = 30
    port: int = 8443
    entry: Entry | None = None
    ways_out: Mapping[str, Way] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.role):
            raise ValueError(f"role {self.role!r} names the farm: use small letters, digits and hyphens")
        if not _IMAGE.fullmatch(self.image):
            raise ValueError(
                f"image {self.image!r} is neither an AMI id nor a parameter: write it like 'ami-0123456789abcdef0' or "
                "'resolve:ssm:/images/hardened'"
            )
        if not re.fullmatch(r"[a-z][a-z0-9-]*\.[a-z0-9-]+", self.instance_type):
            raise ValueError(f"instance_type {self.instance_type!r} is not a type: write it like 'm7g.large'")
        if len(self.subnet_ids) < 2:
            raise ValueError(f"subnet_ids has {len(self.subnet_ids)} zone(s), a farm needs two: add private subnets")
        if not 2 <= self.least < self.most:
            raise ValueError(
                f"least is {self.least} and most is {self.most}: give at least 2 servers, so that losing a zone is "
                "survived, and room to grow"
            )
        if not 20 <= self.cpu_percent <= 80:
            raise ValueError(f"cpu_percent is {self.cpu_percent}, beyond 80 there is no time to grow: give 20 to 80")
        if not 1 <= self.lifetime_days <= 365:
            raise ValueError(f"lifetime_days is {self.lifetime_days}, AWS allows 1 to 365: give one of those")
        if not 1 <= self.volume_gib <= 16384:
            raise ValueError(f"volume_gib is {self.volume_gib}, gp3 has 1 to 16384 GiB: give one of those")
        autoscaling_suffix(self.placement, self.role)

    @property
    def can_roll_back(self) -> bool:
        """Whether AWS can undo a refresh: not to a parameter, which has no former value."""
        return not self.image.startswith(_PARAMETER)


class ServerFarm(Component):
    """An Auto Scaling group of servers that nobody signs in to but through Systems Manager.

    Produces a service-linked role of its own, the only one that may start servers under the key; an instance profile
    for Systems Manager and nothing else; a security group that lets in the load balancer, if there is one; a launch
    template (IMDSv2 one hop far, encrypted volumes, no key pair, no public address, detailed monitoring); the group
    over all zones, which replaces what the load balancer finds sick, rolls a new image out without ever being short of
    servers and renews each server in time; and target tracking, up and down.

    For av.scale (OB-08, BZ-24), av.heal (OB-08, CF-29, BZ-25, BZ-26), av.az (OB-08, CF-29, BZ-23, BZ-26, BZ-58) and
    rest.files (CF-08, OC-04, BZ-12). A refresh that fails is rolled back only where ``image`` is an AMI id: AWS refuses
    to roll back from a parameter. IAM may take a minute to know a new service-linked role: a first ``up`` that fails
    with it succeeds when repeated.
    """

    area = "compute"
    provides = ("av.scale", "av.heal", "av.az", "rest.files")

    group_name: str
    role_name: pulumi.Output[str]
    security_group_id: pulumi.Output[str]
    launch_template_id: pulumi.Output[str]

    def __init__(self, name: str, args: ServerFarmArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.group_name = args.placement.local(args.role)
        security_group = ec2.SecurityGroup(
            self.child("group"),
            vpc_id=args.vpc_id,
            description=f"Servers of {self.group_name}: in from the load balancer only, if there is one",
            tags={"Name": self.group_name},
            opts=self.inside(),
        )
        if args.entry is not None:
            way_in(self, security_group.id, args.entry, args.port, "load-balancer")
        ways_out(self, security_group.id, args.ways_out)
        profile, ready = self._profile(args)
        template = self._template(args, security_group, profile)
        service_role = iam.ServiceLinkedRole(
            self.child("scaling"),
            aws_service_name="autoscaling.amazonaws.com",
            custom_suffix=autoscaling_suffix(args.placement, args.role),
            description=f"Lets EC2 Auto Scaling run the servers of {self.group_name}",
            opts=self.inside(),
        )
        group = self._group(args, template, [service_role, *ready, *(args.entry.ready if args.entry else ())])
        self._scaling(args, group)
        self.security_group_id = security_group.id
        self.launch_template_id = template.id
        self.register_outputs(
            {
                "group_name": self.group_name,
                "role_name": self.role_name,
                "security_group_id": self.security_group_id,
                "launch_template_id": self.launch_template_id,
            }
        )

    def _profile(self, args: ServerFarmArgs) -> tuple[iam.InstanceProfile, list[pulumi.Resource]]:
        role = iam.Role(
            self.child("server"),
            description=f"The servers of {self.group_name}: managed by Systems Manager, nothing else",
            assume_role_policy=trust("ec2.amazonaws.com"),
            opts=self.inside(),
        )
        policy = iam.RolePolicy(
            self.child("server"),
            role=role.name,
            policy=server_document(args.placement, args.statements),
            opts=self.inside(),
        )
        self.role_name = role.name
        return iam.InstanceProfile(self.child("server"), role=role.name, opts=self.inside()), [policy]

    def _template(
        self, args: ServerFarmArgs, security_group: ec2.SecurityGroup, profile: iam.InstanceProfile
    ) -> ec2.LaunchTemplate:
        tags = {**args.tags, "Name": self.group_name, "backup": "daily"}
        return ec2.LaunchTemplate(
            self.child("template"),
            name=self.group_name,
            update_default_version=True,
            image_id=args.image,
            instance_type=args.instance_type,
            iam_instance_profile=ec2.LaunchTemplateIamInstanceProfileArgs(arn=profile.arn),
            metadata_options=ec2.LaunchTemplateMetadataOptionsArgs(
                http_endpoint="enabled",
                http_tokens="required",
                http_put_response_hop_limit=1,
                instance_metadata_tags="disabled",
            ),
            block_device_mappings=[
                ec2.LaunchTemplateBlockDeviceMappingArgs(
                    device_name="/dev/xvda",
                    ebs=ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                        encrypted="true",
                        kms_key_id=args.key_arn,
                        volume_type="gp3",
                        volume_size=args.volume_gib,
                        delete_on_termination="true",
                    ),
                )
            ],
            network_interfaces=[
                ec2.LaunchTemplateNetworkInterfaceArgs(
                    device_index=0,
                    associate_public_ip_address="false",
                    delete_on_termination="true",
                    security_groups=[security_group.id],
                )
            ],
            monitoring=ec2.LaunchTemplateMonitoringArgs(enabled=True),
            ebs_optimized="true",
            # Against people; Auto Scaling replaces servers all the same.
            disable_api_termination=True,
            instance_initiated_shutdown_behavior="terminate",
            tag_specifications=[
                ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags=tags)
                for kind in ("instance", "volume", "network-interface")
            ],
            opts=self.inside(),
        )

    def _group(
        self, args: ServerFarmArgs, template: ec2.LaunchTemplate, ready: list[pulumi.Resource]
    ) -> autoscaling.Group:
        tags = {**args.tags, "Name": self.group_name, "backup": "daily"}
        return autoscaling.Group(
            self.child("servers"),
            name=self.group_name,
            launch_template=autoscaling.GroupLaunchTemplateArgs(
                id=template.id, version=template.latest_version.apply(str)
            ),
            min_size=args.least,
            max_size=args.most,
            vpc_zone_identifiers=[args.subnet_ids[zone] for zone in sorted(args.subnet_ids)],
            availability_zone_distribution=autoscaling.GroupAvailabilityZoneDistributionArgs(
                capacity_distribution_strategy="balanced-best-effort"
            ),
            target_group_arns=[args.entry.target_group_arn] if args.entry else [],
            health_check_type="ELB",
            health_check_grace_period=120,
            default_instance_warmup=120,
            max_instance_lifetime=args.lifetime_days * _DAY_SECONDS,
            instance_maintenance_policy=autoscaling.GroupInstanceMaintenancePolicyArgs(
                min_healthy_percentage=100, max_healthy_percentage=120
            ),
            instance_refresh=autoscaling.GroupInstanceRefreshArgs(
                strategy="Rolling",
                preferences=autoscaling.GroupInstanceRefreshPreferencesArgs(
                    auto_rollback=args.can_roll_back, min_healthy_percentage=100, max_healthy_percentage=120
                ),
            ),
            termination_policies=["OldestLaunchTemplate", "OldestInstance"],
            metrics_granularity="1Minute",
            enabled_metrics=list(_METRICS),
            service_linked_role_arn=grants.autoscaling_role_arn(
                args.placement, autoscaling_suffix(args.placement, args.role)
            ),
            # The provider's default tags reach neither the group nor its servers.
            tags=[autoscaling.GroupTagArgs(key=key, value=tags[key], propagate_at_launch=True) for key in sorted(tags)],
            opts=self.inside(depends_on=ready),
        )

    def _scaling(self, args: ServerFarmArgs, group: autoscaling.Group) -> None:
        autoscaling.Policy(
            self.child("scaling", "cpu"),
            autoscaling_group_name=group.name,
            policy_type="TargetTrackingScaling",
            target_tracking_configuration=autoscaling.PolicyTargetTrackingConfigurationArgs(
                target_value=args.cpu_percent,
                disable_scale_in=False,
                predefined_metric_specification=autoscaling.PolicyTargetTrackingConfigurationPredefinedMetricSpecificationArgs(
                    predefined_metric_type="ASGAverageCPUUtilization"
                ),
            ),
            opts=self.inside(),
        )
