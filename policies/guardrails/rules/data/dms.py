"""Rules on database migration: private, encrypted, and by TLS."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import (
    must_be_customer_key,
    must_be_false,
    must_be_one_of,
    must_be_true,
    must_not_be_set,
    when,
)
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN

_INSTANCE: Final = "aws:dms/replicationInstance:ReplicationInstance"
_ENDPOINT: Final = "aws:dms/endpoint:Endpoint"
_S3: Final = "aws:dms/s3Endpoint:S3Endpoint"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
# The engines that DMS reaches over AWS APIs, or by settings of their own, and not by sslMode.
_WITHOUT_MODE: Final = (
    "dynamodb",
    "elasticsearch",
    "kafka",
    "kinesis",
    "neptune",
    "opensearch",
    "redis",
    "redshift",
    "s3",
    "redshift-serverless",
    "timestream",
)


def _by_mode(endpoint: Resource, _bar: Thresholds) -> bool | None:
    engine = endpoint.read("engineName")
    return None if engine.unknown else engine.text not in _WITHOUT_MODE


def _several_zones(_resource: Resource, bar: Thresholds) -> bool:
    return bar.multi_az


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "dms-instance-private",
        (_INSTANCE,),
        must_be_false("publiclyAccessible"),
        examples(
            _INSTANCE,
            good={"replicationInstanceId": "orders", "publiclyAccessible": False},
            bad={"replicationInstanceId": "orders", "publiclyAccessible": True},
            unknown={"replicationInstanceId": "orders", "publiclyAccessible": UNKNOWN},
        ),
    ),
    ResourceRule(
        "dms-instance-customer-key",
        (_INSTANCE,),
        must_be_customer_key("kmsKeyArn", proven_by=NAMES_OF_KEYS),
        examples(
            _INSTANCE,
            good={"replicationInstanceId": "orders", "kmsKeyArn": _KEY},
            bad={"replicationInstanceId": "orders"},
            unknown={"replicationInstanceId": "orders", "kmsKeyArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "dms-instance-minor-upgrades",
        (_INSTANCE,),
        must_be_true("autoMinorVersionUpgrade"),
        examples(
            _INSTANCE,
            good={"replicationInstanceId": "orders", "autoMinorVersionUpgrade": True},
            bad={"replicationInstanceId": "orders"},
            unknown={"replicationInstanceId": "orders", "autoMinorVersionUpgrade": UNKNOWN},
        ),
    ),
    ResourceRule(
        "dms-instance-zones",
        (_INSTANCE,),
        when(_several_zones, must_be_true("multiAz")),
        examples(
            _INSTANCE,
            good={"replicationInstanceId": "orders", "multiAz": True},
            bad={"replicationInstanceId": "orders"},
            unknown={"replicationInstanceId": "orders", "multiAz": UNKNOWN},
        ),
    ),
    ResourceRule(
        "dms-endpoint-tls",
        (_ENDPOINT,),
        when(_by_mode, must_be_one_of("sslMode", "verify-full", "verify-ca", "require", default="none")),
        examples(
            _ENDPOINT,
            good={"endpointId": "orders", "endpointType": "source", "engineName": "postgres", "sslMode": "verify-full"},
            bad={"endpointId": "orders", "endpointType": "source", "engineName": "postgres"},
            unknown={"endpointId": "orders", "endpointType": "source", "engineName": "postgres", "sslMode": UNKNOWN},
        ),
    ),
    ResourceRule(
        "dms-endpoint-customer-key",
        (_ENDPOINT,),
        must_be_customer_key("kmsKeyArn", proven_by=NAMES_OF_KEYS),
        examples(
            _ENDPOINT,
            good={"endpointId": "orders", "endpointType": "source", "engineName": "postgres", "kmsKeyArn": _KEY},
            bad={"endpointId": "orders", "endpointType": "source", "engineName": "postgres"},
            unknown={"endpointId": "orders", "endpointType": "source", "engineName": "postgres", "kmsKeyArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "dms-endpoint-password-stored",
        (_ENDPOINT,),
        must_not_be_set("password", because="and Secrets Manager is to keep it"),
        examples(
            _ENDPOINT,
            good={"endpointId": "orders", "endpointType": "source", "engineName": "postgres"},
            bad={
                "endpointId": "orders",
                "endpointType": "source",
                "engineName": "postgres",
                "password": "correct-horse",
            },
            unknown=None,
        ),
    ),
    ResourceRule(
        "dms-s3-endpoint-customer-key",
        (_S3,),
        must_be_customer_key("kmsKeyArn", proven_by=NAMES_OF_KEYS),
        examples(
            _S3,
            good={"endpointId": "orders", "endpointType": "target", "bucketName": "orders", "kmsKeyArn": _KEY},
            bad={"endpointId": "orders", "endpointType": "target", "bucketName": "orders"},
            unknown={"endpointId": "orders", "endpointType": "target", "bucketName": "orders", "kmsKeyArn": UNKNOWN},
        ),
    ),
)
