"""The records of the rules on how long customers' data is kept."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="s3-customer-bucket-expires",
        control="pv.retention",
        title="What customers replaced or deleted in buckets goes",
        severity=Severity.HIGH,
        fix="Add an Enabled lifecycle rule without a filter that has noncurrentVersionExpiration.noncurrentDays.",
    ),
    RuleInfo(
        id="dynamodb-customer-table-expires",
        control="pv.retention",
        title="Items of customers' tables can expire",
        severity=Severity.HIGH,
        fix="Set ttl.enabled to true and ttl.attributeName to the attribute with the time of expiry.",
    ),
    RuleInfo(
        id="cloudwatch-log-group-expires",
        control="pv.retention",
        title="No log is kept for ever, nor longer than its tag says",
        severity=Severity.HIGH,
        fix="Set retentionInDays, to the days of the tag retention where there is one.",
    ),
    RuleInfo(
        id="customer-store-retention-stated",
        control="pv.retention",
        title="Stores of customers' data state how long deleted data lives on, and keep to it",
        severity=Severity.HIGH,
        fix="Set the tag retention to the days, none fewer than the store's own recovery or old versions need.",
    ),
    RuleInfo(
        id="customer-store-present",
        control="pv.retention",
        title="The stack says which of its stores hold customers' data, and for how long",
        severity=Severity.HIGH,
        fix="Set the tags data=customer and retention=<days> on every store of customers' data.",
    ),
)
