"""The database and the tables."""

from tests.support.prod_mutations import tokens as aws
from tests.support.prod_mutations.make import changed, dropped, unprotected, unset

DATABASE = (
    changed(
        "storage encryption off",
        aws.DATABASE,
        "database-instance",
        "storageEncrypted",
        False,
        "rds-instance-storage-encrypted",
    ),
    unset("database key removed", aws.DATABASE, "database-instance", "kmsKeyId", "rds-instance-customer-key"),
    changed(
        "multi-AZ off",
        aws.DATABASE,
        "database-instance",
        "multiAz",
        False,
        "database-multi-az-present",
        "rds-instance-multi-az",
    ),
    changed(
        "backup retention 0", aws.DATABASE, "database-instance", "backupRetentionPeriod", 0, "rds-backup-retention"
    ),
    changed(
        "backup retention below 35 days",
        aws.DATABASE,
        "database-instance",
        "backupRetentionPeriod",
        34,
        "rds-backup-retention",
    ),
    changed("public database", aws.DATABASE, "database-instance", "publiclyAccessible", True, "rds-not-public"),
    changed(
        "database deletion protection off",
        aws.DATABASE,
        "database-instance",
        "deletionProtection",
        False,
        "rds-instance-deletion-protection",
    ),
    unprotected("database unprotected", aws.DATABASE, "database-instance", "rds-instance-protected"),
    changed(
        "final snapshot skipped", aws.DATABASE, "database-instance", "skipFinalSnapshot", True, "rds-final-snapshot"
    ),
    unset(
        "master secret not managed",
        aws.DATABASE,
        "database-instance",
        "manageMasterUserPassword",
        "rds-master-password-managed",
        "secret-store-present",
    ),
    changed(
        "IAM authentication off",
        aws.DATABASE,
        "database-instance",
        "iamDatabaseAuthenticationEnabled",
        False,
        "rds-instance-iam-authentication",
    ),
    unset(
        "no logs exported",
        aws.DATABASE,
        "database-instance",
        "enabledCloudwatchLogsExports",
        "rds-instance-exports-logs",
    ),
    changed(
        "automatic minor upgrades off",
        aws.DATABASE,
        "database-instance",
        "autoMinorVersionUpgrade",
        False,
        "rds-auto-minor-version-upgrade",
    ),
    unset("no maintenance window", aws.DATABASE, "database-instance", "maintenanceWindow", "rds-windows-set"),
    changed(
        "TLS not forced",
        aws.PARAMETER_GROUP,
        "database-parameter-group",
        "parameters",
        [],
        "rds-parameter-group-forces-tls",
        "rds-postgres-logs-statements",
    ),
    dropped(
        "no database",
        aws.DATABASE,
        "database-instance",
        "database-multi-az-present",
        "database-own-parameters-present",
        "secret-store-present",
        "security-group-used",
    ),
    changed(
        "automated backups deleted with the database",
        aws.DATABASE,
        "database-instance",
        "deleteAutomatedBackups",
        True,
        "rds-automated-backups-kept",
    ),
    unset("no backup window", aws.DATABASE, "database-instance", "backupWindow", "rds-windows-set"),
    unset(
        "the database with AWS's own parameters",
        aws.DATABASE,
        "database-instance",
        "parameterGroupName",
        "database-own-parameters-present",
        "rds-own-parameter-group",
    ),
    changed(
        "a master password in the program",
        aws.DATABASE,
        "database-instance",
        "password",
        "example-password",
        "rds-master-password-managed",
    ),
    unset(
        "the master secret without a customer key",
        aws.DATABASE,
        "database-instance",
        "masterUserSecretKmsKeyId",
        "rds-master-secret-customer-key",
    ),
)

TABLES = (
    unset(
        "table without a customer key",
        aws.TABLE,
        "records-table",
        "serverSideEncryption.kmsKeyArn",
        "dynamodb-table-customer-key",
    ),
    changed(
        "table without point-in-time recovery",
        aws.TABLE,
        "records-table",
        "pointInTimeRecovery.enabled",
        False,
        "dynamodb-table-point-in-time-recovery",
    ),
    changed(
        "table deletable",
        aws.TABLE,
        "records-table",
        "deletionProtectionEnabled",
        False,
        "dynamodb-table-deletion-protected",
    ),
    changed("items kept for ever", aws.TABLE, "records-table", "ttl.enabled", False, "dynamodb-customer-table-expires"),
    changed("table not by tenant", aws.TABLE, "records-table", "hashKey", "item_id", "tenant-table-keyed"),
    changed(
        "table outside the backup",
        aws.TABLE,
        "records-table",
        "tags",
        {"data": "customer", "backup": "none", "retention": "90"},
        "dynamodb-table-in-backup-plan",
    ),
)

MUTATIONS = (
    *DATABASE,
    *TABLES,
)
