"""What workloads may do to the record of themselves, over all policies of their roles."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.audit import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.identity.judging import (
    FAILED,
    NOT_APPLICABLE,
    PASSED,
    UNDETERMINED,
    allow,
    document,
    results,
    verdicts,
)

AUDIT = "/vouch/prod/audit"
ARN = "arn:aws:logs:eu-west-1:123456789012:log-group:"


def group(name: str, **tags: Value) -> Declared:
    return Declared(type=t.LOG_GROUP, name="group", properties={"name": name, "tags": tags})


def task_role(**properties: Value) -> Declared:
    trusted = document(
        {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    )
    return Declared(type=t.ROLE, name="task", properties={"assumeRolePolicy": trusted, **properties})


def attached(policy_name: str, *, name: str = "attachment") -> Declared:
    return Declared(
        type="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        name=name,
        properties={"role": UNKNOWN, "policyArn": UNKNOWN},
        depends={"role": ("task",), "policyArn": (policy_name,)},
    )


@pytest.mark.parametrize("resource", ["*", "arn:aws:logs:*", "arn:aws:logs:eu-west-1:123456789012:*", f"{ARN}*"])
def test_a_managed_policy_of_a_workload_is_its_own(resource: str) -> None:
    managed = Declared(type=t.POLICY, properties={"policy": document(allow("logs:*", resource))})
    stack = (task_role(), managed, attached("main"), group(AUDIT, stream="audit"))
    assert verdicts("audit-log-only-added-to", *stack) == FAILED


def test_the_policies_of_a_workload_count_together() -> None:
    writing = Declared(
        type=t.ROLE_POLICY,
        name="writing",
        properties={"role": UNKNOWN, "policy": document(allow("logs:PutLogEvents", "*"))},
        depends={"role": ("task",)},
    )
    shortening = Declared(type=t.POLICY, properties={"policy": document(allow("logs:Delete*", f"{ARN}/vouch/*"))})
    stack = (task_role(), writing, shortening, attached("main"), group(AUDIT, stream="audit"))
    assert verdicts("audit-log-only-added-to", *stack) == FAILED
    assert verdicts("audit-log-only-added-to", *stack, of="writing") == PASSED
    refusal = document({"Effect": "Deny", "Action": "logs:Delete*", "Resource": "*"})
    refusing = task_role(inlinePolicies=[{"name": "keep", "policy": refusal}])
    assert verdicts("audit-log-only-added-to", refusing, *stack[1:]) == PASSED


def test_what_is_excepted_by_not_resource_is_not_reached() -> None:
    def stack(excepted: str) -> tuple[Declared, ...]:
        statement = {"Effect": "Allow", "Action": "logs:*", "NotResource": excepted}
        inline = [{"name": "logs", "policy": document(statement)}]
        return (task_role(inlinePolicies=inline), group(AUDIT, stream="audit"))

    assert verdicts("audit-log-only-added-to", *stack(f"{ARN}/other/*"), of="task") == FAILED
    assert verdicts("audit-log-only-added-to", *stack(f"{ARN}{AUDIT}:*"), of="task") == PASSED


BLIND = "workload-cannot-blind-records"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("cloudtrail:*", "*")], FAILED),
        ([allow("cloudtrail:Stop*", "arn:aws:cloudtrail:eu-west-1:123456789012:trail/main")], FAILED),
        ([allow("kms:*", "*")], FAILED),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], FAILED),
        ([allow("kms:Decrypt", "*")], PASSED),
        ([allow("kms:*", "*"), {"Effect": "Deny", "Action": ["kms:Sch*", "kms:Dis*"], "Resource": "*"}], PASSED),
        ([allow("kms:*", "*"), {"Effect": "Deny", "Action": "kms:Sch*", "Resource": "*"}], FAILED),
    ],
)
def test_a_workload_cannot_blind_what_watches_it(statements: list[dict[str, Value]], expected: object) -> None:
    managed = Declared(type=t.POLICY, properties={"policy": document(*statements)})
    assert verdicts(BLIND, task_role(), managed, attached("main")) == expected
    assert verdicts(BLIND, managed) == NOT_APPLICABLE


def test_the_message_names_what_blinds() -> None:
    inline = [{"name": "keys", "policy": document(allow("kms:ScheduleKeyDeletion", "*"))}]
    assert [each.message for each in results(BLIND, task_role(inlinePolicies=inline))] == [
        "a workload may kms:ScheduleKeyDeletion, and so blind what watches it"
    ]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (UNKNOWN, UNDETERMINED),
        ({"Statement": [{**allow("kms:Decrypt", "*"), "Resource": UNKNOWN}]}, PASSED),
        ({"Statement": [{**allow("kms:Decrypt", "*"), "Action": UNKNOWN}]}, UNDETERMINED),
    ],
)
def test_an_action_that_is_not_known_may_blind(policy: Value, expected: object) -> None:
    managed = Declared(type=t.POLICY, properties={"policy": policy})
    assert verdicts(BLIND, task_role(), managed, attached("main")) == expected
