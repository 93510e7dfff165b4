"""From every log group to the archive: a delivery stream, and the account's own subscription to it."""

import json
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, iam, kinesis

from components.base import Component
from components.documents import Statement, document, trust
from components.ownership import Ownership
from components.placement import Placement
from components.retention import check_retention

_ROLE_LIMIT: Final = 64
_ERRORS_STREAM: Final = "DestinationDelivery"
_CRITERIA_BYTES: Final = 25_600


@dataclass(frozen=True, kw_only=True)
class ShippingArchive:
    """Where logs are shipped to: the archive's physical name and region, its key, and what it needs first.

    ``key_alias`` is the alias of the same key, which the stream's role names before the key exists.
    """

    bucket: str
    region: str
    key_arn: pulumi.Input[str]
    key_alias: str
    ready: tuple[pulumi.Resource, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LogShippingArgs:
    """What shipping needs and may vary in; errors are ValueErrors that name the field.

    ``key_arn`` encrypts what waits in the stream: a customer key of the placement's region that principals of the
    account may use through Firehose. ``log_key_arn`` encrypts the stream's own log group. ``kept_already`` are log
    groups that reach the archive by another way (the trail's), and are not shipped twice. ``ownership`` says who
    subscribes the region's log groups: the account has one such subscription a region.
    """

    placement: Placement
    archive: ShippingArchive
    key_arn: pulumi.Input[str]
    log_key_arn: pulumi.Input[str]
    kept_already: tuple[str, ...] = ()
    ownership: Ownership = Ownership.MANAGED
    retention_days: int = 365
    protect: bool = True

    def __post_init__(self) -> None:
        check_retention("retention_days", self.retention_days, floor=90)
        criteria = selection(self.kept_already)
        if len(criteria.encode()) > _CRITERIA_BYTES:
            raise ValueError(
                f"kept_already names {len(self.kept_already)} log groups, {len(criteria.encode())} bytes of criteria, "
                f"AWS takes {_CRITERIA_BYTES}: name fewer"
            )


class LogShipping(Component):
    """Ships the log groups of one account and region to the archive: those that are there and those to come.

    Managed, it produces a Firehose stream under a customer key, its role (the archive's two prefixes and key, nothing
    else), its log group, the role by which CloudWatch Logs writes to it, and an account-level subscription filter.
    Existing, none of these: the account's one subscription is another stack's, and ships this stack's groups as well.

    One subscription for the account, and not one for each group: a group that somebody makes by hand, or a service
    makes by itself, is shipped too. Left out are the stream's own log group, which would log its own shipping without
    end, and ``kept_already``. CloudWatch Logs sends gzip; the stream unpacks it, so that objects are packed once.
    Masked data is masked in the archive as well: subscriptions see no more than people do.

    AWS ships no event that is older than the subscription, and says nowhere that Firehose sends the checksum which a
    locked bucket asks for: ``undelivered/`` and the stream's log group show it after the first five minutes.

    Claims BZ-37, BZ-60, BZ-61, BZ-62, BZ-63 (log.central).
    """

    area = "audit"
    provides = ("log.central",)

    stream_name: str
    stream_arn: pulumi.Output[str] | None

    def __init__(self, name: str, args: LogShippingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.stream_name = args.placement.local("log-shipping")
        self.stream_arn = None
        if args.ownership is Ownership.MANAGED:
            stream = self._stream(args)
            self._subscribe(args, stream)
            self.stream_arn = stream.arn
        self.register_outputs({"stream_name": self.stream_name, "stream_arn": self.stream_arn})

    def _stream(self, args: LogShippingArgs) -> kinesis.FirehoseDeliveryStream:
        placement, archive = args.placement, args.archive
        errors = f"/aws/kinesisfirehose/{self.stream_name}"
        log_group = cloudwatch.LogGroup(
            self.child("logs"),
            name=errors,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.retention_days,
            deletion_protection_enabled=args.protect,
            tags={"data": "logs", "retention": str(args.retention_days), "ship": "none"},
            opts=self.inside(protect=args.protect or None),
        )
        log_stream = cloudwatch.LogStream(
            self.child("logs"), name=_ERRORS_STREAM, log_group_name=log_group.name, opts=self.inside()
        )
        role = iam.Role(
            self.child("deliver"),
            name=_role_name(placement, "log-deliver"),
            description=f"Lets the stream {self.stream_name} write to the archive",
            assume_role_policy=trust(
                "firehose.amazonaws.com",
                {
                    "StringEquals": {"aws:SourceAccount": placement.account_id},
                    "ArnEquals": {"aws:SourceArn": _stream_arn(placement, self.stream_name)},
                },
            ),
            opts=self.inside(),
        )
        policy = iam.RolePolicy(
            self.child("deliver"),
            role=role.name,
            policy=_delivery(placement, archive, errors),
            opts=self.inside(),
        )
        return kinesis.FirehoseDeliveryStream(
            self.child("stream"),
            name=self.stream_name,
            destination="extended_s3",
            server_side_encryption=kinesis.FirehoseDeliveryStreamServerSideEncryptionArgs(
                enabled=True, key_type="CUSTOMER_MANAGED_CMK", key_arn=args.key_arn
            ),
            extended_s3_configuration=_destination(placement, archive, role, errors),
            tags={"data": "logs"},
            # The stream is tried when it is made, and a role that may not yet write makes it fail.
            opts=self.inside(depends_on=[policy, log_stream, *archive.ready]),
        )

    def _subscribe(self, args: LogShippingArgs, stream: kinesis.FirehoseDeliveryStream) -> None:
        placement = args.placement
        role_name = _role_name(placement, "log-subscribe")
        role = iam.Role(
            self.child("subscribe"),
            name=role_name,
            description=f"Lets CloudWatch Logs write to the stream {self.stream_name}",
            assume_role_policy=trust("logs.amazonaws.com", {"ArnLike": {"aws:SourceArn": placement.arn("logs", "*")}}),
            opts=self.inside(),
        )
        policy = iam.RolePolicy(
            self.child("subscribe"),
            role=role.name,
            policy=document(
                Statement(
                    sid="Ship",
                    actions=("firehose:PutRecord", "firehose:PutRecordBatch"),
                    resources=(_stream_arn(placement, self.stream_name),),
                )
            ),
            opts=self.inside(),
        )
        cloudwatch.LogAccountPolicy(
            self.child("subscription"),
            policy_name=self.stream_name,
            policy_type="SUBSCRIPTION_FILTER_POLICY",
            # Both ARNs are written out, so that the document is known before either exists.
            policy_document=json.dumps(
                {
                    "DestinationArn": _stream_arn(placement, self.stream_name),
                    "RoleArn": f"arn:{placement.partition}:iam::{placement.account_id}:role/{role_name}",
                    # Everything.
                    "FilterPattern": "",
                },
                separators=(",", ":"),
            ),
            selection_criteria=selection((f"/aws/kinesisfirehose/{self.stream_name}", *args.kept_already)),
            scope="ALL",
            # CloudWatch Logs sends a test record before it takes the policy.
            opts=self.inside(depends_on=[stream, role, policy]),
        )


def selection(excluded: tuple[str, ...]) -> str:
    """The criteria of an account-level subscription: AWS knows no other than a list of names that are left out."""
    return f"LogGroupName NOT IN {json.dumps(list(excluded))}"


def _role_name(placement: Placement, role: str) -> str:
    # Roles are of the account, a stream of its region.
    return f"{placement.local(role, _ROLE_LIMIT - len(placement.region) - 1)}-{placement.region}"


def _stream_arn(placement: Placement, name: str) -> str:
    return placement.arn("firehose", f"deliverystream/{name}")


def _destination(
    placement: Placement, archive: ShippingArchive, role: iam.Role, errors: str
) -> kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationArgs:
    processor = kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfigurationProcessorArgs
    parameter = kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfigurationProcessorParameterArgs
    return kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationArgs(
        bucket_arn=placement.bucket_arn(archive.bucket),
        role_arn=role.arn,
        kms_key_arn=archive.key_arn,
        prefix=f"logs/{placement.region}/!{{timestamp:yyyy/MM/dd/HH}}/",
        error_output_prefix=(
            f"undelivered/{placement.region}/!{{firehose:error-output-type}}/!{{timestamp:yyyy/MM/dd/HH}}/"
        ),
        buffering_interval=300,
        buffering_size=64,
        compression_format="GZIP",
        file_extension=".json.gz",
        cloudwatch_logging_options=kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationCloudwatchLoggingOptionsArgs(
            enabled=True, log_group_name=errors, log_stream_name=_ERRORS_STREAM
        ),
        processing_configuration=kinesis.FirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfigurationArgs(
            enabled=True,
            processors=[
                # Without extracting the messages: the owner, group and stream of each stay beside them.
                processor(
                    type="Decompression",
                    parameters=[parameter(parameter_name="CompressionFormat", parameter_value="GZIP")],
                ),
                processor(
                    type="AppendDelimiterToRecord",
                    parameters=[parameter(parameter_name="Delimiter", parameter_value="\\n")],
                ),
            ],
        ),
    )


def _delivery(placement: Placement, archive: ShippingArchive, errors: str) -> str:
    """What the stream may do (Firehose guide, "Grant Firehose access to an Amazon S3 destination")."""
    bucket = placement.bucket_arn(archive.bucket)
    return document(
        Statement(
            sid="FindArchive",
            actions=("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"),
            resources=(bucket,),
        ),
        Statement(
            sid="WriteArchive",
            actions=("s3:AbortMultipartUpload", "s3:PutObject"),
            resources=tuple(f"{bucket}/{prefix}/{placement.region}/*" for prefix in ("logs", "undelivered")),
        ),
        Statement(
            sid="EncryptArchive",
            actions=("kms:Decrypt", "kms:GenerateDataKey"),
            # A key's id is AWS's choice; its alias is ours.
            resources=(placement.at(archive.region).arn("kms", "key/*"),),
            condition={
                "StringEquals": {"kms:ViaService": f"s3.{archive.region}.amazonaws.com"},
                "ForAnyValue:StringEquals": {"kms:ResourceAliases": archive.key_alias},
            },
        ),
        Statement(
            sid="LogErrors",
            actions=("logs:PutLogEvents",),
            resources=(placement.arn("logs", f"log-group:{errors}:log-stream:*"),),
        ),
    )
