"""Verification on AWS itself: every day, in every account and region, with evidence that nobody can change."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, iam, lambda_, scheduler, sfn

from components.base import Component
from components.data.bucket import Bucket
from components.documents import deny_insecure_transport, document, trust
from components.governance import verification_documents as documents
from components.governance.verification_alarms import alarms
from components.governance.verification_documents import Places
from components.messaging import undelivered_queue
from components.placement import Placement
from components.retention import check_retention

RUNTIME: Final = "python3.11"


@dataclass(frozen=True, kw_only=True)
class PackageFile:
    """The built package on disk (`make verifier`), as a path from the repository's root."""

    path: str


@dataclass(frozen=True, kw_only=True)
class PackageObject:
    """The built package in a bucket, by the version of its object."""

    bucket: str
    key: str
    version: str


@dataclass(frozen=True, kw_only=True)
class ContinuousVerificationArgs:
    """What is verified, when, and where the answers go; errors are ValueErrors that name the field.

    ``accounts`` empty means every active account of the organization, which the stack's account must be allowed to
    list. The first of ``regions`` is home. ``role_name`` is the read-only role of each account (``VerificationRole``).
    ``work`` and ``evidence`` are buckets under ``key_arn``, the customer key with the alias ``key_alias``; the second
    is locked. ``log_key_arn`` lets CloudWatch Logs use it. ``security_hub`` says whether findings go there.
    ``concurrency`` is how many accounts and regions are asked at once, 1 to 100.
    """

    placement: Placement
    package: PackageFile | PackageObject
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    role_name: str
    work: Bucket
    evidence: Bucket
    key_arn: pulumi.Input[str]
    key_alias: str
    log_key_arn: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    topic_ready: tuple[pulumi.Resource, ...] = ()
    external_id: str | None = None
    security_hub: bool = True
    schedule: str = "cron(0 3 * * ? *)"
    concurrency: int = 20
    retention_days: int = 365

    def __post_init__(self) -> None:
        for account in self.accounts:
            if not re.fullmatch(r"\d{12}", account):
                raise ValueError(f"accounts has {account!r}: give the 12 digits of each account")
        if not self.regions:
            raise ValueError("regions is empty, so nothing would be asked: name the home region first")
        if not re.fullmatch(r"(cron|rate)\(.+\)", self.schedule):
            raise ValueError(f"schedule is {self.schedule!r}: write it as cron(...) or rate(...)")
        if not 1 <= self.concurrency <= 100:
            raise ValueError(f"concurrency is {self.concurrency}: ask 1 to 100 accounts and regions at once")
        check_retention("retention_days", self.retention_days, floor=90)


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One function: its entry point, memory and scratch space in MiB, and what it may do."""

    handler: str
    memory: int
    storage: int
    policy: str


class ContinuousVerification(Component):
    """The checks of `vouch verify`, run daily by AWS itself over accounts and regions.

    Produces a schedule (no flexible window) with a queue for what it could not start; a state machine that plans,
    verifies each account and region by a distributed map, and gathers; the three functions of one package, their roles,
    encrypted logs and traces; and alarms on a run that fails, one that hangs and one that never came. The functions are
    in no VPC: they call AWS's APIs only, hold no customer data, and must see every account even when the network, which
    they verify, is what is broken.

    Evidence is a record a run in the locked bucket, chained by hashes; broken promises are findings of Security Hub.
    It verifies what other components provide, and provides no control itself.
    """

    area = "governance"

    machine_arn: pulumi.Output[str]
    machine_name: str
    function_names: Mapping[str, str]
    undelivered_queue_name: str
    verifier_role_name: str

    def __init__(self, name: str, args: ContinuousVerificationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        places = _places(args)
        self.machine_name, self.undelivered_queue_name = places.machine, places.queue
        self.verifier_role_name = verifier_role_name(args.placement)
        parts = _parts(args, places)
        functions = {part: self._function(part, spec, args, places) for part, spec in parts.items()}
        self.function_names = {part: places.function(part) for part in parts}
        machine = self._machine(args, places, functions)
        self._schedule(args, places, machine)
        alarms(self, places, args.topic_arn, args.topic_ready)
        self.machine_arn = machine.arn
        self.register_outputs({"machine_arn": self.machine_arn})

    def _function(self, part: str, spec: _Part, args: ContinuousVerificationArgs, places: Places) -> lambda_.Function:
        placement = args.placement
        group = cloudwatch.LogGroup(
            self.child("logs", part),
            name=f"/aws/lambda/{places.function(part)}",
            kms_key_id=args.log_key_arn,
            retention_in_days=args.retention_days,
            opts=self.inside(),
        )
        role = iam.Role(
            self.child("role", part),
            # The role that enters accounts is named in their trust, before it exists.
            name=verifier_role_name(placement) if part == "item" else None,
            description=f"The function {places.function(part)}",
            # AWS documents the trust without conditions; where Lambda names its source, it must be this account.
            assume_role_policy=trust(
                "lambda.amazonaws.com", {"StringEqualsIfExists": {"aws:SourceAccount": placement.account_id}}
            ),
            opts=self.inside(),
        )
        policy = iam.RolePolicy(self.child("policy", part), role=role.id, policy=spec.policy, opts=self.inside())
        package = args.package
        from_bucket = package if isinstance(package, PackageObject) else None
        return lambda_.Function(
            self.child("function", part),
            name=places.function(part),
            description=f"Continuous verification: {part}",
            role=role.arn,
            runtime=RUNTIME,
            architectures=["arm64"],
            handler=f"operations.verifier.handlers.{spec.handler}",
            code=pulumi.FileArchive(package.path) if isinstance(package, PackageFile) else None,
            s3_bucket=from_bucket.bucket if from_bucket else None,
            s3_key=from_bucket.key if from_bucket else None,
            s3_object_version=from_bucket.version if from_bucket else None,
            memory_size=spec.memory,
            timeout=documents.ITEM_SECONDS,
            ephemeral_storage=lambda_.FunctionEphemeralStorageArgs(size=spec.storage),
            environment=lambda_.FunctionEnvironmentArgs(variables={"VERIFICATION": _told(args)}),
            kms_key_arn=args.key_arn,
            tracing_config=lambda_.FunctionTracingConfigArgs(mode="Active"),
            logging_config=lambda_.FunctionLoggingConfigArgs(log_format="JSON", log_group=group.name),
            opts=self.inside(depends_on=[policy]),
        )

    def _machine(
        self, args: ContinuousVerificationArgs, places: Places, functions: Mapping[str, lambda_.Function]
    ) -> sfn.StateMachine:
        placement = args.placement
        # Under this prefix CloudWatch Logs keeps the resource policy of vended logs short.
        group_name = f"/aws/vendedlogs/states/{places.machine}"
        group = cloudwatch.LogGroup(
            self.child("logs"),
            name=group_name,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.retention_days,
            opts=self.inside(),
        )
        delivery = cloudwatch.LogResourcePolicy(
            self.child("log-policy"),
            policy_name=placement.local("verification"),
            policy_document=documents.log_delivery(placement, group_name),
            opts=self.inside(),
        )
        role = iam.Role(
            self.child("role"),
            description=f"The state machine {places.machine}",
            assume_role_policy=trust(
                "states.amazonaws.com",
                {
                    "StringEquals": {"aws:SourceAccount": placement.account_id},
                    "ArnLike": {"aws:SourceArn": places.machine_arn},
                },
            ),
            opts=self.inside(),
        )
        policy = iam.RolePolicy(
            self.child("policy"), role=role.id, policy=documents.machine(places), opts=self.inside()
        )
        return sfn.StateMachine(
            self.child("machine"),
            name=places.machine,
            type="STANDARD",
            role_arn=role.arn,
            definition=documents.definition(places, concurrency=args.concurrency),
            encryption_configuration=sfn.StateMachineEncryptionConfigurationArgs(
                type="CUSTOMER_MANAGED_KMS_KEY", kms_key_id=args.key_arn, kms_data_key_reuse_period_seconds=300
            ),
            logging_configuration=sfn.StateMachineLoggingConfigurationArgs(
                level="ALL",
                include_execution_data=False,
                log_destination=pulumi.Output.concat(group.arn, ":*"),
            ),
            tracing_configuration=sfn.StateMachineTracingConfigurationArgs(enabled=True),
            opts=self.inside(depends_on=[policy, delivery, *functions.values(), *args.work.ready]),
        )

    def _schedule(self, args: ContinuousVerificationArgs, places: Places, machine: sfn.StateMachine) -> None:
        placement = args.placement
        queue_arn = placement.arn("sqs", places.queue)
        _, queue_policy = undelivered_queue(
            self,
            name=places.queue,
            policy=document(deny_insecure_transport(queue_arn, service="sqs")),
            key_arn=args.key_arn,
        )
        role = iam.Role(
            self.child("schedule-role"),
            description="Lets EventBridge Scheduler start the verification",
            assume_role_policy=trust(
                "scheduler.amazonaws.com",
                {
                    "StringEquals": {
                        "aws:SourceAccount": placement.account_id,
                        "aws:SourceArn": placement.arn("scheduler", "schedule-group/default"),
                    }
                },
            ),
            opts=self.inside(),
        )
        policy = iam.RolePolicy(
            self.child("schedule-policy"), role=role.id, policy=documents.start(places), opts=self.inside()
        )
        scheduler.Schedule(
            self.child("schedule"),
            name=placement.local("verification", 64),
            description="Verifies every promise",
            schedule_expression=args.schedule,
            schedule_expression_timezone="UTC",
            flexible_time_window=scheduler.ScheduleFlexibleTimeWindowArgs(mode="OFF"),
            state="ENABLED",
            kms_key_arn=args.key_arn,
            target=scheduler.ScheduleTargetArgs(
                arn=machine.arn,
                role_arn=role.arn,
                input="{}",
                dead_letter_config=scheduler.ScheduleTargetDeadLetterConfigArgs(arn=queue_arn),
                # A start that is late by more than an hour is the next day's.
                retry_policy=scheduler.ScheduleTargetRetryPolicyArgs(
                    maximum_event_age_in_seconds=3600, maximum_retry_attempts=20
                ),
            ),
            opts=self.inside(depends_on=[policy, queue_policy]),
        )


def verifier_role_name(placement: Placement) -> str:
    """The name of the role that enters accounts, which their ``VerificationRole`` trusts."""
    return placement.local("verifier", 64)


def _places(args: ContinuousVerificationArgs) -> Places:
    return Places(placement=args.placement, work=args.work.name, evidence=args.evidence.name, key_alias=args.key_alias)


def _parts(args: ContinuousVerificationArgs, places: Places) -> dict[str, _Part]:
    partition = args.placement.partition
    roles = tuple(f"arn:{partition}:iam::{account}:role/{args.role_name}" for account in args.accounts or ("*",))
    return {
        "plan": _Part(
            handler="plan_run",
            memory=512,
            storage=512,
            policy=documents.plan(places, organization=not args.accounts),
        ),
        "item": _Part(handler="verify_item", memory=2048, storage=512, policy=documents.item(places, roles)),
        # A record lies on the disk twice while it is written: its results, then the whole.
        "gather": _Part(
            handler="gather_run",
            memory=2048,
            storage=4096,
            policy=documents.gather(places, hub=args.security_hub),
        ),
    }


def _told(args: ContinuousVerificationArgs) -> str:
    """What the functions are told (``operations.verifier.settings``). Nothing in it is secret."""
    placement = args.placement
    return json.dumps(
        {
            "project": placement.project,
            "stack": placement.stack,
            "account": placement.account_id,
            "region": placement.region,
            "partition": placement.partition,
            "role": args.role_name,
            "external_id": args.external_id or "",
            "accounts": args.accounts,
            "regions": args.regions,
            "work": args.work.name,
            "evidence": args.evidence.name,
            "hub": args.security_hub,
        },
        separators=(",", ":"),
    )
