"""DNS Firewall and query logs: every VPC has them, and the catch-all is blocked and never allowed."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.network import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, PASSED, UNDETERMINED, results, verdicts

EVERY, REST = "dns-firewall-on-every-vpc", "dns-firewall-blocks-all-else"
ALLOWS, BLOCKS, QUERIES = "dns-firewall-allows-no-wildcard", "dns-firewall-group-blocks", "vpc-query-log"
VPC = Declared(type=t.VPC, name="vpc", properties={"cidrBlock": "10.0.0.0/16"})
OTHER = Declared(type=t.VPC, name="other", properties={"cidrBlock": "10.1.0.0/16"})
GROUP = Declared(type=t.DNS_RULE_GROUP, name="group", properties={})


def associated(vpc: str = "vpc", group: str = "group") -> Declared:
    return Declared(
        type=t.DNS_ASSOCIATION,
        name=f"{vpc}-association",
        properties={"vpcId": UNKNOWN, "firewallRuleGroupId": UNKNOWN},
        depends={"vpcId": (vpc,), "firewallRuleGroupId": (group,)},
    )


def rule(action: Value, *domains: Value, **given: Value) -> tuple[Declared, ...]:
    listed = Declared(type=t.DNS_DOMAIN_LIST, name="domains", properties={"domains": [*domains]})
    made = Declared(
        type=t.DNS_RULE,
        name="main",
        properties={"firewallRuleGroupId": UNKNOWN, "firewallDomainListId": UNKNOWN, "action": action, **given},
        depends={
            "firewallRuleGroupId": ("group",),
            **({} if "firewallDomainListId" in given else {"firewallDomainListId": ("domains",)}),
        },
    )
    return (listed, made)


def test_each_vpc_needs_its_own_association() -> None:
    (failed,) = results(EVERY, VPC, OTHER, GROUP, associated())
    assert failed.message == "VPC other has no ResolverFirewallRuleGroupAssociation"
    assert verdicts(EVERY, VPC, OTHER, GROUP, associated(), associated("other"), of=None) == PASSED


def test_a_stack_without_a_vpc_has_nothing_to_show() -> None:
    assert verdicts(EVERY, of=None) == FAILED
    assert verdicts(QUERIES, of=None) == FAILED


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (rule("BLOCK", "*."), PASSED),
        (rule("BLOCK", "*"), PASSED),
        (rule("BLOCK", "*.example.com"), FAILED),
        (rule("ALERT", "*."), FAILED),
        (rule("ALLOW", "*."), FAILED),
        (rule("BLOCK", UNKNOWN), UNDETERMINED),
        (rule(UNKNOWN, "*."), UNDETERMINED),
        (rule("BLOCK", firewallDomainListId="rslvr-fdl-0a1b2c3d4e5f6071"), UNDETERMINED),
        ((), FAILED),
    ],
)
def test_all_other_domains_are_blocked(rules: tuple[Declared, ...], expected: Any) -> None:
    assert verdicts(REST, VPC, GROUP, associated(), *rules, of=None) == expected


def test_a_deny_list_will_do_where_the_profile_says_so() -> None:
    assert verdicts(REST, VPC, GROUP, associated(), *rule("BLOCK", "bad.example"), of=None, bar="dev") == PASSED


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (rule("ALLOW", "*.example.com"), PASSED),
        (rule("ALLOW", "*"), FAILED),
        (rule("ALLOW", "*."), FAILED),
        (rule("BLOCK", "*."), PASSED),
        (rule(UNKNOWN, "*.example.com"), PASSED),
        (rule(UNKNOWN, "*."), UNDETERMINED),
    ],
)
def test_no_rule_allows_every_domain(rules: tuple[Declared, ...], expected: Any) -> None:
    assert verdicts(ALLOWS, GROUP, *rules) == expected


def test_a_group_that_only_reports_stops_nothing() -> None:
    assert verdicts(BLOCKS, GROUP, *rule("ALERT", "*."), of="group") == FAILED
    assert verdicts(BLOCKS, GROUP, of="group") == FAILED
    advanced = Declared(
        type=t.DNS_RULE,
        name="advanced",
        properties={"firewallRuleGroupId": UNKNOWN, "action": "BLOCK", "dnsThreatProtection": "DGA"},
        depends={"firewallRuleGroupId": ("group",)},
    )
    assert verdicts(BLOCKS, GROUP, advanced, *rule("ALERT", "*."), of="group") == PASSED
    # A threat is no list of domains.
    assert verdicts(REST, VPC, GROUP, associated(), advanced, of=None) == FAILED


def test_the_queries_of_each_vpc_are_logged() -> None:
    logged = Declared(
        type=t.QUERY_LOG_ASSOCIATION, name="logs", properties={"resourceId": UNKNOWN}, depends={"resourceId": ("vpc",)}
    )
    assert verdicts(QUERIES, VPC, logged, of=None) == PASSED
    assert verdicts(QUERIES, VPC, OTHER, logged, of=None) == FAILED
