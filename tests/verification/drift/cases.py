"""For types that are compared: a declaration, an account that has it as declared, and one where that was changed."""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from guardrails.values import UNKNOWN
from tests.verification.drift.support import Stated
from verification.check import Response, Responses
from verification.drift.counterparts import CALLS

_TAGS = [{"Key": "project", "Value": "vouch"}, {"Key": "stack", "Value": "prod"}, {"Key": "Name", "Value": "it"}]
_NAMED = {"tags": {"Name": "it"}}
_OPEN = json.dumps({"Statement": [{"Sid": "All", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]})
_SHUT = json.dumps({"Statement": [{"Sid": "None", "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]})


@dataclass(frozen=True, kw_only=True)
class Case:
    """One type. ``differs`` is the property that is changed, ``call`` the one that tells it, ``path`` where its answer
    has it, ``other`` what is there in the changed account.

    ``parents`` are what the resource hangs on; ``depends`` says by which properties.
    """

    type: str
    declared: Mapping[str, Any]
    answers: Mapping[str, Response]
    differs: str
    call: str
    path: str
    other: Any
    parents: tuple[Stated, ...] = ()
    depends: Mapping[str, str] = field(default_factory=dict)

    @property
    def stack(self) -> tuple[Stated, ...]:
        return (*self.parents, Stated(type=self.type, properties=self.declared, depends=self.depends))

    @property
    def holds(self) -> Responses:
        return _by_call(self.answers)

    @property
    def changed(self) -> Responses:
        answers: Any = {id_: deepcopy(answer) for id_, answer in self.answers.items()}
        place: Any = answers[self.call]
        *keys, last = self.path.split(".")
        for key in keys:
            place = place[int(key)] if isinstance(place, list) else place[key]
        place[int(last) if isinstance(place, list) else last] = self.other
        return _by_call(answers)


def _by_call(answers: Mapping[str, Response]) -> Responses:
    """The answers of calls by their ids: the same for CloudFront's web ACLs as for a region's."""
    return {call: answers[call.id] for call in CALLS if call.id in answers}


def _db(type_: str, wire: str, **declared: Any) -> Case:
    database = {"DBInstanceIdentifier": "it", "DBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:it"}
    return Case(
        type=type_,
        declared={wire: "it", "publiclyAccessible": False, "monitoringInterval": 60, **declared},
        answers={
            "rds.describe_db_instances": {
                "DBInstances": [
                    {
                        **database,
                        "PubliclyAccessible": False,
                        "MonitoringInterval": 60,
                        "DeletionProtection": True,
                        "StorageEncrypted": True,
                        "Endpoint": {"Port": 5433},
                        "MasterUserSecret": {"SecretArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:it"},
                        "EnabledCloudwatchLogsExports": ["upgrade", "postgresql"],
                    }
                ]
            }
        },
        differs="publiclyAccessible",
        call="rds.describe_db_instances",
        path="DBInstances.0.PubliclyAccessible",
        other=True,
    )


_BUCKET = Stated(type="aws:s3/bucket:Bucket", name="bucket", properties={"bucket": "files"})


def _side(type_: str, declared: Mapping[str, Any], call: str, answer: Response, path: str, other: Any) -> Case:
    return Case(
        type=f"aws:s3/{type_}",
        declared={"bucket": UNKNOWN, **declared},
        parents=(_BUCKET,),
        depends={"bucket": "bucket"},
        answers={"s3.list_buckets": {"Buckets": [{"Name": "files"}, {"Name": "others"}]}, f"s3.{call}": answer},
        differs=next(iter(declared)),
        call=f"s3.{call}",
        path=path,
        other=other,
    )


def _ec2(type_: str, declared: Mapping[str, Any], call: str, answer: Response, path: str, other: Any) -> Case:
    return Case(
        type=type_,
        declared=declared,
        answers={f"ec2.{call}": answer},
        differs=next(key for key in declared if key != "tags"),
        call=f"ec2.{call}",
        path=path,
        other=other,
    )


_ALIAS = Stated(
    type="aws:kms/alias:Alias",
    name="alias",
    properties={"name": "alias/it", "targetKeyId": UNKNOWN},
    depends={"targetKeyId": "it"},
)
_KEY_ARN = "arn:aws:kms:eu-west-1:123456789012:key/1"
_POOL = Stated(type="aws:cognito/userPool:UserPool", name="pool", properties={"name": "people"})
_LB = Stated(type="aws:lb/loadBalancer:LoadBalancer", name="edge", properties={"name": "edge"})
_LB_ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/edge/1"
_BALANCERS = {"LoadBalancers": [{"LoadBalancerName": "edge", "LoadBalancerArn": _LB_ARN, "Scheme": "internal"}]}
_VAULT = Stated(type="aws:backup/vault:Vault", name="vault", properties={"name": "backups"})
_VAULT_ANSWER = {
    "BackupVaultName": "backups",
    "BackupVaultArn": "arn:aws:backup:eu-west-1:123456789012:backup-vault:backups",
    "EncryptionKeyArn": _KEY_ARN,
    "MinRetentionDays": 35,
}
_CLUSTER = Stated(type="aws:ecs/cluster:Cluster", name="cluster", properties={"name": "services"})
_FOUR = {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True}
_FOUR_THERE = {f"{key[0].upper()}{key[1:]}": True for key in _FOUR}
_GROUP = Stated(type="aws:ec2/securityGroup:SecurityGroup", name="group", properties={"name": "web"})
_GROUPS = {
    "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1", "Description": "Web", "Tags": _TAGS}]
}
_RULE = {
    "SecurityGroupRuleId": "sgr-1",
    "GroupId": "sg-1",
    "IsEgress": False,
    "IpProtocol": "tcp",
    "FromPort": 443,
    "ToPort": 443,
    "CidrIpv4": "10.0.0.0/8",
    "Description": "Inside",
}

CASES: tuple[Case, ...] = (
    _db(
        "aws:rds/instance:Instance",
        "identifier",
        deletionProtection=True,
        storageEncrypted=True,
        port=5433,
        manageMasterUserPassword=True,
        enabledCloudwatchLogsExports=["postgresql", "upgrade"],
        kmsKeyId=UNKNOWN,
    ),
    _db("aws:rds/clusterInstance:ClusterInstance", "identifier"),
    Case(
        type="aws:rds/cluster:Cluster",
        declared={"clusterIdentifier": "it", "backupRetentionPeriod": 35},
        answers={
            "rds.describe_db_clusters": {
                "DBClusters": [
                    {
                        "DBClusterIdentifier": "it",
                        "DBClusterArn": "arn:aws:rds:eu-west-1:123456789012:cluster:it",
                        "BackupRetentionPeriod": 35,
                    }
                ]
            }
        },
        differs="backupRetentionPeriod",
        call="rds.describe_db_clusters",
        path="DBClusters.0.BackupRetentionPeriod",
        other=1,
    ),
    Case(
        type="aws:rds/parameterGroup:ParameterGroup",
        declared={"family": "postgres17", "parameters": [{"name": "rds.force_ssl", "value": "1"}]},
        answers={
            "rds.describe_db_parameter_groups": {
                "DBParameterGroups": [
                    {
                        "DBParameterGroupName": "it-0a1b2c3",
                        "DBParameterGroupArn": "arn:aws:rds:eu-west-1:123456789012:pg:it-0a1b2c3",
                        "DBParameterGroupFamily": "postgres17",
                    }
                ]
            },
            "rds.describe_db_parameters": {
                "Parameters": [{"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}]
            },
        },
        differs="parameters",
        call="rds.describe_db_parameters",
        path="Parameters.0.ParameterValue",
        other="0",
    ),
    Case(
        type="aws:dynamodb/table:Table",
        declared={
            "name": "orders",
            "deletionProtectionEnabled": True,
            "hashKey": "id",
            "attributes": [{"name": "id", "type": "S"}],
            "pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 35},
            "serverSideEncryption": {"enabled": True, "kmsKeyArn": UNKNOWN},
            "ttl": {"enabled": True, "attributeName": "expires_at"},
        },
        answers={
            "dynamodb.describe_table": {
                "Table": {
                    "TableName": "orders",
                    "TableArn": "arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
                    "DeletionProtectionEnabled": True,
                    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                    "SSEDescription": {"Status": "ENABLED", "KMSMasterKeyArn": _KEY_ARN},
                }
            },
            "dynamodb.describe_continuous_backups": {
                "ContinuousBackupsDescription": {
                    "ContinuousBackupsStatus": "ENABLED",
                    "PointInTimeRecoveryDescription": {
                        "PointInTimeRecoveryStatus": "ENABLED",
                        "RecoveryPeriodInDays": 35,
                    },
                }
            },
            "dynamodb.describe_time_to_live": {
                "TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
            },
        },
        differs="pointInTimeRecovery",
        call="dynamodb.describe_continuous_backups",
        path="ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus",
        other="DISABLED",
    ),
    Case(
        type="aws:secretsmanager/secretRotation:SecretRotation",
        declared={"secretId": UNKNOWN, "rotationRules": {"automaticallyAfterDays": 30}},
        parents=(Stated(type="aws:secretsmanager/secret:Secret", name="secret", properties={"name": "it"}),),
        depends={"secretId": "secret"},
        answers={
            "secretsmanager.describe_secret": {
                "ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:it",
                "Name": "it",
                "RotationRules": {"AutomaticallyAfterDays": 30},
            },
        },
        differs="rotationRules",
        call="secretsmanager.describe_secret",
        path="RotationRules.AutomaticallyAfterDays",
        other=300,
    ),
    _side(
        "bucketVersioning:BucketVersioning",
        {"versioningConfiguration": {"status": "Enabled"}},
        "get_bucket_versioning",
        {"Status": "Enabled"},
        "Status",
        "Suspended",
    ),
    _side(
        "bucketPublicAccessBlock:BucketPublicAccessBlock",
        {"blockPublicAcls": True, **_FOUR},
        "get_public_access_block",
        {"PublicAccessBlockConfiguration": _FOUR_THERE},
        "PublicAccessBlockConfiguration.BlockPublicAcls",
        False,
    ),
    _side(
        "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": UNKNOWN}}]},
        "get_bucket_encryption",
        {
            "ServerSideEncryptionConfiguration": {
                "Rules": [
                    {
                        "ApplyServerSideEncryptionByDefault": {
                            "SSEAlgorithm": "aws:kms",
                            "KMSMasterKeyID": _KEY_ARN,
                        }
                    }
                ]
            }
        },
        "ServerSideEncryptionConfiguration.Rules.0.ApplyServerSideEncryptionByDefault.SSEAlgorithm",
        "AES256",
    ),
    _side("bucketPolicy:BucketPolicy", {"policy": _SHUT}, "get_bucket_policy", {"Policy": _SHUT}, "Policy", _OPEN),
    _side(
        "bucketLogging:BucketLogging",
        {"targetBucket": "logs"},
        "get_bucket_logging",
        {"LoggingEnabled": {"TargetBucket": "logs", "TargetPrefix": ""}},
        "LoggingEnabled.TargetBucket",
        "elsewhere",
    ),
    _side(
        "bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        {"rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 365}}},
        "get_object_lock_configuration",
        {
            "ObjectLockConfiguration": {
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 365}},
            }
        },
        "ObjectLockConfiguration.Rule.DefaultRetention.Days",
        1,
    ),
    _side(
        "bucketOwnershipControls:BucketOwnershipControls",
        {"rule": {"objectOwnership": "BucketOwnerEnforced"}},
        "get_bucket_ownership_controls",
        {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
        "OwnershipControls.Rules.0.ObjectOwnership",
        "ObjectWriter",
    ),
    _side(
        "bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        {"rules": [{"id": "a", "status": "Enabled", "filter": {}, "expiration": {"days": 365}}]},
        "get_bucket_lifecycle_configuration",
        {"Rules": [{"ID": "a", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": 365}}]},
        "Rules.0.Expiration.Days",
        3650,
    ),
    Case(
        type="aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        declared=_FOUR,
        answers={"s3control.get_public_access_block": {"PublicAccessBlockConfiguration": _FOUR_THERE}},
        differs="restrictPublicBuckets",
        call="s3control.get_public_access_block",
        path="PublicAccessBlockConfiguration.RestrictPublicBuckets",
        other=False,
    ),
    Case(
        type="aws:kms/key:Key",
        declared={"enableKeyRotation": True, "policy": _SHUT},
        parents=(_ALIAS,),
        answers={
            "kms.describe_key": {"KeyMetadata": {"KeyId": "1", "Arn": _KEY_ARN, "Enabled": True}},
            "kms.get_key_rotation_status": {"KeyRotationEnabled": True},
            "kms.get_key_policy": {"Policy": _SHUT},
        },
        differs="enableKeyRotation",
        call="kms.get_key_rotation_status",
        path="KeyRotationEnabled",
        other=False,
    ),
    Case(
        type="aws:efs/fileSystem:FileSystem",
        declared={"encrypted": True, **_NAMED},
        answers={
            "efs.describe_file_systems": {
                "FileSystems": [
                    {
                        "FileSystemId": "fs-1",
                        "FileSystemArn": "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-1",
                        "Encrypted": True,
                        "Tags": _TAGS,
                        "OwnerId": "123456789012",
                        "CreationToken": "it",
                        "CreationTime": "2026-01-01",
                        "LifeCycleState": "available",
                        "NumberOfMountTargets": 0,
                        "SizeInBytes": {"Value": 0},
                        "PerformanceMode": "generalPurpose",
                    }
                ]
            }
        },
        differs="encrypted",
        call="efs.describe_file_systems",
        path="FileSystems.0.Encrypted",
        other=False,
    ),
    Case(
        type="aws:backup/vaultLockConfiguration:VaultLockConfiguration",
        declared={"backupVaultName": "backups", "minRetentionDays": 35},
        parents=(_VAULT,),
        answers={"backup.describe_backup_vault": _VAULT_ANSWER},
        differs="minRetentionDays",
        call="backup.describe_backup_vault",
        path="MinRetentionDays",
        other=1,
    ),
    Case(
        type="aws:backup/vaultPolicy:VaultPolicy",
        declared={"backupVaultName": "backups", "policy": _SHUT},
        parents=(_VAULT,),
        answers={
            "backup.describe_backup_vault": _VAULT_ANSWER,
            "backup.get_backup_vault_access_policy": {"Policy": _SHUT},
        },
        differs="policy",
        call="backup.get_backup_vault_access_policy",
        path="Policy",
        other=_OPEN,
    ),
    Case(
        type="aws:backup/plan:Plan",
        declared={
            "name": "daily",
            "rules": [{"ruleName": "daily", "targetVaultName": "backups", "lifecycle": {"deleteAfter": 35}}],
        },
        answers={
            "backup.list_backup_plans": {
                "BackupPlansList": [
                    {
                        "BackupPlanName": "daily",
                        "BackupPlanId": "1",
                        "BackupPlanArn": "arn:aws:backup:eu-west-1:123456789012:backup-plan:1",
                    }
                ]
            },
            "backup.get_backup_plan": {
                "BackupPlan": {
                    "BackupPlanName": "daily",
                    "Rules": [
                        {
                            "RuleName": "daily",
                            "TargetBackupVaultName": "backups",
                            "Lifecycle": {"DeleteAfterDays": 35},
                        }
                    ],
                }
            },
        },
        differs="rules",
        call="backup.get_backup_plan",
        path="BackupPlan.Rules.0.Lifecycle.DeleteAfterDays",
        other=1,
    ),
    _ec2(
        "aws:ec2/subnet:Subnet",
        {"mapPublicIpOnLaunch": False, "availabilityZone": "eu-west-1a", "vpcId": UNKNOWN, **_NAMED},
        "describe_subnets",
        {"Subnets": [{"SubnetId": "s", "AvailabilityZone": "eu-west-1a", "MapPublicIpOnLaunch": False, "Tags": _TAGS}]},
        "Subnets.0.MapPublicIpOnLaunch",
        True,
    ),
    Case(
        type="aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        declared={
            "securityGroupId": UNKNOWN,
            "ipProtocol": "tcp",
            "fromPort": 443,
            "toPort": 443,
            "cidrIpv4": "10.0.0.0/8",
            "description": "Inside",
        },
        parents=(_GROUP,),
        depends={"securityGroupId": "group"},
        answers={
            "ec2.describe_security_groups": _GROUPS,
            "ec2.describe_security_group_rules": {"SecurityGroupRules": [_RULE]},
        },
        differs="description",
        call="ec2.describe_security_group_rules",
        path="SecurityGroupRules.0.Description",
        other="Everybody",
    ),
    _ec2(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        {"policy": _SHUT, "vpcEndpointType": "Interface", **_NAMED},
        "describe_vpc_endpoints",
        {
            "VpcEndpoints": [
                {"VpcEndpointId": "vpce", "PolicyDocument": _SHUT, "VpcEndpointType": "Interface", "Tags": _TAGS}
            ]
        },
        "VpcEndpoints.0.PolicyDocument",
        _OPEN,
    ),
    _ec2(
        "aws:ec2/flowLog:FlowLog",
        {"trafficType": "ALL", **_NAMED},
        "describe_flow_logs",
        {"FlowLogs": [{"FlowLogId": "fl", "TrafficType": "ALL", "Tags": _TAGS}]},
        "FlowLogs.0.TrafficType",
        "REJECT",
    ),
    _ec2(
        "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
        {"httpTokens": "required"},
        "get_instance_metadata_defaults",
        {"AccountLevel": {"HttpTokens": "required"}},
        "AccountLevel.HttpTokens",
        "optional",
    ),
    _ec2(
        "aws:ebs/encryptionByDefault:EncryptionByDefault",
        {"enabled": True},
        "get_ebs_encryption_by_default",
        {"EbsEncryptionByDefault": True},
        "EbsEncryptionByDefault",
        False,
    ),
    _ec2(
        "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
        {"state": "block-all-sharing"},
        "get_snapshot_block_public_access_state",
        {"State": "block-all-sharing"},
        "State",
        "unblocked",
    ),
    _ec2(
        "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
        {"state": "block-new-sharing"},
        "get_image_block_public_access_state",
        {"ImageBlockPublicAccessState": "block-new-sharing"},
        "ImageBlockPublicAccessState",
        "unblocked",
    ),
    _ec2(
        "aws:ec2/serialConsoleAccess:SerialConsoleAccess",
        {"enabled": False},
        "get_serial_console_access_status",
        {"SerialConsoleAccessEnabled": False},
        "SerialConsoleAccessEnabled",
        True,
    ),
    Case(
        type="aws:lb/loadBalancer:LoadBalancer",
        declared={
            "name": "edge",
            "internal": True,
            "enableDeletionProtection": True,
            "accessLogs": {"enabled": True, "bucket": UNKNOWN},
        },
        answers={
            "elbv2.describe_load_balancers": _BALANCERS,
            "elbv2.describe_load_balancer_attributes": {
                "Attributes": [
                    {"Key": "deletion_protection.enabled", "Value": "true"},
                    {"Key": "access_logs.s3.enabled", "Value": "true"},
                    {"Key": "access_logs.s3.bucket", "Value": "logs"},
                ]
            },
        },
        differs="enableDeletionProtection",
        call="elbv2.describe_load_balancer_attributes",
        path="Attributes.0.Value",
        other="false",
    ),
    Case(
        type="aws:lb/listener:Listener",
        declared={
            "loadBalancerArn": UNKNOWN,
            "port": 443,
            "protocol": "HTTPS",
            "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
            "defaultActions": [{"type": "forward", "targetGroupArn": UNKNOWN}],
        },
        parents=(_LB,),
        depends={"loadBalancerArn": "edge"},
        answers={
            "elbv2.describe_load_balancers": _BALANCERS,
            "elbv2.describe_listeners": {
                "Listeners": [
                    {
                        "ListenerArn": f"{_LB_ARN}/1",
                        "Port": 443,
                        "Protocol": "HTTPS",
                        "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
                        "DefaultActions": [{"Type": "forward", "TargetGroupArn": "arn"}],
                    }
                ]
            },
        },
        differs="sslPolicy",
        call="elbv2.describe_listeners",
        path="Listeners.0.SslPolicy",
        other="ELBSecurityPolicy-2016-08",
    ),
    Case(
        type="aws:lb/targetGroup:TargetGroup",
        declared={"protocol": "HTTPS", "healthCheck": {"protocol": "HTTPS", "path": "/health", "interval": 15}},
        answers={
            "elbv2.describe_target_groups": {
                "TargetGroups": [
                    {
                        "TargetGroupName": "it-0123abc",
                        "TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/it/1",
                        "Protocol": "HTTPS",
                        "HealthCheckProtocol": "HTTPS",
                        "HealthCheckPath": "/health",
                        "HealthCheckIntervalSeconds": 15,
                    }
                ]
            }
        },
        differs="healthCheck",
        call="elbv2.describe_target_groups",
        path="TargetGroups.0.HealthCheckProtocol",
        other="HTTP",
    ),
    Case(
        type="aws:wafv2/webAcl:WebAcl",
        declared={
            "name": "edge",
            "scope": "REGIONAL",
            "rules": [
                {"name": "rate", "priority": 0, "action": {"block": {}}, "statement": {"rateBasedStatement": {}}}
            ],
        },
        answers={
            "wafv2.list_web_acls": {
                "WebACLs": [{"Name": "edge", "Id": "1", "ARN": "arn:aws:wafv2:eu-west-1:1:acl/edge"}]
            },
            "wafv2.get_web_acl": {
                "WebACL": {
                    "Name": "edge",
                    "Id": "1",
                    "ARN": "arn:aws:wafv2:eu-west-1:1:acl/edge",
                    "DefaultAction": {"Allow": {}},
                    "VisibilityConfig": {
                        "SampledRequestsEnabled": True,
                        "CloudWatchMetricsEnabled": True,
                        "MetricName": "edge",
                    },
                    "Rules": [
                        {
                            "Name": "rate",
                            "Priority": 0,
                            "Action": {"Block": {}},
                            "Statement": {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}},
                            "VisibilityConfig": {
                                "SampledRequestsEnabled": True,
                                "CloudWatchMetricsEnabled": True,
                                "MetricName": "rate",
                            },
                        }
                    ],
                }
            },
        },
        differs="rules",
        call="wafv2.get_web_acl",
        path="WebACL.Rules.0.Action",
        other={"Count": {}},
    ),
    Case(
        type="aws:cognito/userPool:UserPool",
        declared={
            "name": "people",
            "mfaConfiguration": "ON",
            "passwordPolicy": {"minimumLength": 14, "requireNumbers": True},
            "softwareTokenMfaConfiguration": {"enabled": True},
        },
        answers={
            "cognito-idp.list_user_pools": {"UserPools": [{"Id": "eu-west-1_1", "Name": "people"}]},
            "cognito-idp.describe_user_pool": {
                "UserPool": {
                    "Id": "eu-west-1_1",
                    "Name": "people",
                    "MfaConfiguration": "ON",
                    "Policies": {"PasswordPolicy": {"MinimumLength": 14, "RequireNumbers": True}},
                }
            },
            "cognito-idp.get_user_pool_mfa_config": {"SoftwareTokenMfaConfiguration": {"Enabled": True}},
        },
        differs="mfaConfiguration",
        call="cognito-idp.describe_user_pool",
        path="UserPool.MfaConfiguration",
        other="OPTIONAL",
    ),
    Case(
        type="aws:cognito/userPoolClient:UserPoolClient",
        declared={
            "name": "app",
            "userPoolId": UNKNOWN,
            "generateSecret": False,
            "allowedOauthFlows": ["code"],
            "callbackUrls": ["https://app.example.com/"],
            "tokenValidityUnits": {"accessToken": "minutes"},
        },
        parents=(_POOL,),
        depends={"userPoolId": "pool"},
        answers={
            "cognito-idp.list_user_pools": {"UserPools": [{"Id": "eu-west-1_1", "Name": "people"}]},
            "cognito-idp.describe_user_pool": {"UserPool": {"Id": "eu-west-1_1", "Name": "people"}},
            "cognito-idp.list_user_pool_clients": {"UserPoolClients": [{"ClientId": "1", "ClientName": "app"}]},
            "cognito-idp.describe_user_pool_client": {
                "UserPoolClient": {
                    "ClientId": "1",
                    "AllowedOAuthFlows": ["code"],
                    "CallbackURLs": ["https://app.example.com/"],
                    "TokenValidityUnits": {"AccessToken": "minutes"},
                }
            },
        },
        differs="allowedOauthFlows",
        call="cognito-idp.describe_user_pool_client",
        path="UserPoolClient.AllowedOAuthFlows",
        other=["implicit"],
    ),
    Case(
        type="aws:iam/role:Role",
        declared={"name": "runner", "assumeRolePolicy": _SHUT, "maxSessionDuration": 3600},
        answers={
            "iam.get_role": {
                "Role": {
                    "RoleName": "runner",
                    "RoleId": "AROAXXXXXXXXXXXXXXXX",
                    "Path": "/",
                    "CreateDate": "2026-01-01",
                    "Arn": "arn:aws:iam::123456789012:role/runner",
                    "AssumeRolePolicyDocument": _SHUT,
                    "MaxSessionDuration": 3600,
                }
            }
        },
        differs="assumeRolePolicy",
        call="iam.get_role",
        path="Role.AssumeRolePolicyDocument",
        other=_OPEN,
    ),
    Case(
        type="aws:iam/rolePolicy:RolePolicy",
        declared={"role": "runner", "policy": _SHUT},
        answers={
            "iam.list_role_policies": {"PolicyNames": ["it-0123abc", "another"]},
            "iam.get_role_policy": {"RoleName": "runner", "PolicyName": "it-0123abc", "PolicyDocument": _SHUT},
        },
        differs="policy",
        call="iam.get_role_policy",
        path="PolicyDocument",
        other=_OPEN,
    ),
    Case(
        type="aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
        declared={"minimumPasswordLength": 14},
        answers={"iam.get_account_password_policy": {"PasswordPolicy": {"MinimumPasswordLength": 14}}},
        differs="minimumPasswordLength",
        call="iam.get_account_password_policy",
        path="PasswordPolicy.MinimumPasswordLength",
        other=8,
    ),
    Case(
        type="aws:cloudtrail/trail:Trail",
        declared={
            "name": "trail",
            "enableLogging": True,
            "advancedEventSelectors": [
                {"name": "All", "fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}]}
            ],
            "insightSelectors": [{"insightType": "ApiCallRateInsight"}],
        },
        answers={
            "cloudtrail.get_trail": {
                "Trail": {"Name": "trail", "TrailARN": "arn:aws:cloudtrail:eu-west-1:1:trail/trail"}
            },
            "cloudtrail.get_trail_status": {"IsLogging": True},
            "cloudtrail.get_event_selectors": {
                "AdvancedEventSelectors": [
                    {"Name": "All", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
                ]
            },
            "cloudtrail.get_insight_selectors": {"InsightSelectors": [{"InsightType": "ApiCallRateInsight"}]},
        },
        differs="enableLogging",
        call="cloudtrail.get_trail_status",
        path="IsLogging",
        other=False,
    ),
    Case(
        type="aws:cloudwatch/logGroup:LogGroup",
        declared={"name": "/vouch/audit", "retentionInDays": 400},
        answers={
            "logs.describe_log_groups": {
                "logGroups": [
                    {
                        "logGroupName": "/vouch/audit",
                        "retentionInDays": 400,
                        "arn": "arn:aws:logs:eu-west-1:1:log-group:/a",
                    },
                    {"logGroupName": "/vouch/audit-old", "retentionInDays": 1},
                ]
            }
        },
        differs="retentionInDays",
        call="logs.describe_log_groups",
        path="logGroups.0.retentionInDays",
        other=7,
    ),
    Case(
        type="aws:cfg/recorder:Recorder",
        declared={"name": "default", "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True}},
        answers={
            "config.describe_configuration_recorders": {
                "ConfigurationRecorders": [
                    {
                        "name": "default",
                        "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
                    }
                ]
            }
        },
        differs="recordingGroup",
        call="config.describe_configuration_recorders",
        path="ConfigurationRecorders.0.recordingGroup.allSupported",
        other=False,
    ),
    Case(
        type="aws:cfg/recorderStatus:RecorderStatus",
        declared={"name": "default", "isEnabled": True},
        answers={
            "config.describe_configuration_recorder_status": {
                "ConfigurationRecordersStatus": [{"name": "default", "recording": True}]
            }
        },
        differs="isEnabled",
        call="config.describe_configuration_recorder_status",
        path="ConfigurationRecordersStatus.0.recording",
        other=False,
    ),
    Case(
        type="aws:guardduty/detectorFeature:DetectorFeature",
        declared={"name": "S3_DATA_EVENTS", "status": "ENABLED"},
        answers={
            "guardduty.list_detectors": {"DetectorIds": ["d1"]},
            "guardduty.get_detector": {
                "ServiceRole": "role",
                "Status": "ENABLED",
                "Features": [{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}],
            },
        },
        differs="status",
        call="guardduty.get_detector",
        path="Features.0.Status",
        other="DISABLED",
    ),
    Case(
        type="aws:securityhub/account:Account",
        declared={"autoEnableControls": True},
        answers={
            "securityhub.describe_hub": {
                "HubArn": "arn:aws:securityhub:eu-west-1:123456789012:hub/default",
                "AutoEnableControls": True,
            }
        },
        differs="autoEnableControls",
        call="securityhub.describe_hub",
        path="AutoEnableControls",
        other=False,
    ),
    Case(
        type="aws:cloudwatch/metricAlarm:MetricAlarm",
        declared={"name": "root", "actionsEnabled": True, "threshold": 1, "dimensions": {"A": "b"}},
        answers={
            "cloudwatch.describe_alarms": {
                "MetricAlarms": [
                    {
                        "AlarmName": "root",
                        "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:root",
                        "ActionsEnabled": True,
                        "Threshold": 1.0,
                        "Dimensions": [{"Name": "A", "Value": "b"}],
                    }
                ]
            }
        },
        differs="actionsEnabled",
        call="cloudwatch.describe_alarms",
        path="MetricAlarms.0.ActionsEnabled",
        other=False,
    ),
    Case(
        type="aws:cloudwatch/eventRule:EventRule",
        declared={"name": "watch", "state": "ENABLED", "eventPattern": '{"source":["aws.guardduty"]}'},
        answers={
            "events.list_rules": {
                "Rules": [
                    {
                        "Name": "watch",
                        "Arn": "arn:aws:events:eu-west-1:123456789012:rule/watch",
                        "State": "ENABLED",
                        "EventPattern": '{"source": ["aws.guardduty"]}',
                    }
                ]
            }
        },
        differs="state",
        call="events.list_rules",
        path="Rules.0.State",
        other="DISABLED",
    ),
    Case(
        type="aws:lambda/function:Function",
        declared={
            "name": "job",
            "runtime": "python3.13",
            "tracingConfig": {"mode": "Active"},
            "environment": {"variables": {"KEY": "s3cret"}},
        },
        answers={
            "lambda.list_functions": {
                "Functions": [
                    {
                        "FunctionName": "job",
                        "FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:job",
                        "Runtime": "python3.13",
                        "TracingConfig": {"Mode": "Active"},
                        "Environment": {"Variables": {"KEY": "s3cret"}},
                    }
                ]
            }
        },
        differs="environment",
        call="lambda.list_functions",
        path="Functions.0.Environment.Variables.KEY",
        other="an0ther",
    ),
    Case(
        type="aws:ecs/cluster:Cluster",
        declared={"name": "services", "settings": [{"name": "containerInsights", "value": "enhanced"}]},
        answers={
            "ecs.describe_clusters": {
                "clusters": [
                    {
                        "clusterName": "services",
                        "clusterArn": "arn:aws:ecs:eu-west-1:123456789012:cluster/services",
                        "status": "ACTIVE",
                        "settings": [{"name": "containerInsights", "value": "enhanced"}],
                    }
                ]
            }
        },
        differs="settings",
        call="ecs.describe_clusters",
        path="clusters.0.settings.0.value",
        other="disabled",
    ),
    Case(
        type="aws:ecs/service:Service",
        declared={
            "name": "web",
            "cluster": UNKNOWN,
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "networkConfiguration": {"assignPublicIp": False, "subnets": [UNKNOWN]},
        },
        parents=(_CLUSTER,),
        depends={"cluster": "cluster"},
        answers={
            "ecs.describe_services": {
                "services": [
                    {
                        "serviceName": "web",
                        "serviceArn": "arn:aws:ecs:eu-west-1:123456789012:service/services/web",
                        "status": "ACTIVE",
                        "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
                        "networkConfiguration": {
                            "awsvpcConfiguration": {"subnets": ["s"], "assignPublicIp": "DISABLED"}
                        },
                    }
                ]
            }
        },
        differs="networkConfiguration",
        call="ecs.describe_services",
        path="services.0.networkConfiguration.awsvpcConfiguration.assignPublicIp",
        other="ENABLED",
    ),
    Case(
        type="aws:ecs/taskDefinition:TaskDefinition",
        declared={
            "family": "web",
            "networkMode": "awsvpc",
            "containerDefinitions": json.dumps([{"name": "web", "privileged": False, "user": "10001"}]),
        },
        answers={
            "ecs.describe_task_definition": {
                "taskDefinition": {
                    "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1",
                    "networkMode": "awsvpc",
                    "containerDefinitions": [{"name": "web", "user": "10001"}],
                }
            }
        },
        differs="containerDefinitions",
        call="ecs.describe_task_definition",
        path="taskDefinition.containerDefinitions.0.user",
        other="root",
    ),
    Case(
        type="aws:ecr/repository:Repository",
        declared={
            "name": "web",
            "imageTagMutability": "IMMUTABLE",
            "imageScanningConfiguration": {"scanOnPush": True},
            "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": UNKNOWN}],
        },
        answers={
            "ecr.describe_repositories": {
                "repositories": [
                    {
                        "repositoryName": "web",
                        "repositoryArn": "arn:aws:ecr:eu-west-1:123456789012:repository/web",
                        "imageTagMutability": "IMMUTABLE",
                        "imageScanningConfiguration": {"scanOnPush": True},
                        "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": _KEY_ARN},
                    }
                ]
            }
        },
        differs="imageTagMutability",
        call="ecr.describe_repositories",
        path="repositories.0.imageTagMutability",
        other="MUTABLE",
    ),
    Case(
        type="aws:sns/topic:Topic",
        declared={"name": "alerts", "kmsMasterKeyId": "alias/alerts"},
        answers={
            "sns.list_topics": {"Topics": [{"TopicArn": "arn:aws:sns:eu-west-1:123456789012:alerts"}]},
            "sns.get_topic_attributes": {"Attributes": {"KmsMasterKeyId": "alias/alerts"}},
        },
        differs="kmsMasterKeyId",
        call="sns.get_topic_attributes",
        path="Attributes.KmsMasterKeyId",
        other="alias/aws/sns",
    ),
    Case(
        type="aws:sqs/queue:Queue",
        declared={"name": "jobs", "sqsManagedSseEnabled": True},
        answers={
            "sqs.list_queues": {"QueueUrls": ["https://sqs.eu-west-1.amazonaws.com/123456789012/jobs"]},
            "sqs.get_queue_attributes": {
                "Attributes": {
                    "QueueArn": "arn:aws:sqs:eu-west-1:123456789012:jobs",
                    "SqsManagedSseEnabled": "true",
                }
            },
        },
        differs="sqsManagedSseEnabled",
        call="sqs.get_queue_attributes",
        path="Attributes.SqsManagedSseEnabled",
        other="false",
    ),
    Case(
        type="aws:acm/certificate:Certificate",
        declared={"domainName": "api.example.com", "keyAlgorithm": "EC_prime256v1"},
        answers={
            "acm.list_certificates": {
                "CertificateSummaryList": [
                    {
                        "CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/1",
                        "DomainName": "api.example.com",
                    }
                ]
            },
            "acm.describe_certificate": {
                "Certificate": {"DomainName": "api.example.com", "KeyAlgorithm": "EC-prime256v1"}
            },
        },
        differs="keyAlgorithm",
        call="acm.describe_certificate",
        path="Certificate.KeyAlgorithm",
        other="RSA-2048",
    ),
    Case(
        type="aws:route53/record:Record",
        declared={"name": "example.com", "type": "CAA", "zoneId": "Z1", "records": ['0 issue "amazon.com"']},
        answers={
            "route53.list_resource_record_sets": {
                "ResourceRecordSets": [
                    {"Name": "example.com.", "Type": "CAA", "ResourceRecords": [{"Value": '0 issue "amazon.com"'}]}
                ],
                "IsTruncated": False,
                "MaxItems": "100",
            }
        },
        differs="records",
        call="route53.list_resource_record_sets",
        path="ResourceRecordSets.0.ResourceRecords.0.Value",
        other='0 issue "other.example"',
    ),
    Case(
        type="aws:apigateway/restApi:RestApi",
        declared={"name": "api", "disableExecuteApiEndpoint": True, "endpointConfiguration": {"types": "REGIONAL"}},
        answers={
            "apigateway.get_rest_apis": {
                "items": [
                    {
                        "id": "1",
                        "name": "api",
                        "disableExecuteApiEndpoint": True,
                        "endpointConfiguration": {"types": ["REGIONAL"]},
                    }
                ]
            }
        },
        differs="disableExecuteApiEndpoint",
        call="apigateway.get_rest_apis",
        path="items.0.disableExecuteApiEndpoint",
        other=False,
    ),
    Case(
        type="aws:apigatewayv2/api:Api",
        declared={"name": "api", "disableExecuteApiEndpoint": True},
        answers={
            "apigatewayv2.get_apis": {
                "Items": [
                    {
                        "ApiId": "1",
                        "Name": "api",
                        "ProtocolType": "HTTP",
                        "RouteSelectionExpression": "$request.method",
                        "DisableExecuteApiEndpoint": True,
                    }
                ]
            }
        },
        differs="disableExecuteApiEndpoint",
        call="apigatewayv2.get_apis",
        path="Items.0.DisableExecuteApiEndpoint",
        other=False,
    ),
)
