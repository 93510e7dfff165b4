"""File systems: who may mount them and how; and tables with replicas."""

import json

import pytest

from guardrails.controls.data import dynamodb as table_records
from guardrails.controls.data import efs as records
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules.data import backup_types as t
from guardrails.rules.data import dynamodb, efs
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_INFOS = {info.id: info for info in (*records.RULES, *table_records.RULES)}
_RULES = {rule.id: rule for rule in (*efs.RULES, *dynamodb.RULES)}
PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]


def verdicts(rule: str, *stack: Declared, bar: str = "prod") -> list[Verdict]:
    return [result.verdict for result in judge(graph(stack), RuleBook((_RULES[rule],), _INFOS), profile(bar))]


def policy(**statement: Value) -> Declared:
    stated = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        **statement,
    }
    text = json.dumps({"Statement": stated})
    return Declared(type=t.FILE_SYSTEM_POLICY, name="policy", properties={"fileSystemId": "fs-1", "policy": text})


FILES = Declared(type=t.FILE_SYSTEM, name="files", properties={"creationToken": "files"})
MOUNTED = {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({}, PASSED),
        ({"Effect": "Allow", "Condition": {}}, FAILED),
        ({"Effect": "Allow", "Condition": MOUNTED}, PASSED),
        ({"Effect": "Allow", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, FAILED),
        ({"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Condition": {}}, PASSED),
    ],
)
def test_a_file_system_is_for_nobody_public(statement: Value, expected: list[Verdict]) -> None:
    assert verdicts("efs-policy-not-public", policy(**statement)) == expected


def wired(declared: Declared) -> Declared:
    return Declared(
        type=declared.type,
        name=declared.name,
        properties={**declared.properties, "fileSystemId": UNKNOWN},
        depends={"fileSystemId": ("files",)},
    )


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({}, PASSED),
        ({"Action": "elasticfilesystem:*"}, PASSED),
        ({"Action": "elasticfilesystem:ClientMount"}, FAILED),
        ({"Principal": {"AWS": "123456789012"}}, FAILED),
        ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, FAILED),
    ],
)
def test_clients_without_tls_are_denied(statement: Value, expected: list[Verdict]) -> None:
    assert verdicts("efs-tls-only", FILES, wired(policy(**statement))) == expected


def test_a_file_system_without_a_policy_takes_plain_clients() -> None:
    assert verdicts("efs-tls-only", FILES) == FAILED
    assert verdicts(
        "efs-tls-only", FILES, Declared(type=t.FILE_SYSTEM_POLICY, properties={"fileSystemId": UNKNOWN})
    ) == (UNDETERMINED)


def test_the_root_of_a_file_system_is_no_directory_of_ones_own() -> None:
    point = Declared(type=t.FILE_ACCESS_POINT, properties={"fileSystemId": "fs-1", "rootDirectory": {"path": "/"}})
    assert verdicts("efs-access-point-root-directory", point) == FAILED


def table(**properties: Value) -> Declared:
    return Declared(type=t.TABLE, properties={"name": "orders", **properties})


def test_replicas_of_a_table_keep_the_same_promises() -> None:
    recoverable = {"pointInTimeRecovery": {"enabled": True}}
    rule = "dynamodb-table-point-in-time-recovery"
    assert verdicts(rule, table(**recoverable, replicas=[{"regionName": "eu-central-1"}])) == FAILED
    replica = {"regionName": "eu-central-1", "pointInTimeRecovery": True, "kmsKeyArn": UNKNOWN}
    assert verdicts(rule, table(**recoverable, replicas=[replica])) == PASSED
    encrypted = {"serverSideEncryption": {"enabled": True, "kmsKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/1"}}
    assert verdicts("dynamodb-table-customer-key", table(**encrypted, replicas=[replica])) == PASSED
    assert verdicts("dynamodb-table-customer-key", table(**encrypted, replicas=[{"regionName": "x"}])) == FAILED


def test_a_table_under_the_key_of_aws_is_not_under_a_customer_key() -> None:
    managed = {"enabled": True, "kmsKeyArn": "arn:aws:kms:eu-west-1:123456789012:alias/aws/dynamodb"}
    assert verdicts("dynamodb-table-customer-key", table(serverSideEncryption=managed)) == FAILED


def test_a_dev_table_may_be_deleted() -> None:
    assert verdicts("dynamodb-table-deletion-protected", table()) == FAILED
    assert verdicts("dynamodb-table-deletion-protected", table(), bar="dev") == [Verdict.NOT_APPLICABLE]
