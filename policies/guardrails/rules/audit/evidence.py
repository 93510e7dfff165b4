"""The rule that no workload may stop, shorten or blind what is recorded of it.

Whoever takes over a task, function or server has its role; the actions are those by which intruders cover their
tracks (MITRE ATT&CK T1562.008, "Disable or Modify Cloud Logs", and T1485 for keys).
"""

from collections.abc import Mapping
from typing import Final

from guardrails.documents import Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.audit.types import POLICY, ROLE, ROLE_POLICY
from guardrails.rules.audit.workloads import Held, held_with
from guardrails.rules.identity.statements import identity_document, policies
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value, depends_on_unknown
from guardrails.verdicts import failed, not_applicable, undetermined, unsure

_BLINDING: Final = (
    "cloudtrail:DeleteEventDataStore",
    "cloudtrail:DeleteTrail",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:StopEventDataStoreIngestion",
    "cloudtrail:StopLogging",
    "cloudtrail:UpdateTrail",
    "config:DeleteConfigurationRecorder",
    "config:DeleteDeliveryChannel",
    "config:StopConfigurationRecorder",
    "ec2:DeleteFlowLogs",
    "guardduty:CreateFilter",
    "guardduty:DeleteDetector",
    "guardduty:UpdateDetector",
    "kms:DisableKey",
    "kms:ScheduleKeyDeletion",
    "macie2:DisableMacie",
    "securityhub:DisableSecurityHub",
)


def _blinds_nothing(policy: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    held = held_with(policy, graph)
    if held is None:
        yield not_applicable("no workload of the stack holds the policy")
        return
    found = _blinding(policy, held)
    yield from found if held.sure else unsure(found, "if a workload takes the role, which is not known yet")


def _blinding(policy: Resource, held: Held) -> Findings:
    for reading in policies(policy):
        document = parse(reading)
        allowed = [
            action
            for action in _BLINDING
            if any(each.covers(action) for each in document.allowing) and not _denied(action, held.statements)
        ]
        if allowed:
            more = f" and {len(allowed) - 1} more" if len(allowed) > 1 else ""
            yield failed(reading, f"a workload may {allowed[0]}{more}, and so blind what watches it")
        elif document.unknown and not _of_resources_alone(document.statements):
            yield undetermined(reading, f"{reading.path} is not known yet; a workload must not stop what is recorded")


def _denied(action: str, statements: tuple[Statement, ...]) -> bool:
    return any(
        each.denies and each.covers(action) and not each.conditions and "*" in each.resources for each in statements
    )


def _of_resources_alone(statements: tuple[Statement, ...]) -> bool:
    """Whether only resources and conditions are unknown, which change nothing of what may be done."""
    return bool(statements) and not any(
        each.raw.get(part) is UNKNOWN or depends_on_unknown(each.raw.get(part))
        for each in statements
        for part in ("Effect", "Action", "NotAction")
    )


def _task(policy: Value) -> tuple[Declared, ...]:
    trust: Mapping[str, Value] = {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    return (
        Declared(type=ROLE, name="task", properties={"assumeRolePolicy": identity_document(trust)}),
        Declared(type=ROLE_POLICY, properties={"role": UNKNOWN, "policy": policy}, depends={"role": ("task",)}),
    )


def _allowing(action: str) -> str:
    return identity_document({"Effect": "Allow", "Action": action, "Resource": "*"})


RULES: tuple[Rule, ...] = (
    RelationRule(
        id="workload-cannot-blind-records",
        types=(ROLE, ROLE_POLICY, POLICY),
        judge=_blinds_nothing,
        examples=Examples(
            good=_task(_allowing("cloudtrail:LookupEvents")),
            bad=_task(_allowing("cloudtrail:*")),
            unknown=_task(UNKNOWN),
        ),
    ),
)
