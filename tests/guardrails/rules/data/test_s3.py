"""The subtle parts of the rules on buckets: split resources, older inline forms, roles in the graph, documents."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from guardrails.controls.data import s3 as records
from guardrails.graph import Graph
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules.data import s3
from guardrails.rules.data import s3_types as t
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_INFOS = {info.id: info for info in records.RULES}
_RULES = {rule.id: rule for rule in s3.RULES}
_ORDERS = Declared(type=t.BUCKET, name="orders", properties={"bucket": "orders"})


def verdicts(rule: str, *stack: Declared, of: str = "orders", bar: str = "prod") -> list[Verdict]:
    """What the rule says of one resource of the stack."""
    results = judge(graph(stack), RuleBook((_RULES[rule],), _INFOS), profile(bar))
    return [result.verdict for result in results if result.resource is not None and result.resource.name == of]


def messages(rule: str, *stack: Declared) -> list[str]:
    return [result.message for result in judge(graph(stack), RuleBook((_RULES[rule],), _INFOS), profile("prod"))]


def side(type_: str, name: str = "side", *, bucket: Value = "orders", **properties: Value) -> Declared:
    return Declared(type=type_, name=name, properties={"bucket": bucket, **properties})


def policy(*statements: Mapping[str, Value], bucket: Value = "orders") -> Declared:
    return side(t.BUCKET_POLICY, bucket=bucket, policy=json.dumps({"Statement": list(statements)}))


PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
NOT_APPLICABLE = [Verdict.NOT_APPLICABLE]
TLS: dict[str, Value] = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def test_every_rule_has_its_record() -> None:
    assert sorted(_RULES) == sorted(_INFOS)


def test_a_block_of_another_bucket_does_not_count() -> None:
    assert (
        verdicts("s3-bucket-public-access-blocked", _ORDERS, side(t.BUCKET_PUBLIC_ACCESS_BLOCK, bucket="x")) == FAILED
    )


def test_a_twin_of_the_bucket_is_judged_by_its_own_block() -> None:
    twin = Declared(type="aws:s3/bucketV2:BucketV2", name="orders", properties={"bucket": "orders"})
    assert verdicts("s3-bucket-public-access-blocked", twin, side(t.BUCKET_PUBLIC_ACCESS_BLOCK)) == PASSED
    assert verdicts("s3-bucket-public-access-blocked", twin) == FAILED


def test_a_found_block_passes_whatever_else_is_unknown() -> None:
    stack = (_ORDERS, side(t.BUCKET_PUBLIC_ACCESS_BLOCK), side(t.BUCKET_PUBLIC_ACCESS_BLOCK, "other", bucket=UNKNOWN))
    assert verdicts("s3-bucket-public-access-blocked", *stack) == PASSED


@pytest.mark.parametrize(
    ("rule", "acl", "expected"),
    [
        ("s3-acl-no-public-read", "public-read-write", FAILED),
        ("s3-acl-no-public-write", "public-read-write", FAILED),
        ("s3-acl-no-public-write", "public-read", PASSED),
        ("s3-acl-no-authenticated-users", "public-read", PASSED),
        ("s3-acl-no-public-read", "bucket-owner-full-control", PASSED),
    ],
)
@pytest.mark.parametrize("type_", [t.BUCKET, t.BUCKET_ACL, t.BUCKET_OBJECT, t.OBJECT_COPY])
def test_a_canned_acl_is_judged_wherever_it_stands(rule: str, acl: str, expected: list[Verdict], type_: str) -> None:
    assert verdicts(rule, Declared(type=type_, name="orders", properties={"acl": acl})) == expected


def test_an_older_inline_grant_is_judged_permission_by_permission() -> None:
    group = "http://acs.amazonaws.com/groups/global/AllUsers"
    grants = [{"type": "CanonicalUser", "id": "5a5d", "permissions": ["FULL_CONTROL"]}]
    public = [*grants, {"type": "Group", "uri": group, "permissions": ["READ_ACP", "WRITE"]}]
    bucket = Declared(type=t.BUCKET, name="orders", properties={"grants": public})
    assert verdicts("s3-acl-no-public-read", bucket) == FAILED
    assert verdicts("s3-acl-no-public-write", bucket) == FAILED
    assert verdicts("s3-acl-no-authenticated-users", bucket) == PASSED
    assert verdicts("s3-acl-no-public-read", replace(bucket, properties={"grants": grants})) == PASSED


def test_one_unknown_grant_does_not_hide_a_public_one() -> None:
    public = {
        "grantee": {"type": "Group", "uri": "http://acs.amazonaws.com/groups/global/AllUsers"},
        "permission": "READ",
    }
    acl = side(t.BUCKET_ACL, "orders", accessControlPolicy={"owner": {"id": "5a5d"}, "grants": [UNKNOWN, public]})
    assert verdicts("s3-acl-no-public-read", acl) == [Verdict.UNDETERMINED, Verdict.FAILED]


def test_a_multi_region_access_point_blocks_unless_told_otherwise() -> None:
    details: dict[str, Value] = {"name": "orders", "regions": [{"bucket": "orders"}]}
    point = Declared(type=t.MULTI_REGION_ACCESS_POINT, name="orders", properties={"details": details})
    assert verdicts("s3-access-point-public-access-blocked", point) == PASSED
    details["publicAccessBlock"] = {"restrictPublicBuckets": False}
    assert verdicts("s3-access-point-public-access-blocked", point) == FAILED


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, PASSED),
        ({"Action": "*", "Resource": "*"}, PASSED),
        ({"Principal": {"AWS": "*"}}, PASSED),
        ({"Condition": {"BoolIfExists": {"aws:securetransport": [False]}}}, PASSED),
        ({"Effect": "Allow"}, FAILED),
        ({"Principal": {"AWS": "arn:aws:iam::123456789012:root"}}, FAILED),
        ({"Action": "s3:GetObject"}, FAILED),
        ({"Resource": "arn:aws:s3:::orders/*"}, FAILED),
        ({"Resource": "arn:aws:s3:::orders"}, FAILED),
        ({"Resource": ["arn:aws:s3:::invoices", "arn:aws:s3:::invoices/*"]}, FAILED),
        ({"Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/public/*"]}, FAILED),
        ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, FAILED),
        ({"Condition": TLS["Condition"] | {"StringEquals": {"aws:PrincipalTag/team": "web"}}}, FAILED),
    ],
)
def test_tls_is_asked_of_everyone_for_everything(change: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("s3-bucket-tls-only", _ORDERS, policy(TLS | change)) == expected


def test_tls_is_read_from_the_inline_policy_and_from_a_bucket_without_a_known_name() -> None:
    inline = replace(_ORDERS, properties={"policy": json.dumps({"Statement": [TLS]})})
    assert verdicts("s3-bucket-tls-only", inline) == PASSED


def test_a_known_denial_passes_beside_an_unknown_statement() -> None:
    stated = side(t.BUCKET_POLICY, policy={"Statement": [{"Effect": "Allow", "Resource": UNKNOWN}, TLS]})
    assert verdicts("s3-bucket-tls-only", _ORDERS, stated) == PASSED


def test_a_denial_on_what_is_not_known_yet_is_undetermined() -> None:
    stated = side(t.BUCKET_POLICY, policy={"Statement": [TLS | {"Resource": [UNKNOWN, UNKNOWN]}]})
    assert verdicts("s3-bucket-tls-only", _ORDERS, stated) == UNDETERMINED


ALLOW: dict[str, Value] = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::orders/*",
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, FAILED),
        ({"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-example"}}}, PASSED),
        ({"Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}, FAILED),
        ({"Condition": {"StringLike": {"aws:Referer": "https://example.com/*"}}}, FAILED),
        ({"Principal": {"Service": "cloudfront.amazonaws.com"}}, PASSED),
        ({"Effect": "Deny"}, PASSED),
    ],
)
def test_a_public_statement_needs_a_condition_that_limits_who(
    change: dict[str, Value], expected: list[Verdict]
) -> None:
    assert verdicts("s3-bucket-policy-not-public", policy(ALLOW | change), of="side") == expected


def test_a_public_principal_by_negation_is_public() -> None:
    statement = {key: value for key, value in ALLOW.items() if key != "Principal"}
    negated = statement | {"NotPrincipal": {"AWS": "arn:aws:iam::123456789012:root"}}
    assert verdicts("s3-bucket-policy-not-public", policy(negated), of="side") == FAILED


def test_a_public_statement_with_an_unknown_condition_is_undetermined_and_without_any_is_not() -> None:
    condition = {"StringEquals": {"aws:SourceVpce": UNKNOWN}}
    unknown = side(t.BUCKET_POLICY, policy={"Statement": [ALLOW | {"Condition": condition}]})
    assert verdicts("s3-bucket-policy-not-public", unknown, of="side") == UNDETERMINED
    bare = side(t.BUCKET_POLICY, policy={"Statement": [ALLOW | {"Resource": UNKNOWN}]})
    assert verdicts("s3-bucket-policy-not-public", bare, of="side") == FAILED


def test_a_document_that_does_not_parse_fails() -> None:
    assert verdicts("s3-bucket-policy-not-public", side(t.BUCKET_POLICY, policy="{"), of="side") == FAILED


def test_an_account_is_foreign_only_where_a_provider_says_which_are_owned() -> None:
    provider = Declared(type=AWS_PROVIDER, name="aws", properties={"allowedAccountIds": '["123456789012"]'})
    foreign = policy(ALLOW | {"Principal": {"AWS": ["210987654321", "arn:aws:iam::123456789012:root"]}})
    rule = "s3-bucket-policy-own-accounts"
    assert verdicts(rule, provider, foreign, of="side") == FAILED
    assert verdicts(rule, foreign, of="side") == [Verdict.UNDETERMINED, Verdict.UNDETERMINED]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Principal": {"AWS": "arn:aws:iam::156460612806:root"}, "Action": "s3:PutObject"}, PASSED),
        ({"Principal": {"AWS": "arn:aws:iam::156460612806:root"}, "Action": "s3:*"}, FAILED),
        (
            {
                "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
                "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-example"}},
            },
            PASSED,
        ),
        ({"Principal": {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}}, PASSED),
    ],
)
def test_log_delivery_accounts_and_the_own_organisation_are_not_foreign(
    change: dict[str, Value], expected: list[Verdict]
) -> None:
    provider = Declared(type=AWS_PROVIDER, name="aws", properties={"allowedAccountIds": '["123456789012"]'})
    assert verdicts("s3-bucket-policy-own-accounts", provider, policy(ALLOW | change), of="side") == expected


def test_a_denial_locks_out_only_where_nothing_limits_it() -> None:
    rule = "s3-bucket-policy-locks-nobody-out"
    everyone = {"Effect": "Deny", "Principal": "*", "NotAction": "s3:GetObject", "Resource": "*"}
    assert verdicts(rule, policy(everyone), of="side") == FAILED
    assert verdicts(rule, policy(everyone | {"NotAction": "s3:PutBucketPolicy"}), of="side") == PASSED
    assert verdicts(rule, policy(TLS), of="side") == PASSED


def test_an_unknown_document_reaches_every_rule_as_one_unknown_not_as_a_pass() -> None:
    unknown = side(t.BUCKET_POLICY, policy=UNKNOWN)
    stack = Graph(graph((_ORDERS, unknown)).resources)
    for rule in ("s3-bucket-policy-not-public", "s3-bucket-tls-only", "s3-bucket-policy-no-wildcard-action"):
        results = judge(stack, RuleBook((_RULES[rule],), _INFOS), profile("prod"))
        assert Verdict.UNDETERMINED in {result.verdict for result in results}
        assert Verdict.FAILED not in {result.verdict for result in results}


def test_messages_show_no_policy() -> None:
    assert messages("s3-bucket-policy-not-public", policy(ALLOW)) == [
        "statement 1 of policy allows everyone, and no condition limits who"
    ]
