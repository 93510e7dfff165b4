"""The domain's zone: signed, logged, and closed to other certificate authorities."""

import json
from typing import Any

import pytest

from components.edge.hosted_zone import HostedZone, HostedZoneArgs
from tests.components.edge.building import GLOBAL, HOME
from tests.support.recording import Recorded, record

ADMINISTRATORS = "arn:aws:iam::123456789012:role/administrators-*"
ZONES = {
    "StringEquals": {"aws:SourceAccount": "123456789012"},
    "ArnLike": {"aws:SourceArn": "arn:aws:route53:::hostedzone/*"},
}


def arguments(**changes: Any) -> HostedZoneArgs:
    given: dict[str, Any] = {"placement": GLOBAL, "domain": "example.com", "signers": (ADMINISTRATORS,)}
    return HostedZoneArgs(**(given | changes))


def built(**changes: Any) -> Recorded:
    return record(lambda: HostedZone("zone", arguments(**changes)))


def statements(document: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(document)["Statement"]
    return found


def test_the_zone_is_public_and_kept() -> None:
    zone = built().one("aws:route53/zone:Zone")
    assert zone.properties == {"name": "example.com", "comment": "Public zone of vouch", "forceDestroy": False}
    assert zone.options.protect


def test_the_signing_key_is_the_one_kind_that_route_53_takes() -> None:
    key = built().one("aws:kms/key:Key", "zone-signing-key")
    assert {name: value for name, value in key.properties.items() if name != "policy"} == {
        "description": "Signs the DNS zone example.com",
        "customerMasterKeySpec": "ECC_NIST_P256",
        "keyUsage": "SIGN_VERIFY",
        "deletionWindowInDays": 30,
    }


def test_route_53_signs_for_zones_of_this_account_only() -> None:
    key = built().one("aws:kms/key:Key", "zone-signing-key")
    service = {"Service": "dnssec-route53.amazonaws.com"}
    signing = ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]
    administration, *others = statements(key.properties["policy"])
    assert administration["Sid"] == "AdministerKey"
    assert others == [
        {
            "Sid": "SetUpSigning",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
            "Action": signing,
            "Resource": "*",
            "Condition": {
                "StringEquals": {"kms:CallerAccount": "123456789012"},
                "ArnLike": {"aws:PrincipalArn": ADMINISTRATORS},
            },
        },
        {
            "Sid": "Sign",
            "Effect": "Allow",
            "Principal": service,
            "Action": signing,
            "Resource": "*",
            "Condition": ZONES,
        },
        {
            "Sid": "GrantSigning",
            "Effect": "Allow",
            "Principal": service,
            "Action": "kms:CreateGrant",
            "Resource": "*",
            "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
        },
    ]


def test_the_zone_is_signed_once_its_key_is_active() -> None:
    recorded = built()
    key = recorded.one("aws:route53/keySigningKey:KeySigningKey")
    assert (key.properties["name"], key.properties["status"]) == ("vouch_prod_zone", "ACTIVE")
    signed = recorded.one("aws:route53/hostedZoneDnsSec:HostedZoneDnsSec")
    assert signed.properties["signingStatus"] == "SIGNING"
    assert key.urn in signed.dependencies
    assert signed.property_dependencies["hostedZoneId"] == (recorded.one("aws:route53/zone:Zone").urn,)


def test_queries_are_logged_encrypted_and_kept_for_a_year() -> None:
    recorded = built()
    group = recorded.one("aws:cloudwatch/logGroup:LogGroup")
    assert (group.properties["name"], group.properties["retentionInDays"]) == ("/aws/route53/example.com", 365)
    assert group.property_dependencies["kmsKeyId"] == (recorded.one("aws:kms/key:Key", "zone-log-key-key").urn,)
    log = recorded.one("aws:route53/queryLog:QueryLog")
    assert log.property_dependencies["cloudwatchLogGroupArn"] == (group.urn,)
    assert recorded.one("aws:cloudwatch/logResourcePolicy:LogResourcePolicy").urn in log.dependencies


def test_route_53_writes_to_this_log_only() -> None:
    policy = built().one("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
    assert statements(policy.properties["policyDocument"]) == [
        {
            "Sid": "Deliver",
            "Effect": "Allow",
            "Principal": {"Service": "route53.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": "arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/example.com:*",
            "Condition": ZONES,
        }
    ]


def test_only_the_named_authorities_may_issue_certificates() -> None:
    record_ = built(authorities=("amazon.com", "letsencrypt.org")).one("aws:route53/record:Record")
    assert {name: record_.properties[name] for name in ("name", "type", "ttl", "records")} == {
        "name": "example.com",
        "type": "CAA",
        "ttl": 3600,
        "records": ['0 issue "amazon.com"', '0 issue "letsencrypt.org"'],
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"placement": HOME}, "give the placement at us-east-1"),
        ({"domain": "Example.com"}, "domain is 'Example.com'"),
        ({"signers": ()}, "signers of the zone 'example.com' is empty"),
        ({"authorities": ()}, "name at least one, like 'amazon.com'"),
        ({"log_days": 30}, "queries are kept 90 days or more"),
    ],
)
def test_what_route_53_would_refuse_or_would_weaken_the_zone_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        arguments(**changes)
