"""No critical resource of the prod stack is without an alarm: what a map of alarms is for."""

import pytest

from components.operations.alarm_map import DIMENSIONS, Watched
from guardrails.graph import Resource
from tests.support.prod import record_stack
from tests.support.recording import Recorded

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
# A queue is watched where it keeps what could not be delivered; an empty one of the incident process is as it should.
_NOT_CRITICAL = {"incidents-queue"}
# Alarms are in their resource's own region, and only the home region has a topic for them.
_HOME = "eu-west-1"


@pytest.fixture(scope="module")
def prod() -> Recorded:
    recorded = record_stack("prod")
    if not recorded.all("vouch:operations:ResourceAlarms"):
        pytest.skip("the prod stack has no operations layer yet")
    return recorded


def _is_watched(resource: Resource, prod: Recorded) -> bool:
    dimensions = set(DIMENSIONS[Watched(resource.type)])
    named = {value for value in resource.properties.values() if isinstance(value, str)}
    for alarm in prod.all(ALARM):
        given = alarm.properties.get("dimensions")
        if not isinstance(given, dict) or set(given) != dimensions:
            continue
        if resource.urn in alarm.property_dependencies.get("dimensions", ()):
            return True
        if named & {value for value in given.values() if isinstance(value, str)}:
            return True
    return False


@pytest.mark.parametrize("watched", Watched)
def test_every_critical_resource_of_prod_has_an_alarm(watched: Watched, prod: Recorded) -> None:
    silent = [
        resource.name
        for resource in prod.all(watched.value)
        if resource.name not in _NOT_CRITICAL
        and prod.graph.region_of(resource).text == _HOME
        and not _is_watched(resource, prod)
    ]
    assert silent == []
