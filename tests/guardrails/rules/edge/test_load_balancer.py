"""Load balancers: no setting is asked of a kind that has none, and zones are counted as far as they are known."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.edge import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

APPLICATION_ONLY = (
    "load-balancer-connection-logs",
    "load-balancer-tls-headers",
    "load-balancer-drops-invalid-headers",
)


def balancer(kind: Value = None, **properties: Value) -> Declared:
    return Declared(type=t.LOAD_BALANCER, name="main", properties={"loadBalancerType": kind, **properties})


@pytest.mark.parametrize("rule", APPLICATION_ONLY)
def test_settings_of_application_load_balancers_are_asked_of_no_other_kind(rule: str) -> None:
    assert verdicts(rule, balancer()) == FAILED
    assert verdicts(rule, balancer("application")) == FAILED
    assert verdicts(rule, balancer("network")) == NOT_APPLICABLE
    assert verdicts(rule, balancer("gateway")) == NOT_APPLICABLE
    assert verdicts(rule, balancer(UNKNOWN)) == UNDETERMINED


@pytest.mark.parametrize(
    ("rule", "kind", "expected"),
    [
        ("load-balancer-access-logs", "network", FAILED),
        ("load-balancer-access-logs", "gateway", NOT_APPLICABLE),
        ("load-balancer-cross-zone", "application", NOT_APPLICABLE),
        ("load-balancer-cross-zone", "gateway", FAILED),
        ("load-balancer-waf-fail-closed", "network", NOT_APPLICABLE),
        ("load-balancer-waf-fail-closed", "application", PASSED),
        ("load-balancer-desync-mitigation", "application", PASSED),
        ("load-balancer-desync-mitigation", "network", NOT_APPLICABLE),
        ("load-balancer-zonal-shift", "network", FAILED),
        ("load-balancer-zonal-shift", "gateway", NOT_APPLICABLE),
    ],
)
def test_silence_means_what_aws_makes_of_it(rule: str, kind: str, expected: Any) -> None:
    assert verdicts(rule, balancer(kind)) == expected


def test_deletion_protection_follows_the_profile() -> None:
    rule = "load-balancer-deletion-protection"
    assert verdicts(rule, balancer(), bar="prod") == FAILED
    assert verdicts(rule, balancer(), bar="dev") == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"subnets": [UNKNOWN, UNKNOWN]}, PASSED),
        ({"subnets": ["subnet-a", "subnet-a"]}, FAILED),
        ({"subnets": [UNKNOWN]}, FAILED),
        ({"subnets": UNKNOWN}, UNDETERMINED),
        ({"subnetMappings": [{"subnetId": "subnet-a"}, {"subnetId": "subnet-b"}]}, PASSED),
        ({"subnetMappings": [{"subnetId": "subnet-a"}]}, FAILED),
        ({"subnetMappings": UNKNOWN}, UNDETERMINED),
        ({}, FAILED),
    ],
)
def test_a_load_balancer_is_in_two_subnets(properties: dict[str, Value], expected: Any) -> None:
    assert verdicts("load-balancer-spans-zones", balancer(**properties)) == expected


def test_a_classic_load_balancer_mitigates_desync_too() -> None:
    classic = Declared(type=t.CLASSIC, name="main", properties={"desyncMitigationMode": "monitor"})
    assert verdicts("load-balancer-desync-mitigation", classic) == FAILED


@pytest.mark.parametrize(
    ("listener", "expected"),
    [
        ({"lbProtocol": "HTTPS", "sslCertificateId": "arn:aws:acm:eu-west-1:123456789012:certificate/1"}, PASSED),
        ({"lbProtocol": "ssl", "sslCertificateId": "arn:aws:acm:eu-west-1:123456789012:certificate/1"}, PASSED),
        ({"lbProtocol": "https", "sslCertificateId": "arn:aws:iam::123456789012:server-certificate/1"}, FAILED),
        ({"lbProtocol": "https"}, FAILED),
        ({"lbProtocol": "tcp"}, FAILED),
        ({"lbProtocol": UNKNOWN}, UNDETERMINED),
    ],
)
def test_each_listener_of_a_classic_load_balancer_speaks_tls(listener: dict[str, Value], expected: Any) -> None:
    classic = Declared(type=t.CLASSIC, name="main", properties={"listeners": [listener]})
    assert verdicts("elb-classic-listeners-encrypted", classic) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"targetType": "lambda"}, NOT_APPLICABLE),
        ({"protocol": "HTTP"}, FAILED),
        ({"protocol": "HTTPS"}, PASSED),
        ({"protocol": "TCP"}, PASSED),
        ({"protocol": "GENEVE"}, PASSED),
    ],
)
def test_only_http_to_the_targets_is_known_to_be_plain(properties: dict[str, Value], expected: Any) -> None:
    group = Declared(type=t.TARGET_GROUP, name="main", properties=properties)
    assert verdicts("target-group-encrypted", group) == expected


def test_a_health_check_is_on_unless_it_is_turned_off() -> None:
    silent = Declared(type=t.TARGET_GROUP, name="main", properties={"protocol": "HTTPS"})
    assert verdicts("target-group-health-check", silent) == PASSED
