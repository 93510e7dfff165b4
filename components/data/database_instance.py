"""The RDS instance of a database."""

import pulumi_aws as aws

from components.data import database_monitoring, database_parameters
from components.data.database_engines import Postgres
from components.data.database_parts import AUTHORITY, INSIGHTS_DAYS, Made, Parts, secret_arn


def make(parts: Parts, engine: Postgres) -> Made:
    """An instance with its parameter group, log groups and monitoring."""
    owner, identifier = parts.owner, parts.identifier
    parameter_group = aws.rds.ParameterGroup(
        owner.child("parameter-group"),
        description=f"TLS and logging of the database {identifier}",
        family=f"postgres{parts.engine_version}",
        parameters=database_parameters.parameters(parts.slow_query_ms, parts.audit),
        opts=owner.inside(),
    )
    log_groups = database_monitoring.log_groups(
        owner,
        source=f"instance/{identifier}",
        exports=database_monitoring.LOG_EXPORTS,
        key_arn=parts.log_key_arn,
        retention_days=parts.log_days,
    )
    role, role_policy = database_monitoring.metrics_role(
        owner, placement=parts.placement, identifier=identifier, instances=(identifier,)
    )
    instance = aws.rds.Instance(
        owner.child("instance"),
        identifier=identifier,
        engine="postgres",
        engine_version=parts.engine_version,
        auto_minor_version_upgrade=True,
        allow_major_version_upgrade=False,
        apply_immediately=False,
        instance_class=engine.instance_class,
        db_name=parts.database_name,
        port=parts.port,
        parameter_group_name=parameter_group.name,
        ca_cert_identifier=AUTHORITY,
        username=parts.master_username,
        manage_master_user_password=True,
        master_user_secret_kms_key_id=parts.key_arn,
        iam_database_authentication_enabled=True,
        storage_type="gp3",
        allocated_storage=engine.allocated_storage_gib,
        max_allocated_storage=engine.max_allocated_storage_gib,
        storage_encrypted=True,
        kms_key_id=parts.key_arn,
        multi_az=engine.multi_az,
        publicly_accessible=False,
        db_subnet_group_name=parts.subnet_group.name,
        vpc_security_group_ids=[parts.security_group.id],
        backup_retention_period=parts.backup_days,
        backup_window=parts.backup_window,
        maintenance_window=parts.maintenance_window,
        copy_tags_to_snapshot=True,
        delete_automated_backups=False,
        skip_final_snapshot=False,
        final_snapshot_identifier=f"{identifier}-final",
        deletion_protection=parts.deletion_protection,
        enabled_cloudwatch_logs_exports=list(database_monitoring.LOG_EXPORTS),
        monitoring_interval=parts.monitoring_seconds,
        monitoring_role_arn=role.arn,
        database_insights_mode=parts.insights,
        performance_insights_enabled=True,
        performance_insights_kms_key_id=parts.key_arn,
        performance_insights_retention_period=INSIGHTS_DAYS[parts.insights],
        tags=parts.tags,
        opts=owner.inside(protect=parts.protect, depends_on=[*log_groups, role_policy]),
    )
    if parts.alerts_topic_arn is not None:
        database_monitoring.event_subscriptions(
            owner, topic_arn=parts.alerts_topic_arn, instance=instance, parameter_group=parameter_group
        )
    return Made(
        arn=instance.arn,
        address=instance.address,
        resource_id=instance.resource_id,
        master_secret_arn=instance.master_user_secrets.apply(secret_arn),
        event_pattern=database_monitoring.event_pattern(parts.placement, identifier),
        dimensions={"DBInstanceIdentifier": identifier},
        log_group=f"/aws/rds/instance/{identifier}/postgresql",
    )
