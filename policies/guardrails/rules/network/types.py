"""Type tokens that the network's rules look at."""

from typing import Final

from guardrails import tokens

VPC: Final = "aws:ec2/vpc:Vpc"
DEFAULT_VPC: Final = "aws:ec2/defaultVpc:DefaultVpc"
SUBNET: Final = "aws:ec2/subnet:Subnet"
DEFAULT_SUBNET: Final = "aws:ec2/defaultSubnet:DefaultSubnet"
FLOW_LOG: Final = "aws:ec2/flowLog:FlowLog"
BLOCK_PUBLIC_ACCESS: Final = "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions"
IPV4_ASSOCIATION: Final = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"

SECURITY_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_SECURITY_GROUP: Final = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
SECURITY_GROUP_RULE: Final = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS_RULE: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS_RULE: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
PREFIX_LIST: Final = "aws:ec2/managedPrefixList:ManagedPrefixList"
PREFIX_LIST_ENTRY: Final = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"

NETWORK_ACL: Final = "aws:ec2/networkAcl:NetworkAcl"
DEFAULT_NETWORK_ACL: Final = tokens.DEFAULT_NETWORK_ACL
NETWORK_ACL_RULE: Final = "aws:ec2/networkAclRule:NetworkAclRule"
NETWORK_ACL_ASSOCIATION: Final = "aws:ec2/networkAclAssociation:NetworkAclAssociation"

INTERNET_GATEWAY: Final = "aws:ec2/internetGateway:InternetGateway"
NAT_GATEWAY: Final = tokens.NAT_GATEWAY
EIP: Final = tokens.ELASTIC_IP
ROUTE: Final = "aws:ec2/route:Route"
ROUTE_TABLE: Final = "aws:ec2/routeTable:RouteTable"
DEFAULT_ROUTE_TABLE: Final = "aws:ec2/defaultRouteTable:DefaultRouteTable"
ROUTE_TABLE_ASSOCIATION: Final = "aws:ec2/routeTableAssociation:RouteTableAssociation"
MAIN_ROUTE_TABLE: Final = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
PEERING: Final = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
TRANSIT_GATEWAY: Final = "aws:ec2transitgateway/transitGateway:TransitGateway"

CLIENT_VPN: Final = "aws:ec2clientvpn/endpoint:Endpoint"
CLIENT_VPN_ACCESS: Final = "aws:ec2clientvpn/authorizationRule:AuthorizationRule"
CLIENT_VPN_ASSOCIATION: Final = "aws:ec2clientvpn/networkAssociation:NetworkAssociation"
CUSTOMER_GATEWAY: Final = "aws:ec2/customerGateway:CustomerGateway"
VPN_CONNECTION: Final = tokens.VPN_CONNECTION

VPC_ENDPOINT: Final = tokens.VPC_ENDPOINT
VPC_ENDPOINT_POLICY: Final = tokens.VPC_ENDPOINT_POLICY
VPC_ENDPOINT_SERVICE: Final = "aws:ec2/vpcEndpointService:VpcEndpointService"

NETWORK_FIREWALL: Final = "aws:networkfirewall/firewall:Firewall"
FIREWALL_POLICY: Final = "aws:networkfirewall/firewallPolicy:FirewallPolicy"
FIREWALL_RULE_GROUP: Final = "aws:networkfirewall/ruleGroup:RuleGroup"
FIREWALL_LOGGING: Final = "aws:networkfirewall/loggingConfiguration:LoggingConfiguration"

DNS_RULE_GROUP: Final = "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup"
DNS_RULE: Final = "aws:route53/resolverFirewallRule:ResolverFirewallRule"
DNS_DOMAIN_LIST: Final = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList"
DNS_ASSOCIATION: Final = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"
DNS_CONFIG: Final = "aws:route53/resolverFirewallConfig:ResolverFirewallConfig"
QUERY_LOG_ASSOCIATION: Final = "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation"

NAMES_OF_KEYS: Final = (tokens.KMS_KEY, tokens.KMS_REPLICA_KEY, tokens.KMS_ALIAS)
"""The resources whose id or ARN names a customer key."""

DB_INSTANCE: Final = tokens.RDS_INSTANCE
DB_CLUSTER: Final = tokens.RDS_CLUSTER
DB_SUBNET_GROUP: Final = tokens.RDS_SUBNET_GROUP

GROUP_FORMS: Final = (SECURITY_GROUP, SECURITY_GROUP_RULE)
INGRESS_FORMS: Final = (*GROUP_FORMS, INGRESS_RULE)
"""Every type that can let something into a security group."""
EGRESS_FORMS: Final = (*GROUP_FORMS, EGRESS_RULE)
"""Every type that can let something out of a security group."""
ACL_FORMS: Final = (NETWORK_ACL, DEFAULT_NETWORK_ACL, NETWORK_ACL_RULE)
"""Every type that can let something through a network ACL."""

OWN_ADDRESSES: Final = (VPC, SUBNET, IPV4_ASSOCIATION, EIP, NAT_GATEWAY)
"""Resources whose addresses are the stack's own: a CIDR block that comes from one is never the internet."""
