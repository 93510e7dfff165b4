"""The web ACL: what it blocks, what it logs, and which arguments it refuses."""

import json
from typing import Any

import pytest

from components.edge.rules import PRIORITIES, GroupMode, LoginLimit, ManagedGroups, RateLimit
from components.edge.web_acl import LoggedRequests, WebAcl, WebAclArgs
from components.placement import Placement
from guardrails.values import UNKNOWN
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/logs"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
LOG_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
URN = "urn:pulumi:prod::vouch::vouch:edge:WebAcl"
PATH = {
    "positionalConstraint": "STARTS_WITH",
    "fieldToMatch": {"uriPath": {}},
    "textTransformations": [
        {"priority": 0, "type": "URL_DECODE"},
        {"priority": 1, "type": "NORMALIZE_PATH"},
        {"priority": 2, "type": "LOWERCASE"},
    ],
}
TOO_LARGE = {
    "sizeConstraintStatement": {
        "comparisonOperator": "GT",
        "size": 8192,
        "fieldToMatch": {"body": {"oversizeHandling": "MATCH"}},
        "textTransformations": [{"priority": 0, "type": "NONE"}],
    }
}


def build(**changes: Any) -> Recorded:
    args = WebAclArgs(placement=PLACEMENT, log_key_arn=KEY, **changes)
    return record(lambda: WebAcl("edge", args))


def rules(recorded: Recorded) -> dict[str, Any]:
    return {rule["name"]: rule for rule in recorded.one(WEB_ACL).properties["rules"]}


def test_the_acl_is_regional_allows_by_default_and_measures_itself() -> None:
    properties = build().one(WEB_ACL, "edge-acl").properties
    assert properties["scope"] == "REGIONAL"
    assert properties["defaultAction"] == {"allow": {}}
    assert properties["visibilityConfig"] == {
        "cloudwatchMetricsEnabled": True,
        "metricName": "vouch-prod-edge",
        "sampledRequestsEnabled": True,
    }


def test_its_children_carry_its_type_in_their_urns() -> None:
    assert {resource.urn for resource in build().resources if resource.parent} == {
        f"{URN}::edge",
        f"{URN}${WEB_ACL}::edge-acl",
        f"{URN}${LOGGING}::edge-logging",
        f"{URN}${LOG_GROUP}::edge-logs",
        f"{URN}${LOG_POLICY}::edge-log-policy",
    }


def test_every_managed_group_blocks_and_says_so_with_an_empty_object() -> None:
    found = rules(build())
    groups = {
        name: rule["statement"]["managedRuleGroupStatement"] for name, rule in found.items() if "overrideAction" in rule
    }
    assert groups == {
        "ip-reputation": {"vendorName": "AWS", "name": "AWSManagedRulesAmazonIpReputationList"},
        "anonymous-ip": {"vendorName": "AWS", "name": "AWSManagedRulesAnonymousIpList"},
        "known-bad-inputs": {"vendorName": "AWS", "name": "AWSManagedRulesKnownBadInputsRuleSet"},
        "sql-injection": {"vendorName": "AWS", "name": "AWSManagedRulesSQLiRuleSet"},
        "common": {"vendorName": "AWS", "name": "AWSManagedRulesCommonRuleSet"},
    }
    assert all(found[name]["overrideAction"] == {"none": {}} for name in groups)


def test_only_the_group_that_is_rolled_out_counts() -> None:
    found = rules(build(groups=ManagedGroups(anonymous_ip=GroupMode.COUNT)))
    assert {name: rule["overrideAction"] for name, rule in found.items() if "overrideAction" in rule} == {
        "ip-reputation": {"none": {}},
        "anonymous-ip": {"count": {}},
        "known-bad-inputs": {"none": {}},
        "sql-injection": {"none": {}},
        "common": {"none": {}},
    }


def test_every_rule_has_its_own_priority_and_metric_in_that_order() -> None:
    found = rules(build(login=LoginLimit(paths=("/login",))))
    assert list(found) == sorted(PRIORITIES, key=lambda name: PRIORITIES[name])
    assert [rule["priority"] for rule in found.values()] == [0, 10, 20, 30, 40, 50, 60, 70]
    assert [rule["visibilityConfig"] for rule in found.values()] == [
        {
            "cloudwatchMetricsEnabled": True,
            "metricName": f"vouch-prod-edge-{name}",
            "sampledRequestsEnabled": True,
        }
        for name in found
    ]


def test_one_address_is_blocked_above_its_rate_with_status_429() -> None:
    rule = rules(build(rate=RateLimit(requests=1000, window_seconds=120)))["rate"]
    assert rule["statement"] == {
        "rateBasedStatement": {"aggregateKeyType": "IP", "limit": 1000, "evaluationWindowSec": 120}
    }
    assert rule["action"] == {
        "block": {"customResponse": {"responseCode": 429, "customResponseBodyKey": "too-many-requests"}}
    }


def test_there_is_no_login_rule_unless_asked_for() -> None:
    assert "login-rate" not in rules(build())


def test_a_single_login_path_is_matched_without_an_or() -> None:
    rule = rules(build(login=LoginLimit(paths=("/login",))))["login-rate"]
    assert rule["statement"]["rateBasedStatement"] == {
        "aggregateKeyType": "IP",
        "limit": 100,
        "evaluationWindowSec": 300,
        "scopeDownStatement": {"byteMatchStatement": {"searchString": "/login", **PATH}},
    }


def test_several_login_paths_are_matched_by_an_or() -> None:
    rule = rules(build(login=LoginLimit(paths=("/login", "/oauth2/token"))))["login-rate"]
    assert rule["statement"]["rateBasedStatement"]["scopeDownStatement"] == {
        "orStatement": {
            "statements": [
                {"byteMatchStatement": {"searchString": "/login", **PATH}},
                {"byteMatchStatement": {"searchString": "/oauth2/token", **PATH}},
            ]
        }
    }


def test_a_body_that_is_too_large_or_cannot_be_measured_is_blocked_with_status_413() -> None:
    rule = rules(build())["body-size"]
    assert rule["statement"] == TOO_LARGE
    assert rule["action"] == {
        "block": {"customResponse": {"responseCode": 413, "customResponseBodyKey": "content-too-large"}}
    }


def test_upload_paths_take_larger_bodies_and_our_rule_stands_in_for_the_groups_own() -> None:
    found = rules(build(upload_paths=("/upload", "/import")))
    assert found["body-size"]["statement"] == {
        "andStatement": {
            "statements": [
                TOO_LARGE,
                {"notStatement": {"statement": {"byteMatchStatement": {"searchString": "/upload", **PATH}}}},
                {"notStatement": {"statement": {"byteMatchStatement": {"searchString": "/import", **PATH}}}},
            ]
        }
    }
    assert found["common"]["statement"]["managedRuleGroupStatement"]["ruleActionOverrides"] == [
        {"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}
    ]
    assert found["common"]["overrideAction"] == {"none": {}}


def test_blocked_clients_are_told_in_json_under_the_keys_the_rules_use() -> None:
    bodies = build().one(WEB_ACL).properties["customResponseBodies"]
    assert bodies == [
        {
            "key": "content-too-large",
            "content": '{"error":"content_too_large"}',
            "contentType": "APPLICATION_JSON",
        },
        {
            "key": "too-many-requests",
            "content": '{"error":"too_many_requests"}',
            "contentType": "APPLICATION_JSON",
        },
    ]


def test_credentials_are_kept_out_of_sampled_requests() -> None:
    assert build().one(WEB_ACL).properties["dataProtectionConfig"] == {
        "dataProtections": [
            {
                "action": "SUBSTITUTION",
                "field": {"fieldType": "SINGLE_HEADER", "fieldKeys": ["authorization", "cookie"]},
            }
        ]
    }


def test_the_log_group_has_the_name_waf_demands_the_key_and_the_retention() -> None:
    assert build(log_retention_days=90).one(LOG_GROUP, "edge-logs").properties == {
        "name": "aws-waf-logs-vouch-prod-edge",
        "kmsKeyId": KEY,
        "retentionInDays": 90,
    }


def test_all_requests_are_logged_without_credentials_to_that_group() -> None:
    recorded = build()
    logging = recorded.one(LOGGING, "edge-logging")
    assert logging.properties == {
        "resourceArn": UNKNOWN,
        "logDestinationConfigs": [UNKNOWN],
        "redactedFields": [{"singleHeader": {"name": "authorization"}}, {"singleHeader": {"name": "cookie"}}],
    }
    assert logging.property_dependencies == {
        "resourceArn": (recorded.one(WEB_ACL).urn,),
        "logDestinationConfigs": (recorded.one(LOG_GROUP).urn,),
    }


def test_logging_waits_for_the_policy_that_lets_waf_write() -> None:
    recorded = build()
    assert recorded.one(LOG_POLICY).urn in recorded.one(LOGGING).dependencies


def test_the_log_policy_is_known_and_lets_only_this_accounts_deliveries_write_to_this_group() -> None:
    policy = build().one(LOG_POLICY).properties
    assert policy["policyName"] == "aws-waf-logs-vouch-prod-edge"
    assert json.loads(str(policy["policyDocument"])) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "WebAclLogs",
                "Effect": "Allow",
                "Principal": {"Service": "delivery.logs.amazonaws.com"},
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": ("arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-vouch-prod-edge:log-stream:*"),
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": "123456789012"},
                    "ArnLike": {"aws:SourceArn": "arn:aws:logs:eu-west-1:123456789012:*"},
                },
            }
        ],
    }


def test_the_log_can_be_kept_to_what_was_blocked_or_counted() -> None:
    assert build(logged=LoggedRequests.STOPPED_OR_COUNTED).one(LOGGING).properties["loggingFilter"] == {
        "defaultBehavior": "DROP",
        "filters": [
            {
                "behavior": "KEEP",
                "requirement": "MEETS_ANY",
                "conditions": [
                    {"actionCondition": {"action": "BLOCK"}},
                    {"actionCondition": {"action": "COUNT"}},
                    {"actionCondition": {"action": "EXCLUDED_AS_COUNT"}},
                ],
            }
        ],
    }


def body_limit_message(given: int) -> str:
    return (
        f"body_limit_bytes is {given}, AWS WAF measures 1 to 8192 bytes behind a load balancer: lower it, and name"
        " paths that take more in upload_paths"
    )


def retention_message(given: int) -> str:
    return (
        f"log_retention_days is {given}, this log is kept one of 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827,"
        " 2192, 2557, 2922, 3288, 3653 days: give one of them"
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"body_limit_bytes": 8193}, body_limit_message(8193)),
        ({"body_limit_bytes": 0}, body_limit_message(0)),
        ({"log_retention_days": 60}, retention_message(60)),
        ({"log_retention_days": 100}, retention_message(100)),
        (
            {"upload_paths": ("/",)},
            "upload_paths has '/', which is not a lower-case path prefix below '/': write it like '/login'",
        ),
        ({"upload_paths": ("/up", "/up")}, "upload_paths names a path twice: name each once"),
        (
            {"login": LoginLimit(paths=("/login",), rate=RateLimit(requests=1000, window_seconds=60))},
            "login allows a higher rate than rate does: make the login limit the stricter one",
        ),
    ],
)
def test_arguments_that_would_weaken_it_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        WebAclArgs(placement=PLACEMENT, log_key_arn=KEY, **changes)
    assert str(refusal.value) == message


def test_a_rate_that_waf_cannot_count_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^requests is 9, AWS WAF counts from 10: give 10 or more$"):
        RateLimit(requests=9)
    with pytest.raises(
        ValueError,
        match=r"^window_seconds is 30, AWS WAF knows 60, 120, 300 and 600: give one of them$",
    ):
        RateLimit(window_seconds=30)


@pytest.mark.parametrize("path", ["login", "/", "/Login"])
def test_a_login_path_that_could_never_match_or_always_would_is_refused(path: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        LoginLimit(paths=(path,))
    assert str(refusal.value) == (
        f"paths has {path!r}, which is not a lower-case path prefix below '/': write it like '/login'"
    )


def test_a_login_limit_without_paths_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^paths is empty: name the login paths, or leave the login limit out$"):
        LoginLimit(paths=())
