"""``vouch verify`` as people call it, over accounts that moto plays: formats, exit codes, evidence, errors."""

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import boto3
import jsonschema
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

import verification.reader
from verification.calls import Call
from verification.evidence import read, verify
from verification.runner import Run
from vouch.cli import main
from vouch.promises import claims

REGION = "eu-west-1"
ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "vouch" / "schemas" / "verify.schema.json"


@dataclass(frozen=True)
class Ended:
    """What one call of the command came to."""

    code: int
    out: str
    err: str

    @property
    def run(self) -> dict[str, Any]:
        """The one run of a JSON report."""
        (only,) = json.loads(self.out)["runs"]
        told: dict[str, Any] = only
        return told

    @property
    def verdicts(self) -> set[str]:
        """The answers that were had."""
        return {each["verdict"] for each in self.run["results"]}


Vouch = Callable[..., Ended]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "PULUMI_STACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("VOUCH_COMMIT", "0" * 40)


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture
def vouch(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Vouch:
    """Verifies one control of messages, as nothing else is said, without anything attested."""
    nothing = tmp_path / "attestations.yaml"
    nothing.write_text("attestations: []\n", encoding="utf-8")

    def call(*arguments: object, control: str = "rest.msgs", region: str | None = REGION) -> Ended:
        words = ["verify", "--control", control, "--evidence", str(tmp_path / "chain")]
        words += ["--region", region] if region is not None else []
        if "--attestations" not in arguments:
            words += ["--attestations", str(nothing)]
        capsys.readouterr()
        code = main([*words, *map(str, arguments)])
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return call


def _queue(*, encrypted: bool, region: str = REGION) -> None:
    attributes = {"SqsManagedSseEnabled": "false"}
    if encrypted:
        key = boto3.client("kms", region).create_key()["KeyMetadata"]["Arn"]
        attributes = {"KmsMasterKeyId": key}
    boto3.client("sqs", region).create_queue(QueueName="orders", Attributes=attributes)


@pytest.mark.usefixtures("aws")
def test_an_account_without_anything_to_ask_about_holds(vouch: Vouch) -> None:
    ended = vouch("--format", "json")
    assert (ended.code, ended.err, ended.verdicts) == (0, "", {"absent"})


@pytest.mark.usefixtures("aws")
def test_what_holds_ends_with_0(vouch: Vouch) -> None:
    _queue(encrypted=True)
    ended = vouch("--format", "json")
    assert (ended.code, ended.verdicts) == (0, {"passed", "absent"})


@pytest.mark.usefixtures("aws")
def test_what_does_not_hold_ends_with_1_and_says_where_and_how_to_mend(vouch: Vouch) -> None:
    _queue(encrypted=False)
    ended = vouch()
    assert ended.code == 1
    assert "sqs-queue-encrypted" in ended.out
    assert "arn:aws:sqs:eu-west-1:123456789012:orders" in ended.out
    assert "fix: " in ended.out
    assert ended.out.rstrip().splitlines()[-1].startswith("Broken: ")


@pytest.mark.usefixtures("aws")
def test_the_json_report_is_as_its_schema_says(vouch: Vouch) -> None:
    _queue(encrypted=False)
    ended = vouch("--format", "json")
    jsonschema.validate(json.loads(ended.out), json.loads(SCHEMA.read_text(encoding="utf-8")))
    broken = [each for each in ended.run["results"] if each["verdict"] == "failed"]
    assert {(each["account"], each["region"], each["control"]) for each in broken} == {
        ("123456789012", REGION, "rest.msgs")
    }
    assert ended.run["summary"]["refused"] == sum(each["refused"] for each in broken)
    assert ended.run["subject"]["regions"] == [REGION]


@pytest.mark.usefixtures("aws")
def test_the_csv_report_has_a_row_for_every_answer(vouch: Vouch) -> None:
    _queue(encrypted=False)
    rows = list(csv.DictReader(io.StringIO(vouch("--format", "csv").out)))
    told = vouch("--format", "json").run["results"]
    assert [(row["rule"], row["verdict"]) for row in rows] == [(each["rule"], each["verdict"]) for each in told]


@pytest.mark.usefixtures("aws")
def test_a_report_is_written_to_a_file(vouch: Vouch, tmp_path: Path) -> None:
    ended = vouch("--format", "json", "--output", tmp_path / "report.json")
    assert (ended.code, ended.out) == (0, "")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["runs"]


DENIED = ClientError({"Error": {"Code": "AccessDenied", "Message": "no policy allows it"}}, "ListTopics")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Exception]], None]:
    """Lets calls of these ids end in an error, as moto cannot be told to."""
    real = verification.reader._all_pages

    def let(errors: dict[str, Exception]) -> None:
        def pages(client: Any, call: Call, parameters: Any) -> Any:
            if call.id in errors:
                raise errors[call.id]
            return real(client, call, parameters)

        monkeypatch.setattr(verification.reader, "_all_pages", pages)

    return let


Failing = Callable[[dict[str, Exception]], None]


@pytest.mark.usefixtures("aws")
def test_a_denied_call_ends_with_3_and_names_the_action(vouch: Vouch, failing: Failing) -> None:
    _queue(encrypted=True)
    failing({"sns.list_topics": DENIED})
    ended = vouch("--format", "json")
    assert ended.code == 3
    told = {each["message"] for each in ended.run["results"] if each["verdict"] == "not_permitted"}
    assert told == {"sns:ListTopics is not permitted: no policy allows it"}
    assert not any(each["refused"] for each in ended.run["results"])


@pytest.mark.usefixtures("aws")
def test_what_is_broken_comes_before_what_is_not_permitted(vouch: Vouch, failing: Failing) -> None:
    _queue(encrypted=False)
    failing({"sns.list_topics": DENIED})
    assert vouch().code == 1


@pytest.mark.usefixtures("aws")
def test_a_check_that_raises_comes_before_what_is_broken(vouch: Vouch, failing: Failing) -> None:
    _queue(encrypted=False)
    failing({"sns.list_topics": ZeroDivisionError("division by zero")})
    ended = vouch("--format", "json")
    assert (ended.code, ended.err) == (2, "")
    assert {"error", "failed"} <= ended.verdicts


@pytest.mark.usefixtures("aws")
def test_buckets_are_asked_whoever_made_a_client_before(vouch: Vouch) -> None:
    boto3.client("s3", "us-east-1").create_bucket(Bucket="orders")
    ended = vouch("--format", "json", control="det.analyzer")
    assert "error" not in ended.verdicts
    assert "s3-bucket-public-policy-blocked" in {
        each["rule"] for each in ended.run["results"] if each["verdict"] == "failed"
    }


@pytest.mark.usefixtures("aws")
def test_a_call_that_moto_does_not_implement_is_unavailable_and_no_pass(vouch: Vouch) -> None:
    ended = vouch("--format", "json", control="det.analyzer")
    assert ended.code in (1, 3)
    assert "unavailable" in ended.verdicts


@pytest.mark.usefixtures("aws")
def test_a_run_that_is_interrupted_leaves_partial_evidence(
    vouch: Vouch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _queue(encrypted=True)
    real = Run.results

    def interrupted(self: Run) -> Iterator[Any]:
        yield next(real(self))
        raise KeyboardInterrupt

    monkeypatch.setattr(Run, "results", interrupted)
    ended = vouch("--format", "json")
    assert ended.code == 2
    assert ended.run["partial"] is True
    (record,) = read(tmp_path / "chain")
    assert record["partial"] is True
    assert verify(tmp_path / "chain").faults == ()


@pytest.mark.usefixtures("aws")
def test_every_run_is_one_more_record_of_the_chain(vouch: Vouch, tmp_path: Path) -> None:
    ended = vouch("--format", "json")
    vouch()
    verified = verify(tmp_path / "chain")
    assert (verified.records, verified.faults) == (2, ())
    first, second = read(tmp_path / "chain")
    assert second["previous"] == first["hash"]
    assert (first["kind"], first["tool"]["commit"]) == ("verification", "0" * 40)
    assert [each["rule"] for each in first["results"]] == [each["rule"] for each in ended.run["results"]]
    assert main(["evidence", "verify", str(tmp_path / "chain")]) == 0


@pytest.mark.usefixtures("aws")
def test_no_evidence_is_written_where_none_is_wanted(vouch: Vouch, tmp_path: Path) -> None:
    assert vouch("--no-evidence").code == 0
    assert not (tmp_path / "chain").exists()


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("day", "state", "code"),
    [("2026-06-01", "attested", 0), ("2026-12-15", "expiring", 0), ("2027-01-01", "expired", 1)],
)
def test_attestations_count_as_they_are_on_a_day(vouch: Vouch, tmp_path: Path, day: str, state: str, code: int) -> None:
    entry = {
        "claims": [next(iter(claims())).id],
        "statement": "Staff sign an agreement",
        "owner": "People",
        "evidence": "s3://evidence/agreement.pdf",
        "sha256": "0" * 64,
        "issued": "2026-01-15",
        "expires": "2026-12-31",
    }
    path = tmp_path / "stated.yaml"
    path.write_text(json.dumps({"attestations": [entry]}), encoding="utf-8")
    ended = vouch("--format", "json", "--attestations", path, "--as-of", day)
    assert ended.code == code
    assert [each["state"] for each in ended.run["attestations"]] == [state]
    assert not any(each["refused"] for each in ended.run["results"])


class _Endpoint(BaseHTTPRequestHandler):
    """Answers as an account without anything would; ``asked`` are the operations that came."""

    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        target = self.headers.get("X-Amz-Target") or dict(parse_qsl(body))["Action"]
        self.asked.append(target.rpartition(".")[2])
        answer = b"{}"
        if "Action=" in body:
            inner = "<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/u</Arn>"
            operation = dict(parse_qsl(body))["Action"]
            answer = (
                f"<{operation}Response><{operation}Result>{inner}</{operation}Result></{operation}Response>".encode()
            )
        if target.endswith("DescribeOrganization"):
            answer = b'{"__type": "AWSOrganizationsNotInUseException", "Message": "none"}'
        self.send_response(400 if b"__type" in answer else 200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_aws_endpoint_url_is_asked(vouch: Vouch, monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Endpoint) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        ended = vouch("--format", "json")
        server.shutdown()
    assert ended.err == ""
    assert (ended.code, ended.verdicts) == (0, {"absent"})
    assert {"GetCallerIdentity", "ListQueues", "ListTopics"} <= set(_Endpoint.asked)


@pytest.mark.usefixtures("aws")
def test_several_regions_are_asked_and_named(vouch: Vouch) -> None:
    _queue(encrypted=False, region="eu-central-1")
    ended = vouch("--format", "json", "--region", "eu-central-1")
    assert ended.run["subject"]["regions"] == [REGION, "eu-central-1"]
    assert {each["region"] for each in ended.run["results"] if each["verdict"] == "failed"} == {"eu-central-1"}


def test_without_credentials_nothing_is_asked(vouch: Vouch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with mock_aws(config={"core": {"mock_credentials": False}}):
        ended = vouch()
    assert (ended.code, ended.out) == (2, "")
    assert "there are no AWS credentials: sign in, or name a --profile that has them" in ended.err
    assert not (tmp_path / "chain").exists()


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--profile", "nobody"], "has no profile 'nobody'"),
        (["--format", "xml"], "--format 'xml' is not known: use table, json, csv"),
        (["--control", "rest.message"], "there is no control 'rest.message'"),
        (["--as-of", "tomorrow"], "--as-of 'tomorrow' is no day: write it as 2026-11-21"),
        (["--account", "210987654321"], "the credentials are of account 123456789012, not of 210987654321"),
        (["--account", ""], "--account is empty"),
        (["--organization"], "--organization needs --role"),
        (["--role", "no role!"], "--role 'no role!' is neither the ARN nor the name of a role"),
        (["--attestations", "/no/such/file.yaml"], "/no/such/file.yaml"),
        (["--output", "/no/such/folder/report.json"], "/no/such/folder"),
    ],
)
def test_bad_input_is_said_in_one_sentence(vouch: Vouch, arguments: list[str], said: str) -> None:
    ended = vouch(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1
    assert "Traceback" not in ended.err


@pytest.mark.usefixtures("aws")
def test_without_a_region_nothing_is_asked(vouch: Vouch) -> None:
    ended = vouch(region=None)
    assert ended.code == 2
    assert "no region is known: give --region, --stack or AWS_REGION" in ended.err
