"""``vouch explain`` says what, why, how to mend, and shows a good and a bad example."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from guardrails.controls import CONTROLS
from guardrails.judge import RuleBook
from guardrails.rules import book
from tests.vouch.conftest import CONTROLS as SMALL
from tests.vouch.conftest import Ended
from vouch.cli import main
from vouch.promises import claims
from vouch.rule_page import rule_page
from vouch.rule_pages import markdown
from vouch.verified import checks_by_control

Vouch = Callable[..., Ended]


@pytest.mark.parametrize(
    "ids",
    [
        [rule.id for rule in book().rules],
        [control.id for control in CONTROLS],
        [claim.id for claim in claims()],
    ],
    ids=["rules", "controls", "claims"],
)
def test_every_id_is_explained(capsys: pytest.CaptureFixture[str], ids: list[str]) -> None:
    for each in ids:
        code = main(["explain", each])
        printed = capsys.readouterr()
        assert (each, code, printed.err) == (each, 0, "")
        assert printed.out.partition("  ")[0].split()[1] == each


def test_another_tools_id_of_several_rules_lists_them(vouch: Vouch) -> None:
    ended = vouch("explain", "rds.3")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("rds.3 stands for 3 rules here; explain one of them:\n  bucket-named  high  Title of")
    assert "  trail-present  critical  Title of trail-present\n    fix: Mend trail-present\n" in ended.out


def test_another_tools_id_of_one_rule_explains_it(vouch: Vouch, book: RuleBook) -> None:
    infos = {**book.infos, "bucket-named": replace(book.infos["bucket-named"], equivalents=("CKV_AWS_19",))}
    ended = vouch("explain", "ckv_aws_19", rules=RuleBook(book.rules, infos))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Rule bucket-named  Title of bucket-named\n")


def test_a_number_of_a_framework_lists_its_rules(vouch: Vouch) -> None:
    assert vouch("explain", "CIS-5.0:1.1").out.startswith("CIS-5.0:1.1 stands for 3 rules here")


def test_case_does_not_matter(vouch: Vouch) -> None:
    assert vouch("explain", "REST.Files").out == vouch("explain", "rest.files").out


def test_a_rule_is_explained_with_its_claims_quoted_and_its_examples(vouch: Vouch) -> None:
    ended = vouch("explain", "bucket-named")
    assert (ended.code, ended.err) == (0, "")
    claim = next(claim for claim in claims() if "rest.files" in claim.controls)
    for said in (
        "Rule bucket-named  Title of bucket-named",
        "Severity: high (refuses a deploy)",
        "Control: rest.files  Files are encrypted at rest",
        "Types: aws:s3/bucket:Bucket",
        "Kind: judges a resource by its own properties, before it is created",
        "Undetermined: refuses under a profile that says undetermined: refuse",
        "Exemption: for a year at most",
        "Reads of Bucket: bucket",
        "CIS Amazon Web Services Foundations Benchmark (5.0.0): 1.1",
        "  read in the control universe",
        "Checkov: CKV_AWS_16",
        "Security Hub: RDS.3",
        claim.id,
        "How to mend: Mend bucket-named",
        "Good example",
        "Bad example",
        "  => failed main.bucket: bucket is not set\n",
        "Unknown example",
        "  => undetermined main.bucket: bucket is not known yet; it must be set\n",
    ):
        assert said in ended.out


def test_an_example_is_printed_as_it_is_declared(vouch: Vouch) -> None:
    out = vouch("explain", "bucket-named").out
    good = out[out.index("Good example") : out.index("Bad example")]
    assert good == (
        "Good example\n"
        "  main:\n"
        "    type: aws:s3/bucket:Bucket\n"
        "    properties:\n"
        "      bucket: logs\n"
        "      tags:\n"
        "        owner: me\n"
        "      rules:\n"
        "        - days: 1\n"
        "          names:\n"
        '            - "*"\n'
        "            - a\n"
    )


def test_a_rule_beyond_the_claims_says_so(vouch: Vouch) -> None:
    out = vouch("explain", "bucket-owned").out
    assert "Why: good practice that no claim asks for" in out
    assert "Severity: low (advice)" in out


def test_a_stack_without_the_resource_is_an_example_too(vouch: Vouch) -> None:
    assert "Bad example\n  a stack without such a resource\n" in vouch("explain", "trail-present").out


def test_a_control_is_explained_with_what_guards_it(vouch: Vouch) -> None:
    out = vouch("explain", "rest.files").out
    for said in (
        "Control rest.files  Files are encrypted at rest",
        "Area: data",
        "Note: Access logs use the service's key",
        f"Verified by: {checks_by_control()['rest.files'][0]}",
        "bucket-named  high  Title of bucket-named",
        "fix: Mend bucket-named",
        "Good (bucket-named) example",
    ):
        assert said in out


def test_a_rule_is_its_page_in_markdown(vouch: Vouch, book: RuleBook) -> None:
    page = rule_page(book.rules[0], book, SMALL, claims())
    assert vouch("explain", "bucket-named", "--format", "markdown").out == markdown(page)


def test_a_rule_is_its_page_in_json(vouch: Vouch) -> None:
    page = json.loads(vouch("explain", "bucket-named", "--format", "json").out)
    assert (page["id"], page["severity"], page["area"]) == ("bucket-named", "high", "data")
    assert page["peers"] == [{"tool": "Checkov", "ids": ["CKV_AWS_16"]}, {"tool": "Security Hub", "ids": ["RDS.3"]}]
    assert [(each["name"], each["said"]) for each in page["examples"]] == [
        ("good", []),
        ("bad", ["failed main.bucket: bucket is not set"]),
        ("unknown", ["undetermined main.bucket: bucket is not known yet; it must be set"]),
    ]


@pytest.mark.parametrize(("id_", "key"), [("rest.files", "control"), ("OB-14", "id"), ("RDS.3", "rule")])
def test_what_is_no_rule_is_its_rows_in_json(vouch: Vouch, id_: str, key: str) -> None:
    rows = json.loads(vouch("explain", id_, "--format", "json").out)
    assert [row[key] for row in rows] == (
        [id_] if id_ != "RDS.3" else ["bucket-named", "bucket-owned", "trail-present"]
    )


def test_only_a_rule_has_a_page_in_markdown(vouch: Vouch) -> None:
    ended = vouch("explain", "rest.files", "--format", "markdown")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "vouch: rest.files has no page of its own: use --format text or json, or name one rule\n"


def test_an_unknown_format_ends_with_2(vouch: Vouch) -> None:
    ended = vouch("explain", "rest.files", "--format", "xml")
    assert (ended.code, ended.err) == (2, "vouch: --format 'xml' is not known: use text, markdown or json\n")


def test_a_control_without_rules_says_so(vouch: Vouch) -> None:
    assert "Guarded by: no rule yet" in vouch("explain", "tls.internal").out


def test_a_claim_is_explained_with_its_status_and_controls(vouch: Vouch) -> None:
    claim = next(claim for claim in claims() if claim.controls == ("rest.files",) or "rest.files" in claim.controls)
    out = " ".join(vouch("explain", claim.id.lower()).out.split())
    assert f'Claim {claim.id} "{claim.quote}"' in out
    assert f"Source: {claim.source}" in out
    assert "not verified, not kept" in out
    assert "Control rest.files" in out


def test_an_unknown_id_ends_with_2_and_suggests(vouch: Vouch) -> None:
    ended = vouch("explain", "bucket-name")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("vouch: there is no claim, control or rule 'bucket-name': did you mean bucket-named")


def test_a_rule_on_hundreds_of_types_names_a_few(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "resource-tagged"]) == 0
    assert re.search(r"and \d{3,4} more", " ".join(capsys.readouterr().out.split()))
