"""``vouch explain`` says what, why, how to mend, and shows a good and a bad example."""

import re
from collections.abc import Callable

import pytest

from guardrails.controls import CONTROLS
from guardrails.rules import book
from tests.vouch.conftest import Ended
from vouch.cli import main
from vouch.promises import claims

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


def test_another_tools_id_names_our_rules(vouch: Vouch) -> None:
    ended = vouch("explain", "rds.3")
    assert (ended.code, ended.err) == (
        2,
        "vouch: rds.3 is another tool's rule: explain bucket-named or bucket-owned or trail-present\n",
    )


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
        "Frameworks: CIS-5.0:1.1",
        "Known as: CKV_AWS_16, RDS.3",
        claim.id,
        "How to mend: Mend bucket-named",
        "Good example",
        "Bad example",
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
        "Verified by: no check yet",
        "bucket-named  high  Title of bucket-named",
        "fix: Mend bucket-named",
        "Good (bucket-named) example",
    ):
        assert said in out


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
