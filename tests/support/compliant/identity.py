"""Users of the product, roles, and staff who sign in by Identity Center."""

from typing import Any

from tests.support.compliant.model import ACCOUNT, REGION, Account, client, policy, tag_list, trust


def identity(account: Account) -> None:
    """Adds ``pool``, ``api`` (an HTTP API that takes its tokens) and the roles ``function`` and ``servers``."""
    pool = account.made["pool"] = _pool()
    _api(account, pool)
    iam = client("iam")
    iam.update_account_password_policy(
        MinimumPasswordLength=14,
        RequireSymbols=True,
        RequireNumbers=True,
        RequireUppercaseCharacters=True,
        RequireLowercaseCharacters=True,
        MaxPasswordAge=90,
        PasswordReusePrevention=24,
    )
    for name, service in (("function", "lambda.amazonaws.com"), ("servers", "ec2.amazonaws.com")):
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(service), Tags=tag_list())
        account.made[name] = role["Role"]["Arn"]
        granted = iam.create_policy(
            PolicyName=name,
            PolicyDocument=policy(
                {
                    "Effect": "Allow",
                    "Action": "sqs:SendMessage",
                    "Resource": f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders",
                }
            ),
            Tags=tag_list(),
        )["Policy"]["Arn"]
        iam.attach_role_policy(RoleName=name, PolicyArn=granted)
    _staff()


def _pool() -> str:
    users = client("cognito-idp")
    password = {
        "MinimumLength": 14,
        "RequireUppercase": True,
        "RequireLowercase": True,
        "RequireNumbers": True,
        "RequireSymbols": True,
        "PasswordHistorySize": 24,
        "TemporaryPasswordValidityDays": 3,
    }
    pool: str = users.create_user_pool(
        PoolName="customers",
        Policies={"PasswordPolicy": password},
        MfaConfiguration="ON",
        UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"},
        UserPoolTier="PLUS",
        DeletionProtection="ACTIVE",
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
        AccountRecoverySetting={"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
        UsernameConfiguration={"CaseSensitive": False},
        AutoVerifiedAttributes=["email"],
    )["UserPool"]["Id"]
    users.set_user_pool_mfa_config(
        UserPoolId=pool, SoftwareTokenMfaConfiguration={"Enabled": True}, MfaConfiguration="ON"
    )
    for name in ("viewer", "editor", "admin"):
        users.create_group(UserPoolId=pool, GroupName=name)
    users.create_user_pool_client(
        UserPoolId=pool,
        ClientName="browser",
        ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"],
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["openid"],
        CallbackURLs=["https://app.example.com"],
        LogoutURLs=["https://app.example.com"],
        SupportedIdentityProviders=["COGNITO"],
        AccessTokenValidity=15,
        IdTokenValidity=15,
        RefreshTokenValidity=7,
        TokenValidityUnits={"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        EnableTokenRevocation=True,
        PreventUserExistenceErrors="ENABLED",
        RefreshTokenRotation={"Feature": "ENABLED"},
    )
    return pool


def _api(account: Account, pool: str) -> None:
    apis = client("apigatewayv2")
    api = account.made["api"] = apis.create_api(
        Name="product", ProtocolType="HTTP", DisableExecuteApiEndpoint=True, Tags={"data": "customer"}
    )["ApiId"]
    authorizer = apis.create_authorizer(
        ApiId=api,
        Name="customers",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Audience": ["browser"], "Issuer": f"https://cognito-idp.{REGION}.amazonaws.com/{pool}"},
    )["AuthorizerId"]
    signed: dict[str, Any] = {"AuthorizationType": "JWT", "AuthorizerId": authorizer}
    for route, scope in (
        ("GET /orders", "orders/read"),
        ("GET /sessions", "sessions/read"),
        ("DELETE /sessions/{id}", "sessions/write"),
        ("DELETE /sessions", "sessions/write"),
    ):
        apis.create_route(ApiId=api, RouteKey=route, AuthorizationScopes=[scope], **signed)


def _staff() -> None:
    sso = client("sso-admin")
    instance = sso.list_instances()["Instances"][0]["InstanceArn"]
    granted = sso.create_permission_set(Name="readers", InstanceArn=instance, SessionDuration="PT4H")
    arn = granted["PermissionSet"]["PermissionSetArn"]
    sso.attach_managed_policy_to_permission_set(
        InstanceArn=instance, PermissionSetArn=arn, ManagedPolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess"
    )
    sso.create_account_assignment(
        InstanceArn=instance,
        PermissionSetArn=arn,
        TargetId=ACCOUNT,
        TargetType="AWS_ACCOUNT",
        PrincipalType="GROUP",
        PrincipalId="readers",
    )
