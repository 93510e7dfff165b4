"""The audit trail: who did what in the account, in every region, kept where nobody can change it."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import pulumi
from pulumi_aws import cloudtrail, cloudwatch, iam

from components.audit.names import trail_arn, trail_name
from components.base import Component
from components.documents import Statement, document, trust
from components.placement import Placement
from components.retention import check_retention

_DATA_EVENTS: Final = MappingProxyType(
    {"Item reads and writes": "AWS::DynamoDB::Table", "Function calls": "AWS::Lambda::Function"}
)
_ENDPOINTS: Final = ("kms", "s3", "secretsmanager")


class Insight(StrEnum):
    """Kinds of unusual activity that CloudTrail can report."""

    API_CALL_RATE = "ApiCallRateInsight"
    API_ERROR_RATE = "ApiErrorRateInsight"


@dataclass(frozen=True, kw_only=True)
class EveryBucketExcept:
    """Object reads and writes are recorded in every bucket of the account but these: the homes of the logs.

    The trail's own bucket and the access-log bucket must be among them, or each delivery would be an event that is
    delivered in its turn.
    """

    log_buckets: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OnlyBuckets:
    """Object reads and writes are recorded in these buckets: all that hold customer data. Cheaper, and easily short."""

    buckets: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.buckets:
            raise ValueError("buckets is empty: name every bucket that holds customer data, or use EveryBucketExcept")


@dataclass(frozen=True, kw_only=True)
class ExistingTrail:
    """A multi-region trail of the account that another stack, or the organization, runs: its name and log group."""

    name: str
    log_group_name: str


@dataclass(frozen=True, kw_only=True)
class TrailArgs:
    """What a trail needs and may vary in; errors are ValueErrors that name the field.

    ``bucket`` is the archive's physical name, ``bucket_ready`` what it needs before CloudTrail may write (its
    policy). ``key_arn`` encrypts the files, ``log_key_arn`` the log group. ``retention_days`` is one of
    CloudWatch's from 365 up. With ``existing`` nothing is made: each further copy of the management events is paid for.
    """

    placement: Placement
    bucket: str
    bucket_ready: tuple[pulumi.Resource, ...]
    key_arn: pulumi.Input[str]
    log_key_arn: pulumi.Input[str]
    object_events: EveryBucketExcept | OnlyBuckets
    insights: tuple[Insight, ...] = (Insight.API_CALL_RATE, Insight.API_ERROR_RATE)
    retention_days: int = 365
    protect: bool = True
    existing: ExistingTrail | None = None

    def __post_init__(self) -> None:
        check_retention("retention_days", self.retention_days, floor=365)
        if isinstance(self.object_events, EveryBucketExcept):
            if self.bucket not in self.object_events.log_buckets:
                raise ValueError(
                    f"object_events records {self.bucket!r}, the trail's own bucket, without end: add it to log_buckets"
                )
        elif self.bucket in self.object_events.buckets:
            raise ValueError(
                f"object_events records {self.bucket!r}, the trail's own bucket, without end: take it out of buckets"
            )


class Trail(Component):
    """A multi-region CloudTrail trail with signed digests, data events and insights, delivered twice.

    Produces the audit log group (customer key, tag ``stream=audit``), the role by which CloudTrail writes to it, and
    the trail itself, which writes to the locked archive as well.

    Where the account has one already it produces nothing, and has the same outputs.

    Claims CF-25, CF-40, BZ-35, BZ-40, BZ-63 (log.trail), CF-25, OC-15, OC-16, OC-27 (log.integrity, with LogArchive).
    """

    area = "audit"
    provides = ("log.trail", "log.integrity")

    arn: pulumi.Output[str]
    name: str
    log_group_name: str
    log_group_arn: pulumi.Output[str]

    def __init__(self, name: str, args: TrailArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        if args.existing is None:
            self.name = trail_name(placement)
            self.log_group_name = f"/aws/cloudtrail/{self.name}"
            self.arn, self.log_group_arn = self._make(args)
        else:
            self.name = args.existing.name
            self.log_group_name = args.existing.log_group_name
            self.arn = pulumi.Output.from_input(placement.arn("cloudtrail", f"trail/{self.name}"))
            self.log_group_arn = pulumi.Output.from_input(placement.arn("logs", f"log-group:{self.log_group_name}"))
        self.register_outputs(
            {
                "arn": self.arn,
                "name": self.name,
                "log_group_name": self.log_group_name,
                "log_group_arn": self.log_group_arn,
            }
        )

    def _make(self, args: TrailArgs) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        """The trail and its log group, by their ARNs."""
        placement = args.placement
        log_group = cloudwatch.LogGroup(
            self.child("logs"),
            name=self.log_group_name,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.retention_days,
            deletion_protection_enabled=args.protect,
            # Not shipped: the trail itself writes to the archive.
            tags={"stream": "audit", "data": "logs", "retention": str(args.retention_days), "ship": "none"},
            opts=self.inside(protect=args.protect),
        )
        role = iam.Role(
            self.child("role"),
            description="Lets CloudTrail write the audit log group",
            assume_role_policy=trust("cloudtrail.amazonaws.com", _from_trail(placement)),
            opts=self.inside(),
        )
        role_policy = iam.RolePolicy(
            self.child("role-policy"),
            role=role.id,
            policy=_write_logs(placement, self.log_group_name),
            opts=self.inside(),
        )
        trail = cloudtrail.Trail(
            self.child("trail"),
            name=self.name,
            s3_bucket_name=args.bucket,
            kms_key_id=args.key_arn,
            # CloudTrail takes the group's ARN only with the suffix for its streams.
            cloud_watch_logs_group_arn=pulumi.Output.concat(log_group.arn, ":*"),
            cloud_watch_logs_role_arn=role.arn,
            enable_logging=True,
            enable_log_file_validation=True,
            is_multi_region_trail=True,
            include_global_service_events=True,
            advanced_event_selectors=_selectors(placement, args.object_events),
            insight_selectors=[
                cloudtrail.TrailInsightSelectorArgs(insight_type=insight.value) for insight in args.insights
            ],
            opts=self.inside(protect=args.protect, depends_on=[*args.bucket_ready, role_policy]),
        )
        return trail.arn, log_group.arn


def _from_trail(placement: Placement) -> dict[str, dict[str, str]]:
    # "IfExists", because CloudTrail is reported to assume this role without naming its source (Prowler issue 4714) and
    # AWS documents the trust policy without conditions: an exact comparison could keep the trail from being created.
    # Nothing is opened by it: whoever makes a trail can pass only roles of the own account.
    return {
        "StringEqualsIfExists": {"aws:SourceArn": trail_arn(placement), "aws:SourceAccount": placement.account_id},
    }


def _write_logs(placement: Placement, log_group: str) -> str:
    # CloudTrail names its streams <account>_CloudTrail_<region>, with a suffix where there are several.
    streams = f"{placement.account_id}_CloudTrail_{placement.region}*"
    return document(
        Statement(
            sid="WriteAuditLog",
            actions=("logs:CreateLogStream", "logs:PutLogEvents"),
            resources=(placement.arn("logs", f"log-group:{log_group}:log-stream:{streams}"),),
        )
    )


def _selectors(
    placement: Placement, object_events: EveryBucketExcept | OnlyBuckets
) -> list[cloudtrail.TrailAdvancedEventSelectorArgs]:
    """Every management event; reads and writes of objects and items; calls of functions; what endpoints refused.

    Without ``readOnly`` a selector takes reads and writes. Network activity is one event source a selector, and only
    what an endpoint's policy denied: what it lets through is recorded already.
    """
    field = cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs
    if isinstance(object_events, EveryBucketExcept):
        which = field(field="resources.ARN", not_starts_withs=_objects(placement, object_events.log_buckets))
    else:
        which = field(field="resources.ARN", starts_withs=_objects(placement, object_events.buckets))
    return [
        cloudtrail.TrailAdvancedEventSelectorArgs(
            name="Management events", field_selectors=[field(field="eventCategory", equals=["Management"])]
        ),
        cloudtrail.TrailAdvancedEventSelectorArgs(
            name="Object reads and writes",
            field_selectors=[
                field(field="eventCategory", equals=["Data"]),
                field(field="resources.type", equals=["AWS::S3::Object"]),
                which,
            ],
        ),
        *(
            cloudtrail.TrailAdvancedEventSelectorArgs(
                name=name,
                field_selectors=[
                    field(field="eventCategory", equals=["Data"]),
                    field(field="resources.type", equals=[type_]),
                ],
            )
            for name, type_ in _DATA_EVENTS.items()
        ),
        *(
            cloudtrail.TrailAdvancedEventSelectorArgs(
                name=f"Refused by endpoints of {service}",
                field_selectors=[
                    field(field="eventCategory", equals=["NetworkActivity"]),
                    field(field="eventSource", equals=[f"{service}.amazonaws.com"]),
                    field(field="errorCode", equals=["VpceAccessDenied"]),
                ],
            )
            for service in _ENDPOINTS
        ),
    ]


def _objects(placement: Placement, buckets: tuple[str, ...]) -> list[str]:
    return [f"{placement.bucket_arn(bucket)}/" for bucket in buckets]
