"""Ready-made grants: exactly what each service needs, and for this account's sources only."""

import pytest

from components.data import grants
from components.data.key_grants import ServiceGrant
from components.documents import pins_source
from tests.components.data.building import ACCOUNT, PLACEMENT

ALL = (
    grants.cloudwatch_logs(PLACEMENT),
    grants.cloudtrail(PLACEMENT, "vouch-prod-trail"),
    grants.config_delivery(PLACEMENT),
    grants.guardduty_findings(PLACEMENT),
    grants.log_delivery(PLACEMENT),
    *grants.sns_publishers(PLACEMENT),
)


def test_cloudwatch_logs_may_encrypt_log_groups_of_this_account_and_region() -> None:
    grant = grants.cloudwatch_logs(PLACEMENT)
    assert grant.service == "logs.eu-west-1.amazonaws.com"
    assert grant.condition == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:*"}
    }


def test_cloudwatch_logs_may_be_narrowed_to_the_groups_of_one_service() -> None:
    grant = grants.cloudwatch_logs(PLACEMENT, "/aws/rds/*")
    assert grant.condition == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/rds/*"}
    }


def test_cloudtrail_may_encrypt_for_one_trail() -> None:
    grant = grants.cloudtrail(PLACEMENT, "vouch-prod-trail")
    assert grant.service == "cloudtrail.amazonaws.com"
    assert grant.actions == ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")
    assert grant.condition == {
        "StringEquals": {"aws:SourceArn": f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/vouch-prod-trail"}
    }


def test_config_may_encrypt_what_it_delivers_for_this_account() -> None:
    grant = grants.config_delivery(PLACEMENT)
    assert grant.service == "config.amazonaws.com"
    assert grant.actions == ("kms:Decrypt", "kms:GenerateDataKey")
    assert grant.condition == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_guardduty_may_encrypt_the_findings_of_this_accounts_detectors() -> None:
    grant = grants.guardduty_findings(PLACEMENT)
    assert grant.service == "guardduty.amazonaws.com"
    assert grant.actions == ("kms:GenerateDataKey",)
    assert grant.condition == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:guardduty:*:{ACCOUNT}:detector/*"},
    }


def test_vended_logs_of_this_account_may_be_encrypted() -> None:
    grant = grants.log_delivery(PLACEMENT)
    assert grant.service == "delivery.logs.amazonaws.com"
    assert grant.condition == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:*"},
    }


def test_each_publisher_of_a_topic_has_a_grant_of_its_own() -> None:
    publishers = grants.sns_publishers(PLACEMENT, ("events.amazonaws.com", "events.rds.amazonaws.com"))
    assert [(grant.sid, grant.service) for grant in publishers] == [
        ("EventsToTopics", "events.amazonaws.com"),
        ("EventsToQueues", "events.amazonaws.com"),
        ("PublishFromEventsRds", "events.rds.amazonaws.com"),
    ]
    assert {grant.actions for grant in publishers} == {("kms:Decrypt", "kms:GenerateDataKey")}


@pytest.mark.parametrize("grant", ALL, ids=lambda grant: grant.sid)
def test_every_grant_pins_its_source_and_stays_in_this_account(grant: ServiceGrant) -> None:
    assert pins_source(grant.condition)
    values = [value for keys in grant.condition.values() for value in keys.values()]
    assert [value for value in values if ACCOUNT not in value] == []


def test_the_ready_made_grants_can_all_be_given_to_one_key() -> None:
    assert len({grant.sid for grant in ALL}) == len(ALL) == 8


def test_eventbridge_is_pinned_by_what_it_encrypts_for_it_sends_kms_no_source() -> None:
    topics, queues = grants.sns_publishers(PLACEMENT, ("events.amazonaws.com",))
    assert topics.condition == {
        "ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:*"}
    }
    assert queues.condition == {"ArnLike": {"kms:EncryptionContext:aws:sqs:arn": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:*"}}
