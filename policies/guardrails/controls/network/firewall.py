"""Records of the rules on AWS Network Firewall."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="network-firewall-present",
        control="net.firewall",
        title="The stack has a network firewall",
        severity=Severity.HIGH,
        fix="Add a networkfirewall.Firewall with an endpoint in each zone, or name the stack that provides it.",
    ),
    RuleInfo(
        id="private-subnet-leaves-by-firewall",
        control="net.firewall",
        title="Private subnets leave by a firewall endpoint",
        severity=Severity.HIGH,
        fix="Set vpcEndpointId of the default route to the endpoint of the firewall in the subnet's zone.",
    ),
    RuleInfo(
        id="network-firewall-deletion-protected",
        control="net.firewall",
        title="Network firewalls are protected from deletion",
        severity=Severity.HIGH,
        fix="Set deleteProtection to true.",
        frameworks=("SOC2:cc_a_1_1", "FSBP:NetworkFirewall.9"),
        equivalents=(
            "CKV_AWS_344",
            "NETFW_DELETION_PROTECTION_ENABLED",
            "networkfirewall_deletion_protection",
            "NetworkFirewall.9",
        ),
    ),
    RuleInfo(
        id="network-firewall-logged",
        control="log.infra",
        title="Network firewalls are logged",
        severity=Severity.HIGH,
        fix="Add a networkfirewall.LoggingConfiguration whose firewallArn is the ARN of the firewall.",
        frameworks=(
            "PCI-4.0:10.2.1.1.24",
            "PCI-4.0:10.2.1.2.21",
            "PCI-4.0:10.2.1.21",
            "PCI-4.0:10.2.1.3.21",
            "FSBP:NetworkFirewall.2",
        ),
        equivalents=("CKV2_AWS_63", "NETFW_LOGGING_ENABLED", "networkfirewall_logging_enabled", "NetworkFirewall.2"),
    ),
    RuleInfo(
        id="network-firewall-alert-and-flow-logs",
        control="net.firewall",
        title="Network firewalls log alerts and flows",
        severity=Severity.HIGH,
        fix="Give loggingConfiguration.logDestinationConfigs one with logType ALERT and one with logType FLOW.",
    ),
    RuleInfo(
        id="network-firewall-encrypted",
        control="base.network",
        title="Firewalls, their policies and rule groups are encrypted with a customer key",
        severity=Severity.MEDIUM,
        fix="Set encryptionConfiguration.type to CUSTOMER_KMS and keyId to the ARN of a customer key.",
        equivalents=("CKV_AWS_345",),
    ),
    RuleInfo(
        id="network-firewall-strict-order",
        control="net.firewall",
        title="Firewall policies ask their rules in the order given",
        severity=Severity.HIGH,
        fix="Set firewallPolicy.statefulEngineOptions.ruleOrder to STRICT_ORDER.",
    ),
    RuleInfo(
        id="network-firewall-drops-by-default",
        control="net.firewall",
        title="Firewall policies drop what no rule knows",
        severity=Severity.HIGH,
        fix="Add aws:drop_established_app_layer_to_server to firewallPolicy.statefulDefaultActions.",
    ),
    RuleInfo(
        id="network-firewall-inspects-by-default",
        control="net.firewall",
        title="Firewall policies let no packet pass without inspection",
        severity=Severity.HIGH,
        fix="Set statelessDefaultActions and statelessFragmentDefaultActions to aws:forward_to_sfe.",
    ),
    RuleInfo(
        id="network-firewall-threat-signatures",
        control="net.ips",
        title="Firewall policies ask AWS's threat signatures",
        severity=Severity.HIGH,
        fix="Name a managed ThreatSignatures group in firewallPolicy.statefulRuleGroupReferences.",
    ),
    RuleInfo(
        id="network-firewall-signatures-block",
        control="net.ips",
        title="Rule groups of a firewall block and do not only report",
        severity=Severity.HIGH,
        fix="Remove override from firewallPolicy.statefulRuleGroupReferences.",
    ),
    RuleInfo(
        id="network-firewall-policy-present",
        control="net.ips",
        title="The stack has a firewall policy",
        severity=Severity.HIGH,
        fix="Add a networkfirewall.FirewallPolicy with managed ThreatSignatures groups, or name the stack that has it.",
    ),
    RuleInfo(
        id="network-firewall-domain-allow-list",
        control="net.url",
        title="Domain lists of a firewall name what may be reached",
        severity=Severity.HIGH,
        fix="Set generatedRulesType to ALLOWLIST, and targetTypes to HTTP_HOST and TLS_SNI, for domains one by one.",
    ),
)
