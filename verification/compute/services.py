"""ECS services: in several zones, on the newest platform, rolled back when a deployment fails, and scaled.

(av.az, av.heal, av.scale, vm.patch.)
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.compute import ecs_service
from guardrails.rules.compute.types import SERVICE
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule
from verification.check import Check, Examples, Found, Responses
from verification.compute.calls import (
    CLUSTERS,
    OF_SERVICES,
    SCALABLE_TARGETS,
    SCALING_POLICIES,
    SERVICE_DETAILS,
    SERVICES,
    SUBNETS,
)
from verification.compute.zones import THREE_SUBNETS, zone_of
from verification.live import Live

# What one call describes (ECS API reference, DescribeServices).
_TOGETHER: Final = 10
_TWO: Final = 2
_BREAKER: Final = "deploymentCircuitBreaker"
_CALLS: Final = (CLUSTERS, SERVICES, SERVICE_DETAILS)
# LATEST, and what it is (ECS developer guide, "Fargate platform versions"): Linux's, and Windows'.
_NEWEST: Final = ("LATEST", "1.4.0", "1.0.0")


def services(live: Live) -> Iterator[Found]:
    """Every service that is not being deleted."""
    for cluster in live.items(CLUSTERS):
        named = live.items(SERVICES, {"cluster": cluster})
        for first in range(0, len(named), _TOGETHER):
            batch = named[first : first + _TOGETHER]
            for each in live.items(SERVICE_DETAILS, {"cluster": cluster, "services": batch}):
                if each.get("status") == "ACTIVE":
                    yield Found(each["serviceArn"], each)


def _serving(live: Live) -> Iterator[Found]:
    """Those that answer somebody: daemons run once on each machine, and what is scaled to none runs nowhere."""
    for found in services(live):
        if found.facts.get("schedulingStrategy") != "DAEMON" and found.facts.get("desiredCount", 0) > 0:
            yield found


def _in_vpc(live: Live) -> Iterator[Found]:
    return (found for found in services(live) if _network(found.facts).get("subnets"))


def _on_fargate(live: Live) -> Iterator[Found]:
    return (found for found in services(live) if found.facts.get("platformVersion"))


def _rolling(live: Live) -> Iterator[Found]:
    """Those that ECS itself deploys: other controllers have their own way to stop."""
    for found in services(live):
        if (found.facts.get("deploymentController") or {}).get("type", "ECS") == "ECS":
            yield found


def _network(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return (facts.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}


def _as_read(found: Found, _live: Live) -> Mapping[str, Any]:
    facts = found.facts
    return {**facts, "deploymentCircuitBreaker": (facts.get("deploymentConfiguration") or {}).get(_BREAKER)}


def _spans(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    zones = zone_of(live)
    known = {zones.get(subnet) for subnet in _network(found.facts)["subnets"]} - {None}
    if len(known) < _TWO:
        yield broken(
            "networkConfiguration.awsvpcConfiguration.subnets", f"the subnets are in {len(known)} zone(s), not in two"
        )


def _running(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    running, wanted = found.facts.get("runningCount", 0), found.facts.get("desiredCount", 0)
    if running < _TWO:
        yield broken("runningCount", f"runningCount is {running} of {wanted} desired, two or more are needed")


def _newest(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    version = found.facts["platformVersion"]
    if version not in _NEWEST:
        yield broken("platformVersion", f"platformVersion is {version}, it must be LATEST")


def _scales(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    resource_id = found.arn.rpartition(":")[2]
    targets = [each for each in live.items(SCALABLE_TARGETS, OF_SERVICES) if _is_of(each, resource_id)]
    if not targets:
        yield broken("ScalableTargets", "no scalable target of Application Auto Scaling is of this service")
        return
    if any((each.get("SuspendedState") or {}).get("DynamicScalingOutSuspended") for each in targets):
        yield broken(
            "SuspendedState.DynamicScalingOutSuspended", "DynamicScalingOutSuspended is true: it does not grow"
        )
    policies = live.items(SCALING_POLICIES, OF_SERVICES)
    if not any(_is_of(each, resource_id) and each.get("PolicyType") == "TargetTrackingScaling" for each in policies):
        yield broken("ScalingPolicies", "no scaling policy of type TargetTrackingScaling is of this service")


def _is_of(scaled: Mapping[str, Any], resource_id: str) -> bool:
    return bool(scaled.get("ResourceId") == resource_id)


_ARN: Final = "arn:aws:ecs:eu-west-1:123456789012"


def a_service(**facts: Any) -> Responses:
    """An account with a service of two tasks in two zones."""
    arn = f"{_ARN}:service/services/web"
    placed = {"subnets": ["subnet-00", "subnet-01"]}
    service = {
        "serviceArn": arn,
        "serviceName": "web",
        "status": "ACTIVE",
        "desiredCount": 2,
        "runningCount": 2,
        "platformVersion": "LATEST",
        "schedulingStrategy": "REPLICA",
        "networkConfiguration": {"awsvpcConfiguration": placed},
        "deploymentConfiguration": {_BREAKER: {"enable": True, "rollback": True}},
        "availabilityZoneRebalancing": "ENABLED",
        **facts,
    }
    return {
        CLUSTERS: {"clusterArns": [f"{_ARN}:cluster/services"]},
        SERVICES: {"serviceArns": [arn]},
        SERVICE_DETAILS: {"services": [service]},
        SUBNETS: THREE_SUBNETS,
    }


def _scaled(kind: str, **state: bool) -> Responses:
    of = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/services/web",
        "ScalableDimension": "ecs:service:DesiredCount",
        "CreationTime": datetime(2026, 1, 1, tzinfo=UTC),
    }
    role = "arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/ECS"
    target = {**of, "MinCapacity": 2, "MaxCapacity": 6, "RoleARN": role, "SuspendedState": state}
    policy = {**of, "PolicyARN": "policy", "PolicyName": "cpu", "PolicyType": kind}
    return {
        **a_service(),
        SCALABLE_TARGETS: {"ScalableTargets": [target]},
        SCALING_POLICIES: {"ScalingPolicies": [policy]},
    }


def _breaker(*, enable: bool = True, rollback: bool = True) -> Responses:
    return a_service(deploymentConfiguration={_BREAKER: {"enable": enable, "rollback": rollback}})


CHECKS: tuple[Check, ...] = (
    Check(
        id="ecs-service-spans-zones",
        calls=(*_CALLS, SUBNETS),
        finds=_in_vpc,
        judge=_spans,
        examples=Examples(
            holds=a_service(),
            broken=a_service(networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-00"]}}),
        ),
    ),
    Check(
        id="ecs-service-two-tasks-running",
        calls=_CALLS,
        finds=_serving,
        judge=_running,
        examples=Examples(holds=a_service(), broken=a_service(runningCount=1)),
        info=RuleInfo(
            id="ecs-service-two-tasks-running",
            control="av.az",
            title="Two tasks or more of a service run",
            severity=Severity.HIGH,
            fix="Set desiredCount to two or more, and find out from the service's events why tasks do not start.",
        ),
    ),
    Check(
        id="ecs-service-zone-rebalancing",
        calls=_CALLS,
        finds=_serving,
        judge=by_the_rule(
            ecs_service.RULES, "ecs-service-zone-rebalancing", SERVICE, "availabilityZoneRebalancing", _as_read
        ),
        examples=Examples(holds=a_service(), broken=a_service(availabilityZoneRebalancing="DISABLED")),
    ),
    Check(
        id="ecs-service-circuit-breaker",
        calls=_CALLS,
        finds=_rolling,
        judge=by_the_rule(
            ecs_service.RULES, "ecs-service-circuit-breaker", SERVICE, f"deploymentConfiguration.{_BREAKER}", _as_read
        ),
        examples=Examples(holds=_breaker(), broken=_breaker(enable=False)),
    ),
    Check(
        id="ecs-service-rolls-back",
        calls=_CALLS,
        finds=_rolling,
        judge=by_the_rule(
            ecs_service.RULES,
            "ecs-service-rolls-back",
            SERVICE,
            f"deploymentConfiguration.{_BREAKER}.rollback",
            _as_read,
        ),
        examples=Examples(holds=_breaker(), broken=_breaker(rollback=False)),
    ),
    Check(
        id="ecs-service-latest-platform",
        calls=_CALLS,
        finds=_on_fargate,
        judge=_newest,
        examples=Examples(holds=a_service(), broken=a_service(platformVersion="1.3.0")),
    ),
    Check(
        id="ecs-service-scales",
        calls=(*_CALLS, SCALABLE_TARGETS, SCALING_POLICIES),
        finds=_serving,
        judge=_scales,
        examples=Examples(holds=_scaled("TargetTrackingScaling"), broken=_scaled("StepScaling")),
    ),
)
