"""The records of the rules on Redshift Serverless."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="redshift-serverless-customer-key",
        control="rest.db",
        title="Redshift Serverless namespaces are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyId to a customer key.",
        equivalents=("CKV_AWS_282",),
    ),
    RuleInfo(
        id="redshift-serverless-logs",
        control="id.access_log",
        title="Redshift Serverless exports who connects and what users do",
        severity=Severity.MEDIUM,
        fix="Set logExports to userlog, connectionlog and useractivitylog.",
    ),
    RuleInfo(
        id="redshift-serverless-managed-password",
        control="sec.store",
        title="Redshift Serverless makes and keeps the admin password",
        severity=Severity.HIGH,
        fix="Set manageAdminPassword to true and leave adminUserPassword out.",
    ),
    RuleInfo(
        id="redshift-serverless-private",
        control="net.private",
        title="Redshift Serverless workgroups are not public",
        severity=Severity.CRITICAL,
        fix="Set publiclyAccessible to false.",
    ),
    RuleInfo(
        id="redshift-serverless-routing",
        control="net.private",
        title="Redshift Serverless loads and unloads within the VPC",
        severity=Severity.MEDIUM,
        fix="Set enhancedVpcRouting to true.",
    ),
    RuleInfo(
        id="redshift-serverless-tls",
        control="tls.internal",
        title="Redshift Serverless takes connections by TLS only",
        severity=Severity.HIGH,
        fix="Set require_ssl to true in configParameters.",
    ),
)
