"""The records of the rules on shipping, masking and the product's audit log."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="cloudwatch-log-group-shipped",
        control="log.central",
        title="A log group that says so is shipped to the archive",
        severity=Severity.HIGH,
        fix=(
            "Add a cloudwatch.LogSubscriptionFilter with an empty filterPattern whose logGroup is the group, or take "
            "its name out of selectionCriteria of the LogAccountPolicy."
        ),
    ),
    RuleInfo(
        id="log-shipping-present",
        control="log.central",
        title="Every log group reaches the archive by a delivery stream",
        severity=Severity.HIGH,
        fix=(
            "Declare a kinesis.FirehoseDeliveryStream to the archive and a cloudwatch.LogAccountPolicy of policyType "
            "SUBSCRIPTION_FILTER_POLICY that leads to it; tag ship=none what must not be shipped."
        ),
    ),
    RuleInfo(
        id="firehose-stream-encrypted",
        control="rest.msgs",
        title="What waits in a delivery stream is encrypted with a customer key",
        severity=Severity.MEDIUM,
        fix="Set serverSideEncryption to enabled true, keyType CUSTOMER_MANAGED_CMK and keyArn of a customer key.",
        equivalents=("CKV_AWS_240", "CKV_AWS_241", "firehose_stream_encrypted_at_rest"),
    ),
    RuleInfo(
        id="cloudwatch-log-group-masked",
        control="log.mask",
        title="A log group that customers' data can reach is masked",
        severity=Severity.HIGH,
        fix="Add a cloudwatch.LogDataProtectionPolicy whose logGroupName is the group.",
    ),
    RuleInfo(
        id="log-masking-present",
        control="log.mask",
        title="Logs of databases and APIs are masked, whatever their tags say",
        severity=Severity.HIGH,
        fix="Add a cloudwatch.LogDataProtectionPolicy for each log group of a database's statements and of an API.",
    ),
    RuleInfo(
        id="cloudwatch-data-protection-masks",
        control="log.mask",
        title="A data protection policy audits and masks people, cards and credentials",
        severity=Severity.HIGH,
        fix=(
            "Give policyDocument a statement with the operation Audit and one with Deidentify and an empty MaskConfig, "
            "both naming AwsSecretKey, CreditCardNumber, EmailAddress and Name."
        ),
    ),
    RuleInfo(
        id="audit-log-present",
        control="log.audit",
        title="The product has an audit log of its own",
        severity=Severity.HIGH,
        fix=(
            "Declare a cloudwatch.LogGroup with the tag stream=audit, retentionInDays of 365 or more and kmsKeyId, "
            "beside the trail's."
        ),
    ),
    RuleInfo(
        id="audit-log-only-added-to",
        control="log.audit",
        title="Who writes the audit log cannot shorten it",
        severity=Severity.HIGH,
        fix=(
            "Allow logs:CreateLogStream and logs:PutLogEvents on the audit group in policy, and no logs:Delete* or "
            "logs:PutRetentionPolicy."
        ),
    ),
    RuleInfo(
        id="application-log-groups-present",
        control="log.app",
        title="What containers and functions log to is a log group of the stack",
        severity=Severity.HIGH,
        fix="Declare a cloudwatch.LogGroup of the name in awslogs-group, or /aws/lambda/ and the function's name.",
    ),
)
