"""The network firewall: what it lets through, what it asks first, and how hard it is to remove."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from pulumi_aws.networkfirewall import outputs

from components.network.cidr import CidrPlan
from components.network.firewall import Firewall, FirewallArgs, endpoint_in
from components.network.firewall_rules import MANAGED_GROUPS, FirewallMode, Passage
from components.network.inspection import Inspection
from components.network.nat import Nat
from components.network.vpc import VpcArgs
from guardrails.graph import Resource
from tests.components.network.building import ARGS, INSPECTION, PLACEMENT, A, B, C, built, wired
from tests.support.recording import Recorded

_FIREWALL = "aws:networkfirewall/firewall:Firewall"
_POLICY = "aws:networkfirewall/firewallPolicy:FirewallPolicy"
_GROUP = "aws:networkfirewall/ruleGroup:RuleGroup"
_LOGGING = "aws:networkfirewall/loggingConfiguration:LoggingConfiguration"
_LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
_ENCRYPTED = {"type": "CUSTOMER_KMS", "keyId": INSPECTION.key_arn}
_NAME = "network-firewall"


def _inspected(**changes: Any) -> Recorded:
    return built(inspection=replace(INSPECTION, **changes))


def _policy(recorded: Recorded) -> dict[str, Any]:
    policy: dict[str, Any] = recorded.one(_POLICY).properties["firewallPolicy"]
    return policy


def _made(recorded: Recorded) -> dict[str, Resource]:
    return {resource.urn: resource for resource in recorded.resources if resource.type != "pulumi:providers:aws"}


def test_the_firewall_has_an_endpoint_in_each_zone_and_is_hard_to_remove() -> None:
    firewall = _inspected().one(_FIREWALL)
    assert firewall.properties["deleteProtection"] is True
    assert firewall.properties["firewallPolicyChangeProtection"] is True
    assert firewall.properties["subnetChangeProtection"] is True
    assert firewall.properties["encryptionConfiguration"] == _ENCRYPTED
    assert firewall.options.protect
    assert wired(firewall, "subnetMappings") == tuple(
        f"aws:ec2/subnet:Subnet::network-firewall-subnet-{zone}" for zone in (A, B, C)
    )
    assert [mapping["ipAddressType"] for mapping in firewall.properties["subnetMappings"]] == ["IPV4"] * 3
    assert wired(firewall, "firewallPolicyArn") == (f"{_POLICY}::{_NAME}-policy",)


def test_an_unprotected_firewall_can_be_removed() -> None:
    recorded = built(inspection=INSPECTION, protect=False)
    firewall = recorded.one(_FIREWALL).properties
    assert [key for key, value in firewall.items() if key.endswith("rotection") and value] == []
    assert not [each.name for each in _made(recorded).values() if each.options.protect]


def test_the_lock_on_the_subnets_is_lifted_while_a_zone_is_added_and_no_other() -> None:
    firewall = _inspected(growing=True).one(_FIREWALL).properties
    assert firewall["subnetChangeProtection"] is False
    assert firewall["deleteProtection"] is firewall["firewallPolicyChangeProtection"] is True


def test_the_policy_asks_in_strict_order_and_drops_what_it_does_not_know() -> None:
    policy = _policy(_inspected())
    assert policy["statelessDefaultActions"] == policy["statelessFragmentDefaultActions"] == ["aws:forward_to_sfe"]
    assert policy["statefulDefaultActions"] == [
        "aws:drop_established_app_layer_to_server",
        "aws:alert_established_app_layer_to_server",
    ]
    assert policy["statefulEngineOptions"] == {"ruleOrder": "STRICT_ORDER", "streamExceptionPolicy": "REJECT"}


def test_threat_signatures_are_asked_before_anything_is_let_through() -> None:
    references = _policy(_inspected())["statefulRuleGroupReferences"]
    assert len(references) == len(MANAGED_GROUPS) + 3 <= 20
    managed = {each["priority"]: each["resourceArn"] for each in references[: len(MANAGED_GROUPS)]}
    assert managed[100] == (
        "arn:aws:network-firewall:eu-west-1:aws-managed:stateful-rulegroup/BotNetCommandAndControlDomainsStrictOrder"
    )
    assert all(arn.endswith("StrictOrder") for arn in managed.values())
    assert sum("/ThreatSignatures" in arn for arn in managed.values()) == 12
    assert [each["priority"] for each in references[len(MANAGED_GROUPS) :]] == [1000, 1001, 1002]
    assert not [each for each in references if "override" in each]


def test_alert_mode_only_reports() -> None:
    recorded = _inspected(mode=FirewallMode.ALERT)
    policy = _policy(recorded)
    assert policy["statefulDefaultActions"] == ["aws:alert_established_app_layer_to_server"]
    overrides = [each.get("override") for each in policy["statefulRuleGroupReferences"]]
    assert overrides == [{"action": "DROP_TO_ALERT"}] * len(MANAGED_GROUPS) + [None] * 3
    rules = recorded.one(_GROUP, f"{_NAME}-connectionless").properties["ruleGroup"]["rulesSource"]["statefulRules"]
    assert {rule["action"] for rule in rules} == {"ALERT"}


def test_the_load_balancers_tier_reaches_the_services_port_and_is_answered() -> None:
    group = _inspected().one(_GROUP, f"{_NAME}-passages").properties
    assert (group["type"], group["capacity"], group["encryptionConfiguration"]) == ("STATEFUL", 100, _ENCRYPTED)
    assert group["ruleGroup"] == {
        "statefulRuleOptions": {"ruleOrder": "STRICT_ORDER"},
        "rulesSource": {
            "statefulRules": [
                {
                    "action": "PASS",
                    "header": {
                        "protocol": "TCP",
                        "source": "10.0.192.0/19",
                        "sourcePort": "ANY",
                        "direction": "ANY",
                        "destination": "10.0.0.0/17",
                        "destinationPort": "8443",
                    },
                    "ruleOptions": [{"keyword": "sid", "settings": ["1"]}],
                }
            ]
        },
    }


def test_http_and_tls_reach_the_listed_domains_only() -> None:
    group = _inspected().one(_GROUP, f"{_NAME}-domains").properties
    assert (group["type"], group["capacity"]) == ("STATEFUL", 1000)
    assert group["ruleGroup"]["rulesSource"] == {
        "rulesSourceList": {
            "generatedRulesType": "ALLOWLIST",
            "targetTypes": ["HTTP_HOST", "TLS_SNI"],
            "targets": [".eu-west-1.amazonaws.com", "api.example.com"],
        }
    }


def test_what_needs_no_connection_is_dropped_by_a_rule_of_its_own() -> None:
    rules = _inspected().one(_GROUP, f"{_NAME}-connectionless").properties["ruleGroup"]["rulesSource"]["statefulRules"]
    assert [(rule["action"], rule["header"]["protocol"]) for rule in rules] == [("DROP", "UDP"), ("DROP", "ICMP")]
    assert {rule["header"][key] for rule in rules for key in ("source", "destination")} == {"ANY"}


def test_alerts_and_flows_are_logged_to_encrypted_groups_that_are_there_first() -> None:
    recorded = _inspected()
    logging = recorded.one(_LOGGING)
    assert wired(logging, "firewallArn") == (f"{_FIREWALL}::{_NAME}-firewall",)
    assert logging.properties["loggingConfiguration"] == {
        "logDestinationConfigs": [
            {
                "logType": kind,
                "logDestinationType": "CloudWatchLogs",
                "logDestination": {"logGroup": f"vouch-prod-{_NAME}-{role}"},
            }
            for kind, role in (("ALERT", "alerts"), ("FLOW", "flows"))
        ]
    }
    for role in ("alerts", "flows"):
        group = recorded.one(_LOG_GROUP, f"{_NAME}-{role}")
        assert group.properties["kmsKeyId"] == ARGS.logs_key_arn
        assert group.properties["retentionInDays"] == 365
        assert group.properties["deletionProtectionEnabled"] is True
        assert group.options.protect
        assert group.urn in logging.dependencies
    permission = recorded.one("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
    assert permission.urn in logging.dependencies
    (statement,) = json.loads(permission.properties["policyDocument"])["Statement"]
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert statement["Resource"] == [
        f"arn:aws:logs:eu-west-1:123456789012:log-group:vouch-prod-{_NAME}-{role}:log-stream:*"
        for role in ("alerts", "flows")
    ]
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}


def test_the_endpoint_of_a_zone_is_found_by_its_zone() -> None:
    def state(zone: str, endpoint: str | None) -> outputs.FirewallFirewallStatusSyncState:
        attachment = outputs.FirewallFirewallStatusSyncStateAttachment(endpoint_id=endpoint, subnet_id="subnet-1")
        return outputs.FirewallFirewallStatusSyncState(attachments=[attachment], availability_zone=zone)

    statuses = [outputs.FirewallFirewallStatus(sync_states=[state(B, "vpce-2"), state(A, "vpce-1"), state(C, None)])]
    assert (endpoint_in(A, statuses), endpoint_in(B, statuses)) == ("vpce-1", "vpce-2")
    with pytest.raises(ValueError, match="the firewall has no endpoint in eu-west-1c: wait until it is ready there"):
        endpoint_in(C, statuses)


def test_a_firewall_that_comes_later_replaces_nothing() -> None:
    before, after = _made(built()), _made(_inspected())
    assert before.keys() < after.keys()
    changed = {urn for urn, resource in before.items() if dict(resource.properties) != dict(after[urn].properties)}
    assert {urn.rpartition("::")[2] for urn in changed} == {f"network-private-default-{zone}" for zone in (A, B, C)}


def test_a_third_zone_changes_nothing_of_the_firewall_but_its_subnets() -> None:
    before = _made(built(zones=(A, B), inspection=INSPECTION))
    after = _made(built(zones=(A, B, C), inspection=INSPECTION))
    assert before.keys() < after.keys()
    grown = {"subnetIds", "routeTableIds", "subnetMappings"}
    assert {urn: _but(grown, resource) for urn, resource in before.items()} == {
        urn: _but(grown, resource) for urn, resource in after.items() if urn in before
    }


def test_the_firewall_tier_lets_the_private_tiers_packets_through() -> None:
    rules = {
        each.name.removeprefix("network-firewall-acl-"): each.properties
        for each in _inspected().all("aws:ec2/networkAclRule:NetworkAclRule")
        if each.name.startswith("network-firewall-acl-")
    }
    assert set(rules) == {
        *("in-vpc", "out-anywhere", "in-path-mtu"),
        *(f"in-answers-{protocol}-{part}" for protocol in ("tcp", "udp") for part in ("low", "high")),
    }
    assert rules["in-vpc"]["cidrBlock"] == "10.0.0.0/16"


@pytest.mark.parametrize(
    ("nat", "message"),
    [(Nat.REGIONAL, "nat is 'regional' and inspection is given"), (Nat.NONE, "nat is 'none' and inspection is given")],
)
def test_a_way_out_past_the_firewall_is_refused(nat: Nat, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        VpcArgs(
            placement=PLACEMENT,
            cidr="10.0.0.0/16",
            zones=(A, B),
            nat=nat,
            logs_key_arn=ARGS.logs_key_arn,
            inspection=INSPECTION,
        )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"subnet_ids": {}}, "subnet_ids is empty: name a subnet"),
        ({"passages": ()}, "passages is empty: name at least the load balancer's flow"),
        ({"allowed_domains": ()}, "allowed_domains is empty: name the domains"),
        ({"allowed_domains": ("*",)}, "allowed_domains names '*': give a domain"),
        ({"log_retention_days": 30}, "log_retention_days is 30"),
    ],
)
def test_a_firewall_that_would_break_a_promise_is_refused(changes: dict[str, Any], message: str) -> None:
    given = {
        "placement": PLACEMENT,
        "vpc_id": "vpc-1",
        "subnet_ids": {A: "subnet-1"},
        "passages": (Passage(source="10.0.192.0/19", destination=CidrPlan(cidr="10.0.0.0/16").cidr, port=8443),),
        "allowed_domains": ("api.example.com",),
        "key_arn": INSPECTION.key_arn,
        "log_key_arn": ARGS.logs_key_arn,
    }
    with pytest.raises(ValueError, match=re.escape(message)):
        FirewallArgs(**{**given, **changes})


def test_ports_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="port 0 of a passage is no TCP port"):
        Passage(source="10.0.0.0/24", destination="10.0.1.0/24", port=0)
    with pytest.raises(ValueError, match=re.escape("service_ports (8443, 8443) are not usable")):
        Inspection(service_ports=(8443, 8443), allowed_domains=("api.example.com",), key_arn=INSPECTION.key_arn)


def test_it_says_what_it_provides() -> None:
    assert Firewall.type_token() == "vouch:network:Firewall"
    assert Firewall.provides == ("net.firewall", "net.ips", "net.url", "log.infra")


def _but(keys: set[str], resource: Resource) -> dict[str, Any]:
    return {key: value for key, value in resource.properties.items() if key not in keys}
