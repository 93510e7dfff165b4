"""Tags with the provider's defaults, changes left out of comparison, and statements that vouch for something."""

import json
from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.governance import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.governance.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts
from tests.support.read_properties import LISTED, read_properties

COMPLETE = {"owner": "platform", "data": "none", "backup": "none", "retention": "none"}
STATED: dict[str, Any] = {
    "statement": "Roles are assigned in writing.",
    "owner": "Head of Security",
    "evidence": {"url": "s3://example-evidence/roles.pdf", "sha256": "0" * 64},
    "issued": "2026-01-15",
    "expires": "2027-01-15",
}


def bucket(tags: Value) -> Declared:
    return Declared(type=t.BUCKET, properties={"tags": tags})


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (COMPLETE, PASSED),
        ({**COMPLETE, "data": ""}, FAILED),
        ({**COMPLETE, "data": UNKNOWN}, PASSED),
        (None, FAILED),
        (UNKNOWN, UNDETERMINED),
    ],
)
def test_a_tag_counts_where_it_has_a_value(tags: Value, expected: Any) -> None:
    assert verdicts("resource-tagged", bucket(tags)) == expected


def test_a_scaling_group_takes_no_tags_from_the_provider() -> None:
    def group(**tags: str) -> Declared:
        listed = [{"key": key, "value": value, "propagateAtLaunch": True} for key, value in tags.items()]
        return Declared(type=t.SCALING_GROUP, properties={"tags": listed})

    assert verdicts("resource-tagged", group(**COMPLETE)) == PASSED
    assert verdicts("resource-tagged", group(owner="platform")) == FAILED


def test_a_tag_policy_checks_what_runs_too() -> None:
    content = json.dumps({"tags": {key: {"tag_key": {"@@assign": key}} for key in COMPLETE}})
    declared = Declared(type=t.ORGANIZATION_POLICY, properties={"type": "TAG_POLICY", "content": content})
    assert verdicts("tag-compliance-present", declared, of=None) == PASSED


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("*", FAILED),
        ("**", FAILED),
        ("[*]", FAILED),
        ('["policy"]', FAILED),
        ('["policy"].Statement', FAILED),
        (" policy ", FAILED),
        ("policy", FAILED),
        ("policy.Statement[0]", FAILED),
        ("policy[*]", FAILED),
        ("expectedBucketOwner", PASSED),
        ('["expectedBucketOwner"]', PASSED),
    ],
)
def test_what_rules_read_is_compared(path: str, expected: Any) -> None:
    declared = Declared(type=t.BUCKET_POLICY, properties={"bucket": "orders"}, ignore_changes=(path,))
    assert verdicts("security-properties-not-ignored", declared) == expected


def test_what_aws_changes_itself_may_be_left_out() -> None:
    declared = Declared(type=t.DEFAULT_NETWORK_ACL, ignore_changes=("subnetIds",))
    assert verdicts("security-properties-not-ignored", declared) == PASSED


def test_the_list_of_what_rules_read_is_whole() -> None:
    listed = {
        (token, property_)
        for token, *properties in map(str.split, LISTED.read_text(encoding="utf-8").splitlines())
        for property_ in properties
    }
    read = {(type_, property_) for type_, properties in read_properties().items() for property_ in properties}
    assert sorted(read - listed) == [], "run: PYTHONPATH=.:policies python -m tests.support.read_properties"


def test_an_event_rule_on_the_console_is_a_watch_too() -> None:
    pattern = json.dumps({"source": ["aws.ec2"], "detail": {"sessionCredentialFromConsole": ["true"]}})
    declared = Declared(type=t.EVENT_RULE, properties={"eventPattern": pattern})
    assert verdicts("drift-watch-present", declared, of=None) == PASSED


def parameter(key: str, **changes: Value) -> Declared:
    value = json.dumps(STATED | changes)
    return Declared(type=t.SSM_PARAMETER, properties={"name": "/attest/vouch-prod/BZ-03", "type": "String", key: value})


@pytest.mark.parametrize("key", ["value", "insecureValue"])
def test_a_statement_is_read_in_clear_text_and_as_a_secret(key: str) -> None:
    assert verdicts("attestation-well-formed", parameter(key)) == PASSED
    assert verdicts("attestation-well-formed", parameter(key, owner="")) == FAILED


@pytest.mark.parametrize(
    "changes",
    [
        {"statement": ""},
        {"evidence": "in the safe"},
        {"evidence": {"url": "s3://example-evidence/roles.pdf", "sha256": "abc"}},
        {"issued": "yesterday"},
        {"expires": "2027-01-16"},
        {"expires": "2026-01-15"},
    ],
)
def test_a_statement_without_evidence_or_term_vouches_for_nothing(changes: dict[str, Value]) -> None:
    assert FAILED[0] in verdicts("attestation-well-formed", parameter("value", **changes))


def test_an_expired_statement_refuses_no_deploy() -> None:
    assert verdicts("attestation-well-formed", parameter("value", issued="2001-01-01", expires="2001-12-31")) == PASSED


def test_other_parameters_are_not_attestations() -> None:
    other = Declared(type=t.SSM_PARAMETER, properties={"name": "/orders/size", "value": "3"})
    assert verdicts("attestation-well-formed", other) == NOT_APPLICABLE
