"""Rules, controls and claims are listed with what the code and the promises say of them, and nothing typed in."""

import json
from collections.abc import Callable

import pytest

from guardrails.controls.model import Control
from guardrails.judge import RuleBook
from tests.vouch.conftest import BUCKET, CONTROLS, Ended
from vouch.catalogue import ClaimRow, ControlRow, claim_rows, control_rows
from vouch.commands.listing import write_listing
from vouch.promises import Claim, claims
from vouch.verified import checks_by_control

Vouch = Callable[..., Ended]


def test_a_rule_is_listed_with_its_whole_record(vouch: Vouch) -> None:
    ended = vouch("rules", "--format", "json")
    assert ended.code == 0
    rows = json.loads(ended.out)
    assert [row["rule"] for row in rows] == ["bucket-named", "bucket-owned", "trail-present"]
    assert list(rows[0]) == [
        "rule",
        "control",
        "area",
        "title",
        "severity",
        "types",
        "frameworks",
        "equivalents",
        "claims",
        "fix",
    ]
    assert {key: value for key, value in rows[0].items() if key != "claims"} == {
        "rule": "bucket-named",
        "control": "rest.files",
        "area": "data",
        "title": "Title of bucket-named",
        "severity": "high",
        "types": [BUCKET],
        "frameworks": ["CIS-5.0:1.1"],
        "equivalents": ["CKV_AWS_16", "RDS.3"],
        "fix": "Mend bucket-named",
    }
    assert rows[0]["claims"] == [claim.id for claim in claims() if "rest.files" in claim.controls]


def test_a_control_is_listed_with_what_is_there_and_empty_where_nothing_is(vouch: Vouch) -> None:
    rows = {row["control"]: row for row in json.loads(vouch("controls", "--format", "json").out)}
    assert list(rows) == [control.id for control in CONTROLS]
    assert list(rows["log.trail"]) == [
        "control",
        "area",
        "title",
        "claims",
        "provides",
        "refuses",
        "verifies",
        "attested",
    ]
    assert rows["log.trail"]["refuses"] == ["trail-present"]
    assert rows["tls.internal"]["refuses"] == []
    assert rows["log.trail"]["verifies"] == list(checks_by_control()["log.trail"])
    assert rows["tls.internal"]["attested"] == []
    assert rows["base.data"]["claims"] == []


def test_every_claim_is_listed_with_its_quote(vouch: Vouch) -> None:
    rows = json.loads(vouch("claims", "--format", "json").out)
    assert len(rows) == 198
    assert list(rows[0]) == [
        "id",
        "quote",
        "source",
        "reach",
        "controls",
        "provided",
        "guarded",
        "verified",
        "kept",
    ]
    assert rows[1]["quote"] == "All communication between your browser and our servers is encrypted"


@pytest.mark.parametrize("listing", ["rules", "controls", "claims"])
def test_a_listing_is_a_table_by_default(vouch: Vouch, listing: str) -> None:
    ended = vouch(listing)
    assert (ended.code, ended.err) == (0, "")
    assert "in all; --format json has every field" in ended.out


def test_ids_stay_whole_in_80_columns_and_long_lists_are_counted(vouch: Vouch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = vouch("rules").out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[1].split()[:3] == ["bucket-named", "rest.files", "high"]
    controls = vouch("controls").out.splitlines()
    assert max(map(len, controls)) <= 80
    assert "1" in next(line for line in controls if line.startswith("log.trail")).split()


@pytest.mark.parametrize("listing", ["rules", "controls", "claims"])
def test_an_unknown_format_ends_with_2(vouch: Vouch, listing: str) -> None:
    ended = vouch(listing, "--format", "xml")
    assert (ended.code, ended.out, ended.err) == (2, "", "vouch: --format 'xml' is not known: use table or json\n")


def _claim(*controls: str) -> Claim:
    return Claim(id="X-1", source="page", quote="Said", theme="t", reach="full", controls=controls, limit="")


def _row(
    control: str, *, provides: bool = True, refuses: bool = True, verifies: bool = True, attested: bool = False
) -> ControlRow:
    return ControlRow(
        control=control,
        area="data",
        title="",
        claims=(),
        provides=("Database",) if provides else (),
        refuses=("rule",) if refuses else (),
        verifies=("check",) if verifies else (),
        attested=("X-1",) if attested else (),
    )


def _status(
    claim: Claim, *rows: ControlRow, verified: tuple[str, ...] = (), expired: tuple[str, ...] = ()
) -> tuple[bool, bool, bool, bool]:
    (row,) = claim_rows((claim,), rows, verified=verified, expired=expired)
    assert isinstance(row, ClaimRow)
    return row.provided, row.guarded, row.verified, row.kept


def test_a_claim_is_provided_and_guarded_only_with_all_of_its_controls() -> None:
    claim = _claim("rest.db", "rest.files")
    whole, bare = _row("rest.db"), _row("rest.files", provides=False, refuses=False)
    assert _status(claim, whole, _row("rest.files")) == (True, True, False, False)
    assert _status(claim, whole, _row("rest.files", refuses=False)) == (True, False, False, False)
    assert _status(claim, whole, bare) == (False, False, False, False)


def test_a_claim_whose_control_nobody_states_is_neither() -> None:
    assert _status(_claim("rest.db", "rest.none"), _row("rest.db")) == (False, False, False, False)
    assert _status(_claim(), _row("rest.db")) == (False, False, False, False)


def test_an_attested_claim_is_kept_without_a_check() -> None:
    row = _row("gov.attest", provides=False, refuses=False, verifies=False, attested=True)
    assert _status(_claim("gov.attest"), row)[3]
    assert not _status(_claim("gov.attest"), row, expired=("X-1",))[3]


def test_a_claim_is_kept_where_its_controls_are_provided_guarded_and_verified() -> None:
    claim, rows = _claim("rest.db", "rest.files"), (_row("rest.db"), _row("rest.files"))
    assert _status(claim, *rows, verified=("rest.db", "rest.files")) == (True, True, True, True)
    assert _status(claim, *rows, verified=("rest.db",)) == (True, True, False, False)
    assert not _status(claim, *rows, verified=("rest.db", "rest.files"), expired=("X-1",))[3]
    unguarded = _row("rest.files", refuses=False)
    assert _status(claim, rows[0], unguarded, verified=("rest.db", "rest.files")) == (True, False, True, False)


def test_an_attestation_stands_in_only_where_no_machine_can_ask() -> None:
    claim = _claim("rest.db")
    assert not _status(claim, _row("rest.db", attested=True))[3]
    assert _status(claim, _row("rest.db", provides=False, verifies=False, attested=True))[3]


def test_that_attestations_exist_is_no_attestation_of_the_claim() -> None:
    claim = _claim("rest.db", "gov.attest")
    verified = ("rest.db", "gov.attest")
    assert not _status(claim, _row("rest.db"), _row("gov.attest"), verified=verified)[3]
    assert _status(claim, _row("rest.db"), _row("gov.attest", attested=True), verified=verified)[3]


def test_a_control_lists_the_components_that_provide_it(book: RuleBook) -> None:
    controls = (Control(id="rest.files", title="Files"),)
    (row,) = control_rows(
        book, controls, {"rest.files": ("Bucket", "LogArchive")}, {"rest.files": ("files-encrypted",)}
    )
    assert row.provides == ("Bucket", "LogArchive")
    assert row.refuses == ("bucket-named",)
    assert row.verifies == ("files-encrypted",)


def test_ids_in_a_list_are_not_broken_at_their_hyphens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    claims_ = tuple(f"CF-{number:02}" for number in range(9))
    row = ControlRow(
        control="rest.db", area="data", title="", claims=claims_, provides=(), refuses=(), verifies=(), attested=()
    )
    write_listing([row], ("control", "area", "claims"), "table")
    printed = capsys.readouterr().out
    assert [word for word in printed.split() if word.startswith("CF")] == list(claims_)
