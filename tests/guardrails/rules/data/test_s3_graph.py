"""The part a bucket plays in the stack: what excuses it, and what is asked of it because of it."""

import json
from dataclasses import replace

import pytest

from guardrails.controls.data import s3 as records
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules.data import s3
from guardrails.rules.data import s3_types as t
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_INFOS = {info.id: info for info in records.RULES}
_RULES = {rule.id: rule for rule in s3.RULES}
LOGS = Declared(type=t.BUCKET, name="logs", properties={"bucket": "logs"})
PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
NOT_APPLICABLE = [Verdict.NOT_APPLICABLE]


def verdicts(rule: str, *stack: Declared, of: str = "logs", bar: str = "prod") -> list[Verdict]:
    results = judge(graph(stack), RuleBook((_RULES[rule],), _INFOS), profile(bar))
    return [result.verdict for result in results if result.resource is not None and result.resource.name == of]


def side(type_: str, properties: dict[str, Value], name: str = "side") -> Declared:
    return Declared(type=type_, name=name, properties={"bucket": "logs", **properties})


def encrypted(default: Value) -> Declared:
    return side(t.BUCKET_ENCRYPTION, {"rules": [{"applyServerSideEncryptionByDefault": default}]}, "encryption")


SSE_S3 = encrypted({"sseAlgorithm": "AES256"})


def balancer(**properties: Value) -> Declared:
    return Declared(type=t.LOAD_BALANCER, name="web", properties=properties)


@pytest.mark.parametrize(
    "source",
    [
        Declared(type=t.BUCKET_LOGGING, name="a", properties={"bucket": "orders", "targetBucket": "logs"}),
        Declared(type=t.BUCKET, name="a", properties={"bucket": "orders", "logging": {"targetBucket": "logs"}}),
        balancer(accessLogs={"bucket": "logs", "enabled": True}),
        balancer(connectionLogs={"bucket": "logs", "enabled": True}),
        balancer(healthCheckLogs={"bucket": "logs", "enabled": True}),
        Declared(type="aws:alb/loadBalancer:LoadBalancer", name="a", properties={"accessLogs": {"bucket": "logs"}}),
        Declared(type=t.CLASSIC_LOAD_BALANCER, name="a", properties={"accessLogs": {"bucket": "logs"}}),
        Declared(
            type=t.BUCKET_LOGGING,
            name="a",
            properties={"bucket": "orders", "targetBucket": UNKNOWN},
            depends={"targetBucket": ("logs",)},
        ),
        side(t.BUCKET_ACL, {"acl": "log-delivery-write"}),
        side(
            t.BUCKET_POLICY,
            {
                "policy": json.dumps(
                    {
                        "Statement": {
                            "Effect": "Allow",
                            "Principal": {"Service": "logging.s3.amazonaws.com"},
                            "Action": "s3:PutObject",
                            "Resource": "arn:aws:s3:::logs/*",
                        }
                    }
                )
            },
        ),
    ],
)
def test_a_bucket_that_takes_access_logs_needs_no_customer_key_and_no_logging(source: Declared) -> None:
    assert verdicts("s3-bucket-customer-key", LOGS, SSE_S3, source) == NOT_APPLICABLE
    assert verdicts("s3-bucket-access-logged", LOGS, source) == NOT_APPLICABLE


def test_delivery_that_is_switched_off_excuses_nothing() -> None:
    off = balancer(accessLogs={"bucket": "logs", "enabled": False})
    assert verdicts("s3-bucket-customer-key", LOGS, SSE_S3, off) == FAILED


def test_a_bucket_that_logs_to_itself_is_not_excused() -> None:
    own = Declared(type=t.BUCKET, name="logs", properties={"bucket": "logs", "logging": {"targetBucket": "logs"}})
    assert verdicts("s3-bucket-customer-key", own, SSE_S3) == FAILED


def test_delivery_to_a_bucket_not_known_yet_leaves_it_open() -> None:
    open_ = balancer(accessLogs={"bucket": UNKNOWN, "enabled": True})
    assert verdicts("s3-bucket-customer-key", LOGS, SSE_S3, open_) == UNDETERMINED
    assert verdicts("s3-bucket-access-logged", LOGS, open_) == UNDETERMINED


def test_an_inline_customer_key_passes_and_awss_own_key_does_not() -> None:
    def inline(**default: Value) -> Declared:
        rule = {"rule": {"applyServerSideEncryptionByDefault": default}}
        return replace(LOGS, properties={"bucket": "logs", "serverSideEncryptionConfiguration": rule})

    assert verdicts("s3-bucket-customer-key", inline(sseAlgorithm="aws:kms", kmsMasterKeyId="alias/a")) == PASSED
    assert verdicts("s3-bucket-customer-key", inline(sseAlgorithm="aws:kms:dsse", kmsMasterKeyId="alias/a")) == PASSED
    assert verdicts("s3-bucket-customer-key", inline(sseAlgorithm="aws:kms")) == FAILED
    assert verdicts("s3-bucket-customer-key", inline(sseAlgorithm="aws:kms", kmsMasterKeyId="alias/aws/s3")) == FAILED


def test_an_unknown_key_is_proven_by_a_key_of_the_stack_only() -> None:
    unproven = encrypted({"sseAlgorithm": "aws:kms", "kmsMasterKeyId": UNKNOWN})
    key = Declared(type=t.KMS_KEY, name="key")
    alias = Declared(type=t.KMS_ALIAS, name="alias")
    other = Declared(type=t.BUCKET_POLICY, name="policy")
    stack = (LOGS, key, alias, other)
    assert verdicts("s3-bucket-customer-key", *stack, replace(unproven, depends={"rules": ("key",)})) == PASSED
    assert verdicts("s3-bucket-customer-key", *stack, replace(unproven, depends={"rules": ("alias",)})) == PASSED
    assert verdicts("s3-bucket-customer-key", *stack, replace(unproven, depends={"rules": ("policy",)})) == UNDETERMINED


def test_an_unknown_key_does_not_hide_a_wrong_algorithm() -> None:
    both = encrypted({"sseAlgorithm": "AES256", "kmsMasterKeyId": UNKNOWN})
    assert verdicts("s3-bucket-customer-key", LOGS, both) == [Verdict.FAILED, Verdict.UNDETERMINED]


def test_logs_do_not_arrive_in_a_locked_or_key_encrypted_bucket() -> None:
    rule = "s3-log-delivery-not-blocked"
    by_key = encrypted({"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "alias/logs"})
    lock = side(t.BUCKET_OBJECT_LOCK, {"rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 1}}}, "lock")
    web = balancer(accessLogs={"bucket": "logs"})
    assert verdicts(rule, LOGS, by_key) == NOT_APPLICABLE
    assert verdicts(rule, LOGS, SSE_S3, web) == PASSED
    assert verdicts(rule, LOGS, by_key, lock, web) == [Verdict.FAILED, Verdict.FAILED]
    network = balancer(loadBalancerType="network", accessLogs={"bucket": "logs"})
    assert verdicts(rule, LOGS, by_key, network) == PASSED
    config = Declared(type=t.DELIVERY_CHANNEL, name="config", properties={"s3BucketName": "logs"})
    assert verdicts(rule, LOGS, by_key, config) == PASSED
    assert verdicts(rule, LOGS, by_key, lock, config) == FAILED


def test_versioning_comes_with_object_lock_but_a_suspended_one_still_fails() -> None:
    locked = replace(LOGS, properties={"bucket": "logs", "objectLockEnabled": True})
    suspended = side(t.BUCKET_VERSIONING, {"versioningConfiguration": {"status": "Suspended"}})
    assert verdicts("s3-bucket-versioned", locked) == PASSED
    assert verdicts("s3-bucket-versioned", locked, suspended) == FAILED
    assert verdicts("s3-bucket-versioned", replace(LOGS, properties={"versioning": {"enabled": True}})) == PASSED


def test_protection_is_asked_where_the_profile_keeps_data_for_good() -> None:
    throwaway = replace(LOGS, properties={"forceDestroy": True})
    assert verdicts("s3-bucket-protected", LOGS) == FAILED
    assert verdicts("s3-bucket-protected", LOGS, bar="dev") == NOT_APPLICABLE
    assert verdicts("s3-bucket-protected", throwaway) == NOT_APPLICABLE
    assert verdicts("s3-bucket-no-force-destroy", throwaway) == FAILED
    assert verdicts("s3-bucket-no-force-destroy", throwaway, bar="dev") == NOT_APPLICABLE


TRAIL = Declared(type=t.TRAIL, name="trail", properties={"s3BucketName": "logs"})
LOCKED = replace(LOGS, properties={"bucket": "logs", "objectLockEnabled": True})


def retention(**default: Value) -> Declared:
    return side(t.BUCKET_OBJECT_LOCK, {"rule": {"defaultRetention": default}})


@pytest.mark.parametrize(
    ("bucket", "lock", "expected"),
    [
        (LOCKED, retention(mode="COMPLIANCE", days=366), PASSED),
        (LOCKED, retention(mode="GOVERNANCE", years=1), PASSED),
        (LOCKED, retention(mode="GOVERNANCE", days=364), FAILED),
        (LOCKED, retention(mode="GOVERNANCE"), FAILED),
        (LOCKED, retention(days=365), FAILED),
        (LOGS, retention(mode="GOVERNANCE", days=365), FAILED),
        (LOCKED, retention(mode=UNKNOWN, days=1), [Verdict.UNDETERMINED, Verdict.FAILED]),
    ],
)
def test_a_trails_bucket_is_locked_for_a_year(bucket: Declared, lock: Declared, expected: list[Verdict]) -> None:
    assert verdicts("s3-trail-bucket-locked", TRAIL, bucket, lock) == expected


def test_the_lock_is_as_long_as_the_profile_says() -> None:
    assert verdicts("s3-trail-bucket-locked", TRAIL, LOCKED, retention(mode="GOVERNANCE", days=30), bar="dev") == PASSED


def test_only_the_bucket_of_a_trail_must_be_locked() -> None:
    other = Declared(type=t.BUCKET, name="orders", properties={"bucket": "orders"})
    assert verdicts("s3-trail-bucket-locked", TRAIL, LOCKED, other, of="orders") == NOT_APPLICABLE
    elsewhere = replace(TRAIL, properties={"s3BucketName": UNKNOWN})
    assert verdicts("s3-trail-bucket-denies-tampering", elsewhere, LOGS) == [Verdict.UNDETERMINED] * 2


def test_tampering_is_denied_to_all_but_those_a_condition_excepts() -> None:
    denial: dict[str, Value] = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": ["s3:Delete*", "s3:PutBucketObjectLockConfiguration"],
        "Resource": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
    }

    def judged(**change: Value) -> list[Verdict]:
        policy = side(t.BUCKET_POLICY, {"policy": json.dumps({"Statement": [denial | change]})})
        return verdicts("s3-trail-bucket-denies-tampering", TRAIL, LOCKED, policy)

    assert judged() == PASSED
    assert (
        judged(Condition={"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/break-glass"}}) == PASSED
    )
    assert judged(Condition={"StringEquals": {"aws:PrincipalTag/team": "web"}}) == [Verdict.FAILED] * 2
    assert judged(Resource="arn:aws:s3:::logs") == FAILED
    assert judged(Resource="arn:aws:s3:::logs/*") == FAILED


def events(**selectors: Value) -> Declared:
    return Declared(type=t.TRAIL, name="trail", properties={"s3BucketName": "archive", **selectors})


def fields(*selectors: dict[str, Value]) -> Declared:
    category = {"field": "eventCategory", "equals": ["Data"]}
    kind = {"field": "resources.type", "equals": ["AWS::S3::Object"]}
    return events(advancedEventSelectors=[{"fieldSelectors": [category, kind, *selectors]}])


@pytest.mark.parametrize(
    ("trail", "reads", "writes"),
    [
        (fields(), PASSED, PASSED),
        (fields({"field": "readOnly", "equals": ["true"]}), PASSED, FAILED),
        (fields({"field": "readOnly", "equals": ["false"]}), FAILED, PASSED),
        (fields({"field": "resources.ARN", "startsWiths": ["arn:aws:s3:::logs/"]}), PASSED, PASSED),
        (fields({"field": "resources.ARN", "startsWiths": ["arn:aws:s3:::x/"]}), FAILED, FAILED),
        (fields({"field": "resources.ARN", "notStartsWiths": ["arn:aws:s3:::x/"]}), PASSED, PASSED),
        (fields({"field": "resources.ARN", "notStartsWiths": ["arn:aws:s3:::logs/"]}), FAILED, FAILED),
        (fields({"field": "resources.ARN", "startsWiths": UNKNOWN}), UNDETERMINED, UNDETERMINED),
        (fields({"field": "eventName", "equals": ["GetObject"]}), FAILED, FAILED),
        (
            events(advancedEventSelectors=[{"fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}]}]),
            FAILED,
            FAILED,
        ),
        (
            events(eventSelectors=[{"dataResources": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}]}]),
            PASSED,
            PASSED,
        ),
        (events(eventSelectors=UNKNOWN), UNDETERMINED, UNDETERMINED),
        (events(enableLogging=False, eventSelectors=UNKNOWN), FAILED, FAILED),
        (events(), FAILED, FAILED),
    ],
)
def test_data_events_cover_the_bucket(trail: Declared, reads: list[Verdict], writes: list[Verdict]) -> None:
    assert verdicts("s3-object-reads-recorded", LOGS, trail) == reads
    assert verdicts("s3-object-writes-recorded", LOGS, trail) == writes


@pytest.mark.parametrize(
    "role",
    [
        TRAIL,
        Declared(type=t.DELIVERY_CHANNEL, name="config", properties={"s3BucketName": "logs"}),
        balancer(accessLogs={"bucket": "logs"}),
    ],
)
def test_what_is_done_in_a_bucket_of_logs_is_not_itself_recorded(role: Declared) -> None:
    assert verdicts("s3-object-writes-recorded", LOGS, role) == NOT_APPLICABLE


def test_a_selector_built_from_the_bucket_covers_it() -> None:
    selector = [{"dataResources": [{"type": "AWS::S3::Object", "values": [UNKNOWN]}]}]
    trail = replace(events(eventSelectors=selector), depends={"eventSelectors": ("logs",)})
    other = Declared(type=t.BUCKET, name="orders", properties={"bucket": "orders"})
    assert verdicts("s3-object-reads-recorded", LOGS, other, trail) == PASSED
    assert verdicts("s3-object-reads-recorded", LOGS, other, trail, of="orders") == FAILED


def test_a_disabled_rule_does_not_make_a_lifecycle() -> None:
    def lifecycle(*rules: dict[str, Value]) -> Declared:
        return side(t.BUCKET_LIFECYCLE, {"rules": list(rules)})

    abort = {"abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}
    assert verdicts("s3-bucket-lifecycle", LOGS, lifecycle({"status": "Disabled"}, {"status": "Enabled"})) == PASSED
    assert verdicts("s3-lifecycle-aborts-uploads", LOGS, lifecycle({"status": "Disabled", **abort})) == FAILED
    assert verdicts("s3-lifecycle-aborts-uploads", LOGS) == NOT_APPLICABLE
    older = {"enabled": True, "abortIncompleteMultipartUploadDays": 7}
    inline = replace(LOGS, properties={"lifecycleRules": [older]})
    assert verdicts("s3-bucket-lifecycle", inline) == PASSED
    assert verdicts("s3-lifecycle-aborts-uploads", inline) == PASSED
