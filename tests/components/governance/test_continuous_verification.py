"""Continuous verification: who may verify, what runs, and what tells when it does not."""

import json
from typing import Any

import pytest

from components.governance import verification_documents as documents
from components.governance.verification_alarms import NAMESPACE
from components.governance.verification_documents import Places
from components.governance.verification_role import (
    CONTENT,
    POLICY,
    VerificationRoleArgs,
    generated,
    policies,
    trust_document,
)
from operations.verifier import handlers
from operations.verifier.gather import PREFIX
from operations.verifier.settings import read
from tests.components.governance.building import PLACEMENT
from tests.support.prod import ROOT, record_settings, record_stack, settings_of
from tests.support.recording import Recorded
from verification.checks import CHECKS
from verification.permissions import policy
from vouch.commands.generate import permissions_json

PLACES = Places(placement=PLACEMENT, work="work", evidence="evidence", key_alias="alias/vouch-prod-verification")
FUNCTION = "aws:lambda/function:Function"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


@pytest.fixture(scope="module")
def built() -> Recorded:
    return record_stack("prod-full")


def _statements(text: str) -> dict[str, dict[str, Any]]:
    return {each["Sid"]: each for each in json.loads(text)["Statement"]}


def _args(**changed: Any) -> VerificationRoleArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "role_name": "vouch-verification",
        "verifier_account": "210987654321",
        "verifier_role": "vouch-security-verifier",
    }
    return VerificationRoleArgs(**(given | changed))


def test_the_policy_in_the_repository_is_what_the_checks_need() -> None:
    assert POLICY.read_text(encoding="utf-8") == permissions_json()
    assert generated() == policy(CHECKS)


def test_the_roles_policies_together_are_exactly_the_generated_one() -> None:
    made = [
        each for text in policies(generated(), reads_content=True).values() for each in json.loads(text)["Statement"]
    ]
    whole = {(action, json.dumps(each["Resource"])) for each in generated()["Statement"] for action in each["Action"]}
    assert {(action, json.dumps(each["Resource"])) for each in made for action in each["Action"]} == whole
    assert sum(len(each["Action"]) for each in made) == sum(len(each["Action"]) for each in generated()["Statement"])


def test_without_content_nothing_but_the_content_of_buckets_is_left_out() -> None:
    def actions(*, reads_content: bool) -> set[str]:
        texts = policies(generated(), reads_content=reads_content).values()
        return {action for text in texts for each in json.loads(text)["Statement"] for action in each["Action"]}

    assert actions(reads_content=True) - actions(reads_content=False) == CONTENT


def test_every_policy_fits_into_what_iam_takes() -> None:
    made = policies(generated(), reads_content=True)
    assert len(made) <= 10
    assert max(len(text) for text in made.values()) <= 6144


def test_a_policy_that_outgrew_iam_is_named() -> None:
    many = [f"s3:GetSomethingOfALongName{number}" for number in range(300)]
    whole = {"Statement": [{"Sid": "A", "Effect": "Allow", "Action": many, "Resource": "*"}]}
    with pytest.raises(
        ValueError, match=r"the part s-z of verification_policy.json has \d+ characters, IAM allows 6144"
    ):
        policies(whole, reads_content=True)


def test_the_role_trusts_one_role_of_one_account() -> None:
    statement = _statements(trust_document(_args()))["Verify"]
    assert statement["Principal"] == {"AWS": "arn:aws:iam::210987654321:root"}
    assert statement["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::210987654321:role/vouch-security-verifier"}
    }


def test_an_external_id_must_come_with_the_request_where_there_is_one() -> None:
    statement = _statements(trust_document(_args(external_id="vouch-1")))["Verify"]
    assert statement["Condition"]["StringEquals"] == {"sts:ExternalId": "vouch-1"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"role_name": "no role!"}, "role_name is 'no role!'"),
        ({"verifier_role": ""}, "verifier_role is ''"),
        ({"verifier_account": "1"}, "verifier_account is '1': give the 12 digits"),
        ({"external_id": "x"}, "external_id is 'x': use 2 to 1224"),
    ],
)
def test_arguments_that_cannot_be_are_refused(changed: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        _args(**changed)


def test_the_map_is_distributed_over_the_items_in_the_bucket() -> None:
    machine = json.loads(documents.definition(PLACES, concurrency=7))
    verify = machine["States"]["Verify"]
    assert verify["ItemProcessor"]["ProcessorConfig"] == {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    assert verify["ItemReader"]["Parameters"] == {"Bucket.$": "$.bucket", "Key.$": "$.key"}
    assert (verify["MaxConcurrency"], verify["ToleratedFailurePercentage"]) == (7, 0)
    assert verify["ResultPath"] is None


def test_an_item_that_fails_takes_no_other_away_and_the_run_fails_in_the_end() -> None:
    states = json.loads(documents.definition(PLACES, concurrency=7))["States"]
    item = states["Verify"]["ItemProcessor"]["States"]["VerifyItem"]
    assert item["Catch"][0]["ErrorEquals"] == ["States.ALL"]
    assert (states["IsWhole"]["Default"], states["NotWhole"]["Type"]) == ("NotWhole", "Fail")


def test_every_state_is_reached_and_every_next_exists() -> None:
    machine = json.loads(documents.definition(PLACES, concurrency=7))
    states = machine["States"]
    named = {machine["StartAt"], *(each["Next"] for each in states.values() if "Next" in each)}
    named |= {each["Next"] for each in states["IsWhole"]["Choices"]} | {states["IsWhole"]["Default"]}
    assert named == set(states)


def test_the_verifier_may_only_enter_and_write_what_it_was_told() -> None:
    statements = _statements(documents.item(PLACES, ("arn:aws:iam::210987654321:role/vouch-verification",)))
    assert set(statements) == {"Enter", "WriteResults", "WriteLog", "Trace", "UseKey"}
    assert statements["Enter"]["Resource"] == "arn:aws:iam::210987654321:role/vouch-verification"
    assert statements["WriteResults"]["Resource"] == "arn:aws:s3:::work/runs/*"


def test_only_the_gatherer_writes_evidence_and_nobody_deletes_it() -> None:
    texts = {
        "plan": documents.plan(PLACES, organization=True),
        "item": documents.item(PLACES, ("*",)),
        "gather": documents.gather(PLACES, hub=True),
        "machine": documents.machine(PLACES),
    }
    assert [part for part, text in texts.items() if ":::evidence" in text] == ["gather"]
    assert not any("Delete" in action for text in texts.values() for action in _s3_actions(text))
    assert _statements(texts["gather"])["ContinueChain"]["Resource"] == f"arn:aws:s3:::evidence/{PREFIX}prod/*"


def _s3_actions(text: str) -> list[str]:
    found = [each["Action"] for each in json.loads(text)["Statement"]]
    flat = [action for each in found for action in ([each] if isinstance(each, str) else each)]
    return [action for action in flat if action.startswith("s3:")]


def test_the_accounts_are_listed_and_findings_sent_only_where_that_is_asked_for() -> None:
    assert "ListAccounts" not in _statements(documents.plan(PLACES, organization=False))
    assert "ImportFindings" not in _statements(documents.gather(PLACES, hub=False))


def test_the_functions_are_entry_points_that_exist(built: Recorded) -> None:
    for function in built.all(FUNCTION):
        module, _, name = str(function.read("handler").text).rpartition(".")
        assert module == handlers.__name__
        assert callable(getattr(handlers, name))


def test_the_functions_read_what_they_are_told(built: Recorded) -> None:
    function = built.one(FUNCTION, "verification-function-item")
    told = read({"VERIFICATION": str(function.read("environment.variables.VERIFICATION").text)})
    assert (told.project, told.stack, told.accounts) == ("vouch", "prod-full", ("123456789012",))
    assert told.regions == ("eu-west-1", "eu-central-1", "us-east-1", "eu-north-1")
    assert told.hub is True


def test_the_functions_are_traced_under_the_key_and_in_no_vpc(built: Recorded) -> None:
    functions = built.all(FUNCTION)
    assert len(functions) == 3
    for function in functions:
        assert function.read("tracingConfig.mode").text == "Active"
        assert function.read("vpcConfig").absent
        assert function.read("architectures").value == ["arm64"]
        assert function.property_dependencies["kmsKeyArn"]


def test_a_day_without_a_run_rings(built: Recorded) -> None:
    alarm = built.one(ALARM, "verification-alarm-missing").properties
    assert (alarm["namespace"], alarm["metricName"]) == (NAMESPACE, "RunCompleted")
    assert handlers.NAMESPACE == NAMESPACE
    assert (alarm["treatMissingData"], alarm["period"], alarm["threshold"]) == ("breaching", 86_400, 1)


def test_the_schedule_is_on_time_and_keeps_what_it_could_not_start(built: Recorded) -> None:
    schedule = built.one("aws:scheduler/schedule:Schedule", "verification-schedule").properties
    assert schedule["flexibleTimeWindow"] == {"mode": "OFF"}
    assert schedule["target"]["deadLetterConfig"]["arn"].endswith(":vouch-prod-full-verification-undelivered")


def test_evidence_is_locked_and_each_record_is_written_once(built: Recorded) -> None:
    lock = built.one("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "evidence-object-lock")
    assert lock.read("rule.defaultRetention.days").value == 365
    statements = _statements(str(built.one("aws:s3/bucketPolicy:BucketPolicy", "evidence-policy").read("policy").text))
    assert statements["DenyOverwriting"]["Condition"] == {"Null": {"s3:if-none-match": "true"}}


def test_prod_has_none_until_its_package_is_built() -> None:
    assert not record_stack("prod").all(FUNCTION)


def test_a_package_that_is_not_there_is_said_in_a_sentence() -> None:
    settings = settings_of("prod")
    settings["operations"] = {"verification": {"package": "build/none.zip"}}
    with pytest.raises(Exception, match=r"package is build/none\.zip, which is not there: run `make verifier`"):
        record_settings("prod", settings)
    assert not (ROOT / "build" / "none.zip").exists()
