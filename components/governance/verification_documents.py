"""The documents of continuous verification: who may do what, and the state machine, all known at preview."""

import json
from dataclasses import dataclass
from typing import Final

from components.documents import Statement, document
from components.placement import Placement

RUNS: Final = "runs/"
"""Where plans and results on their way are, in the work bucket."""
ITEM_SECONDS: Final = 900
_RUN_SECONDS: Final = 6 * 3600


@dataclass(frozen=True, kw_only=True)
class Places:
    """What the documents name: functions, state machine and buckets, by names known before anything exists."""

    placement: Placement
    work: str
    evidence: str
    key_alias: str

    @property
    def machine(self) -> str:
        """The state machine's name."""
        return self.placement.local("verification", 80)

    @property
    def machine_arn(self) -> str:
        """The state machine's ARN."""
        return self.placement.arn("states", f"stateMachine:{self.machine}")

    @property
    def queue(self) -> str:
        """The queue of starts that could not be made."""
        return self.placement.local("verification-undelivered", 80)

    def function(self, part: str) -> str:
        """The name of a function."""
        return self.placement.local(f"verification-{part}", 64)

    def function_arn(self, part: str) -> str:
        """The ARN of a function."""
        return self.placement.arn("lambda", f"function:{self.function(part)}")

    def of_work(self) -> str:
        """The objects of the work bucket that runs are made of."""
        return f"{self.placement.bucket_arn(self.work)}/{RUNS}*"

    def of_evidence(self) -> str:
        """The records of the stack's chain."""
        return f"{self.placement.bucket_arn(self.evidence)}/verification/{self.placement.stack}/*"

    def use_key(self, *services: str) -> Statement:
        """Use of the one key, through these services."""
        return Statement(
            sid="UseKey",
            actions=("kms:Decrypt", "kms:GenerateDataKey"),
            resources=(self.placement.arn("kms", "key/*"),),
            condition={
                "ForAnyValue:StringEquals": {"kms:ResourceAliases": self.key_alias},
                "StringEquals": {
                    "kms:ViaService": [f"{service}.{self.placement.region}.amazonaws.com" for service in services]
                },
            },
        )


def _runs(places: Places, part: str) -> tuple[Statement, ...]:
    """What each function needs to run at all: its log, its trace and the key."""
    group = places.placement.arn("logs", f"log-group:/aws/lambda/{places.function(part)}:*")
    return (
        Statement(sid="WriteLog", actions=("logs:CreateLogStream", "logs:PutLogEvents"), resources=(group,)),
        trace(),
        places.use_key("lambda", "s3"),
    )


def trace() -> Statement:
    """Traces of X-Ray, which knows no resource level for what writes them."""
    return Statement(
        sid="Trace",
        actions=(
            "xray:GetSamplingRules",
            "xray:GetSamplingTargets",
            "xray:PutTelemetryRecords",
            "xray:PutTraceSegments",
        ),
    )


def plan(places: Places, *, organization: bool) -> str:
    """What the planner may do: write the items, and list the organization's accounts where it must."""
    # ListAccounts knows no resource level.
    listing = (Statement(sid="ListAccounts", actions=("organizations:ListAccounts",)),) if organization else ()
    return document(
        Statement(sid="WriteItems", actions=("s3:PutObject",), resources=(places.of_work(),)),
        *listing,
        *_runs(places, "plan"),
    )


def item(places: Places, role_arns: tuple[str, ...]) -> str:
    """What the verifier may do: become the read-only role of each account, and write what it was told."""
    return document(
        Statement(sid="Enter", actions=("sts:AssumeRole",), resources=role_arns),
        Statement(sid="WriteResults", actions=("s3:PutObject",), resources=(places.of_work(),)),
        *_runs(places, "item"),
    )


def gather(places: Places, *, hub: bool) -> str:
    """What the gatherer may do: read results, add to the chain of evidence, tell Security Hub."""
    placement = places.placement
    telling = (
        Statement(
            sid="ImportFindings",
            actions=("securityhub:BatchImportFindings",),
            resources=(placement.arn("securityhub", f"product/{placement.account_id}/default"),),
        ),
        Statement(
            sid="CloseFindings",
            actions=("securityhub:BatchUpdateFindings", "securityhub:GetFindings"),
            resources=(placement.arn("securityhub", "hub/default"),),
        ),
    )
    return document(
        Statement(sid="ReadResults", actions=("s3:GetObject",), resources=(places.of_work(),)),
        # Without it S3 answers "denied" for a result that was never written.
        Statement(sid="SeeWhatIsMissing", actions=("s3:ListBucket",), resources=(placement.bucket_arn(places.work),)),
        Statement(sid="ContinueChain", actions=("s3:GetObject", "s3:PutObject"), resources=(places.of_evidence(),)),
        Statement(
            sid="SeeChain", actions=("s3:ListBucketVersions",), resources=(placement.bucket_arn(places.evidence),)
        ),
        *(telling if hub else ()),
        *_runs(places, "gather"),
    )


def machine(places: Places) -> str:
    """What the state machine may do: call the functions, and run its own distributed map over the items.

    Source: Step Functions developer guide, "IAM policies for using Distributed Map states", "Logging using CloudWatch
    Logs" and "Data at rest encryption in Step Functions".
    """
    placement = places.placement
    executions = placement.arn("states", f"execution:{places.machine}")
    return document(
        Statement(
            sid="CallFunctions",
            actions=("lambda:InvokeFunction",),
            resources=tuple(places.function_arn(part) for part in ("plan", "item", "gather")),
        ),
        Statement(sid="StartItems", actions=("states:StartExecution",), resources=(places.machine_arn,)),
        Statement(
            sid="FollowItems",
            actions=("states:DescribeExecution", "states:StopExecution"),
            resources=(f"{executions}:*", f"{executions}/*"),
        ),
        Statement(
            sid="ReadItemsWriteResults",
            actions=("s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"),
            resources=(places.of_work(),),
        ),
        places.use_key("s3", "states"),
        # Vended logs know no resource level.
        Statement(
            sid="DeliverLog",
            actions=(
                "logs:CreateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:DescribeLogGroups",
                "logs:DescribeResourcePolicies",
                "logs:GetLogDelivery",
                "logs:ListLogDeliveries",
                "logs:UpdateLogDelivery",
            ),
        ),
        trace(),
    )


def log_delivery(placement: Placement, log_group: str) -> str:
    """Lets vended logs reach the state machine's log group."""
    return document(
        Statement(
            sid="VerificationLogs",
            principals={"Service": ("delivery.logs.amazonaws.com",)},
            actions=("logs:CreateLogStream", "logs:PutLogEvents"),
            resources=(placement.arn("logs", f"log-group:{log_group}:log-stream:*"),),
            condition={
                "StringEquals": {"aws:SourceAccount": placement.account_id},
                "ArnLike": {"aws:SourceArn": placement.arn("logs", "*")},
            },
        )
    )


def start(places: Places) -> str:
    """What the schedule may do: start the one state machine, and keep what it could not start."""
    return document(
        Statement(sid="Start", actions=("states:StartExecution",), resources=(places.machine_arn,)),
        Statement(
            sid="KeepUnstarted",
            actions=("sqs:SendMessage",),
            resources=(places.placement.arn("sqs", places.queue),),
        ),
        places.use_key("sqs", "states"),
    )


def definition(places: Places, *, concurrency: int) -> str:
    """The state machine, in the Amazon States Language.

    No item may fail unseen, so that the map tolerates none; but each catches its own error, so that one account that
    cannot be verified takes no other's result away. ``Gather`` then says that the run was not whole, and it fails.
    """
    retry = [
        {
            "ErrorEquals": ["Lambda.ServiceException", "Lambda.SdkClientException", "Lambda.TooManyRequestsException"],
            "IntervalSeconds": 5,
            "MaxAttempts": 6,
            "BackoffRate": 2,
            "JitterStrategy": "FULL",
        }
    ]

    def call(part: str, payload: dict[str, str], seconds: int = ITEM_SECONDS) -> dict[str, object]:
        return {
            "Type": "Task",
            "Resource": f"arn:{places.placement.partition}:states:::lambda:invoke",
            "Parameters": {"FunctionName": places.function_arn(part), "Payload": payload},
            "OutputPath": "$.Payload",
            "TimeoutSeconds": seconds,
            "Retry": retry,
        }

    verify = call("item", {"run.$": "$.run", "accounts.$": "$.accounts", "item.$": "$.item"}, seconds=ITEM_SECONDS + 30)
    states: dict[str, object] = {
        "Plan": {
            **call("plan", {"run.$": "$$.Execution.Name", "started.$": "$$.Execution.StartTime"}),
            "Next": "Verify",
        },
        "Verify": {
            "Type": "Map",
            "Label": "Verify",
            "ItemReader": {
                "Resource": f"arn:{places.placement.partition}:states:::s3:getObject",
                "ReaderConfig": {"InputType": "JSON"},
                "Parameters": {"Bucket.$": "$.bucket", "Key.$": "$.key"},
            },
            "ItemSelector": {"run.$": "$.run", "accounts.$": "$.accounts", "item.$": "$$.Map.Item.Value"},
            "MaxConcurrency": concurrency,
            "ToleratedFailurePercentage": 0,
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "VerifyItem",
                "States": {
                    "VerifyItem": {
                        **verify,
                        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "NotVerified"}],
                        "End": True,
                    },
                    "NotVerified": {
                        "Type": "Pass",
                        "Parameters": {"item.$": "$.item", "error.$": "$.error"},
                        "End": True,
                    },
                },
            },
            "ResultWriter": {
                "Resource": f"arn:{places.placement.partition}:states:::s3:putObject",
                "Parameters": {"Bucket.$": "$.bucket", "Prefix.$": f"States.Format('{RUNS}{{}}/map', $.run)"},
            },
            "ResultPath": None,
            "Next": "Gather",
        },
        "Gather": {
            **call(
                "gather",
                {"run.$": "$.run", "started.$": "$.started", "bucket.$": "$.bucket", "key.$": "$.key"},
            ),
            "Next": "IsWhole",
        },
        "IsWhole": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.complete", "BooleanEquals": True, "Next": "Whole"}],
            "Default": "NotWhole",
        },
        "Whole": {"Type": "Succeed"},
        "NotWhole": {
            "Type": "Fail",
            "Error": "NotWhole",
            "Cause": "Some accounts, regions or findings could not be dealt with: the record of evidence names them.",
        },
    }
    return json.dumps(
        {"Comment": "Verifies every promise", "StartAt": "Plan", "TimeoutSeconds": _RUN_SECONDS, "States": states},
        separators=(",", ":"),
    )
