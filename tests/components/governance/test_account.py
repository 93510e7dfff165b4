"""Tags, contacts and attestations of one account."""

import json
from datetime import date
from typing import Any

import pulumi
import pytest
from pulumi_aws import wafv2

from components.governance.attestations import Attestation, Attestations, AttestationsArgs
from components.governance.contacts import AlternateContacts, AlternateContactsArgs, Contact
from components.governance.tag_compliance import TagCompliance, TagComplianceArgs
from tests.components.governance.building import PLACEMENT
from tests.support.recording import record

RULE = "aws:cfg/rule:Rule"
CONTACT = "aws:account/alternativeContact:AlternativeContact"
PARAMETER = "aws:ssm/parameter:Parameter"
DUTY = {"name": "Duty", "title": "Duty officer", "email": "duty@example.com", "phone": "+44 20 7946 0000"}


def attestation(**changes: Any) -> Attestation:
    given: dict[str, Any] = {
        "claim": "BZ-03",
        "statement": "Roles are assigned in writing.",
        "owner": "Head of Security",
        "evidence": "s3://example-evidence/roles.pdf",
        "sha256": "0" * 64,
        "issued": date(2026, 1, 15),
        "expires": date(2027, 1, 15),
    }
    return Attestation(**(given | changes))


def test_config_asks_for_the_four_tags_where_data_is_held_or_carried() -> None:
    rule = record(lambda: TagCompliance("tags", TagComplianceArgs(placement=PLACEMENT))).one(RULE, "tags-rule-owner")
    assert rule.properties["name"] == "vouch-prod-tags-owner"
    assert rule.properties["source"] == {"owner": "AWS", "sourceIdentifier": "REQUIRED_TAGS"}
    assert json.loads(str(rule.properties["inputParameters"])) == {
        "tag1Key": "owner",
        "tag2Key": "data",
        "tag3Key": "backup",
        "tag4Key": "retention",
    }
    assert rule.properties["scope"] == {
        "complianceResourceTypes": [
            "AWS::ACM::Certificate",
            "AWS::AutoScaling::AutoScalingGroup",
            "AWS::DynamoDB::Table",
            "AWS::EC2::Instance",
            "AWS::EC2::Volume",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "AWS::RDS::DBInstance",
            "AWS::S3::Bucket",
        ]
    }


def test_a_rule_takes_six_keys_and_the_next_rule_the_rest() -> None:
    args = TagComplianceArgs(placement=PLACEMENT, keys=("a", "b", "c", "d", "e", "f", "g"))
    rules = record(lambda: TagCompliance("tags", args)).all(RULE)
    assert {each.name: len(json.loads(str(each.properties["inputParameters"]))) for each in rules} == {
        "tags-rule-a": 6,
        "tags-rule-g": 1,
    }


def test_the_rule_waits_for_the_recorder() -> None:
    def program() -> None:
        ready: pulumi.Resource = wafv2.IpSet("recorder", scope="REGIONAL", ip_address_version="IPV4", addresses=[])
        TagCompliance("tags", TagComplianceArgs(placement=PLACEMENT, recorder_ready=(ready,)))

    recorded = record(program)
    assert recorded.one("aws:wafv2/ipSet:IpSet").urn in recorded.one(RULE).dependencies


@pytest.mark.parametrize("keys", [(), ("owner", "owner"), ("aws:owner",), ("",)])
def test_tags_that_aws_would_refuse_are_refused(keys: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="keys"):
        TagComplianceArgs(placement=PLACEMENT, keys=keys)


def test_the_account_has_three_contacts_of_its_own() -> None:
    contact = Contact(**DUTY)
    args = AlternateContactsArgs(security=contact, operations=contact, billing=contact)
    made = record(lambda: AlternateContacts("contacts", args)).all(CONTACT)
    assert {each.name: each.properties for each in made} == {
        f"contacts-contact-{kind.lower()}": {
            "alternateContactType": kind,
            "name": "Duty",
            "title": "Duty officer",
            "emailAddress": "duty@example.com",
            "phoneNumber": "+44 20 7946 0000",
        }
        for kind in ("SECURITY", "OPERATIONS", "BILLING")
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "duty"), ("phone", "call us"), ("name", ""), ("title", "x" * 51), ("phone", "1" * 26)],
)
def test_a_contact_that_aws_would_refuse_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"{field} of"):
        Contact(**{**DUTY, field: value})


def test_an_attestation_is_kept_as_a_parameter_that_a_verifier_can_read() -> None:
    args = AttestationsArgs(placement=PLACEMENT, attestations=(attestation(),))
    parameter = record(lambda: Attestations("attested", args)).one(PARAMETER, "attested-attestation-bz-03")
    value = json.loads(str(parameter.properties["insecureValue"]))
    assert {key: parameter.properties[key] for key in ("name", "type", "tier", "description", "tags")} == {
        "name": "/attest/vouch-prod/BZ-03",
        "type": "String",
        "tier": "Standard",
        "description": "Attestation of claim BZ-03, until 2027-01-15",
        "tags": {"data": "internal", "retention": "365"},
    }
    assert value == {
        "claim": "BZ-03",
        "statement": "Roles are assigned in writing.",
        "owner": "Head of Security",
        "evidence": {"url": "s3://example-evidence/roles.pdf", "sha256": "0" * 64},
        "issued": "2026-01-15",
        "expires": "2027-01-15",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("claim", "BZ-3"),
        ("statement", " "),
        ("owner", ""),
        ("evidence", "in the safe"),
        ("sha256", "abc"),
        ("expires", date(2027, 1, 16)),
        ("expires", date(2026, 1, 15)),
    ],
)
def test_an_attestation_that_vouches_for_nothing_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        attestation(**{field: value})


def test_a_claim_has_one_attestation_and_a_parameter_four_kilobytes() -> None:
    with pytest.raises(ValueError, match="more than one of BZ-03"):
        AttestationsArgs(placement=PLACEMENT, attestations=(attestation(), attestation()))
    with pytest.raises(ValueError, match="longer than the 4096 bytes"):
        AttestationsArgs(placement=PLACEMENT, attestations=(attestation(statement="x" * 4000),))
