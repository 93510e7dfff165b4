"""A canary that asks the public pages as a customer would, from AWS's own network."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, iam, s3, synthetics

from components.base import Component
from components.data.bucket import Bucket
from components.documents import Statement, document, trust
from components.placement import Placement

RUNTIME: Final = "syn-python-selenium-14.0"
"""The newest Python runtime of CloudWatch Synthetics (user guide, "Runtime versions using Python", 2026-11)."""
_SCRIPT: Final = Path(__file__).parent / "canary" / "heartbeat.py"
# The limit of a canary's name was 21 characters for years, and still is in some tools.
_NAME_LIMIT: Final = 21


@dataclass(frozen=True, kw_only=True)
class CanaryArgs:
    """Which pages are asked, where results are kept, and whom the alarm tells; errors are ValueErrors.

    ``urls`` are https addresses. ``bucket`` is a versioned bucket under ``key_arn``, the customer key with the alias
    ``key_alias``; it holds the script and the results. ``minutes`` is how often the pages are asked, 1 to 5.
    """

    placement: Placement
    urls: tuple[str, ...]
    bucket: Bucket
    key_arn: pulumi.Input[str]
    key_alias: str
    topic_arn: pulumi.Input[str]
    topic_ready: tuple[pulumi.Resource, ...] = ()
    minutes: int = 5
    timeout_seconds: int = 10

    def __post_init__(self) -> None:
        if not self.urls:
            raise ValueError("urls is empty, so nothing would be asked: name the public pages")
        for url in self.urls:
            if not re.fullmatch(r"https://[^\s/]+(/\S*)?", url):
                raise ValueError(f"urls has {url!r}: give an address that begins with https://")
        if not 1 <= self.minutes <= 5:
            raise ValueError(f"minutes is {self.minutes}: ask at least every five minutes, 1 to 5")
        if not 1 <= self.timeout_seconds * len(self.urls) <= 50:
            raise ValueError(
                f"timeout_seconds is {self.timeout_seconds} for each of {len(self.urls)} urls: together they must fit "
                "into the canary's minute, at most 50 seconds"
            )


class Canary(Component):
    """A CloudWatch Synthetics canary, started, that runs a checked-in heartbeat script.

    Produces the script in the bucket, the role, the canary and an alarm on its success. A change of the script is a
    new version of its object, and so a new version of the canary. Results are encrypted with the customer key.

    AWS makes the function and its log group under a name of its own (``cwsyn-<name>-<uuid>``), so that neither can
    be given a key or a retention here; the log holds addresses and times only.

    Claims BZ-36 (its part of mon.uptime; the health checks are ``Uptime``).
    """

    area = "operations"
    provides = ("mon.uptime",)

    canary_name: str
    alarm_arn: pulumi.Output[str]

    def __init__(self, name: str, args: CanaryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        self.canary_name = placement.local("entry", _NAME_LIMIT)
        script = s3.BucketObjectv2(
            self.child("script"),
            bucket=args.bucket.name,
            key="canary/heartbeat.zip",
            # Synthetics looks for a Python script in this folder of the archive.
            source=pulumi.AssetArchive(
                {"python/heartbeat.py": pulumi.StringAsset(_SCRIPT.read_text(encoding="utf-8"))}
            ),
            kms_key_id=args.key_arn,
            server_side_encryption="aws:kms",
            opts=self.inside(depends_on=args.bucket.ready),
        )
        role = iam.Role(
            self.child("role"),
            description=f"The canary {self.canary_name}",
            # AWS documents the trust without conditions; where Lambda names its source, it must be this account.
            assume_role_policy=trust(
                "lambda.amazonaws.com", {"StringEqualsIfExists": {"aws:SourceAccount": placement.account_id}}
            ),
            opts=self.inside(),
        )
        policy = iam.RolePolicy(
            self.child("role-policy"),
            role=role.id,
            policy=canary_document(placement, self.canary_name, args.bucket.name, args.key_alias),
            opts=self.inside(),
        )
        synthetics.Canary(
            self.child("canary"),
            name=self.canary_name,
            runtime_version=RUNTIME,
            handler="heartbeat.handler",
            execution_role_arn=role.arn,
            s3_bucket=script.bucket,
            s3_key=script.key,
            s3_version=script.version_id,
            artifact_s3_location=f"s3://{args.bucket.name}/results",
            artifact_config=synthetics.CanaryArtifactConfigArgs(
                s3_encryption=synthetics.CanaryArtifactConfigS3EncryptionArgs(
                    encryption_mode="SSE_KMS", kms_key_arn=args.key_arn
                )
            ),
            schedule=synthetics.CanaryScheduleArgs(expression=_rate(args.minutes)),
            run_config=synthetics.CanaryRunConfigArgs(
                environment_variables={"URLS": " ".join(args.urls), "TIMEOUT_SECONDS": str(args.timeout_seconds)},
                memory_in_mb=960,
                timeout_in_seconds=60,
            ),
            start_canary=True,
            delete_lambda=True,
            success_retention_period=31,
            failure_retention_period=31,
            # Its first run would fail without the rights, and Synthetics checks the bucket when it makes the canary.
            opts=self.inside(depends_on=[policy, *args.bucket.ready]),
        )
        alarm = cloudwatch.MetricAlarm(
            self.child("alarm"),
            name=placement.local("canary", 255),
            alarm_description="The public pages do not answer the canary",
            namespace="CloudWatchSynthetics",
            metric_name="SuccessPercent",
            dimensions={"CanaryName": self.canary_name},
            statistic="Average",
            period=300,
            evaluation_periods=2,
            threshold=100,
            comparison_operator="LessThanThreshold",
            treat_missing_data="breaching",
            actions_enabled=True,
            alarm_actions=[args.topic_arn],
            ok_actions=[args.topic_arn],
            opts=self.inside(depends_on=list(args.topic_ready)),
        )
        self.alarm_arn = alarm.arn
        self.register_outputs({"canary_name": self.canary_name, "alarm_arn": self.alarm_arn})


def canary_document(placement: Placement, canary: str, bucket: str, key_alias: str) -> str:
    """What the canary's role may do (CloudWatch user guide, "Required roles and permissions for canaries").

    Without ``s3:ListAllMyBuckets``, which only the console's choice of a bucket needs, and without tracing.
    """
    logs = placement.arn("logs", f"log-group:/aws/lambda/cwsyn-{canary}-*")
    return document(
        Statement(
            sid="KeepResults",
            actions=("s3:GetObject", "s3:PutObject"),
            resources=(f"{placement.bucket_arn(bucket)}/results/*",),
        ),
        Statement(sid="FindBucket", actions=("s3:GetBucketLocation",), resources=(placement.bucket_arn(bucket),)),
        Statement(
            sid="EncryptResults",
            actions=("kms:Decrypt", "kms:GenerateDataKey"),
            resources=(placement.arn("kms", "key/*"),),
            condition={
                "ForAnyValue:StringEquals": {"kms:ResourceAliases": key_alias},
                "StringEquals": {"kms:ViaService": f"s3.{placement.region}.amazonaws.com"},
            },
        ),
        Statement(
            sid="WriteLog",
            actions=("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
            resources=(logs, f"{logs}:*"),
        ),
        # PutMetricData knows no resources; the namespace confines it.
        Statement(
            sid="ReportRuns",
            actions=("cloudwatch:PutMetricData",),
            resources=("*",),
            condition={"StringEquals": {"cloudwatch:namespace": "CloudWatchSynthetics"}},
        ),
    )


def _rate(minutes: int) -> str:
    return "rate(1 minute)" if minutes == 1 else f"rate({minutes} minutes)"
