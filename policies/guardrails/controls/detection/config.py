"""The records of the rules on AWS Config."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="config-recorder-present",
        control="det.config",
        title="A recorder is there, started, and delivers",
        severity=Severity.HIGH,
        fix="Declare a cfg.Recorder, a cfg.DeliveryChannel and a cfg.RecorderStatus with isEnabled true.",
    ),
    RuleInfo(
        id="config-recorder-has-status",
        control="det.config",
        title="Each recorder has a status that can start it",
        severity=Severity.HIGH,
        fix="Declare a cfg.RecorderStatus in the recorder's region, with name and isEnabled true.",
    ),
    RuleInfo(
        id="config-recorder-delivers",
        control="det.config",
        title="Each recorder has a delivery channel",
        severity=Severity.HIGH,
        fix="Declare a cfg.DeliveryChannel in the recorder's region, with s3BucketName.",
    ),
    RuleInfo(
        id="config-recorder-started",
        control="det.config",
        title="A recorder is started",
        severity=Severity.HIGH,
        fix="Set isEnabled to true.",
        frameworks=("CIS-5.0:3.3", "SOC2:CC2.1", "SOC2:CC3.1", "SOC2:CC3.4", "SOC2:CC8.1", "FSBP:Config.1"),
        equivalents=("CKV2_AWS_45", "config_recorder_all_regions_enabled", "Config.1"),
    ),
    RuleInfo(
        id="config-recorder-all-types",
        control="det.config",
        title="A recorder takes every supported type",
        severity=Severity.MEDIUM,
        fix="Set recordingGroup.allSupported to true.",
        frameworks=("CIS-5.0:3.3", "SOC2:CC2.1", "SOC2:CC3.1", "SOC2:CC3.4", "SOC2:CC8.1", "FSBP:Config.1"),
        equivalents=("CKV2_AWS_48", "config_recorder_all_regions_enabled", "Config.1"),
    ),
    RuleInfo(
        id="config-recorder-global-types",
        control="det.config",
        title="IAM is recorded in one region",
        severity=Severity.MEDIUM,
        fix="Set recordingGroup.includeGlobalResourceTypes to true on the home region's recorder.",
        frameworks=("CIS-5.0:3.3", "SOC2:CC2.1", "SOC2:CC3.1", "SOC2:CC3.4", "SOC2:CC8.1", "FSBP:Config.1"),
        equivalents=("CKV2_AWS_48", "config_recorder_all_regions_enabled", "Config.1"),
    ),
    RuleInfo(
        id="config-recorder-service-linked-role",
        control="base.detection",
        title="A recorder uses Config's service-linked role, which AWS keeps up to date",
        severity=Severity.MEDIUM,
        fix="Set roleArn to the ARN of AWSServiceRoleForConfig.",
        frameworks=("FSBP:Config.1",),
        equivalents=("config_recorder_using_aws_service_role", "Config.1"),
    ),
    RuleInfo(
        id="config-channel-customer-key",
        control="base.detection",
        title="Snapshots and histories are delivered under a customer key",
        severity=Severity.MEDIUM,
        fix="Set s3KmsKeyArn to the ARN of a customer key.",
    ),
    RuleInfo(
        id="config-aggregator-all-regions",
        control="base.detection",
        title="An aggregator covers all regions",
        severity=Severity.MEDIUM,
        fix="Set accountAggregationSource.allRegions (or organizationAggregationSource.allRegions) to true.",
        equivalents=("CKV_AWS_121", "AWS-0019", "config_delegated_admin_and_org_aggregator_all_regions"),
    ),
    RuleInfo(
        id="config-rules-cover-claims",
        control="det.config",
        title="Managed rules judge what the claims say",
        severity=Severity.HIGH,
        fix=(
            "Declare a cfg.ConformancePack whose templateBody has a managed rule for each topic that the message names."
        ),
    ),
)
