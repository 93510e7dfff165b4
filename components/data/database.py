"""A PostgreSQL database, on RDS or Aurora, that keeps every promise made of databases."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.data import database_access, database_aurora, database_instance
from components.data.database_engines import Engine, Postgres
from components.data.database_parameters import AUDIT_CLASSES, AuditClass
from components.data.database_parts import Made, Parts
from components.data.database_windows import refuse_bad_windows
from components.placement import Placement
from components.retention import RETENTIONS

_DEFAULT_PORT: Final = 5432
_DEFAULT_USERS: Final = frozenset({"admin", "administrator", "master", "postgres", "rdsadmin", "root", "user"})
_MONITORING_SECONDS: Final = (1, 5, 10, 15, 30, 60)
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
    engine: Engine
    client_cidrs: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    client_security_groups: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    alerts_topic_arn: pulumi.Input[str] | None = None
    role: str = "database"
    engine_version: str = "17"
    database_name: str = "app"
    master_username: str = "vouch_owner"
    port: int = 5433
    backup_days: int = 35
    retention_days: int = 90
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
        self._check_zones()
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

    def _check_zones(self) -> None:
        if len(self.subnet_ids) < 2:
            raise ValueError(
                f"subnet_ids has {len(self.subnet_ids)} zone, RDS needs 2 or more: give an isolated subnet in each zone"
            )
        without = () if isinstance(self.engine, Postgres) else sorted(set(self.engine.zones) - set(self.subnet_ids))
        if without:
            raise ValueError(
                f"zone {without[0]!r} of the cluster has no subnet: choose from {', '.join(sorted(self.subnet_ids))}"
            )

    def _check_promises(self) -> None:
        if not 7 <= self.backup_days <= 35:
            raise ValueError(
                f"backup_days {self.backup_days} is outside what is promised and what RDS allows: choose 7 to 35 days"
            )
        if self.retention_days < self.backup_days:
            raise ValueError(
                f"retention_days {self.retention_days} is shorter than backup_days {self.backup_days}, in which "
                "deleted data lives on: make it as long"
            )
        if self.protect and not self.deletion_protection:
            raise ValueError(
                "deletion_protection is False while protect is True, which leaves the database to Pulumi's memory "
                "alone: set deletion_protection to True, or both to False"
            )

    def _check_monitoring(self) -> None:
        if self.insights not in ("advanced", "standard"):
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
        """The identifier of the instance or cluster, known before it exists."""
        return self.placement.local(self.role)


class Database(Component):
    """A PostgreSQL database in isolated subnets, under a customer key: an RDS instance or an Aurora cluster.

    Produces the instance, or the cluster with a member in each zone, its subnet group, parameter group (TLS forced),
    security group with one ingress rule for each client, log groups, monitoring role and, given a topic, RDS event
    subscriptions. RDS makes the master password, keeps it in Secrets Manager under the customer key and rotates it
    every seven days; applications are to use IAM authentication. Automated backups and the last snapshot outlive the
    database.

    For rest.db (CF-02, CF-06, OC-04, OC-31, BZ-12, BZ-32), sec.store (OB-05, OB-06, CF-09, OC-11), bk.pitr (OB-14,
    OB-15, CF-26, OC-18, BZ-30), av.db (OB-08, CF-29, BZ-23, BZ-26, BZ-28; in two zones), av.maint (CF-30), the
    database's part of tls.internal (CF-05, OC-15, BZ-13) and of pv.retention (CF-28, OC-19, OC-29).

    ``dimensions`` are those of its CloudWatch metrics. RDS's API reference says that event subscriptions reach
    unencrypted topics only; ``event_pattern`` selects the same events in EventBridge, which reaches encrypted ones.
    """

    area = "data"
    provides = ("rest.db", "tls.internal", "sec.store", "bk.pitr", "av.db", "av.maint")

    identifier: str
    port: int
    event_pattern: Mapping[str, object]
    dimensions: Mapping[str, str]
    log_group: str
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
        group = database_access.security_group(
            self,
            identifier=identifier,
            vpc_id=args.vpc_id,
            port=args.port,
            cidrs=args.client_cidrs,
            security_groups=args.client_security_groups,
        )
        made = _make(self, args, subnet_group, group)
        self.identifier = identifier
        self.port = args.port
        self.event_pattern = made.event_pattern
        self.dimensions = made.dimensions
        self.log_group = made.log_group
        self.arn = made.arn
        self.address = made.address
        self.resource_id = made.resource_id
        self.master_secret_arn = made.master_secret_arn
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


def _make(
    owner: Component, args: DatabaseArgs, subnet_group: aws.rds.SubnetGroup, group: aws.ec2.SecurityGroup
) -> Made:
    parts = Parts(
        owner=owner,
        placement=args.placement,
        identifier=args.identifier,
        engine_version=args.engine_version,
        database_name=args.database_name,
        master_username=args.master_username,
        port=args.port,
        key_arn=args.key_arn,
        log_key_arn=args.log_key_arn,
        log_days=args.log_days,
        slow_query_ms=args.slow_query_ms,
        audit=args.audit,
        backup_days=args.backup_days,
        backup_window=args.backup_window,
        maintenance_window=args.maintenance_window,
        monitoring_seconds=args.monitoring_seconds,
        insights=args.insights,
        deletion_protection=args.deletion_protection,
        protect=args.protect,
        tags={
            "backup": "daily",
            "data": "customer",
            "retention": str(args.retention_days),
            # Only what says so may be restored from in a drill (docs/drills.md).
            "vouch:drill": "allowed",
        },
        subnet_group=subnet_group,
        security_group=group,
        alerts_topic_arn=args.alerts_topic_arn,
    )
    if isinstance(args.engine, Postgres):
        return database_instance.make(parts, args.engine)
    return database_aurora.make(parts, args.engine)
