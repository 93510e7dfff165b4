"""The database as an Aurora cluster: the same promises, kept by a cluster and its members."""

from typing import Any

import pytest

from components.data.database import Database, DatabaseArgs
from components.data.database_engines import AuroraPostgres, Capacity
from guardrails.graph import Resource
from tests.components.data.building import ACCOUNT, KEY_ARN, LOG_KEY_ARN, PLACEMENT, depends_on, statements, wired
from tests.support.recording import Recorded, record

CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
EVENTS = "aws:rds/eventSubscription:EventSubscription"
LOG = "aws:cloudwatch/logGroup:LogGroup"
MEMBERS = ("vouch-prod-database-eu-west-1a", "vouch-prod-database-eu-west-1b")
ENGINE = AuroraPostgres(zones=("eu-west-1a", "eu-west-1b"), instance_class="db.r8g.large")


def arguments(engine: AuroraPostgres = ENGINE, **changes: Any) -> DatabaseArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "vpc_id": "vpc-1",
        "subnet_ids": {"eu-west-1a": "subnet-a", "eu-west-1b": "subnet-b", "eu-west-1c": "subnet-c"},
        "key_arn": KEY_ARN,
        "log_key_arn": LOG_KEY_ARN,
        "client_cidrs": {"service": "10.0.32.0/20"},
    }
    return DatabaseArgs(engine=engine, **(given | changes))


def build(engine: AuroraPostgres = ENGINE, **changes: Any) -> Recorded:
    return record(lambda: Database("main", arguments(engine, **changes)))


def cluster(engine: AuroraPostgres = ENGINE, **changes: Any) -> Resource:
    return build(engine, **changes).one(CLUSTER, "main-cluster")


def test_the_cluster_has_exactly_these_known_inputs() -> None:
    wired_inputs = {"dbClusterParameterGroupName", "dbSubnetGroupName", "vpcSecurityGroupIds"}
    made = cluster()
    assert {name: value for name, value in made.properties.items() if name not in wired_inputs} == {
        "clusterIdentifier": "vouch-prod-database",
        "engine": "aurora-postgresql",
        "engineMode": "provisioned",
        "engineVersion": "17",
        "allowMajorVersionUpgrade": False,
        "applyImmediately": False,
        "databaseName": "app",
        "port": 5433,
        "masterUsername": "vouch_owner",
        "manageMasterUserPassword": True,
        "masterUserSecretKmsKeyId": KEY_ARN,
        "iamDatabaseAuthenticationEnabled": True,
        "storageEncrypted": True,
        "kmsKeyId": KEY_ARN,
        "backupRetentionPeriod": 35,
        "preferredBackupWindow": "01:00-02:00",
        "preferredMaintenanceWindow": "sun:03:00-sun:04:00",
        "copyTagsToSnapshot": True,
        "deleteAutomatedBackups": False,
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": "vouch-prod-database-final",
        "deletionProtection": True,
        "enabledCloudwatchLogsExports": ["iam-db-auth-error", "instance", "postgresql"],
        "databaseInsightsMode": "advanced",
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": KEY_ARN,
        "performanceInsightsRetentionPeriod": 465,
        "tags": {"backup": "daily", "data": "customer", "retention": "90", "vouch:drill": "allowed"},
    }
    assert made.options.protect is True
    assert wired(made, "dbClusterParameterGroupName") == ["main-cluster-parameter-group"]
    assert wired(made, "vpcSecurityGroupIds") == ["main-security-group"]


def test_each_zone_has_a_member_that_is_private_watched_and_patched() -> None:
    recorded = build()
    made = {
        member.name: {
            name: value
            for name, value in member.properties.items()
            if name not in {"clusterIdentifier", "dbSubnetGroupName", "monitoringRoleArn"}
        }
        for member in recorded.all(MEMBER)
    }
    assert made == {
        f"main-member-{zone}": {
            "identifier": f"vouch-prod-database-{zone}",
            "engine": "aurora-postgresql",
            "instanceClass": "db.r8g.large",
            "availabilityZone": zone,
            "publiclyAccessible": False,
            "autoMinorVersionUpgrade": True,
            "applyImmediately": False,
            "preferredMaintenanceWindow": "sun:03:00-sun:04:00",
            "copyTagsToSnapshot": True,
            "caCertIdentifier": "rds-ca-rsa2048-g1",
            "monitoringInterval": 60,
            "tags": {"data": "customer", "retention": "90", "vouch:drill": "allowed"},
        }
        for zone in ("eu-west-1a", "eu-west-1b")
    }
    assert {tuple(wired(member, "clusterIdentifier")) for member in recorded.all(MEMBER)} == {("main-cluster",)}
    assert all("main-monitoring-policy" in depends_on(member) for member in recorded.all(MEMBER))


def test_serverless_members_have_a_capacity_and_no_class_of_their_own() -> None:
    recorded = build(AuroraPostgres(zones=("eu-west-1a",), capacity=Capacity(least=0.5, most=8)))
    assert recorded.one(MEMBER).properties["instanceClass"] == "db.serverless"
    assert recorded.one(CLUSTER).properties["serverlessv2ScalingConfiguration"] == {
        "minCapacity": 0.5,
        "maxCapacity": 8,
    }


def test_the_clusters_parameters_force_tls_and_are_of_the_engines_family() -> None:
    group = build(engine_version="16").one(PARAMETERS, "main-cluster-parameter-group")
    assert group.properties["family"] == "aurora-postgresql16"
    chosen = {each["name"]: (each["value"], each["applyMethod"]) for each in group.properties["parameters"]}
    assert chosen["rds.force_ssl"] == ("1", "pending-reboot")
    assert chosen["ssl_min_protocol_version"] == ("TLSv1.2", "pending-reboot")
    assert chosen["pgaudit.log"] == ("ddl,role", "immediate")


def test_log_groups_are_made_before_the_cluster() -> None:
    recorded = build()
    assert {each.properties["name"] for each in recorded.all(LOG)} == {
        f"/aws/rds/cluster/vouch-prod-database/{export}" for export in ("iam-db-auth-error", "instance", "postgresql")
    }
    assert depends_on(recorded.one(CLUSTER)) >= {each.name for each in recorded.all(LOG)}


def test_monitoring_of_the_members_only_may_assume_the_role() -> None:
    (statement,) = statements(build().one("aws:iam/role:Role", "main-monitoring-role"), "assumeRolePolicy")
    assert statement["Condition"]["ArnEquals"]["aws:SourceArn"] == [
        f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:{member}" for member in MEMBERS
    ]


def test_events_of_the_cluster_and_of_its_members_are_told() -> None:
    topic = f"arn:aws:sns:eu-west-1:{ACCOUNT}:alerts"
    made: list[Database] = []
    recorded = record(lambda: made.append(Database("main", arguments(alerts_topic_arn=topic))))
    assert {each.name: each.properties["sourceType"] for each in recorded.all(EVENTS)} == {
        "main-events-cluster": "db-cluster",
        "main-events-instance": "db-instance",
    }
    assert made[0].event_pattern["detail-type"] == ["RDS DB Cluster Event", "RDS DB Instance Event"]
    assert made[0].dimensions == {"DBClusterIdentifier": "vouch-prod-database"}
    assert made[0].log_group == "/aws/rds/cluster/vouch-prod-database/postgresql"


@pytest.mark.parametrize(
    ("build_it", "message"),
    [
        (lambda: AuroraPostgres(zones=()), "zones"),
        (lambda: AuroraPostgres(zones=("a", "a"), instance_class="db.r8g.large"), "each once"),
        (lambda: AuroraPostgres(zones=("a",)), "give an instance class, or a capacity"),
        (
            lambda: AuroraPostgres(zones=("a",), instance_class="db.r8g.large", capacity=Capacity(least=1, most=2)),
            "do not go together",
        ),
        (lambda: Capacity(least=0, most=2), "not a range of Aurora"),
        (lambda: Capacity(least=2, most=2), "not a range of Aurora"),
        (lambda: Capacity(least=0.7, most=2), "half units"),
        (lambda: arguments(AuroraPostgres(zones=("x",), instance_class="db.r8g.large")), "zone 'x' of the cluster"),
        (lambda: arguments(retention_days=30), "retention_days 30 is shorter than backup_days 35"),
    ],
)
def test_what_aurora_would_refuse_is_refused_with_the_remedy(build_it: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build_it()
