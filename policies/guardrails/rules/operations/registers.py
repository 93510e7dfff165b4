"""Findings are written where they are tracked, and customers read news elsewhere (ir.track, ir.updates)."""

import json
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, Rule
from guardrails.rules.detection.events import Match, takes
from guardrails.rules.edge.types import DISTRIBUTION
from guardrails.rules.operations.definitions import definition
from guardrails.rules.operations.types import EVENT_RULE, EVENT_TARGET, STATE_MACHINE
from guardrails.thresholds import Thresholds
from guardrails.tokens import DYNAMODB_TABLE
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_FINDING: Final = ("aws.securityhub", "Security Hub Findings - Imported")
_DETECTOR: Final = ("aws.guardduty", "GuardDuty Finding")
_WRITES: Final = frozenset({"dynamodb:putitem", "dynamodb:updateitem", "ssm:createopsitem"})
_STATUS: Final = "status."


def _tracked(graph: Graph, _bar: Thresholds) -> Findings:
    best = max((_route(target, graph) for target in graph.of(EVENT_TARGET)), default=Match.NO)
    if best is Match.UNKNOWN:
        yield undetermined(None, "whether findings are written to a register is not known yet")
    elif best is Match.NO:
        yield failed(None, "no EventTarget of findings opens an OpsItem, or starts a StateMachine that writes a table")


def _route(target: Resource, graph: Graph) -> Match:
    rules = graph.references(target, "rule", EVENT_RULE)
    patterns = [rule.read("eventPattern") for rule in rules.resources]
    taken = max(
        (takes(pattern, *finding) for pattern in patterns for finding in (_FINDING, _DETECTOR)),
        default=Match.NO if rules.resolved else Match.UNKNOWN,
    )
    return min(taken, _writes(target, graph))


def _writes(target: Resource, graph: Graph) -> Match:
    """Whether what a target starts writes a register; what a function does, nobody sees."""
    arn = target.read("arn")
    if arn.known:
        parts = (arn.text or "").split(":")
        if parts[2:3] == ["ssm"] and parts[-1] == "opsitem":
            return Match.YES
    machines = graph.references(target, "arn", STATE_MACHINE)
    best = Match.NO if machines.resources or arn.known or target.property_dependencies.get("arn") else Match.UNKNOWN
    for machine in machines.resources:
        stated = machine.read("definition")
        read = definition(stated)
        if read is None:
            best = max(best, Match.UNKNOWN if stated.unknown else Match.NO)
        elif read.calls() & _WRITES:
            best = max(best, Match.YES if "ssm:createopsitem" in read.calls() else _durable(graph))
        elif read.hands_on():
            best = max(best, Match.UNKNOWN)
    return best


def _durable(graph: Graph) -> Match:
    """Whether a table of the stack is one that nobody deletes by mistake, and that can be set back."""
    best = Match.NO
    for table in graph.of(DYNAMODB_TABLE):
        kept, restorable = table.read("deletionProtectionEnabled"), table.read("pointInTimeRecovery.enabled")
        if kept.truth and restorable.truth:
            return Match.YES
        if (kept.unknown or kept.truth) and (restorable.unknown or restorable.truth):
            best = Match.UNKNOWN
    return best


def _informed(graph: Graph, _bar: Thresholds) -> Findings:
    doubtful = False
    for distribution in graph.of(DISTRIBUTION):
        aliases = distribution.read("aliases")
        doubtful = doubtful or aliases.unknown or any(alias.unknown for alias in aliases.each())
        if any((alias.text or "").startswith(_STATUS) for alias in aliases.each()):
            return
    if doubtful:
        yield undetermined(None, f"whether a Distribution has an alias such as {_STATUS}example.com is not known yet")
    else:
        yield failed(None, f"the stack has no Distribution with an alias such as {_STATUS}example.com")


def _started(arn: Value, document: Value = None) -> tuple[Declared, ...]:
    depends = {"arn": ("register",)} if document is not None else {}
    pattern = json.dumps({"source": [_FINDING[0]], "detail-type": [_FINDING[1]]})
    machine = Declared(
        type=STATE_MACHINE,
        name="register",
        properties={"definition": document, "roleArn": "arn:aws:iam::123456789012:role/register"},
    )
    return (
        Declared(type=EVENT_RULE, name="rule", properties={"name": "findings", "eventPattern": pattern}),
        Declared(type=EVENT_TARGET, name="target", properties={"rule": "findings", "arn": arn}, depends=depends),
        *((machine,) if document is not None else ()),
    )


def _page(aliases: Value) -> tuple[Declared, ...]:
    return (Declared(type=DISTRIBUTION, properties={"enabled": True, "aliases": aliases}),)


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="incident-register-present",
        types=(EVENT_TARGET, STATE_MACHINE, DYNAMODB_TABLE),
        judge=_tracked,
        examples=Examples(
            good=_started("arn:aws:ssm:eu-west-1:123456789012:opsitem"),
            bad=_started("arn:aws:sns:eu-west-1:123456789012:findings"),
            unknown=_started(UNKNOWN, UNKNOWN),
        ),
    ),
    CompletenessRule(
        id="status-page-present",
        types=(DISTRIBUTION,),
        judge=_informed,
        examples=Examples(good=_page(["status.example.com"]), bad=_page(["www.example.com"]), unknown=_page([UNKNOWN])),
    ),
)
