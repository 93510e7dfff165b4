"""Network firewalls: what leaves past them, what they do by default, and lists that are none."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.network import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import (
    FAILED,
    NOT_APPLICABLE,
    PASSED,
    UNDETERMINED,
    results,
    verdicts,
)

LEAVES, DROPS, INSPECTS = (
    "private-subnet-leaves-by-firewall",
    "network-firewall-drops-by-default",
    "network-firewall-inspects-by-default",
)
SIGNED, BLOCKS = "network-firewall-threat-signatures", "network-firewall-signatures-block"
LOGS, LISTS = "network-firewall-alert-and-flow-logs", "network-firewall-domain-allow-list"
MANAGED = "arn:aws:network-firewall:eu-west-1:aws-managed:stateful-rulegroup/"
FIREWALL = Declared(
    type=t.NETWORK_FIREWALL,
    name="firewall",
    properties={"subnetMappings": [{"subnetId": UNKNOWN}, {"subnetId": UNKNOWN}]},
    depends={"subnetMappings": ("behind",)},
)


def subnet(name: str = "private") -> Declared:
    return Declared(type=t.SUBNET, name=name, properties={"cidrBlock": "10.0.0.0/20"})


def associated(name: str = "private") -> Declared:
    return Declared(
        type=t.ROUTE_TABLE_ASSOCIATION,
        name=f"{name}-association",
        properties={"subnetId": UNKNOWN, "routeTableId": UNKNOWN},
        depends={"subnetId": (name,), "routeTableId": (f"{name}-table",)},
    )


def table(name: str = "private", *routes: Value, **depends: tuple[str, ...]) -> Declared:
    return Declared(type=t.ROUTE_TABLE, name=f"{name}-table", properties={"routes": [*routes]}, depends=depends)


def route(name: str = "private", to: Value = "0.0.0.0/0", **target: Value) -> Declared:
    return Declared(
        type=t.ROUTE,
        name=f"{name}-route",
        properties={"routeTableId": UNKNOWN, "destinationCidrBlock": to, **target},
        depends={
            "routeTableId": (f"{name}-table",),
            **({"vpcEndpointId": ("firewall",)} if "vpcEndpointId" in target else {}),
        },
    )


BEHIND = (FIREWALL, subnet("behind"))


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (route(vpcEndpointId=UNKNOWN), PASSED),
        (route(vpcEndpointId="vpce-0a1b2c3d4e5f60718"), PASSED),
        (route(natGatewayId="nat-0a1b2c3d4e5f60718"), FAILED),
        (route(networkInterfaceId="eni-0a1b2c3d4e5f60718"), FAILED),
        (route(to="0.0.0.0/1", natGatewayId="nat-0a1b2c3d4e5f60718"), FAILED),
        (route(to="10.1.0.0/16", vpcPeeringConnectionId="pcx-1"), PASSED),
        (route(transitGatewayId="tgw-0a1b2c3d4e5f60718"), UNDETERMINED),
        (route(to=UNKNOWN, natGatewayId="nat-0a1b2c3d4e5f60718"), UNDETERMINED),
    ],
)
def test_a_private_subnet_leaves_by_the_firewall_alone(made: Declared, expected: Any) -> None:
    assert verdicts(LEAVES, *BEHIND, subnet(), table(), associated(), made, of=None) == expected


def test_inline_routes_count() -> None:
    past = table("private", {"cidrBlock": "0.0.0.0/0", "natGatewayId": UNKNOWN})
    assert verdicts(LEAVES, *BEHIND, subnet(), past, associated(), of=None) == FAILED
    inline = table("private", {"cidrBlock": "0.0.0.0/0", "vpcEndpointId": UNKNOWN}, routes=("firewall",))
    assert verdicts(LEAVES, *BEHIND, subnet(), inline, associated(), of=None) == PASSED


def test_ipv6_leaves_by_the_firewall_too() -> None:
    past = table("private", {"ipv6CidrBlock": "::/0", "egressOnlyGatewayId": "eigw-1"})
    assert verdicts(LEAVES, *BEHIND, subnet(), past, associated(), of=None) == FAILED


def test_the_firewalls_own_subnet_and_a_public_one_leave_by_a_gateway() -> None:
    behind = (table("behind"), associated("behind"), route("behind", natGatewayId="nat-1"))
    public = (subnet("public"), table("public"), associated("public"), route("public", gatewayId="igw-1"))
    assert verdicts(LEAVES, *BEHIND, *behind, *public, of=None) == PASSED
    (failed,) = results(LEAVES, subnet("behind"), *behind)
    assert failed.message == "the default route of subnet behind leads past the firewall"


def policy(**given: Value) -> Declared:
    return Declared(type=t.FIREWALL_POLICY, properties={"firewallPolicy": given})


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (["aws:drop_strict"], PASSED),
        (["aws:alert_established", "aws:drop_established"], PASSED),
        (["aws:drop_established_app_layer"], PASSED),
        (["aws:drop_established_app_layer_to_server", "aws:alert_established_app_layer_to_server"], PASSED),
        (["aws:alert_strict"], FAILED),
        ([], FAILED),
        (None, FAILED),
        (["aws:alert_strict", UNKNOWN], UNDETERMINED),
    ],
)
def test_what_no_rule_knows_is_dropped(actions: Value, expected: Any) -> None:
    assert verdicts(DROPS, policy(statefulDefaultActions=actions)) == expected


def test_fragments_are_inspected_too() -> None:
    forward, passing = ["aws:forward_to_sfe"], ["aws:pass", "Metric"]
    assert (
        verdicts(INSPECTS, policy(statelessDefaultActions=forward, statelessFragmentDefaultActions=forward)) == PASSED
    )
    assert (
        verdicts(INSPECTS, policy(statelessDefaultActions=forward, statelessFragmentDefaultActions=passing)) == FAILED
    )


@pytest.mark.parametrize(
    ("arns", "expected"),
    [
        ((f"{MANAGED}ThreatSignaturesBotnetStrictOrder",), PASSED),
        ((f"{MANAGED}MalwareDomainsStrictOrder",), FAILED),
        (("arn:aws:network-firewall:eu-west-1:123456789012:stateful-rulegroup/ThreatSignaturesBotnet",), FAILED),
        ((), FAILED),
        ((f"{MANAGED}MalwareDomainsStrictOrder", UNKNOWN), UNDETERMINED),
    ],
)
def test_a_group_of_aws_holds_the_signatures(arns: tuple[Value, ...], expected: Any) -> None:
    references = [{"priority": index, "resourceArn": arn} for index, arn in enumerate(arns, start=1)]
    assert verdicts(SIGNED, policy(statefulRuleGroupReferences=references)) == expected


def test_one_group_that_only_reports_is_enough_to_fail() -> None:
    blocking = {"priority": 1, "resourceArn": f"{MANAGED}ThreatSignaturesBotnetStrictOrder"}
    reporting = {**blocking, "priority": 2, "override": {"action": "DROP_TO_ALERT"}}
    assert verdicts(BLOCKS, policy(statefulRuleGroupReferences=[blocking, reporting])) == FAILED
    assert verdicts(BLOCKS, policy(statefulRuleGroupReferences=[blocking, {**blocking, "override": {}}])) == PASSED


def test_unprotected_firewalls_pass_where_the_profile_lets_them_go() -> None:
    open_ = Declared(type=t.NETWORK_FIREWALL, properties={"vpcId": "vpc-1"})
    assert verdicts("network-firewall-deletion-protected", open_) == FAILED
    assert verdicts("network-firewall-deletion-protected", open_, bar="dev") == NOT_APPLICABLE


def test_a_configuration_without_destinations_logs_nothing() -> None:
    empty = Declared(type=t.FIREWALL_LOGGING, properties={"loggingConfiguration": {"logDestinationConfigs": []}})
    assert verdicts(LOGS, empty) == FAILED * 2


def test_a_key_of_the_stack_is_a_customer_key() -> None:
    encrypted = Declared(
        type=t.FIREWALL_RULE_GROUP,
        properties={"encryptionConfiguration": {"type": "CUSTOMER_KMS", "keyId": UNKNOWN}},
        depends={"encryptionConfiguration": ("key",)},
    )
    key = Declared(type="aws:kms/key:Key", name="key")
    assert verdicts("network-firewall-encrypted", encrypted, key) == PASSED
    owned = Declared(type=t.FIREWALL_POLICY, properties={"encryptionConfiguration": {"type": "AWS_OWNED_KMS_KEY"}})
    assert verdicts("network-firewall-encrypted", owned) == FAILED


def domains(**changes: Value) -> Declared:
    listed = {
        "generatedRulesType": "ALLOWLIST",
        "targetTypes": ["TLS_SNI", "HTTP_HOST"],
        "targets": [".example.com"],
        **changes,
    }
    return Declared(type=t.FIREWALL_RULE_GROUP, properties={"ruleGroup": {"rulesSource": {"rulesSourceList": listed}}})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, PASSED),
        ({"targets": UNKNOWN}, PASSED),
        ({"generatedRulesType": "ALERTLIST"}, FAILED),
        ({"targetTypes": ["TLS_SNI"]}, FAILED),
        ({"targetTypes": ["TLS_SNI", UNKNOWN]}, UNDETERMINED),
        ({"targets": [".example.com", ".com"]}, FAILED),
    ],
)
def test_a_list_of_domains_allows_some_and_nothing_else(changes: dict[str, Value], expected: Any) -> None:
    assert verdicts(LISTS, domains(**changes)) == expected


def test_a_group_of_other_rules_is_no_list_of_domains() -> None:
    rules = Declared(type=t.FIREWALL_RULE_GROUP, properties={"ruleGroup": {"rulesSource": {"rulesString": "pass"}}})
    assert verdicts(LISTS, rules) == NOT_APPLICABLE
