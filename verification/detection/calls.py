"""The calls of checks on what watches the account. A service that is not enabled is absent, not unavailable."""

from typing import Final

from verification.calls import Call

DETECTORS: Final = Call(service="guardduty", operation="list_detectors", key="DetectorIds")
DETECTOR: Final = Call(service="guardduty", operation="get_detector")
FINDING_EXPORTS: Final = Call(service="guardduty", operation="list_publishing_destinations", key="Destinations")
MALWARE_PLANS: Final = Call(
    service="guardduty", operation="list_malware_protection_plans", key="MalwareProtectionPlans"
)
MALWARE_PLAN: Final = Call(
    service="guardduty", operation="get_malware_protection_plan", absent=("ResourceNotFoundException",)
)
EVENT_RULES: Final = Call(service="events", operation="list_rules", key="Rules")
EVENT_TARGETS: Final = Call(
    service="events", operation="list_targets_by_rule", key="Targets", absent=("ResourceNotFoundException",)
)

# Both say so where Security Hub is not enabled (Security Hub API reference, DescribeHub).
_NO_HUB: Final = ("InvalidAccessException", "ResourceNotFoundException")
HUB: Final = Call(service="securityhub", operation="describe_hub", absent=_NO_HUB)
HUB_STANDARDS: Final = Call(
    service="securityhub", operation="get_enabled_standards", key="StandardsSubscriptions", absent=_NO_HUB
)
HUB_FINDINGS: Final = Call(service="securityhub", operation="get_findings", key="Findings", absent=_NO_HUB)
HUB_AGGREGATORS: Final = Call(
    service="securityhub", operation="list_finding_aggregators", key="FindingAggregators", absent=_NO_HUB
)

RECORDERS: Final = Call(service="config", operation="describe_configuration_recorders", key="ConfigurationRecorders")
RECORDER_STATUS: Final = Call(
    service="config", operation="describe_configuration_recorder_status", key="ConfigurationRecordersStatus"
)
CHANNELS: Final = Call(service="config", operation="describe_delivery_channels", key="DeliveryChannels")
CONFIG_RULES: Final = Call(service="config", operation="describe_config_rules", key="ConfigRules")
CONFIG_PACKS: Final = Call(service="config", operation="describe_conformance_packs", key="ConformancePackDetails")
PACK_STATUS: Final = Call(
    service="config", operation="describe_conformance_pack_status", key="ConformancePackStatusDetails"
)
PACK_COMPLIANCE: Final = Call(
    service="config",
    operation="describe_conformance_pack_compliance",
    key="ConformancePackRuleComplianceList",
    absent=("NoSuchConformancePackException",),
)
AGGREGATORS: Final = Call(
    service="config", operation="describe_configuration_aggregators", key="ConfigurationAggregators"
)

INSPECTOR: Final = Call(service="inspector2", operation="batch_get_account_status", key="accounts")
INSPECTOR_FINDINGS: Final = Call(service="inspector2", operation="list_findings", key="findings")
INSPECTOR_COVERAGE: Final = Call(service="inspector2", operation="list_coverage", key="coveredResources")
INSPECTOR_FILTERS: Final = Call(service="inspector2", operation="list_filters", key="filters")
REPOSITORIES: Final = Call(service="ecr", operation="describe_repositories", key="repositories")
REGISTRY_SCANNING: Final = Call(service="ecr", operation="get_registry_scanning_configuration")

# Macie refuses by the same code as IAM; only the words tell (Macie API reference, GetMacieSession).
_NO_MACIE: Final = ("AccessDeniedException: Macie is not enabled",)
MACIE: Final = Call(service="macie2", operation="get_macie_session", absent=_NO_MACIE)
MACIE_JOBS: Final = Call(service="macie2", operation="list_classification_jobs", key="items", absent=_NO_MACIE)
MACIE_DISCOVERY: Final = Call(service="macie2", operation="get_automated_discovery_configuration", absent=_NO_MACIE)
MACIE_EXPORT: Final = Call(service="macie2", operation="get_classification_export_configuration", absent=_NO_MACIE)
MACIE_FINDINGS: Final = Call(service="macie2", operation="list_findings", key="findingIds", absent=_NO_MACIE)

GRAPHS: Final = Call(service="detective", operation="list_graphs", key="GraphList")
AUDIT_MANAGER: Final = Call(service="auditmanager", operation="get_account_status")
ASSESSMENTS: Final = Call(
    service="auditmanager",
    operation="list_assessments",
    key="assessmentMetadata",
    absent=("AccessDeniedException: complete AWS Audit Manager setup",),
)

ANALYZERS: Final = Call(service="accessanalyzer", operation="list_analyzers", key="analyzers")
EXTERNAL_FINDINGS: Final = Call(
    service="accessanalyzer",
    operation="list_findings",
    key="findings",
    absent=("ResourceNotFoundException",),
)
ARCHIVE_RULES: Final = Call(service="accessanalyzer", operation="list_archive_rules", key="archiveRules")
ACCOUNT_BLOCK: Final = Call(
    service="s3control",
    operation="get_public_access_block",
    absent=("NoSuchPublicAccessBlockConfiguration",),
    actions=("s3:GetAccountPublicAccessBlock",),
)
ACCESS_POINTS: Final = Call(service="s3control", operation="list_access_points", key="AccessPointList")
ACCESS_POINT: Final = Call(service="s3control", operation="get_access_point", absent=("NoSuchAccessPoint",))
SNAPSHOT_BLOCK: Final = Call(service="ec2", operation="get_snapshot_block_public_access_state")
IMAGE_BLOCK: Final = Call(service="ec2", operation="get_image_block_public_access_state")
DOCUMENTS: Final = Call(service="ssm", operation="list_documents", key="DocumentIdentifiers")
DOCUMENT_PERMISSION: Final = Call(service="ssm", operation="describe_document_permission", absent=("InvalidDocument",))
DOCUMENT_SHARING: Final = Call(service="ssm", operation="get_service_setting")
