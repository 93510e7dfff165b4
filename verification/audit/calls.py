"""The calls of checks on logs and trails, beyond those that checks of stores share (``verification.data.calls``)."""

from typing import Final

from verification.calls import Call

TRAILS: Final = Call(service="cloudtrail", operation="describe_trails", key="trailList")
TRAIL_STATUS: Final = Call(service="cloudtrail", operation="get_trail_status", absent=("TrailNotFoundException",))
EVENT_SELECTORS: Final = Call(service="cloudtrail", operation="get_event_selectors", absent=("TrailNotFoundException",))
INSIGHT_SELECTORS: Final = Call(
    service="cloudtrail",
    operation="get_insight_selectors",
    absent=("InsightNotEnabledException", "TrailNotFoundException"),
)

BUCKET_LOCK: Final = Call(
    service="s3",
    operation="get_object_lock_configuration",
    absent=("ObjectLockConfigurationNotFoundError",),
    actions=("s3:GetBucketObjectLockConfiguration",),
)
BUCKET_LOGGING: Final = Call(service="s3", operation="get_bucket_logging")
BUCKET_ACL: Final = Call(service="s3", operation="get_bucket_acl")
BUCKET_BLOCK: Final = Call(
    service="s3",
    operation="get_public_access_block",
    absent=("NoSuchPublicAccessBlockConfiguration",),
    actions=("s3:GetBucketPublicAccessBlock",),
)
BUCKET_POLICY_STATUS: Final = Call(service="s3", operation="get_bucket_policy_status", absent=("NoSuchBucketPolicy",))

ACCOUNT_LOG_POLICIES: Final = Call(
    service="logs",
    operation="describe_account_policies",
    key="accountPolicies",
    absent=("ResourceNotFoundException",),
)
SUBSCRIPTIONS: Final = Call(
    service="logs",
    operation="describe_subscription_filters",
    key="subscriptionFilters",
    absent=("ResourceNotFoundException",),
)
DATA_PROTECTION: Final = Call(
    service="logs", operation="get_data_protection_policy", absent=("ResourceNotFoundException",)
)
# Without a key: only the newest stream is asked for, not all pages of them.
NEWEST_STREAM: Final = Call(service="logs", operation="describe_log_streams", absent=("ResourceNotFoundException",))
DELIVERY_STREAM: Final = Call(
    service="firehose", operation="describe_delivery_stream", absent=("ResourceNotFoundException",)
)

CLUSTERS: Final = Call(service="ecs", operation="list_clusters", key="clusterArns")
CLUSTER_DETAILS: Final = Call(service="ecs", operation="describe_clusters", key="clusters")
SERVICES: Final = Call(
    service="ecs", operation="list_services", key="serviceArns", absent=("ClusterNotFoundException",)
)
SERVICE_DETAILS: Final = Call(service="ecs", operation="describe_services", key="services")
TASK_DEFINITION: Final = Call(service="ecs", operation="describe_task_definition")
SESSION_DOCUMENT: Final = Call(service="ssm", operation="get_document", absent=("InvalidDocument",))
DIRECTORY_LOGS: Final = Call(service="ds", operation="list_log_subscriptions", key="LogSubscriptions")

HTTP_APIS: Final = Call(service="apigatewayv2", operation="get_apis", key="Items", actions=("apigateway:GET",))
HTTP_STAGES: Final = Call(
    service="apigatewayv2",
    operation="get_stages",
    key="Items",
    absent=("NotFoundException",),
    actions=("apigateway:GET",),
)
REST_APIS: Final = Call(service="apigateway", operation="get_rest_apis", key="items", actions=("apigateway:GET",))
REST_STAGES: Final = Call(
    service="apigateway",
    operation="get_stages",
    key="item",
    absent=("NotFoundException",),
    actions=("apigateway:GET",),
)

BALANCERS: Final = Call(service="elbv2", operation="describe_load_balancers", key="LoadBalancers")
BALANCER_ATTRIBUTES: Final = Call(
    service="elbv2",
    operation="describe_load_balancer_attributes",
    key="Attributes",
    absent=("LoadBalancerNotFound",),
)
CLASSIC_BALANCERS: Final = Call(service="elb", operation="describe_load_balancers", key="LoadBalancerDescriptions")
CLASSIC_ATTRIBUTES: Final = Call(
    service="elb", operation="describe_load_balancer_attributes", absent=("LoadBalancerNotFound",)
)
VPCS: Final = Call(service="ec2", operation="describe_vpcs", key="Vpcs")
QUERY_LOGS: Final = Call(
    service="route53resolver",
    operation="list_resolver_query_log_config_associations",
    key="ResolverQueryLogConfigAssociations",
)
WEB_ACLS: Final = Call(service="wafv2", operation="list_web_acls", key="WebACLs")
WEB_ACL_LOGS: Final = Call(service="wafv2", operation="list_logging_configurations", key="LoggingConfigurations")
# WAF keeps what belongs to CloudFront in us-east-1 (AWS WAF API, "Scope").
GLOBAL_WEB_ACLS: Final = Call(service="wafv2", operation="list_web_acls", key="WebACLs", region="us-east-1")
GLOBAL_WEB_ACL_LOGS: Final = Call(
    service="wafv2", operation="list_logging_configurations", key="LoggingConfigurations", region="us-east-1"
)
FIREWALLS: Final = Call(service="network-firewall", operation="list_firewalls", key="Firewalls")
FIREWALL_LOGS: Final = Call(
    service="network-firewall",
    operation="describe_logging_configuration",
    absent=("ResourceNotFoundException",),
)
SIGN_IN_LOGS: Final = Call(
    service="cognito-idp", operation="get_log_delivery_configuration", absent=("ResourceNotFoundException",)
)
