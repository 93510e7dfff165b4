"""The relay: findings of another region are told at home."""

import json

import pytest

from components.detection.guardduty import FindingsExport, GuardDuty, GuardDutyArgs, ManagedDetector
from components.detection.relay import FindingsRelay, FindingsRelayArgs
from guardrails.values import UNKNOWN
from tests.components.detection.building import ELSEWHERE, KEY, PLACEMENT, properties
from tests.support.recording import Recorded, record

RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
HOME_BUS = "arn:aws:events:eu-west-1:123456789012:event-bus/default"
DETECTOR = ManagedDetector(export=FindingsExport(bucket_arn="arn:aws:s3:::archive", key_arn=KEY, ready=()))


def build() -> Recorded:
    return record(lambda: FindingsRelay("relay", FindingsRelayArgs(placement=ELSEWHERE, home="eu-west-1")))


def test_findings_and_nothing_else_are_sent_on() -> None:
    rule = build().one(RULE, "relay-rule")
    assert rule.properties["name"] == "vouch-prod-findings-relay"
    assert rule.properties["state"] == "ENABLED"
    assert json.loads(str(rule.properties["eventPattern"])) == {
        "source": ["aws.guardduty", "aws.inspector2", "aws.macie", "aws.access-analyzer"],
        "detail-type": [
            "GuardDuty Finding",
            "GuardDuty Malware Protection Object Scan Result",
            "Inspector2 Finding",
            "Macie Finding",
            "Access Analyzer Finding",
        ],
    }


def test_they_go_to_the_home_regions_default_bus_by_a_role_that_can_do_nothing_else() -> None:
    recorded = build()
    target = recorded.one(TARGET)
    assert properties(target) == {
        "rule": "vouch-prod-findings-relay",
        "targetId": "home",
        "arn": HOME_BUS,
        "roleArn": UNKNOWN,
        "retryPolicy": {"maximumEventAgeInSeconds": 86400, "maximumRetryAttempts": 185},
    }
    policy = recorded.one("aws:iam/rolePolicy:RolePolicy")
    assert policy.urn in target.dependencies
    assert json.loads(str(policy.properties["policy"]))["Statement"] == [
        {"Sid": "SendHome", "Effect": "Allow", "Action": "events:PutEvents", "Resource": HOME_BUS}
    ]
    trust = json.loads(str(recorded.one("aws:iam/role:Role").properties["assumeRolePolicy"]))["Statement"][0]
    assert trust["Principal"] == {"Service": "events.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnEquals": {"aws:SourceArn": "arn:aws:events:eu-central-1:123456789012:rule/vouch-prod-findings-relay"},
    }


def test_guardduty_in_another_region_relays_and_has_no_topic_of_its_own() -> None:
    args = GuardDutyArgs(placement=ELSEWHERE, detector=DETECTOR, home="eu-west-1")
    recorded = record(lambda: GuardDuty("guardduty-eu-central-1", args))
    assert recorded.one("vouch:detection:FindingsRelay").name == "guardduty-eu-central-1-relay"
    assert recorded.all("aws:sns/topic:Topic") == ()
    assert recorded.one("aws:guardduty/detector:Detector").name == "guardduty-eu-central-1-detector"


def test_a_relay_into_its_own_region_is_refused() -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        FindingsRelayArgs(placement=PLACEMENT, home="eu-west-1")
    assert str(refusal.value) == (
        "home is eu-west-1, the region that the findings are in: an event sent to its own bus comes back for ever; "
        "name another region"
    )


@pytest.mark.parametrize("told", [{}, {"alert_key_arn": KEY, "home": "us-east-1"}])
def test_findings_are_told_in_exactly_one_region(told: dict[str, str]) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        GuardDutyArgs(
            placement=PLACEMENT, detector=DETECTOR, alert_key_arn=told.get("alert_key_arn"), home=told.get("home")
        )
    assert str(refusal.value) == (
        "alert_key_arn and home are both given or both missing, so findings are told twice or to nobody: "
        "give alert_key_arn in the home region, home in any other"
    )
