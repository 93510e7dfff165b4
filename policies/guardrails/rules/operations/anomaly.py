"""Unusual activity raises an alarm: log anomaly detectors, and bands around sign-ins and requests."""

from collections.abc import Callable

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_true
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, JudgeStack, ResourceRule, Rule, examples
from guardrails.rules.operations.types import LOG_ANOMALY_DETECTOR, LOG_METRIC_FILTER, METRIC_ALARM
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

_GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/cloudtrail/main"
_TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms"
_BAND = "ANOMALY_DETECTION_BAND"
_SIGN_INS = {
    "AWS/Cognito": frozenset({"SignInSuccesses", "SignInThrottles", "FederationSuccesses", "TokenRefreshSuccesses"}),
}
_REQUESTS = {
    "AWS/ApplicationELB": frozenset({"RequestCount", "RequestCountPerTarget"}),
    "AWS/WAFV2": frozenset({"AllowedRequests", "BlockedRequests", "CountedRequests"}),
    "AWS/ApiGateway": frozenset({"Count"}),
    "AWS/CloudFront": frozenset({"Requests"}),
    "AWS/NetworkELB": frozenset({"NewFlowCount", "NewFlowCount_TLS"}),
}
Wanted = Callable[[Reading, Graph], bool | None]


def _detecting(graph: Graph, _bar: Thresholds) -> Findings:
    enabled = [detector.read("enabled") for detector in graph.of(LOG_ANOMALY_DETECTOR)]
    if any(reading.truth for reading in enabled):
        return
    if any(reading.unknown for reading in enabled):
        yield undetermined(None, "whether a LogAnomalyDetector of the stack is enabled is not known yet")
    else:
        yield failed(None, "the stack has no LogAnomalyDetector that is enabled")


def _banded(wanted: Wanted, what: str) -> JudgeStack:
    def judge(graph: Graph, _bar: Thresholds) -> Findings:
        found = [_is_band_on(alarm, graph, wanted) for alarm in graph.of(METRIC_ALARM)]
        if True in found:
            return
        if None in found:
            yield undetermined(None, f"whether an alarm has a band around {what} is not known yet")
        else:
            yield failed(None, f"the stack has no MetricAlarm with a thresholdMetricId on {what}")

    return judge


def _is_band_on(alarm: Resource, graph: Graph, wanted: Wanted) -> bool | None:
    """Whether the alarm compares a metric that is wanted with its own band; None where that is not known."""
    threshold, queries = alarm.read("thresholdMetricId"), alarm.read("metricQueries")
    if threshold.absent:
        return False
    if threshold.unknown or queries.unknown:
        return None
    bands = [query for query in queries.each() if query.get("id").text == threshold.text]
    expressions = [band.get("expression") for band in bands]
    if not any(each.unknown or _BAND in (each.text or "") for each in expressions):
        return False
    metrics = [wanted(query.get("metric"), graph) for query in queries.each() if not query.get("metric").absent]
    if True in metrics:
        return None if any(each.unknown for each in expressions) else True
    return None if None in metrics else False


def _sign_ins(metric: Reading, graph: Graph) -> bool | None:
    found = (_named(metric, _SIGN_INS), _from_audit_log(metric, graph))
    return True if True in found else None if None in found else False


def _requests(metric: Reading, _graph: Graph) -> bool | None:
    return _named(metric, _REQUESTS)


def _named(metric: Reading, names: dict[str, frozenset[str]]) -> bool | None:
    namespace, name = metric.get("namespace"), metric.get("metricName")
    if namespace.unknown or name.unknown:
        return None
    return name.text in names.get(namespace.text or "", frozenset())


def _from_audit_log(metric: Reading, graph: Graph) -> bool | None:
    """Whether the metric counts console sign-ins, by a filter of the stack on ``ConsoleLogin``."""
    return graph.derived(_counting_sign_ins).get((metric.get("namespace").text, metric.get("metricName").text), False)


def _counting_sign_ins(graph: Graph) -> dict[tuple[str | None, str | None], bool | None]:
    """The metrics that a filter on ``ConsoleLogin`` makes; None for those whose filter is not known yet."""
    found: dict[tuple[str | None, str | None], bool | None] = {}
    for each in graph.of(LOG_METRIC_FILTER):
        transformation, pattern = each.read("metricTransformation"), each.read("pattern")
        made = (transformation.get("namespace").text, transformation.get("name").text)
        if pattern.unknown:
            found.setdefault(made, None)
        elif "ConsoleLogin" in (pattern.text or ""):
            found[made] = True
    return found


def _alarm(namespace: str, name: Value, *, band: str = f"{_BAND}(seen, 3)") -> tuple[Declared, ...]:
    return (
        Declared(
            type=METRIC_ALARM,
            properties={
                "comparisonOperator": "LessThanLowerOrGreaterThanUpperThreshold",
                "evaluationPeriods": 3,
                "thresholdMetricId": "band",
                "metricQueries": [
                    {
                        "id": "seen",
                        "returnData": True,
                        "metric": {"namespace": namespace, "metricName": name, "period": 300, "stat": "Sum"},
                    },
                    {"id": "band", "expression": band, "returnData": True},
                ],
                "alarmActions": [_TOPIC],
            },
        ),
    )


def _detector(enabled: Value) -> tuple[Declared, ...]:
    return (Declared(type=LOG_ANOMALY_DETECTOR, properties={"logGroupArnLists": [_GROUP], "enabled": enabled}),)


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="logs-anomaly-detector-enabled",
        types=(LOG_ANOMALY_DETECTOR,),
        judge=must_be_true("enabled"),
        examples=examples(
            LOG_ANOMALY_DETECTOR,
            good={"logGroupArnLists": [_GROUP], "enabled": True},
            bad={"logGroupArnLists": [_GROUP], "enabled": False},
            unknown={"logGroupArnLists": [_GROUP], "enabled": UNKNOWN},
        ),
    ),
    CompletenessRule(
        id="logs-anomaly-detector-present",
        types=(LOG_ANOMALY_DETECTOR,),
        judge=_detecting,
        examples=Examples(good=_detector(True), bad=_detector(False), unknown=_detector(UNKNOWN)),
    ),
    CompletenessRule(
        id="cloudwatch-sign-ins-band",
        types=(METRIC_ALARM,),
        judge=_banded(_sign_ins, "sign-ins"),
        examples=Examples(
            good=_alarm("AWS/Cognito", "SignInSuccesses"),
            bad=_alarm("AWS/Cognito", "SignUpSuccesses"),
            unknown=_alarm("AWS/Cognito", UNKNOWN),
        ),
    ),
    CompletenessRule(
        id="cloudwatch-requests-band",
        types=(METRIC_ALARM,),
        judge=_banded(_requests, "requests"),
        examples=Examples(
            good=_alarm("AWS/ApplicationELB", "RequestCount"),
            bad=_alarm("AWS/ApplicationELB", "RequestCount", band="seen * 2"),
            unknown=_alarm("AWS/ApplicationELB", UNKNOWN),
        ),
    ),
)
