"""Type tokens of databases, secrets and messages. S3's and KMS's are in ``s3_types``."""

from typing import Final

from guardrails import tokens

RDS_INSTANCE: Final = tokens.RDS_INSTANCE
RDS_CLUSTER: Final = tokens.RDS_CLUSTER
RDS_CLUSTER_INSTANCE: Final = "aws:rds/clusterInstance:ClusterInstance"
RDS_GLOBAL_CLUSTER: Final = "aws:rds/globalCluster:GlobalCluster"
RDS_SNAPSHOT: Final = tokens.RDS_SNAPSHOT
RDS_SNAPSHOT_COPY: Final = tokens.RDS_SNAPSHOT_COPY
RDS_CLUSTER_SNAPSHOT: Final = tokens.RDS_CLUSTER_SNAPSHOT
RDS_CLUSTER_SNAPSHOT_COPY: Final = tokens.RDS_CLUSTER_SNAPSHOT_COPY
RDS_PARAMETER_GROUP: Final = "aws:rds/parameterGroup:ParameterGroup"
RDS_CLUSTER_PARAMETER_GROUP: Final = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
RDS_SUBNET_GROUP: Final = tokens.RDS_SUBNET_GROUP
RDS_PROXY: Final = "aws:rds/proxy:Proxy"
RDS_EVENT_SUBSCRIPTION: Final = "aws:rds/eventSubscription:EventSubscription"
RDS_BACKUP_REPLICATION: Final = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
RDS_ACTIVITY_STREAM: Final = "aws:rds/clusterActivityStream:ClusterActivityStream"

EVENT_RULE: Final = tokens.EVENT_RULE

SECRET: Final = tokens.SECRET
SECRET_POLICY: Final = tokens.SECRET_POLICY
SECRET_ROTATION: Final = "aws:secretsmanager/secretRotation:SecretRotation"  # noqa: S105  a type token
SECRET_VERSION: Final = "aws:secretsmanager/secretVersion:SecretVersion"  # noqa: S105  a type token
SSM_PARAMETER: Final = tokens.SSM_PARAMETER

TOPIC: Final = tokens.TOPIC
TOPIC_POLICY: Final = "aws:sns/topicPolicy:TopicPolicy"
QUEUE: Final = tokens.QUEUE
QUEUE_POLICY: Final = "aws:sqs/queuePolicy:QueuePolicy"
QUEUE_REDRIVE: Final = "aws:sqs/redrivePolicy:RedrivePolicy"
QUEUE_REDRIVE_ALLOW: Final = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"
