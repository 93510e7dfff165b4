"""The DNS firewall and the query logs of a VPC."""

import json
import re
from typing import Any

import pytest

from components.network.dns_firewall import DnsFirewall, DnsFirewallArgs, DnsRegime
from components.network.query_logs import QueryLogs, QueryLogsArgs
from tests.components.network.building import ARGS, PLACEMENT, wired
from tests.support.recording import Recorded, record

_RULE = "aws:route53/resolverFirewallRule:ResolverFirewallRule"
_LIST = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList"
_ASSOCIATION = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"
_CONFIG = "aws:route53/resolverFirewallConfig:ResolverFirewallConfig"
_ALLOWED = ("*.eu-west-1.amazonaws.com", "api.example.com")


def _built(regime: DnsRegime = DnsRegime.ALLOW_LIST, **given: Any) -> Recorded:
    allowed = _ALLOWED if regime is DnsRegime.ALLOW_LIST else ()
    args = DnsFirewallArgs(vpc_id="vpc-1", regime=regime, **{"allowed": allowed, **given})
    return record(lambda: DnsFirewall("names", args))


def _rules(recorded: Recorded) -> list[tuple[int, str, str]]:
    found = [(each.properties["priority"], each.properties["action"], each.name) for each in recorded.all(_RULE)]
    return sorted(found)


def test_an_allow_list_answers_for_its_domains_and_for_no_other() -> None:
    recorded = _built(blocked=("bad.example.net",))
    assert _rules(recorded) == [
        (100, "BLOCK", "names-dns-blocked"),
        (200, "ALLOW", "names-dns-allowed"),
        (300, "BLOCK", "names-dns-generated"),
        (310, "BLOCK", "names-dns-tunnel"),
        (9000, "BLOCK", "names-dns-everything"),
    ]
    assert {each.name: each.properties["domains"] for each in recorded.all(_LIST)} == {
        "names-dns-blocked": ["bad.example.net"],
        "names-dns-allowed": [*_ALLOWED],
        "names-dns-everything": ["*."],
    }
    for key in ("blocked", "allowed", "everything"):
        assert wired(recorded.one(_RULE, f"names-dns-{key}"), "firewallDomainListId") == (f"{_LIST}::names-dns-{key}",)


def test_a_deny_list_blocks_what_is_known_to_be_bad() -> None:
    recorded = _built(DnsRegime.DENY_LIST)
    assert _rules(recorded) == [(300, "BLOCK", "names-dns-generated"), (310, "BLOCK", "names-dns-tunnel")]
    for key, threat in (("generated", "DGA"), ("tunnel", "DNS_TUNNELING")):
        rule = recorded.one(_RULE, f"names-dns-{key}").properties
        assert (rule["dnsThreatProtection"], rule["confidenceThreshold"]) == (threat, "HIGH")
        assert "firewallDomainListId" not in rule


def test_a_blocked_name_does_not_exist_and_an_allowed_one_may_redirect() -> None:
    rules = {each.name: each.properties for each in _built().all(_RULE)}
    assert {rule["blockResponse"] for rule in rules.values() if rule["action"] == "BLOCK"} == {"NXDOMAIN"}
    assert "blockResponse" not in rules["names-dns-allowed"]
    assert rules["names-dns-allowed"]["firewallDomainRedirectionAction"] == "TRUST_REDIRECTION_DOMAIN"
    assert rules["names-dns-everything"]["firewallDomainRedirectionAction"] == "INSPECT_REDIRECTION_DOMAIN"


def test_the_vpc_gets_the_rules_when_all_are_there_and_fails_closed() -> None:
    recorded = _built()
    association = recorded.one(_ASSOCIATION)
    assert association.properties["vpcId"] == "vpc-1"
    assert (association.properties["priority"], association.properties["mutationProtection"]) == (200, "ENABLED")
    assert {rule.urn for rule in recorded.all(_RULE)} <= set(association.dependencies)
    assert recorded.one(_RULE, "names-dns-allowed").urn in recorded.one(_RULE, "names-dns-everything").dependencies
    assert recorded.one(_CONFIG).properties == {"resourceId": "vpc-1", "firewallFailOpen": "DISABLED"}


def test_an_unprotected_association_can_be_removed() -> None:
    assert _built(protect=False).one(_ASSOCIATION).properties["mutationProtection"] == "DISABLED"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"regime": DnsRegime.ALLOW_LIST}, "allowed has 0 domains under the regime allow_list"),
        ({"regime": DnsRegime.DENY_LIST, "allowed": _ALLOWED}, "allowed has 2 domains under the regime deny_list"),
        ({"regime": DnsRegime.ALLOW_LIST, "allowed": ("*",)}, "allowed names '*': give a domain in small letters"),
        ({"regime": DnsRegime.ALLOW_LIST, "allowed": ("*.com",)}, "allowed names '*.com'"),
        ({"regime": DnsRegime.DENY_LIST, "blocked": ("Bad.example",)}, "blocked names 'Bad.example'"),
        ({"regime": DnsRegime.DENY_LIST, "blocked": ("a.example", "a.example")}, "names a domain twice"),
    ],
)
def test_domains_that_would_open_or_close_everything_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        DnsFirewallArgs(vpc_id="vpc-1", **given)


def test_every_query_of_the_vpc_is_logged_to_an_encrypted_group() -> None:
    args = QueryLogsArgs(placement=PLACEMENT, vpc_id="vpc-1", key_arn=ARGS.logs_key_arn, retention_days=400)
    recorded = record(lambda: QueryLogs("names", args))
    group = recorded.one("aws:cloudwatch/logGroup:LogGroup")
    assert group.properties == {
        "name": "vouch-prod-names-query-logs",
        "kmsKeyId": ARGS.logs_key_arn,
        "retentionInDays": 400,
        "deletionProtectionEnabled": True,
        "tags": {"data": "logs", "retention": "400"},
    }
    assert group.options.protect
    config = recorded.one("aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig")
    assert wired(config, "destinationArn") == ("aws:cloudwatch/logGroup:LogGroup::names-query-logs",)
    policy = recorded.one("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
    assert policy.urn in config.dependencies
    (statement,) = json.loads(policy.properties["policyDocument"])["Statement"]
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert statement["Resource"] == (
        "arn:aws:logs:eu-west-1:123456789012:log-group:vouch-prod-names-query-logs:log-stream:*"
    )
    association = recorded.one("aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation")
    assert association.properties["resourceId"] == "vpc-1"
    assert wired(association, "resolverQueryLogConfigId") == (
        "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig::names-query-log",
    )


def test_query_logs_are_kept_ninety_days_at_least() -> None:
    with pytest.raises(ValueError, match="retention_days is 30, this log is kept one of 90"):
        QueryLogsArgs(placement=PLACEMENT, vpc_id="vpc-1", key_arn=ARGS.logs_key_arn, retention_days=30)
