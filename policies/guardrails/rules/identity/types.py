"""Type tokens of IAM, Identity Center, Cognito and Verified Permissions."""

from typing import Final

from guardrails import tokens

ROLE: Final = tokens.IAM_ROLE
USER: Final = "aws:iam/user:User"
ACCESS_KEY: Final = tokens.ACCESS_KEY
USER_LOGIN_PROFILE: Final = "aws:iam/userLoginProfile:UserLoginProfile"
ACCOUNT_PASSWORD_POLICY: Final = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy"  # noqa: S105  a type token, no secret

POLICY: Final = tokens.IAM_POLICY
ROLE_POLICY: Final = tokens.IAM_ROLE_POLICY
USER_POLICY: Final = "aws:iam/userPolicy:UserPolicy"
GROUP_POLICY: Final = "aws:iam/groupPolicy:GroupPolicy"

ROLE_POLICY_ATTACHMENT: Final = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
USER_POLICY_ATTACHMENT: Final = "aws:iam/userPolicyAttachment:UserPolicyAttachment"
GROUP_POLICY_ATTACHMENT: Final = "aws:iam/groupPolicyAttachment:GroupPolicyAttachment"
POLICY_ATTACHMENT: Final = "aws:iam/policyAttachment:PolicyAttachment"
ROLE_ATTACHMENTS_EXCLUSIVE: Final = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
USER_ATTACHMENTS_EXCLUSIVE: Final = "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive"
GROUP_ATTACHMENTS_EXCLUSIVE: Final = "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive"

PERMISSION_SET: Final = "aws:ssoadmin/permissionSet:PermissionSet"
PERMISSION_SET_INLINE_POLICY: Final = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy"
MANAGED_POLICY_ATTACHMENT: Final = "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment"
PERMISSIONS_BOUNDARY_ATTACHMENT: Final = "aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment"
ACCOUNT_ASSIGNMENT: Final = "aws:ssoadmin/accountAssignment:AccountAssignment"

OIDC_PROVIDER: Final = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
ANALYZER: Final = tokens.ANALYZER

USER_POOL: Final = tokens.USER_POOL
USER_POOL_CLIENT: Final = tokens.USER_POOL_CLIENT
USER_GROUP: Final = "aws:cognito/userGroup:UserGroup"
RISK_CONFIGURATION: Final = "aws:cognito/riskConfiguration:RiskConfiguration"
LOG_DELIVERY: Final = "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration"
IDENTITY_POOL: Final = "aws:cognito/identityPool:IdentityPool"
POLICY_STORE: Final = "aws:verifiedpermissions/policyStore:PolicyStore"

HTTP_API: Final = tokens.HTTP_API
HTTP_API_AUTHORIZER: Final = tokens.HTTP_API_AUTHORIZER
HTTP_API_ROUTE: Final = tokens.HTTP_API_ROUTE
