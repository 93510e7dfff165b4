"""What leaves the network: the network firewall, the DNS firewall, and their logs."""

from tests.support.prod_mutations import tokens as aws
from tests.support.prod_mutations.make import all_dropped, changed, dropped

_MANAGED = "arn:aws:network-firewall:eu-west-1:aws-managed:stateful-rulegroup"

FIREWALL = (
    dropped(
        "no network firewall",
        aws.FIREWALL,
        "network-firewall-firewall",
        "network-firewall-present",
        "private-subnet-leaves-by-firewall",
    ),
    changed(
        "network firewall deletable",
        aws.FIREWALL,
        "network-firewall-firewall",
        "deleteProtection",
        False,
        "network-firewall-deletion-protected",
    ),
    changed(
        "rules of the firewall in no strict order",
        aws.FIREWALL_POLICY,
        "network-firewall-policy",
        "firewallPolicy.statefulEngineOptions.ruleOrder",
        "DEFAULT_ACTION_ORDER",
        "network-firewall-strict-order",
    ),
    changed(
        "the firewall lets pass what no rule names",
        aws.FIREWALL_POLICY,
        "network-firewall-policy",
        "firewallPolicy.statefulDefaultActions",
        ["aws:alert_established"],
        "network-firewall-drops-by-default",
    ),
    changed(
        "the firewall inspects nothing",
        aws.FIREWALL_POLICY,
        "network-firewall-policy",
        "firewallPolicy.statelessDefaultActions",
        ["aws:pass"],
        "network-firewall-inspects-by-default",
    ),
    changed(
        "a zone leaves around the firewall",
        aws.ROUTE,
        "network-private-default-eu-west-1a",
        "vpcEndpointId",
        None,
        "private-subnet-leaves-by-firewall",
    ),
    all_dropped("no firewall policy", aws.FIREWALL_POLICY, "network-firewall-policy-present"),
    changed(
        "no threat signatures",
        aws.FIREWALL_POLICY,
        "network-firewall-policy",
        "firewallPolicy.statefulRuleGroupReferences",
        [
            {
                "resourceArn": f"{_MANAGED}/MalwareDomainsStrictOrder",
                "priority": 1,
            }
        ],
        "network-firewall-threat-signatures",
    ),
    changed(
        "signatures that only alert",
        aws.FIREWALL_POLICY,
        "network-firewall-policy",
        "firewallPolicy.statefulRuleGroupReferences.2.override",
        {"action": "DROP_TO_ALERT"},
        "network-firewall-signatures-block",
    ),
    changed(
        "domains by a list of refusals",
        aws.RULE_GROUP,
        "network-firewall-domains",
        "ruleGroup.rulesSource.rulesSourceList.generatedRulesType",
        "DENYLIST",
        "network-firewall-domain-allow-list",
    ),
    changed(
        "domains read of plain HTTP alone",
        aws.RULE_GROUP,
        "network-firewall-domains",
        "ruleGroup.rulesSource.rulesSourceList.targetTypes",
        ["HTTP_HOST"],
        "network-firewall-domain-allow-list",
    ),
    dropped(
        "no DNS firewall on the VPC",
        aws.DNS_ASSOCIATION,
        "names-dns",
        "dns-firewall-blocks-all-else",
        "dns-firewall-on-every-vpc",
    ),
    changed(
        "DNS firewall removable",
        aws.DNS_ASSOCIATION,
        "names-dns",
        "mutationProtection",
        "DISABLED",
        "dns-firewall-association-protected",
    ),
    changed(
        "DNS firewall fails open",
        aws.DNS_CONFIG,
        "names-dns",
        "firewallFailOpen",
        "ENABLED",
        "dns-firewall-fails-closed",
    ),
    changed(
        "every name allowed", aws.DNS_DOMAINS, "names-dns-allowed", "domains", ["*."], "dns-firewall-allows-no-wildcard"
    ),
    changed(
        "other names only alert",
        aws.DNS_RULE,
        "names-dns-everything",
        "action",
        "ALERT",
        "dns-firewall-blocks-all-else",
    ),
    dropped("other names not refused", aws.DNS_RULE, "names-dns-everything", "dns-firewall-blocks-all-else"),
    dropped("no log of the firewall", aws.FIREWALL_LOGGING, "network-firewall-logging", "network-firewall-logged"),
    changed(
        "firewall without a flow log",
        aws.FIREWALL_LOGGING,
        "network-firewall-logging",
        "loggingConfiguration.logDestinationConfigs",
        [{"logType": "ALERT", "logDestinationType": "CloudWatchLogs", "logDestination": {"logGroup": "alerts"}}],
        "network-firewall-alert-and-flow-logs",
    ),
    dropped("no log of DNS queries", aws.QUERY_LOG_ASSOCIATION, "names-query-log", "vpc-query-log"),
)

MUTATIONS = (*FIREWALL,)
