"""Type tokens of account management, organizations and sharing, and lists of types by what they take."""

from functools import cache
from pathlib import Path
from typing import Final

from guardrails import tokens

ALTERNATIVE_CONTACT: Final = "aws:account/alternativeContact:AlternativeContact"
CONFIG_RULE: Final = "aws:cfg/rule:Rule"

ORGANIZATION: Final = "aws:organizations/organization:Organization"
ORGANIZATION_POLICY: Final = "aws:organizations/policy:Policy"

RESOURCE_SHARE: Final = "aws:ram/resourceShare:ResourceShare"
PRINCIPAL_ASSOCIATION: Final = "aws:ram/principalAssociation:PrincipalAssociation"
EVENT_PERMISSION: Final = "aws:cloudwatch/eventPermission:EventPermission"
SNAPSHOT_PERMISSION: Final = "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission"
GLOBAL_TABLE: Final = "aws:dynamodb/globalTable:GlobalTable"
REGISTRY_REPLICATION: Final = "aws:ecr/replicationConfiguration:ReplicationConfiguration"

AWS_PROVIDER: Final = tokens.AWS_PROVIDER
BUCKET: Final = tokens.BUCKET
BUCKET_POLICY: Final = tokens.BUCKET_POLICY
BUCKET_REPLICATION: Final = tokens.BUCKET_REPLICATION
BUCKET_ENCRYPTION: Final = tokens.BUCKET_ENCRYPTION
KMS_KEY: Final = tokens.KMS_KEY
KMS_KEY_POLICY: Final = tokens.KMS_KEY_POLICY
EVENT_RULE: Final = tokens.EVENT_RULE
METRIC_FILTER: Final = tokens.LOG_METRIC_FILTER
METRIC_ALARM: Final = tokens.METRIC_ALARM
PLAN: Final = tokens.BACKUP_PLAN
VAULT: Final = tokens.BACKUP_VAULT
TABLE: Final = tokens.DYNAMODB_TABLE
SECRET: Final = tokens.SECRET
SSM_PARAMETER: Final = tokens.SSM_PARAMETER
AMI_PERMISSION: Final = tokens.AMI_PERMISSION
FUNCTION_PERMISSION: Final = tokens.FUNCTION_PERMISSION
SCALING_GROUP: Final = tokens.SCALING_GROUP
SERVICE: Final = tokens.ECS_SERVICE
VPC_ENDPOINT: Final = tokens.VPC_ENDPOINT
VPC_ENDPOINT_POLICY: Final = tokens.VPC_ENDPOINT_POLICY
DEFAULT_NETWORK_ACL: Final = tokens.DEFAULT_NETWORK_ACL

SNAPSHOTS: Final = (
    tokens.RDS_SNAPSHOT,
    tokens.RDS_SNAPSHOT_COPY,
    tokens.RDS_CLUSTER_SNAPSHOT,
    tokens.RDS_CLUSTER_SNAPSHOT_COPY,
)
SNAPSHOT_COPIES: Final = (tokens.RDS_SNAPSHOT_COPY, tokens.RDS_CLUSTER_SNAPSHOT_COPY)
STORES: Final = (tokens.BUCKET, tokens.RDS_INSTANCE, tokens.RDS_CLUSTER, tokens.DYNAMODB_TABLE, tokens.FILE_SYSTEM)
"""What holds data, and says in its tag ``data`` whose."""

LOG_RESOURCE_POLICY: Final = tokens.LOG_RESOURCE_POLICY
LOG_DESTINATION_POLICY: Final = "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy"
POLICIES: Final = {
    "aws:acmpca/policy:Policy": "policy",
    "aws:amp/resourcePolicy:ResourcePolicy": "policyDocument",
    "aws:apigateway/restApi:RestApi": "policy",
    "aws:apigateway/restApiPolicy:RestApiPolicy": "policy",
    tokens.BACKUP_VAULT_POLICY: "policy",
    "aws:bedrock/agentcoreResourcePolicy:AgentcoreResourcePolicy": "policy",
    "aws:cloudsearch/domainServiceAccessPolicy:DomainServiceAccessPolicy": "accessPolicy",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy",
    "aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy": "deliveryDestinationPolicy",
    LOG_DESTINATION_POLICY: "accessPolicy",
    LOG_RESOURCE_POLICY: "policyDocument",
    "aws:codeartifact/domainPermissions:DomainPermissions": "policyDocument",
    "aws:codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy": "policyDocument",
    "aws:codebuild/resourcePolicy:ResourcePolicy": "policy",
    "aws:dsql/clusterPolicy:ClusterPolicy": "policy",
    "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
    tokens.REGISTRY_POLICY: "policy",
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": "repositoryPolicy",
    tokens.REPOSITORY_POLICY: "policy",
    tokens.FILE_SYSTEM_POLICY: "policy",
    "aws:elasticsearch/domain:Domain": "accessPolicies",
    "aws:elasticsearch/domainPolicy:DomainPolicy": "accessPolicies",
    "aws:glacier/vault:Vault": "accessPolicy",
    "aws:glue/resourcePolicy:ResourcePolicy": "policy",
    "aws:kinesis/resourcePolicy:ResourcePolicy": "policy",
    "aws:lambda/resourcePolicy:ResourcePolicy": "policy",
    "aws:mediastore/containerPolicy:ContainerPolicy": "policy",
    "aws:msk/clusterPolicy:ClusterPolicy": "policy",
    "aws:networkfirewall/resourcePolicy:ResourcePolicy": "policy",
    "aws:oam/sinkPolicy:SinkPolicy": "policy",
    "aws:opensearch/domain:Domain": "accessPolicies",
    "aws:opensearch/domainPolicy:DomainPolicy": "accessPolicies",
    "aws:opensearchingest/resourcePolicy:ResourcePolicy": "policy",
    "aws:pinpoint/smsvoicev2ResourcePolicy:Smsvoicev2ResourcePolicy": "policy",
    "aws:redshift/resourcePolicy:ResourcePolicy": "policy",
    "aws:redshiftserverless/resourcePolicy:ResourcePolicy": "policy",
    "aws:s3/filesFileSystemPolicy:FilesFileSystemPolicy": "policy",
    "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy": "policy",
    "aws:s3control/accessGrantsInstanceResourcePolicy:AccessGrantsInstanceResourcePolicy": "policy",
    "aws:s3control/bucketPolicy:BucketPolicy": "policy",
    "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy": "policy",
    "aws:s3tables/tableBucketPolicy:TableBucketPolicy": "resourcePolicy",
    "aws:s3tables/tablePolicy:TablePolicy": "resourcePolicy",
    "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy": "resourcePolicy",
    "aws:schemas/registryPolicy:RegistryPolicy": "policy",
    tokens.SECRET: "policy",
    tokens.SECRET_POLICY: "policy",
    "aws:ses/identityPolicy:IdentityPolicy": "policy",
    "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy": "policy",
    "aws:vpclattice/authPolicy:AuthPolicy": "policy",
    "aws:vpclattice/resourcePolicy:ResourcePolicy": "policy",
    "aws:xray/resourcePolicy:ResourcePolicy": "policyDocument",
}
"""Resource policies and the property that holds them; buckets, keys, topics and queues have their own rules."""

_LISTED: Final = Path(__file__).with_name("resource_types.txt")


@cache
def _taking(property_: str) -> tuple[str, ...]:
    lines = (line.split() for line in _LISTED.read_text(encoding="utf-8").splitlines())
    return tuple(token for token, *taken in lines if property_ in taken)


REGIONAL: Final = _taking("region")
"""Every type whose resources are in a region."""
TAGGABLE: Final = _taking("tags")
"""Every type whose resources carry tags."""
