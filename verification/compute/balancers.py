"""Load balancers and their targets: in several zones, protected, and with somebody healthy to answer.

(av.az, av.heal.)
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, Unavailable, broken
from verification.check import Check, Examples, Found, Responses
from verification.compute.calls import BALANCER_ATTRIBUTES, BALANCERS, INSTANCES, TARGET_GROUPS, TARGET_HEALTH
from verification.live import Live

_PROTECTED: Final = "deletion_protection.enabled"
_SHIFTS: Final = "zonal_shift.config.enabled"
_TWO: Final = 2


def _balancers(live: Live) -> Iterator[Found]:
    for each in live.items(BALANCERS):
        yield Found(each["LoadBalancerArn"], each)


def _shiftable(live: Live) -> Iterator[Found]:
    # A gateway load balancer has no such setting.
    return (found for found in _balancers(live) if found.facts.get("Type") in ("application", "network"))


def _zones(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    zones = {each.get("ZoneName") for each in found.facts.get("AvailabilityZones") or ()}
    if len(zones) < _TWO:
        yield broken("AvailabilityZones", f"AvailabilityZones are {len(zones)}, two or more are needed")


def _attribute(found: Found, live: Live, name: str) -> str | None:
    attributes = live.items(BALANCER_ATTRIBUTES, {"LoadBalancerArn": found.arn})
    return next((each.get("Value") for each in attributes if each.get("Key") == name), None)


def _protected(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    value = _attribute(found, live, _PROTECTED)
    if bar.deletion_protection and value != "true":
        yield broken(_PROTECTED, f"{_PROTECTED} is {value or 'not set'}, it must be true")


def _shifts(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    value = _attribute(found, live, _SHIFTS)
    if value != "true":
        yield broken(_SHIFTS, f"{_SHIFTS} is {value or 'not set'}, it must be true")


def _groups(live: Live) -> Iterator[Found]:
    """The target groups of servers and addresses; functions have no health check that is on by default."""
    for each in live.items(TARGET_GROUPS):
        if each.get("TargetType") != "lambda":
            yield Found(each["TargetGroupArn"], each)


def _serving(live: Live) -> Iterator[Found]:
    """Those that a load balancer sends requests to, but for load balancers behind load balancers."""
    for found in _groups(live):
        if found.facts.get("LoadBalancerArns") and found.facts.get("TargetType") in ("instance", "ip"):
            yield found


def _checked(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("HealthCheckEnabled") is False:
        yield broken("HealthCheckEnabled", "HealthCheckEnabled is false, so that requests go to the sick too")


def _healthy(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    targets = live.items(TARGET_HEALTH, {"TargetGroupArn": found.arn})
    healthy = [each for each in targets if (each.get("TargetHealth") or {}).get("State") == "healthy"]
    zones = {_zone(each.get("Target") or {}, live) for each in healthy}
    known = zones - {None}
    if len(known) >= _TWO:
        return
    if None in zones and len(healthy) >= _TWO:
        raise Unavailable(f"elbv2.describe_target_health tells no zone of {len(healthy)} healthy targets")
    yield broken(
        "TargetHealth.State",
        f"{len(healthy)} of {len(targets)} targets are healthy, in {len(zones)} zone(s); two zones are needed",
    )


def _zone(target: Mapping[str, Any], live: Live) -> str | None:
    """The zone of a target: of an address it is told, of a server only the server's own call tells it."""
    told: str | None = target.get("AvailabilityZone")
    if told and told != "all":
        return told
    if not str(target.get("Id", "")).startswith("i-"):
        return None
    for reservation in live.items(INSTANCES):
        for each in reservation.get("Instances") or ():
            if each["InstanceId"] == target["Id"]:
                placed: str | None = (each.get("Placement") or {}).get("AvailabilityZone")
                return placed
    return None


_ARN: Final = "arn:aws:elasticloadbalancing:eu-west-1:123456789012"
_ONE: Final[dict[str, Any]] = {
    "LoadBalancerArn": f"{_ARN}:loadbalancer/app/web/50dc6c495c0c9188",
    "LoadBalancerName": "web",
    "Type": "application",
    "AvailabilityZones": [{"ZoneName": f"eu-west-1{zone}"} for zone in "ab"],
}


def _balancer(**attributes: str) -> Responses:
    listed = [{"Key": key.replace("__", "."), "Value": value} for key, value in attributes.items()]
    return {BALANCERS: {"LoadBalancers": [_ONE]}, BALANCER_ATTRIBUTES: {"Attributes": listed}}


def _group(**facts: Any) -> Responses:
    arn = f"{_ARN}:targetgroup/web/73e2d6bc24d8a067"
    group = {"TargetGroupArn": arn, "TargetType": "ip", "LoadBalancerArns": [_ONE["LoadBalancerArn"]], **facts}
    return {TARGET_GROUPS: {"TargetGroups": [group]}}


def _health(*states: str) -> Responses:
    """An address in one zone and a server in another, in these states."""
    targets = ({"Id": "10.0.1.7", "AvailabilityZone": "eu-west-1a"}, {"Id": "i-0a1b2c3d"})
    listed = [
        {"Target": target, "TargetHealth": {"State": state}} for target, state in zip(targets, states, strict=True)
    ]
    server = {"InstanceId": "i-0a1b2c3d", "Placement": {"AvailabilityZone": "eu-west-1b"}}
    return {
        **_group(),
        TARGET_HEALTH: {"TargetHealthDescriptions": listed},
        INSTANCES: {"Reservations": [{"Instances": [server]}]},
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="load-balancer-spans-zones",
        calls=(BALANCERS,),
        finds=_balancers,
        judge=_zones,
        examples=Examples(
            holds=_balancer(),
            broken={BALANCERS: {"LoadBalancers": [{**_ONE, "AvailabilityZones": [{"ZoneName": "eu-west-1a"}]}]}},
        ),
    ),
    Check(
        id="load-balancer-deletion-protection",
        calls=(BALANCERS, BALANCER_ATTRIBUTES),
        finds=_balancers,
        judge=_protected,
        examples=Examples(
            holds=_balancer(deletion_protection__enabled="true"), broken=_balancer(deletion_protection__enabled="false")
        ),
    ),
    Check(
        id="load-balancer-zonal-shift",
        calls=(BALANCERS, BALANCER_ATTRIBUTES),
        finds=_shiftable,
        judge=_shifts,
        examples=Examples(holds=_balancer(zonal_shift__config__enabled="true"), broken=_balancer()),
    ),
    Check(
        id="target-group-health-check",
        calls=(TARGET_GROUPS,),
        finds=_groups,
        judge=_checked,
        examples=Examples(holds=_group(HealthCheckEnabled=True), broken=_group(HealthCheckEnabled=False)),
    ),
    Check(
        id="target-group-healthy-in-zones",
        calls=(TARGET_GROUPS, TARGET_HEALTH, INSTANCES),
        finds=_serving,
        judge=_healthy,
        examples=Examples(
            holds=_health("healthy", "healthy"),
            broken=_health("healthy", "unhealthy"),
            absent=_group(LoadBalancerArns=[]),
        ),
        info=RuleInfo(
            id="target-group-healthy-in-zones",
            control="av.heal",
            title="Healthy targets are in two zones or more",
            severity=Severity.HIGH,
            fix="Find out why targets fail their health check (TargetHealth.Reason), and run two in different zones.",
        ),
    ),
)
