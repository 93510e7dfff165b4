"""Web ACLs: rules from three places, groups that only count, rates in their windows."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.edge import types as t
from guardrails.rules.edge.web_acl import KNOWN_BAD_INPUTS, REQUIRED_GROUPS
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, PASSED, UNDETERMINED, results, verdicts

GROUPS, BAD_INPUTS = "waf-web-acl-managed-groups", "waf-web-acl-known-bad-inputs"
RATE, LIMIT, HAS = "waf-web-acl-rate-rule", "waf-web-acl-rate-limit", "waf-web-acl-has-rules"
NONE: dict[str, Value] = {"none": {}}
COUNT: dict[str, Value] = {"count": {}}
BLOCK: dict[str, Value] = {"block": {}}


def acl(*rules: Value, **properties: Value) -> Declared:
    return Declared(type=t.WEB_ACL, name="main", properties={"rules": [*rules], **properties})


def using(group: Value, override: Value = NONE, *, vendor: str = "AWS", **statement: Value) -> dict[str, Value]:
    managed = {"vendorName": vendor, "name": group, **statement}
    return {"statement": {"managedRuleGroupStatement": managed}, "overrideAction": override}


def rate(limit: Value, window: Value = None, action: Value = BLOCK, **statement: Value) -> dict[str, Value]:
    limited = {"limit": limit, "evaluationWindowSec": window, **statement}
    return {"statement": {"rateBasedStatement": limited}, "action": action}


def attached(type_: str, name: str, properties: dict[str, Value], *, known: bool = True) -> Declared:
    return Declared(
        type=type_,
        name=name,
        properties={"webAclArn": UNKNOWN, **properties},
        depends={"webAclArn": ("main",)} if known else {},
    )


def association(group: str, override: Value = "none", *, known: bool = True) -> Declared:
    given = {"managedRuleGroup": {"vendorName": "AWS", "name": group}, "overrideAction": override}
    return attached(t.RULE_GROUP_ASSOCIATION, f"association-{group}", given, known=known)


def test_groups_may_come_inline_by_rule_and_by_association() -> None:
    common, injection, reputation = REQUIRED_GROUPS
    rule = attached(t.WEB_ACL_RULE, "rule", using(injection))
    assert verdicts(GROUPS, acl(using(common)), rule, association(reputation)) == PASSED
    assert [result.message for result in results(GROUPS, acl(using(common)), rule)] == [
        f"no rule uses the managed group {reputation}"
    ]


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ([acl(using(KNOWN_BAD_INPUTS))], PASSED),
        ([acl(using(KNOWN_BAD_INPUTS, COUNT))], FAILED),
        ([acl(using(KNOWN_BAD_INPUTS, COUNT), using(KNOWN_BAD_INPUTS))], PASSED),
        ([acl(using(KNOWN_BAD_INPUTS, vendor="Somebody"))], FAILED),
        ([acl(using(UNKNOWN))], UNDETERMINED),
        ([acl(UNKNOWN)], UNDETERMINED),
        ([acl(using(KNOWN_BAD_INPUTS), UNKNOWN)], PASSED),
        ([acl(ruleJson="[]")], UNDETERMINED),
        ([acl(), association(KNOWN_BAD_INPUTS, "count")], FAILED),
        ([acl(), association(KNOWN_BAD_INPUTS, UNKNOWN)], UNDETERMINED),
        ([acl(), association(KNOWN_BAD_INPUTS, known=False)], UNDETERMINED),
    ],
)
def test_a_group_must_block_and_not_count(stack: list[Declared], expected: Any) -> None:
    assert verdicts(BAD_INPUTS, *stack) == expected


def test_the_log4j_rules_inside_the_group_may_not_be_let_off() -> None:
    def overriding(rule: str, action: str) -> Declared:
        overrides = [{"name": "Host_localhost_HEADER", "actionToUse": {"count": {}}}]
        overrides.append({"name": rule, "actionToUse": {action: {}}})
        return acl(using(KNOWN_BAD_INPUTS, ruleActionOverrides=overrides))

    assert verdicts(BAD_INPUTS, overriding("Log4JRCE_BODY", "count")) == FAILED
    assert verdicts(BAD_INPUTS, overriding("Log4JRCE_BODY", "block")) == PASSED
    assert verdicts(BAD_INPUTS, overriding("JavaDeserializationRCE_BODY", "count")) == PASSED


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([rate(2000)], PASSED),
        ([rate(10)], PASSED),
        ([rate(400, 60)], PASSED),
        ([rate(4000, 600)], PASSED),
        ([rate(2001)], FAILED),
        ([rate(2000, 60)], FAILED),
        ([rate(100, action=COUNT)], FAILED),
        ([rate(100, scopeDownStatement={"byteMatchStatement": {}})], FAILED),
        ([rate(100, scopeDownStatement={"byteMatchStatement": {}}), rate(2000)], PASSED),
        ([rate(100, customKeys=[{"cookie": {"name": "session"}}])], FAILED),
        ([rate(100, customKeys=[{"ip": {}}])], PASSED),
        ([rate(100, customKeys=UNKNOWN)], UNDETERMINED),
        ([rate(5000), rate(2000)], PASSED),
        ([rate(UNKNOWN)], UNDETERMINED),
        ([rate(2000, UNKNOWN)], UNDETERMINED),
        ([rate(2000, action=UNKNOWN)], UNDETERMINED),
        ([rate(5000, action=UNKNOWN)], FAILED),
        ([], FAILED),
    ],
)
def test_a_rate_is_measured_over_five_minutes(rules: list[Value], expected: Any) -> None:
    assert verdicts(LIMIT, acl(*rules)) == expected


def test_a_rate_rule_for_some_paths_limits_nobody_else() -> None:
    assert verdicts(RATE, acl(rate(100, scopeDownStatement={"byteMatchStatement": {}}))) == FAILED
    assert verdicts(RATE, acl(), attached(t.WEB_ACL_RULE, "rule", rate(2000))) == PASSED


def test_hidden_rules_are_refused_and_are_still_rules() -> None:
    hidden = Declared(type=t.WEB_ACL, name="main", properties={"ruleJson": "[{}]"})
    assert verdicts("waf-web-acl-rules-visible", hidden) == FAILED
    assert verdicts(HAS, hidden) == PASSED
    assert verdicts(HAS, Declared(type=t.WEB_ACL, name="main", properties={})) == FAILED


@pytest.mark.parametrize(
    ("type_", "rule", "expected"),
    [
        (t.WEB_ACL, {"statement": {"geoMatchStatement": {}}, "action": BLOCK}, PASSED),
        (t.WEB_ACL, {"statement": {"geoMatchStatement": {}}, "overrideAction": NONE}, FAILED),
        (t.WEB_ACL, {"statement": {"geoMatchStatement": {}}, "action": {}}, FAILED),
        (t.WEB_ACL, {"statement": {"ruleGroupReferenceStatement": {"arn": "a"}}, "overrideAction": NONE}, PASSED),
        (t.WEB_ACL, {"statement": {"ruleGroupReferenceStatement": {"arn": "a"}}, "action": BLOCK}, FAILED),
        (t.WEB_ACL, {"statement": UNKNOWN}, UNDETERMINED),
        (t.RULE_GROUP, {"statement": {"geoMatchStatement": {}}, "action": COUNT}, PASSED),
        (t.RULE_GROUP, {"statement": {"geoMatchStatement": {}}}, FAILED),
    ],
)
def test_a_rule_carries_the_action_of_its_kind(type_: str, rule: Value, expected: Any) -> None:
    declared = Declared(type=type_, name="main", properties={"rules": [rule]})
    assert verdicts("waf-rules-carry-action", declared) == expected


def test_a_rule_on_its_own_carries_an_action_and_metrics_too() -> None:
    bare = attached(t.WEB_ACL_RULE, "rule", {"statement": {"geoMatchStatement": {"countryCodes": ["XX"]}}})
    assert verdicts("waf-rules-carry-action", acl(), bare, of="rule") == FAILED
    assert verdicts("waf-metrics-enabled", acl(), bare, of="rule") == FAILED
    measured = attached(t.WEB_ACL_RULE, "rule", {**rate(1), "visibilityConfig": {"cloudwatchMetricsEnabled": True}})
    assert verdicts("waf-rules-carry-action", acl(), measured, of="rule") == PASSED
    assert verdicts("waf-metrics-enabled", acl(), measured, of="rule") == PASSED


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([{"singleHeader": {"name": "Authorization"}}, {"singleHeader": {"name": "COOKIE"}}], PASSED),
        ([{"singleHeader": {"name": "cookie"}}, {"queryString": {}}], FAILED),
        (None, FAILED),
        (UNKNOWN, UNDETERMINED),
        ([UNKNOWN, {"singleHeader": {"name": "cookie"}}], UNDETERMINED),
    ],
)
def test_credentials_are_redacted_whatever_their_spelling(fields: Value, expected: Any) -> None:
    logging = Declared(type=t.WEB_ACL_LOGGING, name="main", properties={"redactedFields": fields})
    assert verdicts("waf-logs-redact-credentials", logging) == expected


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({"geoMatchStatement": {"countryCodes": ["AQ"]}}, FAILED),
        ({"notStatement": {"statements": [{"byteMatchStatement": {"searchString": "/upload"}}]}}, PASSED),
        ({"andStatement": {"statements": [{"notStatement": {}}, {"notStatement": {}}]}}, PASSED),
        ({"andStatement": {"statements": [{"notStatement": {}}, {"geoMatchStatement": {}}]}}, FAILED),
        (UNKNOWN, UNDETERMINED),
    ],
)
def test_a_group_looks_at_every_request_but_those_left_out(scope: Value, expected: Any) -> None:
    assert verdicts(BAD_INPUTS, acl(using(KNOWN_BAD_INPUTS, scopeDownStatement=scope))) == expected
