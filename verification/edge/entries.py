"""What every check of public entries asks first: load balancers, stages of APIs and distributions that serve."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from verification.check import Facts, Found
from verification.edge.calls import BALANCERS, DISTRIBUTIONS, HTTP_APIS, HTTP_STAGES, REST_APIS, REST_STAGES
from verification.live import Live

APPLICATION: Final = "application"
PUBLIC: Final = "internet-facing"


def at_home(live: Live) -> bool:
    """Whether this is the region where what is global is asked about, so that it is told once."""
    return live.region == live.regions[0]


def balancers(live: Live) -> Iterator[Found]:
    """Every load balancer of the second version."""
    for each in live.items(BALANCERS):
        yield Found(each["LoadBalancerArn"], each)


def applications(live: Live) -> Iterator[Found]:
    """Application load balancers."""
    for found in balancers(live):
        if found.facts.get("Type") == APPLICATION:
            yield found


def public_applications(live: Live) -> Iterator[Found]:
    """Application load balancers that the internet reaches."""
    for found in applications(live):
        if found.facts.get("Scheme") == PUBLIC:
            yield found


def distributions(live: Live) -> Iterator[Found]:
    """The distributions that serve; one that is switched off answers nobody."""
    for each in live.items(DISTRIBUTIONS):
        if each.get("Enabled"):
            yield Found(each["ARN"], each)


def is_private(api: Facts) -> bool:
    """Whether a REST API is reached through VPC endpoints only."""
    return "PRIVATE" in ((api.get("endpointConfiguration") or {}).get("types") or ())


def rest_apis(live: Live) -> Iterator[Found]:
    """The REST APIs that the internet reaches."""
    for each in live.items(REST_APIS):
        if not is_private(each):
            yield Found(live.arn("apigateway", f"/restapis/{each['id']}", account=""), each)


def rest_stages(live: Live) -> Iterator[Found]:
    """The stages of REST APIs that the internet reaches."""
    for api in rest_apis(live):
        for each in live.items(REST_STAGES, {"restApiId": api.facts["id"]}):
            yield Found(f"{api.arn}/stages/{each['stageName']}", each)


def http_apis(live: Live) -> Iterator[Found]:
    """HTTP and WebSocket APIs."""
    for each in live.items(HTTP_APIS):
        yield Found(live.arn("apigateway", f"/apis/{each['ApiId']}", account=""), each)


def http_stages(live: Live) -> Iterator[Found]:
    """The stages of HTTP and WebSocket APIs."""
    for api in http_apis(live):
        for each in live.items(HTTP_STAGES, {"ApiId": api.facts["ApiId"]}):
            yield Found(f"{api.arn}/stages/{each['StageName']}", each)


BALANCER_ARN: Final = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/entry/0a1b2c3d4e5f6071"


def balancer(**facts: Any) -> Mapping[str, Any]:
    """What examples answer of load balancers: one public application load balancer, or what ``facts`` make of it."""
    base = {
        "LoadBalancerArn": BALANCER_ARN,
        "Type": APPLICATION,
        "Scheme": PUBLIC,
        "SecurityGroups": ["sg-0a1b2c3d4e5f60718"],
    }
    return {"LoadBalancers": [base | facts]}


REST_API: Final[Mapping[str, Any]] = {
    "id": "a1b2c3d4e5",
    "name": "orders",
    "endpointConfiguration": {"types": ["REGIONAL"]},
}
HTTP_API: Final[Mapping[str, Any]] = {
    "ApiId": "a1b2c3d4e5",
    "Name": "orders",
    "ProtocolType": "HTTP",
    "RouteSelectionExpression": "$request.method $request.path",
}


def rest_stage(**facts: Any) -> Mapping[Any, Any]:
    """What examples answer of a REST API with one stage."""
    return {REST_APIS: {"items": [REST_API]}, REST_STAGES: {"item": [{"stageName": "live", **facts}]}}


def http_stage(**facts: Any) -> Mapping[Any, Any]:
    """What examples answer of an HTTP API with one stage."""
    return {HTTP_APIS: {"Items": [HTTP_API]}, HTTP_STAGES: {"Items": [{"StageName": "$default", **facts}]}}
