"""Rules on load balancers (v2), each only where AWS has the setting."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_false, must_be_one_of, must_be_true, when
from guardrails.rule import Examples, Findings, ResourceRule, Rule, examples
from guardrails.rules.edge.balancer import APPLICATION, GATEWAY, NETWORK, only_for
from guardrails.rules.edge.types import CLASSIC, LOAD_BALANCER
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_SUBNETS: Final = ("subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728")
_desync = must_be_one_of("desyncMitigationMode", "defensive", "strictest", default="defensive")
_desync_of_v2 = only_for(_desync, APPLICATION)


def _safe_parsing(resource: Resource, bar: Thresholds) -> Findings:
    yield from (_desync if resource.type == CLASSIC else _desync_of_v2)(resource, bar)


def _two_subnets(resource: Resource, _bar: Thresholds) -> Findings:
    counted = 0
    for path, key in (("subnets", None), ("subnetMappings", "subnetId")):
        given = resource.read(path)
        if given.unknown:
            yield undetermined(given, f"{path} is not known yet; it must name two subnets or more")
            return
        members = [element if key is None else element.get(key) for element in given.each()]
        # Elements that are not known yet are counted as different ones: AWS refuses two subnets of one zone.
        counted += len({member.text for member in members if member.known}) + sum(member.unknown for member in members)
    if counted < 2:
        yield failed("subnets", f"subnets names {counted} subnet(s), the load balancer is in fewer than two zones")


def _protected(_resource: Resource, bar: Thresholds) -> bool:
    return bar.deletion_protection


def _logs(name: str) -> dict[str, Value]:
    return {name: {"bucket": "example-access-logs-123456789012-eu-west-1", "enabled": True}}


def _off(name: str) -> dict[str, Value]:
    return {name: {"bucket": "example-access-logs-123456789012-eu-west-1", "enabled": False}}


def _switch(path: str) -> Examples:
    return examples(LOAD_BALANCER, good={path: True}, bad={path: False}, unknown={path: UNKNOWN})


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "load-balancer-access-logs",
        (LOAD_BALANCER,),
        only_for(must_be_true("accessLogs.enabled"), APPLICATION, NETWORK),
        examples(
            LOAD_BALANCER,
            good=_logs("accessLogs"),
            bad=_off("accessLogs"),
            unknown={"accessLogs": {"enabled": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "load-balancer-connection-logs",
        (LOAD_BALANCER,),
        only_for(must_be_true("connectionLogs.enabled"), APPLICATION),
        examples(
            LOAD_BALANCER,
            good=_logs("connectionLogs"),
            bad=_off("connectionLogs"),
            unknown={"connectionLogs": {"enabled": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "load-balancer-tls-headers",
        (LOAD_BALANCER,),
        only_for(must_be_true("enableTlsVersionAndCipherSuiteHeaders"), APPLICATION),
        _switch("enableTlsVersionAndCipherSuiteHeaders"),
    ),
    ResourceRule(
        "load-balancer-deletion-protection",
        (LOAD_BALANCER,),
        when(_protected, must_be_true("enableDeletionProtection")),
        _switch("enableDeletionProtection"),
    ),
    ResourceRule(
        "load-balancer-drops-invalid-headers",
        (LOAD_BALANCER,),
        only_for(must_be_true("dropInvalidHeaderFields"), APPLICATION),
        _switch("dropInvalidHeaderFields"),
    ),
    ResourceRule(
        "load-balancer-desync-mitigation",
        (LOAD_BALANCER, CLASSIC),
        _safe_parsing,
        examples(
            LOAD_BALANCER,
            good={"desyncMitigationMode": "strictest"},
            bad={"desyncMitigationMode": "monitor"},
            unknown={"desyncMitigationMode": UNKNOWN},
        ),
    ),
    ResourceRule(
        "load-balancer-waf-fail-closed",
        (LOAD_BALANCER,),
        only_for(must_be_false("enableWafFailOpen"), APPLICATION),
        examples(
            LOAD_BALANCER,
            good={"enableWafFailOpen": False},
            bad={"enableWafFailOpen": True},
            unknown={"enableWafFailOpen": UNKNOWN},
        ),
    ),
    ResourceRule(
        "load-balancer-cross-zone",
        (LOAD_BALANCER,),
        only_for(must_be_true("enableCrossZoneLoadBalancing"), NETWORK, GATEWAY),
        examples(
            LOAD_BALANCER,
            good={"loadBalancerType": "network", "enableCrossZoneLoadBalancing": True},
            bad={"loadBalancerType": "network", "enableCrossZoneLoadBalancing": False},
            unknown={"loadBalancerType": "network", "enableCrossZoneLoadBalancing": UNKNOWN},
        ),
    ),
    ResourceRule(
        "load-balancer-zonal-shift",
        (LOAD_BALANCER,),
        only_for(must_be_true("enableZonalShift"), APPLICATION, NETWORK),
        _switch("enableZonalShift"),
    ),
    ResourceRule(
        "load-balancer-spans-zones",
        (LOAD_BALANCER,),
        _two_subnets,
        examples(
            LOAD_BALANCER, good={"subnets": [*_SUBNETS]}, bad={"subnets": [_SUBNETS[0]]}, unknown={"subnets": UNKNOWN}
        ),
    ),
)
