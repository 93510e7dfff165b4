"""What the account has for databases, tables and secrets. Property names are Pulumi's, paths those of the APIs."""

from typing import Any, Final

from verification.calls import Call
from verification.check import Facts, Found
from verification.data.calls import DB_CLUSTERS, DB_INSTANCES, TABLE, TABLE_BACKUPS
from verification.drift.finding import arn_at, asked, at, by, called, described, pulumis, shaped, within
from verification.drift.model import Counterpart, Property, value_at
from verification.live import Live

_DB: Final = "aws:rds/instance:Instance"
_SUBNET_GROUPS: Final = Call(service="rds", operation="describe_db_subnet_groups", key="DBSubnetGroups")
_GROUPS: Final = Call(service="rds", operation="describe_db_parameter_groups", key="DBParameterGroups")
_PARAMETERS: Final = Call(
    service="rds", operation="describe_db_parameters", key="Parameters", absent=("DBParameterGroupNotFound",)
)
_CLUSTER_GROUPS: Final = Call(
    service="rds", operation="describe_db_cluster_parameter_groups", key="DBClusterParameterGroups"
)
_CLUSTER_PARAMETERS: Final = Call(
    service="rds",
    operation="describe_db_cluster_parameters",
    key="Parameters",
    absent=("DBParameterGroupNotFound",),
)
_TTL: Final = Call(service="dynamodb", operation="describe_time_to_live", absent=("ResourceNotFoundException",))
_SECRET: Final = Call(service="secretsmanager", operation="describe_secret", absent=("ResourceNotFoundException",))
_SECRET_POLICY: Final = Call(
    service="secretsmanager", operation="get_resource_policy", absent=("ResourceNotFoundException",)
)
_SECRET_TYPE: Final = "aws:secretsmanager/secret:Secret"  # noqa: S105  a type token


def _groups(facts: Facts) -> list[str]:
    return [each["VpcSecurityGroupId"] for each in facts.get("VpcSecurityGroups") or ()]


_SHARED: Final = {
    "autoMinorVersionUpgrade": at("AutoMinorVersionUpgrade"),
    "backupRetentionPeriod": at("BackupRetentionPeriod"),
    "copyTagsToSnapshot": at("CopyTagsToSnapshot"),
    "deletionProtection": at("DeletionProtection"),
    "enabledCloudwatchLogsExports": at("EnabledCloudwatchLogsExports"),
    "engine": at("Engine"),
    "iamDatabaseAuthenticationEnabled": at("IAMDatabaseAuthenticationEnabled"),
    "kmsKeyId": at("KmsKeyId"),
    "manageMasterUserPassword": by(lambda facts: bool(facts.get("MasterUserSecret"))),
    "masterUserSecretKmsKeyId": at("MasterUserSecret.KmsKeyId"),
    "monitoringInterval": at("MonitoringInterval"),
    "performanceInsightsEnabled": at("PerformanceInsightsEnabled"),
    "performanceInsightsKmsKeyId": at("PerformanceInsightsKMSKeyId"),
    "publiclyAccessible": at("PubliclyAccessible"),
    "storageEncrypted": at("StorageEncrypted"),
    "vpcSecurityGroupIds": by(_groups),
}
_INSTANCE: Final = {
    **_SHARED,
    "backupWindow": at("PreferredBackupWindow"),
    "caCertIdentifier": at("CACertificateIdentifier"),
    "clusterIdentifier": at("DBClusterIdentifier"),
    "dbSubnetGroupName": at("DBSubnetGroup.DBSubnetGroupName"),
    "maintenanceWindow": at("PreferredMaintenanceWindow"),
    "multiAz": at("MultiAZ"),
    "parameterGroupName": by(
        lambda facts: next((each["DBParameterGroupName"] for each in facts.get("DBParameterGroups") or ()), None)
    ),
    "port": by(lambda facts: value_at(facts, "Endpoint.Port") or facts.get("DbInstancePort")),
    "replicateSourceDb": at("ReadReplicaSourceDBInstanceIdentifier"),
    "username": at("MasterUsername"),
}


def _user_parameters(call: Call, asking: str, named: str) -> Property:
    """The parameters that somebody set; those of the engine are no one's declaration."""

    def actual(found: Found, live: Live) -> list[dict[str, Any]]:
        listed = live.items(call, {asking: found.facts[named], "Source": "user"})
        return [
            {"name": each["ParameterName"], "value": each.get("ParameterValue"), "applyMethod": each.get("ApplyMethod")}
            for each in listed
        ]

    return Property(actual=actual)


def _keys(facts: Facts, type_: str) -> str | None:
    return next((each["AttributeName"] for each in facts.get("KeySchema") or () if each["KeyType"] == type_), None)


def _encryption(facts: Facts) -> dict[str, Any]:
    stated = facts.get("SSEDescription") or {}
    return {"enabled": stated.get("Status") in ("ENABLED", "UPDATING"), "kmsKeyArn": stated.get("KMSMasterKeyArn")}


def _point_in_time(found: Found, live: Live) -> dict[str, Any]:
    answer = live.one(TABLE_BACKUPS, {"TableName": found.facts["TableName"]})
    stated = value_at(answer, "ContinuousBackupsDescription.PointInTimeRecoveryDescription") or {}
    return {
        "enabled": stated.get("PointInTimeRecoveryStatus") == "ENABLED",
        "recoveryPeriodInDays": stated.get("RecoveryPeriodInDays"),
    }


def _ttl(found: Found, live: Live) -> dict[str, Any]:
    stated = value_at(live.one(_TTL, {"TableName": found.facts["TableName"]}), "TimeToLiveDescription") or {}
    return {
        "enabled": stated.get("TimeToLiveStatus") in ("ENABLED", "ENABLING"),
        "attributeName": stated.get("AttributeName"),
    }


_find_secret: Final = described(
    _SECRET, lambda subject, _live: {"SecretId": subject.stated("name")}, arn_at("ARN"), inside=None
)

DATABASES: Final[tuple[Counterpart, ...]] = (
    Counterpart(
        type=_DB,
        calls=(DB_INSTANCES,),
        find=called(DB_INSTANCES, "DBInstanceIdentifier", arn_at("DBInstanceArn"), by="identifier"),
        properties=_INSTANCE,
    ),
    Counterpart(
        type="aws:rds/clusterInstance:ClusterInstance",
        calls=(DB_INSTANCES,),
        find=called(DB_INSTANCES, "DBInstanceIdentifier", arn_at("DBInstanceArn"), by="identifier"),
        properties={
            "availabilityZone": at("AvailabilityZone"),
        }
        | {
            key: _INSTANCE[key]
            for key in (
                "autoMinorVersionUpgrade",
                "caCertIdentifier",
                "clusterIdentifier",
                "monitoringInterval",
                "performanceInsightsEnabled",
                "performanceInsightsKmsKeyId",
                "publiclyAccessible",
            )
        },
    ),
    Counterpart(
        type="aws:rds/cluster:Cluster",
        calls=(DB_CLUSTERS,),
        find=called(DB_CLUSTERS, "DBClusterIdentifier", arn_at("DBClusterArn"), by="clusterIdentifier"),
        properties={
            **_SHARED,
            "backtrackWindow": at("BacktrackWindow"),
            "clusterIdentifier": at("DBClusterIdentifier"),
            "dbClusterInstanceClass": at("DBClusterInstanceClass"),
            "dbClusterParameterGroupName": at("DBClusterParameterGroup"),
            "dbSubnetGroupName": at("DBSubnetGroup"),
            "engineMode": at("EngineMode"),
            "globalClusterIdentifier": at("GlobalClusterIdentifier"),
            "masterUsername": at("MasterUsername"),
            "port": at("Port"),
            "preferredBackupWindow": at("PreferredBackupWindow"),
            "preferredMaintenanceWindow": at("PreferredMaintenanceWindow"),
            "replicationSourceIdentifier": at("ReplicationSourceIdentifier"),
        },
    ),
    Counterpart(
        type="aws:rds/parameterGroup:ParameterGroup",
        calls=(_GROUPS, _PARAMETERS),
        find=called(_GROUPS, "DBParameterGroupName", arn_at("DBParameterGroupArn")),
        properties={
            "family": at("DBParameterGroupFamily"),
            "parameters": _user_parameters(_PARAMETERS, "DBParameterGroupName", "DBParameterGroupName"),
        },
    ),
    Counterpart(
        type="aws:rds/clusterParameterGroup:ClusterParameterGroup",
        calls=(_CLUSTER_GROUPS, _CLUSTER_PARAMETERS),
        find=called(_CLUSTER_GROUPS, "DBClusterParameterGroupName", arn_at("DBClusterParameterGroupArn")),
        properties={
            "family": at("DBParameterGroupFamily"),
            "parameters": _user_parameters(
                _CLUSTER_PARAMETERS, "DBClusterParameterGroupName", "DBClusterParameterGroupName"
            ),
        },
    ),
    Counterpart(
        type="aws:rds/subnetGroup:SubnetGroup",
        calls=(_SUBNET_GROUPS,),
        find=called(_SUBNET_GROUPS, "DBSubnetGroupName", arn_at("DBSubnetGroupArn")),
        properties={
            "subnetIds": by(lambda facts: [each["SubnetIdentifier"] for each in facts.get("Subnets") or ()]),
        },
    ),
    Counterpart(
        type="aws:dynamodb/table:Table",
        calls=(TABLE, TABLE_BACKUPS, _TTL),
        find=described(
            TABLE, lambda subject, _live: {"TableName": subject.stated("name")}, arn_at("TableArn"), inside="Table"
        ),
        properties={
            "attributes": by(
                lambda facts: [
                    {"name": each["AttributeName"], "type": each["AttributeType"]}
                    for each in facts.get("AttributeDefinitions") or ()
                ]
            ),
            "deletionProtectionEnabled": at("DeletionProtectionEnabled"),
            "hashKey": by(lambda facts: _keys(facts, "HASH")),
            "pointInTimeRecovery": Property(actual=_point_in_time),
            "replicas": by(lambda facts: [pulumis(each) for each in facts.get("Replicas") or ()]),
            "serverSideEncryption": by(_encryption),
            "ttl": Property(actual=_ttl),
        },
    ),
    Counterpart(
        type=_SECRET_TYPE,
        calls=(_SECRET, _SECRET_POLICY),
        find=_find_secret,
        properties={
            "kmsKeyId": at("KmsKeyId"),
            "policy": Property(actual=asked(_SECRET_POLICY, lambda found: {"SecretId": found.arn}, "ResourcePolicy")),
            "replicas": by(lambda facts: [pulumis(each) for each in facts.get("ReplicationStatus") or ()]),
        },
    ),
    Counterpart(
        type="aws:secretsmanager/secretPolicy:SecretPolicy",
        calls=(_SECRET, _SECRET_POLICY),
        find=within(_find_secret, "secretArn", _SECRET_TYPE),
        properties={
            "policy": Property(actual=asked(_SECRET_POLICY, lambda found: {"SecretId": found.arn}, "ResourcePolicy")),
        },
    ),
    Counterpart(
        type="aws:secretsmanager/secretRotation:SecretRotation",
        calls=(_SECRET,),
        find=within(_find_secret, "secretId", _SECRET_TYPE),
        properties={"rotationRules": shaped("RotationRules")},
    ),
)
