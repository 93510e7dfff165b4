"""Public entries as accounts really have them: private ones, switched off ones, rules that look right and are not."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.asking import NOW, asked, messages
from verification.answers import Answer
from verification.check import Refusal
from verification.edge.calls import (
    ADDRESSES,
    BALANCER_SETTINGS,
    BALANCERS,
    CERTIFICATE,
    CERTIFICATES,
    DISTRIBUTIONS,
    GLOBAL_CERTIFICATE,
    GLOBAL_CERTIFICATES,
    GLOBAL_WEB_ACL,
    GLOBAL_WEB_ACLS,
    LISTENER_SETTINGS,
    LISTENERS,
    NAT_GATEWAYS,
    PROTECTIONS,
    REST_APIS,
    REST_STAGES,
    SUBSCRIPTION,
    WEB_ACL,
    WEB_ACL_OF,
    WEB_ACLS,
    ZONES,
)
from verification.edge.distributions import distribution
from verification.edge.entries import balancer, http_stage, rest_stage
from verification.edge.listeners import entry, plain
from verification.network.calls import SECURITY_GROUPS
from verification.network.security_groups import flow, group

REDIRECT = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}
SAME = {"Type": "redirect", "RedirectConfig": {"Protocol": "#{protocol}", "StatusCode": "HTTP_301"}}
FORWARD = {"Type": "forward", "TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:tg/a"}


def _absent(id_: str, responses: Mapping[Any, Any]) -> bool:
    return [answer for answer, _, _ in asked(id_, responses)] == [Answer.ABSENT]


@pytest.mark.parametrize("facts", [{"Scheme": "internal"}, {"Type": "network"}, {"Type": "gateway", "Scheme": None}])
def test_load_balancers_that_can_carry_no_web_acl_or_need_none_are_left_out(facts: Mapping[str, Any]) -> None:
    given = {key: value for key, value in facts.items() if value is not None}
    assert _absent("load-balancer-web-acl", {BALANCERS: balancer(**given)})


def test_a_web_acl_that_cannot_be_asked_for_is_no_missing_one() -> None:
    answers = asked(
        "load-balancer-web-acl", {BALANCERS: balancer(), WEB_ACL_OF: Refusal("WAFUnavailableEntityException")}
    )
    assert [answer for answer, _, _ in answers] == [Answer.UNAVAILABLE]


def test_private_apis_need_no_web_acl() -> None:
    api = {"id": "a1", "endpointConfiguration": {"types": ["PRIVATE"]}}
    assert _absent(
        "apigateway-stage-web-acl", {REST_APIS: {"items": [api]}, REST_STAGES: {"item": [{"stageName": "a"}]}}
    )


def _web_acl(*rules: Mapping[str, Any], **more: Any) -> Mapping[Any, Any]:
    seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"}
    arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/entry/0a1b2c3d"
    named = {"Name": "entry", "Id": "0a1b2c3d", "ARN": arn}
    full = {
        **named,
        "DefaultAction": {"Allow": {}},
        "VisibilityConfig": seen,
        "Rules": [{"Name": "r", "Priority": 1, "VisibilityConfig": seen, **rule} for rule in rules],
        **more,
    }
    lists: Any = (({"Scope": "REGIONAL"}, {"WebACLs": [named]}), ({"Scope": "CLOUDFRONT"}, {"WebACLs": []}))
    acls = {"WebACL": full}
    return {WEB_ACLS: lists, GLOBAL_WEB_ACLS: lists, WEB_ACL: acls, GLOBAL_WEB_ACL: acls}


_PATH: dict[str, Any] = {"UriPath": {"TextTransformations": [{"Priority": 0, "Type": "NONE"}]}}


def _rate(limit: int = 2000, action: str = "Block", **statement: Any) -> Mapping[str, Any]:
    stated = {"Limit": limit, "AggregateKeyType": "IP", **statement}
    return {"Statement": {"RateBasedStatement": stated}, "Action": {action: {}}}


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (_rate(), False),
        (_rate(400, EvaluationWindowSec=60), False),
        (_rate(1000, EvaluationWindowSec=60), True),
        (_rate(action="Count"), True),
        (_rate(ScopeDownStatement={"GeoMatchStatement": {"CountryCodes": ["DE"]}}), True),
        (_rate(AggregateKeyType="CUSTOM_KEYS", CustomKeys=[{"IP": {}}]), False),
        (_rate(AggregateKeyType="CUSTOM_KEYS", CustomKeys=[_PATH]), True),
    ],
)
def test_a_rate_limit_is_one_that_counts_every_address_and_blocks(rule: Mapping[str, Any], *, told: bool) -> None:
    assert bool(messages("waf-web-acl-rate-limit", _web_acl(rule))) is told


def _group(name: str, **statement: Any) -> Mapping[str, Any]:
    stated = {"VendorName": "AWS", "Name": name, **statement}
    return {"Statement": {"ManagedRuleGroupStatement": stated}, "OverrideAction": {"None": {}}}


def test_a_managed_group_that_lets_log4j_pass_is_told() -> None:
    override = {"Name": "Log4JRCE_HEADER", "ActionToUse": {"Count": {}}}
    weak = _group("AWSManagedRulesKnownBadInputsRuleSet", RuleActionOverrides=[override])
    assert messages("waf-web-acl-known-bad-inputs", _web_acl(weak)) == [
        "ruleActionOverrides of AWSManagedRulesKnownBadInputsRuleSet lets Log4JRCE_HEADER pass"
    ]


def test_what_firewall_manager_adds_counts() -> None:
    rule = {
        "Name": "bad-inputs",
        "Priority": 0,
        "FirewallManagerStatement": _group("AWSManagedRulesKnownBadInputsRuleSet")["Statement"],
        "OverrideAction": {"None": {}},
        "VisibilityConfig": {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"},
    }
    added = _web_acl(PreProcessFirewallManagerRuleGroups=[rule])
    assert messages("waf-web-acl-known-bad-inputs", added) == []
    assert messages("waf-web-acl-has-rules", added) == []


@pytest.mark.parametrize(
    ("actions", "told"), [((REDIRECT,), False), ((SAME,), True), ((FORWARD,), True), ((REDIRECT, FORWARD), True)]
)
def test_plain_http_only_redirects_to_https(actions: tuple[Mapping[str, Any], ...], *, told: bool) -> None:
    assert bool(messages("load-balancer-http-redirects", plain(*actions))) is told


def test_port_80_is_open_for_listeners_that_redirect_only() -> None:
    opened = {SECURITY_GROUPS: group(flow(80, 80, "0.0.0.0/0"))}
    assert messages("security-group-http-only-redirects", {**opened, **plain()}) == []
    said = "and port 80 has no HTTP listener that redirects to HTTPS"
    for listening in (plain(FORWARD), entry(), {BALANCERS: balancer(SecurityGroups=["sg-of-others"])}):
        (message,) = messages("security-group-http-only-redirects", {**opened, **listening})
        assert message.endswith(said)


def test_more_ports_than_80_in_one_rule_are_no_redirect() -> None:
    opened = {SECURITY_GROUPS: group(flow(80, 90, "0.0.0.0/0"))}
    assert messages("security-group-http-only-redirects", {**opened, **plain()}) != []


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("max-age=31536000", False),
        ('includeSubDomains; max-age="63072000"', False),
        ("max-age=31535999", True),
        ("max-age=", True),
        ("", True),
    ],
)
def test_hsts_is_promised_for_a_year(header: str, *, told: bool) -> None:
    key = "routing.http.response.strict_transport_security.header_value"
    settings = {LISTENER_SETTINGS: {"Attributes": [{"Key": key, "Value": header}]}}
    assert bool(messages("load-balancer-hsts", {**entry(), **settings})) is told


def test_an_internal_load_balancer_may_carry_tcp_as_it_comes() -> None:
    listening = {**entry(Protocol="TCP"), BALANCERS: balancer(Scheme="internal", Type="network")}
    assert messages("load-balancer-listener-encrypted", listening) == []


def test_a_load_balancer_that_is_gone_is_not_told_as_broken() -> None:
    for id_, call in (("load-balancer-tls-headers", BALANCER_SETTINGS), ("load-balancer-http-redirects", LISTENERS)):
        assert messages(id_, {BALANCERS: balancer(), call: Refusal("LoadBalancerNotFound")}) == []


def test_a_throttle_of_nothing_lets_nothing_pass() -> None:
    stage = http_stage(
        DefaultRouteSettings={"ThrottlingRateLimit": 100.0, "ThrottlingBurstLimit": 200},
        RouteSettings={"GET /orders": {"ThrottlingRateLimit": 5000.0}, "GET /health": {"DetailedMetricsEnabled": True}},
    )
    assert messages("apigatewayv2-stage-throttle", stage) == [
        "RouteSettings.GET /orders.ThrottlingRateLimit is 5000, it must be above 0 and at most 1000"
    ]


def test_as_much_as_the_account_has_is_no_throttle() -> None:
    stage = rest_stage(methodSettings={"*/*": {"throttlingRateLimit": -1.0, "throttlingBurstLimit": -1}})
    assert len(messages("apigateway-method-throttle", stage)) == 2


def _certificate(**facts: Any) -> Mapping[Any, Any]:
    arn = "arn:aws:acm:eu-west-1:123456789012:certificate/a"
    base = {"CertificateArn": arn, "DomainName": "app.example.com", "Status": "ISSUED", "InUseBy": ["arn:aws:lb"]}
    detail = {"Certificate": base | facts}
    listed = {"CertificateSummaryList": [{"CertificateArn": arn}]}
    return {
        CERTIFICATES: listed,
        # The scripted account is the same in every region.
        GLOBAL_CERTIFICATES: listed,
        CERTIFICATE: detail,
        GLOBAL_CERTIFICATE: detail,
    }


@pytest.mark.parametrize(("days", "told"), [(31, False), (30, True), (-1, True)])
def test_a_certificate_in_use_must_last_a_month(days: int, *, told: bool) -> None:
    facts = _certificate(NotAfter=NOW + timedelta(days=days))
    assert bool(messages("acm-certificate-current", facts)) is told


def test_a_certificate_that_nothing_serves_may_end() -> None:
    unused = _certificate(InUseBy=[], Status="EXPIRED", NotAfter=datetime(2026, 1, 1, tzinfo=UTC))
    assert messages("acm-certificate-current", unused) == []
    assert set(messages("acm-certificate-in-use", unused)) == {
        "InUseBy is empty: nothing serves the certificate of app.example.com"
    }


def test_the_certificate_that_cloudfront_serves_by_default_names_nobody() -> None:
    default = distribution(ViewerCertificate={"CloudFrontDefaultCertificate": True, "MinimumProtocolVersion": "TLSv1"})
    assert messages("cloudfront-viewer-tls", default) == [
        "CloudFront's default certificate is served, which holds viewers to TLS 1.0 only"
    ]


def test_a_behaviour_beside_the_default_one_is_judged_too() -> None:
    second = {"PathPattern": "/old/*", "TargetOriginId": "files", "ViewerProtocolPolicy": "allow-all"}
    both = distribution(CacheBehaviors={"Quantity": 1, "Items": [second]})
    assert messages("cloudfront-viewer-https", both) == [
        "ViewerProtocolPolicy of /old/* is allow-all: it answers over plain HTTP"
    ]


def test_a_distribution_that_is_switched_off_answers_nobody() -> None:
    assert _absent("cloudfront-viewer-https", distribution(Enabled=False))


def test_without_a_subscription_nothing_asks_for_shield() -> None:
    entries = {BALANCERS: balancer(), **distribution(), SUBSCRIPTION: Refusal("ResourceNotFoundException")}
    assert _absent("shield-protects-entries", entries)
    assert _absent("shield-subscription-renews", entries)


def test_addresses_that_nobody_can_call_need_no_shield() -> None:
    limits = {
        "ProtectionLimits": {"ProtectedResourceTypeLimits": []},
        "ProtectionGroupLimits": {
            "MaxProtectionGroups": 1,
            "PatternTypeLimits": {"ArbitraryPatternLimits": {"MaxMembers": 1}},
        },
    }
    addresses = [
        {"AllocationId": "eipalloc-nat", "AssociationId": "a"},
        {"AllocationId": "eipalloc-idle"},
        {"AllocationId": "eipalloc-alb", "AssociationId": "a", "ServiceManaged": "alb"},
        {"AllocationId": "eipalloc-server", "AssociationId": "a"},
    ]
    private = {"Id": "/hostedzone/Z1", "Name": "internal.", "CallerReference": "a", "Config": {"PrivateZone": True}}
    answers = asked(
        "shield-protects-entries",
        {
            SUBSCRIPTION: {"Subscription": {"AutoRenew": "ENABLED", "SubscriptionLimits": limits}},
            BALANCERS: balancer(Scheme="internal"),
            DISTRIBUTIONS: distribution(Enabled=False)[DISTRIBUTIONS],
            ADDRESSES: {"Addresses": addresses},
            NAT_GATEWAYS: {"NatGateways": [{"NatGatewayAddresses": [{"AllocationId": "eipalloc-nat"}]}]},
            ZONES: {"HostedZones": [private], "Marker": "", "IsTruncated": False, "MaxItems": "100"},
            PROTECTIONS: {"Protections": []},
        },
    )
    assert [(answer, resource) for answer, resource, _ in answers] == [
        (Answer.BROKEN, "arn:aws:ec2:eu-west-1:123456789012:eip-allocation/eipalloc-server")
    ]
