"""Rules on WAF Classic, global and regional: web ACLs, groups and rules that do something, and log it."""

from typing import Final

from guardrails.requirements import must_be_set
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.data.lists import must_not_be_empty
from guardrails.values import UNKNOWN

_ACL: Final = "aws:waf/webAcl:WebAcl"
_REGIONAL_ACL: Final = "aws:wafregional/webAcl:WebAcl"
_GROUP: Final = "aws:waf/ruleGroup:RuleGroup"
_REGIONAL_GROUP: Final = "aws:wafregional/ruleGroup:RuleGroup"
_RULE: Final = "aws:waf/rule:Rule"
_REGIONAL_RULE: Final = "aws:wafregional/rule:Rule"


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "waf-classic-web-acl-with-rules",
        (
            _ACL,
            _REGIONAL_ACL,
        ),
        must_not_be_empty("rules"),
        examples(
            _ACL,
            good={"metricName": "edge", "rules": [{"priority": 1, "ruleId": "r1"}]},
            bad={"metricName": "edge"},
            unknown={"metricName": "edge", "rules": UNKNOWN},
        ),
    ),
    ResourceRule(
        "waf-classic-web-acl-logs",
        (
            _ACL,
            _REGIONAL_ACL,
        ),
        must_be_set("loggingConfiguration.logDestination"),
        examples(
            _ACL,
            good={
                "metricName": "edge",
                "loggingConfiguration": {
                    "logDestination": "arn:aws:firehose:eu-west-1:123456789012:deliverystream/aws-waf-logs-edge"
                },
            },
            bad={"metricName": "edge"},
            unknown={"metricName": "edge", "loggingConfiguration": {"logDestination": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "waf-classic-group-with-rules",
        (
            _GROUP,
            _REGIONAL_GROUP,
        ),
        must_not_be_empty("activatedRules"),
        examples(
            _GROUP,
            good={
                "metricName": "edge",
                "activatedRules": [{"priority": 1, "ruleId": "r1", "action": {"type": "BLOCK"}}],
            },
            bad={"metricName": "edge"},
            unknown={"metricName": "edge", "activatedRules": UNKNOWN},
        ),
    ),
    ResourceRule(
        "waf-classic-rule-with-conditions",
        (
            _RULE,
            _REGIONAL_RULE,
        ),
        must_not_be_empty("predicates"),
        examples(
            _RULE,
            good={"metricName": "edge", "predicates": [{"dataId": "d1", "negated": False, "type": "IPMatch"}]},
            bad={"metricName": "edge"},
            unknown={"metricName": "edge", "predicates": UNKNOWN},
        ),
    ),
)
