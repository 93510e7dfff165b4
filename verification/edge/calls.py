"""The calls that checks of public entries share, so that each is made once however many checks read it."""

from typing import Final

from verification.calls import Call

# What is global is asked where AWS keeps it (WAF, CloudFront and Shield guides).
_GLOBAL: Final = "us-east-1"
# API Gateway's actions are HTTP methods (Service Authorization Reference, "Amazon API Gateway Management").
_READ: Final = ("apigateway:GET",)

WEB_ACLS: Final = Call(service="wafv2", operation="list_web_acls", key="WebACLs")
GLOBAL_WEB_ACLS: Final = Call(service="wafv2", operation="list_web_acls", key="WebACLs", region=_GLOBAL)
WEB_ACL: Final = Call(service="wafv2", operation="get_web_acl", absent=("WAFNonexistentItemException",))
GLOBAL_WEB_ACL: Final = Call(
    service="wafv2", operation="get_web_acl", absent=("WAFNonexistentItemException",), region=_GLOBAL
)
WEB_ACL_OF: Final = Call(
    service="wafv2",
    operation="get_web_acl_for_resource",
    absent=("WAFNonexistentItemException",),
    # Of user pools WAF asks Cognito (WAF guide, "Permissions for using AWS WAF with other services").
    actions=("wafv2:GetWebACLForResource", "cognito-idp:GetWebACLForResource"),
)

BALANCERS: Final = Call(service="elbv2", operation="describe_load_balancers", key="LoadBalancers")
BALANCER_SETTINGS: Final = Call(
    service="elbv2",
    operation="describe_load_balancer_attributes",
    key="Attributes",
    absent=("LoadBalancerNotFound",),
)
LISTENERS: Final = Call(
    service="elbv2", operation="describe_listeners", key="Listeners", absent=("LoadBalancerNotFound",)
)
LISTENER_RULES: Final = Call(service="elbv2", operation="describe_rules", key="Rules", absent=("ListenerNotFound",))
LISTENER_SETTINGS: Final = Call(
    service="elbv2", operation="describe_listener_attributes", key="Attributes", absent=("ListenerNotFound",)
)
TLS_POLICIES: Final = Call(service="elbv2", operation="describe_ssl_policies", key="SslPolicies")
TARGET_GROUPS: Final = Call(service="elbv2", operation="describe_target_groups", key="TargetGroups")
CLASSICS: Final = Call(service="elb", operation="describe_load_balancers", key="LoadBalancerDescriptions")

CERTIFICATES: Final = Call(service="acm", operation="list_certificates", key="CertificateSummaryList")
CERTIFICATE: Final = Call(service="acm", operation="describe_certificate", absent=("ResourceNotFoundException",))
GLOBAL_CERTIFICATES: Final = Call(
    service="acm", operation="list_certificates", key="CertificateSummaryList", region=_GLOBAL
)
GLOBAL_CERTIFICATE: Final = Call(
    service="acm", operation="describe_certificate", absent=("ResourceNotFoundException",), region=_GLOBAL
)

DISTRIBUTIONS: Final = Call(
    service="cloudfront", operation="list_distributions", key="DistributionList.Items", region=_GLOBAL
)
HEADERS_POLICIES: Final = Call(
    service="cloudfront",
    operation="list_response_headers_policies",
    key="ResponseHeadersPolicyList.Items",
    region=_GLOBAL,
)
ACCESS_CONTROLS: Final = Call(
    service="cloudfront",
    operation="list_origin_access_controls",
    key="OriginAccessControlList.Items",
    region=_GLOBAL,
)

REST_APIS: Final = Call(service="apigateway", operation="get_rest_apis", key="items", actions=_READ)
REST_STAGES: Final = Call(
    service="apigateway", operation="get_stages", key="item", absent=("NotFoundException",), actions=_READ
)
REST_DOMAINS: Final = Call(service="apigateway", operation="get_domain_names", key="items", actions=_READ)
USAGE_PLANS: Final = Call(service="apigateway", operation="get_usage_plans", key="items", actions=_READ)
HTTP_APIS: Final = Call(service="apigatewayv2", operation="get_apis", key="Items", actions=_READ)
HTTP_STAGES: Final = Call(
    service="apigatewayv2", operation="get_stages", key="Items", absent=("NotFoundException",), actions=_READ
)
HTTP_DOMAINS: Final = Call(service="apigatewayv2", operation="get_domain_names", key="Items", actions=_READ)

USER_POOLS: Final = Call(service="cognito-idp", operation="list_user_pools", key="UserPools")

SUBSCRIPTION: Final = Call(
    service="shield", operation="describe_subscription", absent=("ResourceNotFoundException",), region=_GLOBAL
)
PROTECTIONS: Final = Call(
    service="shield",
    operation="list_protections",
    key="Protections",
    absent=("ResourceNotFoundException",),
    region=_GLOBAL,
)
ZONES: Final = Call(service="route53", operation="list_hosted_zones", key="HostedZones", region=_GLOBAL)
ADDRESSES: Final = Call(service="ec2", operation="describe_addresses", key="Addresses")
NAT_GATEWAYS: Final = Call(service="ec2", operation="describe_nat_gateways", key="NatGateways")

PARAMETERS: Final = Call(
    service="rds", operation="describe_db_parameters", key="Parameters", absent=("DBParameterGroupNotFound",)
)
CLUSTER_PARAMETERS: Final = Call(
    service="rds", operation="describe_db_cluster_parameters", key="Parameters", absent=("DBParameterGroupNotFound",)
)
PROXIES: Final = Call(service="rds", operation="describe_db_proxies", key="DBProxies")
CACHE_CLUSTERS: Final = Call(service="elasticache", operation="describe_cache_clusters", key="CacheClusters")
