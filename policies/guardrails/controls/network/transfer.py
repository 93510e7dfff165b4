"""The records of the rules on Transfer Family."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="transfer-server-encrypted",
        control="tls.internal",
        title="File transfer is encrypted",
        severity=Severity.HIGH,
        fix="Leave FTP out of protocols.",
        equivalents=(
            "CKV_AWS_357",
            "transfer_server_in_transit_encryption_enabled",
        ),
    ),
    RuleInfo(
        id="transfer-server-private",
        control="net.private",
        title="File transfer is not public",
        severity=Severity.HIGH,
        fix="Set endpointType to VPC and endpointDetails to private subnets.",
        equivalents=("CKV_AWS_164",),
    ),
    RuleInfo(
        id="transfer-server-security-policy",
        control="tls.internal",
        title="File transfer takes today's ciphers only",
        severity=Severity.MEDIUM,
        fix="Set securityPolicyName to TransferSecurityPolicy-2024-01 or later.",
        equivalents=("CKV_AWS_380",),
    ),
    RuleInfo(
        id="transfer-server-logs",
        control="log.app",
        title="File transfer is logged",
        severity=Severity.MEDIUM,
        fix="Set structuredLogDestinations to a log group, or loggingRole.",
    ),
)
