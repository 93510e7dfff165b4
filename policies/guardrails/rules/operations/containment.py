"""A state machine contains an instance, a key and a session at once, and says what it did (ir.contain)."""

import json
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of, must_be_true
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.detection.events import Match, takes
from guardrails.rules.network.types import EGRESS_RULE, INGRESS_RULE, SECURITY_GROUP, SECURITY_GROUP_RULE
from guardrails.rules.operations.definitions import PROCESSES, definition, serves
from guardrails.rules.operations.types import EVENT_RULE, EVENT_TARGET, STATE_MACHINE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined, unsure

_FINDINGS: Final = (
    ("aws.guardduty", "GuardDuty Finding"),
    ("aws.securityhub", "Security Hub Findings - Imported"),
)
_EVERYTHING: Final = must_be_one_of("loggingConfiguration.level", "ALL", default="OFF")
_STEPS: Final = {
    "isolates no instance": ("ec2:modifyinstanceattribute", "ec2:modifynetworkinterfaceattribute"),
    "disables no access key": ("iam:updateaccesskey", "iam:deleteaccesskey"),
    "revokes no session": ("iam:putrolepolicy", "iam:attachrolepolicy", "iam:putuserpolicy", "iam:attachuserpolicy"),
}


def _contained(graph: Graph, _bar: Thresholds) -> Findings:
    started = [(routed, _missing(each)) for each in graph.of(STATE_MACHINE) if (routed := _routed(each, graph))]
    certain = [missing for _routed, missing in started if missing]
    if not started:
        yield failed(None, "no EventRule on GuardDuty's or Security Hub's findings starts a StateMachine")
    elif len(certain) == len(started):
        least = min(certain, key=len)
        yield failed(None, f"the StateMachine that findings start {' and '.join(least)}")
    elif (Match.YES, ()) not in started:
        yield undetermined(None, "whether findings start a StateMachine that contains what they name is not known yet")
    yield from _quarantined(graph)


def _routed(machine: Resource, graph: Graph) -> Match:
    """Whether findings start the machine."""
    targets = graph.referrers(machine, EVENT_TARGET, "arn")
    best = Match.NO if targets.resolved else Match.UNKNOWN
    for target in targets.resources:
        rules = graph.references(target, "rule", EVENT_RULE)
        taken = (takes(rule.read("eventPattern"), *finding) for rule in rules.resources for finding in _FINDINGS)
        best = max(best, *taken, Match.NO if rules.resolved else Match.UNKNOWN)
    return best


def _missing(machine: Resource) -> tuple[str, ...] | None:
    """What a machine does not do; None where its steps are out of sight."""
    read = definition(machine.read("definition"))
    if read is None:
        return None if machine.read("definition").unknown else tuple(_STEPS)
    calls = read.calls()
    missing = tuple(lack for lack, wanted in _STEPS.items() if not calls & set(wanted))
    return None if missing and read.hands_on() else missing


def _logs(machine: Resource, graph: Graph, bar: Thresholds) -> Findings:
    """Every machine logs something (state-machine-logged); one that answers an incident, each of its steps."""
    routed, serving = _routed(machine, graph), serves(machine, *PROCESSES)
    if routed is Match.NO and serving is False:
        yield not_applicable("no finding starts the machine, and its tag process names no process of an incident")
    elif routed is Match.YES or serving:
        yield from _EVERYTHING(machine, bar)
    else:
        yield from unsure(_EVERYTHING(machine, bar), "if it answers incidents")


def _quarantined(graph: Graph) -> Findings:
    doubtful = False
    for group in graph.of(SECURITY_GROUP):
        ingress, egress = group.read("ingress"), group.read("egress")
        if ingress.unknown or egress.unknown:
            doubtful = True
        elif not list(ingress.each()) and not list(egress.each()):
            rules = graph.referrers(group, SECURITY_GROUP_RULE, "securityGroupId")
            opened = graph.referrers(group, INGRESS_RULE, "securityGroupId")
            left = graph.referrers(group, EGRESS_RULE, "securityGroupId")
            if rules.resources or opened.resources or left.resources:
                continue
            if rules.resolved and opened.resolved and left.resolved:
                return
            doubtful = True
    if doubtful:
        yield undetermined(None, "whether a SecurityGroup without any rule is there for quarantine is not known yet")
    else:
        yield failed(None, "the stack has no SecurityGroup without any rule, to put a suspect instance in")


def _steps(*actions: str) -> str:
    states = {
        action.replace(":", "-"): {"Type": "Task", "Resource": f"arn:aws:states:::aws-sdk:{action}", "End": True}
        for action in actions
    }
    return json.dumps({"StartAt": actions[0].replace(":", "-"), "States": states})


_ROLE: Value = "arn:aws:iam::123456789012:role/containment"
_ALL: Final = ("ec2:modifyInstanceAttribute", "iam:updateAccessKey", "iam:putRolePolicy")


def _stack(document: Value, **properties: Value) -> tuple[Declared, ...]:
    pattern = json.dumps({"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"]})
    return (
        Declared(
            type=STATE_MACHINE, name="containment", properties={"definition": document, "roleArn": _ROLE, **properties}
        ),
        Declared(type=SECURITY_GROUP, name="quarantine", properties={"description": "Quarantine"}),
        Declared(type=EVENT_RULE, name="rule", properties={"name": "findings", "eventPattern": pattern}),
        Declared(
            type=EVENT_TARGET,
            name="target",
            properties={"rule": "findings", "arn": UNKNOWN},
            depends={"arn": ("containment",)},
        ),
    )


_MACHINE: dict[str, Value] = {"roleArn": _ROLE, "definition": _steps(*_ALL)}

RULES: tuple[Rule, ...] = (
    RelationRule(
        id="incident-machine-logs-everything",
        types=(STATE_MACHINE,),
        judge=_logs,
        examples=Examples(
            good=_stack(_steps(*_ALL), loggingConfiguration={"level": "ALL", "includeExecutionData": False}),
            bad=_stack(_steps(*_ALL), loggingConfiguration={"level": "ERROR"}),
            unknown=_stack(_steps(*_ALL), loggingConfiguration={"level": UNKNOWN}),
        ),
    ),
    ResourceRule(
        id="state-machine-traced",
        types=(STATE_MACHINE,),
        judge=must_be_true("tracingConfiguration.enabled"),
        examples=examples(
            STATE_MACHINE,
            good={**_MACHINE, "tracingConfiguration": {"enabled": True}},
            bad=_MACHINE,
            unknown={**_MACHINE, "tracingConfiguration": {"enabled": UNKNOWN}},
        ),
    ),
    CompletenessRule(
        id="containment-present",
        types=(STATE_MACHINE, SECURITY_GROUP, EVENT_RULE, EVENT_TARGET),
        judge=_contained,
        examples=Examples(good=_stack(_steps(*_ALL)), bad=_stack(_steps(*_ALL[:2])), unknown=_stack(UNKNOWN)),
    ),
)
