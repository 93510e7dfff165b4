"""Rules on scaling: ECS services and Auto Scaling groups that follow their load, over zones, and heal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.compute.spread import spans_zones
from guardrails.rules.compute.types import (
    CLUSTER,
    GROUP,
    GROUP_POLICY,
    SCALABLE_TARGET,
    SCALING_POLICY,
    SERVICE,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_TRACKING: Final = "TargetTrackingScaling"
_LEAST: Final = 2


def _range(resource: Resource, least: Reading, most: Reading, *, at_least: int) -> Findings:
    for reading in (least, most):
        if reading.unknown:
            yield undetermined(reading, f"{reading.path} is not known yet; there must be room between the two")
    if least.known and (least.number is None or least.number < at_least):
        yield failed(least, f"{least.path} is {least.shown}, it must be at least {at_least}")
    if least.known and most.known and least.number == most.number:
        yield failed(most, f"{least.path} and {most.path} are both {most.shown}: there is no room to grow")
    if least.absent or most.absent:
        yield failed(None, f"{least.path} and {most.path} must both be set on {resource.name}")


def _target_range(target: Resource, _bar: Thresholds) -> Findings:
    # Tables and read replicas may well have a least of one; a service may not.
    of_service = target.read("serviceNamespace").text == "ecs"
    yield from _range(
        target, target.read("minCapacity"), target.read("maxCapacity"), at_least=_LEAST if of_service else 0
    )


def _group_range(group: Resource, _bar: Thresholds) -> Findings:
    yield from _range(group, group.read("minSize"), group.read("maxSize"), at_least=_LEAST)


def _means(service: Resource, scaled: Resource) -> bool | None:
    """Whether a scalable target or policy is of a service; None where that is not known yet."""
    if not _of_service(scaled):
        return False
    resource_id = scaled.read("resourceId")
    depends = scaled.property_dependencies.get("resourceId", ())
    if resource_id.known:
        _, _, rest = str(resource_id.text).partition("/")
        cluster, _, name = rest.rpartition("/")
        given = service.read("name")
        if given.known:
            home = service.read("cluster")
            return name == given.text and (not home.known or str(home.text).rpartition("/")[2] == cluster)
        return None if given.unknown else service.urn in depends or service.urn in scaled.dependencies
    return True if service.urn in depends else None


def _service_scales(service: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if service.read("schedulingStrategy").text == "DAEMON":
        yield not_applicable("a daemon runs once on each machine")
        return
    for type_, wanted, what in (
        (SCALABLE_TARGET, None, "appautoscaling.Target"),
        (SCALING_POLICY, _TRACKING, "appautoscaling.Policy that tracks a target"),
    ):
        meant = _is_scaled(service, graph, type_, tracking=wanted is not None)
        if meant:
            continue
        if meant is None:
            yield undetermined(None, f"which service an {what} is of is not known yet; one must be of this one")
        else:
            yield failed(None, f"no {what} is of this service")


def _is_scaled(service: Resource, graph: Graph, type_: str, *, tracking: bool) -> bool | None:
    """Whether a target or policy is of a service; a policy may also take its resource id from the service's target."""
    scaled = graph.derived(_scalers, type_, tracking)
    if any(_means(service, each) for each in scaled.candidates(service)):
        return True
    if type_ != SCALABLE_TARGET:
        targets = graph.derived(_scalers, SCALABLE_TARGET, False)
        for target in targets.candidates(service):
            policies = graph.referrers(target, type_, "resourceId").resources if _means(service, target) else ()
            if any(policy.urn in scaled.urns for policy in policies):
                return True
    return None if scaled.open or (scaled.named and service.read("name").unknown) else False


@dataclass(frozen=True, slots=True)
class _Scaled:
    """Scalable targets or policies by the services that they may be of.

    ``open`` says that one's resource id is not known, ``named`` that one's is.
    """

    urns: frozenset[str]
    by_name: Mapping[str, tuple[Resource, ...]]
    by_urn: Mapping[str, tuple[Resource, ...]]
    open: bool
    named: bool

    def candidates(self, service: Resource) -> tuple[Resource, ...]:
        """Those that name the service or depend on it."""
        name = service.read("name").text
        return (*self.by_urn.get(service.urn, ()), *(self.by_name.get(name, ()) if name is not None else ()))


def _scalers(graph: Graph, type_: str, tracking: bool) -> _Scaled:
    members = [each for each in graph.of(type_) if not tracking or _tracks(each) is not False]
    by_name: dict[str, list[Resource]] = {}
    by_urn: dict[str, list[Resource]] = {}
    for each in members:
        if (text := each.read("resourceId").text) is not None:
            by_name.setdefault(text.rpartition("/")[2], []).append(each)
        for urn in {*each.property_dependencies.get("resourceId", ()), *each.dependencies}:
            by_urn.setdefault(urn, []).append(each)
    of_services = [each.read("resourceId").known for each in members if _of_service(each)]
    return _Scaled(
        frozenset(each.urn for each in members),
        {name: tuple(each) for name, each in by_name.items()},
        {urn: tuple(each) for urn, each in by_urn.items()},
        open=not all(of_services),
        named=any(of_services),
    )


def _of_service(scaled: Resource) -> bool:
    return scaled.read("serviceNamespace").text in (None, "ecs")


def _tracks(policy: Resource) -> bool | None:
    kind = policy.read("policyType")
    return None if kind.unknown else kind.text == _TRACKING


def _group_tracks(group: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    found = graph.referrers(group, GROUP_POLICY, "autoscalingGroupName")
    tracking = [_tracks(policy) for policy in found.resources]
    if any(tracking):
        return
    if None in tracking or not found.resolved:
        yield undetermined(None, f"not every autoscaling.Policy is known yet; one of type {_TRACKING} must be its own")
    else:
        yield failed(None, f"no autoscaling.Policy of type {_TRACKING} is of this group")


def _group_in_zones(group: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    zones = group.read("availabilityZones")
    if not group.read("vpcZoneIdentifiers").absent:
        yield from spans_zones(group, graph, "vpcZoneIdentifiers")
    elif zones.unknown:
        yield undetermined(zones, "availabilityZones are not known yet; there must be two or more")
    elif len({zone.text or zone.path for zone in zones.each()}) < _LEAST:
        yield failed(zones, "the group names fewer than two subnets or zones")


def _asks_balancer(group: Resource, _bar: Thresholds) -> Findings:
    kind = group.read("healthCheckType")
    if kind.unknown:
        yield undetermined(kind, "healthCheckType is not known yet; it must be ELB")
    elif "ELB" not in str(kind.default("EC2").text).split(","):
        yield failed(kind, f"healthCheckType is {kind.shown}, so a server that answers nothing is kept; it must be ELB")


def _scales(graph: Graph, _bar: Thresholds) -> Findings:
    services = [target for target in graph.of(SCALABLE_TARGET) if target.read("serviceNamespace").text in ("ecs", None)]
    if not services and not graph.of(GROUP):
        yield failed(None, "the stack has no service or group of servers that grows and shrinks with its load")


def _target(**changes: Value) -> dict[str, Value]:
    return {
        "serviceNamespace": "ecs",
        "scalableDimension": "ecs:service:DesiredCount",
        "resourceId": "service/services/web",
        "minCapacity": 2,
        "maxCapacity": 6,
        **changes,
    }


def _scaled(resource_id: Value) -> tuple[Declared, ...]:
    dimension = {"serviceNamespace": "ecs", "scalableDimension": "ecs:service:DesiredCount"}
    return (
        Declared(type=SERVICE, name="web", properties={"name": "web", "taskDefinition": "web:1"}),
        Declared(type=SCALABLE_TARGET, name="web", properties=_target(resourceId=resource_id)),
        Declared(
            type=SCALING_POLICY,
            name="web",
            properties={**dimension, "resourceId": resource_id, "policyType": _TRACKING},
        ),
    )


def _group(**changes: Value) -> dict[str, Value]:
    return {"minSize": 2, "maxSize": 6, "vpcZoneIdentifiers": ["subnet-0a1", "subnet-0b2"], **changes}


def _tracked(kind: Value) -> tuple[Declared, ...]:
    return (
        Declared(type=GROUP, name="servers", properties=_group(name="servers")),
        Declared(
            type=GROUP_POLICY,
            name="cpu",
            properties={"autoscalingGroupName": "servers", "policyType": kind},
        ),
    )


RULES: tuple[Rule, ...] = (
    RelationRule(
        "ecs-service-scales",
        (SERVICE,),
        _service_scales,
        Examples(
            good=_scaled("service/services/web"),
            bad=_scaled("service/services/api"),
            unknown=_scaled(UNKNOWN),
        ),
    ),
    ResourceRule(
        "scalable-target-range",
        (SCALABLE_TARGET,),
        _target_range,
        examples(SCALABLE_TARGET, good=_target(), bad=_target(minCapacity=6), unknown=_target(maxCapacity=UNKNOWN)),
    ),
    ResourceRule(
        "asg-range",
        (GROUP,),
        _group_range,
        examples(GROUP, good=_group(), bad=_group(minSize=1), unknown=_group(minSize=UNKNOWN)),
    ),
    RelationRule(
        "asg-tracks-target",
        (GROUP,),
        _group_tracks,
        Examples(good=_tracked(_TRACKING), bad=_tracked("SimpleScaling"), unknown=_tracked(UNKNOWN)),
    ),
    RelationRule(
        "asg-spans-zones",
        (GROUP,),
        _group_in_zones,
        Examples(
            good=(Declared(type=GROUP, properties=_group()),),
            bad=(Declared(type=GROUP, properties=_group(vpcZoneIdentifiers=["subnet-0a1"])),),
            unknown=(Declared(type=GROUP, properties=_group(vpcZoneIdentifiers=UNKNOWN)),),
        ),
    ),
    ResourceRule(
        "asg-health-check-elb",
        (GROUP,),
        _asks_balancer,
        examples(
            GROUP,
            good=_group(healthCheckType="ELB"),
            bad=_group(healthCheckType="EC2"),
            unknown=_group(healthCheckType=UNKNOWN),
        ),
    ),
    CompletenessRule(
        "scaling-service-present",
        (SCALABLE_TARGET, GROUP),
        _scales,
        Examples(
            good=(Declared(type=SCALABLE_TARGET, properties=_target()),),
            bad=(Declared(type=CLUSTER, properties={"name": "services"}),),
            unknown=None,
        ),
    ),
)
