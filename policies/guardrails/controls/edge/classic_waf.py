"""The records of the rules on WAF Classic."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="waf-classic-web-acl-with-rules",
        control="edge.waf",
        title="Classic web ACLs have rules",
        severity=Severity.HIGH,
        fix="Add rules, or move to wafv2.WebAcl.",
        frameworks=(
            "FSBP:WAF.4",
            "FSBP:WAF.8",
        ),
        equivalents=(
            "CKV_AWS_175",
            "WAF.4",
            "WAF.8",
            "waf_global_webacl_with_rules",
            "waf_regional_webacl_with_rules",
        ),
    ),
    RuleInfo(
        id="waf-classic-web-acl-logs",
        control="log.infra",
        title="Classic web ACLs log what they decide",
        severity=Severity.MEDIUM,
        fix="Set loggingConfiguration.logDestination to a delivery stream.",
        frameworks=("FSBP:WAF.1",),
        equivalents=(
            "CKV_AWS_176",
            "WAF.1",
            "waf_global_webacl_logging_enabled",
            "waf_regional_webacl_logging_enabled",
        ),
    ),
    RuleInfo(
        id="waf-classic-group-with-rules",
        control="edge.waf",
        title="Classic rule groups have rules",
        severity=Severity.MEDIUM,
        fix="Add activatedRules.",
        frameworks=(
            "FSBP:WAF.3",
            "FSBP:WAF.7",
        ),
        equivalents=(
            "WAF.3",
            "WAF.7",
            "waf_global_rulegroup_not_empty",
            "waf_regional_rulegroup_not_empty",
        ),
    ),
    RuleInfo(
        id="waf-classic-rule-with-conditions",
        control="edge.waf",
        title="Classic rules have conditions",
        severity=Severity.MEDIUM,
        fix="Add predicates.",
        frameworks=(
            "FSBP:WAF.2",
            "FSBP:WAF.6",
        ),
        equivalents=(
            "WAF.2",
            "WAF.6",
            "waf_global_rule_with_conditions",
            "waf_regional_rule_with_conditions",
        ),
    ),
)
