"""``vouch check`` with a baseline: what is known refuses nothing, what is new does, and what is mended must leave."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guardrails.judge import RuleBook
from tests.vouch.conftest import Ended
from tests.vouch.support import BUCKET, bad_bucket, good_bucket, resource, urn, write_state

Vouch = Callable[..., Ended]


def _write(path: Path, *findings: tuple[str | None, str], stack: str = "shop/live") -> Path:
    listed = [{"stack": stack, "urn": where, "rule": rule} for where, rule in findings]
    path.write_text(json.dumps({"version": 1, "findings": listed}), encoding="utf-8")
    return path


def _known(name: str = "logs", rule: str = "bucket-named") -> tuple[str, str]:
    return urn(BUCKET, name), rule


def _run(ended: Ended) -> dict[str, Any]:
    (run,) = json.loads(ended.out)["runs"]
    found: dict[str, Any] = run
    return found


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state of shop/live with one bucket that breaks bucket-named."""
    return write_state(tmp_path / "state.json", bad_bucket())


def test_a_known_finding_refuses_nothing_and_is_still_a_failure(vouch: Vouch, state: Path, tmp_path: Path) -> None:
    ended = vouch("check", "--state", state, "--baseline", _write(tmp_path / "b", _known()), "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    run = _run(ended)
    assert [(each["verdict"], each["known"], each["refused"]) for each in run["results"]] == [("failed", True, False)]
    assert (run["summary"]["failed"], run["summary"]["known"], run["summary"]["refused"]) == (1, 1, 0)


def test_the_table_counts_what_is_known_by_rule(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", bad_bucket("a"), bad_bucket("b"))
    out = vouch("check", "--state", state, "--baseline", _write(tmp_path / "b.json", _known("a"), _known("b"))).out
    assert "Known in the baseline (2)\n  bucket-named  2 results\n" in out
    assert "2 known" in out
    assert "Failed (" not in out
    assert "Nothing refused." in out


def test_a_new_finding_refuses(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", bad_bucket(), bad_bucket("new"))
    ended = vouch("check", "--state", state, "--baseline", _write(tmp_path / "b", _known()), "--format", "json")
    assert ended.code == 1
    assert [(each["name"], each["refused"]) for each in _run(ended)["results"]] == [("logs", False), ("new", True)]


def test_what_is_mended_must_leave_the_file(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", good_bucket())
    ended = vouch("check", "--state", state, "--baseline", _write(tmp_path / "b", _known(), (None, "gone")))
    assert ended.code == 1
    for said in (
        "baseline-mended",
        f"the stack: bucket-named on {urn(BUCKET, 'logs')} is mended, or gone",
        "the stack: gone on the stack is mended, or gone",
        "fix: Remove the entry from the baseline, or write the file anew with --output baseline=FILE",
    ):
        assert said in " ".join(ended.out.split()), "lines fold where the terminal ends"


def test_what_a_run_writes_the_next_run_knows(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", bad_bucket("b"), bad_bucket("a"), resource(BUCKET, "c", inputs={}))
    file = tmp_path / "baseline.json"
    assert vouch("check", "--state", state, "--profile", "prod", "--output", f"baseline={file}").code == 1
    assert file.read_text(encoding="utf-8") == (
        "{\n"
        '  "version": 1,\n'
        '  "findings": [\n'
        '    {"stack": "shop/live", "urn": null, "rule": "trail-present"},\n'
        f'    {{"stack": "shop/live", "urn": "{urn(BUCKET, "a")}", "rule": "bucket-named"}},\n'
        f'    {{"stack": "shop/live", "urn": "{urn(BUCKET, "b")}", "rule": "bucket-named"}},\n'
        f'    {{"stack": "shop/live", "urn": "{urn(BUCKET, "c")}", "rule": "bucket-named"}},\n'
        f'    {{"stack": "shop/live", "urn": "{urn(BUCKET, "c")}", "rule": "bucket-owned"}}\n'
        "  ]\n"
        "}\n"
    )
    assert vouch("check", "--state", state, "--profile", "prod", "--baseline", file).code == 0


def test_the_baseline_of_a_sound_stack_is_empty(vouch: Vouch, tmp_path: Path) -> None:
    state, file = write_state(tmp_path / "state.json", good_bucket()), tmp_path / "baseline.json"
    assert vouch("check", "--state", state, "--output", f"baseline={file}").code == 0
    assert file.read_text(encoding="utf-8") == '{\n  "version": 1,\n  "findings": []\n}\n'
    assert vouch("check", "--state", state, "--baseline", file).code == 0


def test_a_baseline_may_be_written_over_the_one_before(vouch: Vouch, state: Path, tmp_path: Path) -> None:
    file = _write(tmp_path / "b.json", _known("gone"))
    ask = ("check", "--state", state, "--baseline", file)
    assert vouch(*ask, "--output", f"baseline={file}").code == 1
    assert [each["urn"] for each in json.loads(file.read_text(encoding="utf-8"))["findings"]] == [urn(BUCKET, "logs")]
    assert vouch(*ask).code == 0


def test_several_states_share_a_file(vouch: Vouch, state: Path, tmp_path: Path) -> None:
    other, file = tmp_path / "other.json", tmp_path / "baseline.json"
    other.write_text(state.read_text(encoding="utf-8").replace("live", "test"), encoding="utf-8")
    assert vouch("check", "--state", state, other, "--output", f"baseline={file}").code == 1
    assert vouch("check", "--state", state, other, "--baseline", file).code == 0
    # What another stack has is not missed where that stack is not judged.
    assert vouch("check", "--state", other, "--baseline", file).code == 0


def test_with_some_rules_only_theirs_are_mended(vouch: Vouch, state: Path, tmp_path: Path) -> None:
    file = _write(tmp_path / "b.json", _known(), _known(rule="bucket-owned"))
    ask = ("check", "--state", state, "--baseline", file, "--rule")
    assert vouch(*ask, "bucket-named").code == 0
    assert vouch(*ask, "bucket-owned").code == 1


def test_a_rule_that_raises_is_never_known_and_nothing_is_taken_for_mended(
    vouch: Vouch, breaking_book: RuleBook, state: Path, tmp_path: Path
) -> None:
    file = _write(tmp_path / "b.json", _known(), _known(rule="bucket-breaking"))
    ended = vouch("check", "--state", state, "--baseline", file, "--format", "json", rules=breaking_book)
    assert ended.code == 2
    assert [(each["verdict"], each["known"]) for each in _run(ended)["results"]] == [("failed", True), ("error", False)]


def test_no_baseline_is_written_of_a_run_that_is_not_whole(
    vouch: Vouch, breaking_book: RuleBook, state: Path, tmp_path: Path
) -> None:
    file = tmp_path / "baseline.json"
    ended = vouch("check", "--state", state, "--output", f"baseline={file}", rules=breaking_book)
    assert ended.code == 2
    assert f"vouch: {file} was not written: a baseline holds a whole run\n" in ended.err
    assert not file.exists()


def test_what_is_exempt_is_not_in_a_baseline_and_leaves_one(vouch: Vouch, state: Path, tmp_path: Path) -> None:
    exemptions = tmp_path / "e.yaml"
    exemptions.write_text(
        "exemptions: [{rule: bucket-named, resource: 'name:logs', stacks: [shop/live], owner: me, reason: Old, "
        "ticket: SEC-1, expires: 2020-01-01}]",
        encoding="utf-8",
    )
    file = tmp_path / "b.json"
    ask = ("check", "--state", state, "--exemptions", exemptions)
    assert vouch(*ask, "--output", f"baseline={file}").code == 1
    # That an exemption has expired is nothing that could be known.
    assert [each["rule"] for each in json.loads(file.read_text(encoding="utf-8"))["findings"]] == ["bucket-named"]
    assert "exemption-expired" in vouch(*ask, "--baseline", file).out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "cannot be read, Invalid JSON: EOF while parsing an object at line 1 column 1: write it anew with "),
        ("[]", "cannot be read, Input should be an object: write it anew with --output baseline=FILE"),
        ('{"version": 2, "findings": []}', "cannot be read, version: Input should be 1: write it anew"),
        ('{"version": 1}', "cannot be read, findings: Field required: write it anew"),
        (
            '{"version": 1, "findings": [{"stack": "a/b", "rule": "x"}]}',
            "cannot be read, findings.0.urn: Field required: write it anew",
        ),
        (
            '{"version": 1, "findings": [{"stack": "a/b", "rule": "exemption-unused", "urn": null}]}',
            "has exemption-unused at findings.0, which none may know: mend it",
        ),
        (
            '{"version":1,"findings":[{"stack":"a","rule":"x","urn":null},{"stack":"a","urn":null,"rule":"x"}]}',
            "has an entry twice: write it anew",
        ),
    ],
)
def test_a_malformed_baseline_ends_with_2_and_one_sentence(
    vouch: Vouch, state: Path, tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text, encoding="utf-8")
    ended = vouch("check", "--state", state, "--baseline", file)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert ended.err.startswith(f"vouch: the baseline {file} {sentence}")


def test_a_baseline_is_printed_to_no_stdout(vouch: Vouch, state: Path) -> None:
    assert vouch("check", "--state", state, "--format", "baseline").code == 2
    assert vouch("check", "--state", state, "--output", "baseline=-").err == (
        "vouch: --output 'baseline=-' names no file: name one\n"
    )
