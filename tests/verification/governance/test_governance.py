"""Regions, retention, sharing and attestations: cases that the examples of the checks do not show."""

import json
from datetime import UTC, datetime
from typing import Any

from tests.support.asking import asked, messages
from verification.answers import Answer
from verification.audit.tags import answer as tags
from verification.data.calls import BUCKET_LOCATION, BUCKETS, PARAMETERS, SNAPSHOTS, TAGGED
from verification.governance.calls import KEPT, NEWEST_EVENTS, PARAMETER, POLICIES, REGIONS, SNAPSHOT_SHARING
from verification.operations.calls import ALARMS, METRIC_FILTERS

_OURS = {"owner": "platform", "data": "internal", "backup": "none", "retention": "30"}


def _bucket(location: str | None) -> dict[Any, Any]:
    stated = {} if location is None else {"LocationConstraint": location}
    return {BUCKETS: {"Buckets": [{"Name": "orders"}]}, BUCKET_LOCATION: stated, REGIONS: {"Regions": []}}


def test_a_bucket_without_a_location_is_in_the_oldest_region() -> None:
    (message,) = messages("resource-region-allowed", _bucket(None))
    assert message.startswith("the bucket is in us-east-1, it must be in one of eu-central-1, ")


def test_a_profile_that_allows_every_region_asks_nothing_of_them() -> None:
    assert messages("resource-region-allowed", _bucket("us-west-2"), bar="none") == []


def test_what_has_not_our_tags_is_not_ours_wherever_it_is() -> None:
    arn = "arn:aws:dynamodb:us-west-2:123456789012:table/else"
    responses = _bucket("EU") | {
        REGIONS: {"Regions": [{"RegionName": "us-west-2"}]},
        TAGGED: tags({arn: {"owner": "somebody"}}),
    }
    assert messages("resource-region-allowed", responses) == []


def test_a_bucket_that_another_region_lists_is_where_its_location_says() -> None:
    responses = _bucket("EU") | {
        REGIONS: {"Regions": [{"RegionName": "us-west-2"}]},
        TAGGED: tags({"arn:aws:s3:::orders": _OURS}),
    }
    assert messages("resource-region-allowed", responses) == []


def test_a_region_that_is_denied_is_neither_pass_nor_failure() -> None:
    responses = _bucket("EU") | {REGIONS: {"Regions": [{"RegionName": "us-west-2"}]}}
    answers = [
        answer for answer, _, _ in asked("resource-region-allowed", responses, refused={TAGGED.id: "AccessDenied"})
    ]
    assert answers == [Answer.NOT_PERMITTED, Answer.HOLDS]


def test_without_alarm_the_organization_is_asked_and_may_refuse() -> None:
    responses: dict[Any, Any] = {METRIC_FILTERS: {"metricFilters": []}, ALARMS: {"MetricAlarms": []}}
    ((answer, _, message),) = asked("region-guard-present", responses, refused={POLICIES.id: "AccessDeniedException"})
    assert answer is Answer.NOT_PERMITTED
    assert message == "organizations:ListPolicies is not permitted: said by a test"


def test_an_index_of_a_table_is_no_store_of_its_own() -> None:
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/by-day"
    ((answer, _, _),) = asked("customer-store-retention-stated", {TAGGED: tags({arn: {"data": "customer"}})})
    assert answer is Answer.ABSENT


def test_a_store_that_says_no_days_is_broken_before_its_settings_are_asked() -> None:
    said = {TAGGED: tags({"arn:aws:s3:::orders": {"data": "customer", "retention": "long"}})}
    assert messages("customer-store-retention-stated", said) == [
        "the tag retention is long, it must be the days until deleted data is gone"
    ]


def test_a_snapshot_that_is_given_to_everybody_says_so() -> None:
    responses = {
        SNAPSHOTS: {"Snapshots": [{"SnapshotId": "snap-0a1b"}]},
        SNAPSHOT_SHARING: {"CreateVolumePermissions": [{"Group": "all"}]},
    }
    assert messages("shared-with-own-accounts", responses) == ["it is given to everybody"]


def _attested(value: str, *, evidence: Any = None) -> dict[Any, Any]:
    return {
        PARAMETERS: {"Parameters": [{"Name": "/attest/vouch-prod/BZ-03"}]},
        PARAMETER: {"Parameter": {"Name": "/attest/vouch-prod/BZ-03", "Value": value}},
        **({KEPT: evidence} if evidence is not None else {}),
    }


def test_an_attestation_that_is_no_json_vouches_for_nothing() -> None:
    assert messages("attestation-current", _attested("yes")) == [
        "it says not when it expires, so it vouches for nothing"
    ]


def test_an_attestation_from_tomorrow_does_not_count_today() -> None:
    stated = json.dumps({"issued": "2026-11-22", "expires": "2027-01-01"})
    assert messages("attestation-current", _attested(stated)) == ["it counts from 2026-11-22 only"]


def test_evidence_that_is_not_there_is_no_evidence() -> None:
    stated = json.dumps({"evidence": {"url": "s3://example-evidence/roles.pdf"}})
    assert messages("attestation-evidence-kept", _attested(stated)) == [
        "its evidence s3://example-evidence/roles.pdf is not there, or under no object lock"
    ]


def test_tags_of_aws_alone_make_nothing_ours() -> None:
    responses = {TAGGED: tags({"arn:aws:s3:::cf-templates": {"aws:cloudformation:stack-name": "x"}})}
    ((answer, _, _),) = asked("resource-tagged", responses)
    assert answer is Answer.ABSENT


def test_everything_that_lacks_a_tag_says_which() -> None:
    responses = {TAGGED: tags({"arn:aws:s3:::orders": _OURS | {"backup": ""}})}
    assert messages("resource-tagged", responses) == ["backup is not among its tags"]


def test_what_a_service_does_for_somebody_in_the_console_is_not_done_by_hand() -> None:
    record = {"sessionCredentialFromConsole": "true", "userIdentity": {"invokedBy": "cloudformation.amazonaws.com"}}
    event = {
        "EventName": "CreateBucket",
        "EventSource": "s3.amazonaws.com",
        "EventTime": datetime(2026, 11, 21, tzinfo=UTC),
        "CloudTrailEvent": json.dumps(record),
    }
    assert messages("console-changes-none", {NEWEST_EVENTS: {"Events": [event]}}) == []
