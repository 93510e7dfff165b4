"""RDS: who gets into a database, how it is watched, and what its certificate is, from answers that are there anyway."""

from collections.abc import Iterable
from typing import Any, Final

from guardrails.rules.data.rds_access import DEFAULT_PORTS, DEFAULT_USERS
from guardrails.rules.data.rds_databases import IAM_FAMILIES, Family
from guardrails.rules.data.rds_transport import OLD_AUTHORITY
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.data.calls import DB_CLUSTERS, DB_INSTANCES
from verification.data.databases import (
    LEDGER,
    ORDERS,
    clusters,
    databases,
    family_of,
    instances,
    is_serverless_v1,
    primaries,
    single_instances,
)
from verification.data.rds import of_each
from verification.data.requirements import must_be_true, shown, value_of
from verification.live import Live

_SECRET: Final = {
    "SecretArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1",
    "SecretStatus": "active",
}


def _with_managed_password(live: Live) -> Iterable[Found]:
    """Databases whose master password RDS can manage: not Serverless v1, a global database's, Custom, or another's."""
    for found in primaries(live):
        facts = found.facts
        if family_of(facts) is Family.OTHER or is_serverless_v1(facts) or facts.get("GlobalClusterIdentifier"):
            continue
        yield found


def _password_managed(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not value_of(found.facts, "MasterUserSecret.SecretArn"):
        yield broken("MasterUserSecret", "MasterUserSecret is not set, so RDS neither keeps nor rotates the password")


def _taking_iam_instances(live: Live) -> Iterable[Found]:
    return (found for found in single_instances(live) if family_of(found.facts) in IAM_FAMILIES)


def _taking_iam_clusters(live: Live) -> Iterable[Found]:
    for found in clusters(live):
        if family_of(found.facts) in IAM_FAMILIES and not is_serverless_v1(found.facts):
            yield found


def _master_username(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    name = str(found.facts.get("MasterUsername", ""))
    if name.lower() in DEFAULT_USERS:
        yield broken("MasterUsername", f"MasterUsername is {name}, a name that anyone tries first")


def _port(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    engine = family_of(found.facts)
    port = found.facts.get("Port") or value_of(found.facts, "Endpoint.Port")
    if port and port == DEFAULT_PORTS.get(engine):
        yield broken("Port", f"Port is {port}, the default of {engine.value}")


def _authority(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    authority = str(found.facts.get("CACertificateIdentifier", ""))
    if OLD_AUTHORITY.match(authority):
        yield broken(
            "CACertificateIdentifier", f"CACertificateIdentifier is {authority}, an authority that has expired"
        )


def _aurora_mysql(live: Live) -> Iterable[Found]:
    """The clusters that can be wound back: neither Serverless v1 nor a part of a global database."""
    for found in clusters(live):
        facts = found.facts
        of_aurora = str(facts.get("Engine", "")).startswith("aurora") and family_of(facts) is Family.MYSQL
        if of_aurora and not is_serverless_v1(facts) and not facts.get("GlobalClusterIdentifier"):
            yield found


def _backtracks(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not found.facts.get("BacktrackWindow"):
        yield broken("BacktrackWindow", f"BacktrackWindow is {shown(found.facts.get('BacktrackWindow'))}")


def _monitored(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    interval = found.facts.get("MonitoringInterval")
    if not interval:
        yield broken(
            "MonitoringInterval",
            f"MonitoringInterval is {shown(interval)}, so the operating system is not monitored",
        )


def _one(instance: dict[str, Any]) -> dict[Any, Any]:
    return {DB_INSTANCES: {"DBInstances": [ORDERS | instance]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="rds-master-password-managed",
        calls=(DB_INSTANCES, DB_CLUSTERS),
        finds=_with_managed_password,
        judge=_password_managed,
        examples=Examples(
            holds=of_each({"MasterUserSecret": _SECRET}, {"MasterUserSecret": _SECRET}), broken=of_each({}, {})
        ),
    ),
    Check(
        id="rds-instance-iam-authentication",
        calls=(DB_INSTANCES,),
        finds=_taking_iam_instances,
        judge=must_be_true("IAMDatabaseAuthenticationEnabled"),
        examples=Examples(
            holds=_one({"IAMDatabaseAuthenticationEnabled": True}),
            broken=_one({"IAMDatabaseAuthenticationEnabled": False}),
            absent=_one({"Engine": "oracle-ee"}),
        ),
    ),
    Check(
        id="rds-cluster-iam-authentication",
        calls=(DB_CLUSTERS,),
        finds=_taking_iam_clusters,
        judge=must_be_true("IAMDatabaseAuthenticationEnabled"),
        examples=Examples(
            holds={DB_CLUSTERS: {"DBClusters": [LEDGER | {"IAMDatabaseAuthenticationEnabled": True}]}},
            broken={DB_CLUSTERS: {"DBClusters": [LEDGER]}},
        ),
    ),
    Check(
        id="rds-master-username-not-default",
        calls=(DB_INSTANCES, DB_CLUSTERS),
        finds=primaries,
        judge=_master_username,
        examples=Examples(
            holds=of_each({"MasterUsername": "orders_owner"}, {"MasterUsername": "ledger_owner"}),
            broken=of_each({"MasterUsername": "postgres"}, {"MasterUsername": "Admin"}),
        ),
    ),
    Check(
        id="rds-port-not-default",
        calls=(DB_INSTANCES, DB_CLUSTERS),
        finds=databases,
        judge=_port,
        examples=Examples(
            holds=of_each({"Endpoint": {"Port": 54320}}, {"Port": 54321}),
            broken=of_each({"Endpoint": {"Port": 5432}}, {"Port": 5432}),
        ),
    ),
    Check(
        id="rds-certificate-authority-current",
        calls=(DB_INSTANCES,),
        finds=instances,
        judge=_authority,
        examples=Examples(
            holds=_one({"CACertificateIdentifier": "rds-ca-rsa2048-g1"}),
            broken=_one({"CACertificateIdentifier": "rds-ca-2019"}),
        ),
    ),
    Check(
        id="rds-tags-copied-to-snapshots",
        calls=(DB_INSTANCES, DB_CLUSTERS),
        finds=primaries,
        judge=must_be_true("CopyTagsToSnapshot"),
        examples=Examples(
            holds=of_each({"CopyTagsToSnapshot": True}, {"CopyTagsToSnapshot": True}),
            broken=of_each({"CopyTagsToSnapshot": False}, {}),
        ),
    ),
    Check(
        id="rds-enhanced-monitoring",
        calls=(DB_INSTANCES,),
        finds=instances,
        judge=_monitored,
        examples=Examples(holds=_one({"MonitoringInterval": 60}), broken=_one({"MonitoringInterval": 0})),
    ),
    Check(
        id="rds-performance-insights",
        calls=(DB_INSTANCES,),
        finds=instances,
        judge=must_be_true("PerformanceInsightsEnabled"),
        examples=Examples(
            holds=_one({"PerformanceInsightsEnabled": True}), broken=_one({"PerformanceInsightsEnabled": False})
        ),
    ),
    Check(
        id="rds-aurora-mysql-backtrack",
        calls=(DB_CLUSTERS,),
        finds=_aurora_mysql,
        judge=_backtracks,
        examples=Examples(
            holds={DB_CLUSTERS: {"DBClusters": [LEDGER | {"Engine": "aurora-mysql", "BacktrackWindow": 86400}]}},
            broken={DB_CLUSTERS: {"DBClusters": [LEDGER | {"Engine": "aurora-mysql", "BacktrackWindow": 0}]}},
            absent={DB_CLUSTERS: {"DBClusters": [LEDGER]}},
        ),
    ),
)
