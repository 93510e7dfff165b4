"""The records of the rules on snapshots of servers."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="dlm-policy-enabled",
        control="bk.servers",
        title="Lifecycle policies of snapshots are enabled",
        severity=Severity.HIGH,
        fix="Set state to ENABLED.",
    ),
    RuleInfo(
        id="dlm-policy-daily",
        control="bk.servers",
        title="Lifecycle policies make snapshots at least daily",
        severity=Severity.HIGH,
        fix="Set policyDetails.schedules[].createRule.interval to 24 or less, or its cronExpression to fire daily.",
    ),
    RuleInfo(
        id="dlm-copies-customer-key",
        control="rest.backup",
        title="Copies of snapshots are encrypted under a customer key",
        severity=Severity.HIGH,
        fix="Set encrypted to true and cmkArn to a key of the other region in crossRegionCopyRules.",
    ),
    RuleInfo(
        id="ec2-critical-server-backed-up",
        control="bk.servers",
        title="Every critical server is backed up",
        severity=Severity.HIGH,
        fix="Tag the server as a backup.Selection or a dlm.LifecyclePolicy asks.",
    ),
    RuleInfo(
        id="dlm-policy-present",
        control="bk.servers",
        title="Servers have daily snapshots beside their backups",
        severity=Severity.HIGH,
        fix="Declare a dlm.LifecyclePolicy of type EBS_SNAPSHOT_MANAGEMENT over the servers' tag.",
        equivalents=("dlm_ebs_snapshot_lifecycle_policy_exists",),
    ),
)
