"""The records of the rules on where things are."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="resource-region-allowed",
        control="pv.region",
        title="Resources are in the allowed regions",
        severity=Severity.HIGH,
        fix="Set region, or the region of the resource's provider, to one that the profile allows.",
    ),
    RuleInfo(
        id="replica-region-allowed",
        control="pv.region",
        title="Replicas are in the allowed regions",
        severity=Severity.HIGH,
        fix="Name in replicas, destinations or destinationRegion only regions that the profile allows.",
    ),
    RuleInfo(
        id="copy-region-allowed",
        control="pv.region",
        title="Replicated objects and copied backups go to the allowed regions",
        severity=Severity.MEDIUM,
        fix="Point destination.bucket or destinationVaultArn at a bucket or vault in a region that the profile allows.",
    ),
    RuleInfo(
        id="organization-policy-regions-allowed",
        control="pv.region",
        title="A service control policy allows no region beyond the profile's",
        severity=Severity.HIGH,
        fix="Remove from aws:RequestedRegion in content what the profile does not allow.",
    ),
    RuleInfo(
        id="region-guard-present",
        control="pv.region",
        title="Other regions are forbidden, or whatever is done in them rings an alarm",
        severity=Severity.HIGH,
        fix=(
            "Declare a service control policy that denies by aws:RequestedRegion, or a LogMetricFilter on the trail "
            "that compares $.awsRegion with a MetricAlarm on its metric."
        ),
        equivalents=("organizations_scp_check_deny_regions",),
    ),
)
