"""The subtle parts of TLS on databases: which parameter, in whose group, and who uses that group."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.data import types as t
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.data.databases import (
    ARN,
    FAILED,
    FAR_ARN,
    NOT_APPLICABLE,
    PASSED,
    UNDETERMINED,
    cluster,
    instance,
    verdicts,
)


def group(family: Value, parameters: Value, type_: str = t.RDS_PARAMETER_GROUP, name: str = "db") -> Declared:
    return Declared(type=type_, name=name, properties={"name": "own", "family": family, "parameters": parameters})


def one(name: Value, value: Value) -> list[dict[str, Value]]:
    return [{"name": "log_connections", "value": "1"}, {"name": name, "value": value}]


@pytest.mark.parametrize(
    ("family", "parameters", "expected"),
    [
        ("postgres17", one("rds.force_ssl", "1"), PASSED),
        ("postgres17", one("rds.force_ssl", "0"), FAILED),
        ("postgres17", one("RDS.FORCE_SSL", 1), PASSED),
        ("postgres17", one("require_secure_transport", "ON"), FAILED),
        ("postgres17", None, FAILED),
        ("postgres17", one("rds.force_ssl", UNKNOWN), UNDETERMINED),
        ("postgres17", one(UNKNOWN, "1"), UNDETERMINED),
        ("postgres17", [UNKNOWN], UNDETERMINED),
        ("postgres17", [{"name": UNKNOWN, "value": "1"}, {"name": "rds.force_ssl", "value": "1"}], PASSED),
        ("postgres17", [{"name": "rds.force_ssl", "value": "0"}, {"name": UNKNOWN, "value": "1"}], FAILED),
        ("mysql8.4", one("require_secure_transport", "ON"), PASSED),
        ("mariadb11.4", one("require_secure_transport", "1"), PASSED),
        ("mysql8.4", one("rds.force_ssl", "1"), FAILED),
        ("sqlserver-ee-16.0", one("rds.force_ssl", "1"), PASSED),
        ("db2-ae-11.5", one("DB2COMM", "SSL"), PASSED),
        ("db2-ae-11.5", one("db2comm", "TCPIP,SSL"), FAILED),
        ("db2-ae-11.5", None, FAILED),
        ("oracle-ee-19", None, NOT_APPLICABLE),
        (UNKNOWN, one("rds.force_ssl", "1"), UNDETERMINED),
    ],
)
def test_each_engine_forces_tls_by_its_own_parameter(family: Value, parameters: Value, expected: list[Verdict]) -> None:
    assert verdicts("rds-parameter-group-forces-tls", group(family, parameters)) == expected


def test_aurora_forces_tls_in_the_clusters_group_and_not_in_its_members() -> None:
    rule = "rds-parameter-group-forces-tls"
    assert verdicts(rule, group("aurora-postgresql16", None)) == NOT_APPLICABLE
    of_cluster = t.RDS_CLUSTER_PARAMETER_GROUP
    assert verdicts(rule, group("aurora-postgresql16", None, of_cluster)) == FAILED
    assert verdicts(rule, group("aurora-mysql8.0", one("require_secure_transport", "on"), of_cluster)) == PASSED


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"engine": "postgres", "parameterGroupName": "own"}, PASSED),
        ({"engine": "postgres", "parameterGroupName": "default.postgres17"}, FAILED),
        ({"engine": "postgres", "parameterGroupName": "elsewhere"}, UNDETERMINED),
        ({"engine": "postgres", "parameterGroupName": ""}, FAILED),
        ({"engine": "db2-ae"}, FAILED),
        ({"engine": "oracle-ee"}, NOT_APPLICABLE),
        ({"engine": UNKNOWN}, UNDETERMINED),
        ({"replicateSourceDb": "orders"}, NOT_APPLICABLE),
        ({"replicateSourceDb": ARN}, NOT_APPLICABLE),
        ({"replicateSourceDb": FAR_ARN, "engine": "postgres"}, FAILED),
        ({"replicateSourceDb": UNKNOWN, "engine": "postgres"}, UNDETERMINED),
    ],
)
def test_a_database_uses_a_group_of_its_own_stack(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert (
        verdicts("rds-own-parameter-group", group("postgres17", None, name="group"), instance(properties)) == expected
    )


def test_a_cluster_uses_a_cluster_parameter_group() -> None:
    rule = "rds-own-parameter-group"
    own = group("aurora-postgresql16", None, t.RDS_CLUSTER_PARAMETER_GROUP, "group")
    properties = {"engine": "aurora-postgresql", "dbClusterParameterGroupName": "own"}
    assert verdicts(rule, own, cluster(properties)) == PASSED
    assert verdicts(rule, own, cluster({"engine": "aurora-postgresql"})) == FAILED
    assert verdicts(rule, group("aurora-postgresql16", None, name="group"), cluster(properties)) == UNDETERMINED


@pytest.mark.parametrize(
    ("authority", "expected"),
    [(None, PASSED), ("rds-ca-2019", FAILED), ("rds-ca-2015", FAILED), ("rds-ca-ecc384-g1", PASSED)],
)
def test_the_certificate_authority_is_one_that_lasts(authority: Value, expected: list[Verdict]) -> None:
    rule = "rds-certificate-authority-current"
    assert verdicts(rule, instance({"caCertIdentifier": authority})) == expected
    assert verdicts(rule, cluster({"caCertificateIdentifier": authority})) == expected


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ([{"name": "log_statement", "value": "ddl"}, {"name": "log_min_duration_statement", "value": "0"}], PASSED),
        ([{"name": "log_statement", "value": "all"}, {"name": "log_min_duration_statement", "value": "-1"}], FAILED),
        ([{"name": "log_statement", "value": "none"}], FAILED + FAILED),
        ([{"name": "log_statement", "value": "none"}, UNKNOWN], UNDETERMINED + FAILED),
    ],
)
def test_postgres_logs_what_changes_the_schema_and_what_is_slow(parameters: Value, expected: list[Verdict]) -> None:
    assert verdicts("rds-postgres-logs-statements", group("postgres17", parameters)) == expected
    assert verdicts("rds-postgres-logs-statements", group("mysql8.4", parameters)) == NOT_APPLICABLE
    assert verdicts("rds-postgres-logs-statements", group("aurora-postgresql16", parameters)) == NOT_APPLICABLE
    assert verdicts("rds-postgres-logs-statements", group(UNKNOWN, parameters)) == UNDETERMINED
