"""A graph, rules and a profile become a run of the report."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from guardrails.graph import Graph, Resource
from guardrails.judge import RuleBook
from guardrails.profiles import Profile, profile
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Severity, Verdict
from vouch.check import Checked, check
from vouch.report.model import Subject

BUCKET = "aws:s3/bucket:Bucket"


def _resource(name: str, properties: dict[str, Value], type_: str = BUCKET, *, custom: bool = True) -> Resource:
    return Resource(
        urn=f"urn:pulumi:live::shop::{type_}::{name}",
        type=type_,
        token=type_,
        name=name,
        properties=properties,
        custom=custom,
    )


@pytest.fixture
def judged(book: RuleBook) -> Checked:
    """A named bucket, one without a name, one whose name nobody knows, a component and a provider."""
    return _check(
        book,
        [
            _resource("good", {"bucket": "logs", "tags": {"owner": "me"}}),
            _resource("bad", {"tags": {"owner": "me"}}),
            _resource("unknown", {"bucket": UNKNOWN}),
            _resource("store", {}, "vouch:data:Bucket", custom=False),
            _resource("default", {}, "pulumi:providers:aws"),
        ],
    )


def _check(
    book: RuleBook, resources: Sequence[Resource], bar: Profile | None = None, *, everything: bool = False
) -> Checked:
    return check(
        Subject(kind="state", path="state.json", stack="live"),
        Graph(resources),
        book,
        bar or profile("none"),
        claims_of=lambda control: {"rest.files": ("OB-1", "OB-2")}.get(control, ()),
        provides={"vouch:data:Bucket": ("rest.files", "tls.internal"), "vouch:data:Key": ("rest.keys",)},
        seconds=lambda: 1.23456,
        everything=everything,
    )


def test_the_summary_counts_verdicts_and_resources_without_providers(judged: Checked) -> None:
    assert judged.run.summary.model_dump() == {
        "resources": 4,
        "rules": 3,
        "passed": 3,
        "failed": 2,
        "undetermined": 1,
        "not_applicable": 1,
        "exempt": 0,
        "known": 0,
        "errors": 0,
        "refused": 1,
        "seconds": 1.235,
    }


def test_a_failed_result_says_everything_that_the_contract_asks(judged: Checked) -> None:
    assert judged.run.results[0].model_dump(mode="json") == {
        "rule": "bucket-named",
        "control": "rest.files",
        "claims": ["OB-1", "OB-2"],
        "severity": "high",
        "verdict": "failed",
        "refused": True,
        "urn": "urn:pulumi:live::shop::aws:s3/bucket:Bucket::bad",
        "type": BUCKET,
        "name": "bad",
        "property": "bucket",
        "message": "bucket is not set",
        "fix": "Mend bucket-named",
        "frameworks": ["CIS-5.0:1.1"],
        "known": False,
        "exemption": None,
        "source": None,
    }


def test_results_come_gravest_first_and_leave_out_what_passed(judged: Checked) -> None:
    assert [(each.rule, each.name, each.verdict) for each in judged.run.results] == [
        ("bucket-named", "bad", Verdict.FAILED),
        ("bucket-named", "unknown", Verdict.UNDETERMINED),
        ("bucket-owned", "unknown", Verdict.FAILED),
    ]


def test_all_lists_what_passed_and_what_does_not_apply(book: RuleBook) -> None:
    checked = _check(book, [_resource("good", {"bucket": "logs", "tags": {"owner": "me"}})], everything=True)
    assert [(each.rule, each.verdict, each.urn is None) for each in checked.run.results] == [
        ("trail-present", Verdict.NOT_APPLICABLE, True),
        ("bucket-named", Verdict.PASSED, False),
        ("bucket-owned", Verdict.PASSED, False),
    ]


def test_a_low_severity_is_shown_and_does_not_refuse(book: RuleBook) -> None:
    checked = _check(book, [_resource("plain", {"bucket": "logs"})])
    assert [(each.severity, each.refused) for each in checked.run.results] == [(Severity.LOW, False)]
    assert not checked.refused


def test_an_undetermined_result_refuses_only_where_the_profile_says_so(book: RuleBook) -> None:
    unknown = [_resource("unknown", {"bucket": UNKNOWN, "tags": {"owner": "me"}})]
    strict = replace(profile("none"), name="strict", refuses_undetermined=True)
    assert not _check(book, unknown).refused
    assert _check(book, unknown, strict).refused


def test_what_is_required_of_the_stack_has_no_resource(book: RuleBook) -> None:
    required = replace(profile("none"), name="required", required=frozenset({"log.trail"}))
    (result,) = _check(book, [], required).run.results
    assert (result.rule, result.urn, result.type, result.name, result.property) == (
        "trail-present",
        None,
        None,
        None,
        None,
    )
    assert result.refused


_STORE = _resource("store", {}, "vouch:data:Bucket", custom=False)


def test_a_control_is_provided_by_a_component_where_a_rule_judged_it(book: RuleBook) -> None:
    """Of the two that the component names, no rule of this book looks at tls.internal."""
    good = _resource("good", {"bucket": "logs", "tags": {"owner": "me"}})
    assert _check(book, [_STORE, good]).provided == {"rest.files"}
    assert _check(book, [good]).provided == frozenset()


def test_a_control_that_something_refuses_is_not_provided(judged: Checked) -> None:
    assert judged.provided == frozenset()


def test_guarded_controls_and_touched_claims_are_those_of_rules_that_judged(judged: Checked) -> None:
    assert judged.guarded == {"rest.files", "base.data"}
    assert judged.claims == {"OB-1", "OB-2"}


def test_a_rule_that_raises_is_an_error_and_the_others_judge_on(breaking_book: RuleBook) -> None:
    checked = _check(breaking_book, [_resource("bad", {})])
    assert checked.raised == ("bucket-breaking",)
    assert [(each.rule, each.verdict) for each in checked.run.results] == [
        ("bucket-named", Verdict.FAILED),
        ("bucket-breaking", Verdict.ERROR),
    ]
    assert checked.run.summary.errors == 1
    assert checked.refused


def test_an_error_alone_is_no_refusal(breaking_book: RuleBook) -> None:
    checked = _check(breaking_book, [_resource("good", {"bucket": "logs"})])
    assert checked.raised
    assert not checked.refused
