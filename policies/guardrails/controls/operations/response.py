"""The records of the rules on what answers an incident: containment, notices, registers, and who is on call."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="incident-machine-logs-everything",
        control="ir.contain",
        title="A state machine that answers incidents logs every step",
        severity=Severity.MEDIUM,
        fix="Set loggingConfiguration.level to ALL, with a log group as logDestination.",
        equivalents=("StepFunctionStateMachineAllLogsToCloudWatch",),
    ),
    RuleInfo(
        id="state-machine-traced",
        control="ir.contain",
        title="State machines are traced",
        severity=Severity.MEDIUM,
        fix="Set tracingConfiguration.enabled to true.",
        equivalents=("CKV_AWS_284", "StepFunctionStateMachineXray"),
    ),
    RuleInfo(
        id="containment-present",
        control="ir.contain",
        title="Findings start what isolates an instance, disables a key and revokes a session",
        severity=Severity.HIGH,
        fix=(
            "Give an EventRule on GuardDuty or Security Hub findings a StateMachine that calls "
            "ec2:modifyInstanceAttribute, iam:updateAccessKey and iam:putRolePolicy, and declare a SecurityGroup "
            "without rules."
        ),
    ),
    RuleInfo(
        id="breach-notified-in-time",
        control="ir.notify",
        title="A breach is notified within 72 hours, and escalated within 48",
        severity=Severity.HIGH,
        fix="In definition, set TimeoutSeconds to 259200 or less, waits to 172800 or less, and a Catch to a person.",
    ),
    RuleInfo(
        id="breach-notification-present",
        control="ir.notify",
        title="A process notifies breaches",
        severity=Severity.HIGH,
        fix="Declare an sfn.StateMachine with the tag process=breach-notification.",
    ),
    RuleInfo(
        id="report-acknowledged-in-time",
        control="ir.sla",
        title="A report of a vulnerability is acknowledged within three working days",
        severity=Severity.HIGH,
        fix="In definition, set TimeoutSeconds to 432000 or less.",
    ),
    RuleInfo(
        id="report-intake-present",
        control="ir.sla",
        title="A process takes in reports of vulnerabilities",
        severity=Severity.HIGH,
        fix="Declare an sfn.StateMachine with the tag process=report-intake.",
    ),
    RuleInfo(
        id="incident-register-present",
        control="ir.track",
        title="Findings are written to a register",
        severity=Severity.HIGH,
        fix=(
            "Give an EventRule on findings an opsitem target, or a StateMachine that calls dynamodb:putItem on a "
            "table with deletionProtectionEnabled and pointInTimeRecovery."
        ),
    ),
    RuleInfo(
        id="status-page-present",
        control="ir.updates",
        title="Customers read news of an incident on a page of its own",
        severity=Severity.MEDIUM,
        fix="Declare a cloudfront.Distribution with an alias such as status.example.com.",
    ),
    RuleInfo(
        id="incident-response-plan-engages",
        control="mon.oncall",
        title="A response plan engages somebody",
        severity=Severity.HIGH,
        fix="Set engagements to the ARN of an ssmcontacts.Contact.",
    ),
    RuleInfo(
        id="on-call-rotation-round-the-clock",
        control="mon.oncall",
        title="A rotation covers every hour",
        severity=Severity.MEDIUM,
        fix="Leave recurrence.shiftCoverages out.",
    ),
    RuleInfo(
        id="on-call-schedule-filled",
        control="mon.oncall",
        title="An on-call schedule has a rotation",
        severity=Severity.MEDIUM,
        fix="Declare an ssm.ContactsRotation for the schedule.",
    ),
)
