"""A stack is compared as a whole: honest numbers, who changed what, what nobody declared, what cannot be told."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from guardrails.values import UNKNOWN, Secret
from guardrails.verdicts import Severity
from tests.support.account import ACCOUNT, REGION, ScriptedAccount
from tests.support.asking import NOW
from tests.verification.drift.cases import CASES
from tests.verification.drift.support import Stated, compared, graph
from verification.answers import Answer
from verification.check import Response, Responses
from verification.drift.counterparts import CALLS
from verification.drift.events import EVENTS
from verification.drift.run import Counted, compare, to_compare
from verification.errors import CredentialsError
from verification.runner import Target

_DB = next(case for case in CASES if case.type == "aws:rds/instance:Instance")
_RULE = next(case for case in CASES if case.type == "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")


def _event(name: str, day: int, *, user: str = "alice", read: str = "false", error: str = "") -> dict[str, Any]:
    detail = {"errorCode": error} if error else {}
    return {
        "EventName": name,
        "EventTime": datetime(2026, 11, day, 9, 15, tzinfo=UTC),
        "Username": user,
        "ReadOnly": read,
        "CloudTrailEvent": json.dumps(detail),
    }


def _changed(events: Response) -> Responses:
    return {**_DB.changed, EVENTS: events}


def _message(responses: Responses, refused: Mapping[str, str] | None = None) -> str:
    (answer,) = compared(_DB.stack, responses, refused=refused)["it"].answers
    return answer.message


def test_who_changed_it_last_is_named() -> None:
    events = {"Events": [_event("ModifyDBInstance", 19), _event("RebootDBInstance", 20, user="bob")]}
    assert _message(_changed(events)) == (
        "publiclyAccessible is declared false, is true; last changed by bob on 2026-11-20 09:15 UTC (RebootDBInstance)"
    )


def test_reading_and_refused_events_change_nothing() -> None:
    events = [
        _event("ModifyDBInstance", 18),
        _event("DescribeDBInstances", 20, read="true"),
        _event("DeleteDBInstance", 20, user="mallory", error="AccessDenied"),
    ]
    assert _message(_changed({"Events": events})).endswith(
        "last changed by alice on 2026-11-18 09:15 UTC (ModifyDBInstance)"
    )


def test_where_cloudtrail_tells_nothing_the_name_is_left_out() -> None:
    said = "publiclyAccessible is declared false, is true"
    assert _message(_changed({"Events": []})) == said
    assert _message(_changed({"Events": []}), {"cloudtrail.lookup_events": "AccessDeniedException"}) == said


def test_a_difference_is_as_grave_as_the_gravest_rule_that_reads_the_property() -> None:
    (answer,) = compared(_DB.stack, _DB.changed)["it"].answers
    assert answer.severity is Severity.CRITICAL
    assert (answer.account, answer.region) == (ACCOUNT, REGION)
    assert answer.resource == "arn:aws:rds:eu-west-1:123456789012:db:it"
    assert answer.calls == ("cloudtrail.lookup_events", "rds.describe_db_instances")


def test_the_numbers_say_what_was_compared_and_what_not() -> None:
    stated = {**_DB.declared, "skipFinalSnapshot": False}
    one = compared([Stated(type=_DB.type, properties=stated)], _DB.holds)["it"]
    assert one.counted == Counted(compared=7, unknown=1, unmapped=1)
    absent = compared([Stated(type=_DB.type, properties=stated)], {})["it"]
    assert absent.counted == Counted(unmapped=1, unanswered=8)
    unmapped = compared([Stated(type="aws:fis/experimentTemplate:ExperimentTemplate", properties={"actions": []})], {})
    assert (unmapped["it"].counted, unmapped["it"].answers) == (Counted(unmapped=1), ())


def test_a_declared_resource_that_the_account_lacks_is_absent() -> None:
    (answer,) = compared(_DB.stack, {})["it"].answers
    assert (answer.answer, answer.property) == (Answer.ABSENT, None)
    assert answer.message == "the program declares it, and the account has none"
    assert answer.resource == "urn:pulumi:prod::vouch::aws:rds/instance:Instance::it"


def test_one_that_cannot_be_told_apart_is_not_guessed() -> None:
    there = {"SubnetId": "s", "Tags": [{"Key": key, "Value": value} for key, value in _SUBNET_TAGS.items()]}
    subnets = {call: {"Subnets": [there, there]} for call in CALLS if call.id == "ec2.describe_subnets"}
    (answer,) = compared([Stated(type="aws:ec2/subnet:Subnet", properties={"tags": {"tier": "x"}})], subnets)[
        "it"
    ].answers
    assert answer.answer is Answer.UNAVAILABLE
    assert answer.message == "2 resources of the account could be the one that is meant"
    unnamed = Stated(type="aws:cloudwatch/logGroup:LogGroup", properties={"name": UNKNOWN, "retentionInDays": 1})
    (answer,) = compared([unnamed], {})["it"].answers
    assert answer.answer is Answer.UNAVAILABLE
    assert answer.message == "name is known only to the cloud, and it says which one is meant"


_SUBNET_TAGS = {"project": "vouch", "stack": "prod", "tier": "x"}


def test_a_rule_that_nobody_declared_is_drift_of_its_group() -> None:
    answers = dict(_RULE.holds)
    rules = next(call for call in answers if call.id == "ec2.describe_security_group_rules")
    declared = answers[rules]
    assert isinstance(declared, Mapping)
    added = {
        **declared["SecurityGroupRules"][0],
        "SecurityGroupRuleId": "sgr-2",
        "CidrIpv4": "0.0.0.0/0",
        "FromPort": 22,
        "ToPort": 22,
    }
    assert [each.answer for each in compared(_RULE.stack, answers)["group"].answers] == [Answer.HOLDS]
    answers[rules] = {"SecurityGroupRules": [*declared["SecurityGroupRules"], added]}
    (answer,) = compared(_RULE.stack, answers)["group"].answers
    assert (answer.answer, answer.property) == (Answer.BROKEN, "ingress")
    assert answer.message == ("has rule sgr-2, tcp ports 22 to 22 with 0.0.0.0/0, which the program does not declare")


def test_a_secret_of_the_program_is_never_shown() -> None:
    stated = Stated(type=_DB.type, properties={"identifier": "it", "username": Secret("r00t")})
    (answer,) = compared([stated], _DB.holds)["it"].answers
    assert answer.message == "username is declared [secret], is not set"


def test_a_resource_of_a_region_that_is_not_asked_is_counted() -> None:
    stack = graph([Stated(type=_DB.type, properties=_DB.declared)])
    assert to_compare(stack) == 1
    (one,) = compare(stack, [])
    assert (one.counted, one.answers) == (Counted(unanswered=8), ())


def test_without_credentials_nothing_is_compared() -> None:
    account = ScriptedAccount(CALLS, {}, dict.fromkeys((call.id for call in CALLS), "ExpiredToken"))
    target = Target(account=ACCOUNT, region=REGION, partition="aws", reader=account.inventory(), home=True)
    with pytest.raises(CredentialsError):
        list(compare(graph(_DB.stack), [target], clock=lambda: NOW))
