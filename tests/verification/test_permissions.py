"""The generated IAM policy: it exists, it only reads, it is all that checks call, and IAM takes it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from policyuniverse import service_data

from guardrails.profiles import profile
from tests.support.account import ACCOUNT, REGION, ScriptedAccount
from tests.support.asking import NOW
from verification.calls import Call
from verification.check import Check
from verification.checks import CHECKS
from verification.drills.permissions import ACCESS, RESTORE
from verification.permissions import LIMIT, actions, managed, policy, size
from verification.runner import Job, Target, ask
from vouch.cli import main

# In the Service Authorization Reference, and not yet in policyuniverse's copy of it.
NEWER: Final = frozenset(
    {
        "backup:ListRestoreTestingPlans",
        "backup:ListRestoreTestingSelections",
        "ec2:DescribeVpcBlockPublicAccessOptions",
        "ec2:GetInstanceMetadataDefaults",
        "ec2:GetSnapshotBlockPublicAccessState",
        "elasticloadbalancing:DescribeListenerAttributes",
        "guardduty:GetMalwareProtectionPlan",
        "guardduty:ListMalwareProtectionPlans",
        "inspector2:ListCisScans",
        "logs:ListLogAnomalyDetectors",
        "ses:GetIngressPoint",
        "ses:ListIngressPoints",
        "ses:ListTrafficPolicies",
    }
)
# Levels of the Service Authorization Reference that change nothing.
_READING: Final = frozenset({"List", "Read"})


def _levels() -> dict[str, str]:
    return {
        f"{service['prefix']}:{name}".lower(): action["calculated_action_group"]
        for service in service_data.values()
        for name, action in service["actions"].items()
    }


def _allowed(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each action of a policy with the resources that it is allowed on."""
    for statement in document["Statement"]:
        assert statement["Effect"] == "Allow"
        for action in statement["Action"]:
            yield action, json.dumps(statement["Resource"])


def test_every_action_is_one_of_aws() -> None:
    levels = _levels()
    assert sorted(set(actions(CHECKS)) - NEWER - {each for each in actions(CHECKS) if each.lower() in levels}) == []


def test_what_is_called_newer_is_still_needed_and_still_missing_there() -> None:
    levels = _levels()
    assert sorted(NEWER - set(actions(CHECKS))) == []
    assert sorted(each for each in NEWER if each.lower() in levels) == []


def test_every_action_only_reads() -> None:
    levels = _levels()
    told = {each: levels[each.lower()] for each in actions(CHECKS) if each.lower() in levels}
    assert {action: level for action, level in told.items() if level not in _READING} == {}


def test_no_action_is_a_pattern() -> None:
    assert [each for each in actions(CHECKS) if "*" in each] == []


def test_objects_are_read_by_name_only() -> None:
    content = [resource for action, resource in _allowed(policy(CHECKS)) if action == "s3:GetObject"]
    assert content
    assert not [each for each in content if each in ('"*"', '["*"]') or '*/*"' in each]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_calls_nothing_that_its_own_policy_does_not_allow(check: Check) -> None:
    allowed = {action for action, _ in _allowed(policy([check]))}
    needed: dict[str, Call] = {call.id: call for call in check.calls}
    for responses in (check.examples.holds, check.examples.broken, check.examples.absent):
        if responses is not None:
            account = ScriptedAccount(check.calls, responses)
            _ask(check, account)
            assert {action for id_ in account.asked for action in needed[id_].permissions} <= allowed


def test_a_call_that_is_not_stated_is_refused() -> None:
    with pytest.raises(ValueError, match=r"s3\.put_object does not read"):
        Call(service="s3", operation="put_object")


def test_documents_fit_iam_and_allow_the_same_together() -> None:
    whole = policy(CHECKS)
    documents = managed(whole)
    assert [size(each) for each in documents if size(each) > LIMIT] == []
    assert 1 < len(documents) < 10, "a role takes ten managed policies"
    parts = [pair for each in documents for pair in _allowed(each)]
    assert parts == list(_allowed(whole))


def test_a_small_policy_stays_whole() -> None:
    whole = policy(CHECKS[:1])
    assert managed(whole) == (whole,)


def test_the_command_writes_documents_that_iam_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["permissions", "--output", str(tmp_path / "policies")]) == 0
    files = sorted((tmp_path / "policies").iterdir())
    assert [file.name for file in files] == [f"vouch-verify-{number}.json" for number in range(1, len(files) + 1)]
    assert capsys.readouterr().out.splitlines() == [f"wrote {file}" for file in files]
    written = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    assert tuple(written) == managed(policy(CHECKS))


def test_the_command_prints_the_policy_of_one_control(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["permissions", "--control", "sec.store"]) == 0
    (statement,) = json.loads(capsys.readouterr().out)["Statement"]
    assert "secretsmanager:ListSecrets" in statement["Action"]
    assert "secretsmanager:GetSecretValue" not in statement["Action"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--control", "no.such"], "no check asks the account for no.such"),
        (["--drill", "fire"], "--drill 'fire' is not known: use restore or access"),
        (["--drill", "access", "--control", "sec.store"], "--drill and --control cannot both be given"),
    ],
)
def test_what_cannot_be_printed_is_said_in_a_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["permissions", *arguments]) == 2
    printed = capsys.readouterr()
    assert (printed.out, said in printed.err, printed.err.count("\n")) == ("", True, 1)


@pytest.mark.parametrize("document", [RESTORE, ACCESS], ids=["restore", "access"])
def test_actions_of_a_drill_are_of_aws(document: Mapping[str, Any]) -> None:
    levels = _levels()
    assert [action for action, _ in _allowed(document) if action.lower() not in levels] == []


def test_a_drill_writes_to_its_own_alone() -> None:
    for statement in RESTORE["Statement"]:
        changes = [each for each in statement["Action"] if each.startswith(("rds:Delete", "rds:AddTags"))]
        if changes:
            assert all(":vouch-drill-*" in each for each in statement["Resource"])
            assert next(iter(statement["Condition"]["StringEquals"].values())) == "restore"


@pytest.mark.parametrize("drill", ["restore", "access"])
def test_the_command_prints_the_policy_of_a_drill(drill: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["permissions", "--drill", drill]) == 0
    assert json.loads(capsys.readouterr().out) == {"restore": RESTORE, "access": ACCESS}[drill]


def _ask(check: Check, account: ScriptedAccount) -> None:
    target = Target(
        account=ACCOUNT, region=REGION, partition="aws", reader=account.inventory(), home=True, management=True
    )
    ask(
        Job(check=check, target=target),
        profile("prod"),
        now=NOW,
        accounts=frozenset({ACCOUNT}),
        regions=(REGION, "eu-central-1"),
    )
