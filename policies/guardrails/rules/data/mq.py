"""Rules on message brokers: private, encrypted, logged, and in several zones."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_customer_key, must_be_false, must_be_one_of, must_be_true, when
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, undetermined

_BROKER: Final = "aws:mq/broker:Broker"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_OLDEST: Final = {"activemq": (5, 17), "rabbitmq": (3, 11)}


def _current(broker: Resource, _bar: Thresholds) -> Findings:
    version, engine = broker.read("engineVersion"), broker.read("engineType")
    oldest = _OLDEST.get(str(engine.text).lower())
    parts = str(version.text).split(".")[:2]
    if version.unknown or engine.unknown:
        yield undetermined(version, "engineVersion is not known yet; Amazon MQ must still support it")
    elif oldest and all(part.isdigit() for part in parts) and tuple(int(part) for part in parts) < oldest:
        yield failed(version, f"engineVersion is {version.shown}, which Amazon MQ no longer supports")


def _audits(broker: Resource, _bar: Thresholds) -> bool | None:
    """Whether the engine has an audit log: RabbitMQ has none."""
    engine = broker.read("engineType")
    return None if engine.unknown else str(engine.text).lower() != "rabbitmq"


def _several_zones(_resource: Resource, bar: Thresholds) -> bool:
    return bar.multi_az


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "mq-broker-private",
        (_BROKER,),
        must_be_false("publiclyAccessible"),
        examples(
            _BROKER,
            good={"brokerName": "orders", "engineType": "ActiveMQ", "publiclyAccessible": False},
            bad={"brokerName": "orders", "engineType": "ActiveMQ", "publiclyAccessible": True},
            unknown={"brokerName": "orders", "engineType": "ActiveMQ", "publiclyAccessible": UNKNOWN},
        ),
    ),
    ResourceRule(
        "mq-broker-customer-key",
        (_BROKER,),
        must_be_customer_key("encryptionOptions.kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _BROKER,
            good={"brokerName": "orders", "engineType": "ActiveMQ", "encryptionOptions": {"kmsKeyId": _KEY}},
            bad={"brokerName": "orders", "engineType": "ActiveMQ"},
            unknown={"brokerName": "orders", "engineType": "ActiveMQ", "encryptionOptions": {"kmsKeyId": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "mq-broker-general-log",
        (_BROKER,),
        must_be_true("logs.general"),
        examples(
            _BROKER,
            good={"brokerName": "orders", "engineType": "ActiveMQ", "logs": {"general": True}},
            bad={"brokerName": "orders", "engineType": "ActiveMQ"},
            unknown={"brokerName": "orders", "engineType": "ActiveMQ", "logs": {"general": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "mq-broker-audit-log",
        (_BROKER,),
        when(_audits, must_be_true("logs.audit")),
        examples(
            _BROKER,
            good={"brokerName": "orders", "engineType": "ActiveMQ", "logs": {"audit": True}},
            bad={"brokerName": "orders", "engineType": "ActiveMQ"},
            unknown={"brokerName": "orders", "engineType": "ActiveMQ", "logs": {"audit": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "mq-broker-minor-upgrades",
        (_BROKER,),
        must_be_true("autoMinorVersionUpgrade"),
        examples(
            _BROKER,
            good={"brokerName": "orders", "engineType": "ActiveMQ", "autoMinorVersionUpgrade": True},
            bad={"brokerName": "orders", "engineType": "ActiveMQ"},
            unknown={"brokerName": "orders", "engineType": "ActiveMQ", "autoMinorVersionUpgrade": UNKNOWN},
        ),
    ),
    ResourceRule(
        "mq-broker-version",
        (_BROKER,),
        _current,
        examples(
            _BROKER,
            good={"brokerName": "orders", "engineType": "ActiveMQ", "engineVersion": "5.18"},
            bad={"brokerName": "orders", "engineType": "ActiveMQ", "engineVersion": "5.15.0"},
            unknown={"brokerName": "orders", "engineType": "ActiveMQ", "engineVersion": UNKNOWN},
        ),
    ),
    ResourceRule(
        "mq-broker-zones",
        (_BROKER,),
        when(
            _several_zones,
            must_be_one_of("deploymentMode", "ACTIVE_STANDBY_MULTI_AZ", "CLUSTER_MULTI_AZ", default="SINGLE_INSTANCE"),
        ),
        examples(
            _BROKER,
            good={"brokerName": "orders", "engineType": "ActiveMQ", "deploymentMode": "ACTIVE_STANDBY_MULTI_AZ"},
            bad={"brokerName": "orders", "engineType": "ActiveMQ"},
            unknown={"brokerName": "orders", "engineType": "ActiveMQ", "deploymentMode": UNKNOWN},
        ),
    ),
)
