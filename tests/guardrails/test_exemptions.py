"""What an exemption may say, what it is meant for, and what it does to a judgement and leaves alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.controls.model import RuleInfo
from guardrails.exempting import exempted, overdue, settle, unneeded
from guardrails.exemptions import SCHEMA, Exemption, ExemptionError, Exemptions, parse
from guardrails.graph import Resource
from guardrails.judge import Result
from guardrails.rules import book
from guardrails.unexemptible import NEVER, ROLLOUT
from guardrails.verdicts import Severity, Verdict

TODAY: Final = date(2026, 3, 1)
BUCKET: Final = "aws:s3/bucket:Bucket"
RULES: Final = frozenset({"bucket-named", "bucket-owned", "trail-present", *NEVER, *ROLLOUT})
ENTRY: Final = {
    "rule": "bucket-named",
    "resource": "name:logs",
    "stacks": ["shop/live"],
    "owner": "Data team",
    "reason": "The name is given by the old system.",
    "ticket": "SEC-12",
    "expires": "2026-06-30",
}


def _parse(*entries: object) -> Exemptions:
    return parse({"exemptions": [*entries]}, rules=RULES, today=TODAY)


def _entry(**changes: object) -> dict[str, object]:
    return {key: value for key, value in {**ENTRY, **changes}.items() if value is not None}


def _exemption(**changes: object) -> Exemption:
    return _parse(_entry(**changes)).entries[0]


def _resource(name: str = "logs", type_: str = BUCKET) -> Resource:
    return Resource(urn=f"urn:pulumi:live::shop::{type_}::{name}", type=type_, token=type_, name=name)


def _result(verdict: Verdict = Verdict.FAILED, rule: str = "bucket-named", resource: Resource | None = None) -> Result:
    info = RuleInfo(id=rule, control="rest.files", title="", severity=Severity.HIGH, fix="Mend it")
    return Result(info, verdict, resource or _resource(), "bucket", "bucket is not set", refused=True)


def _settled(*results: Result, entries: tuple[Mapping[str, object], ...] = (ENTRY,), **said: Any) -> list[Result]:
    asked = {"project": "shop", "stack": "live", "today": TODAY, "complete": True, **said}
    return settle(results, _parse(*entries), **asked)


def test_an_entry_is_read_as_it_was_written() -> None:
    assert _parse(ENTRY).entries == (
        Exemption(
            number=1,
            rule="bucket-named",
            resource="name:logs",
            stacks=("shop/live",),
            owner="Data team",
            reason="The name is given by the old system.",
            ticket="SEC-12",
            expires=date(2026, 6, 30),
        ),
    )


@pytest.mark.parametrize("nothing", [None, {}, {"exemptions": None}, {"exemptions": []}])
def test_nothing_said_is_no_exemption(nothing: object) -> None:
    assert parse(nothing, rules=RULES, today=TODAY) == Exemptions()


def test_a_reason_that_is_folded_over_lines_is_one_line() -> None:
    assert _exemption(reason="One\n  line.\n").reason == "One line."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"owner": None}, "entry 1 has no `owner`: add it"),
        ({"stacks": None}, "`stacks` of entry 1 is not a list: name each stack as project/stack"),
        ({"until": "never"}, "entry 1 has the unknown key 'until': the keys are rule, resource, stacks, owner, "),
        ({"ticket": 12}, "`ticket` of entry 1 is not text: put it in quotes"),
        ({"reason": " \n"}, "`reason` of entry 1 is empty: fill it in"),
        ({"rule": "bucket-name"}, "entry 1 names the rule 'bucket-name', which does not exist: `vouch rules` lists"),
        ({"rule": "bucket-*"}, "entry 1 names the rule 'bucket-*', which does not exist"),
        ({"rule": "cloudtrail-present"}, "entry 1 exempts from cloudtrail-present, from which nothing can be: remove"),
        ({"resource": "logs"}, "`resource` of entry 1 is 'logs': give a URN, type:TYPE or name:NAME, each with *"),
        ({"resource": "name:*"}, "`resource` of entry 1 is 'name:*', every resource: name what is exempt"),
        ({"resource": "urn:*::*"}, "`resource` of entry 1 is 'urn:*::*', every resource: name what is exempt"),
        ({"resource": "type:"}, "`resource` of entry 1 is 'type:', every resource: name what is exempt"),
        ({"stacks": []}, "`stacks` of entry 1 is not a list: name each stack as project/stack"),
        ({"stacks": "shop/live"}, "`stacks` of entry 1 is not a list: name each stack as project/stack"),
        ({"stacks": ["live"]}, "`stacks` of entry 1 has 'live': name each stack as project/stack"),
        ({"stacks": ["acme/shop/live"]}, "`stacks` of entry 1 has 'acme/shop/live': name each stack as project/stack"),
        ({"stacks": ["*/*"]}, r"`stacks` of entry 1 has '*/*', every stack: name those that need it"),
        ({"expires": "soon"}, "`expires` of entry 1 is 'soon': give a day as 2027-01-31"),
        ({"expires": "20260630"}, "`expires` of entry 1 is '20260630': give a day as 2027-01-31"),
        ({"expires": "2026-02-30"}, "`expires` of entry 1 is '2026-02-30': give a day as 2027-01-31"),
        (
            {"expires": "2027-03-03"},
            "`expires` of entry 1 is 2027-03-03, and bucket-named can be exempt for 366 days: name a day",
        ),
        (
            {"rule": "waf-web-acl-managed-groups", "expires": "2026-04-01"},
            "`expires` of entry 1 is 2026-04-01, and waf-web-acl-managed-groups can be exempt for 30 days, as a",
        ),
    ],
)
def test_an_entry_that_cannot_be_taken_at_its_word_is_one_sentence(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(ExemptionError) as raised:
        _parse(_entry(**changes))
    assert str(raised.value).startswith(sentence)


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ([ENTRY], "the only key is `exemptions`, a list of entries: remove what else is there"),
        ({"exemption": []}, "the only key is `exemptions`, a list of entries: remove what else is there"),
        ({"exemptions": {}}, "`exemptions` is not a list: begin each entry with `- rule:`"),
        ({"exemptions": ["bucket-named"]}, "entry 1 is not a mapping: give it the keys rule, resource, stacks, "),
    ],
)
def test_what_is_no_list_of_entries_is_one_sentence(stated: object, sentence: str) -> None:
    with pytest.raises(ExemptionError) as raised:
        parse(stated, rules=RULES, today=TODAY)
    assert str(raised.value).startswith(sentence)


@pytest.mark.parametrize(("rule", "day"), [("bucket-named", "2027-03-02"), ("dns-firewall-group-blocks", "2026-03-31")])
def test_the_longest_exemption_is_taken(rule: str, day: str) -> None:
    assert _exemption(rule=rule, expires=day).expires == date.fromisoformat(day)


def test_an_entry_that_says_what_another_says_is_refused() -> None:
    other = _entry(stacks=["shop/other", "shop/live"], ticket="SEC-13")
    with pytest.raises(ExemptionError) as raised:
        _parse(ENTRY, other)
    assert str(raised.value) == (
        "entry 2 says what entry 1 says, bucket-named on name:logs in shop/live: remove one of them"
    )


def test_one_that_has_expired_is_read_and_told_of_later() -> None:
    assert _exemption(expires="2020-01-01").expired(TODAY)
    assert not _exemption(expires="2026-03-01").expired(TODAY)


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ("name:logs", True),
        ("name:lo*", True),
        ("name:log", False),
        ("name:LOGS", False),
        ("type:aws:s3/bucket:Bucket", True),
        ("type:aws:s3/*", True),
        ("type:aws:s3/bucket:BucketV2", True),
        ("type:aws:rds/*", False),
        ("urn:pulumi:live::shop::aws:s3/bucket:Bucket::logs", True),
        ("urn:pulumi:*::shop::*::logs", True),
        ("urn:pulumi:live::shop::aws:s3/bucket:Bucket::log", False),
        ("stack", False),
    ],
)
def test_a_selector_names_by_urn_type_or_name(selector: str, selected: bool) -> None:
    resource = replace(_resource(), token="aws:s3/bucket:BucketV2")
    assert _exemption(resource=selector).selects(resource) is selected


def test_only_the_star_stands_for_other_text() -> None:
    exemption = _exemption(resource="name:logs[0].?")
    assert exemption.selects(_resource("logs[0].?"))
    assert not exemption.selects(_resource("logs0.a"))


def test_what_belongs_to_no_resource_is_selected_by_the_stack_alone() -> None:
    assert _exemption(resource="stack").selects(None)
    assert not _exemption(resource="name:s*").selects(None)


@pytest.mark.parametrize(
    ("pattern", "stack", "named"),
    [
        ("shop/live", "live", True),
        ("shop/live", "acme/shop/live", True),
        ("shop/*", "test", True),
        ("shop/live", "live2", False),
        ("other/live", "live", False),
    ],
)
def test_stacks_are_named_by_project_and_stack(pattern: str, stack: str, named: bool) -> None:
    assert _exemption(stacks=[pattern]).names_stack("shop", stack) is named


@pytest.mark.parametrize("listed", [NEVER, ROLLOUT])
def test_rules_that_no_exemption_or_only_a_rollout_covers_exist(listed: tuple[str, ...]) -> None:
    assert set(listed) <= {rule.id for rule in book().rules}
    assert len(set(listed)) == len(listed)
    assert not set(NEVER) & set(ROLLOUT)


@pytest.mark.parametrize("verdict", [Verdict.FAILED, Verdict.UNDETERMINED])
def test_a_result_that_an_exemption_matches_is_exempt_and_says_by_what(verdict: Verdict) -> None:
    (settled,) = _settled(_result(verdict))
    assert settled == replace(_result(verdict), verdict=Verdict.EXEMPT, refused=False, exemption=_exemption())


@pytest.mark.parametrize("verdict", [Verdict.PASSED, Verdict.NOT_APPLICABLE, Verdict.ERROR])
def test_no_other_verdict_is_ever_exempt(verdict: Verdict) -> None:
    assert _settled(_result(verdict))[0] == _result(verdict)


def test_an_exemption_covers_its_own_rule_resource_and_stack_alone() -> None:
    others = [
        _result(rule="bucket-owned"),
        _result(resource=_resource("other")),
        replace(_result(), resource=None),
    ]
    assert _settled(_result(), *others)[1:] == others
    assert _settled(_result(), stack="test") == [_result()]


def test_one_that_has_ended_covers_nothing_and_refuses() -> None:
    result, ended = _settled(_result(), entries=(_entry(expires="2026-02-28"),))
    assert result == _result()
    assert (ended.info.id, ended.verdict, ended.refused, ended.resource) == (
        "exemption-expired",
        Verdict.FAILED,
        True,
        None,
    )
    assert ended.message == (
        "exemption 1 (bucket-named on name:logs, ticket SEC-12), owner Data team, ended on 2026-02-28"
    )


def test_one_that_nothing_needs_refuses() -> None:
    passed, unused = _settled(_result(Verdict.PASSED))
    assert passed.verdict is Verdict.PASSED
    assert (unused.info.id, unused.verdict, unused.refused) == ("exemption-unused", Verdict.FAILED, True)
    assert unused.message == ("exemption 1 (bucket-named on name:logs, ticket SEC-12) exempts nothing in this stack")


def test_of_two_that_match_the_first_is_used_and_the_other_is_not_needed() -> None:
    settled = _settled(_result(), entries=(ENTRY, _entry(resource="name:lo*")))
    assert [(each.info.id, each.verdict) for each in settled] == [
        ("bucket-named", Verdict.EXEMPT),
        ("exemption-unused", Verdict.FAILED),
    ]
    assert settled[0].exemption == _exemption()


def test_nothing_is_unused_where_only_some_rules_judged() -> None:
    assert _settled(_result(Verdict.PASSED), complete=False) == [_result(Verdict.PASSED)]


def test_nobody_knows_what_a_rule_that_raised_would_need() -> None:
    assert _settled(_result(Verdict.ERROR)) == [_result(Verdict.ERROR)]


def test_one_of_another_stack_is_neither_used_nor_unused_nor_expired() -> None:
    elsewhere = (_entry(stacks=["shop/test"]), _entry(stacks=["shop/dev"], expires="2020-01-01"))
    assert _settled(_result(), entries=elsewhere) == [_result()]


def test_the_pack_may_take_the_steps_one_by_one() -> None:
    """Resource by resource first, and then, once, what is wrong with the exemptions themselves."""
    entries = _parse(ENTRY, _entry(rule="bucket-owned"), _entry(rule="trail-present", expires="2020-01-01"))
    of_stack = entries.of_stack("shop", "live")
    first = exempted([_result()], of_stack, today=TODAY)
    second = exempted([_result(resource=_resource("other"))], of_stack, today=TODAY)
    assert [each.verdict for each in (*first, *second)] == [Verdict.EXEMPT, Verdict.FAILED]
    assert [each.message.partition(" (")[0] for each in unneeded(of_stack, [*first, *second], today=TODAY)] == [
        "exemption 2"
    ]
    assert [each.message.partition(" (")[0] for each in overdue(of_stack, today=TODAY)] == ["exemption 3"]


_rules = st.sampled_from(["bucket-named", "bucket-owned", "trail-present"])
_names = st.sampled_from(["logs", "data", "web"])
_results = st.lists(
    st.builds(
        lambda verdict, rule, name: replace(_result(verdict, rule, _resource(name)), refused=verdict is Verdict.FAILED),
        st.sampled_from([*Verdict][:4]),
        _rules,
        _names,
    )
)
_entries = st.lists(
    st.builds(
        lambda rule, name, day: _entry(rule=rule, resource=name, expires=day),
        _rules,
        st.one_of(st.just("stack"), _names.map("name:{}".format), st.just("type:aws:s3/*")),
        st.sampled_from(["2026-06-30", "2026-02-01"]),
    ),
    unique_by=lambda each: (each["rule"], each["resource"]),
    max_size=6,
)


@settings(derandomize=True, deadline=None)
@given(results=_results, entries=_entries)
def test_an_exemption_changes_no_other_result(results: list[Result], entries: list[dict[str, object]]) -> None:
    settled = _settled(*results, entries=tuple(entries))
    valid = [each for each in _parse(*entries).entries if not each.expired(TODAY)]
    for before, after in zip(results, settled, strict=False):
        covered = any(each.rule == before.info.id and each.selects(before.resource) for each in valid)
        if covered and before.verdict in (Verdict.FAILED, Verdict.UNDETERMINED):
            assert replace(after, verdict=before.verdict, refused=before.refused, exemption=None) == before
            assert after.verdict is Verdict.EXEMPT
            assert not after.refused
        else:
            assert after is before
    told = settled[len(results) :]
    assert all(each.refused and each.info.id in ("exemption-expired", "exemption-unused") for each in told)
    assert len(told) + len({each.exemption.number for each in settled if each.exemption}) == len(entries)


_odd = st.one_of(st.none(), st.integers(), st.just(""), st.text(max_size=8), st.just(["a/b"]), st.just({}))


@settings(derandomize=True, deadline=None)
@given(changes=st.dictionaries(st.sampled_from([*ENTRY, "other"]), _odd, max_size=2))
def test_the_schema_refuses_nothing_that_is_read(changes: dict[str, object]) -> None:
    """The engine validates the pack's configuration by the schema before the pack reads it."""
    stated = {"exemptions": [{**ENTRY, **changes}]}
    try:
        parse(stated, rules=RULES, today=TODAY)
    except ExemptionError:
        return
    jsonschema.validate(stated, {"type": "object", "properties": dict(SCHEMA), "additionalProperties": False})


@pytest.mark.parametrize(
    "changes",
    [{"owner": None}, {"other": "x"}, {"ticket": 12}, {"stacks": []}, {"stacks": ["live"]}, {"resource": "logs"}],
)
def test_the_schema_refuses_what_has_the_wrong_shape(changes: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"exemptions": [_entry(**changes)]}, {"type": "object", "properties": dict(SCHEMA)})


@pytest.mark.parametrize(
    ("rule", "last"), [("bucket-named", "2027-03-02"), ("waf-web-acl-managed-groups", "2026-03-31")]
)
def test_one_that_is_too_long_is_told_the_last_day_it_may_have(rule: str, last: str) -> None:
    with pytest.raises(ExemptionError) as raised:
        _parse(_entry(rule=rule, expires="2028-01-01"))
    assert str(raised.value).endswith(f": name a day up to {last}")
