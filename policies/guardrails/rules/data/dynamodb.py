"""Rules on DynamoDB tables: encrypted, restorable, and slow to delete."""

from collections.abc import Callable, Iterator

from guardrails.graph import Resource
from guardrails.requirements import all_of, must_be_customer_key, must_be_true, when
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.data.backup_types import TABLE
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading
from guardrails.verdicts import Finding, failed, undetermined

_KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def _of_replicas(judge: Callable[[Reading], Iterator[Finding]]) -> Callable[[Resource, Thresholds], Findings]:
    """A requirement on each replica of a global table."""

    def judge_all(table: Resource, _bar: Thresholds) -> Findings:
        for replica in table.read("replicas").each():
            yield from judge(replica)

    return judge_all


def _replica_restorable(replica: Reading) -> Iterator[Finding]:
    enabled = replica.get("pointInTimeRecovery")
    if enabled.unknown:
        yield undetermined(enabled, f"{enabled.path} is not known yet; it must be true")
    elif not enabled.truth:
        yield failed(enabled, f"{enabled.path} is {enabled.shown}, it must be true")


def _replica_key(replica: Reading) -> Iterator[Finding]:
    if replica.get("kmsKeyArn").absent:
        yield failed(replica.get("kmsKeyArn"), f"{replica.path}.kmsKeyArn is not set, so no customer key is used")


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="dynamodb-table-point-in-time-recovery",
        types=(TABLE,),
        judge=all_of(must_be_true("pointInTimeRecovery.enabled"), _of_replicas(_replica_restorable)),
        examples=examples(
            TABLE,
            good={"name": "orders", "pointInTimeRecovery": {"enabled": True}},
            bad={"name": "orders"},
            unknown={"name": "orders", "pointInTimeRecovery": {"enabled": UNKNOWN}},
        ),
    ),
    ResourceRule(
        id="dynamodb-table-customer-key",
        types=(TABLE,),
        judge=all_of(
            must_be_true("serverSideEncryption.enabled"),
            must_be_customer_key("serverSideEncryption.kmsKeyArn", proven_by=NAMES_OF_KEYS),
            _of_replicas(_replica_key),
        ),
        examples=examples(
            TABLE,
            good={"name": "orders", "serverSideEncryption": {"enabled": True, "kmsKeyArn": _KEY}},
            bad={"name": "orders", "serverSideEncryption": {"enabled": True}},
            unknown={"name": "orders", "serverSideEncryption": {"enabled": True, "kmsKeyArn": UNKNOWN}},
        ),
    ),
    ResourceRule(
        id="dynamodb-table-deletion-protected",
        types=(TABLE,),
        judge=when(lambda _, bar: bar.deletion_protection, must_be_true("deletionProtectionEnabled")),
        examples=examples(
            TABLE,
            good={"name": "orders", "deletionProtectionEnabled": True},
            bad={"name": "orders"},
            unknown={"name": "orders", "deletionProtectionEnabled": UNKNOWN},
        ),
    ),
)
