"""Alarms reach somebody: their actions are set and on."""

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.operations.types import COMPOSITE_ALARM, METRIC_ALARM
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms"


def _acts(alarm: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if _is_part(alarm, graph):
        yield not_applicable("a composite alarm acts for this one")
        return
    enabled, actions = alarm.read("actionsEnabled").default(True), alarm.read("alarmActions")
    if enabled.unknown:
        yield undetermined(enabled, "actionsEnabled is not known yet; it must be true")
    elif enabled.truth is False:
        yield failed(enabled, "actionsEnabled is false")
    if actions.unknown:
        yield undetermined(actions, "alarmActions is not known yet; it must name an action")
    elif not any(True for _ in actions.each()):
        yield failed(actions, "alarmActions names no action")


def _is_part(alarm: Resource, graph: Graph) -> bool:
    """Whether a composite alarm's rule speaks of this alarm, by its name or by a dependency."""
    if alarm.type == COMPOSITE_ALARM:
        return False
    name = alarm.read("name").text
    return any(
        graph.depends_on(composite, "alarmRule", METRIC_ALARM)
        and alarm.urn in composite.property_dependencies.get("alarmRule", ())
        for composite in graph.of(COMPOSITE_ALARM)
    ) or any(
        name is not None and _speaks_of(composite.read("alarmRule").text or "", name)
        for composite in graph.of(COMPOSITE_ALARM)
    )


def _speaks_of(rule: str, name: str) -> bool:
    return any(f"({quote}{name}{quote})" in rule for quote in ("", '"', "'"))


def _alarm(**properties: Value) -> tuple[Declared, ...]:
    return (
        Declared(
            type=METRIC_ALARM,
            properties={"comparisonOperator": "GreaterThanThreshold", "evaluationPeriods": 1, **properties},
        ),
    )


RULES: tuple[Rule, ...] = (
    RelationRule(
        id="cloudwatch-alarm-acts",
        types=(METRIC_ALARM, COMPOSITE_ALARM),
        judge=_acts,
        examples=Examples(
            good=_alarm(alarmActions=[_TOPIC]),
            bad=_alarm(alarmActions=[_TOPIC], actionsEnabled=False),
            unknown=_alarm(alarmActions=UNKNOWN),
        ),
    ),
)
