"""edge.waf: each public entry has a web ACL in front of it, where AWS can put one."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Responses, Scope
from verification.edge.calls import BALANCERS, DISTRIBUTIONS, REST_APIS, REST_STAGES, USER_POOLS, WEB_ACL_OF
from verification.edge.distributions import distribution
from verification.edge.entries import balancer, distributions, public_applications, rest_stage, rest_stages
from verification.live import Live

_MOST_POOLS: Final = {"MaxResults": 60}
_ARN: Final = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/entry/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"


def _pools(live: Live) -> Iterator[Found]:
    for each in live.items(USER_POOLS, _MOST_POOLS):
        yield Found(live.arn("cognito-idp", f"userpool/{each['Id']}"), each)


def _associated(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not (live.one(WEB_ACL_OF, {"ResourceArn": found.arn}) or {}).get("WebACL"):
        yield broken("WebACL", "no web ACL is associated with this public entry")


def _stage_associated(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not found.facts.get("webAclArn"):
        yield broken("webAclArn", "webAclArn is not set: no web ACL is associated with this public entry")


def _distribution_associated(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not found.facts.get("WebACLId"):
        yield broken("WebACLId", "WebACLId is empty: no web ACL is associated with this public entry")


_POOLS: Final = {"UserPools": [{"Id": "eu-west-1_a1B2c3D4e", "Name": "users"}]}
_VISIBLE: Final = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "entry"}
_WEB_ACL: Final[Mapping[str, Any]] = {
    "WebACL": {
        "Name": "entry",
        "Id": "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
        "ARN": _ARN,
        "DefaultAction": {"Allow": {}},
        "VisibilityConfig": _VISIBLE,
    }
}


def _guarded(entry: Responses) -> Examples:
    return Examples(holds={**entry, WEB_ACL_OF: _WEB_ACL}, broken={**entry, WEB_ACL_OF: {}})


CHECKS: tuple[Check, ...] = (
    Check(
        id="load-balancer-web-acl",
        calls=(BALANCERS, WEB_ACL_OF),
        finds=public_applications,
        judge=_associated,
        examples=_guarded({BALANCERS: balancer()}),
    ),
    Check(
        id="cognito-user-pool-web-acl",
        calls=(USER_POOLS, WEB_ACL_OF),
        finds=_pools,
        judge=_associated,
        examples=_guarded({USER_POOLS: _POOLS}),
    ),
    Check(
        id="apigateway-stage-web-acl",
        calls=(REST_APIS, REST_STAGES),
        finds=rest_stages,
        judge=_stage_associated,
        examples=Examples(holds=rest_stage(webAclArn=_ARN), broken=rest_stage()),
    ),
    Check(
        id="cloudfront-distribution-web-acl",
        calls=(DISTRIBUTIONS,),
        finds=distributions,
        judge=_distribution_associated,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds=distribution(WebACLId=_ARN), broken=distribution(WebACLId=""), absent=distribution(Enabled=False)
        ),
    ),
)
