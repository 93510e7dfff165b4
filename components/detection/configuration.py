"""The record of how every resource is configured, and whether it conforms: AWS Config in one region."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pulumi
from pulumi_aws import cfg, iam

from components.base import Component
from components.detection.packs import Pack
from components.ownership import Ownership
from components.placement import Placement

SERVICE: Final = "config.amazonaws.com"
RETENTION_DAYS: Final = (30, 2557)


class RecordingFrequency(StrEnum):
    """How often changes are recorded: each of them, or (cheaper, and blind to what came and went) once a day."""

    CONTINUOUS = "continuous"
    DAILY = "daily"


@dataclass(frozen=True, kw_only=True)
class ConfigDelivery:
    """Where snapshots and histories are kept; ``ready`` is what the bucket needs first (its policy).

    The bucket may be in another region than the recorder, its key must be in the bucket's. Config refuses a bucket
    with a default object lock.
    """

    bucket: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    ready: tuple[pulumi.Resource, ...]


@dataclass(frozen=True, kw_only=True)
class ManagedRecorder:
    """This stack owns the region's only recorder and delivery channel.

    ``home`` records the global types (IAM), which one region of an account does, and gathers all regions in one
    aggregator. ``role`` says who makes the account's service-linked role: AWS makes it once for all regions and
    refuses a second; ``role_ready`` is that role where another region's component makes it. ``retention_days`` is
    what Config itself keeps, 30 to 2557 (seven years), else ValueError.
    """

    delivery: ConfigDelivery
    home: bool
    role: Ownership
    role_ready: tuple[pulumi.Resource, ...] = ()
    frequency: RecordingFrequency = RecordingFrequency.CONTINUOUS
    retention_days: int = RETENTION_DAYS[1]
    protect: bool = True

    def __post_init__(self) -> None:
        least, most = RETENTION_DAYS
        if not least <= self.retention_days <= most:
            raise ValueError(
                f"retention_days is {self.retention_days}, AWS Config keeps {least} to {most} days: choose within"
            )
        if self.role is Ownership.MANAGED and not self.home:
            raise ValueError(
                "role is managed outside the home region, but AWS makes the service-linked role once for all regions: "
                "say existing, and hand the home region's role in role_ready"
            )


@dataclass(frozen=True, kw_only=True)
class ExistingRecorder:
    """Another stack or team already records this region, to a bucket of its own."""


@dataclass(frozen=True, kw_only=True)
class ConfigurationRecorderArgs:
    """What the record needs and may vary in. ``packs`` judge what is recorded, whoever records it."""

    placement: Placement
    recorder: ManagedRecorder | ExistingRecorder
    packs: tuple[Pack, ...]


class ConfigurationRecorder(Component):
    """AWS Config in one region: every supported type is recorded, kept for seven years, and judged by the packs.

    Managed, it produces the service-linked role (where it owns it), the recorder, the delivery channel to the
    archive, the recorder's status, the retention and, at home, an aggregator of every region; existing, none of these.
    Both ways it produces one conformance pack for each of ``packs``. ``ready`` is what Security Hub waits for.

    AWS takes neither a delivery channel before there is a recorder, nor a start before there is a channel. A
    conformance pack's own service-linked role is made by AWS with the first pack.

    Claims OB-01, CF-03, CF-16, OC-01, OC-28, BZ-88 (det.config); with Security Hub's standards OC-08, BZ-06
    (det.audit).
    """

    area = "detection"
    provides = ("det.config", "det.audit")

    role: tuple[pulumi.Resource, ...]
    ready: tuple[pulumi.Resource, ...]
    pack_arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: ConfigurationRecorderArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.role, self.ready = (), ()
        if isinstance(args.recorder, ManagedRecorder):
            self.role, self.ready = self._record(args.placement, args.recorder)
        self.pack_arns = {
            pack.name: cfg.ConformancePack(
                self.child("pack", pack.name),
                name=args.placement.local(pack.name),
                template_body=pack.template,
                # AWS refuses a pack where nothing records.
                opts=self.inside(depends_on=list(self.ready)),
            ).arn
            for pack in args.packs
        }
        self.register_outputs({"pack_arns": self.pack_arns})

    def _record(
        self, placement: Placement, given: ManagedRecorder
    ) -> tuple[tuple[pulumi.Resource, ...], tuple[pulumi.Resource, ...]]:
        role = given.role_ready
        if given.role is Ownership.MANAGED:
            role = (iam.ServiceLinkedRole(self.child("role"), aws_service_name=SERVICE, opts=self.inside()),)
        recorder = cfg.Recorder(
            self.child("recorder"),
            name="default",
            # Not the role's output: the ARN is known, and a policy can judge it before anything exists.
            role_arn=service_linked_role_arn(placement),
            recording_group=cfg.RecorderRecordingGroupArgs(
                all_supported=True, include_global_resource_types=given.home
            ),
            recording_mode=cfg.RecorderRecordingModeArgs(recording_frequency=given.frequency.value.upper()),
            opts=self.inside(protect=given.protect, depends_on=list(role)),
        )
        channel = cfg.DeliveryChannel(
            self.child("channel"),
            name="default",
            s3_bucket_name=given.delivery.bucket,
            s3_kms_key_arn=given.delivery.key_arn,
            snapshot_delivery_properties=cfg.DeliveryChannelSnapshotDeliveryPropertiesArgs(
                delivery_frequency="TwentyFour_Hours"
            ),
            opts=self.inside(depends_on=[recorder, *given.delivery.ready]),
        )
        status = cfg.RecorderStatus(
            self.child("status"), name=recorder.name, is_enabled=True, opts=self.inside(depends_on=[channel])
        )
        cfg.RetentionConfiguration(
            self.child("retention"),
            retention_period_in_days=given.retention_days,
            opts=self.inside(depends_on=[recorder]),
        )
        if given.home:
            cfg.ConfigurationAggregator(
                self.child("aggregator"),
                name=placement.local("all-regions"),
                account_aggregation_source=cfg.ConfigurationAggregatorAccountAggregationSourceArgs(
                    account_ids=[placement.account_id], all_regions=True
                ),
                opts=self.inside(),
            )
        return role, (status,)


def service_linked_role_arn(placement: Placement) -> str:
    """The ARN of Config's service-linked role, the same in every account but for the id."""
    return (
        f"arn:{placement.partition}:iam::{placement.account_id}:role/aws-service-role/{SERVICE}/AWSServiceRoleForConfig"
    )
