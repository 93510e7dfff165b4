"""What the account has for people and workloads: user pools, roles, policies, passwords."""

from typing import Any, Final

from verification.calls import Call
from verification.check import Found
from verification.drift.finding import arn_at, at, by, described, only, pulumis, shaped
from verification.drift.model import Counterpart, Property, Subject, value_at
from verification.identity.calls import (
    CLIENT,
    CLIENTS,
    OIDC_PROVIDER,
    PASSWORD_POLICY,
    POOL,
    POOL_MFA,
    POOLS,
    ROLE,
)
from verification.live import Live

_POOL: Final = "aws:cognito/userPool:UserPool"
_ROLE: Final = "aws:iam/role:Role"
_GLOBAL: Final = "us-east-1"
"""Where CloudTrail keeps the events of IAM (CloudTrail guide, "Global service events")."""
_ROLE_POLICIES: Final = Call(service="iam", operation="list_role_policies", key="PolicyNames", absent=("NoSuchEntity",))
_ROLES: Final = Call(service="iam", operation="list_roles", key="Roles")
_ROLE_POLICY: Final = Call(service="iam", operation="get_role_policy", absent=("NoSuchEntity",))
_ATTACHED: Final = Call(
    service="iam", operation="list_attached_role_policies", key="AttachedPolicies", absent=("NoSuchEntity",)
)
_POLICY: Final = Call(service="iam", operation="get_policy", absent=("NoSuchEntity",))
_VERSION: Final = Call(service="iam", operation="get_policy_version", absent=("NoSuchEntity",))


def _find_pool(subject: Subject, live: Live) -> Found | None:
    listed = [each for each in live.items(POOLS, {"MaxResults": 60}) if subject.is_called(each["Name"])]
    found = only(listed, lambda facts, live: live.arn("cognito-idp", f"userpool/{facts['Id']}"), live)
    facts = value_at(live.one(POOL, {"UserPoolId": found.facts["Id"]}), "UserPool") if found else None
    return Found(found.arn, facts) if found and facts else None


def _find_client(subject: Subject, live: Live) -> Found | None:
    pool = _find_pool(subject.parent("userPoolId", _POOL), live)
    if pool is None:
        return None
    in_pool = {"UserPoolId": pool.facts["Id"]}
    listed = live.items(CLIENTS, {**in_pool, "MaxResults": 60})
    found = only([each for each in listed if subject.is_called(each["ClientName"])], arn_at("ClientId"), live)
    asking = {**in_pool, "ClientId": found.facts["ClientId"]} if found else {}
    facts = value_at(live.one(CLIENT, asking), "UserPoolClient") if found else None
    return Found(f"{pool.arn}/client/{facts['ClientId']}", facts) if facts else None


def _software_token(found: Found, live: Live) -> Any:
    return pulumis(value_at(live.one(POOL_MFA, {"UserPoolId": found.facts["Id"]}), "SoftwareTokenMfaConfiguration"))


def _find_role(subject: Subject, live: Live) -> Found | None:
    name = subject.known("name")
    if name is None:
        # Listings leave out boundaries (IAM API, ListRoles), so that one that is found is asked for again.
        listed = [each for each in live.items(_ROLES) if subject.is_called(each["RoleName"])]
        found = only(listed, arn_at("Arn"), live)
        if found is None:
            return None
        name = found.facts["RoleName"]
    facts = value_at(live.one(ROLE, {"RoleName": name}), "Role")
    return None if facts is None else Found(facts["Arn"], facts)


def _role_name(subject: Subject, live: Live) -> str | None:
    """The role that a policy is of, by the name that the program states for it, or that the account has."""
    if subject.resource.read("role").known:
        return subject.stated("role").rpartition("/")[2]
    found = _find_role(subject.parent("role", _ROLE), live)
    return str(found.facts["RoleName"]) if found else None


def _find_role_policy(subject: Subject, live: Live) -> Found | None:
    role = _role_name(subject, live)
    if role is None:
        return None
    names = [each for each in live.items(_ROLE_POLICIES, {"RoleName": role}) if subject.is_called(each)]
    found = only([{"PolicyName": each} for each in names], lambda _facts, live: _role_arn(role, live), live)
    if found is None:
        return None
    facts = live.one(_ROLE_POLICY, {"RoleName": role, "PolicyName": found.facts["PolicyName"]})
    return Found(found.arn, facts) if facts else None


def _role_arn(role: str, live: Live) -> str:
    return live.arn("iam", f"role/{role}", region="")


def _find_attachment(subject: Subject, live: Live) -> Found | None:
    role, policy = _role_name(subject, live), subject.stated("policyArn")
    if role is None:
        return None
    listed = live.items(_ATTACHED, {"RoleName": role})
    return next((Found(_role_arn(role, live), each) for each in listed if each["PolicyArn"] == policy), None)


def _find_policy(subject: Subject, live: Live) -> Found | None:
    path = subject.known("path") or "/"
    arn = live.arn("iam", f"policy{path}{subject.stated('name')}", region="")
    facts = value_at(live.one(_POLICY, {"PolicyArn": arn}), "Policy")
    return None if facts is None else Found(arn, facts)


def _document(found: Found, live: Live) -> Any:
    version = {"PolicyArn": found.arn, "VersionId": found.facts["DefaultVersionId"]}
    return value_at(live.one(_VERSION, version), "PolicyVersion.Document")


def _find_provider(subject: Subject, live: Live) -> Found | None:
    host = subject.stated("url").removeprefix("https://")
    arn = live.arn("iam", f"oidc-provider/{host}", region="")
    facts = live.one(OIDC_PROVIDER, {"OpenIDConnectProviderArn": arn})
    return None if facts is None else Found(arn, facts)


_PASSWORDS: Final = {
    "maxPasswordAge": "MaxPasswordAge",
    "minimumPasswordLength": "MinimumPasswordLength",
    "passwordReusePrevention": "PasswordReusePrevention",
    "requireLowercaseCharacters": "RequireLowercaseCharacters",
    "requireNumbers": "RequireNumbers",
    "requireSymbols": "RequireSymbols",
    "requireUppercaseCharacters": "RequireUppercaseCharacters",
}
_CLIENT: Final = {
    "accessTokenValidity": "AccessTokenValidity",
    "allowedOauthFlows": "AllowedOAuthFlows",
    "allowedOauthFlowsUserPoolClient": "AllowedOAuthFlowsUserPoolClient",
    "allowedOauthScopes": "AllowedOAuthScopes",
    "callbackUrls": "CallbackURLs",
    "defaultRedirectUri": "DefaultRedirectURI",
    "enableTokenRevocation": "EnableTokenRevocation",
    "explicitAuthFlows": "ExplicitAuthFlows",
    "idTokenValidity": "IdTokenValidity",
    "logoutUrls": "LogoutURLs",
    "preventUserExistenceErrors": "PreventUserExistenceErrors",
    "refreshTokenValidity": "RefreshTokenValidity",
}

IDENTITY: Final[tuple[Counterpart, ...]] = (
    Counterpart(
        type=_POOL,
        calls=(POOLS, POOL, POOL_MFA),
        find=_find_pool,
        properties={
            "adminCreateUserConfig": by(
                lambda facts: {
                    "allowAdminCreateUserOnly": value_at(facts, "AdminCreateUserConfig.AllowAdminCreateUserOnly")
                }
            ),
            "deletionProtection": at("DeletionProtection"),
            "deviceConfiguration": shaped("DeviceConfiguration"),
            "mfaConfiguration": at("MfaConfiguration"),
            "passwordPolicy": shaped("Policies.PasswordPolicy"),
            "softwareTokenMfaConfiguration": Property(actual=_software_token),
            "userPoolAddOns": shaped("UserPoolAddOns"),
            "userPoolTier": at("UserPoolTier"),
        },
    ),
    Counterpart(
        type="aws:cognito/userPoolClient:UserPoolClient",
        calls=(POOLS, POOL, CLIENTS, CLIENT),
        find=_find_client,
        properties={
            **{name: at(path) for name, path in _CLIENT.items()},
            "generateSecret": by(lambda facts: bool(facts.get("ClientSecret"))),
            "refreshTokenRotation": shaped("RefreshTokenRotation"),
            "tokenValidityUnits": shaped("TokenValidityUnits"),
        },
    ),
    Counterpart(
        type=_ROLE,
        calls=(ROLE, _ROLES),
        find=_find_role,
        properties={
            "assumeRolePolicy": at("AssumeRolePolicyDocument"),
            "maxSessionDuration": at("MaxSessionDuration"),
            "permissionsBoundary": at("PermissionsBoundary.PermissionsBoundaryArn"),
        },
        recorded_in=_GLOBAL,
    ),
    Counterpart(
        type="aws:iam/rolePolicy:RolePolicy",
        calls=(ROLE, _ROLES, _ROLE_POLICIES, _ROLE_POLICY),
        find=_find_role_policy,
        properties={"policy": at("PolicyDocument"), "role": at("RoleName")},
        recorded_in=_GLOBAL,
    ),
    Counterpart(
        type="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        calls=(ROLE, _ROLES, _ATTACHED),
        find=_find_attachment,
        properties={"policyArn": at("PolicyArn")},
        recorded_in=_GLOBAL,
    ),
    Counterpart(
        type="aws:iam/policy:Policy",
        calls=(_POLICY, _VERSION),
        find=_find_policy,
        properties={"policy": Property(actual=_document)},
        recorded_in=_GLOBAL,
    ),
    Counterpart(
        type="aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
        calls=(PASSWORD_POLICY,),
        find=described(
            PASSWORD_POLICY,
            lambda _subject, _live: {},
            lambda _facts, live: live.arn("iam", "password-policy", region=""),
            inside="PasswordPolicy",
        ),
        properties={name: at(path) for name, path in _PASSWORDS.items()},
        recorded_in=_GLOBAL,
    ),
    Counterpart(
        type="aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        calls=(OIDC_PROVIDER,),
        find=_find_provider,
        properties={"clientIdLists": at("ClientIDList")},
        recorded_in=_GLOBAL,
    ),
)
