"""The database: encrypted, isolated, backed up, watched, and reached over TLS by named clients only."""

import re
from typing import Any

import pytest

from components.data.database import Database, DatabaseArgs
from components.data.database_engines import Postgres
from components.documents import pins_source
from guardrails.graph import Resource
from tests.components.data.building import (
    ACCOUNT,
    KEY_ARN,
    LOG_KEY_ARN,
    PLACEMENT,
    by_sid,
    depends_on,
    listed,
    statements,
    wired,
)
from tests.support.recording import Recorded, record

INSTANCE = "aws:rds/instance:Instance"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
EVENTS = "aws:rds/eventSubscription:EventSubscription"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
LOG = "aws:cloudwatch/logGroup:LogGroup"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
DB_ARN = f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:vouch-prod-database"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:alerts"
DEV: dict[str, Any] = {
    "multi_az": False,
    "backup_days": 7,
    "deletion_protection": False,
    "protect": False,
    "insights": "standard",
}


_SIZE = ("instance_class", "allocated_storage_gib", "max_allocated_storage_gib", "multi_az")


def arguments(**changes: Any) -> DatabaseArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "vpc_id": "vpc-1",
        "subnet_ids": {"eu-west-1b": "subnet-b", "eu-west-1a": "subnet-a"},
        "key_arn": KEY_ARN,
        "log_key_arn": LOG_KEY_ARN,
        "client_cidrs": {"restore-validation": "10.0.32.0/20"},
        "client_security_groups": {"service": "sg-service"},
    }
    size = {field: changes.pop(field) for field in _SIZE if field in changes}
    given["engine"] = Postgres(**({"instance_class": "db.m7g.large"} | size))
    return DatabaseArgs(**(given | changes))


def build(**changes: Any) -> Recorded:
    return record(lambda: Database("main", arguments(**changes)))


def instance(**changes: Any) -> Resource:
    return build(**changes).one(INSTANCE, "main-instance")


def parameters(**changes: Any) -> dict[str, tuple[str, str]]:
    group = build(**changes).one(PARAMETERS, "main-parameter-group")
    listed_parameters = group.properties["parameters"]
    assert isinstance(listed_parameters, list)
    return {each["name"]: (each["value"], each["applyMethod"]) for each in listed_parameters}


def test_the_instance_has_exactly_these_known_inputs() -> None:
    wired_inputs = {"parameterGroupName", "dbSubnetGroupName", "vpcSecurityGroupIds", "monitoringRoleArn"}
    made = instance()
    assert {name: value for name, value in made.properties.items() if name not in wired_inputs} == {
        "identifier": "vouch-prod-database",
        "engine": "postgres",
        "engineVersion": "17",
        "autoMinorVersionUpgrade": True,
        "allowMajorVersionUpgrade": False,
        "applyImmediately": False,
        "instanceClass": "db.m7g.large",
        "dbName": "app",
        "port": 5433,
        "caCertIdentifier": "rds-ca-rsa2048-g1",
        "username": "vouch_owner",
        "manageMasterUserPassword": True,
        "masterUserSecretKmsKeyId": KEY_ARN,
        "iamDatabaseAuthenticationEnabled": True,
        "storageType": "gp3",
        "allocatedStorage": 100,
        "maxAllocatedStorage": 1000,
        "storageEncrypted": True,
        "kmsKeyId": KEY_ARN,
        "multiAz": True,
        "publiclyAccessible": False,
        "backupRetentionPeriod": 35,
        "backupWindow": "01:00-02:00",
        "maintenanceWindow": "sun:03:00-sun:04:00",
        "copyTagsToSnapshot": True,
        "deleteAutomatedBackups": False,
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": "vouch-prod-database-final",
        "deletionProtection": True,
        "enabledCloudwatchLogsExports": ["iam-db-auth-error", "postgresql", "upgrade"],
        "monitoringInterval": 60,
        "databaseInsightsMode": "advanced",
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": KEY_ARN,
        "performanceInsightsRetentionPeriod": 465,
        "tags": {"backup": "daily", "data": "customer", "retention": "90", "vouch:drill": "allowed"},
    }


def test_the_instance_is_wired_to_its_own_groups_and_role() -> None:
    made = instance()
    assert wired(made, "parameterGroupName") == ["main-parameter-group"]
    assert wired(made, "dbSubnetGroupName") == ["main-subnet-group"]
    assert wired(made, "vpcSecurityGroupIds") == ["main-security-group"]
    assert wired(made, "monitoringRoleArn") == ["main-monitoring-role"]


def test_the_instance_is_protected_in_the_cloud_and_in_pulumi() -> None:
    made = instance()
    assert made.properties["deletionProtection"] is True
    assert made.options.protect is True


def test_a_small_profile_relaxes_what_it_names_and_nothing_else() -> None:
    relaxed, strict = instance(**DEV), instance()
    changed = {name for name, value in relaxed.properties.items() if value != strict.properties[name]}
    assert {name: relaxed.properties[name] for name in changed} == {
        "multiAz": False,
        "backupRetentionPeriod": 7,
        "deletionProtection": False,
        "databaseInsightsMode": "standard",
        "performanceInsightsRetentionPeriod": 7,
    }
    assert relaxed.options.protect is False


def test_all_parts_are_inside_the_component_and_named_by_role_and_key() -> None:
    recorded = build(alerts_topic_arn=TOPIC)
    parts = [each for each in recorded.resources if each.custom and not each.type.startswith("pulumi:")]
    assert {each.parent.rsplit("::", 1)[-1] for each in parts} == {"main"}
    assert sorted(each.name for each in parts) == [
        "main-events-instance",
        "main-events-parameters",
        "main-ingress-restore-validation",
        "main-ingress-service",
        "main-instance",
        "main-log-iam-db-auth-error",
        "main-log-postgresql",
        "main-log-upgrade",
        "main-monitoring-policy",
        "main-monitoring-role",
        "main-parameter-group",
        "main-security-group",
        "main-subnet-group",
    ]


def test_parameters_force_tls_and_log_without_bound_values() -> None:
    assert parameters() == {
        "log_connections": ("1", "immediate"),
        "log_disconnections": ("1", "immediate"),
        "log_lock_waits": ("1", "immediate"),
        "log_min_duration_statement": ("1000", "immediate"),
        "log_parameter_max_length": ("0", "immediate"),
        "log_parameter_max_length_on_error": ("0", "pending-reboot"),
        "log_statement": ("ddl", "immediate"),
        "password_encryption": ("scram-sha-256", "pending-reboot"),
        "pgaudit.log": ("ddl,role", "immediate"),
        "rds.force_ssl": ("1", "pending-reboot"),
        "shared_preload_libraries": ("pg_stat_statements,pgaudit", "pending-reboot"),
        "ssl_min_protocol_version": ("TLSv1.2", "pending-reboot"),
    }


def test_without_audit_classes_the_audit_library_is_not_loaded() -> None:
    chosen = parameters(audit=())
    assert chosen["shared_preload_libraries"] == ("pg_stat_statements", "pending-reboot")
    assert "pgaudit.log" not in chosen


def test_audit_classes_are_written_in_one_order() -> None:
    assert parameters(audit=("write", "ddl"))["pgaudit.log"] == ("ddl,write", "immediate")


def test_the_parameter_family_follows_the_engine() -> None:
    recorded = build(engine_version="16")
    assert recorded.one(PARAMETERS).properties["family"] == "postgres16"
    assert recorded.one(INSTANCE).properties["engineVersion"] == "16"


def test_the_subnets_are_the_given_ones_in_the_order_of_their_zones() -> None:
    assert build().one(SUBNETS, "main-subnet-group").properties["subnetIds"] == ["subnet-a", "subnet-b"]


def test_the_security_group_has_no_rule_inline_and_none_outwards() -> None:
    recorded = build()
    assert dict(recorded.one(GROUP, "main-security-group").properties) == {
        "description": "Clients of the database vouch-prod-database",
        "vpcId": "vpc-1",
        "tags": {"Name": "vouch-prod-database"},
    }
    assert recorded.all(EGRESS) == ()


def test_each_named_client_reaches_the_port_and_no_other() -> None:
    recorded = build()
    rules = {
        rule.name: {name: value for name, value in rule.properties.items() if name != "securityGroupId"}
        for rule in recorded.all(INGRESS)
    }
    assert rules == {
        "main-ingress-restore-validation": {
            "description": "PostgreSQL from restore-validation",
            "ipProtocol": "tcp",
            "fromPort": 5433,
            "toPort": 5433,
            "cidrIpv4": "10.0.32.0/20",
        },
        "main-ingress-service": {
            "description": "PostgreSQL from service",
            "ipProtocol": "tcp",
            "fromPort": 5433,
            "toPort": 5433,
            "referencedSecurityGroupId": "sg-service",
        },
    }
    assert {tuple(wired(rule, "securityGroupId")) for rule in recorded.all(INGRESS)} == {("main-security-group",)}


def test_a_chosen_port_is_the_one_that_is_opened() -> None:
    recorded = build(port=6432)
    assert recorded.one(INSTANCE).properties["port"] == 6432
    assert {(rule.properties["fromPort"], rule.properties["toPort"]) for rule in recorded.all(INGRESS)} == {
        (6432, 6432)
    }


def test_log_groups_are_made_before_the_instance_with_a_key_and_an_end() -> None:
    recorded = build(log_days=400)
    made = {each.name: dict(each.properties) for each in recorded.all(LOG)}
    assert made == {
        f"main-log-{export}": {
            "name": f"/aws/rds/instance/vouch-prod-database/{export}",
            "kmsKeyId": LOG_KEY_ARN,
            "retentionInDays": 400,
            "tags": {"data": "customer" if export == "postgresql" else "logs", "retention": "400"},
        }
        for export in ("iam-db-auth-error", "postgresql", "upgrade")
    }
    assert depends_on(recorded.one(INSTANCE)) >= {*made, "main-monitoring-policy"}


def test_logs_say_who_did_what_and_are_kept_a_year_unless_told_otherwise() -> None:
    assert {each.properties["retentionInDays"] for each in build().all(LOG)} == {365}
    assert {each.properties["retentionInDays"] for each in build(log_days=90).all(LOG)} == {90}


def test_only_monitoring_of_this_instance_may_assume_the_role() -> None:
    (statement,) = statements(build().one(ROLE, "main-monitoring-role"), "assumeRolePolicy")
    assert statement == {
        "Sid": "Assume",
        "Effect": "Allow",
        "Principal": {"Service": "monitoring.rds.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnEquals": {"aws:SourceArn": DB_ARN},
        },
    }
    assert pins_source(statement["Condition"])


def test_the_role_writes_to_the_one_log_group_of_enhanced_monitoring() -> None:
    policy = build().one(ROLE_POLICY, "main-monitoring-policy")
    assert wired(policy, "role") == ["main-monitoring-role"]
    group = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:RDSOSMetrics"
    assert by_sid(policy) == {
        "KeepGroup": {
            "Sid": "KeepGroup",
            "Effect": "Allow",
            "Action": ["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
            "Resource": [group, f"{group}:*"],
        },
        "WriteMetrics": {
            "Sid": "WriteMetrics",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"],
            "Resource": f"{group}:log-stream:*",
        },
    }


def test_no_document_of_the_database_allows_a_wildcard_action_or_every_resource() -> None:
    recorded = build()
    found = statements(recorded.one(ROLE), "assumeRolePolicy") + statements(recorded.one(ROLE_POLICY))
    assert [action for each in found for action in listed(each["Action"]) if "*" in action] == []
    assert [each["Sid"] for each in found if "*" in listed(each.get("Resource", []))] == []


def test_events_of_the_instance_and_of_its_parameters_go_to_the_topic() -> None:
    recorded = build(alerts_topic_arn=TOPIC)
    of_instance = recorded.one(EVENTS, "main-events-instance")
    assert of_instance.properties["snsTopic"] == TOPIC
    assert of_instance.properties["sourceType"] == "db-instance"
    assert of_instance.properties["eventCategories"] == [
        "availability",
        "configuration change",
        "deletion",
        "failover",
        "failure",
        "low storage",
        "maintenance",
        "notification",
        "recovery",
    ]
    assert wired(of_instance, "sourceIds") == ["main-instance"]
    of_parameters = recorded.one(EVENTS, "main-events-parameters")
    assert of_parameters.properties["snsTopic"] == TOPIC
    assert of_parameters.properties["sourceType"] == "db-parameter-group"
    assert of_parameters.properties["eventCategories"] == ["configuration change"]
    assert wired(of_parameters, "sourceIds") == ["main-parameter-group"]


def test_without_a_topic_there_is_no_subscription() -> None:
    assert build().all(EVENTS) == ()


def test_the_same_events_can_be_taken_from_eventbridge() -> None:
    made: list[Database] = []
    recorded = record(lambda: made.append(Database("main", arguments(alerts_topic_arn=TOPIC))))
    assert made[0].event_pattern == {
        "source": ["aws.rds"],
        "detail-type": ["RDS DB Instance Event"],
        "detail": {
            "SourceArn": [DB_ARN],
            "EventCategories": recorded.one(EVENTS, "main-events-instance").properties["eventCategories"],
        },
    }


def test_identifier_and_port_are_known_before_the_instance_exists() -> None:
    made: list[Database] = []
    record(lambda: made.append(Database("main", arguments(role="ledger", port=6432))))
    assert (made[0].identifier, made[0].port) == ("vouch-prod-ledger", 6432)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"role": "data--base"},
            (
                "role 'data--base' makes the identifier 'vouch-prod-data--base', which RDS refuses: "
                "use small letters, digits and single hyphens"
            ),
        ),
        (
            {"master_username": "postgres"},
            (
                "master_username 'postgres' is a default or is not a PostgreSQL name: choose small letters, digits and "
                "underscores, and none of admin, administrator, master, postgres, rdsadmin, root, user"
            ),
        ),
        (
            {"database_name": "App"},
            "database_name 'App' is not a PostgreSQL name: use small letters, digits and underscores",
        ),
        (
            {"engine_version": "17.4"},
            (
                "engine_version '17.4' is not a supported major version, and a minor one would fight automatic "
                "upgrades: "
                "choose one of 15, 16, 17"
            ),
        ),
        (
            {"port": 5432},
            "port 5432 is PostgreSQL's default or outside what RDS allows: choose 1150 to 65535, other than 5432",
        ),
        (
            {"port": 1149},
            "port 1149 is PostgreSQL's default or outside what RDS allows: choose 1150 to 65535, other than 5432",
        ),
        (
            {"instance_class": "m7g.large"},
            "instance_class 'm7g.large' is not an RDS class: write it in full, such as 'db.m7g.large'",
        ),
        (
            {"allocated_storage_gib": 19},
            "allocated_storage_gib 19 is outside what gp3 allows: choose 20 to 65536 GiB",
        ),
        (
            {"allocated_storage_gib": 100, "max_allocated_storage_gib": 109},
            (
                "max_allocated_storage_gib 109 leaves no room to grow from 100 GiB: "
                "make it at least a tenth larger, and at most 65536 GiB"
            ),
        ),
        (
            {"subnet_ids": {"eu-west-1a": "subnet-a"}},
            "subnet_ids has 1 zone, RDS needs 2 or more: give an isolated subnet in each zone",
        ),
        (
            {"backup_days": 6},
            "backup_days 6 is outside what is promised and what RDS allows: choose 7 to 35 days",
        ),
        (
            {"backup_days": 36},
            "backup_days 36 is outside what is promised and what RDS allows: choose 7 to 35 days",
        ),
        (
            {"deletion_protection": False},
            (
                "deletion_protection is False while protect is True, which leaves the database to Pulumi's "
                "memory alone: "
                "set deletion_protection to True, or both to False"
            ),
        ),
        ({"insights": "off"}, "insights 'off' is unknown: choose advanced or standard"),
        (
            {"monitoring_seconds": 0},
            "monitoring_seconds 0 is not an interval of enhanced monitoring: choose one of 1, 5, 10, 15, 30, 60",
        ),
        (
            {"log_days": 30},
            (
                "log_days 30 is below 90 or not a retention of CloudWatch Logs: choose one of 90, 120, 150, "
                "180, 365, 400, "
                "545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653"
            ),
        ),
        (
            {"slow_query_ms": -1},
            "slow_query_ms -1 turns the log of slow statements off: choose 0 or more milliseconds",
        ),
        (
            {"audit": ("ddl", "ddl")},
            (
                "audit ['ddl', 'ddl'] repeats a class or names an unknown one: "
                "choose from ddl, function, misc, read, role, write, each once"
            ),
        ),
        (
            {"audit": ("all",)},
            (
                "audit ['all'] repeats a class or names an unknown one: "
                "choose from ddl, function, misc, read, role, write, each once"
            ),
        ),
        (
            {"backup_window": "03:30-04:30"},
            (
                "maintenance_window 'sun:03:00-sun:04:00' overlaps backup_window '03:30-04:30', which RDS refuses: "
                "move one of them"
            ),
        ),
        (
            {"client_cidrs": {"service": "10.0.0.0/16"}},
            "client 'service' is in client_cidrs and in client_security_groups: name each client in one of them",
        ),
        (
            {"client_cidrs": {"all": "0.0.0.0/0"}},
            (
                "client_cidrs entry 'all' is '0.0.0.0/0', which reaches beyond private networks: "
                "give the CIDR of a subnet"
            ),
        ),
        (
            {"client_cidrs": {"office": "203.0.113.0/24"}},
            (
                "client_cidrs entry 'office' is '203.0.113.0/24', which reaches beyond private networks: "
                "give the CIDR of a subnet"
            ),
        ),
        (
            {"client_cidrs": {"app": "10.0.0.1/16"}},
            "client_cidrs entry 'app' is '10.0.0.1/16', not an IPv4 network: write it like '10.0.16.0/20'",
        ),
    ],
)
def test_arguments_that_rds_would_refuse_or_that_break_a_promise_are_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        arguments(**changes)
