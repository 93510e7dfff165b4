"""Type tokens that several areas share, each once, and the twins that mean the same resource."""

from typing import Final

STACK: Final = "pulumi:pulumi:Stack"
PROVIDERS: Final = "pulumi:providers:"
"""What the type of every provider begins with."""
AWS_PROVIDER: Final = f"{PROVIDERS}aws"

# Types that the rules of more than one area look at; an area's own are in its types module.
ANALYZER: Final = "aws:accessanalyzer/analyzer:Analyzer"
BUCKET: Final = "aws:s3/bucket:Bucket"
BUCKET_ACL: Final = "aws:s3/bucketAcl:BucketAcl"
BUCKET_LOGGING: Final = "aws:s3/bucketLogging:BucketLogging"
BUCKET_POLICY: Final = "aws:s3/bucketPolicy:BucketPolicy"
BUCKET_PUBLIC_ACCESS_BLOCK: Final = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
CLASSIC_LOAD_BALANCER: Final = "aws:elb/loadBalancer:LoadBalancer"
EBS_VOLUME: Final = "aws:ebs/volume:Volume"
EC2_INSTANCE: Final = "aws:ec2/instance:Instance"
EVENT_RULE: Final = "aws:cloudwatch/eventRule:EventRule"
EVENT_TARGET: Final = "aws:cloudwatch/eventTarget:EventTarget"
HOSTED_ZONE: Final = "aws:route53/zone:Zone"
USER_POOL_CLIENT: Final = "aws:cognito/userPoolClient:UserPoolClient"
ACCESS_KEY: Final = "aws:iam/accessKey:AccessKey"
ELASTIC_IP: Final = "aws:ec2/eip:Eip"
NAT_GATEWAY: Final = "aws:ec2/natGateway:NatGateway"
KMS_ALIAS: Final = "aws:kms/alias:Alias"
KMS_KEY: Final = "aws:kms/key:Key"
KMS_REPLICA_KEY: Final = "aws:kms/replicaKey:ReplicaKey"
LOAD_BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
RDS_CLUSTER: Final = "aws:rds/cluster:Cluster"
RDS_INSTANCE: Final = "aws:rds/instance:Instance"
RDS_SUBNET_GROUP: Final = "aws:rds/subnetGroup:SubnetGroup"
TOPIC: Final = "aws:sns/topic:Topic"
TRAIL: Final = "aws:cloudtrail/trail:Trail"
USER_POOL: Final = "aws:cognito/userPool:UserPool"
HTTP_API: Final = "aws:apigatewayv2/api:Api"
HTTP_API_AUTHORIZER: Final = "aws:apigatewayv2/authorizer:Authorizer"
HTTP_API_ROUTE: Final = "aws:apigatewayv2/route:Route"
AMI_PERMISSION: Final = "aws:ec2/amiLaunchPermission:AmiLaunchPermission"
BACKUP_PLAN: Final = "aws:backup/plan:Plan"
BACKUP_VAULT: Final = "aws:backup/vault:Vault"
BACKUP_VAULT_POLICY: Final = "aws:backup/vaultPolicy:VaultPolicy"
BUCKET_ENCRYPTION: Final = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
BUCKET_REPLICATION: Final = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
DEFAULT_NETWORK_ACL: Final = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
DYNAMODB_TABLE: Final = "aws:dynamodb/table:Table"
ECS_SERVICE: Final = "aws:ecs/service:Service"
FILE_SYSTEM: Final = "aws:efs/fileSystem:FileSystem"
FILE_SYSTEM_POLICY: Final = "aws:efs/fileSystemPolicy:FileSystemPolicy"
FUNCTION_PERMISSION: Final = "aws:lambda/permission:Permission"
KMS_KEY_POLICY: Final = "aws:kms/keyPolicy:KeyPolicy"
LOG_METRIC_FILTER: Final = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
METRIC_ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
QUEUE: Final = "aws:sqs/queue:Queue"
RDS_CLUSTER_SNAPSHOT: Final = "aws:rds/clusterSnapshot:ClusterSnapshot"
RDS_CLUSTER_SNAPSHOT_COPY: Final = "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy"
RDS_SNAPSHOT: Final = "aws:rds/snapshot:Snapshot"
RDS_SNAPSHOT_COPY: Final = "aws:rds/snapshotCopy:SnapshotCopy"
REGISTRY_POLICY: Final = "aws:ecr/registryPolicy:RegistryPolicy"
REPOSITORY_POLICY: Final = "aws:ecr/repositoryPolicy:RepositoryPolicy"
SCALING_GROUP: Final = "aws:autoscaling/group:Group"
SECRET: Final = "aws:secretsmanager/secret:Secret"  # noqa: S105  a type token
SECRET_POLICY: Final = "aws:secretsmanager/secretPolicy:SecretPolicy"  # noqa: S105  a type token
SSM_PARAMETER: Final = "aws:ssm/parameter:Parameter"
VPC_ENDPOINT: Final = "aws:ec2/vpcEndpoint:VpcEndpoint"
VPC_ENDPOINT_POLICY: Final = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy"
LOG_RESOURCE_POLICY: Final = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
VPN_CONNECTION: Final = "aws:ec2/vpnConnection:VpnConnection"
ECS_CLUSTER: Final = "aws:ecs/cluster:Cluster"
ECS_TASK_DEFINITION: Final = "aws:ecs/taskDefinition:TaskDefinition"
FUNCTION: Final = "aws:lambda/function:Function"
SSM_DOCUMENT: Final = "aws:ssm/document:Document"
REST_STAGE: Final = "aws:apigateway/stage:Stage"
HTTP_STAGE: Final = "aws:apigatewayv2/stage:Stage"
IAM_POLICY: Final = "aws:iam/policy:Policy"
IAM_ROLE_POLICY: Final = "aws:iam/rolePolicy:RolePolicy"
DELIVERY_STREAM: Final = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
IAM_ROLE: Final = "aws:iam/role:Role"

# What pulumi_aws once put into another module, or still has under two names; a test walks the SDK for more.
_S3_V2: Final = (
    "Bucket",
    "BucketAccelerateConfiguration",
    "BucketAcl",
    "BucketCorsConfiguration",
    "BucketLifecycleConfiguration",
    "BucketLogging",
    "BucketObjectLockConfiguration",
    "BucketRequestPaymentConfiguration",
    "BucketServerSideEncryptionConfiguration",
    "BucketVersioning",
    "BucketWebsiteConfiguration",
)
_LB: Final = (
    "Listener",
    "ListenerCertificate",
    "ListenerRule",
    "LoadBalancer",
    "TargetGroup",
    "TargetGroupAttachment",
    "TrustStore",
    "TrustStoreRevocation",
)
_LB_MODULES: Final = ("alb", "applicationloadbalancing", "elasticloadbalancingv2")
_ELB: Final = (
    "AppCookieStickinessPolicy",
    "Attachment",
    "ListenerPolicy",
    "LoadBalancer",
    "LoadBalancerBackendServerPolicy",
    "LoadBalancerCookieStickinessPolicy",
    "LoadBalancerPolicy",
    "SslNegotiationPolicy",
)


def _token(module: str, name: str) -> str:
    return f"aws:{module}/{name[0].lower()}{name[1:]}:{name}"


_TWINS: Final = {
    **{_token("s3", f"{name}V2"): _token("s3", name) for name in _S3_V2},
    **{_token(module, name): _token("lb", name) for name in _LB for module in _LB_MODULES},
    **{_token("elasticloadbalancing", name): _token("elb", name) for name in _ELB},
    "aws:s3/bucketReplicationConfiguration:BucketReplicationConfiguration": (
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
    ),
    "aws:s3/bucketObjectv2:BucketObjectv2": "aws:s3/bucketObject:BucketObject",
    "aws:s3/BucketObject:BucketObject": "aws:s3/bucketObject:BucketObject",
    "aws:chime/voiceConnectorOrganization:VoiceConnectorOrganization": (
        "aws:chime/voiceConnectorOrigination:VoiceConnectorOrigination"
    ),
    "aws:directoryservice/conditionalForwader:ConditionalForwader": (
        "aws:directoryservice/conditionalForwarder:ConditionalForwarder"
    ),
    "aws:directoryservice/logService:LogService": "aws:directoryservice/logSubscription:LogSubscription",
    "aws:ec2/encryptionControl:EncryptionControl": "aws:ec2/vpcEncryptionControl:VpcEncryptionControl",
    "aws:ec2/transitGatewayPeeringAttachmentAccepter:TransitGatewayPeeringAttachmentAccepter": (
        "aws:ec2transitgateway/peeringAttachmentAccepter:PeeringAttachmentAccepter"
    ),
    "aws:lambda/microvmsImage:MicrovmsImage": "aws:lambdamicrovms/image:Image",
    "aws:ses/confgurationSet:ConfgurationSet": "aws:ses/configurationSet:ConfigurationSet",
    "aws:workspaces/webBrowserSettings:WebBrowserSettings": "aws:workspacesweb/browserSettings:BrowserSettings",
    "aws:workspaces/webNetworkSettings:WebNetworkSettings": "aws:workspacesweb/networkSettings:NetworkSettings",
    "aws:workspaces/webUserSettings:WebUserSettings": "aws:workspacesweb/userSettings:UserSettings",
}


def canonical(token: str) -> str:
    """The token that rules name for ``token``; itself where it has no twin."""
    return _TWINS.get(token, token)


def twins(token: str) -> tuple[str, ...]:
    """Every token that ``canonical`` maps to ``token``, itself first."""
    return (token, *(twin for twin, target in _TWINS.items() if target == token))
