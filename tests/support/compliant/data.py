"""Stores: databases, a table, buckets, files, queues, secrets, and what backs them up."""

import json
from typing import Any

from tests.support.compliant.model import ACCOUNT, BLOCKED, REGION, TAGS, Account, client, policy, tag_list, tls_only

BUCKETS = ("vouch-access-logs", "vouch-archive", "vouch-uploads", "vouch-site")
_CUSTOMER = {"data": "customer"}


def data(account: Account) -> None:
    """Adds the databases ``orders`` and ``ledger``, the table ``orders``, and the buckets of ``BUCKETS``."""
    _databases(account)
    _stores(account)
    for name in BUCKETS:
        _bucket(account, name)
    _messages(account)
    _backups(account)


def _databases(account: Account) -> None:
    rds, key, made = client("rds"), account.key, account.made
    rds.create_db_subnet_group(
        DBSubnetGroupName="private",
        DBSubnetGroupDescription="Private",
        SubnetIds=[made["private-a"], made["private-b"]],
    )
    rds.create_db_parameter_group(
        DBParameterGroupName="tls", DBParameterGroupFamily="postgres16", Description="TLS only"
    )
    tls = [{"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}]
    rds.modify_db_parameter_group(DBParameterGroupName="tls", Parameters=tls)
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="tls", DBParameterGroupFamily="aurora-postgresql16", Description="TLS only"
    )
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName="tls", Parameters=tls)
    same: dict[str, Any] = {
        "StorageEncrypted": True,
        "KmsKeyId": key,
        "ManageMasterUserPassword": True,
        "MasterUserSecretKmsKeyId": key,
        "DeletionProtection": True,
        "BackupRetentionPeriod": 35,
        "EnableIAMDatabaseAuthentication": True,
        "CopyTagsToSnapshot": True,
        "EnableCloudwatchLogsExports": ["postgresql"],
        "DBSubnetGroupName": "private",
        "VpcSecurityGroupIds": [made["service"]],
        "Tags": tag_list(**_CUSTOMER),
    }
    rds.create_db_instance(
        DBInstanceIdentifier="orders",
        Engine="postgres",
        DBInstanceClass="db.m7g.large",
        AllocatedStorage=20,
        MultiAZ=True,
        MasterUsername="orders_owner",
        Port=54320,
        PubliclyAccessible=False,
        DBParameterGroupName="tls",
        AutoMinorVersionUpgrade=True,
        **{**same, "EnableCloudwatchLogsExports": ["postgresql", "upgrade"]},
    )
    rds.create_db_cluster(
        DBClusterIdentifier="ledger",
        Engine="aurora-postgresql",
        MasterUsername="ledger_owner",
        Port=54321,
        DBClusterParameterGroupName="tls",
        **same,
    )
    for zone in "ab":
        rds.create_db_instance(
            DBInstanceIdentifier=f"ledger-{zone}",
            Engine="aurora-postgresql",
            DBInstanceClass="db.r6g.large",
            DBClusterIdentifier="ledger",
            AvailabilityZone=f"{REGION}{zone}",
            DBSubnetGroupName="private",
            AutoMinorVersionUpgrade=True,
            PubliclyAccessible=False,
            Tags=tag_list(**_CUSTOMER),
        )
    role = f"arn:aws:iam::{ACCOUNT}:role/flow-logs"
    rds.create_db_proxy(
        DBProxyName="orders",
        EngineFamily="POSTGRESQL",
        Auth=[],
        RoleArn=role,
        VpcSubnetIds=[made["private-a"], made["private-b"]],
        VpcSecurityGroupIds=[made["service"]],
        RequireTLS=True,
    )


def _stores(account: Account) -> None:
    key = account.key
    tables = client("dynamodb")
    for name in ("orders", "sessions"):
        tables.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "tenant_id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "tenant_id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            DeletionProtectionEnabled=True,
            SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
            Tags=tag_list(**_CUSTOMER),
        )
        tables.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
        tables.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"}
        )
    client("ec2").enable_ebs_encryption_by_default()
    files = client("efs").create_file_system(
        CreationToken="files", Encrypted=True, KmsKeyId=key, Tags=tag_list(**_CUSTOMER)
    )
    mount = tls_only("*", files["FileSystemArn"])
    client("efs").put_file_system_policy(FileSystemId=files["FileSystemId"], Policy=policy(mount))
    client("elasticache").create_replication_group(
        ReplicationGroupId="cache",
        ReplicationGroupDescription="Cache",
        Engine="redis",
        AtRestEncryptionEnabled=True,
        TransitEncryptionEnabled=True,
        AutomaticFailoverEnabled=True,
        MultiAZEnabled=True,
        NumCacheClusters=2,
        KmsKeyId=key,
    )
    client("secretsmanager").create_secret(Name="vouch-prod/token", SecretString="none", KmsKeyId=key, Tags=tag_list())
    client("ssm").put_parameter(
        Name="/vouch/prod/db_password", Value="none", Type="SecureString", KeyId=key, Tags=tag_list()
    )


def _bucket(account: Account, name: str) -> None:
    s3 = client("s3")
    s3.create_bucket(
        Bucket=name,
        ObjectLockEnabledForBucket=name == "vouch-archive",
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )
    rule: dict[str, Any] = {"SSEAlgorithm": "AES256"}
    if name != "vouch-access-logs":
        rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": account.key}
        s3.put_bucket_logging(
            Bucket=name,
            BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "vouch-access-logs", "TargetPrefix": f"{name}/"}},
        )
    s3.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": rule, "BucketKeyEnabled": True}]
        },
    )
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=BLOCKED)
    s3.put_bucket_ownership_controls(
        Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    more = {"data": "customer", "ingress": "user"} if name == "vouch-uploads" else {"data": "logs"}
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tag_list(**more)})
    s3.put_bucket_lifecycle_configuration(
        Bucket=name,
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "expire",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "Expiration": {"Days": 400},
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                }
            ]
        },
    )
    s3.put_bucket_policy(Bucket=name, Policy=bucket_policy(name))


def bucket_policy(name: str) -> str:
    """The policy of a bucket: TLS, nobody changes it, and what its use demands."""
    arn = f"arn:aws:s3:::{name}"
    statements: list[dict[str, Any]] = [tls_only("s3:*", arn, f"{arn}/*")]
    statements.append(
        {
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
            "Resource": arn,
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/deploy"}},
        }
    )
    if name == "vouch-access-logs":
        statements.append(
            {
                "Effect": "Allow",
                "Principal": {"Service": "logging.s3.amazonaws.com"},
                "Action": "s3:PutObject",
                "Resource": f"{arn}/*",
                "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
            }
        )
    if name == "vouch-archive":
        statements.append(
            {
                "Effect": "Allow",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Action": ["s3:GetBucketAcl", "s3:PutObject"],
                "Resource": [arn, f"{arn}/*"],
                "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
            }
        )
        statements.append(
            {
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": ["s3:DeleteObjectVersion", "s3:PutBucketObjectLockConfiguration"],
                "Resource": [arn, f"{arn}/*"],
            }
        )
    if name == "vouch-uploads":
        clean = {"StringNotEquals": {"s3:ExistingObjectTag/GuardDutyMalwareScanStatus": "NO_THREATS_FOUND"}}
        statements.append(
            {
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": ["s3:GetObject", "s3:GetObjectVersion"],
                "Resource": f"{arn}/*",
                "Condition": clean,
            }
        )
    return policy(*statements)


def _messages(account: Account) -> None:
    key = account.key
    topics = client("sns")
    arn = account.made["on-call"]
    topics.set_topic_attributes(TopicArn=arn, AttributeName="KmsMasterKeyId", AttributeValue=key)
    topics.set_topic_attributes(
        TopicArn=arn, AttributeName="Policy", AttributeValue=policy(tls_only("sns:Publish", arn))
    )
    topics.subscribe(TopicArn=arn, Protocol="https", Endpoint="https://on-call.example.com")
    queues = client("sqs")
    for name in ("dead", "orders"):
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
        attributes = {"KmsMasterKeyId": key, "Policy": policy(tls_only("sqs:*", arn))}
        if name != "dead":
            dead = {"deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead", "maxReceiveCount": 5}
            attributes["RedrivePolicy"] = json.dumps(dead)
        queues.create_queue(QueueName=name, Attributes=attributes, tags=TAGS)


def _backups(account: Account) -> None:
    backup = client("backup")
    backup.create_backup_vault(BackupVaultName="backups", EncryptionKeyArn=account.key, BackupVaultTags=TAGS)
    backup.put_backup_vault_lock_configuration(BackupVaultName="backups", MinRetentionDays=35)
    backup.create_backup_plan(
        BackupPlan={
            "BackupPlanName": "daily",
            "Rules": [
                {
                    "RuleName": "daily",
                    "TargetBackupVaultName": "backups",
                    "ScheduleExpression": "cron(0 5 ? * * *)",
                    "StartWindowMinutes": 60,
                    "Lifecycle": {"DeleteAfterDays": 35},
                    "CopyActions": [
                        {
                            "DestinationBackupVaultArn": f"arn:aws:backup:eu-central-1:{ACCOUNT}:backup-vault:copies",
                            "Lifecycle": {"DeleteAfterDays": 35},
                        }
                    ],
                }
            ],
        }
    )
