"""The user pool: passwords, the second factor, threat protection, and everything that stands around it."""

from typing import Any

import pulumi
import pytest
from pulumi_aws import wafv2

from components.identity.sender import SesSender
from components.identity.user_pool import UserPool
from components.identity.user_pool_args import Audience, CustomDomain, EventDelivery, Mfa, SignUp, UserPoolArgs
from components.placement import Placement
from guardrails.values import UNKNOWN
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
WEB_ACL = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/vouch-prod-edge/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
BUCKET = "arn:aws:s3:::vouch-prod-123456789012-eu-west-1-sign-ins"
IDENTITY = "arn:aws:ses:eu-west-1:123456789012:identity/example.com"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
SENDER = SesSender(identity_arn=IDENTITY, address="no-reply@example.com", reply_to="help@example.com")
POOL = "aws:cognito/userPool:UserPool"
DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain"
RISK = "aws:cognito/riskConfiguration:RiskConfiguration"
EVENTS = "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration"
GROUP = "aws:cognito/userGroup:UserGroup"
SERVER = "aws:cognito/resourceServer:ResourceServer"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
RECORD = "aws:route53/record:Record"


def args(**changes: Any) -> UserPoolArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "web_acl_arn": WEB_ACL,
        "events": EventDelivery(bucket_arn=BUCKET, ready=()),
    }
    return UserPoolArgs(**(given | changes))


def build(**changes: Any) -> Recorded:
    return record(lambda: UserPool("customers", args(**changes)))


def test_the_pool_has_every_guard_of_the_plus_plan() -> None:
    pool = build().one(POOL, "customers-pool")
    assert pool.properties == {
        "name": "vouch-prod-customers",
        "userPoolTier": "PLUS",
        "deletionProtection": "ACTIVE",
        "usernameAttributes": ["email"],
        "usernameConfiguration": {"caseSensitive": False},
        "autoVerifiedAttributes": ["email"],
        "userAttributeUpdateSettings": {"attributesRequireVerificationBeforeUpdates": ["email"]},
        "verificationMessageTemplate": {"defaultEmailOption": "CONFIRM_WITH_CODE"},
        "accountRecoverySetting": {"recoveryMechanisms": [{"name": "verified_email", "priority": 1}]},
        "adminCreateUserConfig": {"allowAdminCreateUserOnly": True},
        "passwordPolicy": {
            "minimumLength": 14,
            "requireUppercase": True,
            "requireLowercase": True,
            "requireNumbers": True,
            "requireSymbols": True,
            "passwordHistorySize": 24,
            "temporaryPasswordValidityDays": 3,
        },
        "mfaConfiguration": "ON",
        "softwareTokenMfaConfiguration": {"enabled": True},
        "signInPolicy": {"allowedFirstAuthFactors": ["PASSWORD"]},
        "deviceConfiguration": {"challengeRequiredOnNewDevice": True, "deviceOnlyRememberedOnUserPrompt": True},
        "userPoolAddOns": {
            "advancedSecurityMode": "ENFORCED",
            "advancedSecurityAdditionalFlows": {"customAuthMode": "ENFORCED"},
        },
        "schemas": [
            {
                "name": "email",
                "attributeDataType": "String",
                "required": True,
                "mutable": True,
                "developerOnlyAttribute": False,
                "stringAttributeConstraints": {"minLength": "0", "maxLength": "2048"},
            },
            {
                "name": "tenant_id",
                "attributeDataType": "String",
                "required": False,
                "mutable": True,
                "developerOnlyAttribute": False,
                "stringAttributeConstraints": {"minLength": "1", "maxLength": "64"},
            },
        ],
        "tags": {"audience": "customers", "data": "customer", "vouch:drill": "allowed"},
    }
    assert pool.options.protect is True
    assert pool.urn == f"urn:pulumi:prod::vouch::vouch:identity:UserPool${POOL}::customers-pool"


def test_customers_may_choose_a_second_factor_and_sign_themselves_up() -> None:
    pool = build(mfa=Mfa.OPTIONAL, sign_up=SignUp.SELF).one(POOL).properties
    assert pool["mfaConfiguration"] == "OPTIONAL"
    assert pool["adminCreateUserConfig"] == {"allowAdminCreateUserOnly": False}


def test_a_disposable_pool_can_be_deleted() -> None:
    pool = build(protect=False, deletion_protection=False).one(POOL)
    assert pool.properties["deletionProtection"] == "INACTIVE"
    assert pool.options.protect is False


def test_mail_goes_through_ses_where_there_is_a_sender() -> None:
    assert build(sender=SENDER).one(POOL).properties["emailConfiguration"] == {
        "emailSendingAccount": "DEVELOPER",
        "sourceArn": IDENTITY,
        "fromEmailAddress": "no-reply@example.com",
        "replyToEmailAddress": "help@example.com",
    }


def test_people_sign_in_at_managed_login_under_a_name_of_this_account() -> None:
    recorded = build()
    assert recorded.one(DOMAIN, "customers-domain").properties == {
        "userPoolId": UNKNOWN,
        "domain": "vouch-prod-123456789012",
        "managedLoginVersion": 2,
    }
    assert recorded.all(RECORD) == ()


def test_a_domain_of_our_own_gets_its_certificate_and_its_record() -> None:
    custom = CustomDomain(name="login.example.com", certificate_arn=CERTIFICATE, zone_id="Z0123456789EXAMPLE")
    recorded = build(custom_domain=custom)
    domain = recorded.one(DOMAIN)
    assert domain.properties["domain"] == "login.example.com"
    assert domain.properties["certificateArn"] == CERTIFICATE
    address = recorded.one(RECORD, "customers-address")
    assert (address.properties["name"], address.properties["type"]) == ("login.example.com", "A")
    assert address.property_dependencies["aliases"] == (domain.urn,)


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        ({}, "https://vouch-prod-123456789012.auth.eu-west-1.amazoncognito.com"),
        (
            {"custom_domain": CustomDomain(name="login.example.com", certificate_arn=CERTIFICATE, zone_id="Z01")},
            "https://login.example.com",
        ),
    ],
)
def test_the_address_of_sign_in_is_known_before_it_exists(changes: dict[str, Any], url: str) -> None:
    seen: list[str] = []
    record(lambda: seen.append(UserPool("customers", args(**changes)).login_url))
    assert seen == [url]


def test_the_web_acl_stands_before_the_pool() -> None:
    recorded = build()
    association = recorded.one(ASSOCIATION, "customers-web-acl")
    assert association.properties == {"resourceArn": UNKNOWN, "webAclArn": WEB_ACL}
    assert association.property_dependencies["resourceArn"] == (recorded.one(POOL).urn,)


def test_stolen_passwords_and_high_risk_are_blocked_and_nobody_is_written_to_without_a_sender() -> None:
    risk = build().one(RISK, "customers-risk").properties
    assert risk == {
        "userPoolId": UNKNOWN,
        "compromisedCredentialsRiskConfiguration": {
            "eventFilters": ["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"],
            "actions": {"eventAction": "BLOCK"},
        },
        "accountTakeoverRiskConfiguration": {
            "actions": {
                "highAction": {"eventAction": "BLOCK", "notify": False},
                "mediumAction": {"eventAction": "MFA_REQUIRED", "notify": False},
                "lowAction": {"eventAction": "MFA_IF_CONFIGURED", "notify": False},
            }
        },
    }


def test_people_are_told_of_risks_where_there_is_a_sender() -> None:
    takeover = build(sender=SENDER).one(RISK).properties["accountTakeoverRiskConfiguration"]
    assert {action["notify"] for action in takeover["actions"].values()} == {True}
    notify = takeover["notifyConfiguration"]
    assert (notify["sourceArn"], notify["from"], notify["replyTo"]) == (
        IDENTITY,
        "no-reply@example.com",
        "help@example.com",
    )
    for mail in ("blockEmail", "mfaEmail", "noActionEmail"):
        assert notify[mail]["subject"]
        for body in ("htmlBody", "textBody"):
            assert "{one-click-link-valid}" in notify[mail][body]
            assert "{one-click-link-invalid}" in notify[mail][body]


def test_sign_in_events_go_to_the_bucket_once_it_takes_them() -> None:
    def program() -> None:
        ready = wafv2.IpSet("policy", scope="REGIONAL", ip_address_version="IPV4", addresses=[])
        UserPool("customers", args(events=EventDelivery(bucket_arn=BUCKET, ready=(ready,))))

    recorded = record(program)
    delivery = recorded.one(EVENTS, "customers-events")
    assert delivery.properties == {
        "userPoolId": UNKNOWN,
        "logConfigurations": [
            {"eventSource": "userAuthEvents", "logLevel": "INFO", "s3Configuration": {"bucketArn": BUCKET}}
        ],
    }
    assert recorded.one("aws:wafv2/ipSet:IpSet").urn in delivery.dependencies


def test_the_three_roles_are_groups_of_which_admin_ranks_highest() -> None:
    assert {each.name: (each.properties["name"], each.properties["precedence"]) for each in build().all(GROUP)} == {
        "customers-group-admin": ("admin", 10),
        "customers-group-editor": ("editor", 20),
        "customers-group-viewer": ("viewer", 30),
    }


def test_the_api_has_a_scope_for_reading_writing_and_administering() -> None:
    server = build().one(SERVER, "customers-api").properties
    assert (server["identifier"], server["name"]) == ("api", "vouch-prod-api")
    assert [scope["scopeName"] for scope in server["scopes"]] == ["read", "write", "admin"]


def test_clients_learn_the_scopes_and_the_issuer() -> None:
    seen: list[Any] = []

    def program() -> None:
        pool = UserPool("customers", args())
        seen.extend([pool.scopes, [type(each).__name__ for each in pool.scopes_ready]])
        assert isinstance(pool.issuer, pulumi.Output)

    record(program)
    assert seen == [("api/read", "api/write", "api/admin"), ["ResourceServer"]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password_length": 12}, "password_length is 12, passwords have 14 to 99 characters: give 14 to 99"),
        ({"invitation_days": 8}, "invitation_days is 8, an invitation lasts 1 to 7 days: give 1 to 7"),
        (
            {"audience": Audience.STAFF, "mfa": Mfa.OPTIONAL},
            (
                "audience is staff with mfa optional and sign_up invited: say required and invited, or make the"
                " audience customers"
            ),
        ),
        (
            {"placement": Placement(project="aws-shop", stack="p", account_id="123456789012", region="eu-west-1")},
            (
                "the sign-in address 'aws-shop-p-123456789012' is none that Cognito takes (63 letters, digits and"
                " hyphens, without aws, amazon, cognito): rename the project or the stack, or give a custom_domain"
            ),
        ),
    ],
)
def test_what_would_weaken_or_break_the_pool_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        args(**changes)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (
            "identity_arn",
            "example.com",
            (
                "identity_arn is 'example.com', no SES identity: write it like"
                " 'arn:aws:ses:eu-west-1:123456789012:identity/example.com'"
            ),
        ),
        ("address", "example.com", "address is 'example.com', no e-mail address: write it like 'no-reply@example.com'"),
    ],
)
def test_what_is_no_sender_is_refused(field: str, value: str, message: str) -> None:
    given: dict[str, Any] = {"identity_arn": IDENTITY, "address": "no-reply@example.com", field: value}
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        SesSender(**given)
    assert str(refusal.value) == message


def test_a_domain_without_a_parent_is_refused() -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        CustomDomain(name="example.com", certificate_arn=CERTIFICATE, zone_id="Z01")
    assert str(refusal.value) == ("name is 'example.com', Cognito takes a subdomain: write it like 'login.example.com'")
