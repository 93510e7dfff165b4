"""The subtle parts of the rules on databases: replicas, clusters, engines, profiles and what is not known."""

import json
from collections.abc import Mapping

import pytest

from guardrails.controls.data import rds as records
from guardrails.graph import Graph, Resource
from guardrails.judge import Result, RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules.data import rds
from guardrails.rules.data import types as t
from guardrails.rules.data.rds_databases import Family, family, replicates_within_region
from guardrails.rules.data.s3_types import KMS_KEY
from guardrails.values import UNKNOWN, Secret, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_INFOS = {info.id: info for info in records.RULES}
_RULES = {rule.id: rule for rule in rds.RULES}
PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
NOT_APPLICABLE = [Verdict.NOT_APPLICABLE]
REPLICA = {"replicateSourceDb": "orders"}
ARN = "arn:aws:rds:eu-west-1:123456789012:db:orders"
FAR_ARN = "arn:aws:rds:us-east-1:123456789012:db:orders"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def results(rule: str, *stack: Declared, of: str = "db", bar: str = "prod") -> list[Result]:
    found = judge(graph(stack), RuleBook((_RULES[rule],), _INFOS), profile(bar))
    return [result for result in found if result.resource is not None and result.resource.name == of]


def verdicts(rule: str, *stack: Declared, of: str = "db", bar: str = "prod") -> list[Verdict]:
    return [result.verdict for result in results(rule, *stack, of=of, bar=bar)]


def instance(properties: Mapping[str, Value] | None = None, *, protect: bool = False) -> Declared:
    return Declared(type=t.RDS_INSTANCE, name="db", properties=properties or {}, protect=protect)


def cluster(properties: Mapping[str, Value] | None = None) -> Declared:
    return Declared(type=t.RDS_CLUSTER, name="db", properties={"clusterIdentifier": "orders", **(properties or {})})


def member(name: str, **properties: Value) -> Declared:
    return Declared(type=t.RDS_CLUSTER_INSTANCE, name=name, properties={"clusterIdentifier": "orders", **properties})


def test_every_rule_has_its_record() -> None:
    assert sorted(_RULES) == sorted(_INFOS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("postgres", Family.POSTGRES),
        ("aurora-postgresql16", Family.POSTGRES),
        ("aurora-mysql8.0", Family.MYSQL),
        ("aurora5.6", Family.MYSQL),
        ("mariadb11.4", Family.MARIADB),
        ("sqlserver-ee-15.0", Family.SQLSERVER),
        ("oracle-se2", Family.ORACLE),
        ("db2-ae", Family.DB2),
        ("custom-sqlserver-ee", Family.OTHER),
        ("neptune", Family.OTHER),
    ],
)
def test_engines_and_families_are_told_apart(name: str, expected: Family) -> None:
    assert family(name) is expected


# Encryption


def test_a_replica_of_another_region_is_encrypted_by_its_key() -> None:
    far = {"replicateSourceDb": FAR_ARN}
    assert verdicts("rds-instance-storage-encrypted", instance({**far, "kmsKeyId": UNKNOWN})) == PASSED
    assert verdicts("rds-instance-storage-encrypted", instance(far)) == FAILED
    assert verdicts("rds-instance-storage-encrypted", instance({"kmsKeyId": KEY})) == FAILED


def test_a_replica_may_leave_the_key_to_its_source_but_not_to_aws() -> None:
    assert verdicts("rds-instance-customer-key", instance(REPLICA)) == NOT_APPLICABLE
    assert verdicts("rds-instance-customer-key", instance({**REPLICA, "kmsKeyId": "alias/aws/rds"})) == FAILED


def test_a_key_not_known_yet_is_proven_by_a_dependency_on_a_key() -> None:
    wired = Declared(type=t.RDS_INSTANCE, name="db", properties={"kmsKeyId": UNKNOWN}, depends={"kmsKeyId": ("key",)})
    assert verdicts("rds-instance-customer-key", Declared(type=KMS_KEY, name="key"), wired) == PASSED
    assert verdicts("rds-instance-customer-key", instance({"kmsKeyId": UNKNOWN})) == UNDETERMINED
    managed = "arn:aws:kms:eu-west-1:123456789012:alias/aws/rds"
    assert verdicts("rds-instance-customer-key", instance({"kmsKeyId": managed})) == FAILED


def test_serverless_v1_is_encrypted_by_default_and_provisioned_is_not() -> None:
    assert verdicts("rds-cluster-storage-encrypted", cluster({"engineMode": "serverless"})) == PASSED
    assert verdicts("rds-cluster-storage-encrypted", cluster({"engineMode": "provisioned"})) == FAILED


def test_a_global_cluster_made_of_a_cluster_takes_its_encryption() -> None:
    made = Declared(type=t.RDS_GLOBAL_CLUSTER, name="db", properties={"sourceDbClusterIdentifier": UNKNOWN})
    assert verdicts("rds-global-cluster-storage-encrypted", made) == NOT_APPLICABLE


def test_performance_history_is_judged_where_it_is_kept() -> None:
    rule = "rds-performance-insights-customer-key"
    assert verdicts(rule, instance()) == NOT_APPLICABLE
    assert verdicts(rule, instance({"performanceInsightsEnabled": UNKNOWN})) == UNDETERMINED
    kept = {"performanceInsightsEnabled": UNKNOWN, "performanceInsightsKmsKeyId": KEY}
    assert verdicts(rule, instance(kept)) == PASSED


# Backups and zones


@pytest.mark.parametrize(
    ("bar", "days", "expected"),
    [
        ("prod", 35, PASSED),
        ("prod", 34, FAILED),
        ("staging", 14, PASSED),
        ("staging", 13, FAILED),
        ("dev", 7, PASSED),
        ("dev", 6, FAILED),
        ("none", 7, PASSED),
    ],
)
def test_backups_are_kept_as_long_as_the_profile_asks(bar: str, days: int, expected: list[Verdict]) -> None:
    assert verdicts("rds-backup-retention", instance({"backupRetentionPeriod": days}), bar=bar) == expected
    assert verdicts("rds-backup-retention", cluster({"backupRetentionPeriod": days}), bar=bar) == expected


def test_the_default_of_a_cluster_is_one_day_and_of_an_instance_none() -> None:
    (of_cluster,) = results("rds-backup-retention", cluster())
    (of_instance,) = results("rds-backup-retention", instance())
    assert "the default is 1" in of_cluster.message
    assert "the default is 0" in of_instance.message


@pytest.mark.parametrize(
    "rule",
    [
        "rds-backup-retention",
        "rds-final-snapshot",
        "rds-automated-backups-kept",
        "rds-tags-copied-to-snapshots",
        "rds-instance-multi-az",
        "rds-instance-protected",
        "rds-master-password-managed",
        "rds-master-username-not-default",
        "rds-port-not-default",
    ],
)
@pytest.mark.parametrize("source", ["orders", ARN, UNKNOWN])
def test_replicas_are_excused_from_what_their_source_must_keep(rule: str, source: Value) -> None:
    replica = instance({"replicateSourceDb": source, "skipFinalSnapshot": True, "manageMasterUserPassword": False})
    assert verdicts(rule, replica) == NOT_APPLICABLE


def test_replicas_need_no_backup_window_but_one_for_maintenance() -> None:
    (found,) = results("rds-windows-set", instance(REPLICA))
    assert (found.verdict, found.path) == (Verdict.FAILED, "maintenanceWindow")
    assert verdicts("rds-windows-set", instance({**REPLICA, "maintenanceWindow": "sun:03:00-sun:04:00"})) == PASSED
    assert verdicts("rds-windows-set", instance()) == [Verdict.FAILED, Verdict.FAILED]


@pytest.mark.parametrize(
    "rule",
    ["rds-instance-multi-az", "rds-instance-deletion-protection", "rds-instance-protected"],
)
def test_a_small_profile_asks_for_no_standby_and_no_protection(rule: str) -> None:
    assert verdicts(rule, instance(), bar="dev") == NOT_APPLICABLE
    assert verdicts(rule, instance(), bar="staging") == FAILED


@pytest.mark.parametrize("rule", ["rds-cluster-multi-az", "rds-cluster-deletion-protection", "rds-cluster-protected"])
def test_a_small_profile_asks_no_more_of_clusters(rule: str) -> None:
    assert verdicts(rule, cluster(), bar="dev") == NOT_APPLICABLE
    assert verdicts(rule, cluster(), bar="staging") == FAILED


def test_aurora_members_count_by_their_zones() -> None:
    rule = "rds-cluster-multi-az"
    assert verdicts(rule, cluster()) == FAILED
    assert verdicts(rule, cluster(), member("a")) == FAILED
    assert verdicts(rule, cluster(), member("a"), member("b")) == PASSED
    same = [member(name, availabilityZone="eu-west-1a") for name in "ab"]
    assert verdicts(rule, cluster(), *same) == FAILED
    assert verdicts(rule, cluster(), *same, member("c", availabilityZone="eu-west-1b")) == PASSED
    assert verdicts(rule, cluster(), *same, member("c", availabilityZone=UNKNOWN)) == UNDETERMINED


def test_members_are_found_by_dependency_and_those_of_another_cluster_do_not_count() -> None:
    rule = "rds-cluster-multi-az"
    wired = [
        Declared(
            type=t.RDS_CLUSTER_INSTANCE,
            name=name,
            properties={"clusterIdentifier": UNKNOWN},
            depends={"clusterIdentifier": ("db",)},
        )
        for name in "ab"
    ]
    assert verdicts(rule, cluster(), *wired) == PASSED
    assert verdicts(rule, cluster(), member("a"), member("b", clusterIdentifier="other")) == FAILED


def test_multi_az_clusters_and_serverless_v1_have_no_members() -> None:
    assert verdicts("rds-cluster-multi-az", cluster({"dbClusterInstanceClass": "db.m6gd.large"})) == PASSED
    assert verdicts("rds-cluster-multi-az", cluster({"engineMode": "serverless"})) == NOT_APPLICABLE


def test_a_snapshot_is_public_if_any_account_is_all() -> None:
    def snapshot(accounts: Value, type_: str) -> Declared:
        return Declared(type=type_, name="db", properties={"sharedAccounts": accounts})

    for type_ in (t.RDS_SNAPSHOT, t.RDS_CLUSTER_SNAPSHOT, t.RDS_SNAPSHOT_COPY, t.RDS_CLUSTER_SNAPSHOT_COPY):
        assert verdicts("rds-snapshot-not-public", snapshot([UNKNOWN, "all"], type_)) == FAILED
        assert verdicts("rds-snapshot-not-public", snapshot(["123456789012", UNKNOWN], type_)) == UNDETERMINED
        assert verdicts("rds-snapshot-not-public", snapshot([], type_)) == PASSED


def test_backtrack_is_asked_of_aurora_mysql_alone() -> None:
    rule = "rds-aurora-mysql-backtrack"
    assert verdicts(rule, cluster({"engine": "aurora-postgresql"})) == NOT_APPLICABLE
    assert verdicts(rule, cluster({"engine": "mysql"})) == NOT_APPLICABLE
    assert verdicts(rule, cluster({"engine": "aurora-mysql", "globalClusterIdentifier": "g"})) == NOT_APPLICABLE
    assert verdicts(rule, cluster({"engine": UNKNOWN})) == UNDETERMINED


# Access


def test_a_multi_az_cluster_is_public_outside_of_a_subnet_group_and_aurora_leaves_it_to_members() -> None:
    multi = {"dbClusterInstanceClass": "db.m6gd.large"}
    assert verdicts("rds-not-public", cluster()) == NOT_APPLICABLE
    assert verdicts("rds-not-public", cluster(multi)) == FAILED
    assert verdicts("rds-not-public", cluster({**multi, "dbSubnetGroupName": "default"})) == FAILED
    assert verdicts("rds-not-public", cluster({**multi, "dbSubnetGroupName": "isolated"})) == PASSED
    assert verdicts("rds-not-public", cluster({**multi, "publiclyAccessible": True})) == FAILED
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


# Watching


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
    rule = Declared(type=t.EVENT_RULE, name="told", properties={"eventPattern": json.dumps(pattern)})
    assert verdicts("rds-event-subscription", instance({"identifier": "orders"}), rule) == expected
