"""Rules on what a web ACL holds: the managed groups, a rate limit, and nothing hidden."""

from collections.abc import Callable
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.edge.types import WEB_ACL
from guardrails.rules.edge.web_acl_view import AclRule, rules_of
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

KNOWN_BAD_INPUTS: Final = "AWSManagedRulesKnownBadInputsRuleSet"
REQUIRED_GROUPS: Final = (
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesSQLiRuleSet",
    "AWSManagedRulesAmazonIpReputationList",
)
"""Managed groups that every web ACL blocks with, beside ``KNOWN_BAD_INPUTS`` (control edge.waf)."""
_LOG4J: Final = "log4j"


def _has_rules(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    found = rules_of(resource, graph)
    if found.rules:
        return
    if found.complete:
        yield failed("rules", "rules is empty, and no WebAclRule or WebAclRuleGroupAssociation adds one")
    elif resource.read("ruleJson").absent:
        yield undetermined("rules", "rules are not known yet; there must be some")


def _blocks_with(*groups: str) -> Callable[[Resource, Graph, Thresholds], Findings]:
    def judge(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        found = rules_of(resource, graph)
        for group in groups:
            named = [rule for rule in found.rules if rule.group.text == group and rule.vendor.text in (None, "AWS")]
            using = [rule for rule in named if rule.narrowed is not True]
            if named and not using:
                yield failed("rules", f"scopeDownStatement of {group} lets all other requests pass unseen")
            elif using and all(rule.narrowed is None for rule in using):
                yield undetermined("rules", f"scopeDownStatement of {group} is not known yet; it must leave out little")
            elif any(rule.counts is False for rule in using):
                yield from _weakened(group, using)
            elif any(rule.counts is None for rule in using):
                yield undetermined("rules", f"overrideAction of {group} is not known yet; it must be none")
            elif using:
                yield failed("rules", f"overrideAction of {group} is count: it sees attacks and lets them in")
            elif found.complete and not any(rule.group.unknown for rule in found.rules):
                yield failed("rules", f"no rule uses the managed group {group}")
            else:
                yield undetermined("rules", f"not every rule is known; one must use the managed group {group}")

    return judge


def _weakened(group: str, using: list[AclRule]) -> Findings:
    if group != KNOWN_BAD_INPUTS:
        return
    for rule in using:
        for name in rule.lenient:
            if _LOG4J in name.lower():
                yield failed("rules", f"ruleActionOverrides of {group} lets {name} pass")


def _rate_limited(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    found = rules_of(resource, graph)
    limits = [rule for rule in found.rules if not rule.rate.absent]
    if any(rule.blocks and rule.for_everyone for rule in limits):
        return
    unknown = any(rule.blocks is not False and rule.for_everyone is not False for rule in limits)
    if unknown or not found.complete:
        yield undetermined("rules", "not every rule is known; one must limit the rate of every address and block")
    else:
        yield failed("rules", "no rateBasedStatement without a scopeDownStatement blocks, so no rate is limited")


def _rate_within(resource: Resource, graph: Graph, bar: Thresholds) -> Findings:
    found = rules_of(resource, graph)
    limits = [
        rule
        for rule in found.rules
        if not rule.rate.absent and rule.blocks is not False and rule.for_everyone is not False
    ]
    rates = [rule.requests_in_five_minutes() for rule in limits]
    known = [rate for rate in rates if rate is not None]
    sure = [rate for rule, rate in zip(limits, rates, strict=True) if rate and rule.blocks and rule.for_everyone]
    if any(rate <= bar.rate_limit for rate in sure):
        return
    if not found.complete or None in rates or any(rate <= bar.rate_limit for rate in known):
        yield undetermined("rules", f"not every rule is known; one must block above {bar.rate_limit} in five minutes")
    elif known:
        least = min(known)
        message = f"the lowest limit lets {least:g} requests of an address pass in five minutes, not {bar.rate_limit}"
        yield failed("rules", message)
    else:
        yield failed("rules", f"no rateBasedStatement blocks an address above {bar.rate_limit} in five minutes")


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(WEB_ACL):
        yield failed(None, "the stack has no web ACL")


def _visible(resource: Resource, _bar: Thresholds) -> Findings:
    hidden = resource.read("ruleJson")
    if not hidden.absent and hidden.value != "":
        yield failed(hidden, "ruleJson is set, which hides the rules from policies and from drift detection")


def managed(group: str, *, override: Value, metrics: Value = True) -> dict[str, Value]:
    """A rule that uses a managed group, as examples have it."""
    return {
        "name": group,
        "priority": 10,
        "statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": group}},
        "overrideAction": override,
        "visibilityConfig": {
            "cloudwatchMetricsEnabled": metrics,
            "metricName": group,
            "sampledRequestsEnabled": True,
        },
    }


def _rate(limit: Value, *, action: Value, window: int = 300) -> dict[str, Value]:
    return {
        "name": "rate",
        "priority": 20,
        "statement": {"rateBasedStatement": {"aggregateKeyType": "IP", "limit": limit, "evaluationWindowSec": window}},
        "action": action,
    }


def with_rules(*rules: Value) -> dict[str, Value]:
    """A web ACL with these rules, as examples have it."""
    return {"scope": "REGIONAL", "defaultAction": {"allow": {}}, "rules": [*rules]}


_NONE: Final[Value] = {"none": {}}
_COUNT: Final[Value] = {"count": {}}
_BLOCK: Final[Value] = {"block": {}}
_EMPTY: Final = {"scope": "REGIONAL", "defaultAction": {"allow": {}}}

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        "waf-web-acl-present",
        (WEB_ACL,),
        _present,
        Examples(good=(Declared(type=WEB_ACL, properties=_EMPTY),), bad=(), unknown=None),
    ),
    RelationRule(
        "waf-web-acl-has-rules",
        (WEB_ACL,),
        _has_rules,
        examples(
            WEB_ACL,
            good=with_rules(managed(KNOWN_BAD_INPUTS, override=_NONE)),
            bad=_EMPTY,
            unknown={**_EMPTY, "rules": UNKNOWN},
        ),
    ),
    RelationRule(
        "waf-web-acl-managed-groups",
        (WEB_ACL,),
        _blocks_with(*REQUIRED_GROUPS),
        examples(
            WEB_ACL,
            good=with_rules(*(managed(group, override=_NONE) for group in REQUIRED_GROUPS)),
            bad=with_rules(*(managed(group, override=_COUNT) for group in REQUIRED_GROUPS)),
            unknown={**_EMPTY, "rules": UNKNOWN},
        ),
    ),
    RelationRule(
        "waf-web-acl-known-bad-inputs",
        (WEB_ACL,),
        _blocks_with(KNOWN_BAD_INPUTS),
        examples(
            WEB_ACL,
            good=with_rules(managed(KNOWN_BAD_INPUTS, override=_NONE)),
            bad=with_rules(managed(KNOWN_BAD_INPUTS, override=_COUNT)),
            unknown=with_rules(managed(KNOWN_BAD_INPUTS, override=UNKNOWN)),
        ),
    ),
    RelationRule(
        "waf-web-acl-rate-rule",
        (WEB_ACL,),
        _rate_limited,
        examples(
            WEB_ACL,
            good=with_rules(_rate(2000, action=_BLOCK)),
            bad=with_rules(_rate(2000, action=_COUNT)),
            unknown=with_rules(_rate(2000, action=UNKNOWN)),
        ),
    ),
    RelationRule(
        "waf-web-acl-rate-limit",
        (WEB_ACL,),
        _rate_within,
        examples(
            WEB_ACL,
            good=with_rules(_rate(2000, action=_BLOCK)),
            bad=with_rules(_rate(2000, action=_BLOCK, window=60)),
            unknown=with_rules(_rate(UNKNOWN, action=_BLOCK)),
        ),
    ),
    ResourceRule(
        "waf-web-acl-rules-visible",
        (WEB_ACL,),
        _visible,
        examples(WEB_ACL, good=_EMPTY, bad={**_EMPTY, "ruleJson": "[]"}, unknown=None),
    ),
)
