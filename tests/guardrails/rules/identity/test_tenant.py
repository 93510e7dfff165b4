"""The subtle parts of the rules on tenants: what is shared, who may see it whole, and how a session is one tenant's."""

import pytest

from guardrails.controls.identity import tenant as records
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules.identity import tenant
from guardrails.rules.identity import types as t
from guardrails.rules.identity.statements import identity_document
from guardrails.tokens import BUCKET, DYNAMODB_TABLE
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_INFOS = {info.id: info for info in records.RULES}
_RULES = {rule.id: rule for rule in tenant.RULES}
PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
NOT_APPLICABLE = [Verdict.NOT_APPLICABLE]
OWN = "${aws:PrincipalTag/tenant_id}"
TABLE_ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/records"
LEADING = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [OWN]}}
TABLE = Declared(type=DYNAMODB_TABLE, name="records", properties={"name": "records", "hashKey": "tenant_id"})
FILES = Declared(type=BUCKET, name="files", properties={"bucket": "files", "tags": {"data": "customer"}})
LOGS = Declared(type=BUCKET, name="logs", properties={"bucket": "logs", "tags": {"data": "logs"}})


def verdicts(rule: str, *stack: Declared) -> list[Verdict]:
    found = judge(graph(stack), RuleBook((_RULES[rule],), _INFOS), profile("prod"))
    return [each.verdict for each in found if each.resource is not None and each.resource.name == "it"]


def policy(action: Value, resource: Value, condition: Value = None) -> Declared:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    stated = identity_document({**statement, "Condition": condition} if condition else statement)
    return Declared(type=t.ROLE_POLICY, name="it", properties={"role": "task", "policy": stated})


def role(principal: Value, name: str = "task", condition: Value = None, action: Value = "sts:AssumeRole") -> Declared:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    trust = identity_document({**statement, "Condition": condition} if condition else statement)
    return Declared(type=t.ROLE, name=name, properties={"name": name, "assumeRolePolicy": trust})


def test_every_rule_has_its_record() -> None:
    assert sorted(_RULES) == sorted(_INFOS)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (policy("dynamodb:GetItem", TABLE_ARN), FAILED),
        (policy("dynamodb:GetItem", TABLE_ARN, LEADING), PASSED),
        (policy("dynamodb:*", "*", LEADING), FAILED),
        (policy("dynamodb:Scan", TABLE_ARN, LEADING), FAILED),
        (policy("dynamodb:Scan", TABLE_ARN, {**LEADING, "Null": {"dynamodb:LeadingKeys": "false"}}), PASSED),
        (policy("dynamodb:Query", f"{TABLE_ARN}/index/*"), FAILED),
        (policy("dynamodb:Query", "arn:aws:dynamodb:*:*:table/rec*"), FAILED),
        (policy("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:123456789012:table/other"), PASSED),
        (policy("dynamodb:DescribeTable", TABLE_ARN), PASSED),
        (policy("dynamodb:GetItem", TABLE_ARN, {"StringEquals": {"aws:PrincipalTag/tenant_id": "acme"}}), PASSED),
        (policy("dynamodb:GetItem", TABLE_ARN, {"StringLike": {"aws:PrincipalTag/tenant_id": "*"}}), FAILED),
        (policy("dynamodb:BatchGetItem", TABLE_ARN, {"ForAnyValue:StringEquals": LEADING["ForAllValues:StringEquals"]}),
         FAILED),
        (policy("dynamodb:GetItem", TABLE_ARN, {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["acme", OWN]}}),
         FAILED),
    ],
)  # fmt: skip
def test_items_are_reached_by_the_sessions_own_key(stated: Declared, expected: list[Verdict]) -> None:
    assert verdicts("tenant-policy-confined", TABLE, stated) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (policy("s3:GetObject", "arn:aws:s3:::files/*"), FAILED),
        (policy("s3:GetObject", f"arn:aws:s3:::files/{OWN}/*"), PASSED),
        (policy("s3:GetObject", f"arn:aws:s3:::files/{OWN}*"), FAILED),
        (policy("s3:GetObject", "arn:aws:s3:::logs/*"), PASSED),
        (policy("s3:*", "arn:aws:s3:::*"), FAILED),
        (policy("s3:GetObject", "*"), FAILED),
        (policy("s3:ListBucket", "arn:aws:s3:::files"), FAILED),
        (policy("s3:ListBucket", "arn:aws:s3:::files", {"StringLike": {"s3:prefix": f"{OWN}/*"}}), PASSED),
    ],
)
def test_files_are_reached_under_the_sessions_own_prefix(stated: Declared, expected: list[Verdict]) -> None:
    assert verdicts("tenant-policy-confined", TABLE, FILES, LOGS, stated) == expected


def test_a_stack_without_tenants_is_asked_nothing() -> None:
    assert verdicts("tenant-policy-confined", FILES, policy("s3:GetObject", "*")) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("malware-protection-plan.guardduty.amazonaws.com", NOT_APPLICABLE),
        ("backup.amazonaws.com", NOT_APPLICABLE),
        ("ecs-tasks.amazonaws.com", FAILED),
        (["backup.amazonaws.com", "lambda.amazonaws.com"], FAILED),
    ],
)
def test_only_awss_own_work_sees_a_store_whole(service: Value, expected: list[Verdict]) -> None:
    stack = (TABLE, FILES, role({"Service": service}), policy("s3:GetObject", "arn:aws:s3:::files/*"))
    assert verdicts("tenant-policy-confined", *stack) == expected


def test_a_policy_that_is_not_known_matters_where_it_may_name_what_tenants_share() -> None:
    def unknown(*depends: str) -> Declared:
        wired = {"policy": depends} if depends else {}
        return Declared(type=t.ROLE_POLICY, name="it", properties={"role": "task", "policy": UNKNOWN}, depends=wired)

    assert verdicts("tenant-policy-confined", TABLE, LOGS, unknown("records")) == UNDETERMINED
    assert verdicts("tenant-policy-confined", TABLE, LOGS, unknown()) == UNDETERMINED
    assert verdicts("tenant-policy-confined", TABLE, LOGS, unknown("logs")) == PASSED


def acting(principal: Value, action: Value, condition: Value = None) -> list[Verdict]:
    held = Declared(
        type=t.ROLE_POLICY,
        name="policy",
        properties={
            "role": "it",
            "policy": identity_document(
                {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": TABLE_ARN, "Condition": LEADING}
            ),
        },
    )
    return verdicts("tenant-role-tagged-session", role(principal, "it", condition, action), held)


ASSUME = ["sts:AssumeRole", "sts:TagSession"]
TASK = {"AWS": "arn:aws:iam::123456789012:role/task"}


@pytest.mark.parametrize(
    ("principal", "action", "condition", "expected"),
    [
        (TASK, ASSUME, {"StringLike": {"aws:RequestTag/tenant_id": "?*"}}, PASSED),
        (TASK, ASSUME, {"Null": {"aws:RequestTag/tenant_id": "false"}}, PASSED),
        (TASK, ASSUME, {"StringLike": {"aws:RequestTag/tenant_id": "*"}}, FAILED),
        (TASK, ASSUME, {"StringLikeIfExists": {"aws:RequestTag/tenant_id": "?*"}}, FAILED),
        (TASK, ASSUME, None, FAILED),
        (TASK, "sts:AssumeRole", {"StringLike": {"aws:RequestTag/tenant_id": "?*"}}, FAILED),
        (
            {"Federated": "cognito-identity.amazonaws.com"},
            ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
            None,
            PASSED,
        ),
    ],
)
def test_a_role_for_tenants_is_assumed_with_a_tenant(
    principal: Value, action: Value, condition: Value, expected: list[Verdict]
) -> None:
    assert acting(principal, action, condition) == expected
