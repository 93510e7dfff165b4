"""The records of the rules on streams."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="kinesis-stream-encrypted",
        control="rest.msgs",
        title="Streams are encrypted",
        severity=Severity.HIGH,
        fix="Set encryptionType to KMS and kmsKeyId to a customer key.",
        frameworks=("FSBP:Kinesis.1",),
        equivalents=(
            "CKV_AWS_43",
            "AWS-0064",
            "Kinesis.1",
            "kinesis_stream_encrypted_at_rest",
        ),
    ),
    RuleInfo(
        id="kinesis-stream-customer-key",
        control="rest.msgs",
        title="Streams are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyId to a customer key.",
        equivalents=("CKV_AWS_185",),
    ),
    RuleInfo(
        id="kinesis-video-customer-key",
        control="rest.msgs",
        title="Video streams are under a customer key",
        severity=Severity.LOW,
        fix="Set kmsKeyId to a customer key.",
        equivalents=("CKV_AWS_177",),
    ),
)
