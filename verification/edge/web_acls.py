"""edge.waf, edge.ddos, edge.throttle: what the web ACLs of the account block, by the rules of the pack themselves."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from guardrails.rules.edge import web_acl, web_acl_rules
from guardrails.rules.edge.types import WEB_ACL as WEB_ACL_TYPE
from guardrails.rules.edge.web_acl import KNOWN_BAD_INPUTS, REQUIRED_GROUPS
from guardrails.thresholds import Thresholds
from verification.answers import Broken
from verification.by_rule import asked, resource, the_rule
from verification.calls import Call
from verification.check import Check, Examples, Facts, Found, Judges, Responses, Scope, holds_if_found
from verification.edge.calls import GLOBAL_WEB_ACL, GLOBAL_WEB_ACLS, WEB_ACL, WEB_ACLS
from verification.edge.entries import at_home
from verification.live import Live

_REGIONAL: Final = "REGIONAL"
_CLOUDFRONT: Final = "CLOUDFRONT"
# Where the provider's spelling is not the API's with a small first letter.
_SPELLED: Final[Mapping[str, str]] = MappingProxyType(
    {"CloudWatchMetricsEnabled": "cloudwatchMetricsEnabled", "IP": "ip", "ForwardedIP": "forwardedIp"}
)
_FIREWALL_MANAGER: Final = ("PreProcessFirewallManagerRuleGroups", "PostProcessFirewallManagerRuleGroups")


def _web_acls(live: Live) -> Iterator[Found]:
    yield from _listed(live, WEB_ACLS, _REGIONAL)
    if at_home(live):
        yield from _listed(live, GLOBAL_WEB_ACLS, _CLOUDFRONT)


def _listed(live: Live, call: Call, scope: str) -> Iterator[Found]:
    for each in live.items(call, {"Scope": scope}):
        yield Found(each["ARN"], {"Name": each["Name"], "Id": each["Id"], "Scope": scope})


def _by(rules: Iterable[Any], id_: str) -> Judges:
    rule = the_rule(rules, id_)

    def judge(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
        call = GLOBAL_WEB_ACL if found.facts["Scope"] == _CLOUDFRONT else WEB_ACL
        facts = (live.one(call, dict(found.facts)) or {}).get("WebACL")
        if facts is None:
            return
        yield from asked(rule, resource(WEB_ACL_TYPE, properties(facts)), bar, at="Rules")

    return judge


def properties(facts: Facts) -> dict[str, Any]:
    """A web ACL as a program would declare it, with what Firewall Manager adds before and after its own rules."""
    added = [
        {
            "Name": each.get("Name"),
            "Statement": each.get("FirewallManagerStatement"),
            "OverrideAction": each.get("OverrideAction"),
            "VisibilityConfig": each.get("VisibilityConfig"),
        }
        for key in _FIREWALL_MANAGER
        for each in facts.get(key) or ()
    ]
    rules = [*(facts.get("Rules") or ()), *added]
    return {"rules": _wire(rules), "visibilityConfig": _wire(facts.get("VisibilityConfig"))}


def _wire(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_SPELLED.get(key, key[:1].lower() + key[1:]): _wire(inner) for key, inner in value.items()}
    return [_wire(inner) for inner in value] if isinstance(value, list) else value


_ID: Final = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
_ARN: Final = f"arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/entry/{_ID}"
_SITE_ARN: Final = f"arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/{_ID}"
_NONE: Final[Mapping[str, Any]] = {"None": {}}
_COUNT: Final[Mapping[str, Any]] = {"Count": {}}
_BLOCK: Final[Mapping[str, Any]] = {"Block": {}}


def _seen(name: str, *, metrics: bool = True) -> dict[str, Any]:
    return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": metrics, "MetricName": name}


def _managed(group: str, override: Mapping[str, Any] | None = _NONE, *, metrics: bool = True) -> dict[str, Any]:
    rule = {
        "Name": group,
        "Priority": 10,
        "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": group}},
        "VisibilityConfig": _seen(group, metrics=metrics),
    }
    return rule if override is None else {**rule, "OverrideAction": override}


def _rate(limit: int, action: Mapping[str, Any] = _BLOCK) -> dict[str, Any]:
    return {
        "Name": "rate",
        "Priority": 20,
        "Statement": {"RateBasedStatement": {"Limit": limit, "AggregateKeyType": "IP"}},
        "Action": action,
        "VisibilityConfig": _seen("rate"),
    }


def _acl(arn: str, name: str, *rules: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "WebACL": {
            "Name": name,
            "Id": _ID,
            "ARN": arn,
            "DefaultAction": {"Allow": {}},
            "Rules": [*rules],
            "VisibilityConfig": _seen(name),
        }
    }


def account(*rules: Mapping[str, Any]) -> Responses:
    """What examples answer of two web ACLs, of the region and of CloudFront, with these rules."""
    scopes = ((_REGIONAL, "entry", _ARN), (_CLOUDFRONT, "site", _SITE_ARN))
    lists = tuple(
        ({"Scope": scope}, {"WebACLs": [{"Name": name, "Id": _ID, "ARN": arn}]}) for scope, name, arn in scopes
    )
    acls = tuple(({"Scope": scope}, _acl(arn, name, *rules)) for scope, name, arn in scopes)
    return {WEB_ACLS: lists, GLOBAL_WEB_ACLS: lists, WEB_ACL: acls, GLOBAL_WEB_ACL: acls}


_GOOD: Final = (*(_managed(group) for group in (KNOWN_BAD_INPUTS, *REQUIRED_GROUPS)), _rate(2000))


def _check(rules: Iterable[Any], id_: str, *bad: Mapping[str, Any]) -> Check:
    return Check(
        id=id_,
        calls=(WEB_ACLS, GLOBAL_WEB_ACLS, WEB_ACL, GLOBAL_WEB_ACL),
        finds=_web_acls,
        judge=_by(rules, id_),
        examples=Examples(holds=account(*_GOOD), broken=account(*bad)),
    )


def _present(id_: str) -> Check:
    return Check(
        id=id_,
        calls=(WEB_ACLS, GLOBAL_WEB_ACLS),
        finds=_web_acls,
        judge=holds_if_found,
        # Of a stack's regions only the home one must have it: the others hold copies.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=account(), broken=None),
    )


CHECKS: tuple[Check, ...] = (
    _present("waf-web-acl-present"),
    _present("flood-limit-present"),
    _check(web_acl.RULES, "waf-web-acl-has-rules"),
    _check(web_acl.RULES, "waf-web-acl-managed-groups", *(_managed(group, _COUNT) for group in REQUIRED_GROUPS)),
    _check(web_acl.RULES, "waf-web-acl-known-bad-inputs", *(_managed(group) for group in REQUIRED_GROUPS)),
    _check(web_acl.RULES, "waf-web-acl-rate-rule", _rate(2000, _COUNT)),
    _check(web_acl.RULES, "waf-web-acl-rate-limit", _rate(20_000)),
    _check(web_acl_rules.RULES, "waf-rules-carry-action", _managed(KNOWN_BAD_INPUTS, None)),
    _check(web_acl_rules.RULES, "waf-metrics-enabled", _managed(KNOWN_BAD_INPUTS, metrics=False)),
)
