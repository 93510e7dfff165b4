"""The calls that checks of networks share, so that each is made once however many checks read it."""

from typing import Final

from verification.calls import Call

VPCS: Final = Call(service="ec2", operation="describe_vpcs", key="Vpcs")
SUBNETS: Final = Call(service="ec2", operation="describe_subnets", key="Subnets")
ROUTE_TABLES: Final = Call(service="ec2", operation="describe_route_tables", key="RouteTables")
SECURITY_GROUPS: Final = Call(service="ec2", operation="describe_security_groups", key="SecurityGroups")
PREFIX_LISTS: Final = Call(service="ec2", operation="describe_managed_prefix_lists", key="PrefixLists")
PREFIX_LIST_ENTRIES: Final = Call(service="ec2", operation="get_managed_prefix_list_entries", key="Entries")
INTERFACES: Final = Call(service="ec2", operation="describe_network_interfaces", key="NetworkInterfaces")
INSTANCES: Final = Call(service="ec2", operation="describe_instances", key="Reservations")
LAUNCH_TEMPLATES: Final = Call(
    service="ec2", operation="describe_launch_template_versions", key="LaunchTemplateVersions"
)
FLOW_LOGS: Final = Call(service="ec2", operation="describe_flow_logs", key="FlowLogs")
ENDPOINTS: Final = Call(service="ec2", operation="describe_vpc_endpoints", key="VpcEndpoints")
BLOCK_PUBLIC_ACCESS: Final = Call(service="ec2", operation="describe_vpc_block_public_access_options")

CLIENT_VPNS: Final = Call(service="ec2", operation="describe_client_vpn_endpoints", key="ClientVpnEndpoints")
CLIENT_VPN_ACCESS: Final = Call(
    service="ec2", operation="describe_client_vpn_authorization_rules", key="AuthorizationRules"
)
CLIENT_VPN_NETWORKS: Final = Call(
    service="ec2", operation="describe_client_vpn_target_networks", key="ClientVpnTargetNetworks"
)
SAML_PROVIDERS: Final = Call(service="iam", operation="list_saml_providers", key="SAMLProviderList")

ROUTERS: Final = Call(service="ec2", operation="describe_customer_gateways", key="CustomerGateways")
LINKS: Final = Call(service="ec2", operation="describe_vpn_connections", key="VpnConnections")
ALARMS: Final = Call(service="cloudwatch", operation="describe_alarms", key="MetricAlarms")

FIREWALLS: Final = Call(service="network-firewall", operation="list_firewalls", key="Firewalls")
FIREWALL: Final = Call(service="network-firewall", operation="describe_firewall", absent=("ResourceNotFoundException",))
FIREWALL_POLICY: Final = Call(
    service="network-firewall", operation="describe_firewall_policy", absent=("ResourceNotFoundException",)
)
FIREWALL_LOGS: Final = Call(
    service="network-firewall", operation="describe_logging_configuration", absent=("ResourceNotFoundException",)
)
FIREWALL_GROUPS: Final = Call(service="network-firewall", operation="list_rule_groups", key="RuleGroups")
FIREWALL_GROUP: Final = Call(
    service="network-firewall", operation="describe_rule_group", absent=("ResourceNotFoundException",)
)

DNS_ASSOCIATIONS: Final = Call(
    service="route53resolver",
    operation="list_firewall_rule_group_associations",
    key="FirewallRuleGroupAssociations",
)
DNS_RULES: Final = Call(service="route53resolver", operation="list_firewall_rules", key="FirewallRules")
DNS_LISTS: Final = Call(service="route53resolver", operation="list_firewall_domain_lists", key="FirewallDomainLists")
DNS_DOMAINS: Final = Call(service="route53resolver", operation="list_firewall_domains", key="Domains")
DNS_CONFIG: Final = Call(
    service="route53resolver", operation="get_firewall_config", absent=("ResourceNotFoundException",)
)

DB_INSTANCES: Final = Call(service="rds", operation="describe_db_instances", key="DBInstances")
DB_SUBNET_GROUPS: Final = Call(service="rds", operation="describe_db_subnet_groups", key="DBSubnetGroups")
FUNCTIONS: Final = Call(service="lambda", operation="list_functions", key="Functions")
TAGGED: Final = Call(service="resourcegroupstaggingapi", operation="get_resources", key="ResourceTagMappingList")
