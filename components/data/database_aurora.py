"""The Aurora cluster of a database, and its members."""

from typing import Final

import pulumi
import pulumi_aws as aws

from components.data import database_monitoring, database_parameters
from components.data.database_engines import AuroraPostgres
from components.data.database_parts import AUTHORITY, INSIGHTS_DAYS, Made, Parts, secret_arn

_ENGINE: Final = aws.rds.EngineType.AURORA_POSTGRESQL


def make(parts: Parts, engine: AuroraPostgres) -> Made:
    """A cluster with its parameter group, log groups and monitoring, and a member in each zone.

    Members have AWS's default group of instance parameters: every parameter that a promise rests on is the cluster's.
    Database Insights are the cluster's too, and its members take them over; enhanced monitoring is each member's own.
    """
    owner, identifier = parts.owner, parts.identifier
    parameter_group = aws.rds.ClusterParameterGroup(
        owner.child("cluster-parameter-group"),
        description=f"TLS and logging of the database {identifier}",
        family=f"{_ENGINE.value}{parts.engine_version}",
        parameters=database_parameters.cluster_parameters(parts.slow_query_ms, parts.audit),
        opts=owner.inside(),
    )
    log_groups = database_monitoring.log_groups(
        owner,
        source=f"cluster/{identifier}",
        exports=database_monitoring.CLUSTER_LOG_EXPORTS,
        key_arn=parts.log_key_arn,
        retention_days=parts.log_days,
    )
    cluster = _cluster(parts, engine, parameter_group, log_groups)
    names = {zone: f"{identifier}-{zone}" for zone in engine.zones}
    role, role_policy = database_monitoring.metrics_role(
        owner, placement=parts.placement, identifier=identifier, instances=tuple(names.values())
    )
    members = [_member(parts, engine, cluster, role, role_policy, zone, name) for zone, name in names.items()]
    if parts.alerts_topic_arn is not None:
        database_monitoring.cluster_subscriptions(
            owner, topic_arn=parts.alerts_topic_arn, cluster=cluster, members=members
        )
    return Made(
        arn=cluster.arn,
        address=cluster.endpoint,
        resource_id=cluster.cluster_resource_id,
        master_secret_arn=cluster.master_user_secrets.apply(secret_arn),
        event_pattern=database_monitoring.cluster_event_pattern(parts.placement, identifier, tuple(names.values())),
        dimensions={"DBClusterIdentifier": identifier},
        log_group=f"/aws/rds/cluster/{identifier}/postgresql",
    )


def _cluster(
    parts: Parts,
    engine: AuroraPostgres,
    parameter_group: aws.rds.ClusterParameterGroup,
    log_groups: list[pulumi.Resource],
) -> aws.rds.Cluster:
    scaling = engine.capacity
    return aws.rds.Cluster(
        parts.owner.child("cluster"),
        cluster_identifier=parts.identifier,
        engine=_ENGINE.value,
        engine_mode="provisioned",
        engine_version=parts.engine_version,
        allow_major_version_upgrade=False,
        apply_immediately=False,
        database_name=parts.database_name,
        port=parts.port,
        db_cluster_parameter_group_name=parameter_group.name,
        master_username=parts.master_username,
        manage_master_user_password=True,
        master_user_secret_kms_key_id=parts.key_arn,
        iam_database_authentication_enabled=True,
        storage_encrypted=True,
        kms_key_id=parts.key_arn,
        db_subnet_group_name=parts.subnet_group.name,
        vpc_security_group_ids=[parts.security_group.id],
        serverlessv2_scaling_configuration=None
        if scaling is None
        else aws.rds.ClusterServerlessv2ScalingConfigurationArgs(min_capacity=scaling.least, max_capacity=scaling.most),
        backup_retention_period=parts.backup_days,
        preferred_backup_window=parts.backup_window,
        preferred_maintenance_window=parts.maintenance_window,
        copy_tags_to_snapshot=True,
        delete_automated_backups=False,
        skip_final_snapshot=False,
        final_snapshot_identifier=f"{parts.identifier}-final",
        deletion_protection=parts.deletion_protection,
        enabled_cloudwatch_logs_exports=list(database_monitoring.CLUSTER_LOG_EXPORTS),
        database_insights_mode=parts.insights,
        performance_insights_enabled=True,
        performance_insights_kms_key_id=parts.key_arn,
        performance_insights_retention_period=INSIGHTS_DAYS[parts.insights],
        tags=parts.tags,
        opts=parts.owner.inside(protect=parts.protect, depends_on=log_groups),
    )


def _member(
    parts: Parts,
    engine: AuroraPostgres,
    cluster: aws.rds.Cluster,
    role: aws.iam.Role,
    role_policy: aws.iam.RolePolicy,
    zone: str,
    name: str,
) -> aws.rds.ClusterInstance:
    return aws.rds.ClusterInstance(
        parts.owner.child("member", zone),
        identifier=name,
        cluster_identifier=cluster.id,
        engine=_ENGINE,
        instance_class=engine.instance_class,
        availability_zone=zone,
        db_subnet_group_name=parts.subnet_group.name,
        publicly_accessible=False,
        auto_minor_version_upgrade=True,
        apply_immediately=False,
        preferred_maintenance_window=parts.maintenance_window,
        copy_tags_to_snapshot=True,
        ca_cert_identifier=AUTHORITY,
        monitoring_interval=parts.monitoring_seconds,
        monitoring_role_arn=role.arn,
        # A cluster's backups are its own: AWS Backup knows no members.
        tags={key: value for key, value in parts.tags.items() if key != "backup"},
        opts=parts.owner.inside(protect=parts.protect, depends_on=[role_policy]),
    )
