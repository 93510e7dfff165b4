"""Rules on customer keys of services that encrypt anyway, and take a key of the customer's where one is named."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_customer_key, when
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN

_ARTIFACTS: Final = "aws:codeartifact/domain:Domain"
_SOURCE: Final = "aws:codecommit/repository:Repository"
_TIMESTREAM: Final = "aws:timestreamwrite/database:Database"
_KENDRA: Final = "aws:kendra/index:Index"
_RECOGNIZER: Final = "aws:comprehend/entityRecognizer:EntityRecognizer"
_FLOW: Final = "aws:appflow/flow:Flow"
_PROFILE: Final = "aws:appflow/connectorProfile:ConnectorProfile"
_CONNECT: Final = "aws:connect/instanceStorageConfig:InstanceStorageConfig"
_KEYSPACES: Final = "aws:keyspaces/table:Table"
_AGENT: Final = "aws:bedrock/agentAgent:AgentAgent"
_KNOWN: Final = "aws:customerprofiles/domain:Domain"
_SCHEDULE: Final = "aws:scheduler/schedule:Schedule"
_REPLICA: Final = "aws:dynamodb/tableReplica:TableReplica"
_RUNNER: Final = "aws:apprunner/service:Service"
_PROMETHEUS: Final = "aws:amp/workspace:Workspace"
_AIRFLOW: Final = "aws:mwaa/environment:Environment"
_LEDGER: Final = "aws:qldb/ledger:Ledger"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def _of_video(config: Resource, _bar: Thresholds) -> bool | None:
    return _stores(config, "KINESIS_VIDEO_STREAM")


def _of_bucket(config: Resource, _bar: Thresholds) -> bool | None:
    return _stores(config, "S3")


def _stores(config: Resource, kind: str) -> bool | None:
    where = config.read("storageConfig.storageType")
    return None if where.unknown else where.text == kind


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "codeartifact-domain-customer-key",
        (_ARTIFACTS,),
        must_be_customer_key("encryptionKey", proven_by=NAMES_OF_KEYS),
        examples(
            _ARTIFACTS,
            good={"encryptionKey": _KEY},
            bad={},
            unknown={"encryptionKey": UNKNOWN},
        ),
    ),
    ResourceRule(
        "codecommit-repository-customer-key",
        (_SOURCE,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _SOURCE,
            good={"kmsKeyId": _KEY},
            bad={},
            unknown={"kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "timestream-database-customer-key",
        (_TIMESTREAM,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _TIMESTREAM,
            good={"kmsKeyId": _KEY},
            bad={},
            unknown={"kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "kendra-index-customer-key",
        (_KENDRA,),
        must_be_customer_key("serverSideEncryptionConfiguration.kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _KENDRA,
            good={"serverSideEncryptionConfiguration": {"kmsKeyId": _KEY}},
            bad={},
            unknown={"serverSideEncryptionConfiguration": {"kmsKeyId": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "comprehend-model-customer-key",
        (_RECOGNIZER,),
        must_be_customer_key("modelKmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _RECOGNIZER,
            good={"modelKmsKeyId": _KEY},
            bad={},
            unknown={"modelKmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "comprehend-volume-customer-key",
        (_RECOGNIZER,),
        must_be_customer_key("volumeKmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _RECOGNIZER,
            good={"volumeKmsKeyId": _KEY},
            bad={},
            unknown={"volumeKmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "appflow-flow-customer-key",
        (_FLOW,),
        must_be_customer_key("kmsArn", proven_by=NAMES_OF_KEYS),
        examples(
            _FLOW,
            good={"kmsArn": _KEY},
            bad={},
            unknown={"kmsArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "appflow-profile-customer-key",
        (_PROFILE,),
        must_be_customer_key("kmsArn", proven_by=NAMES_OF_KEYS),
        examples(
            _PROFILE,
            good={"kmsArn": _KEY},
            bad={},
            unknown={"kmsArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "keyspaces-table-customer-key",
        (_KEYSPACES,),
        must_be_customer_key("encryptionSpecification.kmsKeyIdentifier", proven_by=NAMES_OF_KEYS),
        examples(
            _KEYSPACES,
            good={"encryptionSpecification": {"kmsKeyIdentifier": _KEY}},
            bad={},
            unknown={"encryptionSpecification": {"kmsKeyIdentifier": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "bedrock-agent-customer-key",
        (_AGENT,),
        must_be_customer_key("customerEncryptionKeyArn", proven_by=NAMES_OF_KEYS),
        examples(
            _AGENT,
            good={"customerEncryptionKeyArn": _KEY},
            bad={},
            unknown={"customerEncryptionKeyArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "customer-profiles-customer-key",
        (_KNOWN,),
        must_be_customer_key("defaultEncryptionKey", proven_by=NAMES_OF_KEYS),
        examples(
            _KNOWN,
            good={"defaultEncryptionKey": _KEY},
            bad={},
            unknown={"defaultEncryptionKey": UNKNOWN},
        ),
    ),
    ResourceRule(
        "scheduler-schedule-customer-key",
        (_SCHEDULE,),
        must_be_customer_key("kmsKeyArn", proven_by=NAMES_OF_KEYS),
        examples(
            _SCHEDULE,
            good={"kmsKeyArn": _KEY},
            bad={},
            unknown={"kmsKeyArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "dynamodb-replica-customer-key",
        (_REPLICA,),
        must_be_customer_key("kmsKeyArn", proven_by=NAMES_OF_KEYS),
        examples(
            _REPLICA,
            good={"kmsKeyArn": _KEY},
            bad={},
            unknown={"kmsKeyArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "app-runner-customer-key",
        (_RUNNER,),
        must_be_customer_key("encryptionConfiguration.kmsKey", proven_by=NAMES_OF_KEYS),
        examples(
            _RUNNER,
            good={"encryptionConfiguration": {"kmsKey": _KEY}},
            bad={},
            unknown={"encryptionConfiguration": {"kmsKey": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "prometheus-workspace-customer-key",
        (_PROMETHEUS,),
        must_be_customer_key("kmsKeyArn", proven_by=NAMES_OF_KEYS),
        examples(
            _PROMETHEUS,
            good={"kmsKeyArn": _KEY},
            bad={},
            unknown={"kmsKeyArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "airflow-environment-customer-key",
        (_AIRFLOW,),
        must_be_customer_key("kmsKey", proven_by=NAMES_OF_KEYS),
        examples(
            _AIRFLOW,
            good={"kmsKey": _KEY},
            bad={},
            unknown={"kmsKey": UNKNOWN},
        ),
    ),
    ResourceRule(
        "qldb-ledger-customer-key",
        (_LEDGER,),
        must_be_customer_key("kmsKey", proven_by=NAMES_OF_KEYS),
        examples(
            _LEDGER,
            good={"kmsKey": _KEY},
            bad={},
            unknown={"kmsKey": UNKNOWN},
        ),
    ),
    ResourceRule(
        "connect-bucket-customer-key",
        (_CONNECT,),
        when(
            _of_bucket, must_be_customer_key("storageConfig.s3Config.encryptionConfig.keyId", proven_by=NAMES_OF_KEYS)
        ),
        examples(
            _CONNECT,
            good={"storageConfig": {"storageType": "S3", "s3Config": {"encryptionConfig": {"keyId": _KEY}}}},
            bad={"storageConfig": {"storageType": "S3"}},
            unknown={"storageConfig": {"storageType": "S3", "s3Config": {"encryptionConfig": {"keyId": UNKNOWN}}}},
        ),
    ),
    ResourceRule(
        "connect-video-customer-key",
        (_CONNECT,),
        when(
            _of_video,
            must_be_customer_key(
                "storageConfig.kinesisVideoStreamConfig.encryptionConfig.keyId", proven_by=NAMES_OF_KEYS
            ),
        ),
        examples(
            _CONNECT,
            good={
                "storageConfig": {
                    "storageType": "KINESIS_VIDEO_STREAM",
                    "kinesisVideoStreamConfig": {"encryptionConfig": {"keyId": _KEY}},
                }
            },
            bad={"storageConfig": {"storageType": "KINESIS_VIDEO_STREAM"}},
            unknown={
                "storageConfig": {
                    "storageType": "KINESIS_VIDEO_STREAM",
                    "kinesisVideoStreamConfig": {"encryptionConfig": {"keyId": UNKNOWN}},
                }
            },
        ),
    ),
)
