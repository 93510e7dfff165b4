"""The calls that checks of stores share, so that each is made once however many checks read it."""

from typing import Final

from verification.calls import Call

DB_INSTANCES: Final = Call(service="rds", operation="describe_db_instances", key="DBInstances")
DB_CLUSTERS: Final = Call(service="rds", operation="describe_db_clusters", key="DBClusters")
DB_SNAPSHOTS: Final = Call(service="rds", operation="describe_db_snapshots", key="DBSnapshots")
DB_CLUSTER_SNAPSHOTS: Final = Call(service="rds", operation="describe_db_cluster_snapshots", key="DBClusterSnapshots")
CACHES: Final = Call(service="elasticache", operation="describe_replication_groups", key="ReplicationGroups")

TABLES: Final = Call(service="dynamodb", operation="list_tables", key="TableNames")
TABLE: Final = Call(service="dynamodb", operation="describe_table", absent=("ResourceNotFoundException",))
TABLE_BACKUPS: Final = Call(
    service="dynamodb", operation="describe_continuous_backups", absent=("TableNotFoundException",)
)

BUCKETS: Final = Call(service="s3", operation="list_buckets", key="Buckets", actions=("s3:ListAllMyBuckets",))
BUCKET_ENCRYPTION: Final = Call(
    service="s3",
    operation="get_bucket_encryption",
    absent=("ServerSideEncryptionConfigurationNotFoundError",),
    actions=("s3:GetEncryptionConfiguration",),
)
BUCKET_VERSIONING: Final = Call(service="s3", operation="get_bucket_versioning")
BUCKET_POLICY: Final = Call(service="s3", operation="get_bucket_policy", absent=("NoSuchBucketPolicy",))
BUCKET_LOCATION: Final = Call(service="s3", operation="get_bucket_location")

FILE_SYSTEMS: Final = Call(service="efs", operation="describe_file_systems", key="FileSystems")
FILE_SYSTEM_POLICY: Final = Call(service="efs", operation="describe_file_system_policy", absent=("PolicyNotFound",))

VOLUMES: Final = Call(service="ec2", operation="describe_volumes", key="Volumes")
SNAPSHOTS: Final = Call(service="ec2", operation="describe_snapshots", key="Snapshots")
IMAGES: Final = Call(
    service="ec2",
    operation="describe_images",
    key="Images",
    absent=("InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"),
)
INSTANCES: Final = Call(service="ec2", operation="describe_instances", key="Reservations")
VOLUMES_BY_DEFAULT: Final = Call(service="ec2", operation="get_ebs_encryption_by_default")
VOLUMES_KEY: Final = Call(service="ec2", operation="get_ebs_default_kms_key_id")

KEYS: Final = Call(service="kms", operation="list_keys", key="Keys")
KEY_ALIASES: Final = Call(service="kms", operation="list_aliases", key="Aliases")
KEY: Final = Call(service="kms", operation="describe_key", absent=("NotFoundException",))
KEY_ROTATION: Final = Call(service="kms", operation="get_key_rotation_status")
KEY_POLICY: Final = Call(service="kms", operation="get_key_policy", absent=("NotFoundException",))

TOPICS: Final = Call(service="sns", operation="list_topics", key="Topics")
TOPIC: Final = Call(service="sns", operation="get_topic_attributes", absent=("NotFound", "NotFoundException"))
QUEUES: Final = Call(service="sqs", operation="list_queues", key="QueueUrls")
QUEUE: Final = Call(
    service="sqs",
    operation="get_queue_attributes",
    absent=("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"),
)
LOG_GROUPS: Final = Call(service="logs", operation="describe_log_groups", key="logGroups")

SECRETS: Final = Call(service="secretsmanager", operation="list_secrets", key="SecretList")
SECRET_POLICY: Final = Call(
    service="secretsmanager", operation="get_resource_policy", absent=("ResourceNotFoundException",)
)
PARAMETERS: Final = Call(service="ssm", operation="describe_parameters", key="Parameters")
FUNCTIONS: Final = Call(service="lambda", operation="list_functions", key="Functions")

USER_POOLS: Final = Call(service="cognito-idp", operation="list_user_pools", key="UserPools")
USER_POOL_CLIENTS: Final = Call(service="cognito-idp", operation="list_user_pool_clients", key="UserPoolClients")
USER_POOL_CLIENT: Final = Call(
    service="cognito-idp", operation="describe_user_pool_client", absent=("ResourceNotFoundException",)
)

VAULTS: Final = Call(service="backup", operation="list_backup_vaults", key="BackupVaultList")
VAULT_POLICY: Final = Call(
    service="backup", operation="get_backup_vault_access_policy", absent=("ResourceNotFoundException",)
)
RECOVERY_POINTS: Final = Call(service="backup", operation="list_recovery_points_by_backup_vault", key="RecoveryPoints")
BACKUP_PLANS: Final = Call(service="backup", operation="list_backup_plans", key="BackupPlansList")
BACKUP_PLAN: Final = Call(service="backup", operation="get_backup_plan", absent=("ResourceNotFoundException",))
BACKUP_SELECTIONS: Final = Call(service="backup", operation="list_backup_selections", key="BackupSelectionsList")
BACKUP_SETTINGS: Final = Call(service="backup", operation="describe_region_settings")
BACKUP_JOBS: Final = Call(service="backup", operation="list_backup_jobs", key="BackupJobs")
COPY_JOBS: Final = Call(service="backup", operation="list_copy_jobs", key="CopyJobs")
PROTECTED: Final = Call(service="backup", operation="list_protected_resources", key="Results")
RESTORE_PLANS: Final = Call(service="backup", operation="list_restore_testing_plans", key="RestoreTestingPlans")
RESTORE_SELECTIONS: Final = Call(
    service="backup", operation="list_restore_testing_selections", key="RestoreTestingSelections"
)
RESTORE_JOBS: Final = Call(service="backup", operation="list_restore_jobs", key="RestoreJobs")

LIFECYCLE_POLICIES: Final = Call(service="dlm", operation="get_lifecycle_policies", key="Policies")
LIFECYCLE_POLICY: Final = Call(service="dlm", operation="get_lifecycle_policy", absent=("ResourceNotFoundException",))
TAGGED: Final = Call(service="resourcegroupstaggingapi", operation="get_resources", key="ResourceTagMappingList")
