"""Rules on the rules of web ACLs and rule groups, one by one, and on their logs."""

from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.edge.types import RULE_GROUP, WEB_ACL, WEB_ACL_LOGGING, WEB_ACL_RULE
from guardrails.rules.edge.web_acl import KNOWN_BAD_INPUTS, managed, with_rules
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, State, Value
from guardrails.verdicts import failed, undetermined

REDACTED_HEADERS: Final = ("authorization", "cookie")
_ACTIONS: Final = ("allow", "block", "captcha", "challenge", "count")
_OVERRIDES: Final = ("none", "count")
_GROUPS: Final = ("managedRuleGroupStatement", "ruleGroupReferenceStatement")
_WEB_ACL_ARN: Final = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/entry/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
_LOG_ARN: Final = "arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-entry"


def _acts(resource: Resource, _bar: Thresholds) -> Findings:
    for block, at in _blocks(resource):
        statement, action, override = block.get("statement"), block.get("action"), block.get("overrideAction")
        if statement.unknown:
            yield undetermined(at, f"{at or 'a rule'} is not known yet; it must carry an action")
            continue
        grouped = any(statement.has(key) for key in _GROUPS)
        carried, wanted = (override, _OVERRIDES) if grouped else (action, _ACTIONS)
        if carried.unknown:
            yield undetermined(at, f"{carried.path} is not known yet; it must be set")
        elif not any(carried.has(key) for key in wanted):
            yield failed(at, f"{carried.path} is not set: the rule does nothing")


def _measured(resource: Resource, _bar: Thresholds) -> Findings:
    configs = [resource.read("visibilityConfig")]
    if resource.type != WEB_ACL_RULE:
        configs += [block.get("visibilityConfig") for block, _ in _blocks(resource)]
    for config in configs:
        enabled = config.get("cloudwatchMetricsEnabled")
        if enabled.unknown:
            yield undetermined(enabled, f"{enabled.path} is not known yet; it must be true")
        elif enabled.truth is not True:
            yield failed(enabled, f"{enabled.path} is {enabled.shown}, it must be true")


def _blocks(resource: Resource) -> Iterator[tuple[Reading, str]]:
    """Each rule of an ACL or group with the property it stands at; a ``WebAclRule`` is one itself."""
    if resource.type == WEB_ACL_RULE:
        yield Reading(resource.name, State.KNOWN, resource.properties), "statement"
        return
    rules = resource.read("rules")
    for block in (rules,) if rules.unknown else rules.each():
        yield block, block.path


def _logged(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    logging = graph.referrers(resource, WEB_ACL_LOGGING, "resourceArn")
    if logging.resources:
        return
    if logging.resolved:
        yield failed(None, "no WebAclLoggingConfiguration names this web ACL")
    else:
        yield undetermined(None, "a WebAclLoggingConfiguration's resourceArn is not known, it may be this web ACL's")


def _redacted(resource: Resource, _bar: Thresholds) -> Findings:
    fields = resource.read("redactedFields")
    headers = [field.at("singleHeader.name") for field in fields.each()]
    named = {(header.text or "").lower() for header in headers}
    missing = [header for header in REDACTED_HEADERS if header not in named]
    if not missing:
        return
    if fields.unknown or any(header.unknown for header in headers):
        yield undetermined(fields, f"redactedFields is not known yet; it must name {' and '.join(missing)}")
    else:
        yield failed(fields, f"redactedFields does not name {' and '.join(missing)}, so that logs hold credentials")


def _headers(*names: Value) -> dict[str, Value]:
    return {
        "resourceArn": _WEB_ACL_ARN,
        "logDestinationConfigs": [_LOG_ARN],
        "redactedFields": [{"singleHeader": {"name": name}} for name in names],
    }


def _with_logging(*, depends: bool) -> tuple[Declared, ...]:
    return (
        Declared(type=WEB_ACL, properties=with_rules()),
        Declared(
            type=WEB_ACL_LOGGING,
            properties={"resourceArn": UNKNOWN, "logDestinationConfigs": [_LOG_ARN]},
            depends={"resourceArn": ("main",)} if depends else {},
        ),
    )


def _metrics(*, acl: Value, rule: Value) -> dict[str, Value]:
    return {
        **with_rules(managed(KNOWN_BAD_INPUTS, override={"none": {}}, metrics=rule)),
        "visibilityConfig": {"cloudwatchMetricsEnabled": acl, "metricName": "entry", "sampledRequestsEnabled": True},
    }


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "waf-rules-carry-action",
        (WEB_ACL, RULE_GROUP, WEB_ACL_RULE),
        _acts,
        examples(
            WEB_ACL,
            good=with_rules(managed(KNOWN_BAD_INPUTS, override={"none": {}})),
            bad=with_rules(managed(KNOWN_BAD_INPUTS, override={})),
            unknown=with_rules(managed(KNOWN_BAD_INPUTS, override=UNKNOWN)),
        ),
    ),
    ResourceRule(
        "waf-metrics-enabled",
        (WEB_ACL, RULE_GROUP, WEB_ACL_RULE),
        _measured,
        examples(
            WEB_ACL,
            good=_metrics(acl=True, rule=True),
            bad=_metrics(acl=True, rule=False),
            unknown=_metrics(acl=UNKNOWN, rule=True),
        ),
    ),
    RelationRule(
        "waf-web-acl-logging",
        (WEB_ACL,),
        _logged,
        Examples(
            good=_with_logging(depends=True),
            bad=(Declared(type=WEB_ACL, properties=with_rules()),),
            unknown=_with_logging(depends=False),
        ),
    ),
    ResourceRule(
        "waf-logs-redact-credentials",
        (WEB_ACL_LOGGING,),
        _redacted,
        examples(
            WEB_ACL_LOGGING,
            good=_headers("authorization", "cookie"),
            bad=_headers("authorization"),
            unknown=_headers("authorization", UNKNOWN),
        ),
    ),
)
