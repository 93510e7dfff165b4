"""The calls of checks on what is agreed: regions, retention, sharing, attestations, contacts, tags and drift."""

from typing import Final

from verification.calls import Call

GLOBAL: Final = "us-east-1"

REGIONS: Final = Call(service="ec2", operation="describe_regions", key="Regions")
POLICIES: Final = Call(
    service="organizations",
    operation="list_policies",
    key="Policies",
    absent=("AWSOrganizationsNotInUseException",),
    region=GLOBAL,
)
POLICY: Final = Call(
    service="organizations", operation="describe_policy", absent=("PolicyNotFoundException",), region=GLOBAL
)
POLICY_TARGETS: Final = Call(
    service="organizations",
    operation="list_targets_for_policy",
    key="Targets",
    absent=("PolicyNotFoundException",),
    region=GLOBAL,
)

BUCKET_LIFECYCLE: Final = Call(
    service="s3",
    operation="get_bucket_lifecycle_configuration",
    key="Rules",
    absent=("NoSuchLifecycleConfiguration", "NoSuchBucket"),
    actions=("s3:GetLifecycleConfiguration",),
)

SNAPSHOT_SHARING: Final = Call(
    service="ec2", operation="describe_snapshot_attribute", absent=("InvalidSnapshot.NotFound",)
)
IMAGE_SHARING: Final = Call(
    service="ec2", operation="describe_image_attribute", absent=("InvalidAMIID.NotFound", "InvalidAMIID.Unavailable")
)
DB_SNAPSHOT_SHARING: Final = Call(
    service="rds", operation="describe_db_snapshot_attributes", absent=("DBSnapshotNotFound",)
)
DB_CLUSTER_SNAPSHOT_SHARING: Final = Call(
    service="rds", operation="describe_db_cluster_snapshot_attributes", absent=("DBClusterSnapshotNotFoundFault",)
)
SHARES: Final = Call(service="ram", operation="get_resource_shares", key="resourceShares")
LOG_POLICIES: Final = Call(service="logs", operation="describe_resource_policies", key="resourcePolicies")
ENDPOINTS: Final = Call(service="ec2", operation="describe_vpc_endpoints", key="VpcEndpoints")

PARAMETER: Final = Call(
    service="ssm",
    operation="get_parameter",
    absent=("ParameterNotFound",),
    resources=("arn:*:ssm:*:*:parameter/attest/*",),
)
# What keeps an object, and until when: it tells that the object is there without reading what is in it.
KEPT: Final = Call(
    service="s3",
    operation="get_object_retention",
    absent=("NoSuchKey", "NoSuchBucket", "NoSuchObjectLockConfiguration", "InvalidRequest"),
)
REPORTS: Final = Call(service="artifact", operation="list_reports", key="reports", region=GLOBAL)
CONTACT: Final = Call(
    service="account", operation="get_alternate_contact", absent=("ResourceNotFoundException",), region=GLOBAL
)
CONFIG_COMPLIANCE: Final = Call(
    service="config", operation="describe_compliance_by_config_rule", key="ComplianceByConfigRules"
)
# Without a key: CloudTrail answers two pages a second, and an account writes thousands of events a day.
NEWEST_EVENTS: Final = Call(service="cloudtrail", operation="lookup_events")
