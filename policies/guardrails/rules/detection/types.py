"""Type tokens of the services that detect, and of what carries their findings."""

from typing import Final

from guardrails import tokens
from guardrails.rules.compute import types as compute_types
from guardrails.rules.data import s3_types

DETECTOR: Final = "aws:guardduty/detector:Detector"
DETECTOR_FEATURE: Final = "aws:guardduty/detectorFeature:DetectorFeature"
ORGANIZATION_CONFIGURATION: Final = "aws:guardduty/organizationConfiguration:OrganizationConfiguration"
PUBLISHING_DESTINATION: Final = "aws:guardduty/publishingDestination:PublishingDestination"
EVENT_RULE: Final = tokens.EVENT_RULE
EVENT_TARGET: Final = tokens.EVENT_TARGET

ANALYZER: Final = tokens.ANALYZER
ANALYZER_ARCHIVE_RULE: Final = "aws:accessanalyzer/archiveRule:ArchiveRule"
AUDIT_ASSESSMENT: Final = "aws:auditmanager/assessment:Assessment"
CLASSIFICATION_EXPORT: Final = "aws:macie2/classificationExportConfiguration:ClassificationExportConfiguration"
CLASSIFICATION_JOB: Final = "aws:macie2/classificationJob:ClassificationJob"
CONFIG_AGGREGATOR: Final = "aws:cfg/configurationAggregator:ConfigurationAggregator"
CONFIG_ORGANIZATION_PACK: Final = "aws:cfg/organizationConformancePack:OrganizationConformancePack"
CONFIG_ORGANIZATION_RULE: Final = "aws:cfg/organizationManagedRule:OrganizationManagedRule"
CONFIG_RULE: Final = "aws:cfg/rule:Rule"
CONFORMANCE_PACK: Final = "aws:cfg/conformancePack:ConformancePack"
DELIVERY_CHANNEL: Final = s3_types.DELIVERY_CHANNEL
DETECTIVE_GRAPH: Final = "aws:detective/graph:Graph"
HUB_ACCOUNT: Final = "aws:securityhub/account:Account"
HUB_ADMINISTRATOR: Final = "aws:securityhub/organizationAdminAccount:OrganizationAdminAccount"
HUB_AGGREGATOR: Final = "aws:securityhub/findingAggregator:FindingAggregator"
HUB_STANDARD: Final = "aws:securityhub/standardsSubscription:StandardsSubscription"
INSPECTOR_ENABLER: Final = "aws:inspector2/enabler:Enabler"
INSPECTOR_FILTER: Final = "aws:inspector2/filter:Filter"
MACIE_SESSION: Final = "aws:macie2/account:Account"
MALWARE_PLAN: Final = "aws:guardduty/malwareProtectionPlan:MalwareProtectionPlan"
RECORDER: Final = "aws:cfg/recorder:Recorder"
RECORDER_STATUS: Final = "aws:cfg/recorderStatus:RecorderStatus"
REGISTRY_SCANNING: Final = compute_types.REGISTRY_SCANNING
SERVICE_LINKED_ROLE: Final = "aws:iam/serviceLinkedRole:ServiceLinkedRole"
