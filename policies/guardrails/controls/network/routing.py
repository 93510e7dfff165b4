"""Records of the rules on network ACLs, routes, endpoints and gateways."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="network-acl-remote-ports-not-open",
        control="base.network",
        title="Network ACLs do not let 22 and 3389 in from the internet",
        severity=Severity.MEDIUM,
        fix="Leave 22 and 3389 out of the allowed port ranges, or deny them with a lower ruleNo.",
        frameworks=(
            "CIS-5.0:5.2",
            "SOC2:CC6.6",
            "PCI-4.0:1.2.8",
            "PCI-4.0:1.3.1",
            "PCI-4.0:1.3.2",
            "PCI-4.0:1.4.2",
            "FSBP:EC2.21",
        ),
        equivalents=(
            "CKV_AWS_231",
            "CKV_AWS_232",
            "AWS-0105",
            "NACL_NO_UNRESTRICTED_SSH_RDP",
            "ec2_networkacl_allow_ingress_tcp_port_22",
            "ec2_networkacl_allow_ingress_tcp_port_3389",
            "EC2.21",
        ),
    ),
    RuleInfo(
        id="network-acl-ftp-not-open",
        control="base.network",
        title="Network ACLs do not let FTP (20, 21) in from the internet",
        severity=Severity.MEDIUM,
        fix="Leave 20 and 21 out of the allowed port ranges.",
        equivalents=("CKV_AWS_229", "CKV_AWS_230"),
    ),
    RuleInfo(
        id="network-acl-all-ports-not-open",
        control="base.network",
        title="Network ACLs do not let all ports in from the internet",
        severity=Severity.MEDIUM,
        fix=(
            "Allow the served ports and the ephemeral ports of answers, each with fromPort and toPort, in "
            "place of protocol -1."
        ),
        frameworks=("CIS-5.0:5.2", "SOC2:CC6.6"),
        equivalents=(
            "CKV_AWS_352",
            "AWS-0102",
            "ec2_network_acl_port_range_rule",
            "ec2_network_acl_protocol_rule",
            "ec2_networkacl_allow_ingress_any_port",
        ),
    ),
    RuleInfo(
        id="network-acl-not-open-in-parts",
        control="base.network",
        title="The entries of a network ACL do not let the internet in together",
        severity=Severity.MEDIUM,
        fix="Leave 20 to 22 and 3389 out of the allowed port ranges, or deny them to all with a lower ruleNo.",
    ),
    RuleInfo(
        id="network-acl-used",
        control="base.network",
        title="Network ACLs are on a subnet",
        severity=Severity.LOW,
        fix="Set subnetIds, or add an ec2.NetworkAclAssociation.",
        frameworks=("PCI-4.0:1.2.8", "PCI-4.0:1.3.1", "PCI-4.0:1.3.2", "PCI-4.0:1.4.2", "FSBP:EC2.16"),
        equivalents=("CKV2_AWS_1", "VPC_NETWORK_ACL_UNUSED_CHECK", "ec2_networkacl_unused", "EC2.16"),
    ),
    RuleInfo(
        id="database-subnets-not-public",
        control="net.private",
        title="Subnets of databases have no route to an internet gateway",
        severity=Severity.CRITICAL,
        fix="Put subnets in subnetIds whose route table has no default route to an internet gateway.",
        equivalents=(
            "CKV2_AWS_35",
            "VPCNoUnrestrictedRouteToIGW",
            "no_unrestricted_route_to_igw",
            "NO_UNRESTRICTED_ROUTE_TO_IGW",
        ),
    ),
    RuleInfo(
        id="vpc-public-private-subnets-separated",
        control="net.private",
        title="Every VPC has subnets without a route to the internet",
        severity=Severity.MEDIUM,
        fix=("Give workloads and data subnets of their own, whose route tables do not lead to the internet gateway."),
        frameworks=("SOC2:CC6.6",),
        equivalents=("vpc_subnet_separate_private_public",),
    ),
    RuleInfo(
        id="vpc-peering-routes-narrow",
        control="base.network",
        title="Routes to a peer are no wider than a VPC",
        severity=Severity.MEDIUM,
        fix="Set destinationCidrBlock to the peer's range.",
        frameworks=("CIS-5.0:5.6",),
        equivalents=("CKV2_AWS_44", "vpc_peering_routing_tables_with_least_privilege"),
    ),
    RuleInfo(
        id="vpc-endpoint-policy-limits-principals",
        control="net.endpoints",
        title="VPC endpoints let only known accounts through",
        severity=Severity.HIGH,
        fix=(
            "Set policy to a document whose Allow statements carry StringEquals on aws:PrincipalAccount, "
            "aws:PrincipalOrgID or aws:ResourceOrgID."
        ),
        equivalents=("vpc_endpoint_connections_trust_boundaries",),
    ),
    RuleInfo(
        id="vpc-endpoints-present",
        control="net.endpoints",
        title="Every VPC has endpoints for the services that customer data goes through",
        severity=Severity.HIGH,
        fix="Add an ec2.VpcEndpoint with the VPC's vpcId for each serviceName that is missing.",
        frameworks=("PCI-4.0:1.2.8", "PCI-4.0:1.3.1", "FSBP:EC2.10", "FSBP:EC2.55", "FSBP:EC2.56", "FSBP:EC2.57"),
        equivalents=(
            "SERVICE_VPC_ENDPOINT_ENABLED",
            "vpc_endpoint_for_ec2_enabled",
            "EC2.10",
            "EC2.55",
            "EC2.56",
            "EC2.57",
        ),
    ),
    RuleInfo(
        id="vpc-endpoint-service-acceptance-required",
        control="base.network",
        title="Endpoint services accept connections one by one",
        severity=Severity.MEDIUM,
        fix="Set acceptanceRequired to true, and name accounts in allowedPrincipals.",
        equivalents=("CKV_AWS_123", "vpc_endpoint_services_allowed_principals_trust_boundaries"),
    ),
    RuleInfo(
        id="transit-gateway-no-auto-accept",
        control="base.network",
        title="Transit gateways do not accept attachments of other accounts by themselves",
        severity=Severity.MEDIUM,
        fix="Set autoAcceptSharedAttachments to disable.",
        frameworks=("PCI-4.0:1.2.8", "PCI-4.0:1.3.1", "PCI-4.0:1.3.2", "PCI-4.0:1.4.2", "SOC2:CC6.7", "FSBP:EC2.23"),
        equivalents=(
            "EC2_TRANSIT_GATEWAY_AUTO_VPC_ATTACH_DISABLED",
            "ec2_transitgateway_auto_accept_vpc_attachments",
            "EC2.23",
        ),
    ),
    RuleInfo(
        id="eip-used",
        control="base.network",
        title="Elastic addresses are in use",
        severity=Severity.LOW,
        fix="Release the address, or attach it.",
        equivalents=("CKV2_AWS_19", "EIP_ATTACHED", "ec2_elastic_ip_unassigned", "EC2.12"),
    ),
)
