"""Traffic inside as accounts really have it: engines that differ, policies that deny a part only."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.asking import asked, messages
from verification.answers import Answer
from verification.check import Refusal, Responses
from verification.data.calls import BUCKET_POLICY, BUCKETS, DB_CLUSTERS, DB_INSTANCES
from verification.edge.calls import (
    CLUSTER_PARAMETERS,
    PARAMETERS,
    TARGET_GROUPS,
)


def _absent(id_: str, responses: Mapping[Any, Any]) -> bool:
    return [answer for answer, _, _ in asked(id_, responses)] == [Answer.ABSENT]


@pytest.mark.parametrize(("protocol", "told"), [("HTTP", True), ("HTTPS", False), ("TCP", False)])
def test_only_http_to_targets_is_known_to_be_plain(protocol: str, *, told: bool) -> None:
    targets = {"TargetGroupArn": "arn:aws:tg", "TargetType": "ip", "Protocol": protocol}
    assert bool(messages("target-group-encrypted", {TARGET_GROUPS: {"TargetGroups": [targets]}})) is told


def test_a_function_behind_a_load_balancer_has_no_protocol() -> None:
    targets = {"TargetGroupArn": "arn:aws:tg", "TargetType": "lambda"}
    assert _absent("target-group-encrypted", {TARGET_GROUPS: {"TargetGroups": [targets]}})


def _database(engine: str, name: str, value: str | None) -> Mapping[Any, Any]:
    database = {
        "DBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:orders",
        "Engine": engine,
        "DBParameterGroups": [{"DBParameterGroupName": "default.postgres17"}],
    }
    parameter = {"ParameterName": name} | ({} if value is None else {"ParameterValue": value})
    parameters = {"Parameters": [{"ParameterName": "another", "ParameterValue": "1"}, parameter]}
    return {
        DB_CLUSTERS: {"DBClusters": []},
        DB_INSTANCES: {"DBInstances": [database]},
        PARAMETERS: parameters,
        CLUSTER_PARAMETERS: parameters,
    }


@pytest.mark.parametrize(
    ("engine", "name", "value", "told"),
    [
        ("postgres", "rds.force_ssl", "1", False),
        ("postgres", "rds.force_ssl", None, True),
        ("mysql", "require_secure_transport", "ON", False),
        ("mysql", "require_secure_transport", "0", True),
        ("sqlserver-se", "rds.force_ssl", "0", True),
    ],
)
def test_an_engine_is_asked_for_its_own_parameter(engine: str, name: str, value: str | None, *, told: bool) -> None:
    assert bool(messages("rds-parameter-group-forces-tls", _database(engine, name, value))) is told


def test_engines_that_force_tls_by_no_parameter_are_left_out() -> None:
    for engine in ("oracle-ee", "custom-oracle-ee", "docdb", "neptune"):
        assert _absent("rds-parameter-group-forces-tls", _database(engine, "rds.force_ssl", "0"))


@pytest.mark.parametrize(
    "statement",
    [
        '"Action": "s3:GetObject", "Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"]',
        '"Action": "s3:*", "Resource": ["arn:aws:s3:::orders/*"]',
        '"Action": "s3:*", "Resource": ["arn:aws:s3:::others", "arn:aws:s3:::others/*"]',
    ],
)
def test_a_denial_of_a_part_is_none(statement: str) -> None:
    condition = '"Condition": {"Bool": {"aws:SecureTransport": "false"}}'
    policy = f'{{"Statement": [{{"Effect": "Deny", "Principal": "*", {statement}, {condition}}}]}}'
    answer: Responses = {BUCKETS: {"Buckets": [{"Name": "orders"}]}, BUCKET_POLICY: {"Policy": policy}}
    assert messages("s3-bucket-tls-only", answer) == [
        "the bucket's policy does not deny all requests without TLS on the bucket and its objects"
    ]


def test_a_denied_policy_of_one_bucket_hides_nothing_of_another() -> None:
    policies = (({"Bucket": "a"}, Refusal("AccessDenied")), ({"Bucket": "b"}, Refusal("NoSuchBucketPolicy")))
    answers = asked(
        "s3-bucket-tls-only", {BUCKETS: {"Buckets": [{"Name": "a"}, {"Name": "b"}]}, BUCKET_POLICY: policies}
    )
    assert [(answer, resource) for answer, resource, _ in answers] == [
        (Answer.NOT_PERMITTED, "arn:aws:s3:::a"),
        (Answer.BROKEN, "arn:aws:s3:::b"),
    ]
