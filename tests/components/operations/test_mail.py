"""Mail: what is sent is signed and cannot be forged, what is received is scanned and kept encrypted."""

import json
from typing import Any

import pytest

from components.operations.mail_inbound import InboundMail, InboundMailArgs
from components.operations.mail_notices import mail_grant
from components.operations.mail_outbound import OutboundMail, OutboundMailArgs, dkim_domain, token_at
from components.placement import Placement
from guardrails.values import UNKNOWN
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/mail"
ALARMS = "arn:aws:sns:eu-west-1:123456789012:vouch-prod-alarms"
ZONE = "Z0123456789EXAMPLE"
RULE_ARN = (
    "arn:aws:ses:eu-west-1:123456789012:receipt-rule-set/vouch-prod-mail:receipt-rule/vouch-prod-published-addresses"
)
RECORD = "aws:route53/record:Record"
TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
RECEIPT_RULE = "aws:ses/receiptRule:ReceiptRule"
RULE_SET = "aws:ses/receiptRuleSet:ReceiptRuleSet"
ACTIVE = "aws:ses/activeReceiptRuleSet:ActiveReceiptRuleSet"
OUTBOUND: dict[str, Any] = {
    "placement": PLACEMENT,
    "domain": "notify.example.com",
    "zone_id": ZONE,
    "senders": ("no-reply@notify.example.com",),
    "reports": "dmarc@example.com",
    "key_arn": KEY,
    "alarm_topic_arn": ALARMS,
}
INBOUND: dict[str, Any] = {
    "placement": PLACEMENT,
    "domain": "notify.example.com",
    "zone_id": ZONE,
    "recipients": ("security@notify.example.com",),
    "identity_ready": (),
    "key_arn": KEY,
    "access_logs": "vouch-prod-123456789012-eu-west-1-access-logs",
    "subscribers": {"on-call": "on-call@example.com"},
}


def outbound(**changes: Any) -> Recorded:
    return record(lambda: OutboundMail("mail", OutboundMailArgs(**(OUTBOUND | changes))))


def inbound(**changes: Any) -> Recorded:
    return record(lambda: InboundMail("inbound-mail", InboundMailArgs(**(INBOUND | changes))))


def statements(recorded: Recorded, type_: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(recorded.one(type_, name).properties["policy"])["Statement"]
    return found


def test_the_identity_signs_with_a_long_key_and_sends_by_the_configuration_set() -> None:
    assert outbound().one("aws:sesv2/emailIdentity:EmailIdentity", "mail-identity").properties == {
        "emailIdentity": "notify.example.com",
        "configurationSetName": "vouch-prod-mail",
        "dkimSigningAttributes": {"nextSigningKeyLength": "RSA_2048_BIT"},
    }


def test_three_records_publish_the_dkim_keys_that_the_identity_gives() -> None:
    recorded = outbound()
    identity = recorded.one("aws:sesv2/emailIdentity:EmailIdentity").urn
    for key in ("first", "second", "third"):
        found = recorded.one(RECORD, f"mail-dkim-{key}")
        assert found.properties == {
            "zoneId": ZONE, "name": UNKNOWN, "type": "CNAME", "records": [UNKNOWN], "ttl": 300,
        }  # fmt: skip
        assert identity in found.property_dependencies["name"]


def test_the_envelope_is_of_a_subdomain_whose_spf_names_ses_alone() -> None:
    recorded = outbound()
    mail_from = recorded.one("aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes")
    exchange, spf = recorded.one(RECORD, "mail-mail-from-mx"), recorded.one(RECORD, "mail-mail-from-spf")
    assert mail_from.properties == {
        "emailIdentity": "notify.example.com",
        "mailFromDomain": "bounce.notify.example.com",
        "behaviorOnMxFailure": "REJECT_MESSAGE",
    }
    assert {exchange.urn, spf.urn} <= set(mail_from.dependencies)
    assert exchange.properties == {
        "zoneId": ZONE,
        "name": "bounce.notify.example.com",
        "type": "MX",
        "records": ["10 feedback-smtp.eu-west-1.amazonses.com"],
        "ttl": 300,
    }
    assert (spf.properties["type"], spf.properties["records"]) == ("TXT", ["v=spf1 include:amazonses.com -all"])


def test_forgeries_are_rejected_and_reported() -> None:
    assert outbound().one(RECORD, "mail-dmarc").properties == {
        "zoneId": ZONE,
        "name": "_dmarc.notify.example.com",
        "type": "TXT",
        "records": ["v=DMARC1; p=reject; adkim=s; aspf=r; rua=mailto:dmarc@example.com"],
        "ttl": 300,
    }


def test_the_configuration_set_requires_tls_and_spares_who_bounced_or_complained() -> None:
    assert outbound().one("aws:sesv2/configurationSet:ConfigurationSet").properties == {
        "configurationSetName": "vouch-prod-mail",
        "deliveryOptions": {"tlsPolicy": "REQUIRE"},
        "reputationOptions": {"reputationMetricsEnabled": True},
        "sendingOptions": {"sendingEnabled": True},
        "suppressionOptions": {"suppressedReasons": ["BOUNCE", "COMPLAINT"]},
    }


def test_nobody_sends_from_another_address_of_the_domain() -> None:
    policy = "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy"
    assert statements(outbound(), policy, "mail-identity-policy") == [
        {
            "Sid": "DenyOtherSenders",
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": [
                "ses:SendBulkTemplatedEmail",
                "ses:SendEmail",
                "ses:SendRawEmail",
                "ses:SendTemplatedEmail",
            ],
            "Resource": "arn:aws:ses:eu-west-1:123456789012:identity/notify.example.com",
            "Condition": {"StringNotEqualsIgnoreCase": {"ses:FromAddress": "no-reply@notify.example.com"}},
        }
    ]


def test_bounces_and_complaints_go_to_an_encrypted_topic_once_its_policy_lets_ses_publish() -> None:
    recorded = outbound(subscribers={"on-call": "on-call@example.com"})
    destination = recorded.one("aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination")
    assert destination.properties["eventDestination"] == {
        "enabled": True,
        "matchingEventTypes": ["BOUNCE", "COMPLAINT", "REJECT", "RENDERING_FAILURE"],
        "snsDestination": {"topicArn": UNKNOWN},
    }
    assert recorded.one(TOPIC_POLICY).urn in destination.dependencies
    assert recorded.one(TOPIC).properties == {
        "name": "vouch-prod-mail-events",
        "kmsMasterKeyId": KEY,
        "signatureVersion": 2,
    }
    assert statements(recorded, TOPIC_POLICY, "mail-events-policy")[0] == {
        "Sid": "PublishMailEvents",
        "Effect": "Allow",
        "Principal": {"Service": "ses.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": "arn:aws:sns:eu-west-1:123456789012:vouch-prod-mail-events",
        "Condition": {
            "StringEquals": {
                "aws:SourceAccount": "123456789012",
                "aws:SourceArn": "arn:aws:ses:eu-west-1:123456789012:configuration-set/vouch-prod-mail",
            }
        },
    }
    assert recorded.one(SUBSCRIPTION, "mail-subscription-on-call").properties["endpoint"] == "on-call@example.com"


@pytest.mark.parametrize(
    ("role", "metric", "threshold"),
    [("bounces", "Reputation.BounceRate", 0.05), ("complaints", "Reputation.ComplaintRate", 0.001)],
)
def test_a_reputation_that_aws_would_review_raises_an_alarm(role: str, metric: str, threshold: float) -> None:
    alarm = outbound().one("aws:cloudwatch/metricAlarm:MetricAlarm", f"mail-reputation-{role}").properties
    assert (alarm["namespace"], alarm["metricName"], alarm["threshold"]) == ("AWS/SES", metric, threshold)
    assert alarm["dimensions"] == {"ses:configuration-set": "vouch-prod-mail"}
    assert alarm["alarmActions"] == [ALARMS]


@pytest.mark.parametrize(
    ("region", "domain"),
    [("eu-west-1", "dkim.amazonses.com"), ("eu-south-1", "dkim.eu-south-1.amazonses.com")],
)
def test_the_dkim_keys_of_younger_regions_are_in_a_domain_of_their_own(region: str, domain: str) -> None:
    assert dkim_domain(region) == domain


def test_a_token_that_ses_did_not_give_is_named() -> None:
    assert token_at(("a", "b", "c"), 2) == "c"
    with pytest.raises(LookupError, match="SES gave 0 DKIM tokens, not 3"):
        token_at((), 0)


def test_ses_uses_the_key_for_this_account_only() -> None:
    grant = mail_grant(PLACEMENT)
    assert (grant.service, grant.actions) == ("ses.amazonaws.com", ("kms:Decrypt", "kms:GenerateDataKey"))
    assert grant.condition == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"domain": "Example.com"}, "domain is 'Example.com'"),
        ({"senders": ()}, "senders is empty"),
        ({"senders": ("us@example.org",)}, "senders names 'us@example.org', no lower-case address of"),
        ({"reports": "dmarc"}, "reports is 'dmarc'"),
        ({"mail_from": "a b"}, "mail_from is 'a b.notify.example.com'"),
    ],
)
def test_a_wrong_sender_is_refused_with_the_remedy(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        OutboundMailArgs(**(OUTBOUND | changes))


def test_the_receipt_rule_scans_over_tls_and_keeps_before_it_tells() -> None:
    recorded = inbound()
    rule = recorded.one(RECEIPT_RULE, "inbound-mail-rule")
    assert rule.properties == {
        "name": "vouch-prod-published-addresses",
        "ruleSetName": "vouch-prod-mail",
        "recipients": ["security@notify.example.com"],
        "enabled": True,
        "scanEnabled": True,
        "tlsPolicy": "Require",
        "s3Actions": [
            {
                "position": 1,
                "bucketName": "vouch-prod-123456789012-eu-west-1-mail",
                "objectKeyPrefix": "inbound/",
                "topicArn": UNKNOWN,
            }
        ],
        "stopActions": [{"position": 2, "scope": "RuleSet"}],
    }
    needed = {
        recorded.one("aws:s3/bucketPolicy:BucketPolicy").urn,
        recorded.one("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").urn,
        recorded.one(TOPIC_POLICY).urn,
    }
    assert needed <= set(rule.dependencies)


def test_only_this_rule_writes_into_the_bucket() -> None:
    policy = statements(inbound(), "aws:s3/bucketPolicy:BucketPolicy", "inbound-mail-bucket-policy")
    assert [each for each in policy if each["Effect"] == "Allow"] == [
        {
            "Sid": "KeepReceivedMail",
            "Effect": "Allow",
            "Principal": {"Service": "ses.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": "arn:aws:s3:::vouch-prod-123456789012-eu-west-1-mail/inbound/*",
            "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012", "aws:SourceArn": RULE_ARN}},
        }
    ]


def test_only_this_rule_publishes_to_the_topic() -> None:
    allowed = statements(inbound(), TOPIC_POLICY, "inbound-mail-received-policy")[0]
    assert allowed["Resource"] == "arn:aws:sns:eu-west-1:123456789012:vouch-prod-mail-received"
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012", "aws:SourceArn": RULE_ARN}}


def test_the_rule_set_is_activated_with_its_rule_and_the_domain_points_to_it_last() -> None:
    recorded = inbound()
    active, exchange = recorded.one(ACTIVE), recorded.one(RECORD, "inbound-mail-mx")
    assert recorded.one(RULE_SET).properties == {"ruleSetName": "vouch-prod-mail"}
    assert active.properties == {"ruleSetName": "vouch-prod-mail"}
    assert recorded.one(RECEIPT_RULE).urn in active.dependencies
    assert exchange.properties == {
        "zoneId": ZONE,
        "name": "notify.example.com",
        "type": "MX",
        "records": ["10 inbound-smtp.eu-west-1.amazonaws.com"],
        "ttl": 300,
    }
    assert active.urn in exchange.dependencies


def test_an_existing_rule_set_gets_the_rule_and_is_not_activated_again() -> None:
    recorded = inbound(rule_set="corporate")
    assert recorded.one(RECEIPT_RULE).properties["ruleSetName"] == "corporate"
    assert (recorded.all(RULE_SET), recorded.all(ACTIVE)) == ((), ())
    condition = statements(recorded, TOPIC_POLICY, "inbound-mail-received-policy")[0]["Condition"]
    assert condition["StringEquals"]["aws:SourceArn"] == RULE_ARN.replace("set/vouch-prod-mail", "set/corporate")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"placement": PLACEMENT.at("eu-south-1")}, "placement.region is eu-south-1, where SES receives no mail"),
        ({"recipients": ("security@example.com",)}, "recipients names 'security@example.com'"),
        ({"recipients": ("a@notify.example.com",) * 2}, "recipients names an address more than once"),
        ({"subscribers": {}}, "subscribers is empty"),
        ({"rule_set": ""}, "rule_set is ''"),
    ],
)
def test_a_wrong_recipient_is_refused_with_the_remedy(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        InboundMailArgs(**(INBOUND | changes))
