"""The records of the rules on copies of images and snapshots."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="ami-copy-encrypted",
        control="rest.files",
        title="Copies of machine images are encrypted",
        severity=Severity.HIGH,
        fix="Set encrypted to true and kmsKeyId to a customer key.",
        equivalents=("CKV_AWS_235",),
    ),
    RuleInfo(
        id="ami-copy-customer-key",
        control="rest.files",
        title="Copies of machine images are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyId to a customer key.",
        equivalents=("CKV_AWS_236",),
    ),
    RuleInfo(
        id="ebs-snapshot-copy-encrypted",
        control="rest.backup",
        title="Copies of volume snapshots are encrypted",
        severity=Severity.HIGH,
        fix="Set encrypted to true and kmsKeyId to a customer key.",
    ),
    RuleInfo(
        id="ebs-snapshot-copy-customer-key",
        control="rest.backup",
        title="Copies of volume snapshots are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyId to a customer key.",
        equivalents=("CKV_AWS_183",),
    ),
)
