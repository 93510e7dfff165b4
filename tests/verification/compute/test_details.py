"""What the checks of compute must not take for something else."""

from datetime import UTC, datetime
from typing import Any

import pytest

from guardrails.profiles import profile
from tests.support.account import ACCOUNT, REGION, ScriptedAccount
from verification.answers import Answer
from verification.check import Responses
from verification.compute import CHECKS, services
from verification.compute.calls import (
    CIS_SCANS,
    GROUPS,
    INSTANCES,
    PATCH_STATES,
    REGISTRY_SCANNING,
    REPOSITORIES,
    TARGET_GROUPS,
    TARGET_HEALTH,
)
from verification.runner import Job, Target, ask

_NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_BY_ID = {check.id: check for check in CHECKS}


def _answers(id_: str, responses: Responses) -> tuple[list[Answer], list[str]]:
    check = _BY_ID[id_]
    account = ScriptedAccount(check.calls, responses)
    target = Target(
        account=ACCOUNT, region=REGION, partition="aws", reader=account.inventory(), home=True, management=True
    )
    results = ask(
        Job(check=check, target=target),
        profile("prod"),
        now=_NOW,
        accounts=frozenset({ACCOUNT}),
        regions=(REGION,),
    )
    return [each.answer for each in results], account.asked


def _changed(id_: str, call: Any, key: str, **facts: Any) -> Responses:
    holds = dict(_BY_ID[id_].examples.holds)
    (one,) = holds[call][key]  # type: ignore[call-overload, index]
    return {**holds, call: {key: [{**one, **facts}]}}


def test_a_daemon_need_not_scale() -> None:
    assert _answers("ecs-service-scales", services.a_service(schedulingStrategy="DAEMON"))[0] == [Answer.ABSENT]


def test_a_service_scaled_to_none_is_not_asked_for_two_tasks() -> None:
    off = services.a_service(desiredCount=0, runningCount=0)
    assert _answers("ecs-service-two-tasks-running", off)[0] == [Answer.ABSENT]


def test_groups_of_batch_are_not_judged() -> None:
    made = _changed(
        "asg-range",
        GROUPS,
        "AutoScalingGroups",
        MinSize=0,
        MaxSize=0,
        Tags=[{"Key": "AWSBatchServiceTag", "Value": "batch"}],
    )
    assert _answers("asg-range", made)[0] == [Answer.ABSENT]


def test_instances_that_a_service_keeps_are_not_judged() -> None:
    kept = {"InstanceId": "i-0a1b2c3d", "State": {"Name": "running"}, "Operator": {"Managed": True}}
    asked = {INSTANCES: {"Reservations": [{"Instances": [kept]}]}}
    assert _answers("ec2-imdsv2-required", asked)[0] == [Answer.ABSENT]


def test_patch_states_are_asked_for_fifty_servers_at_once() -> None:
    running = [{"InstanceId": f"i-{number:08x}", "State": {"Name": "running"}} for number in range(101)]
    answers, asked = _answers("ssm-instance-patched", {INSTANCES: {"Reservations": [{"Instances": running}]}})
    # None was ever looked at.
    assert answers == [Answer.BROKEN] * 101
    assert asked.count(PATCH_STATES.id) == 3


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [("*", Answer.HOLDS), ("web", Answer.HOLDS), ("we", Answer.HOLDS), ("shop/*", Answer.BROKEN)],
)
def test_a_repository_may_be_scanned_by_a_rule_of_its_registry(pattern: str, answer: Answer) -> None:
    rule = {"scanFrequency": "CONTINUOUS_SCAN", "repositoryFilters": [{"filter": pattern, "filterType": "WILDCARD"}]}
    asked = {
        REPOSITORIES: _BY_ID["ecr-repository-scan-on-push"].examples.holds[REPOSITORIES],
        REGISTRY_SCANNING: {"scanningConfiguration": {"rules": [rule]}},
    }
    assert _answers("ecr-repository-scan-on-push", asked)[0] == [answer]


def test_healthy_targets_whose_zone_nobody_tells_are_no_proof() -> None:
    holds = _BY_ID["target-group-healthy-in-zones"].examples.holds
    healthy = [{"Target": {"Id": f"10.0.0.{number}"}, "TargetHealth": {"State": "healthy"}} for number in (7, 8)]
    asked = {TARGET_GROUPS: holds[TARGET_GROUPS], TARGET_HEALTH: {"TargetHealthDescriptions": healthy}}
    assert _answers("target-group-healthy-in-zones", asked)[0] == [Answer.UNAVAILABLE]


def test_a_cis_scan_of_two_months_ago_says_nothing_of_today() -> None:
    old = _changed("inspector-cis-scan-passed", CIS_SCANS, "scans", scanDate=datetime(2026, 9, 15, tzinfo=UTC))
    assert _answers("inspector-cis-scan-passed", old)[0] == [Answer.BROKEN]
