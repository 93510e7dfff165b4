"""Databases are backed up long enough, and what is backed up outlives them, in nobody else's hands."""

from guardrails.graph import Resource
from guardrails.requirements import all_of, given, must_be_at_least, must_be_false, must_be_set, must_be_true
from guardrails.rule import Findings, JudgeResource, ResourceRule, Rule, examples
from guardrails.rules.data.rds_databases import (
    Family,
    as_replica,
    by_type,
    excused,
    family,
    is_replica,
    is_serverless_v1,
)
from guardrails.rules.data.types import (
    RDS_CLUSTER,
    RDS_CLUSTER_SNAPSHOT,
    RDS_CLUSTER_SNAPSHOT_COPY,
    RDS_INSTANCE,
    RDS_SNAPSHOT,
    RDS_SNAPSHOT_COPY,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, undetermined, unsure

_EVERYONE = "all"
_backed_up_at_source = as_replica("a replica is backed up at its source")


def _long_enough(default: float) -> JudgeResource:
    return must_be_at_least("backupRetentionPeriod", lambda bar: bar.backup_days, default=default, unit="days")


def _of_instances_but_replicas(judge_it: JudgeResource) -> JudgeResource:
    return by_type({RDS_INSTANCE: excused(judge_it, _backed_up_at_source), RDS_CLUSTER: judge_it})


def _instance_windows(instance: Resource, bar: Thresholds) -> Findings:
    yield from must_be_set("maintenanceWindow")(instance, bar)
    if not is_replica(instance):
        yield from must_be_set("backupWindow")(instance, bar)


def _not_shared_with_everyone(snapshot: Resource, _bar: Thresholds) -> Findings:
    accounts = snapshot.read("sharedAccounts")
    members = tuple(accounts.each())
    if any(member.text == _EVERYONE for member in members):
        yield failed(accounts, f"{accounts.path} has {_EVERYONE}, so everyone can restore the snapshot")
    elif accounts.unknown or any(member.unknown for member in members):
        yield undetermined(accounts, f"{accounts.path} is not known yet; it must not have {_EVERYONE}")


def _not_aurora_mysql(cluster: Resource, _bar: Thresholds) -> str | None:
    engine = cluster.read("engine").text
    if engine is not None and not (engine.startswith("aurora") and family(engine) is Family.MYSQL):
        return "only Aurora MySQL has backtrack"
    if is_serverless_v1(cluster) or given(cluster.read("globalClusterIdentifier")):
        return "neither Serverless v1 nor global clusters have backtrack"
    return None


def _backtracks(cluster: Resource, bar: Thresholds) -> Findings:
    findings = must_be_at_least("backtrackWindow", 1, unit="second")(cluster, bar)
    yield from unsure(findings, "and engine is not known yet") if cluster.read("engine").unknown else findings


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="rds-backup-retention",
        types=(RDS_INSTANCE, RDS_CLUSTER),
        judge=by_type({RDS_INSTANCE: excused(_long_enough(0), _backed_up_at_source), RDS_CLUSTER: _long_enough(1)}),
        examples=examples(
            RDS_INSTANCE,
            good={"engine": "postgres", "backupRetentionPeriod": 35},
            bad={"engine": "postgres"},
            unknown={"engine": "postgres", "backupRetentionPeriod": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-final-snapshot",
        types=(RDS_INSTANCE, RDS_CLUSTER),
        judge=_of_instances_but_replicas(must_be_false("skipFinalSnapshot")),
        examples=examples(
            RDS_INSTANCE,
            good={"skipFinalSnapshot": False, "finalSnapshotIdentifier": "orders-final"},
            bad={"skipFinalSnapshot": True},
            unknown={"skipFinalSnapshot": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-automated-backups-kept",
        types=(RDS_INSTANCE, RDS_CLUSTER),
        judge=_of_instances_but_replicas(must_be_false("deleteAutomatedBackups", default=True)),
        examples=examples(
            RDS_INSTANCE,
            good={"deleteAutomatedBackups": False},
            bad={"engine": "postgres"},
            unknown={"deleteAutomatedBackups": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-windows-set",
        types=(RDS_INSTANCE, RDS_CLUSTER),
        judge=by_type(
            {
                RDS_INSTANCE: _instance_windows,
                RDS_CLUSTER: all_of(must_be_set("preferredMaintenanceWindow"), must_be_set("preferredBackupWindow")),
            }
        ),
        examples=examples(
            RDS_CLUSTER,
            good={"preferredMaintenanceWindow": "sun:03:00-sun:04:00", "preferredBackupWindow": "01:00-02:00"},
            bad={"preferredMaintenanceWindow": "sun:03:00-sun:04:00"},
            unknown={"preferredMaintenanceWindow": UNKNOWN, "preferredBackupWindow": "01:00-02:00"},
        ),
    ),
    ResourceRule(
        id="rds-tags-copied-to-snapshots",
        types=(RDS_INSTANCE, RDS_CLUSTER),
        judge=_of_instances_but_replicas(must_be_true("copyTagsToSnapshot")),
        examples=examples(
            RDS_INSTANCE,
            good={"copyTagsToSnapshot": True},
            bad={"engine": "postgres"},
            unknown={"copyTagsToSnapshot": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-snapshot-not-public",
        types=(RDS_SNAPSHOT, RDS_CLUSTER_SNAPSHOT, RDS_SNAPSHOT_COPY, RDS_CLUSTER_SNAPSHOT_COPY),
        judge=_not_shared_with_everyone,
        examples=examples(
            RDS_SNAPSHOT,
            good={"dbSnapshotIdentifier": "orders", "sharedAccounts": ["123456789012"]},
            bad={"dbSnapshotIdentifier": "orders", "sharedAccounts": ["all"]},
            unknown={"dbSnapshotIdentifier": "orders", "sharedAccounts": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-aurora-mysql-backtrack",
        types=(RDS_CLUSTER,),
        judge=excused(_backtracks, _not_aurora_mysql),
        examples=examples(
            RDS_CLUSTER,
            good={"engine": "aurora-mysql", "backtrackWindow": 86400},
            bad={"engine": "aurora-mysql"},
            unknown={"engine": "aurora-mysql", "backtrackWindow": UNKNOWN},
        ),
    ),
)
