"""The subtle parts of keeping databases: replicas, clusters, engines, profiles and what is not known."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.data import types as t
from guardrails.rules.data.rds_databases import Family, family
from guardrails.rules.data.s3_types import KMS_KEY
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.data.databases import (
    ARN,
    FAILED,
    FAR_ARN,
    INFOS,
    KEY,
    NOT_APPLICABLE,
    PASSED,
    REPLICA,
    RULES,
    UNDETERMINED,
    cluster,
    instance,
    member,
    results,
    verdicts,
)


def test_every_rule_has_its_record() -> None:
    assert sorted(RULES) == sorted(INFOS)


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
    assert verdicts("rds-cluster-multi-az", cluster({"engineMode": UNKNOWN})) == UNDETERMINED


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
