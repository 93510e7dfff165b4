"""Exemptions under the engine, targeted runs, and resources that a program only looks up."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pulumi.runtime.proto import analyzer_pb2

from guardrails.graph import Resource
from guardrails.pack.run import Operation
from guardrails.pack.targets import REQUIRED_INPUTS
from guardrails.profiles import profile
from guardrails.rules import RULES, book
from tests.support.required_inputs import requires_inputs
from tests.support.sdk_schema import known_tokens
from tests.support.servicer import PREVIEW, RefusedError, Servicer

_BOOK = book()
_NONE = profile("none")
_UPDATE = replace(PREVIEW, operation=Operation.UPDATE)


def _resource(token: str, name: str, properties: dict[str, Any]) -> Resource:
    urn = f"urn:pulumi:example::test::{token}::{name}"
    return Resource(urn=urn, type=token, token=token, name=name, properties=properties)


_TOPIC = _resource("aws:sns/topic:Topic", "alarms", {"name": "alarms"})


def _exemption(**changed: Any) -> dict[str, Any]:
    entry = {
        "rule": "sns-topic-encrypted",
        "resource": "name:alarms",
        "stacks": ["test/example"],
        "owner": "Platform team",
        "reason": "The key is made next week.",
        "ticket": "SEC-1",
        "expires": (PREVIEW.today + timedelta(days=30)).isoformat(),
    }
    return {"exemptions": {"exemptions": [{**entry, **changed}]}}


def _run(
    stated: dict[str, Any], resources: tuple[Resource, ...] = (_TOPIC,), setting: Any = PREVIEW
) -> dict[str, tuple[int, str]]:
    servicer = Servicer(_BOOK, _NONE, setting)
    servicer.configure(stated)
    return {each.policyName: (each.enforcementLevel, each.message) for each in servicer.run(resources)}


def test_without_an_exemption_the_topic_is_refused() -> None:
    assert _run({})["sns-topic-encrypted"][0] == analyzer_pb2.MANDATORY


def test_an_exemption_refuses_nothing_and_is_shown_with_owner_ticket_and_end() -> None:
    said = _run(_exemption())
    level, text = said["sns-topic-encrypted"]
    assert level == analyzer_pb2.ADVISORY
    assert text.endswith("exempt until 2026-12-21: The key is made next week. (owner Platform team, ticket SEC-1)")
    assert not {"exemption-expired", "exemption-unused"} & said.keys()


def test_an_exemption_changes_no_other_result() -> None:
    before, after = _run({}), _run(_exemption())
    assert {name: each for name, each in after.items() if name != "sns-topic-encrypted"} == {
        name: each for name, each in before.items() if name != "sns-topic-encrypted"
    }


def test_an_exemption_whose_day_is_over_exempts_nothing_and_refuses() -> None:
    said = _run(_exemption(expires=(PREVIEW.today - timedelta(days=1)).isoformat()))
    assert said["sns-topic-encrypted"][0] == analyzer_pb2.MANDATORY
    assert said["exemption-expired"][0] == analyzer_pb2.MANDATORY


@pytest.mark.parametrize(
    ("setting", "refused"), [(PREVIEW, True), (_UPDATE, False)], ids=["at a preview", "not while it updates"]
)
def test_an_exemption_that_nothing_needs_refuses(setting: Any, refused: bool) -> None:
    assert ("exemption-unused" in _run(_exemption(resource="name:other"), setting=setting)) is refused


@pytest.mark.parametrize(
    ("computed", "refused"),
    [({}, True), ({"arn": "arn:aws:sns:eu-west-1:123456789012:alarms"}, False)],
    ids=["of what is new", "not of what is deployed, whose values are known by now"],
)
def test_an_exemption_of_something_that_is_well_refuses(computed: dict[str, Any], refused: bool) -> None:
    well = _resource("aws:sns/topic:Topic", "alarms", {"name": "alarms", "kmsMasterKeyId": "alias/orders", **computed})
    assert ("exemption-unused" in _run(_exemption(), (well,))) is refused


def test_an_exemption_of_another_stack_is_neither_used_nor_unused() -> None:
    said = _run(_exemption(stacks=["test/other"]))
    assert said["sns-topic-encrypted"][0] == analyzer_pb2.MANDATORY
    assert "exemption-unused" not in said


def test_an_exemption_of_an_undetermined_result_is_used() -> None:
    rule = next(each for each in RULES if each.id == "kms-key-policy-not-public")
    assert rule.examples.unknown
    declared = rule.examples.unknown[0]
    unknown = _resource(declared.type, "main", dict(declared.properties))
    entry = _exemption(rule="kms-key-no-wildcard-service", resource="name:main")
    with pytest.raises(RefusedError, match="which does not exist"):
        _run(entry, (unknown,))
    other = next(
        name
        for name, (_, text) in _run({}, (unknown,)).items()
        if text.startswith("cannot be determined") and name != rule.id
    )
    said = _run(_exemption(rule=other, resource="name:main"), (unknown,))
    assert "exempt until" in said[other][1]
    assert "exemption-unused" not in said


def test_a_rule_that_nothing_can_be_exempt_from_ends_the_run() -> None:
    with pytest.raises(RefusedError, match="the exemptions in the configuration cannot be taken: entry 1 exempts from"):
        _run(_exemption(rule="cloudtrail-present", resource="stack"))


def test_an_exemption_that_is_too_long_ends_the_run() -> None:
    with pytest.raises(RefusedError, match="can be exempt for 366 days"):
        _run(_exemption(expires=date(2029, 1, 1).isoformat()))


_ROLE = _resource("aws:iam/role:Role", "left", {})
_QUEUE = _resource("aws:sqs/queue:Queue", "empty", {})


@pytest.mark.parametrize("operation", [Operation.PREVIEW, Operation.UPDATE])
def test_a_targeted_run_is_refused_in_one_sentence(operation: Operation) -> None:
    servicer = Servicer(_BOOK, profile("prod"), replace(PREVIEW, operation=operation))
    said = servicer.run((_ROLE, _QUEUE, replace(_ROLE, urn=f"{_ROLE.urn}2")))
    assert [(each.policyName, each.urn, each.enforcementLevel) for each in said] == [
        ("stack-judged-whole", _ROLE.urn, analyzer_pb2.MANDATORY)
    ]
    assert "--target" in said[0].message


def test_what_is_targeted_is_judged_all_the_same() -> None:
    said = _run({}, (_ROLE, _TOPIC))
    assert {"stack-judged-whole", "sns-topic-encrypted"} <= said.keys()


def test_a_resource_that_requires_nothing_may_be_empty() -> None:
    assert "stack-judged-whole" not in _run({}, (_QUEUE,))


def test_a_state_may_hold_resources_without_inputs() -> None:
    setting = replace(PREVIEW, operation=Operation.ANALYSIS)
    assert "stack-judged-whole" not in _run({}, (_ROLE,), setting)


def test_what_a_program_only_looks_up_is_not_judged() -> None:
    servicer = Servicer(_BOOK, _NONE)
    looked_up = _resource("aws:s3/bucket:Bucket", "theirs", {"bucket": "theirs"})
    said = servicer.run((_TOPIC,), looked_up=(looked_up,))
    assert [each.policyName for each in said if each.urn == looked_up.urn] == []
    assert [each.policyName for each in Servicer(_BOOK, _NONE).run((looked_up,)) if each.urn == looked_up.urn]


def test_a_stack_that_was_asked_of_at_once_is_judged_all_the_same() -> None:
    said = Servicer(_BOOK, _NONE).run((), looked_up=(_TOPIC,))
    assert "sns-topic-encrypted" in {each.policyName for each in said}


def test_the_types_that_require_inputs_are_sorted_and_exist() -> None:
    listed = REQUIRED_INPUTS.read_text(encoding="utf-8").splitlines()
    assert listed == sorted(set(listed))
    assert set(listed) <= set(known_tokens())


def test_the_types_that_require_inputs_are_the_sdks() -> None:
    listed = set(REQUIRED_INPUTS.read_text(encoding="utf-8").split())
    judged = {type_ for rule in RULES for type_ in rule.types} & set(known_tokens())
    # The whole SDK takes half a minute to load; `python -m tests.support.required_inputs` writes the list.
    assert {type_ for type_ in judged if requires_inputs(type_)} == judged & listed
