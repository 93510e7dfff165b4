"""A whole run: planned, verified item by item, gathered into a record and into findings."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity
from operations.verifier import handlers
from operations.verifier.gather import Told, gather
from operations.verifier.hub import send
from operations.verifier.item import into_account, key_of, verify
from operations.verifier.plan import items, plan
from operations.verifier.settings import VARIABLE, Settings, read, tool
from tests.operations.verifier.conftest import ACCOUNTS, REGIONS
from verification.accounts import CannotReachError
from verification.answers import Broken, NotPermitted, broken
from verification.asff import Hub
from verification.calls import Call
from verification.check import Check, Examples, Found, Scope
from verification.evidence import read as read_chain
from verification.evidence import verify as verify_chain
from verification.live import Live, Parameters
from verification.runner import Target

LIST = Call(service="sqs", operation="list_queues", key="Queues")
LOOK = Call(service="sqs", operation="get_queue_attributes")
NOW = datetime(2026, 11, 21, 3, 10, tzinfo=UTC)
STARTED = "2026-11-21T03:00:00.000Z"
Account = Mapping[str, bool | Exception]


def _find(live: Live) -> Iterable[Found]:
    return [Found(str(each)) for each in live.items(LIST)]


def _judge(found: Found, live: Live, _bar: Any) -> Iterable[Broken]:
    if not (live.one(LOOK, {"QueueUrl": found.arn}) or {})["good"]:
        yield broken("good", f"{found.arn} is not good")


def _check(id_: str, scope: Scope = Scope.REGION, *, presence: bool = False) -> Check:
    return Check(
        id=id_,
        calls=(LIST, LOOK),
        finds=_find,
        judge=_judge,
        examples=Examples(holds={}, broken={}),
        scope=scope,
        presence=presence,
        info=RuleInfo(id=id_, control="rest.msgs", title="Good", severity=Severity.HIGH, fix="Mend it."),
    )


CHECKS = (_check("queue-good"), _check("account-good", Scope.ACCOUNT))


class _Reader:
    def __init__(self, queues: Account) -> None:
        self._queues = queues
        self.asked = 0

    def read(self, call: Call, _region: str, parameters: Parameters) -> Mapping[str, Any] | None:
        self.asked += 1
        if call == LIST:
            return {"Queues": list(self._queues)}
        said = self._queues[parameters["QueueUrl"]]
        if isinstance(said, Exception):
            raise said
        return {"good": said}


def _reach(world: Mapping[tuple[str, str], Account | Exception]) -> Callable[[Settings, Mapping[str, Any]], Target]:
    def reach(_settings: Settings, item: Mapping[str, Any]) -> Target:
        account = world.get((item["account"], item["region"]), {"good": True})
        if isinstance(account, Exception):
            raise account
        return Target(
            account=item["account"],
            region=item["region"],
            partition="aws",
            reader=_Reader(account),
            home=bool(item["home"]),
        )

    return reach


def _run(
    settings: Settings,
    s3: Any,
    world: Mapping[tuple[str, str], Account | Exception],
    *,
    run: str = "run-1",
    skipped: tuple[str, str] | None = None,
    checks: tuple[Check, ...] = CHECKS,
) -> Told:
    planned = plan(settings, s3, run, STARTED)
    for item in json.loads(s3.get_object(Bucket="work", Key=planned["key"])["Body"].read()):
        if (item["account"], item["region"]) != skipped:
            event = {"run": run, "accounts": planned["accounts"], "item": item}
            verify(settings, s3, event, remaining_seconds=900, reach=_reach(world), checks=checks)
    return gather(settings, s3, planned, now=NOW, checks=checks)


def _records(s3: Any, folder: Path) -> list[Mapping[str, Any]]:
    for each in s3.list_objects_v2(Bucket="evidence")["Contents"]:
        body = s3.get_object(Bucket="evidence", Key=each["Key"])["Body"].read()
        (folder / each["Key"].rpartition("/")[2]).write_bytes(body)
    assert verify_chain(folder).faults == ()
    return list(read_chain(folder))


def test_every_account_is_planned_in_every_region_the_first_being_home() -> None:
    assert items(["1", "2"], ("a", "b")) == [
        {"account": "1", "region": "a", "home": True},
        {"account": "1", "region": "b", "home": False},
        {"account": "2", "region": "a", "home": True},
        {"account": "2", "region": "b", "home": False},
    ]


def test_a_plan_says_where_its_items_are(settings: Settings, s3: Any) -> None:
    assert plan(settings, s3, "run-1", STARTED) == {
        "run": "run-1",
        "started": STARTED,
        "bucket": "work",
        "key": "runs/run-1/items.json",
        "accounts": list(ACCOUNTS),
    }


def test_without_accounts_those_of_the_organization_are_planned(settings: Settings, s3: Any) -> None:
    organizations = boto3.client("organizations", region_name="us-east-1")
    organizations.create_organization(FeatureSet="ALL")
    made = organizations.create_account(AccountName="dev", Email="dev@example.com")["CreateAccountStatus"]["AccountId"]
    planned = plan(replace(settings, accounts=()), s3, "run-1", STARTED)
    assert planned["accounts"] == sorted(["123456789012", made])


def test_a_run_is_one_record_of_every_answer(settings: Settings, s3: Any, tmp_path: Path) -> None:
    told = _run(settings, s3, {(ACCOUNTS[1], "us-east-1"): {"good": True, "bad": False}})
    (record,) = _records(s3, tmp_path)
    # Six items; what an account has once is asked at home only.
    assert len(record["results"]) == 6 + 1 + 3
    assert told.complete
    assert record["partial"] is False
    assert record["summary"]["passed"] == 9
    assert record["summary"]["refused"] == 1
    assert record["summary"]["seconds"] == 600
    assert record["subject"] == {
        "kind": "account",
        "stack": "prod",
        "accounts": list(ACCOUNTS),
        "regions": list(REGIONS),
    }
    assert [each["resource"] for each in record["results"] if each["refused"]] == ["bad"]


def test_the_next_run_follows_in_the_chain(settings: Settings, s3: Any, tmp_path: Path) -> None:
    first, second = _run(settings, s3, {}, run="run-1"), _run(settings, s3, {}, run="run-2")
    assert [first.record, second.record] == [1, 2]
    assert [record["run"] for record in _records(s3, tmp_path)] == ["run-1", "run-2"]


def test_an_account_that_cannot_be_entered_is_a_gap_and_the_others_are_kept(
    settings: Settings, s3: Any, tmp_path: Path
) -> None:
    told = _run(settings, s3, {(ACCOUNTS[0], "eu-west-1"): CannotReachError("no such role")})
    (record,) = _records(s3, tmp_path)
    assert not told.complete
    assert record["partial"] is True
    assert record["unasked"] == [
        {"account": ACCOUNTS[0], "region": "eu-west-1", "reason": "no such role", "checks": []}
    ]
    assert {(each["account"], each["region"]) for each in record["results"] if each["region"]} == {
        (account, region) for account in ACCOUNTS for region in REGIONS
    } - {(ACCOUNTS[0], "eu-west-1")}


def test_an_item_whose_function_died_is_a_gap(settings: Settings, s3: Any) -> None:
    told = _run(settings, s3, {}, skipped=(ACCOUNTS[2], "us-east-1"))
    assert told.gaps == [
        {"account": ACCOUNTS[2], "region": "us-east-1", "reason": "no result was written", "checks": []}
    ]


def test_an_item_out_of_time_says_what_it_did_not_ask(settings: Settings, s3: Any) -> None:
    """The one check waits for longer than the item has, and is let go when the test is over."""
    over = threading.Event()

    class Slow(_Reader):
        def read(self, call: Call, region: str, parameters: Parameters) -> Mapping[str, Any] | None:
            over.wait(30)
            return super().read(call, region, parameters)

    def reach(_settings: Settings, item: Mapping[str, Any]) -> Target:
        reader = Slow({"good": True})
        return Target(account=item["account"], region="eu-west-1", partition="aws", reader=reader, home=False)

    event = {"run": "run-1", "accounts": [], "item": {"account": "1", "region": "eu-west-1", "home": False}}
    try:
        said = verify(settings, s3, event, remaining_seconds=0, reach=reach, checks=CHECKS[:1])
    finally:
        over.set()
    assert said["partial"] is True
    head = json.loads(s3.get_object(Bucket="work", Key=key_of("run-1", "1", "eu-west-1"))["Body"].read())
    assert head["unanswered"] == ["queue-good"]


def test_absence_is_judged_by_all_regions_of_the_account(settings: Settings, s3: Any) -> None:
    checks = (_check("present", presence=True),)
    there: dict[tuple[str, str], Account | Exception] = {(account, "us-east-1"): {} for account in ACCOUNTS[:2]}
    told = _run(settings, s3, {**there, (ACCOUNTS[0], "eu-west-1"): {}}, checks=checks)
    refused = [(each["account"], each["region"]) for each in told.results if each["refused"]]
    assert refused == [(ACCOUNTS[0], "eu-west-1"), (ACCOUNTS[0], "us-east-1")]


def test_a_run_that_is_not_whole_calls_nothing_missing(settings: Settings, s3: Any) -> None:
    checks = (_check("present", presence=True),)
    world: dict[tuple[str, str], Account | Exception] = {
        (ACCOUNTS[0], "eu-west-1"): CannotReachError("no such role"),
        (ACCOUNTS[0], "us-east-1"): {},
    }
    told = _run(settings, s3, world, checks=checks)
    assert [each["verdict"] for each in told.results if each["account"] == ACCOUNTS[0]] == ["absent"]
    assert not any(each["refused"] for each in told.results)


def test_what_is_not_permitted_is_kept_as_that(settings: Settings, s3: Any, tmp_path: Path) -> None:
    denied = {"q": NotPermitted("sqs:GetQueueAttributes", "no")}
    _run(settings, s3, {(ACCOUNTS[0], "us-east-1"): denied})
    (record,) = _records(s3, tmp_path)
    assert record["summary"]["not_permitted"] == 1
    assert [each["refused"] for each in record["results"] if each["verdict"] == "not_permitted"] == [False]


class _SecurityHub:
    """moto's hub, with the filter of open findings and the closing that it lacks."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.closed: list[str] = []

    def get_paginator(self, _operation: str) -> Any:
        open_ = [each for each in self._client.get_findings()["Findings"] if each["Compliance"]["Status"] == "FAILED"]

        class _Pages:
            def paginate(self, **_parameters: Any) -> list[Any]:
                return [{"Findings": open_}]

        return _Pages()

    def batch_import_findings(self, **parameters: Any) -> Any:
        return self._client.batch_import_findings(**parameters)

    def batch_update_findings(self, **parameters: Any) -> Any:
        self.closed += [each["Id"] for each in parameters["FindingIdentifiers"]]
        assert parameters["Workflow"] == {"Status": "RESOLVED"}
        return {"ProcessedFindings": [], "UnprocessedFindings": []}


def test_a_broken_promise_opens_a_finding_and_a_mended_one_closes_it(settings: Settings, s3: Any) -> None:
    raw = boto3.client("securityhub", region_name="eu-west-1")
    raw.enable_security_hub()
    client, hub = _SecurityHub(raw), Hub(account=settings.account, region="eu-west-1", stack="prod")
    place = (ACCOUNTS[1], "us-east-1")
    told = _run(settings, s3, {place: {"q": False}})
    sent = send(client, hub, told.results, "2026-11-21T03:10:00Z", whole=told.complete)
    assert (sent.open, sent.closed, sent.refused) == (1, 0, [])
    told = _run(settings, s3, {place: {"q": True}}, run="run-2")
    sent = send(client, hub, told.results, "2026-11-22T03:10:00Z", whole=told.complete)
    assert (sent.open, sent.closed) == (0, 1)
    (finding,) = raw.get_findings()["Findings"]
    assert (finding["Compliance"], finding["RecordState"]) == ({"Status": "PASSED"}, "ACTIVE")
    assert client.closed == [finding["Id"]]


@pytest.mark.usefixtures("aws")
def test_an_account_is_entered_by_its_role_with_the_external_id(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assumed: list[dict[str, Any]] = []

    def fetcher(*, extra_args: dict[str, Any], role_arn: str, **_others: Any) -> Any:
        assumed.append({"role": role_arn, **extra_args})
        return type("Fetcher", (), {"fetch_credentials": staticmethod(_credentials)})()

    def _credentials() -> dict[str, str]:
        return {"access_key": "a", "secret_key": "b", "token": "c", "expiry_time": "2099-01-01T00:00:00Z"}

    monkeypatch.setattr("verification.accounts.AssumeRoleCredentialFetcher", fetcher)
    item = {"account": ACCOUNTS[0], "region": "us-east-1", "home": False}
    target = into_account(replace(settings, external_id="vouch-1"), item)
    assert (target.account, target.region, target.home) == (ACCOUNTS[0], "us-east-1", False)
    assert assumed == [
        {
            "role": f"arn:aws:iam::{ACCOUNTS[0]}:role/vouch-verification",
            "RoleSessionName": "vouch-verify",
            "ExternalId": "vouch-1",
        }
    ]


def test_a_function_reads_what_the_component_told_it(settings: Settings) -> None:
    assert read({VARIABLE: json.dumps(asdict(settings))}) == settings


def test_a_package_that_was_not_built_says_no_version() -> None:
    assert tool() == {"name": "vouch", "version": "", "commit": ""}


def test_the_handlers_do_a_whole_run_and_count_it(
    settings: Settings, s3: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = replace(settings, accounts=("123456789012",), regions=("eu-west-1",), hub=False)
    monkeypatch.setenv(VARIABLE, json.dumps(asdict(alone)))
    monkeypatch.setattr("operations.verifier.item.CHECKS", CHECKS[:1])
    monkeypatch.setattr(verify, "__kwdefaults__", {"reach": _reach({}), "checks": CHECKS[:1]})
    monkeypatch.setattr(gather, "__kwdefaults__", {"checks": CHECKS[:1]})
    handlers._client.cache_clear()
    planned = handlers.plan_run({"run": "run-1", "started": STARTED}, None)
    context = type("Context", (), {"get_remaining_time_in_millis": staticmethod(lambda: 900_000)})()
    event = {"run": "run-1", "accounts": planned["accounts"], "item": items(planned["accounts"], ("eu-west-1",))[0]}
    assert handlers.verify_item(event, context)["partial"] is False
    said = handlers.gather_run(planned, None)
    assert (said["complete"], said["record"], said["refused"]) == (True, 1, 0)
    (line,) = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert (line["Stack"], line["RunCompleted"], line["ItemsIncomplete"]) == ("prod", 1, 0)
    assert line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Vouch/Verification"
