"""What the engine, the CLI and Pulumi Cloud see of the pack: every rule as a policy, and what judged which resource."""

from typing import Any

import pytest
from pulumi.runtime.proto import analyzer_pb2

from guardrails.claims import claims_of
from guardrails.controls.frameworks import FRAMEWORKS
from guardrails.graph import Resource
from guardrails.profiles import profile
from guardrails.rule import Rule
from guardrails.rules import RULES, book
from guardrails.verdicts import Severity
from tests.support.servicer import Servicer

_BOOK = book()
_OF_THE_RUN = {"exemption-expired", "exemption-unused", "exemptions", "stack-judged-whole"}
_SEVERITIES = {
    Severity.CRITICAL: analyzer_pb2.POLICY_SEVERITY_CRITICAL,
    Severity.HIGH: analyzer_pb2.POLICY_SEVERITY_HIGH,
    Severity.MEDIUM: analyzer_pb2.POLICY_SEVERITY_MEDIUM,
    Severity.LOW: analyzer_pb2.POLICY_SEVERITY_LOW,
    Severity.INFO: analyzer_pb2.POLICY_SEVERITY_LOW,
}


@pytest.fixture(scope="module")
def servicer() -> Servicer:
    return Servicer(_BOOK, profile("prod"))


@pytest.fixture(scope="module")
def told(servicer: Servicer) -> dict[str, Any]:
    info = servicer.servicer.GetAnalyzerInfo(None, None)
    assert info.name == "vouch"
    assert info.supportsConfig
    assert len({each.name for each in info.policies}) == len(info.policies)
    return {each.name: each for each in info.policies}


def test_the_policies_are_the_rules_and_those_of_the_run(told: dict[str, Any]) -> None:
    assert told.keys() == {rule.id for rule in RULES} | _OF_THE_RUN


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_told_with_severity_framework_control_claims_and_fix(told: dict[str, Any], rule: Rule) -> None:
    info, policy = _BOOK.info(rule), told[rule.id]
    assert policy.description == info.title
    assert policy.remediation_steps == info.fix
    assert policy.severity == _SEVERITIES[info.severity]
    assert policy.enforcementLevel == (analyzer_pb2.MANDATORY if info.severity.refuses else analyzer_pb2.ADVISORY)
    assert list(policy.tags) == [
        f"control:{info.control}",
        *(f"claim:{claim}" for claim in claims_of(info.control)),
        *info.frameworks,
    ]
    assert policy.policy_type == analyzer_pb2.POLICY_TYPE_STACK
    framework = (policy.framework.name, policy.framework.version, policy.framework.reference)
    if info.frameworks:
        named, _, reference = info.frameworks[0].partition(":")
        known = next(each for each in FRAMEWORKS if each.id == named)
        assert framework == (known.title, known.version, reference)
    else:
        assert framework == ("", "", "")


def test_the_policy_that_carries_exemptions_has_their_schema(told: dict[str, Any]) -> None:
    schema = told["exemptions"].configSchema.properties
    assert list(schema) == ["exemptions"]
    assert schema["exemptions"]["type"] == "array"


def _topic(properties: dict[str, Any]) -> Resource:
    return Resource(
        urn="urn:pulumi:test::example::aws:sns/topic:Topic::alarms",
        type="aws:sns/topic:Topic",
        token="aws:sns/topic:Topic",
        name="alarms",
        properties=properties,
    )


def _silent(servicer: Servicer, *resources: Resource) -> set[str]:
    """The rules that the engine counts as passed: those that say nothing and are not told as having nothing to do."""
    said = {each.policyName for each in servicer.run(resources)}
    return {rule.id for rule in RULES} - said - {each.policy_name for each in servicer.not_applicable}


def test_the_rules_that_passed_are_those_that_judged_and_found_nothing() -> None:
    good = {"kmsMasterKeyId": "alias/topics"}
    passed = _silent(Servicer(_BOOK, profile("none")), _topic(good))
    assert "sns-topic-encrypted" in passed
    assert not {"sqs-queue-encrypted", "cloudtrail-present"} & passed
    types = {rule.id: rule.types for rule in RULES}
    assert {rule for rule in passed if "aws:sns/topic:Topic" not in types[rule]} == set()


def test_a_rule_that_refused_a_resource_is_not_counted_as_passed_for_the_stack() -> None:
    servicer = Servicer(_BOOK, profile("none"))
    passed = _silent(servicer, _topic({}))
    assert "sns-topic-encrypted" not in passed
    assert "sns-topic-encrypted" in {each.policy_name for each in servicer.not_applicable}


def test_for_a_resource_nothing_is_counted() -> None:
    assert not Servicer(_BOOK, profile("none")).analyze(_topic({})).not_applicable
