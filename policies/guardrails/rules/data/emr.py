"""Rules on EMR: security configurations are JSON, read as EMR reads them."""

import json
from collections.abc import Callable
from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_set, must_be_true
from guardrails.rule import Findings, JudgeResource, ResourceRule, Rule, examples
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value, read
from guardrails.verdicts import failed, undetermined

_CONFIGURATION: Final = "aws:emr/securityConfiguration:SecurityConfiguration"
_CLUSTER: Final = "aws:emr/cluster:Cluster"
_BLOCK: Final = "aws:emr/blockPublicAccessConfiguration:BlockPublicAccessConfiguration"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_AT_REST: Final = "EncryptionConfiguration.AtRestEncryptionConfiguration"
_DISKS: Final = f"{_AT_REST}.LocalDiskEncryptionConfiguration"


def _configured(path: str, holds: Callable[[Reading], bool], wanted: str) -> JudgeResource:
    """The security configuration, parsed, must hold at ``path``."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        reading = resource.read("configuration")
        if reading.unknown:
            yield undetermined(reading, f"configuration is not known yet; {path} must be {wanted}")
            return
        try:
            parsed = json.loads(reading.text or "{}")
        except (ValueError, RecursionError):
            yield failed(reading, "configuration is not JSON")
            return
        if not holds(read("configuration", parsed).at(path)):
            yield failed(reading, f"{path} of configuration is not {wanted}")

    return judge


def _is_true(reading: Reading) -> bool:
    return reading.truth is True


def _is_named(reading: Reading) -> bool:
    return bool(reading.text)


def _is_by_key(reading: Reading) -> bool:
    return reading.text in ("SSE-KMS", "CSE-KMS", "CSE-Custom")


def _document(**given: Value) -> dict[str, Value]:
    disks = {"EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": _KEY, "EnableEbsEncryption": True}
    whole = {
        "EnableAtRestEncryption": True,
        "EnableInTransitEncryption": True,
        "AtRestEncryptionConfiguration": {
            "S3EncryptionConfiguration": {"EncryptionMode": "SSE-KMS", "AwsKmsKey": _KEY},
            "LocalDiskEncryptionConfiguration": disks,
        },
    }
    return {"name": "reports", "configuration": json.dumps({"EncryptionConfiguration": {**whole, **given}})}


_UNKNOWN: Final = {"name": "reports", "configuration": UNKNOWN}


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "emr-configuration-encrypts-at-rest",
        (_CONFIGURATION,),
        _configured("EncryptionConfiguration.EnableAtRestEncryption", _is_true, "true"),
        examples(
            _CONFIGURATION,
            good=_document(),
            bad=_document(EnableAtRestEncryption=False),
            unknown=_UNKNOWN,
        ),
    ),
    ResourceRule(
        "emr-configuration-encrypts-in-transit",
        (_CONFIGURATION,),
        _configured("EncryptionConfiguration.EnableInTransitEncryption", _is_true, "true"),
        examples(
            _CONFIGURATION,
            good=_document(),
            bad=_document(EnableInTransitEncryption=False),
            unknown=_UNKNOWN,
        ),
    ),
    ResourceRule(
        "emr-configuration-encrypts-disks",
        (_CONFIGURATION,),
        _configured(f"{_DISKS}.EncryptionKeyProviderType", _is_named, "set"),
        examples(
            _CONFIGURATION,
            good=_document(),
            bad=_document(AtRestEncryptionConfiguration={}),
            unknown=_UNKNOWN,
        ),
    ),
    ResourceRule(
        "emr-configuration-encrypts-volumes",
        (_CONFIGURATION,),
        _configured(f"{_DISKS}.EnableEbsEncryption", _is_true, "true"),
        examples(
            _CONFIGURATION,
            good=_document(),
            bad=_document(AtRestEncryptionConfiguration={}),
            unknown=_UNKNOWN,
        ),
    ),
    ResourceRule(
        "emr-configuration-customer-key",
        (_CONFIGURATION,),
        _configured(f"{_AT_REST}.S3EncryptionConfiguration.EncryptionMode", _is_by_key, "by a customer key"),
        examples(
            _CONFIGURATION,
            good=_document(),
            bad=_document(AtRestEncryptionConfiguration={}),
            unknown=_UNKNOWN,
        ),
    ),
    ResourceRule(
        "emr-cluster-security-configuration",
        (_CLUSTER,),
        must_be_set("securityConfiguration"),
        examples(
            _CLUSTER,
            good={"name": "reports", "securityConfiguration": "reports"},
            bad={"name": "reports"},
            unknown={"name": "reports", "securityConfiguration": UNKNOWN},
        ),
    ),
    ResourceRule(
        "emr-public-access-blocked",
        (_BLOCK,),
        must_be_true("blockPublicSecurityGroupRules"),
        examples(
            _BLOCK,
            good={"blockPublicSecurityGroupRules": True},
            bad={"blockPublicSecurityGroupRules": False},
            unknown={"blockPublicSecurityGroupRules": UNKNOWN},
        ),
    ),
)
