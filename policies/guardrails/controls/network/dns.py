"""Records of the rules on DNS Firewall and on resolver query logs."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="dns-firewall-on-every-vpc",
        control="net.url",
        title="Every VPC has a DNS firewall",
        severity=Severity.HIGH,
        fix="Add a route53.ResolverFirewallRuleGroupAssociation whose vpcId is the id of the VPC.",
    ),
    RuleInfo(
        id="dns-firewall-association-protected",
        control="net.url",
        title="The DNS firewall of a VPC is protected from change",
        severity=Severity.HIGH,
        fix="Set mutationProtection to ENABLED.",
    ),
    RuleInfo(
        id="dns-firewall-blocks-all-else",
        control="net.url",
        title="The DNS firewall blocks every domain that is not allowed",
        severity=Severity.HIGH,
        fix="Add a last ResolverFirewallRule with action BLOCK over a domain list that holds '*.'.",
    ),
    RuleInfo(
        id="dns-firewall-allows-no-wildcard",
        control="net.url",
        title="No rule of a DNS firewall allows every domain",
        severity=Severity.HIGH,
        fix="Name the domains that may be looked up in place of '*'.",
    ),
    RuleInfo(
        id="dns-firewall-group-blocks",
        control="net.url",
        title="Rule groups of a DNS firewall block and do not only report",
        severity=Severity.HIGH,
        fix="Set action of a ResolverFirewallRule of the group to BLOCK.",
    ),
    RuleInfo(
        id="dns-firewall-fails-closed",
        control="net.url",
        title="DNS Firewall answers nothing that it could not evaluate",
        severity=Severity.HIGH,
        fix="Set firewallFailOpen to DISABLED.",
    ),
    RuleInfo(
        id="vpc-query-log",
        control="log.infra",
        title="The DNS queries of every VPC are logged",
        severity=Severity.HIGH,
        fix="Add a route53.ResolverQueryLogConfigAssociation whose resourceId is the id of the VPC.",
    ),
)
