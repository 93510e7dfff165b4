"""The trail: everything is recorded, nothing records itself, and nobody but CloudTrail writes."""

import json
from typing import Any

import pytest
from pulumi_aws import wafv2

from components.audit.trail import EveryBucketExcept, ExistingTrail, Insight, OnlyBuckets, Trail, TrailArgs
from components.placement import Placement
from guardrails.values import UNKNOWN
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
ARCHIVE = "vouch-prod-123456789012-eu-west-1-archive"
ACCESS_LOGS = "vouch-prod-123456789012-eu-west-1-access-logs"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/trail"
LOG_KEY = "arn:aws:kms:eu-west-1:123456789012:key/logs"
TRAIL_ARN = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/vouch-prod-trail"
TRAIL = "aws:cloudtrail/trail:Trail"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
IP_SET = "aws:wafv2/ipSet:IpSet"


def arguments(**changes: Any) -> TrailArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "bucket": ARCHIVE,
        "bucket_ready": (),
        "key_arn": KEY,
        "log_key_arn": LOG_KEY,
        "object_events": EveryBucketExcept(log_buckets=(ARCHIVE, ACCESS_LOGS)),
    }
    return TrailArgs(**(given | changes))


def build(**changes: Any) -> Recorded:
    args = arguments(**changes)
    return record(lambda: Trail("audit", args))


def selectors(recorded: Recorded) -> dict[str, Any]:
    return {each["name"]: each["fieldSelectors"] for each in recorded.one(TRAIL).properties["advancedEventSelectors"]}


def test_the_trail_is_on_everywhere_signed_encrypted_and_sent_to_both_homes() -> None:
    trail = build().one(TRAIL, "audit-trail")
    properties = {
        key: value
        for key, value in trail.properties.items()
        if key not in ("advancedEventSelectors", "insightSelectors")
    }
    assert properties == {
        "name": "vouch-prod-trail",
        "s3BucketName": ARCHIVE,
        "kmsKeyId": KEY,
        "cloudWatchLogsGroupArn": UNKNOWN,
        "cloudWatchLogsRoleArn": UNKNOWN,
        "enableLogging": True,
        "enableLogFileValidation": True,
        "isMultiRegionTrail": True,
        "includeGlobalServiceEvents": True,
    }
    assert trail.urn == f"urn:pulumi:prod::vouch::vouch:audit:Trail${TRAIL}::audit-trail"


def test_it_is_wired_to_its_own_log_group_and_role() -> None:
    recorded = build()
    wiring = recorded.one(TRAIL).property_dependencies
    assert wiring["cloudWatchLogsGroupArn"] == (recorded.one(LOG_GROUP).urn,)
    assert wiring["cloudWatchLogsRoleArn"] == (recorded.one(ROLE).urn,)


def test_everything_it_makes_sits_under_it() -> None:
    made = [each for each in build().resources if each.custom and each.parent]
    assert sorted(each.name for each in made) == ["audit-logs", "audit-role", "audit-role-policy", "audit-trail"]
    assert {each.parent for each in made} == {"urn:pulumi:prod::vouch::vouch:audit:Trail::audit"}


def test_it_is_protected_unless_the_profile_says_otherwise() -> None:
    assert build().one(TRAIL).options.protect is True


@pytest.mark.parametrize("protect", [True, False])
def test_trail_and_audit_log_are_protected_together(protect: bool) -> None:
    recorded = build(protect=protect)
    assert recorded.one(TRAIL).options.protect is protect
    assert recorded.one(LOG_GROUP).options.protect is protect


def test_every_management_event_is_recorded() -> None:
    assert selectors(build())["Management events"] == [{"field": "eventCategory", "equals": ["Management"]}]


def test_object_reads_and_writes_are_recorded_everywhere_but_in_the_log_buckets() -> None:
    assert selectors(build())["Object reads and writes"] == [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
        {
            "field": "resources.ARN",
            "notStartsWiths": [f"arn:aws:s3:::{ARCHIVE}/", f"arn:aws:s3:::{ACCESS_LOGS}/"],
        },
    ]


def test_object_reads_and_writes_can_be_recorded_in_named_buckets_only() -> None:
    recorded = build(object_events=OnlyBuckets(buckets=("customers",)))
    assert selectors(recorded)["Object reads and writes"] == [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
        {"field": "resources.ARN", "startsWiths": ["arn:aws:s3:::customers/"]},
    ]


@pytest.mark.parametrize(
    ("name", "type_"),
    [("Item reads and writes", "AWS::DynamoDB::Table"), ("Function calls", "AWS::Lambda::Function")],
)
def test_reads_and_writes_of_items_and_calls_of_functions_are_recorded(name: str, type_: str) -> None:
    assert selectors(build())[name] == [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": [type_]},
    ]


@pytest.mark.parametrize("service", ["kms", "s3", "secretsmanager"])
def test_what_an_endpoint_refuses_is_recorded(service: str) -> None:
    assert selectors(build())[f"Refused by endpoints of {service}"] == [
        {"field": "eventCategory", "equals": ["NetworkActivity"]},
        {"field": "eventSource", "equals": [f"{service}.amazonaws.com"]},
        {"field": "errorCode", "equals": ["VpceAccessDenied"]},
    ]


def test_unusual_rates_of_calls_and_of_errors_are_reported() -> None:
    assert build().one(TRAIL).properties["insightSelectors"] == [
        {"insightType": "ApiCallRateInsight"},
        {"insightType": "ApiErrorRateInsight"},
    ]


def test_insights_can_be_chosen_for_their_price() -> None:
    assert build(insights=(Insight.API_ERROR_RATE,)).one(TRAIL).properties["insightSelectors"] == [
        {"insightType": "ApiErrorRateInsight"}
    ]


def test_the_audit_log_is_tagged_encrypted_and_kept_a_year() -> None:
    assert build().one(LOG_GROUP, "audit-logs").properties == {
        "name": "/aws/cloudtrail/vouch-prod-trail",
        "kmsKeyId": LOG_KEY,
        "retentionInDays": 365,
        "deletionProtectionEnabled": True,
        "tags": {"stream": "audit", "data": "logs", "retention": "365", "ship": "none"},
    }


def test_only_cloudtrail_assumes_the_role_and_where_it_names_a_trail_only_this_one() -> None:
    assert json.loads(str(build().one(ROLE, "audit-role").properties["assumeRolePolicy"])) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Assume",
                "Effect": "Allow",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEqualsIfExists": {"aws:SourceArn": TRAIL_ARN, "aws:SourceAccount": "123456789012"}
                },
            }
        ],
    }


def test_the_role_may_write_the_trails_streams_and_nothing_else() -> None:
    recorded = build()
    policy = recorded.one(ROLE_POLICY, "audit-role-policy")
    assert policy.property_dependencies["role"] == (recorded.one(ROLE).urn,)
    assert json.loads(str(policy.properties["policy"])) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "WriteAuditLog",
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": (
                    "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/cloudtrail/vouch-prod-trail:log-stream:"
                    "123456789012_CloudTrail_eu-west-1*"
                ),
            }
        ],
    }


def test_the_trail_waits_for_its_role_and_for_what_the_bucket_needs() -> None:
    def program() -> None:
        ready = wafv2.IpSet("policy", scope="REGIONAL", ip_address_version="IPV4", addresses=[])
        Trail("audit", arguments(bucket_ready=(ready,)))

    recorded = record(program)
    assert {recorded.one(IP_SET).urn, recorded.one(ROLE_POLICY).urn} <= set(recorded.one(TRAIL).dependencies)


def test_names_that_other_documents_quote_are_known_before_anything_exists() -> None:
    built: list[Trail] = []
    record(lambda: built.append(Trail("audit", arguments())))
    (trail,) = built
    assert (trail.name, trail.log_group_name) == ("vouch-prod-trail", "/aws/cloudtrail/vouch-prod-trail")


def retention_message(given: int) -> str:
    return (
        f"retention_days is {given}, this log is kept one of 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,"
        " 3653 days: give one of them"
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"retention_days": 180}, retention_message(180)),
        ({"retention_days": 366}, retention_message(366)),
        (
            {"object_events": EveryBucketExcept(log_buckets=(ACCESS_LOGS,))},
            f"object_events records {ARCHIVE!r}, the trail's own bucket, without end: add it to log_buckets",
        ),
        (
            {"object_events": OnlyBuckets(buckets=("customers", ARCHIVE))},
            f"object_events records {ARCHIVE!r}, the trail's own bucket, without end: take it out of buckets",
        ),
    ],
)
def test_arguments_that_forget_or_never_end_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        arguments(**changes)
    assert str(refusal.value) == message


def test_recording_no_bucket_at_all_is_refused() -> None:
    with pytest.raises(
        ValueError,
        match=r"^buckets is empty: name every bucket that holds customer data, or use EveryBucketExcept$",
    ):
        OnlyBuckets(buckets=())


def test_an_accounts_own_trail_is_taken_over_with_the_same_outputs() -> None:
    taken: dict[str, object] = {}

    def take_over() -> None:
        existing = ExistingTrail(name="account", log_group_name="aws-cloudtrail-logs")
        trail = Trail("trail", arguments(existing=existing))
        taken.update(name=trail.name, group=trail.log_group_name)

    assert [each.type for each in record(take_over).resources if each.custom and each.type.startswith("aws:")] == []
    assert taken == {"name": "account", "group": "aws-cloudtrail-logs"}
