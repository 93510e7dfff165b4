"""Failover is exercised: experiments that can be stopped, objectives, and a date."""

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_set
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, ResourceRule, Rule, examples
from guardrails.rules.operations.types import EXPERIMENT_TEMPLATE, RESILIENCY_POLICY, SCHEDULE, STATE_MACHINE, TOPIC
from guardrails.thresholds import Thresholds
from guardrails.tokens import FUNCTION
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

_ZONE_LOSSES = frozenset({"aws:network:disrupt-connectivity", "aws:rds:failover-db-cluster"})
_REBOOT = "aws:rds:reboot-db-instances"
_ALARM = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:stop"


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    found: list[bool | None] = []
    for template in graph.of(EXPERIMENT_TEMPLATE):
        actions = template.read("actions")
        found += [None] if actions.unknown else [_loses_zone(action) for action in actions.each()]
    if True in found:
        return
    if None in found:
        yield undetermined(None, "whether an ExperimentTemplate of the stack takes a zone away is not known yet")
    else:
        yield failed(None, "the stack has no ExperimentTemplate that takes a zone or a database's primary away")


def _loses_zone(action: Reading) -> bool | None:
    identifier = action.get("actionId")
    if action.unknown or identifier.unknown:
        return None
    if identifier.text != _REBOOT:
        return identifier.text in _ZONE_LOSSES
    # A reboot moves to the standby only where it is forced to.
    forced = [each.get("value") for each in action.get("parameters").each() if each.get("key").text == "forceFailover"]
    return None if any(each.unknown for each in forced) else any(each.text == "true" for each in forced)


def _stops(template: Resource, _bar: Thresholds) -> Findings:
    conditions = template.read("stopConditions")
    if conditions.unknown:
        yield undetermined(conditions, "stopConditions is not known yet; it must name an alarm")
        return
    sources = [condition.get("source") for condition in conditions.each()]
    if not sources:
        yield failed(conditions, "stopConditions is not set, so nothing stops the experiment")
    for source in sources:
        if source.unknown:
            yield undetermined(source, f"{source.path} is not known yet; it must be aws:cloudwatch:alarm")
        elif source.text != "aws:cloudwatch:alarm":
            yield failed(source, f"{source.path} is {source.shown}, so nothing stops the experiment")


def _dated(graph: Graph, _bar: Thresholds) -> Findings:
    states = [
        schedule.read("state").default("ENABLED") for schedule in graph.of(SCHEDULE) if _of_a_day(schedule, graph)
    ]
    if any(state.text == "ENABLED" for state in states):
        return
    if any(state.unknown for state in states):
        yield undetermined(None, "whether the stack's Schedule is enabled is not known yet")
    else:
        yield failed(None, "no enabled Schedule starts an experiment or tells people, so no game day has a date")


def _of_a_day(schedule: Resource, graph: Graph) -> bool:
    """Whether a schedule may be a game day's: it starts an experiment, tells people, or does not yet say what."""
    target = schedule.read("target.arn")
    if target.text is not None:
        return any(service in target.text for service in (":sns:", ":fis:"))
    # A known wiring to something else (a state machine) says that it is another schedule.
    return bool(graph.references(schedule, "target.arn", TOPIC).resources) or not graph.depends_on(
        schedule, "target.arn", STATE_MACHINE, FUNCTION
    )


def _template(action: Value, *stops: Value) -> dict[str, Value]:
    return {
        "description": "Takes a zone away",
        "roleArn": "arn:aws:iam::123456789012:role/experiments",
        "actions": [{"name": "disrupt", "actionId": action}],
        "stopConditions": [*stops],
    }


def _schedule(state: Value) -> tuple[Declared, ...]:
    return (
        Declared(
            type=SCHEDULE,
            properties={
                "state": state,
                "scheduleExpression": "cron(0 9 1 1,4,7,10 ? *)",
                "flexibleTimeWindow": {"mode": "OFF"},
                "target": {
                    "arn": "arn:aws:sns:eu-west-1:123456789012:incidents",
                    "roleArn": "arn:aws:iam::123456789012:role/reminder",
                },
            },
        ),
    )


_STOP: dict[str, Value] = {"source": "aws:cloudwatch:alarm", "value": _ALARM}
_LOSS = "aws:network:disrupt-connectivity"

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="fis-zone-loss-experiment-present",
        types=(EXPERIMENT_TEMPLATE,),
        judge=_present,
        examples=Examples(
            good=(Declared(type=EXPERIMENT_TEMPLATE, properties=_template(_LOSS, _STOP)),),
            bad=(Declared(type=EXPERIMENT_TEMPLATE, properties=_template("aws:fis:wait", _STOP)),),
            unknown=(Declared(type=EXPERIMENT_TEMPLATE, properties=_template(UNKNOWN, _STOP)),),
        ),
    ),
    ResourceRule(
        id="fis-experiment-stop-condition",
        types=(EXPERIMENT_TEMPLATE,),
        judge=_stops,
        examples=examples(
            EXPERIMENT_TEMPLATE,
            good=_template(_LOSS, _STOP),
            bad=_template(_LOSS, {"source": "none"}),
            unknown=_template(_LOSS, {"source": UNKNOWN}),
        ),
    ),
    ResourceRule(
        id="resiliencehub-policy-zone-objective",
        types=(RESILIENCY_POLICY,),
        judge=must_be_set("policy.az.rto"),
        examples=examples(
            RESILIENCY_POLICY,
            good={"tier": "MissionCritical", "policy": {"az": {"rto": "1h0m0s", "rpo": "0h5m0s"}}},
            bad={"tier": "MissionCritical"},
            unknown={"tier": "MissionCritical", "policy": {"az": {"rto": UNKNOWN, "rpo": "0h5m0s"}}},
        ),
    ),
    CompletenessRule(
        id="scheduler-game-day-dated",
        types=(SCHEDULE,),
        judge=_dated,
        examples=Examples(good=_schedule("ENABLED"), bad=_schedule("DISABLED"), unknown=_schedule(UNKNOWN)),
    ),
)
