"""Shipping: everything goes to the archive once, nothing ships itself, and each role may do its one thing."""

from typing import Any

import pytest

from components.audit.shipping import LogShipping, LogShippingArgs, ShippingArchive
from components.ownership import Ownership
from tests.components.audit.building import KEY, LOG_GROUP, LOG_KEY, PLACEMENT, ROLE, ROLE_POLICY, parsed, waits_for
from tests.support.recording import Recorded, record

STREAM_KEY = "arn:aws:kms:eu-west-1:123456789012:key/shipping"
BUCKET = "vouch-prod-123456789012-eu-west-1-archive"
STREAM_ARN = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/vouch-prod-log-shipping"
TRAIL_GROUP = "/aws/cloudtrail/vouch-prod-trail"
ERRORS = "/aws/kinesisfirehose/vouch-prod-log-shipping"
STREAM = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
ACCOUNT_POLICY = "aws:cloudwatch/logAccountPolicy:LogAccountPolicy"


def build(**changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "archive": ShippingArchive(
            bucket=BUCKET, region="eu-west-1", key_arn=KEY, key_alias="alias/vouch-prod-archive"
        ),
        "key_arn": STREAM_KEY,
        "log_key_arn": LOG_KEY,
        "kept_already": (TRAIL_GROUP,),
    }
    args = LogShippingArgs(**(given | changes))
    return record(lambda: LogShipping("shipping", args))


def test_what_waits_in_the_stream_is_under_the_customer_key() -> None:
    assert build().one(STREAM, "shipping-stream").properties["serverSideEncryption"] == {
        "enabled": True,
        "keyType": "CUSTOMER_MANAGED_CMK",
        "keyArn": STREAM_KEY,
    }


def test_logs_are_unpacked_parted_by_lines_and_packed_once_into_the_archive() -> None:
    stream = build().one(STREAM).properties
    assert stream["destination"] == "extended_s3"
    destination = {key: value for key, value in stream["extendedS3Configuration"].items() if key != "roleArn"}
    assert destination == {
        "bucketArn": f"arn:aws:s3:::{BUCKET}",
        "kmsKeyArn": KEY,
        "prefix": "logs/eu-west-1/!{timestamp:yyyy/MM/dd/HH}/",
        "errorOutputPrefix": "undelivered/eu-west-1/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/",
        "bufferingInterval": 300,
        "bufferingSize": 64,
        "compressionFormat": "GZIP",
        "fileExtension": ".json.gz",
        "cloudwatchLoggingOptions": {
            "enabled": True,
            "logGroupName": ERRORS,
            "logStreamName": "DestinationDelivery",
        },
        "processingConfiguration": {
            "enabled": True,
            "processors": [
                {
                    "type": "Decompression",
                    "parameters": [{"parameterName": "CompressionFormat", "parameterValue": "GZIP"}],
                },
                {
                    "type": "AppendDelimiterToRecord",
                    "parameters": [{"parameterName": "Delimiter", "parameterValue": "\\n"}],
                },
            ],
        },
    }


def test_the_stream_may_write_its_two_prefixes_of_the_archive_under_the_archives_key_and_no_more() -> None:
    archive = f"arn:aws:s3:::{BUCKET}"
    assert parsed(build().one(ROLE_POLICY, "shipping-deliver"), "policy")["Statement"] == [
        {
            "Sid": "FindArchive",
            "Effect": "Allow",
            "Action": ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
            "Resource": archive,
        },
        {
            "Sid": "WriteArchive",
            "Effect": "Allow",
            "Action": ["s3:AbortMultipartUpload", "s3:PutObject"],
            "Resource": [f"{archive}/logs/eu-west-1/*", f"{archive}/undelivered/eu-west-1/*"],
        },
        {
            "Sid": "EncryptArchive",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": "arn:aws:kms:eu-west-1:123456789012:key/*",
            "Condition": {
                "StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"},
                "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/vouch-prod-archive"},
            },
        },
        {
            "Sid": "LogErrors",
            "Effect": "Allow",
            "Action": "logs:PutLogEvents",
            "Resource": f"arn:aws:logs:eu-west-1:123456789012:log-group:{ERRORS}:log-stream:*",
        },
    ]


def test_a_stream_of_another_region_uses_the_key_where_the_archive_is() -> None:
    recorded = build(placement=PLACEMENT.at("us-east-1"))
    (statement,) = (
        each
        for each in parsed(recorded.one(ROLE_POLICY, "shipping-deliver"), "policy")["Statement"]
        if each["Sid"] == "EncryptArchive"
    )
    assert statement["Resource"] == "arn:aws:kms:eu-west-1:123456789012:key/*"
    assert statement["Condition"]["StringEquals"] == {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}
    assert recorded.one(ROLE, "shipping-deliver").properties["name"] == "vouch-prod-log-deliver-us-east-1"


def test_cloudwatch_logs_of_this_account_may_write_to_the_stream_and_no_more() -> None:
    recorded = build()
    assert parsed(recorded.one(ROLE, "shipping-subscribe"), "assumeRolePolicy")["Statement"] == [
        {
            "Sid": "Assume",
            "Effect": "Allow",
            "Principal": {"Service": "logs.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:logs:eu-west-1:123456789012:*"}},
        }
    ]
    assert parsed(recorded.one(ROLE_POLICY, "shipping-subscribe"), "policy")["Statement"] == [
        {
            "Sid": "Ship",
            "Effect": "Allow",
            "Action": ["firehose:PutRecord", "firehose:PutRecordBatch"],
            "Resource": STREAM_ARN,
        }
    ]


def test_only_this_stream_assumes_the_role_that_writes_the_archive() -> None:
    (statement,) = parsed(build().one(ROLE, "shipping-deliver"), "assumeRolePolicy")["Statement"]
    assert statement["Principal"] == {"Service": "firehose.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnEquals": {"aws:SourceArn": STREAM_ARN},
    }


def test_every_log_group_is_subscribed_but_the_streams_own_and_those_kept_already() -> None:
    policy = build().one(ACCOUNT_POLICY, "shipping-subscription")
    assert policy.properties["policyType"] == "SUBSCRIPTION_FILTER_POLICY"
    assert policy.properties["scope"] == "ALL"
    assert policy.properties["selectionCriteria"] == f'LogGroupName NOT IN ["{ERRORS}", "{TRAIL_GROUP}"]'
    assert parsed(policy, "policyDocument") == {
        "DestinationArn": STREAM_ARN,
        "RoleArn": "arn:aws:iam::123456789012:role/vouch-prod-log-subscribe-eu-west-1",
        "FilterPattern": "",
    }


def test_the_subscription_names_the_stream_and_role_that_are_made_and_waits_for_them() -> None:
    recorded = build()
    assert {"shipping-stream", "shipping-subscribe"} <= waits_for(recorded.one(ACCOUNT_POLICY))
    assert recorded.one(STREAM).properties["name"] == "vouch-prod-log-shipping"
    assert recorded.one(ROLE, "shipping-subscribe").properties["name"] == "vouch-prod-log-subscribe-eu-west-1"


def test_the_stream_waits_until_its_role_may_write() -> None:
    assert {"shipping-deliver", "shipping-logs"} <= waits_for(build().one(STREAM))


def test_the_streams_own_log_is_encrypted_kept_and_not_shipped() -> None:
    group = build(retention_days=90).one(LOG_GROUP)
    assert group.properties == {
        "name": ERRORS,
        "kmsKeyId": LOG_KEY,
        "retentionInDays": 90,
        "deletionProtectionEnabled": True,
        "tags": {"data": "logs", "retention": "90", "ship": "none"},
    }
    assert group.options.protect is True


def test_an_existing_subscription_is_left_alone() -> None:
    assert [each.name for each in build(ownership=Ownership.EXISTING).resources if each.custom and each.parent] == []


def test_criteria_longer_than_aws_takes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^kept_already names 300 log groups"):
        build(kept_already=tuple(f"/{'a' * 100}/{number}" for number in range(300)))
