"""Violations of what is stored: databases, tables, buckets, messages, keys and backups."""

import json
from typing import Any

from tests.support.compliant.data import bucket_policy
from tests.support.compliant.model import BLOCKED, REGION, policy, tls_only
from tests.support.compliant.violations import Violation, changed, undone

_ORDERS = {"DBInstanceIdentifier": "orders", "ApplyImmediately": True}
_LEDGER = {"DBClusterIdentifier": "ledger", "ApplyImmediately": True}
_PLAIN = {
    "DBInstanceIdentifier": "plain",
    "Engine": "postgres",
    "DBInstanceClass": "db.m7g.large",
    "AllocatedStorage": 20,
    "MasterUsername": "postgres",
    "MasterUserPassword": "not-a-secret",
    "BackupRetentionPeriod": 7,
    "PubliclyAccessible": True,
    "Port": 5432,
}


def _rds(name: str, bad: dict[str, Any], good: dict[str, Any]) -> Violation:
    return changed(name, "rds", "modify_db_instance", _ORDERS | bad, _ORDERS | good)


def _bucket(name: str, operation: str, bad: dict[str, Any], good: dict[str, Any]) -> Violation:
    stated = {"Bucket": "vouch-uploads"}
    return changed(name, "s3", operation, stated | bad, stated | good)


def _open_policy() -> str:
    public = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:GetObject"}
    return policy(public | {"Resource": "arn:aws:s3:::vouch-uploads/*"})


def _key_policy(principal: dict[str, str]) -> str:
    return policy({"Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*"})


def _encryption(rule: dict[str, str]) -> dict[str, Any]:
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": rule, "BucketKeyEnabled": True}]}


_OWN = {"AWS": "arn:aws:iam::123456789012:root"}
_QUEUE = {"QueueUrl": f"https://sqs.{REGION}.amazonaws.com/123456789012/orders"}
# moto forgets the policy of a queue where only its redrive policy is set.
_QUEUE_POLICY = policy(tls_only("sqs:*", f"arn:aws:sqs:{REGION}:123456789012:orders"))
_DEAD = {"deadLetterTargetArn": f"arn:aws:sqs:{REGION}:123456789012:dead", "maxReceiveCount": 5}


def _tls_parameter(value: str) -> dict[str, Any]:
    parameter = {"ParameterName": "rds.force_ssl", "ParameterValue": value, "ApplyMethod": "immediate"}
    return {"DBParameterGroupName": "tls", "Parameters": [parameter]}


STORES: tuple[Violation, ...] = (
    undone(
        "a database in plain sight",
        "rds",
        ("create_db_instance", _PLAIN),
        ("delete_db_instance", {"DBInstanceIdentifier": "plain", "SkipFinalSnapshot": True}),
        "secretsmanager",
    ),
    undone(
        "a cluster in plain sight",
        "rds",
        (
            "create_db_cluster",
            {
                "DBClusterIdentifier": "plain",
                "Engine": "aurora-postgresql",
                "MasterUsername": "admin",
                "MasterUserPassword": "not-a-secret",
                "Port": 5432,
            },
        ),
        ("delete_db_cluster", {"DBClusterIdentifier": "plain", "SkipFinalSnapshot": True}),
        "secretsmanager",
    ),
    _rds("a database that can be deleted", {"DeletionProtection": False}, {"DeletionProtection": True}),
    _rds("a database in one zone", {"MultiAZ": False}, {"MultiAZ": True}),
    _rds("backups kept for a week", {"BackupRetentionPeriod": 7}, {"BackupRetentionPeriod": 35}),
    _rds("a public database", {"PubliclyAccessible": True}, {"PubliclyAccessible": False}),
    _rds(
        "a database that takes passwords only",
        {"EnableIAMDatabaseAuthentication": False},
        {"EnableIAMDatabaseAuthentication": True},
    ),
    _rds("snapshots without tags", {"CopyTagsToSnapshot": False}, {"CopyTagsToSnapshot": True}),
    changed(
        "a cluster that can be deleted",
        "rds",
        "modify_db_cluster",
        _LEDGER | {"DeletionProtection": False},
        _LEDGER | {"DeletionProtection": True},
    ),
    changed(
        "plain connections to a database", "rds", "modify_db_parameter_group", _tls_parameter("0"), _tls_parameter("1")
    ),
    changed(
        "a table that can be deleted",
        "dynamodb",
        "update_table",
        {"TableName": "orders", "DeletionProtectionEnabled": False},
        {"TableName": "orders", "DeletionProtectionEnabled": True},
    ),
    changed(
        "a table without recovery to a point in time",
        "dynamodb",
        "update_continuous_backups",
        {"TableName": "orders", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": False}},
        {"TableName": "orders", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}},
    ),
    changed(
        "sessions that stay for ever",
        "dynamodb",
        "update_time_to_live",
        {"TableName": "sessions", "TimeToLiveSpecification": {"Enabled": False, "AttributeName": "expires"}},
        {"TableName": "sessions", "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "expires"}},
    ),
    undone(
        "a table under the key of DynamoDB",
        "dynamodb",
        (
            "create_table",
            {
                "TableName": "plain",
                "KeySchema": [{"AttributeName": "tenant_id", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "tenant_id", "AttributeType": "S"}],
                "BillingMode": "PAY_PER_REQUEST",
            },
        ),
        ("delete_table", {"TableName": "plain"}),
    ),
    _bucket(
        "a bucket under the key of S3",
        "put_bucket_encryption",
        {"ServerSideEncryptionConfiguration": _encryption({"SSEAlgorithm": "AES256"})},
        {"ServerSideEncryptionConfiguration": _encryption({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "<key>"})},
    ),
    _bucket(
        "a bucket that forgets",
        "put_bucket_versioning",
        {"VersioningConfiguration": {"Status": "Suspended"}},
        {"VersioningConfiguration": {"Status": "Enabled"}},
    ),
    _bucket(
        "a public bucket policy",
        "put_bucket_policy",
        {"Policy": _open_policy()},
        {"Policy": bucket_policy("vouch-uploads")},
    ),
    undone(
        "a bucket that may be opened",
        "s3",
        ("delete_public_access_block", {"Bucket": "vouch-uploads"}),
        ("put_public_access_block", {"Bucket": "vouch-uploads", "PublicAccessBlockConfiguration": BLOCKED}),
    ),
    undone(
        "a bucket of which nobody records who reads it",
        "s3",
        ("put_bucket_logging", {"Bucket": "vouch-uploads", "BucketLoggingStatus": {}}),
        (
            "put_bucket_logging",
            {
                "Bucket": "vouch-uploads",
                "BucketLoggingStatus": {
                    "LoggingEnabled": {"TargetBucket": "vouch-access-logs", "TargetPrefix": "vouch-uploads/"}
                },
            },
        ),
    ),
    undone(
        "an account that may open buckets",
        "s3control",
        ("delete_public_access_block", {"AccountId": "123456789012"}),
        ("put_public_access_block", {"AccountId": "123456789012", "PublicAccessBlockConfiguration": BLOCKED}),
    ),
    undone(
        "new volumes in plain",
        "ec2",
        ("disable_ebs_encryption_by_default", {}),
        ("enable_ebs_encryption_by_default", {}),
    ),
    undone(
        "a key that is never rotated",
        "kms",
        ("disable_key_rotation", {"KeyId": "<key>"}),
        ("enable_key_rotation", {"KeyId": "<key>"}),
    ),
    changed(
        "a key for everybody",
        "kms",
        "put_key_policy",
        {"KeyId": "<key>", "PolicyName": "default", "Policy": _key_policy({"AWS": "*"})},
        {"KeyId": "<key>", "PolicyName": "default", "Policy": _key_policy(_OWN)},
    ),
    undone(
        "a topic in plain",
        "sns",
        ("create_topic", {"Name": "plain"}),
        ("delete_topic", {"TopicArn": f"arn:aws:sns:{REGION}:123456789012:plain"}),
    ),
    undone(
        "a queue in plain",
        "sqs",
        ("create_queue", {"QueueName": "plain", "Attributes": {"SqsManagedSseEnabled": "false"}}),
        ("delete_queue", {"QueueUrl": f"https://sqs.{REGION}.amazonaws.com/123456789012/plain"}),
    ),
    changed(
        "messages that fail are lost",
        "sqs",
        "set_queue_attributes",
        _QUEUE | {"Attributes": {"RedrivePolicy": "", "Policy": _QUEUE_POLICY}},
        _QUEUE | {"Attributes": {"RedrivePolicy": json.dumps(_DEAD), "Policy": _QUEUE_POLICY}},
    ),
    undone(
        "a parameter in plain",
        "ssm",
        ("put_parameter", {"Name": "/vouch/prod/api_token", "Value": "none", "Type": "String"}),
        ("delete_parameter", {"Name": "/vouch/prod/api_token"}),
    ),
    undone(
        "a secret under the key of the service",
        "secretsmanager",
        ("create_secret", {"Name": "plain", "SecretString": "none"}),
        ("delete_secret", {"SecretId": "plain", "ForceDeleteWithoutRecovery": True}),
    ),
    undone(
        "a file system in plain",
        "efs",
        ("create_file_system", {"CreationToken": "plain", "Encrypted": False}),
        ("delete_file_system", {"FileSystemId": "@FileSystemId"}),
    ),
    undone(
        "a vault without a lock",
        "backup",
        ("create_backup_vault", {"BackupVaultName": "open"}),
        ("delete_backup_vault", {"BackupVaultName": "open"}),
    ),
)
