"""Databases are watched, logged and patched."""

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_true
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data import rds_events
from guardrails.rules.data.rds_databases import Family, engine_of, family, is_multi_az_cluster, stated
from guardrails.rules.data.rds_parameters import parameter
from guardrails.rules.data.types import (
    RDS_CLUSTER,
    RDS_CLUSTER_INSTANCE,
    RDS_CLUSTER_PARAMETER_GROUP,
    RDS_INSTANCE,
    RDS_PARAMETER_GROUP,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, not_applicable, undetermined

LOGS = {
    Family.POSTGRES: frozenset({"postgresql"}),
    Family.MYSQL: frozenset({"audit", "error"}),
    Family.MARIADB: frozenset({"audit", "error"}),
    Family.ORACLE: frozenset({"alert", "audit"}),
    Family.SQLSERVER: frozenset({"error"}),
    Family.DB2: frozenset({"diag.log"}),
}
"""The logs without which nobody can say later who did what; a general log of all statements is not asked for."""
_LOGGED_STATEMENTS = ("ddl", "mod", "all")


def _exports_logs(database: Resource, _bar: Thresholds) -> Findings:
    engine = engine_of(database)
    if engine is Family.OTHER:
        yield not_applicable("RDS exports no logs of this engine")
        return
    exports = database.read("enabledCloudwatchLogsExports")
    members = tuple(exports.each())
    wanted = LOGS[engine] if engine else frozenset[str]()
    missing = sorted(wanted - {str(member.text) for member in members})
    if exports.unknown or (missing and any(member.unknown for member in members)):
        yield undetermined(exports, f"{exports.path} is not known yet; it must have {', '.join(missing) or 'logs'}")
    elif not members:
        yield failed(exports, f"{exports.path} is not set or empty")
    elif missing:
        yield failed(exports, f"{exports.path} lacks {', '.join(missing)}")
    elif database.read("engine").unknown:
        yield undetermined("engine", f"engine is not known yet, nor whether {exports.path} has the logs it should")


def _logs_queries(group: Resource, _bar: Thresholds) -> Findings:
    name = group.read("family")
    if name.unknown:
        yield undetermined(name, "family is not known yet")
        return
    if family(str(name.text)) is not Family.POSTGRES:
        yield not_applicable(f"{name.shown} is not PostgreSQL")
        return
    if group.type == RDS_PARAMETER_GROUP and str(name.text).startswith("aurora"):
        yield not_applicable("an Aurora cluster's own parameter group says what is logged")
        return
    statements, duration = parameter(group, "log_statement"), parameter(group, "log_min_duration_statement")
    if statements.unknown or duration.unknown:
        yield undetermined("parameters", "whether parameters log statements is not known yet")
    if not statements.unknown and statements.text not in _LOGGED_STATEMENTS:
        yield failed("parameters", f"log_statement is {statements.shown} among parameters")
    if not duration.unknown and (duration.number is None or duration.number < 0):
        yield failed("parameters", f"log_min_duration_statement is {duration.shown} among parameters")


def _leaves_it_to_members(database: Resource) -> bool:
    return database.type == RDS_CLUSTER and not is_multi_az_cluster(database)


def _monitored(database: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if _leaves_it_to_members(database):
        yield not_applicable("the members of an Aurora cluster are judged")
        return
    interval = stated(database, graph, "monitoringInterval")
    if interval.unknown:
        yield undetermined(interval, "monitoringInterval is not known yet; it must not be 0")
    elif not interval.number:
        yield failed(interval, f"monitoringInterval is {interval.shown}, so the operating system is not monitored")


def _keeps_history(database: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if _leaves_it_to_members(database):
        yield not_applicable("the members of an Aurora cluster are judged")
        return
    enabled = stated(database, graph, "performanceInsightsEnabled")
    if enabled.unknown:
        yield undetermined(enabled, "performanceInsightsEnabled is not known yet; it must be true")
    elif not enabled.truth:
        yield failed(enabled, f"performanceInsightsEnabled is {enabled.shown}")


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="rds-instance-exports-logs",
        types=(RDS_INSTANCE,),
        judge=_exports_logs,
        examples=examples(
            RDS_INSTANCE,
            good={"engine": "postgres", "enabledCloudwatchLogsExports": ["postgresql", "upgrade"]},
            bad={"engine": "postgres"},
            unknown={"engine": "postgres", "enabledCloudwatchLogsExports": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-cluster-exports-logs",
        types=(RDS_CLUSTER,),
        judge=_exports_logs,
        examples=examples(
            RDS_CLUSTER,
            good={"engine": "aurora-mysql", "enabledCloudwatchLogsExports": ["audit", "error"]},
            bad={"engine": "aurora-mysql", "enabledCloudwatchLogsExports": ["error"]},
            unknown={"engine": "aurora-mysql", "enabledCloudwatchLogsExports": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-postgres-logs-statements",
        types=(RDS_PARAMETER_GROUP, RDS_CLUSTER_PARAMETER_GROUP),
        judge=_logs_queries,
        examples=examples(
            RDS_PARAMETER_GROUP,
            good={
                "family": "postgres17",
                "parameters": [
                    {"name": "log_statement", "value": "ddl"},
                    {"name": "log_min_duration_statement", "value": "1000"},
                ],
            },
            bad={"family": "postgres17", "parameters": [{"name": "log_statement", "value": "none"}]},
            unknown={"family": "postgres17", "parameters": UNKNOWN},
        ),
    ),
    RelationRule(
        id="rds-enhanced-monitoring",
        types=(RDS_INSTANCE, RDS_CLUSTER_INSTANCE, RDS_CLUSTER),
        judge=_monitored,
        examples=Examples(
            good=(
                Declared(
                    type=RDS_CLUSTER,
                    name="orders",
                    properties={"clusterIdentifier": "orders", "monitoringInterval": 60},
                ),
                Declared(type=RDS_CLUSTER_INSTANCE, name="first", properties={"clusterIdentifier": "orders"}),
            ),
            bad=(Declared(type=RDS_INSTANCE, name="orders", properties={"monitoringInterval": 0}),),
            unknown=(Declared(type=RDS_INSTANCE, name="orders", properties={"monitoringInterval": UNKNOWN}),),
        ),
    ),
    RelationRule(
        id="rds-performance-insights",
        types=(RDS_INSTANCE, RDS_CLUSTER_INSTANCE, RDS_CLUSTER),
        judge=_keeps_history,
        examples=Examples(
            good=(Declared(type=RDS_INSTANCE, name="orders", properties={"performanceInsightsEnabled": True}),),
            bad=(Declared(type=RDS_INSTANCE, name="orders", properties={"engine": "postgres"}),),
            unknown=(Declared(type=RDS_INSTANCE, name="orders", properties={"performanceInsightsEnabled": UNKNOWN}),),
        ),
    ),
    ResourceRule(
        id="rds-auto-minor-version-upgrade",
        types=(RDS_INSTANCE, RDS_CLUSTER_INSTANCE, RDS_CLUSTER),
        judge=must_be_true("autoMinorVersionUpgrade", default=True),
        examples=examples(
            RDS_INSTANCE,
            good={"autoMinorVersionUpgrade": True},
            bad={"autoMinorVersionUpgrade": False},
            unknown={"autoMinorVersionUpgrade": UNKNOWN},
        ),
    ),
    *rds_events.RULES,
)
