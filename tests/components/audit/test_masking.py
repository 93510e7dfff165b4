"""Masking: both statements name the same data, in every group that customers' data can reach."""

from typing import Any

import pytest

from components.audit.masking import IDENTIFIERS, LogMasking, LogMaskingArgs
from tests.components.audit.building import LOG_GROUP, LOG_KEY, PLACEMENT, parsed, waits_for
from tests.support.recording import Recorded, record

PROTECTION = "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy"
RESOURCE_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
DATABASE = "/aws/rds/instance/vouch-prod-database/postgresql"
FINDINGS = "/aws/vendedlogs/vouch-prod-masking-findings"
ARN = "arn:aws:dataprotection::aws:data-identifier/"


def build(**changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "log_groups": {"database": DATABASE, "app": "/vouch/prod/web"},
        "log_key_arn": LOG_KEY,
    }
    args = LogMaskingArgs(**(given | changes))
    return record(lambda: LogMasking("masking", args))


def test_each_group_has_a_policy_of_its_own() -> None:
    masked = {each.name: each.properties["logGroupName"] for each in build().all(PROTECTION)}
    assert masked == {"masking-mask-database": DATABASE, "masking-mask-app": "/vouch/prod/web"}


def test_the_policy_counts_and_masks_the_same_data() -> None:
    document = parsed(build().one(PROTECTION, "masking-mask-database"), "policyDocument")
    arns = [f"{ARN}{each}" for each in IDENTIFIERS]
    assert document == {
        "Name": "mask-personal-data",
        "Description": "Masks personal data and credentials",
        "Version": "2021-06-01",
        "Statement": [
            {
                "Sid": "Audit",
                "DataIdentifier": arns,
                "Operation": {"Audit": {"FindingsDestination": {"CloudWatchLogs": {"LogGroup": FINDINGS}}}},
            },
            {"Sid": "Mask", "DataIdentifier": arns, "Operation": {"Deidentify": {"MaskConfig": {}}}},
        ],
    }


def test_people_cards_and_keys_are_masked_and_addresses_of_machines_are_not() -> None:
    assert IDENTIFIERS == (
        "Address",
        "AwsSecretKey",
        "CreditCardExpiration",
        "CreditCardNumber",
        "CreditCardSecurityCode",
        "EmailAddress",
        "LatLong",
        "Name",
        "OpenSshPrivateKey",
        "PgpPrivateKey",
        "PkcsPrivateKey",
        "PuttyPrivateKey",
    )


def test_a_country_may_add_its_own_kinds() -> None:
    audit, mask = parsed(build(identifiers=("PhoneNumber-DE",)).one(PROTECTION, "masking-mask-app"), "policyDocument")[
        "Statement"
    ]
    assert f"{ARN}PhoneNumber-DE" in audit["DataIdentifier"]
    assert audit["DataIdentifier"] == mask["DataIdentifier"]


def test_findings_go_to_an_encrypted_audit_log_that_log_delivery_may_write() -> None:
    recorded = build()
    assert recorded.one(LOG_GROUP).properties == {
        "name": FINDINGS,
        "kmsKeyId": LOG_KEY,
        "retentionInDays": 365,
        "deletionProtectionEnabled": True,
        "tags": {"stream": "audit", "data": "logs", "retention": "365", "ship": "archive"},
    }
    (statement,) = parsed(recorded.one(RESOURCE_POLICY), "policyDocument")["Statement"]
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert statement["Resource"] == f"arn:aws:logs:eu-west-1:123456789012:log-group:{FINDINGS}:log-stream:*"


def test_policies_wait_for_where_their_findings_go() -> None:
    for policy in build().all(PROTECTION):
        assert "masking-findings" in waits_for(policy)


@pytest.mark.parametrize("wrong", ["EmailAddress", "PhoneNumber-de", "Phone Number-DE", "-DE"])
def test_an_identifier_without_its_country_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"write it with its country, such as PhoneNumber-DE$"):
        build(identifiers=(wrong,))


def test_masking_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^log_groups is empty"):
        build(log_groups={})
