"""Macie: results kept, customers' buckets found by their tag, and documents that let it work."""

import json
from typing import Any

import pytest

from components.data.key import Key, KeyArgs
from components.detection.macie import (
    ClassificationResults,
    DataIdentifier,
    Macie,
    MacieArgs,
    read_grant,
    results_grant,
    results_statements,
)
from guardrails.values import UNKNOWN
from tests.components.detection.building import KEY, PLACEMENT, earlier, properties
from tests.support.recording import Recorded, record

SESSION = "aws:macie2/account:Account"
RESULTS = "aws:macie2/classificationExportConfiguration:ClassificationExportConfiguration"
JOB = "aws:macie2/classificationJob:ClassificationJob"
IDENTIFIER = "aws:macie/customDataIdentifier:CustomDataIdentifier"
BUCKET = "vouch-prod-123456789012-eu-west-1-discovery"
FROM_MACIE = {
    "StringEquals": {"aws:SourceAccount": "123456789012"},
    "ArnLike": {
        "aws:SourceArn": (
            "arn:aws:macie2:eu-west-1:123456789012:export-configuration:*",
            "arn:aws:macie2:eu-west-1:123456789012:classification-job/*",
        )
    },
}


def build(**changes: Any) -> Recorded:
    def program() -> None:
        results = ClassificationResults(bucket=BUCKET, key_arn=KEY, ready=(earlier(),))
        given: dict[str, Any] = {"placement": PLACEMENT, "results": results}
        Macie("macie", MacieArgs(**(given | changes)))

    return record(program)


def test_the_session_is_on_prompt_and_protected() -> None:
    session = build().one(SESSION, "macie-session")
    assert properties(session) == {"status": "ENABLED", "findingPublishingFrequency": "FIFTEEN_MINUTES"}
    assert session.options.protect is True


def test_results_are_kept_under_the_key_once_session_and_bucket_are_there() -> None:
    recorded = build()
    results = recorded.one(RESULTS)
    assert properties(results) == {"s3Destination": {"bucketName": BUCKET, "keyPrefix": "macie/", "kmsKeyArn": KEY}}
    assert {recorded.one(SESSION).urn, recorded.one("aws:wafv2/ipSet:IpSet").urn} <= set(results.dependencies)


def test_the_job_reads_every_bucket_with_the_customers_tag_each_week() -> None:
    recorded = build()
    job = recorded.one(JOB, "macie-job")
    assert properties(job) == {
        "name": "vouch-prod-customer-data",
        "description": "Looks for sensitive data in every bucket that holds customers' data",
        "jobType": "SCHEDULED",
        "scheduleFrequency": {"weeklySchedule": "SUNDAY"},
        "initialRun": True,
        "samplingPercentage": 100,
        "s3JobDefinition": {
            "bucketCriteria": {
                "includes": {
                    "ands": [
                        {"tagCriterion": {"comparator": "EQ", "tagValues": [{"key": "data", "value": "customer"}]}}
                    ]
                }
            }
        },
    }
    assert {recorded.one(SESSION).urn, recorded.one(RESULTS).urn} <= set(job.dependencies)


def test_the_companys_own_identifiers_are_part_of_the_job() -> None:
    identifier = DataIdentifier(regex="C-[0-9]{8}", description="contract numbers", keywords=("contract",), distance=20)
    recorded = build(identifiers={"contract": identifier})
    assert properties(recorded.one(IDENTIFIER, "macie-identifier-contract")) == {
        "name": "vouch-prod-contract",
        "description": "contract numbers",
        "regex": "C-[0-9]{8}",
        "keywords": ["contract"],
        "maximumMatchDistance": 20,
    }
    job = recorded.one(JOB)
    assert job.properties["customDataIdentifierIds"] == [UNKNOWN]
    assert job.property_dependencies["customDataIdentifierIds"] == (recorded.one(IDENTIFIER).urn,)


def test_where_another_stack_owns_the_session_the_job_is_there_all_the_same() -> None:
    recorded = build(results=None)
    assert [recorded.all(each) for each in (SESSION, RESULTS)] == [(), ()]
    assert recorded.one(JOB).name == "macie-job"


def test_macie_may_encrypt_its_results_and_nothing_of_another_account() -> None:
    grant = results_grant(PLACEMENT)
    assert (grant.service, grant.actions) == ("macie.amazonaws.com", ("kms:Encrypt", "kms:GenerateDataKey"))
    assert grant.condition == FROM_MACIE


def test_macie_may_write_below_its_prefix_only() -> None:
    statements = results_statements(PLACEMENT, BUCKET)
    assert [(each.sid, each.actions, each.resources) for each in statements] == [
        ("MacieLocation", ("s3:GetBucketLocation",), (f"arn:aws:s3:::{BUCKET}",)),
        ("MacieWrite", ("s3:PutObject",), (f"arn:aws:s3:::{BUCKET}/macie/*",)),
    ]
    assert all(each.principals == {"Service": ("macie.amazonaws.com",)} for each in statements)
    assert all(each.condition == FROM_MACIE for each in statements)


def test_macies_own_role_may_decrypt_what_it_reads_through_s3() -> None:
    grant = read_grant(PLACEMENT)
    assert grant.role_arn == (
        "arn:aws:iam::123456789012:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie"
    )
    assert grant.actions == ("kms:Decrypt",)
    assert grant.condition == {"StringLike": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}


def test_the_customers_key_keeps_that_it_is_this_role_and_that_it_comes_through_s3() -> None:
    args = KeyArgs(placement=PLACEMENT, data_class="customer", description="customers", grants=(read_grant(PLACEMENT),))
    policy = json.loads(str(record(lambda: Key("customer", args)).one("aws:kms/key:Key").properties["policy"]))
    statement = next(each for each in policy["Statement"] if each["Sid"] == "DiscoverSensitiveData")
    assert statement["Condition"] == {
        "StringEquals": {
            "aws:PrincipalArn": read_grant(PLACEMENT).role_arn,
            "kms:CallerAccount": "123456789012",
        },
        "StringLike": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"},
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"regex": "["},
            "regex is '[', which is no regular expression (unterminated character set at position 0): mend it",
        ),
        ({"regex": "a" * 513}, "regex has 513 characters, Macie takes 512: shorten it"),
        ({"distance": 0}, "distance is 0, Macie takes 1 to 300 characters: choose within"),
    ],
)
def test_an_identifier_that_macie_would_refuse_is_refused_earlier(changes: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {"regex": "x", "description": "x"}
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        DataIdentifier(**(given | changes))
    assert str(refusal.value) == message


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        MacieArgs(placement=PLACEMENT, results=None, weekday="Sunday")
    assert str(refusal.value) == (
        "weekday is 'Sunday': choose one of MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY"
    )
