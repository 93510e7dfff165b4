"""CIS AWS Foundations section 4: an alarm that acts on each event, by a filter on the audit log (mon.alarms)."""

from collections.abc import Iterator
from typing import Any, Final

from guardrails.graph import Resource
from guardrails.rules.operations import cis
from guardrails.rules.operations.cis_events import WATCHED
from verification.audit.calls import TRAILS
from verification.check import Check
from verification.live import Live
from verification.operations.calls import ALARMS, METRIC_FILTERS
from verification.operations.graphs import alarms, filters, own_trails, whole

_GROUP: Final = "/vouch/prod/trail"
_TRAIL: Final = {
    "Name": "audit",
    "TrailARN": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/audit",
    "CloudWatchLogsLogGroupArn": f"arn:aws:logs:eu-west-1:123456789012:log-group:{_GROUP}:*",
}
_ALARM: Final = {
    "AlarmName": "watched",
    "Namespace": "audit",
    "MetricName": "Watched",
    "ActionsEnabled": True,
    "AlarmActions": ["arn:aws:sns:eu-west-1:123456789012:alarms"],
    "Threshold": 1.0,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}


def _parts(live: Live) -> Iterator[Resource]:
    """Filters, alarms and trails: nothing where no filter is, whatever else there is."""
    if found := list(filters(live)):
        yield from found
        yield from alarms(live)
        yield from own_trails(live)


def watching(pattern: str, *, group: str = _GROUP, **alarm: Any) -> dict[Any, Any]:
    """An account with one filter on its trail's log group and an alarm on its metric: for examples."""
    metric = {"metricName": "Watched", "metricNamespace": "audit", "metricValue": "1"}
    return {
        METRIC_FILTERS: {
            "metricFilters": [
                {
                    "filterName": "watched",
                    "logGroupName": group,
                    "filterPattern": pattern,
                    "metricTransformations": [metric],
                }
            ]
        },
        ALARMS: {"MetricAlarms": [_ALARM | alarm]},
        TRAILS: {"trailList": [_TRAIL]},
    }


CHECKS: tuple[Check, ...] = tuple(
    whole(
        cis.RULES,
        id_,
        calls=(METRIC_FILTERS, ALARMS, TRAILS),
        parts=_parts,
        of=("cloudwatch", "alarm:*"),
        at="MetricAlarms",
        holds=watching(watched.pattern),
        bad=watching("{ $.eventName = DescribeInstances }"),
    )
    for id_, watched in WATCHED.items()
)
