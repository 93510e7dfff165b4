"""Rules on CodeBuild: what it keeps is encrypted and logged, and what it fetches needs no key in a URL."""

import re
from collections.abc import Iterator
from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_customer_key, must_be_false, must_not_be
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading
from guardrails.verdicts import failed, undetermined

_PROJECT: Final = "aws:codebuild/project:Project"
_REPORTS: Final = "aws:codebuild/reportGroup:ReportGroup"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_CREDENTIALS: Final = re.compile(r"https?://[^/@\s]+:[^/@\s]+@|https?://x-token-auth@")


def _blocks(project: Resource, *paths: str) -> Iterator[Reading]:
    for path in paths:
        block = project.read(path)
        if block.unknown:
            yield block
        yield from block.each()


def _artifacts_encrypted(project: Resource, _bar: Thresholds) -> Findings:
    for block in _blocks(project, "artifacts", "secondaryArtifacts"):
        disabled = block.get("encryptionDisabled")
        if disabled.unknown:
            yield undetermined(disabled, f"{disabled.path} is not known yet; it must be false")
        elif disabled.truth:
            yield failed(disabled, f"{disabled.path} is true, it must be false")


def _without_credentials(project: Resource, _bar: Thresholds) -> Findings:
    for block in _blocks(project, "source", "secondarySources"):
        location = block.get("location")
        if location.unknown:
            yield undetermined(location, f"{location.path} is not known yet; it must hold no password")
        elif _CREDENTIALS.match(location.text or ""):
            yield failed(location, f"{location.path} is a URL with a password in it")


def _by_verified_tls(project: Resource, _bar: Thresholds) -> Findings:
    for block in _blocks(project, "source", "secondarySources"):
        insecure = block.get("insecureSsl")
        if insecure.unknown:
            yield undetermined(insecure, f"{insecure.path} is not known yet; it must be false")
        elif insecure.truth:
            yield failed(insecure, f"{insecure.path} is true, so nobody knows who the source is")


def _logged(project: Resource, _bar: Thresholds) -> Findings:
    # CodeBuild writes to CloudWatch unless it is told not to.
    cloudwatch = project.read("logsConfig.cloudwatchLogs.status").default("ENABLED")
    bucket = project.read("logsConfig.s3Logs.status").default("DISABLED")
    if "ENABLED" in (cloudwatch.text, bucket.text):
        return
    if cloudwatch.unknown or bucket.unknown:
        yield undetermined(cloudwatch, "logsConfig is not known yet; logs must go somewhere")
    else:
        yield failed(cloudwatch, "logsConfig turns the logs off")


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "codebuild-artifacts-encrypted",
        (_PROJECT,),
        _artifacts_encrypted,
        examples(
            _PROJECT,
            good={"name": "build", "artifacts": {"type": "S3"}},
            bad={"name": "build", "artifacts": {"type": "S3", "encryptionDisabled": True}},
            unknown={"name": "build", "artifacts": {"type": "S3", "encryptionDisabled": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "codebuild-customer-key",
        (_PROJECT,),
        must_be_customer_key("encryptionKey", proven_by=NAMES_OF_KEYS),
        examples(
            _PROJECT,
            good={"name": "build", "encryptionKey": _KEY},
            bad={"name": "build"},
            unknown={"name": "build", "encryptionKey": UNKNOWN},
        ),
    ),
    ResourceRule(
        "codebuild-logs",
        (_PROJECT,),
        _logged,
        examples(
            _PROJECT,
            good={"name": "build", "logsConfig": {"cloudwatchLogs": {"status": "ENABLED"}}},
            bad={"name": "build", "logsConfig": {"cloudwatchLogs": {"status": "DISABLED"}}},
            unknown={"name": "build", "logsConfig": {"cloudwatchLogs": {"status": UNKNOWN}}},
        ),
    ),
    ResourceRule(
        "codebuild-bucket-logs-encrypted",
        (_PROJECT,),
        must_be_false("logsConfig.s3Logs.encryptionDisabled"),
        examples(
            _PROJECT,
            good={"name": "build", "logsConfig": {"s3Logs": {"encryptionDisabled": False}}},
            bad={"name": "build", "logsConfig": {"s3Logs": {"encryptionDisabled": True}}},
            unknown={"name": "build", "logsConfig": {"s3Logs": {"encryptionDisabled": UNKNOWN}}},
        ),
    ),
    ResourceRule(
        "codebuild-not-privileged",
        (_PROJECT,),
        must_be_false("environment.privilegedMode"),
        examples(
            _PROJECT,
            good={"name": "build", "environment": {"privilegedMode": False}},
            bad={"name": "build", "environment": {"privilegedMode": True}},
            unknown={"name": "build", "environment": {"privilegedMode": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "codebuild-not-public",
        (_PROJECT,),
        must_not_be("projectVisibility", "PUBLIC_READ"),
        examples(
            _PROJECT,
            good={"name": "build", "projectVisibility": "PRIVATE"},
            bad={"name": "build", "projectVisibility": "PUBLIC_READ"},
            unknown={"name": "build", "projectVisibility": UNKNOWN},
        ),
    ),
    ResourceRule(
        "codebuild-source-verified",
        (_PROJECT,),
        _by_verified_tls,
        examples(
            _PROJECT,
            good={"name": "build", "source": {"type": "GITHUB"}},
            bad={"name": "build", "source": {"type": "GITHUB_ENTERPRISE", "insecureSsl": True}},
            unknown={"name": "build", "source": {"type": "GITHUB_ENTERPRISE", "insecureSsl": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "codebuild-source-without-password",
        (_PROJECT,),
        _without_credentials,
        examples(
            _PROJECT,
            good={
                "name": "build",
                "source": {"type": "BITBUCKET", "location": "https://bitbucket.org/example/orders.git"},
            },
            bad={
                "name": "build",
                "source": {
                    "type": "BITBUCKET",
                    "location": "https://builder:correct-horse@bitbucket.org/example/orders.git",
                },
            },
            unknown={"name": "build", "source": {"type": "BITBUCKET", "location": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "codebuild-reports-encrypted",
        (_REPORTS,),
        must_be_false("exportConfig.s3Destination.encryptionDisabled"),
        examples(
            _REPORTS,
            good={"name": "tests", "type": "TEST", "exportConfig": {"s3Destination": {"encryptionDisabled": False}}},
            bad={"name": "tests", "type": "TEST", "exportConfig": {"s3Destination": {"encryptionDisabled": True}}},
            unknown={
                "name": "tests",
                "type": "TEST",
                "exportConfig": {"s3Destination": {"encryptionDisabled": UNKNOWN}},
            },
        ),
    ),
)
