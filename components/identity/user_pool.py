"""The directory of the people who sign in, and what guards it."""

from typing import Final

import pulumi
import pulumi_aws as aws
from pulumi_aws import cognito

from components.base import Component
from components.identity import risk
from components.identity.roles import ROLES, SCOPES
from components.identity.user_pool_args import CustomDomain, EventDelivery, Mfa, SignUp, UserPoolArgs

TENANT: Final = "tenant_id"
"""The custom attribute that says whose data a person works on; tokens carry it as ``custom:tenant_id``."""

_API: Final = "api"
_PASSWORD_HISTORY: Final = 24


class UserPool(Component):
    """A Cognito user pool on the Plus plan: e-mail and password, a second factor, threat protection enforced.

    Produces the pool; its sign-in address (managed login); the web ACL's association; the resource server ``api`` with
    its scopes; the groups admin, editor and viewer; what threat protection does about risk; and the delivery of
    sign-in events to a bucket.

    Claims OC-13 (id.pw), OB-16, CF-21, OC-12, OC-36 (id.mfa), OB-12, OC-21 (id.threat), OB-19, CF-23, BZ-81 (the
    groups of id.rbac). With ``AppClient`` it is for id.oauth, id.tokens and id.hash.

    What AWS does not let us do: encrypt the destination of events in CloudWatch Logs (Cognito refuses a log group under
    a KMS key, so they go to an encrypted bucket, and delivery errors, which go nowhere else, are left out); use
    passkeys beside a second factor with this SDK, which cannot say that a passkey is two factors, so that one would be
    a way round it; check a password in the SRP flow against stolen ones, for Cognito never sees it there (managed login
    and every change of a password are checked); back a pool up, or export its passwords. A pool's attributes and the
    way people sign in can never be changed: a change of ``schemas`` or ``username_attributes`` would replace the pool.
    """

    area = "identity"
    provides = ("id.pw", "id.mfa", "id.threat", "id.rbac")

    user_pool_id: pulumi.Output[str]
    arn: pulumi.Output[str]
    issuer: pulumi.Output[str]
    login_url: str
    scopes: tuple[str, ...]
    scopes_ready: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: UserPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        pool = cognito.UserPool(
            self.child("pool"),
            name=args.placement.local(args.role),
            user_pool_tier="PLUS",
            deletion_protection="ACTIVE" if args.deletion_protection else "INACTIVE",
            username_attributes=["email"],
            username_configuration=cognito.UserPoolUsernameConfigurationArgs(case_sensitive=False),
            auto_verified_attributes=["email"],
            user_attribute_update_settings=cognito.UserPoolUserAttributeUpdateSettingsArgs(
                attributes_require_verification_before_updates=["email"]
            ),
            verification_message_template=cognito.UserPoolVerificationMessageTemplateArgs(
                default_email_option="CONFIRM_WITH_CODE"
            ),
            account_recovery_setting=cognito.UserPoolAccountRecoverySettingArgs(
                recovery_mechanisms=[
                    cognito.UserPoolAccountRecoverySettingRecoveryMechanismArgs(name="verified_email", priority=1)
                ]
            ),
            admin_create_user_config=cognito.UserPoolAdminCreateUserConfigArgs(
                allow_admin_create_user_only=args.sign_up is SignUp.INVITED
            ),
            password_policy=cognito.UserPoolPasswordPolicyArgs(
                minimum_length=args.password_length,
                require_uppercase=True,
                require_lowercase=True,
                require_numbers=True,
                require_symbols=True,
                password_history_size=_PASSWORD_HISTORY,
                temporary_password_validity_days=args.invitation_days,
            ),
            mfa_configuration="ON" if args.mfa is Mfa.REQUIRED else "OPTIONAL",
            software_token_mfa_configuration=cognito.UserPoolSoftwareTokenMfaConfigurationArgs(enabled=True),
            sign_in_policy=cognito.UserPoolSignInPolicyArgs(allowed_first_auth_factors=["PASSWORD"]),
            device_configuration=cognito.UserPoolDeviceConfigurationArgs(
                challenge_required_on_new_device=True, device_only_remembered_on_user_prompt=True
            ),
            user_pool_add_ons=cognito.UserPoolUserPoolAddOnsArgs(
                advanced_security_mode="ENFORCED",
                advanced_security_additional_flows=cognito.UserPoolUserPoolAddOnsAdvancedSecurityAdditionalFlowsArgs(
                    custom_auth_mode="ENFORCED"
                ),
            ),
            email_configuration=_email(args),
            schemas=_schemas(),
            tags={"audience": args.audience.value, "data": "customer", "vouch:drill": "allowed"},
            opts=self.inside(protect=args.protect),
        )
        self._domain(pool, args)
        aws.wafv2.WebAclAssociation(
            self.child("web-acl"), resource_arn=pool.arn, web_acl_arn=args.web_acl_arn, opts=self.inside()
        )
        server = cognito.ResourceServer(
            self.child("api"),
            user_pool_id=pool.id,
            identifier=_API,
            name=args.placement.local(_API),
            scopes=[
                cognito.ResourceServerScopeArgs(scope_name=scope, scope_description=description)
                for scope, description in SCOPES.items()
            ],
            opts=self.inside(),
        )
        for role in ROLES:
            cognito.UserGroup(
                self.child("group", role.name),
                user_pool_id=pool.id,
                name=role.name,
                description=role.description,
                precedence=role.precedence,
                opts=self.inside(),
            )
        cognito.RiskConfiguration(
            self.child("risk"),
            user_pool_id=pool.id,
            compromised_credentials_risk_configuration=risk.compromised_credentials(),
            account_takeover_risk_configuration=risk.account_takeover(args.sender),
            opts=self.inside(),
        )
        self._deliver(pool, args.events)
        self.user_pool_id = pool.id
        self.arn = pool.arn
        self.issuer = pulumi.Output.concat(f"https://cognito-idp.{args.placement.region}.amazonaws.com/", pool.id)
        self.login_url = f"https://{args.login_host}"
        self.scopes = tuple(f"{_API}/{scope}" for scope in SCOPES)
        self.scopes_ready = (server,)
        self.register_outputs(
            {
                "user_pool_id": self.user_pool_id,
                "arn": self.arn,
                "issuer": self.issuer,
                "login_url": self.login_url,
            }
        )

    def _domain(self, pool: cognito.UserPool, args: UserPoolArgs) -> None:
        custom: CustomDomain | None = args.custom_domain
        domain = cognito.UserPoolDomain(
            self.child("domain"),
            user_pool_id=pool.id,
            domain=args.domain_prefix if custom is None else custom.name,
            certificate_arn=None if custom is None else custom.certificate_arn,
            managed_login_version=2,
            opts=self.inside(),
        )
        if custom is not None:
            aws.route53.Record(
                self.child("address"),
                zone_id=custom.zone_id,
                name=custom.name,
                type="A",
                aliases=[
                    aws.route53.RecordAliasArgs(
                        name=domain.cloudfront_distribution,
                        zone_id=domain.cloudfront_distribution_zone_id,
                        evaluate_target_health=False,
                    )
                ],
                opts=self.inside(),
            )

    def _deliver(self, pool: cognito.UserPool, events: EventDelivery) -> None:
        cognito.LogDeliveryConfiguration(
            self.child("events"),
            user_pool_id=pool.id,
            log_configurations=[
                cognito.LogDeliveryConfigurationLogConfigurationArgs(
                    event_source="userAuthEvents",
                    log_level="INFO",
                    s3_configuration=cognito.LogDeliveryConfigurationLogConfigurationS3ConfigurationArgs(
                        bucket_arn=events.bucket_arn
                    ),
                )
            ],
            # Cognito tries the delivery when it is set up, and writes into a bucket policy that does not allow it yet.
            opts=self.inside(depends_on=list(events.ready)),
        )


def _email(args: UserPoolArgs) -> cognito.UserPoolEmailConfigurationArgs | None:
    sender = args.sender
    if sender is None:
        return None
    return cognito.UserPoolEmailConfigurationArgs(
        email_sending_account="DEVELOPER",
        source_arn=sender.identity_arn,
        from_email_address=sender.address,
        reply_to_email_address=sender.reply_to,
        configuration_set=sender.configuration_set,
    )


def _schemas() -> list[cognito.UserPoolSchemaArgs]:
    # Without stated constraints the provider sees a difference on every run, and would replace the pool.
    return [
        cognito.UserPoolSchemaArgs(
            name="email",
            attribute_data_type="String",
            required=True,
            mutable=True,
            developer_only_attribute=False,
            string_attribute_constraints=cognito.UserPoolSchemaStringAttributeConstraintsArgs(
                min_length="0", max_length="2048"
            ),
        ),
        # Written by administrators alone: no app client may write it, and who signs up has none yet.
        cognito.UserPoolSchemaArgs(
            name=TENANT,
            attribute_data_type="String",
            required=False,
            mutable=True,
            developer_only_attribute=False,
            string_attribute_constraints=cognito.UserPoolSchemaStringAttributeConstraintsArgs(
                min_length="1", max_length="64"
            ),
        ),
    ]
