"""What grows and shrinks with its load, and replaces what is sick (av.scale, av.heal, av.az)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.rules.compute import autoscaling
from guardrails.rules.compute.types import GROUP, SCALABLE_TARGET
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule
from verification.check import Check, Examples, Found, Responses, Scope, holds_if_found
from verification.compute.calls import (
    CLUSTERS,
    GROUP_POLICIES,
    GROUPS,
    OF_SERVICES,
    SCALABLE_TARGETS,
    SERVICE_DETAILS,
    SERVICES,
)
from verification.compute.services import a_service, services
from verification.live import Live

_TRACKING: Final = "TargetTrackingScaling"
_TWO: Final = 2
# AWS Batch makes and scales groups of its own (Batch user guide, "Compute environments").
_OF_BATCH: Final = "AWSBatchServiceTag"


def _groups(live: Live) -> Iterator[Found]:
    """Every Auto Scaling group that is neither being deleted nor another service's."""
    for each in live.items(GROUPS):
        keys = {tag.get("Key") for tag in each.get("Tags") or ()}
        if not each.get("Status") and _OF_BATCH not in keys:
            yield Found(each["AutoScalingGroupARN"], each)


def _targets(live: Live) -> Iterator[Found]:
    for each in live.items(SCALABLE_TARGETS, OF_SERVICES):
        arn = each.get("ScalableTargetARN") or live.arn("ecs", each["ResourceId"])
        yield Found(arn, each)


def _scaling(live: Live) -> Iterator[Found]:
    yield from _targets(live)
    yield from _groups(live)


def _healing(live: Live) -> Iterator[Found]:
    yield from services(live)
    yield from _groups(live)


def _tracks(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    name = found.facts["AutoScalingGroupName"]
    policies = [each for each in live.items(GROUP_POLICIES) if each.get("AutoScalingGroupName") == name]
    if not any(each.get("PolicyType") == _TRACKING and each.get("Enabled", True) for each in policies):
        yield broken("ScalingPolicies", f"no enabled scaling policy of type {_TRACKING} is of this group")


def _spans(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    zones = set(found.facts.get("AvailabilityZones") or ())
    if len(zones) < _TWO:
        yield broken("AvailabilityZones", f"AvailabilityZones are {len(zones)}, two or more are needed")


def _a_group(**facts: Any) -> Responses:
    group = {
        "AutoScalingGroupName": "servers",
        "AutoScalingGroupARN": (
            "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:0a1b2c3d:autoScalingGroupName/servers"
        ),
        "MinSize": 2,
        "MaxSize": 6,
        "DesiredCapacity": 2,
        "DefaultCooldown": 300,
        "AvailabilityZones": ["eu-west-1a", "eu-west-1b"],
        "HealthCheckType": "ELB",
        "CreatedTime": datetime(2026, 1, 1, tzinfo=UTC),
        **facts,
    }
    return {GROUPS: {"AutoScalingGroups": [group]}}


def _tracked(kind: str) -> Responses:
    return {
        **_a_group(),
        GROUP_POLICIES: {"ScalingPolicies": [{"AutoScalingGroupName": "servers", "PolicyType": kind}]},
    }


def _a_target(least: int) -> Responses:
    target = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/services/web",
        "ScalableDimension": "ecs:service:DesiredCount",
        "MinCapacity": least,
        "MaxCapacity": 6,
        "RoleARN": "arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/ECS",
        "CreationTime": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return {SCALABLE_TARGETS: {"ScalableTargets": [target]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="scalable-target-range",
        calls=(SCALABLE_TARGETS,),
        finds=_targets,
        judge=by_the_rule(autoscaling.RULES, "scalable-target-range", SCALABLE_TARGET, "MinCapacity"),
        examples=Examples(holds=_a_target(2), broken=_a_target(1)),
    ),
    Check(
        id="scaling-service-present",
        calls=(SCALABLE_TARGETS, GROUPS),
        finds=_scaling,
        judge=holds_if_found,
        # What serves is at home.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_a_target(2), broken=None),
    ),
    Check(
        id="healing-service-present",
        calls=(CLUSTERS, SERVICES, SERVICE_DETAILS, GROUPS),
        finds=_healing,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=a_service(), broken=None),
    ),
    Check(
        id="asg-range",
        calls=(GROUPS,),
        finds=_groups,
        judge=by_the_rule(autoscaling.RULES, "asg-range", GROUP, "MinSize"),
        examples=Examples(holds=_a_group(), broken=_a_group(MaxSize=2)),
    ),
    Check(
        id="asg-tracks-target",
        calls=(GROUPS, GROUP_POLICIES),
        finds=_groups,
        judge=_tracks,
        examples=Examples(holds=_tracked(_TRACKING), broken=_tracked("StepScaling")),
    ),
    Check(
        id="asg-spans-zones",
        calls=(GROUPS,),
        finds=_groups,
        judge=_spans,
        examples=Examples(holds=_a_group(), broken=_a_group(AvailabilityZones=["eu-west-1a"])),
    ),
    Check(
        id="asg-health-check-elb",
        calls=(GROUPS,),
        finds=_groups,
        judge=by_the_rule(autoscaling.RULES, "asg-health-check-elb", GROUP, "HealthCheckType"),
        examples=Examples(holds=_a_group(), broken=_a_group(HealthCheckType="EC2")),
    ),
)
