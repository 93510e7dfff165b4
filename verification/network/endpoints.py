"""net.endpoints: services of AWS are reached inside the network, through doors that let only known accounts by."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.network import endpoint
from guardrails.rules.network.types import VPC_ENDPOINT
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.by_rule import asked, resource, the_rule
from verification.check import Check, Examples, Found
from verification.live import Live
from verification.network.calls import ENDPOINTS, VPCS
from verification.network.vpcs import ALL_VPCS, VPC_ID, own, own_vpcs

_LIMITS: Final = the_rule(endpoint.RULES, "vpc-endpoint-policy-limits-principals")
# EC2 answers states in either case ("available", "Available").
_GONE: Final = ("deleting", "deleted")
# AWS takes no policy on endpoints of other companies' services, of appliances, or of VPC Lattice.
_WITH_POLICY: Final = ("Gateway", "Interface")


def _endpoints(live: Live) -> Iterator[Found]:
    for each in live.items(ENDPOINTS):
        if own(live, each) and _state(each) not in _GONE:
            yield Found(live.arn("ec2", f"vpc-endpoint/{each['VpcEndpointId']}"), each)


def _with_policy(live: Live) -> Iterator[Found]:
    for found in _endpoints(live):
        kind = found.facts.get("VpcEndpointType", "Gateway")
        if kind in _WITH_POLICY and ".vpce." not in found.facts.get("ServiceName", ""):
            yield found


def _state(facts: Mapping[str, Any]) -> str:
    return (facts.get("State") or "").lower()


def _available(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if _state(found.facts) != "available":
        yield broken("State", f"State is {found.facts.get('State') or 'not set'}, it must be available")


def _limited(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    properties = {
        "vpcEndpointType": found.facts.get("VpcEndpointType"),
        "serviceName": found.facts.get("ServiceName"),
        "policy": found.facts.get("PolicyDocument"),
    }
    yield from asked(_LIMITS, resource(VPC_ENDPOINT, properties), bar, at="PolicyDocument")


def _services(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    present = {
        each.get("ServiceName", "").rpartition(".")[2].removesuffix("-fips")
        for each in live.items(ENDPOINTS)
        if each.get("VpcId") == found.facts["VpcId"] and _state(each) == "available"
    }
    if missing := [service for service in endpoint.REQUIRED_SERVICES if service not in present]:
        yield broken("VpcEndpoints", f"the VPC has no available endpoint for {', '.join(missing)}")


_OWN_ACCOUNT: Final = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*",'
    '"Condition":{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}}]}'
)
_ANYBODY: Final = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'


def _answer(*services: str, policy: str = _OWN_ACCOUNT, state: str = "available") -> Mapping[str, Any]:
    return {
        "VpcEndpoints": [
            {
                "VpcEndpointId": f"vpce-{number:017x}",
                "VpcEndpointType": "Interface",
                "VpcId": VPC_ID,
                "ServiceName": f"com.amazonaws.eu-west-1.{service}",
                "State": state,
                "PolicyDocument": policy,
                "OwnerId": "123456789012",
            }
            for number, service in enumerate(services, start=1)
        ]
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="vpc-endpoint-available",
        calls=(ENDPOINTS,),
        finds=_endpoints,
        judge=_available,
        examples=Examples(holds={ENDPOINTS: _answer("kms")}, broken={ENDPOINTS: _answer("kms", state="Failed")}),
        info=RuleInfo(
            id="vpc-endpoint-available",
            control="net.endpoints",
            title="VPC endpoints are available",
            severity=Severity.HIGH,
            fix="Find out why the endpoint is not available (its subnets, its service, a pending acceptance), or "
            "delete it and deploy it again.",
        ),
    ),
    Check(
        id="vpc-endpoint-policy-limits-principals",
        calls=(ENDPOINTS,),
        finds=_with_policy,
        judge=_limited,
        examples=Examples(holds={ENDPOINTS: _answer("kms")}, broken={ENDPOINTS: _answer("kms", policy=_ANYBODY)}),
    ),
    Check(
        id="vpc-endpoints-present",
        calls=(VPCS, ENDPOINTS),
        finds=own_vpcs,
        judge=_services,
        examples=Examples(
            holds={VPCS: ALL_VPCS, ENDPOINTS: _answer(*endpoint.REQUIRED_SERVICES)},
            broken={VPCS: ALL_VPCS, ENDPOINTS: _answer("s3", "kms")},
        ),
    ),
)
