"""Records of the rules on the VPC itself."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="vpc-not-default",
        control="net.vpc",
        title="No default VPC or default subnet is adopted",
        severity=Severity.MEDIUM,
        fix="Replace the ec2.DefaultVpc and ec2.DefaultSubnet by an ec2.Vpc and ec2.Subnet of your own.",
        equivalents=("CKV_AWS_148", "AWS-0101"),
    ),
    RuleInfo(
        id="vpc-present",
        control="net.vpc",
        title="The stack has a VPC of its own",
        severity=Severity.HIGH,
        fix="Add an ec2.Vpc, or name the stack that provides it in baselines.yaml.",
    ),
    RuleInfo(
        id="vpc-flow-log",
        control="net.flowlog",
        title="Every VPC has a flow log",
        severity=Severity.HIGH,
        fix="Add an ec2.FlowLog whose vpcId is the id of the VPC.",
        frameworks=(
            "CIS-5.0:3.7",
            "PCI-4.0:10.2.1.1",
            "PCI-4.0:10.2.1.2",
            "PCI-4.0:10.2.1",
            "PCI-4.0:10.2.1.3",
            "SOC2:CC7.2",
            "SOC2:CC7.3",
            "FSBP:EC2.6",
        ),
        equivalents=(
            "CKV2_AWS_11",
            "AWS-0178",
            "VPCFlowLogsEnabled",
            "VPC_FLOW_LOGS_ENABLED",
            "vpc_flow_logs_enabled",
            "EC2.6",
        ),
    ),
    RuleInfo(
        id="vpc-flow-log-all-traffic",
        control="net.flowlog",
        title="Flow logs record accepted and rejected traffic",
        severity=Severity.HIGH,
        fix="Set trafficType to ALL.",
    ),
    RuleInfo(
        id="vpc-flow-log-interval",
        control="net.flowlog",
        title="Flow logs are aggregated over no longer than the profile allows",
        severity=Severity.MEDIUM,
        fix="Set maxAggregationInterval to 60.",
    ),
    RuleInfo(
        id="subnet-no-public-ip",
        control="net.private",
        title="Subnets give no public address to what is launched in them",
        severity=Severity.HIGH,
        fix="Set mapPublicIpOnLaunch to false.",
        frameworks=("SOC2:CC6.6", "FSBP:EC2.15"),
        equivalents=(
            "CKV_AWS_130",
            "AWS-0164",
            "VPCSubnetAutoAssignPublicIpDisabled",
            "subnet_auto_assign_public_ip_disabled",
            "SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED",
            "vpc_subnet_no_public_ip_by_default",
            "EC2.15",
        ),
    ),
    RuleInfo(
        id="default-security-group-empty",
        control="net.private",
        title="The default security group has no rules",
        severity=Severity.HIGH,
        fix=("Leave ingress and egress of the DefaultSecurityGroup empty, and put the rules in a group of their own."),
        frameworks=("CIS-5.0:5.5", "FSBP:EC2.2"),
        equivalents=(
            "CKV2_AWS_12",
            "AWS-0173",
            "VPCDefaultSecurityGroupClosed",
            "VPC_DEFAULT_SECURITY_GROUP_CLOSED",
            "ec2_securitygroup_default_restrict_traffic",
            "EC2.2",
        ),
    ),
    RuleInfo(
        id="vpc-block-public-access-on",
        control="net.private",
        title="VPC Block Public Access, where managed, is not off",
        severity=Severity.MEDIUM,
        fix=(
            "Set internetGatewayBlockMode to block-ingress or block-bidirectional, with exclusions for public subnets."
        ),
        frameworks=("FSBP:EC2.172",),
        equivalents=("EC2.172",),
    ),
    RuleInfo(
        id="database-in-subnet-group",
        control="net.vpc",
        title="Databases are placed in a subnet group, not in the default VPC",
        severity=Severity.HIGH,
        fix="Set dbSubnetGroupName to a group of isolated subnets.",
    ),
)
