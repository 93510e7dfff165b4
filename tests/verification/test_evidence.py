"""A chain of evidence shows every change, gap and move."""

import json
from pathlib import Path

import pytest

from verification.evidence import FIRST, EvidenceError, append, digest, read, verify


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    for verdict in ("passed", "failed", "passed"):
        append(folder, {"results": [{"rule": "a", "verdict": verdict}], "seconds": 1.5, "who": "Zoë"})
    return folder


def _change(path: Path, **members: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_bytes()) | members), encoding="utf-8")


def test_a_chain_begins_at_nothing_and_each_record_names_the_one_before(chain: Path) -> None:
    records = list(read(chain))
    assert [record["sequence"] for record in records] == [1, 2, 3]
    assert [record["previous"] for record in records] == [FIRST, records[0]["hash"], records[1]["hash"]]
    assert [digest(record) for record in records] == [record["hash"] for record in records]


def test_a_whole_chain_has_no_fault(chain: Path) -> None:
    verified = verify(chain)
    assert (verified.records, verified.faults) == (3, ())
    assert verified.head == list(read(chain))[-1]["hash"]


def test_a_record_is_canonical_json(chain: Path) -> None:
    text = (chain / "00000001.json").read_text(encoding="utf-8")
    assert text.startswith('{"format":"vouch-evidence/1","hash":"')
    assert text.endswith('"results":[{"rule":"a","verdict":"passed"}],"seconds":1.5,"sequence":1,"who":"Zoë"}')


def test_a_changed_verdict_is_seen(chain: Path) -> None:
    _change(chain / "00000002.json", results=[{"rule": "a", "verdict": "passed"}])
    (fault,) = verify(chain).faults
    assert (fault.file, fault.message) == (
        "00000002.json",
        "does not have the hash that it states: it has been changed",
    )


def test_a_changed_verdict_with_a_new_hash_breaks_what_follows(chain: Path) -> None:
    path = chain / "00000002.json"
    _change(path, results=[])
    _change(path, hash=digest(json.loads(path.read_bytes())))
    (fault,) = verify(chain).faults
    assert fault.file == "00000003.json"
    assert fault.message.startswith("does not follow the record before it")


def test_a_missing_record_is_seen(chain: Path) -> None:
    (chain / "00000002.json").unlink()
    assert next(fault.message for fault in verify(chain).faults) == (
        "follows record 1: records between them are missing"
    )


def test_a_missing_first_record_is_seen(chain: Path) -> None:
    (chain / "00000001.json").unlink()
    assert verify(chain).faults[0].file == "00000002.json"


def test_two_records_that_changed_places_are_seen(chain: Path) -> None:
    one, two = chain / "00000001.json", chain / "00000002.json"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert "holds record 2: it has been moved" in [fault.message for fault in verify(chain).faults]


def test_a_chain_cut_off_at_its_end_has_another_head(chain: Path) -> None:
    head = verify(chain).head
    (chain / "00000003.json").unlink()
    assert verify(chain).faults == ()
    (fault,) = verify(chain, head).faults
    assert fault.message == f"no record has the hash {head}: records at the end are missing"


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"text"'])
def test_what_is_no_record_is_seen(chain: Path, content: str) -> None:
    (chain / "00000002.json").write_text(content, encoding="utf-8")
    assert "is not a record: it has been changed" in [fault.message for fault in verify(chain).faults]
    with pytest.raises(EvidenceError, match="is not a record of evidence"):
        list(read(chain))


def test_nothing_is_appended_to_a_broken_chain(chain: Path) -> None:
    _change(chain / "00000001.json", who="nobody")
    with pytest.raises(EvidenceError, match=r"is broken .* begin another folder"):
        append(chain, {})
    assert len(list(chain.glob("*.json"))) == 3


def test_two_runs_at_once_do_not_write_over_each_other(chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = verify(chain)
    append(chain, {"who": "the first"})
    monkeypatch.setattr("verification.evidence.verify", lambda _folder: before)
    with pytest.raises(EvidenceError, match="was written by another run at the same time: run again"):
        append(chain, {"who": "the second"})
    assert list(read(chain))[-1]["who"] == "the first"
    assert [path.name for path in sorted(chain.iterdir())] == [f"0000000{number}.json" for number in (1, 2, 3, 4)]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="there is no folder"):
        verify(tmp_path / "none")
