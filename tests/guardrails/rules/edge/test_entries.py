"""Public entries: which of them need a web ACL, and what proves that they have one."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.edge import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

BALANCER, STAGE = "load-balancer-web-acl", "apigateway-stage-web-acl"


def balancer(**properties: Value) -> Declared:
    return Declared(type=t.LOAD_BALANCER, name="main", properties=properties)


def association(**depends: tuple[str, ...]) -> Declared:
    return Declared(
        type=t.WEB_ACL_ASSOCIATION, name="acl", properties={"resourceArn": UNKNOWN, "webAclArn": "arn"}, depends=depends
    )


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (balancer(), FAILED),
        (balancer(internal=False), FAILED),
        (balancer(internal=True), NOT_APPLICABLE),
        (balancer(loadBalancerType="network"), NOT_APPLICABLE),
        (balancer(loadBalancerType="gateway"), NOT_APPLICABLE),
        (balancer(internal=UNKNOWN), UNDETERMINED),
        (balancer(loadBalancerType=UNKNOWN), UNDETERMINED),
    ],
)
def test_only_public_application_load_balancers_need_a_web_acl(declared: Declared, expected: Any) -> None:
    assert verdicts(BALANCER, declared) == expected


def test_an_association_proves_itself_by_its_dependency() -> None:
    assert verdicts(BALANCER, balancer(), association(resourceArn=("main",))) == PASSED
    assert verdicts(BALANCER, balancer(), association()) == UNDETERMINED


def test_the_twins_of_a_load_balancer_are_one() -> None:
    twin = Declared(type="aws:alb/loadBalancer:LoadBalancer", name="main", properties={})
    assert verdicts(BALANCER, twin) == FAILED
    assert verdicts(BALANCER, twin, association(resourceArn=("main",))) == PASSED


def test_an_association_with_another_entry_is_not_this_ones() -> None:
    pool = Declared(type=t.USER_POOL, name="pool", properties={"name": "customers"})
    other = association(resourceArn=("pool",))
    assert verdicts(BALANCER, balancer(), pool, other) == FAILED
    assert verdicts("cognito-user-pool-web-acl", pool, other, of="pool") == PASSED
    assert (
        verdicts(
            BALANCER,
            balancer(),
            pool,
            Declared(
                type=t.WEB_ACL_ASSOCIATION, name="known", properties={"resourceArn": "arn:other", "webAclArn": "arn"}
            ),
        )
        == FAILED
    )


@pytest.mark.parametrize(
    ("kind", "expected"), [("PRIVATE", NOT_APPLICABLE), ("REGIONAL", FAILED), (UNKNOWN, UNDETERMINED), (None, FAILED)]
)
def test_stages_of_private_apis_need_none(kind: Value, expected: Any) -> None:
    api = Declared(type=t.REST_API, name="api", properties={"endpointConfiguration": {"types": kind}})
    stage = Declared(
        type=t.REST_STAGE,
        name="main",
        properties={"restApi": UNKNOWN, "stageName": "live"},
        depends={"restApi": ("api",)},
    )
    assert verdicts(STAGE, stage, api) == expected


def test_a_distribution_is_proven_by_a_web_acl_of_the_stack() -> None:
    distribution = Declared(
        type=t.DISTRIBUTION, name="main", properties={"webAclId": UNKNOWN}, depends={"webAclId": ("acl",)}
    )
    web_acl = Declared(type=t.WEB_ACL, name="acl", properties={"scope": "CLOUDFRONT"})
    assert verdicts("cloudfront-distribution-web-acl", distribution, web_acl) == PASSED


def test_a_shield_protection_of_another_entry_is_not_this_ones() -> None:
    rule = "shield-protects-entries"
    subscription = Declared(type=t.SHIELD_SUBSCRIPTION, name="paid", properties={"autoRenew": "ENABLED"})
    site = Declared(type=t.DISTRIBUTION, name="site", properties={"enabled": True})
    protection = Declared(
        type=t.SHIELD_PROTECTION,
        name="site-only",
        properties={"name": "site", "resourceArn": UNKNOWN},
        depends={"resourceArn": ("site",)},
    )
    assert verdicts(rule, balancer(), subscription, site, protection) == FAILED
    assert verdicts(rule, balancer(), subscription, site, protection, of="site") == PASSED
