"""Records of the rules on patching and on Systems Manager's documents."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="ssm-patch-approval-in-time",
        control="vm.patch",
        title="Critical patches are approved within a week",
        severity=Severity.HIGH,
        fix="Give a rule of approvalRules that is for critical security patches an approveAfterDays of at most 7.",
    ),
    RuleInfo(
        id="ssm-maintenance-window-enabled",
        control="vm.patch",
        title="A maintenance window opens",
        severity=Severity.HIGH,
        fix="Set enabled to true, or leave it out.",
    ),
    RuleInfo(
        id="lambda-runtime-updates",
        control="vm.patch",
        title="AWS updates the runtime of a function",
        severity=Severity.MEDIUM,
        fix="Set updateRuntimeOn to Auto or FunctionUpdate.",
    ),
    RuleInfo(
        id="ssm-default-patch-baseline-present",
        control="vm.patch",
        title="The stack's own baseline approves patches by default",
        severity=Severity.HIGH,
        fix="Add an aws.ssm.DefaultPatchBaseline for the operating system that servers run.",
    ),
    RuleInfo(
        id="ssm-patch-scan-scheduled",
        control="vm.patch",
        title="Servers are searched for missing patches",
        severity=Severity.HIGH,
        fix="Add an aws.ssm.Association of AWS-RunPatchBaseline with a scheduleExpression and the Operation Scan.",
    ),
    RuleInfo(
        id="ssm-patch-install-scheduled",
        control="vm.patch",
        title="Patches are installed by a schedule",
        severity=Severity.HIGH,
        fix="Add an aws.ssm.MaintenanceWindowTask whose taskArn is AWS-RunPatchBaseline, with the Operation Install.",
    ),
    RuleInfo(
        id="ssm-document-not-public",
        control="det.analyzer",
        title="No Systems Manager document is open to everyone",
        severity=Severity.HIGH,
        fix="Name accounts in permissions.accountIds, or leave permissions out.",
        frameworks=("PCI-4.0:10.3.2", "PCI-4.0:3.5.1.3", "PCI-4.0:A1.1.2", "PCI-4.0:A3.4.1", "FSBP:SSM.4"),
        equivalents=("CKV_AWS_303", "SSM_DOCUMENT_NOT_PUBLIC", "ssm_documents_set_as_public", "SSM.4"),
    ),
    RuleInfo(
        id="ssm-document-sharing-blocked",
        control="det.analyzer",
        title="The account's setting keeps documents from being made public",
        severity=Severity.HIGH,
        fix="Set settingValue to Disable.",
        frameworks=("FSBP:SSM.7",),
        equivalents=("SSM.7",),
    ),
    RuleInfo(
        id="ssm-document-sharing-block-present",
        control="det.analyzer",
        title="The account keeps documents from being made public",
        severity=Severity.MEDIUM,
        fix=(
            "Add an aws.ssm.ServiceSetting with the settingId /ssm/documents/console/public-sharing-permission and the "
            "settingValue Disable."
        ),
        frameworks=("FSBP:SSM.7",),
        equivalents=("SSM.7",),
    ),
)
