"""Unusual activity is looked for: in logs, by bands around sign-ins and requests (mon.anomaly).

That CloudTrail looks for unusual call rates is asked with the trails (``verification.audit.cloudtrail``).
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.graph import Resource
from guardrails.rules.operations import anomaly
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Scope, holds_if_found
from verification.live import Live
from verification.operations.calls import ALARMS, ANOMALY_DETECTORS, METRIC_FILTERS
from verification.operations.graphs import alarms_everywhere, filters, whole

# A detector learns for a while before it judges (CloudWatch Logs guide, "Log anomaly detection").
_AT_WORK: Final = frozenset({"INITIALIZING", "TRAINING", "ANALYZING"})


def _detectors(live: Live) -> Iterator[Found]:
    for each in live.items(ANOMALY_DETECTORS):
        if each.get("anomalyDetectorStatus") != "DELETED":
            yield Found(each["anomalyDetectorArn"], each)


def _at_work(live: Live) -> Iterator[Found]:
    return (found for found in _detectors(live) if found.facts.get("anomalyDetectorStatus") in _AT_WORK)


def _works(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    status = found.facts.get("anomalyDetectorStatus")
    if status not in _AT_WORK:
        yield broken(
            "anomalyDetectorStatus", f"anomalyDetectorStatus is {status or 'not set'}, so nothing is looked for"
        )


def _parts(live: Live) -> Iterator[Resource]:
    yield from alarms_everywhere(live)
    yield from filters(live)


def _detector(status: str) -> dict[Any, Any]:
    arn = "arn:aws:logs:eu-west-1:123456789012:anomaly-detector:0a1b2c3d"
    return {ANOMALY_DETECTORS: {"anomalyDetectors": [{"anomalyDetectorArn": arn, "anomalyDetectorStatus": status}]}}


def _band(namespace: str, name: str) -> dict[Any, Any]:
    metric = {"Metric": {"Namespace": namespace, "MetricName": name}, "Period": 300, "Stat": "Sum"}
    queries = [
        {"Id": "seen", "MetricStat": metric},
        {"Id": "usual", "Expression": "ANOMALY_DETECTION_BAND(seen, 3)"},
    ]
    return {ALARMS: {"MetricAlarms": [{"AlarmName": "unusual", "ThresholdMetricId": "usual", "Metrics": queries}]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="logs-anomaly-detector-enabled",
        calls=(ANOMALY_DETECTORS,),
        finds=_detectors,
        judge=_works,
        examples=Examples(holds=_detector("ANALYZING"), broken=_detector("PAUSED")),
    ),
    Check(
        id="logs-anomaly-detector-present",
        calls=(ANOMALY_DETECTORS,),
        finds=_at_work,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_detector("TRAINING"), broken=None),
    ),
    *(
        whole(
            anomaly.RULES,
            id_,
            calls=(ALARMS, METRIC_FILTERS),
            parts=_parts,
            of=("cloudwatch", "alarm:*"),
            at="MetricAlarms.ThresholdMetricId",
            holds=_band(*wanted),
            bad=_band("AWS/EC2", "CPUUtilization"),
        )
        for id_, wanted in (
            ("cloudwatch-sign-ins-band", ("AWS/Cognito", "SignInSuccesses")),
            ("cloudwatch-requests-band", ("AWS/ApplicationELB", "RequestCount")),
        )
    ),
)
