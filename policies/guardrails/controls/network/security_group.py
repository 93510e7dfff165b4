"""Records of the rules on security groups."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="security-group-ssh-not-open",
        control="net.private",
        title="SSH (22) is not open to the internet",
        severity=Severity.CRITICAL,
        fix=(
            "Limit cidrBlocks, cidrIpv4 and cidrIpv6 of port 22 to known ranges, or use Session Manager and "
            "remove the rule."
        ),
        frameworks=(
            "CIS-5.0:5.3",
            "CIS-5.0:5.4",
            "PCI-4.0:1.2.8",
            "PCI-4.0:1.3.1",
            "PCI-4.0:1.3.2",
            "PCI-4.0:1.4.2",
            "SOC2:CC6.6",
            "SOC2:CC7.2",
        ),
        equivalents=(
            "CKV_AWS_24",
            "AWS-0107",
            "EC2RestrictedSSH",
            "restricted_ssh",
            "INCOMING_SSH_DISABLED",
            "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
            "EC2.13",
            "EC2.53",
            "EC2.54",
        ),
    ),
    RuleInfo(
        id="security-group-rdp-not-open",
        control="net.private",
        title="RDP (3389) is not open to the internet",
        severity=Severity.CRITICAL,
        fix=(
            "Limit cidrBlocks, cidrIpv4 and cidrIpv6 of port 3389 to known ranges, or use Fleet Manager and "
            "remove the rule."
        ),
        frameworks=("CIS-5.0:5.3", "CIS-5.0:5.4", "SOC2:CC6.6"),
        equivalents=(
            "CKV_AWS_25",
            "AWS-0107",
            "EC2RestrictedCommonPorts",
            "restricted_common_ports",
            "RESTRICTED_INCOMING_TRAFFIC",
            "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389",
            "EC2.14",
            "EC2.53",
            "EC2.54",
        ),
    ),
    RuleInfo(
        id="security-group-cifs-not-open",
        control="net.private",
        title="CIFS (445 and 137-139) is not open to the internet",
        severity=Severity.CRITICAL,
        fix="Limit cidrBlocks, cidrIpv4 and cidrIpv6 of the file-sharing ports to private ranges.",
        frameworks=("CIS-5.0:5.1.2", "SOC2:CC6.6"),
        equivalents=("ec2_instance_port_cifs_exposed_to_internet",),
    ),
    RuleInfo(
        id="security-group-high-risk-ports-not-open",
        control="net.private",
        title="Database and management ports are not open to the internet",
        severity=Severity.CRITICAL,
        fix=("Name the client by sourceSecurityGroupId or referencedSecurityGroupId in place of an open CIDR block."),
        frameworks=("SOC2:CC6.6", "FSBP:EC2.19"),
        equivalents=(
            "EC2RestrictedCommonPorts",
            "restricted_common_ports",
            "RESTRICTED_INCOMING_TRAFFIC",
            "ec2_securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports",
            "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_postgres_5432",
            "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mysql_3306",
            "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_redis_6379",
            "EC2.19",
        ),
    ),
    RuleInfo(
        id="security-group-all-ports-not-open",
        control="net.private",
        title="No security group lets the internet reach all ports",
        severity=Severity.CRITICAL,
        fix="Set fromPort and toPort to the ports that are served, and the CIDR blocks to those who need them.",
        frameworks=("CIS-5.0:5.3", "CIS-5.0:5.4", "SOC2:CC6.6", "FSBP:EC2.18"),
        equivalents=(
            "CKV_AWS_277",
            "EC2RestrictedInbound",
            "ec2_security_group_ingress_open_to_world_rule",
            "security_group_ingress_all_protocols_rule",
            "VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS",
            "ec2_securitygroup_allow_ingress_from_internet_to_all_ports",
            "EC2.18",
        ),
    ),
    RuleInfo(
        id="security-group-egress-limited",
        control="base.network",
        title="No security group lets all ports, or half of them, out to everywhere",
        severity=Severity.MEDIUM,
        fix="Limit egress to the ports, CIDR blocks, groups or prefix lists that are called.",
        equivalents=(
            "CKV_AWS_382",
            "AWS-0104",
            "ec2_security_group_egress_open_to_world_rule",
            "security_group_egress_all_protocols_rule",
        ),
    ),
    RuleInfo(
        id="security-group-not-open-in-parts",
        control="net.private",
        title="The rules of a security group are not the internet, or all ports, together",
        severity=Severity.CRITICAL,
        fix="Name known ranges in place of the internet in several blocks, and the ports that are served.",
    ),
    RuleInfo(
        id="security-group-egress-limited-in-all",
        control="base.network",
        title="The rules of a security group do not let half of all ports out to everywhere together",
        severity=Severity.MEDIUM,
        fix="Limit egress to the ports, CIDR blocks, groups or prefix lists that are called.",
    ),
    RuleInfo(
        id="security-group-described",
        control="base.network",
        title="Security groups and their rules say what they are for",
        severity=Severity.LOW,
        fix="Set description on the group and on every rule.",
        equivalents=(
            "CKV_AWS_23",
            "AWS-0099",
            "AWS-0124",
            "EC2SecurityGroupDescription",
            "security_group_description_rule",
        ),
    ),
    RuleInfo(
        id="security-group-cidr-not-wide",
        control="base.network",
        title="No wide public range may enter",
        severity=Severity.MEDIUM,
        fix="Narrow the CIDR block to the addresses of the client (/24 or less, IPv6 /32 or less).",
        frameworks=("SOC2:CC6.6",),
        equivalents=("security_group_ingress_cidr_non_32_rule", "ec2_securitygroup_allow_wide_open_public_ipv4"),
    ),
    RuleInfo(
        id="prefix-list-not-open",
        control="net.private",
        title="Managed prefix lists do not contain the internet",
        severity=Severity.MEDIUM,
        fix="Name the known ranges in cidr of each entry.",
    ),
    RuleInfo(
        id="security-group-public-only-at-edge",
        control="net.private",
        title="Only HTTPS on groups tagged tier=edge is open to the internet",
        severity=Severity.HIGH,
        fix=(
            "Tag the load balancer's group tier=edge and open only 443 there, and let other groups name it by "
            "referencedSecurityGroupId."
        ),
    ),
    RuleInfo(
        id="security-group-http-only-redirects",
        control="net.private",
        title="Port 80 is open to the internet only where HTTP redirects to HTTPS",
        severity=Severity.MEDIUM,
        fix=(
            "Remove the rule for port 80, or set redirect.protocol to HTTPS in defaultActions of every HTTP "
            "listener behind the group."
        ),
        equivalents=("CKV_AWS_260",),
    ),
    RuleInfo(
        id="database-security-group-not-open",
        control="net.private",
        title="Groups of databases are not open to the internet",
        severity=Severity.CRITICAL,
        fix="Let the database's group name its clients by referencedSecurityGroupId.",
        equivalents=("RDSRestrictedInbound",),
    ),
    RuleInfo(
        id="vpc-default-security-group-managed",
        control="net.private",
        title="Every VPC has its default security group emptied",
        severity=Severity.HIGH,
        fix="Add an ec2.DefaultSecurityGroup with the VPC's vpcId and without ingress and egress.",
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
        id="load-balancer-public-on-purpose",
        control="base.network",
        title="Load balancers face the internet on purpose only",
        severity=Severity.MEDIUM,
        fix="Set internal to true, or tag the load balancer or its security group tier=edge.",
        equivalents=("AWS-0053", "elbv2_internet_facing"),
    ),
    RuleInfo(
        id="security-group-used",
        control="base.network",
        title="Security groups are in use",
        severity=Severity.LOW,
        fix="Remove the group, or name it where it belongs.",
        equivalents=("CKV2_AWS_5", "EC2_SECURITY_GROUP_ATTACHED_TO_ENI", "ec2_securitygroup_not_used", "EC2.22"),
    ),
)
