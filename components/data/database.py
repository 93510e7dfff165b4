"""A PostgreSQL database on RDS that keeps every promise made of databases."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.data import database_access, database_monitoring, database_parameters
from components.data.database_parameters import AUDIT_CLASSES, AuditClass
from components.data.database_windows import refuse_bad_windows
from components.placement import Placement
from components.retention import RETENTIONS

_DEFAULT_PORT: Final = 5432
_DEFAULT_USERS: Final = frozenset({"admin", "administrator", "master", "postgres", "rdsadmin", "root", "user"})
_MONITORING_SECONDS: Final = (1, 5, 10, 15, 30, 60)
# Days of performance history: what each mode of Database Insights demands or gives free of charge.
_INSIGHTS_DAYS: Final[Mapping[str, int]] = MappingProxyType({"advanced": 465, "standard": 7})
# PostgreSQL 15 is the first whose parameters force TLS by default; of 18 log_connections takes other values.
_ENGINE_VERSIONS: Final = ("15", "16", "17")


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """What a database is, who reaches it, and what a small profile may relax.

    ``subnet_ids`` are isolated subnets by zone, two or more. Clients are named: by CIDR (private) or by security
    group. ``key_arn`` is the customer key of storage, backups, performance history and the master secret;
    ``log_key_arn`` that of the log groups, whose policy must let CloudWatch Logs in. Storage is in GiB, windows are
    UTC, ``engine_version`` is a major version: RDS chooses and upgrades the minor one. ``audit`` are the statement
    classes that pgAudit logs; logs are kept for ``log_days``, a year because they say who connected and changed what.

    A profile may relax ``multi_az``, ``backup_days`` (35 down to 7), ``insights``, ``log_days`` (down to 90), and both
    ``protect`` (Pulumi's) and ``deletion_protection`` (AWS's), never AWS's alone. Nothing else can be made weaker.
    Raises ValueError.
    """

    placement: Placement
    vpc_id: pulumi.Input[str]
    subnet_ids: Mapping[str, pulumi.Input[str]]
    key_arn: pulumi.Input[str]
    log_key_arn: pulumi.Input[str]
    instance_class: str
    client_cidrs: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    client_security_groups: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    alerts_topic_arn: pulumi.Input[str] | None = None
    role: str = "database"
    engine_version: str = "17"
    database_name: str = "app"
    master_username: str = "vouch_owner"
    port: int = 5433
    allocated_storage_gib: int = 100
    max_allocated_storage_gib: int = 1000
    multi_az: bool = True
    backup_days: int = 35
    deletion_protection: bool = True
    protect: bool = True
    insights: Literal["advanced", "standard"] = "advanced"
    monitoring_seconds: int = 60
    log_days: int = 365
    slow_query_ms: int = 1000
    audit: tuple[AuditClass, ...] = ("ddl", "role")
    backup_window: str = "01:00-02:00"
    maintenance_window: str = "sun:03:00-sun:04:00"

    def __post_init__(self) -> None:
        self._check_names()
        self._check_size()
        self._check_promises()
        self._check_monitoring()
        refuse_bad_windows(self.backup_window, self.maintenance_window)
        database_access.refuse_open_clients(self.client_cidrs, self.client_security_groups)

    def _check_names(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", self.identifier):
            raise ValueError(
                f"role {self.role!r} makes the identifier {self.identifier!r}, which RDS refuses: "
                "use small letters, digits and single hyphens"
            )
        if self.master_username in _DEFAULT_USERS or not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", self.master_username):
            raise ValueError(
                f"master_username {self.master_username!r} is a default or is not a PostgreSQL name: "
                "choose small letters, digits and underscores, and none of " + ", ".join(sorted(_DEFAULT_USERS))
            )
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", self.database_name):
            raise ValueError(
                f"database_name {self.database_name!r} is not a PostgreSQL name: "
                "use small letters, digits and underscores"
            )
        if self.engine_version not in _ENGINE_VERSIONS:
            raise ValueError(
                f"engine_version {self.engine_version!r} is not a supported major version, and a minor one would fight "
                f"automatic upgrades: choose one of {', '.join(_ENGINE_VERSIONS)}"
            )
        if not 1150 <= self.port <= 65535 or self.port == _DEFAULT_PORT:
            raise ValueError(
                f"port {self.port} is PostgreSQL's default or outside what RDS allows: "
                "choose 1150 to 65535, other than 5432"
            )

    def _check_size(self) -> None:
        if not re.fullmatch(r"db\.[a-z0-9-]+\.[a-z0-9]+", self.instance_class):
            raise ValueError(
                f"instance_class {self.instance_class!r} is not an RDS class: write it in full, such as 'db.m7g.large'"
            )
        if not 20 <= self.allocated_storage_gib <= 65536:
            raise ValueError(
                f"allocated_storage_gib {self.allocated_storage_gib} is outside what gp3 allows: choose 20 to 65536 GiB"
            )
        # In whole numbers: one tenth more, as RDS demands, has no exact float.
        if not 11 * self.allocated_storage_gib <= 10 * self.max_allocated_storage_gib <= 655360:
            raise ValueError(
                f"max_allocated_storage_gib {self.max_allocated_storage_gib} leaves no room to grow from "
                f"{self.allocated_storage_gib} GiB: make it at least a tenth larger, and at most 65536 GiB"
            )
        if len(self.subnet_ids) < 2:
            raise ValueError(
                f"subnet_ids has {len(self.subnet_ids)} zone, RDS needs 2 or more: give an isolated subnet in each zone"
            )

    def _check_promises(self) -> None:
        if not 7 <= self.backup_days <= 35:
            raise ValueError(
                f"backup_days {self.backup_days} is outside what is promised and what RDS allows: choose 7 to 35 days"
            )
        if self.protect and not self.deletion_protection:
            raise ValueError(
                "deletion_protection is False while protect is True, which leaves the database to Pulumi's memory "
                "alone: set deletion_protection to True, or both to False"
            )

    def _check_monitoring(self) -> None:
        if self.insights not in _INSIGHTS_DAYS:
            raise ValueError(f"insights {self.insights!r} is unknown: choose advanced or standard")
        if self.monitoring_seconds not in _MONITORING_SECONDS:
            raise ValueError(
                f"monitoring_seconds {self.monitoring_seconds} is not an interval of enhanced monitoring: "
                f"choose one of {', '.join(map(str, _MONITORING_SECONDS))}"
            )
        if self.log_days not in RETENTIONS:
            raise ValueError(
                f"log_days {self.log_days} is below 90 or not a retention of CloudWatch Logs: "
                f"choose one of {', '.join(map(str, RETENTIONS))}"
            )
        if self.slow_query_ms < 0:
            raise ValueError(
                f"slow_query_ms {self.slow_query_ms} turns the log of slow statements off: "
                "choose 0 or more milliseconds"
            )
        if len(set(self.audit)) != len(self.audit) or not set(self.audit) <= set(AUDIT_CLASSES):
            raise ValueError(
                f"audit {list(self.audit)!r} repeats a class or names an unknown one: choose from "
                f"{', '.join(AUDIT_CLASSES)}, each once"
            )

    @property
    def identifier(self) -> str:
        """The instance's identifier, known before it exists."""
        return self.placement.local(self.role)


class Database(Component):
    """A Multi-AZ PostgreSQL instance in isolated subnets, under a customer key.

    Produces the instance, its subnet group, parameter group (TLS forced), security group with one ingress rule for
    each client, log groups, monitoring role and, given a topic, RDS event subscriptions. RDS makes the master password,
    keeps it in Secrets Manager under the customer key and rotates it every seven days; applications are to use IAM
    authentication. Automated backups and the last snapshot outlive the instance.

    For rest.db (CF-02, CF-06, OC-04, OC-31, BZ-12, BZ-32), sec.store (OB-05, OB-06, CF-09, OC-11), bk.pitr (OB-14,
    OB-15, CF-26, OC-18, BZ-30), av.db (OB-08, CF-29, BZ-23, BZ-26, BZ-28; with ``multi_az``), av.maint (CF-30) and the
    database's part of tls.internal (CF-05, OC-15, BZ-13).

    RDS's API reference says that event subscriptions reach unencrypted topics only; ``event_pattern`` selects the same
    events in EventBridge, which reaches encrypted ones.
    """

    area = "data"
    provides = ("rest.db", "tls.internal", "sec.store", "bk.pitr", "av.db", "av.maint")

    identifier: str
    port: int
    event_pattern: Mapping[str, object]
    arn: pulumi.Output[str]
    address: pulumi.Output[str]
    resource_id: pulumi.Output[str]
    master_secret_arn: pulumi.Output[str]
    security_group_id: pulumi.Output[str]
    subnet_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        identifier = args.identifier
        subnet_group = aws.rds.SubnetGroup(
            self.child("subnet-group"),
            description=f"Isolated subnets of the database {identifier}",
            subnet_ids=[subnet_id for _zone, subnet_id in sorted(args.subnet_ids.items())],
            opts=self.inside(),
        )
        parameter_group = aws.rds.ParameterGroup(
            self.child("parameter-group"),
            description=f"TLS and logging of the database {identifier}",
            family=f"postgres{args.engine_version}",
            parameters=database_parameters.parameters(args.slow_query_ms, args.audit),
            opts=self.inside(),
        )
        group = database_access.security_group(
            self,
            identifier=identifier,
            vpc_id=args.vpc_id,
            port=args.port,
            cidrs=args.client_cidrs,
            security_groups=args.client_security_groups,
        )
        log_groups = database_monitoring.log_groups(
            self, identifier=identifier, key_arn=args.log_key_arn, retention_days=args.log_days
        )
        role, role_policy = database_monitoring.metrics_role(self, placement=args.placement, identifier=identifier)
        instance = aws.rds.Instance(
            self.child("instance"),
            identifier=identifier,
            engine="postgres",
            engine_version=args.engine_version,
            auto_minor_version_upgrade=True,
            allow_major_version_upgrade=False,
            apply_immediately=False,
            instance_class=args.instance_class,
            db_name=args.database_name,
            port=args.port,
            parameter_group_name=parameter_group.name,
            ca_cert_identifier="rds-ca-rsa2048-g1",
            username=args.master_username,
            manage_master_user_password=True,
            master_user_secret_kms_key_id=args.key_arn,
            iam_database_authentication_enabled=True,
            storage_type="gp3",
            allocated_storage=args.allocated_storage_gib,
            max_allocated_storage=args.max_allocated_storage_gib,
            storage_encrypted=True,
            kms_key_id=args.key_arn,
            multi_az=args.multi_az,
            publicly_accessible=False,
            db_subnet_group_name=subnet_group.name,
            vpc_security_group_ids=[group.id],
            backup_retention_period=args.backup_days,
            backup_window=args.backup_window,
            maintenance_window=args.maintenance_window,
            copy_tags_to_snapshot=True,
            delete_automated_backups=False,
            skip_final_snapshot=False,
            final_snapshot_identifier=f"{identifier}-final",
            deletion_protection=args.deletion_protection,
            enabled_cloudwatch_logs_exports=list(database_monitoring.LOG_EXPORTS),
            monitoring_interval=args.monitoring_seconds,
            monitoring_role_arn=role.arn,
            database_insights_mode=args.insights,
            performance_insights_enabled=True,
            performance_insights_kms_key_id=args.key_arn,
            performance_insights_retention_period=_INSIGHTS_DAYS[args.insights],
            tags={"backup": "daily", "data": "customer"},
            opts=self.inside(protect=args.protect, depends_on=[*log_groups, role_policy]),
        )
        if args.alerts_topic_arn is not None:
            database_monitoring.event_subscriptions(
                self, topic_arn=args.alerts_topic_arn, instance=instance, parameter_group=parameter_group
            )
        self.identifier = identifier
        self.port = args.port
        self.event_pattern = database_monitoring.event_pattern(args.placement, identifier)
        self.arn = instance.arn
        self.address = instance.address
        self.resource_id = instance.resource_id
        self.master_secret_arn = instance.master_user_secrets.apply(_secret_arn)
        self.security_group_id = group.id
        self.subnet_group_name = subnet_group.name
        self.register_outputs(
            {
                "identifier": identifier,
                "address": self.address,
                "port": args.port,
                "arn": self.arn,
                "masterSecretArn": self.master_secret_arn,
            }
        )


def _secret_arn(secrets: Sequence[aws.rds.outputs.InstanceMasterUserSecret]) -> str:
    arn = secrets[0].secret_arn if secrets else None
    if arn is None:
        raise ValueError("RDS answered without a master secret: refresh the stack once the instance is available")
    return arn
