"""The calls that checks of identity share, so that each is made once however many checks read it."""

from typing import Any, Final

from verification.calls import Call

POOLS: Final = Call(service="cognito-idp", operation="list_user_pools", key="UserPools")
POOL: Final = Call(service="cognito-idp", operation="describe_user_pool", absent=("ResourceNotFoundException",))
POOL_MFA: Final = Call(
    service="cognito-idp", operation="get_user_pool_mfa_config", absent=("ResourceNotFoundException",)
)
POOL_RISKS: Final = Call(
    service="cognito-idp", operation="describe_risk_configuration", absent=("ResourceNotFoundException",)
)
POOL_LOGS: Final = Call(
    service="cognito-idp", operation="get_log_delivery_configuration", absent=("ResourceNotFoundException",)
)
POOL_GROUPS: Final = Call(
    service="cognito-idp", operation="list_groups", key="Groups", absent=("ResourceNotFoundException",)
)
CLIENTS: Final = Call(service="cognito-idp", operation="list_user_pool_clients", key="UserPoolClients")
CLIENT: Final = Call(
    service="cognito-idp", operation="describe_user_pool_client", absent=("ResourceNotFoundException",)
)
PAGE: Final[dict[str, Any]] = {"MaxResults": 60}
"""How pools and clients are listed: Cognito asks for a number, of 60 at most, and every page is read."""

HTTP_APIS: Final = Call(service="apigatewayv2", operation="get_apis", key="Items", actions=("apigateway:GET",))
HTTP_ROUTES: Final = Call(
    service="apigatewayv2",
    operation="get_routes",
    key="Items",
    absent=("NotFoundException",),
    actions=("apigateway:GET",),
)
HTTP_AUTHORIZERS: Final = Call(
    service="apigatewayv2",
    operation="get_authorizers",
    key="Items",
    absent=("NotFoundException",),
    actions=("apigateway:GET",),
)
POLICY_STORES: Final = Call(service="verifiedpermissions", operation="list_policy_stores", key="policyStores")
POLICY_STORE: Final = Call(
    service="verifiedpermissions", operation="get_policy_store", absent=("ResourceNotFoundException",)
)

# Its first list is named; the answer holds the users, groups and policies too.
IAM: Final = Call(service="iam", operation="get_account_authorization_details", key="RoleDetailList")
OWN: Final[dict[str, Any]] = {"Filter": ["User", "Role", "Group", "LocalManagedPolicy"]}
"""What is asked of IAM: all but the policies that AWS manages, which are a thousand and nobody's to mend."""
ACCOUNT_SUMMARY: Final = Call(service="iam", operation="get_account_summary")
PASSWORD_POLICY: Final = Call(service="iam", operation="get_account_password_policy", absent=("NoSuchEntity",))
ACCESS_KEYS: Final = Call(
    service="iam", operation="list_access_keys", key="AccessKeyMetadata", absent=("NoSuchEntity",)
)
OIDC_PROVIDERS: Final = Call(service="iam", operation="list_open_id_connect_providers", key="OpenIDConnectProviderList")
OIDC_PROVIDER: Final = Call(service="iam", operation="get_open_id_connect_provider", absent=("NoSuchEntity",))
ROLE: Final = Call(service="iam", operation="get_role", absent=("NoSuchEntity",))

ANALYZERS: Final = Call(service="accessanalyzer", operation="list_analyzers", key="analyzers")
# Both versions of the call have one action (Access Analyzer API reference, ListFindingsV2).
FINDINGS: Final = Call(
    service="accessanalyzer",
    operation="list_findings_v2",
    key="findings",
    absent=("ResourceNotFoundException",),
    actions=("access-analyzer:ListFindings",),
)

SSO_INSTANCES: Final = Call(service="sso-admin", operation="list_instances", key="Instances")
PERMISSION_SETS: Final = Call(service="sso-admin", operation="list_permission_sets", key="PermissionSets")
PERMISSION_SET: Final = Call(
    service="sso-admin", operation="describe_permission_set", absent=("ResourceNotFoundException",)
)
SET_POLICIES: Final = Call(
    service="sso-admin", operation="list_managed_policies_in_permission_set", key="AttachedManagedPolicies"
)
SET_BOUNDARY: Final = Call(
    service="sso-admin",
    operation="get_permissions_boundary_for_permission_set",
    absent=("ResourceNotFoundException",),
)
SET_ACCOUNTS: Final = Call(
    service="sso-admin", operation="list_accounts_for_provisioned_permission_set", key="AccountIds"
)
ASSIGNMENTS: Final = Call(service="sso-admin", operation="list_account_assignments", key="AccountAssignments")

TABLES: Final = Call(service="dynamodb", operation="list_tables", key="TableNames")
TABLE: Final = Call(service="dynamodb", operation="describe_table", absent=("ResourceNotFoundException",))
TIME_TO_LIVE: Final = Call(service="dynamodb", operation="describe_time_to_live", absent=("ResourceNotFoundException",))
TAGGED: Final = Call(service="resourcegroupstaggingapi", operation="get_resources", key="ResourceTagMappingList")

SESSION_DOCUMENT: Final = Call(service="ssm", operation="get_document", absent=("InvalidDocument",))
DB_CLUSTERS: Final = Call(service="rds", operation="describe_db_clusters", key="DBClusters")
DB_INSTANCES: Final = Call(service="rds", operation="describe_db_instances", key="DBInstances")
TRAILS: Final = Call(service="cloudtrail", operation="describe_trails", key="trailList")
EVENT_SELECTORS: Final = Call(service="cloudtrail", operation="get_event_selectors", absent=("TrailNotFoundException",))
METRIC_FILTERS: Final = Call(service="logs", operation="describe_metric_filters", key="metricFilters")
ALARMS: Final = Call(service="cloudwatch", operation="describe_alarms", key="MetricAlarms")
