"""Listeners: what is encrypted, what redirects, and what AWS has no setting for."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.edge import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

REDIRECTS, RULE_REDIRECTS = "load-balancer-http-redirects", "load-balancer-http-rules-redirect"
ENCRYPTED, POLICY, HSTS = "load-balancer-listener-encrypted", "load-balancer-tls-policy", "load-balancer-hsts"
REDIRECT = {"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}
SAME = {"type": "redirect", "redirect": {"statusCode": "HTTP_301"}}
FORWARD = {"type": "forward", "targetGroupArn": "arn:tg"}
HEADER = "routingHttpResponseStrictTransportSecurityHeaderValue"


def listener(protocol: Value, *, known: bool = True, **properties: Value) -> Declared:
    return Declared(
        type=t.LISTENER,
        name="main",
        properties={"loadBalancerArn": UNKNOWN if known else "arn:elsewhere", "protocol": protocol, **properties},
        depends={"loadBalancerArn": ("lb",)} if known else {},
    )


def balancer(**properties: Value) -> Declared:
    return Declared(type=t.LOAD_BALANCER, name="lb", properties=properties)


@pytest.mark.parametrize(
    ("protocol", "actions", "expected"),
    [
        ("HTTP", [REDIRECT], PASSED),
        ("HTTP", [SAME], FAILED),
        ("HTTP", [FORWARD], FAILED),
        ("http", [FORWARD], FAILED),
        ("HTTP", [REDIRECT, FORWARD], FAILED),
        ("HTTP", [{"type": "fixed-response"}], FAILED),
        ("HTTP", [{"type": "redirect", "redirect": {"protocol": UNKNOWN}}], UNDETERMINED),
        (None, [FORWARD], FAILED),
        (UNKNOWN, [FORWARD], UNDETERMINED),
        (UNKNOWN, [REDIRECT], PASSED),
        ("HTTPS", [FORWARD], NOT_APPLICABLE),
        ("TLS", [FORWARD], NOT_APPLICABLE),
    ],
)
def test_plain_http_only_redirects(protocol: Value, actions: Value, expected: Any) -> None:
    assert verdicts(REDIRECTS, listener(protocol, port=80, defaultActions=actions), balancer()) == expected


def test_the_listener_of_a_gateway_has_no_protocol_to_judge() -> None:
    assert verdicts(REDIRECTS, listener(None, defaultActions=[FORWARD]), balancer()) == PASSED
    assert verdicts(ENCRYPTED, listener(None, defaultActions=[FORWARD]), balancer()) == NOT_APPLICABLE


def test_the_twin_of_a_listener_is_judged_alike() -> None:
    twin = Declared(
        type="aws:alb/listener:Listener", name="main", properties={"protocol": "HTTP", "defaultActions": [FORWARD]}
    )
    assert verdicts(REDIRECTS, twin) == FAILED


@pytest.mark.parametrize(
    ("protocol", "action", "expected"),
    [
        ("HTTP", FORWARD, FAILED),
        ("HTTP", REDIRECT, PASSED),
        ("HTTP", UNKNOWN, UNDETERMINED),
        ("HTTPS", FORWARD, PASSED),
        (UNKNOWN, FORWARD, UNDETERMINED),
    ],
)
def test_a_rule_cannot_let_http_in_past_the_redirect(protocol: Value, action: Value, expected: Any) -> None:
    rule = Declared(
        type=t.LISTENER_RULE,
        name="rule",
        properties={"listenerArn": UNKNOWN, "actions": [action]},
        depends={"listenerArn": ("main",)},
    )
    stack = (rule, listener(protocol, port=80, defaultActions=[REDIRECT]), balancer())
    assert verdicts(RULE_REDIRECTS, *stack, of="rule") == expected


@pytest.mark.parametrize(
    ("protocol", "given", "expected"),
    [
        ("TCP", {}, FAILED),
        ("UDP", {}, FAILED),
        ("TCP", {"internal": True}, PASSED),
        ("TCP", {"internal": UNKNOWN}, UNDETERMINED),
        ("TLS", {}, NOT_APPLICABLE),
        ("HTTPS", {}, NOT_APPLICABLE),
        (UNKNOWN, {}, UNDETERMINED),
    ],
)
def test_a_public_listener_speaks_tls(protocol: Value, given: dict[str, Value], expected: Any) -> None:
    stack = (listener(protocol, port=443), balancer(loadBalancerType="network", **given))
    assert verdicts(ENCRYPTED, *stack) == expected


def test_a_listener_of_another_stacks_load_balancer_may_be_internal() -> None:
    assert verdicts(ENCRYPTED, listener("TCP", known=False, port=443)) == UNDETERMINED


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("ELBSecurityPolicy-TLS13-1-2-2021-06", PASSED),
        ("ELBSecurityPolicy-TLS13-1-3-2021-06", PASSED),
        ("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", PASSED),
        ("ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04", PASSED),
        ("ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", FAILED),
        ("ELBSecurityPolicy-TLS13-1-0-2021-06", FAILED),
        ("ELBSecurityPolicy-TLS-1-2-2017-01", FAILED),
        (None, FAILED),
    ],
)
def test_tls_policies_are_a_list_not_a_pattern(policy: Value, expected: Any) -> None:
    assert verdicts(POLICY, listener("HTTPS", port=443, sslPolicy=policy), balancer()) == expected


def test_a_policy_is_asked_only_of_listeners_with_tls() -> None:
    assert verdicts(POLICY, listener("HTTP", port=80), balancer()) == NOT_APPLICABLE
    assert verdicts(POLICY, listener("TCP", port=80), balancer()) == NOT_APPLICABLE
    assert verdicts(POLICY, listener("TLS", port=443), balancer()) == FAILED


@pytest.mark.parametrize(
    ("header", "given", "expected"),
    [
        ("max-age=31536000", {}, PASSED),
        ('Max-Age = "63072000"; includeSubDomains', {}, PASSED),
        ("max-age=86400", {}, FAILED),
        ("includeSubDomains", {}, FAILED),
        (None, {}, FAILED),
        (None, {"internal": True}, PASSED),
        (None, {"internal": UNKNOWN}, UNDETERMINED),
        (UNKNOWN, {}, UNDETERMINED),
    ],
)
def test_a_public_https_listener_promises_https_for_a_year(
    header: Value, given: dict[str, Value], expected: Any
) -> None:
    assert verdicts(HSTS, listener("HTTPS", port=443, **{HEADER: header}), balancer(**given)) == expected


def test_a_certificate_is_proven_by_its_validation() -> None:
    certificate = "load-balancer-acm-certificate"
    proven = Declared(
        type=t.LISTENER,
        name="main",
        properties={"protocol": "HTTPS", "certificateArn": UNKNOWN},
        depends={"certificateArn": ("validation",)},
    )
    validation = Declared(type=t.CERTIFICATE_VALIDATION, name="validation", properties={})
    assert verdicts(certificate, proven, validation) == PASSED
    assert verdicts(certificate, listener("HTTPS", port=443), balancer()) == FAILED


def test_a_protocol_in_small_letters_is_judged_alike() -> None:
    assert verdicts(ENCRYPTED, listener("tcp", port=80), balancer(loadBalancerType="network")) == FAILED
    assert verdicts(POLICY, listener("https", port=443, sslPolicy="ELBSecurityPolicy-2016-08"), balancer()) == FAILED
    targets = Declared(type=t.TARGET_GROUP, name="main", properties={"protocol": "http", "port": 8080})
    assert verdicts("target-group-encrypted", targets) == FAILED
