"""The subtle parts of reaching and watching databases: subnets, passwords, ports, logs and events."""

import json

import pytest

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared
from guardrails.rules.data import types as t
from guardrails.rules.data.rds_databases import replicates_within_region
from guardrails.values import UNKNOWN, Secret, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.data.databases import (
    ARN,
    FAILED,
    FAR_ARN,
    NOT_APPLICABLE,
    PASSED,
    REPLICA,
    UNDETERMINED,
    cluster,
    instance,
    member,
    results,
    verdicts,
)
from tests.support.examples import graph


def test_a_multi_az_cluster_is_public_outside_of_a_subnet_group_and_aurora_leaves_it_to_members() -> None:
    multi = {"dbClusterInstanceClass": "db.m6gd.large"}
    assert verdicts("rds-not-public", cluster()) == NOT_APPLICABLE
    assert verdicts("rds-not-public", cluster(multi)) == FAILED
    assert verdicts("rds-not-public", cluster({**multi, "dbSubnetGroupName": "default"})) == FAILED
    assert verdicts("rds-not-public", cluster({**multi, "dbSubnetGroupName": "isolated"})) == PASSED
    assert verdicts("rds-not-public", cluster({**multi, "publiclyAccessible": True})) == FAILED
    assert verdicts("rds-not-public", cluster({**multi, "publiclyAccessible": False})) == PASSED
    assert verdicts("rds-not-public", cluster({"publiclyAccessible": True})) == FAILED
    assert verdicts("rds-not-public", member("db", publiclyAccessible=True)) == FAILED


def test_the_default_subnet_group_is_the_default_vpc() -> None:
    assert verdicts("rds-in-vpc", instance({"dbSubnetGroupName": "default"})) == FAILED
    assert verdicts("rds-in-vpc", cluster({"dbSubnetGroupName": "isolated"})) == PASSED
    assert verdicts("rds-in-vpc", cluster()) == FAILED


def test_a_replica_takes_its_sources_subnets_in_its_region_only() -> None:
    assert verdicts("rds-in-vpc", instance(REPLICA)) == NOT_APPLICABLE
    assert verdicts("rds-in-vpc", instance({"replicateSourceDb": ARN})) == NOT_APPLICABLE
    assert verdicts("rds-in-vpc", instance({"replicateSourceDb": FAR_ARN})) == FAILED
    assert verdicts("rds-in-vpc", instance({"replicateSourceDb": UNKNOWN})) == UNDETERMINED


def test_a_source_of_this_stack_tells_its_region() -> None:
    def wired(region: Value) -> Graph:
        return graph(
            (
                Declared(type=t.RDS_INSTANCE, name="source", properties={"region": region}),
                Declared(
                    type=t.RDS_INSTANCE,
                    name="db",
                    properties={"replicateSourceDb": UNKNOWN},
                    depends={"replicateSourceDb": ("source",)},
                ),
            )
        )

    def replica(stack: Graph) -> Resource:
        return stack.of(t.RDS_INSTANCE)[1]

    answers = {region: replicates_within_region(replica(wired(region)), wired(region)) for region in ("eu-west-1", "x")}
    assert answers == {"eu-west-1": True, "x": False}
    assert replicates_within_region(replica(wired(UNKNOWN)), wired(UNKNOWN)) is None


def test_without_a_region_of_its_own_nobody_knows_where_a_replicas_source_is() -> None:
    (far,) = graph((instance({"replicateSourceDb": ARN, "region": UNKNOWN}),)).resources
    assert replicates_within_region(far, Graph((far,))) is None


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"password": Secret("not-shown-anywhere"), "manageMasterUserPassword": True}, FAILED),
        ({"password": UNKNOWN}, FAILED),
        ({"passwordWo": Secret("not-shown-anywhere"), "passwordWoVersion": 1}, FAILED),
        ({"manageMasterUserPassword": False}, FAILED),
        ({}, FAILED),
        ({"password": "", "manageMasterUserPassword": True}, PASSED),
        ({**REPLICA, "password": "not-shown-anywhere"}, FAILED),
        ({"engine": "custom-oracle-ee"}, NOT_APPLICABLE),
    ],
)
def test_only_rds_knows_the_master_password(properties: dict[str, Value], expected: list[Verdict]) -> None:
    found = results("rds-master-password-managed", instance(properties))
    assert [result.verdict for result in found] == expected
    assert not any("not-shown-anywhere" in result.message for result in found)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"globalClusterIdentifier": "g", "masterPasswordWo": "x"}, NOT_APPLICABLE),
        ({"globalClusterIdentifier": "g", "masterPassword": "x"}, FAILED),
        ({"replicationSourceIdentifier": "arn"}, NOT_APPLICABLE),
        ({"engineMode": "serverless"}, NOT_APPLICABLE),
        ({"masterPasswordWo": "x"}, FAILED),
        ({"masterPasswordWo": "x", "manageMasterUserPassword": True}, FAILED),
        ({"manageMasterUserPassword": True}, PASSED),
    ],
)
def test_clusters_for_which_rds_manages_no_password_keep_it_out_of_the_state(
    properties: dict[str, Value], expected: list[Verdict]
) -> None:
    assert verdicts("rds-master-password-managed", cluster(properties)) == expected


def test_a_secret_username_is_judged_and_not_shown() -> None:
    (found,) = results("rds-master-username-not-default", instance({"username": Secret("Postgres")}))
    assert (found.verdict, "ostgres" in found.message) == (Verdict.FAILED, False)
    assert verdicts("rds-master-username-not-default", cluster({"masterUsername": "admin"})) == FAILED


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"engine": "postgres"}, FAILED),
        ({"engine": "mysql", "port": 3306}, FAILED),
        ({"engine": "mysql", "port": 5432}, PASSED),
        ({"engine": UNKNOWN, "port": 5432}, UNDETERMINED),
        ({"engine": UNKNOWN, "port": 6000}, PASSED),
        ({"snapshotIdentifier": "orders"}, NOT_APPLICABLE),
    ],
)
def test_a_port_is_compared_with_its_own_engines(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("rds-port-not-default", instance(properties)) == expected


@pytest.mark.parametrize(
    ("engine", "expected"),
    [("mariadb", FAILED), ("sqlserver-ee", NOT_APPLICABLE), ("oracle-se2", NOT_APPLICABLE), (UNKNOWN, UNDETERMINED)],
)
def test_iam_authentication_is_asked_where_the_engine_takes_it(engine: Value, expected: list[Verdict]) -> None:
    assert verdicts("rds-instance-iam-authentication", instance({"engine": engine})) == expected


def test_serverless_v1_takes_no_iam_authentication_and_provisioned_clusters_do() -> None:
    aurora = {"engine": "aurora-postgresql"}
    assert verdicts("rds-cluster-iam-authentication", cluster({**aurora, "engineMode": "serverless"})) == NOT_APPLICABLE
    assert verdicts("rds-cluster-iam-authentication", cluster({**aurora, "engineMode": "provisioned"})) == FAILED


def test_the_members_of_an_aurora_cluster_keep_the_history_and_not_the_cluster() -> None:
    assert verdicts("rds-performance-insights", cluster()) == NOT_APPLICABLE
    assert verdicts("rds-performance-insights", cluster({"dbClusterInstanceClass": "db.m6gd.large"})) == FAILED


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"engine": "mysql", "enabledCloudwatchLogsExports": ["error", "slowquery"]}, FAILED),
        ({"engine": "mysql", "enabledCloudwatchLogsExports": ["audit", UNKNOWN]}, UNDETERMINED),
        ({"engine": "mysql", "enabledCloudwatchLogsExports": ["audit", "error"]}, PASSED),
        ({"engine": "oracle-ee", "enabledCloudwatchLogsExports": ["alert", "audit"]}, PASSED),
        ({"engine": "postgres", "enabledCloudwatchLogsExports": ["upgrade"]}, FAILED),
        ({"engine": "custom-oracle-ee"}, NOT_APPLICABLE),
        ({**REPLICA, "enabledCloudwatchLogsExports": ["upgrade"]}, PASSED),
        ({**REPLICA, "enabledCloudwatchLogsExports": []}, FAILED),
    ],
)
def test_each_engine_exports_the_logs_that_matter(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("rds-instance-exports-logs", instance(properties)) == expected


def test_a_member_is_monitored_as_its_cluster_says_unless_it_says_otherwise() -> None:
    rule = "rds-enhanced-monitoring"
    monitored = Declared(
        type=t.RDS_CLUSTER, name="c", properties={"clusterIdentifier": "orders", "monitoringInterval": 60}
    )
    assert verdicts(rule, monitored, member("db")) == PASSED
    assert verdicts(rule, monitored, member("db", monitoringInterval=0)) == FAILED
    assert verdicts(rule, member("db")) == FAILED
    assert verdicts(rule, member("db", clusterIdentifier=UNKNOWN)) == UNDETERMINED
    assert verdicts(rule, cluster()) == NOT_APPLICABLE
    assert verdicts(rule, cluster({"dbClusterInstanceClass": "db.m6gd.large"})) == FAILED


def subscription(**properties: Value) -> Declared:
    return Declared(type=t.RDS_EVENT_SUBSCRIPTION, name="told", properties={"snsTopic": "t", **properties})


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (subscription(), PASSED),
        (subscription(enabled=False), FAILED),
        (subscription(enabled=UNKNOWN), UNDETERMINED),
        (subscription(sourceType=UNKNOWN), UNDETERMINED),
        (subscription(sourceType="db-cluster"), FAILED),
        (subscription(sourceType="db-instance", eventCategories=["failure"]), FAILED),
        (subscription(sourceType="db-instance", eventCategories=UNKNOWN), UNDETERMINED),
        (subscription(sourceType="db-instance", sourceIds=["other"]), FAILED),
        (subscription(sourceType="db-instance", sourceIds=["orders"]), PASSED),
    ],
)
def test_events_are_told_of_this_very_database(told: Declared, expected: list[Verdict]) -> None:
    assert verdicts("rds-event-subscription", instance({"identifier": "orders"}), told) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"source": ["aws.rds"]}, PASSED),
        ({"source": ["aws.rds"], "detail-type": ["RDS DB Cluster Event"]}, FAILED),
        ({"source": ["aws.rds"], "detail": {"EventCategories": ["failure"]}}, FAILED),
        ({"source": ["aws.ec2"]}, FAILED),
    ],
)
def test_eventbridge_is_another_way_to_be_told(pattern: dict[str, Value], expected: list[Verdict]) -> None:
    told = Declared(type=t.EVENT_RULE, name="told", properties={"eventPattern": json.dumps(pattern)})
    assert verdicts("rds-event-subscription", instance({"identifier": "orders"}), told) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"eventPattern": '{"source": ["aws.rds"]}', "state": "DISABLED"}, FAILED),
        ({"eventPattern": UNKNOWN}, UNDETERMINED),
        ({"eventPattern": UNKNOWN, "state": "DISABLED"}, FAILED),
        ({"scheduleExpression": "rate(1 day)"}, FAILED),
    ],
)
def test_an_event_rule_tells_where_it_is_on_and_known(properties: dict[str, Value], expected: list[Verdict]) -> None:
    told = Declared(type=t.EVENT_RULE, name="told", properties=properties)
    assert verdicts("rds-event-subscription", instance({"identifier": "orders"}), told) == expected
