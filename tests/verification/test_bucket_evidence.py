"""The chain of evidence in a bucket: the records of a folder, written once each, by moto's S3."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from verification.bucket_evidence import BucketChain, Head
from verification.evidence import FIRST, EvidenceError, read, verify

BUCKET = "evidence"
RESULTS = [{"rule": "a", "verdict": "passed"}, {"rule": "b", "message": 'a "results":[] and Zoë', "verdict": "failed"}]


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("s3", region_name="eu-west-1")
        client.create_bucket(
            Bucket=BUCKET,
            CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
            ObjectLockEnabledForBucket=True,
        )
        yield client


def _chain(s3: Any) -> BucketChain:
    return BucketChain(client=s3, bucket=BUCKET, prefix="verification/prod/")


def _append(s3: Any, run: str) -> Head:
    # Members on both sides of `results`, and a text that looks like the place of them.
    return _chain(s3).append(run, {"kind": "verification", "about": '"results":[]', "tool": {"results": []}}, RESULTS)


def _copied(s3: Any, folder: Path) -> Path:
    for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]:
        body = s3.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read()
        (folder / each["Key"].rpartition("/")[2]).write_bytes(body)
    return folder


def test_an_empty_bucket_has_no_head(s3: Any) -> None:
    assert _chain(s3).head() == Head(0, FIRST, "")


def test_what_was_written_to_a_bucket_is_a_whole_chain_in_a_folder(s3: Any, tmp_path: Path) -> None:
    heads = [_append(s3, f"run-{number}") for number in (1, 2, 3)]
    folder = _copied(s3, tmp_path)
    verified = verify(folder, heads[0].hash)
    assert (verified.records, verified.faults, verified.head) == (3, (), heads[2].hash)
    records = list(read(folder))
    assert [record["results"] for record in records] == [RESULTS] * 3
    assert [record["sequence"] for record in records] == [1, 2, 3]
    assert records[1]["previous"] == heads[0].hash


def test_the_head_is_read_again_with_its_hash_and_its_run(s3: Any) -> None:
    written = _append(s3, "run-1")
    assert _chain(s3).head() == Head(1, written.hash, "run-1")


def test_a_run_that_is_gathered_twice_is_written_once(s3: Any) -> None:
    assert _append(s3, "run-1") == _append(s3, "run-1")
    assert _chain(s3).head().records == 1


def test_a_run_without_results_is_a_record_too(s3: Any, tmp_path: Path) -> None:
    _chain(s3).append("run-1", {"kind": "verification"}, [])
    assert verify(_copied(s3, tmp_path)).faults == ()


def test_two_runs_at_once_do_not_write_over_each_other(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _append(s3, "run-1")
    monkeypatch.setattr(BucketChain, "head", lambda _self: Head(0, FIRST, ""))
    with pytest.raises(EvidenceError, match=r"00000001\.json was written by another run at the same time: run again"):
        _append(s3, "run-2")


def test_a_record_that_somebody_wrote_again_is_seen(s3: Any) -> None:
    _append(s3, "run-1")
    s3.put_object(Bucket=BUCKET, Key="verification/prod/00000001.json", Body=b"{}")
    with pytest.raises(EvidenceError, match="has more than one version"):
        _chain(s3).head()


def test_a_record_that_somebody_deleted_is_seen(s3: Any) -> None:
    _append(s3, "run-1")
    s3.delete_object(Bucket=BUCKET, Key="verification/prod/00000001.json")
    with pytest.raises(EvidenceError, match="was deleted: restore it"):
        _append(s3, "run-2")


def test_a_gap_is_seen(s3: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key="verification/prod/00000002.json", Body=b"{}")
    with pytest.raises(EvidenceError, match="is where record 1 should be"):
        _chain(s3).head()


@pytest.mark.parametrize("change", [("passed", "failed"), ('"hash":"', '"hush":"')])
def test_a_last_record_that_is_not_what_was_written_is_seen(s3: Any, change: tuple[str, str]) -> None:
    _append(s3, "run-1")
    key = "verification/prod/00000001.json"
    text = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().decode()
    version = s3.list_object_versions(Bucket=BUCKET)["Versions"][0]["VersionId"]
    s3.delete_object(Bucket=BUCKET, Key=key, VersionId=version)
    s3.put_object(Bucket=BUCKET, Key=key, Body=text.replace(*change).encode())
    with pytest.raises(EvidenceError, match="does not have the hash that it states"):
        _append(s3, "run-2")


def test_a_bucket_that_cannot_be_read_is_an_error_in_a_sentence(s3: Any) -> None:
    with pytest.raises(EvidenceError, match="the evidence in s3://none/verification/prod/ cannot be read"):
        BucketChain(client=s3, bucket="none", prefix="verification/prod/").head()


def test_a_record_is_canonical_json(s3: Any, tmp_path: Path) -> None:
    _append(s3, "run-1")
    text = (_copied(s3, tmp_path) / "00000001.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
