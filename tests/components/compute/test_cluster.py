"""The cluster: everything about it recorded, under customer keys."""

from typing import Any

import pytest

from components.compute.cluster import Cluster, ClusterArgs, cluster_name
from tests.components.data.building import KEY_ARN, LOG_KEY_ARN, PLACEMENT
from tests.support.recording import Recorded, record


def build(**changes: Any) -> Recorded:
    given: dict[str, Any] = {"placement": PLACEMENT, "key_arn": KEY_ARN, "log_key_arn": LOG_KEY_ARN}
    args = ClusterArgs(**(given | changes))
    return record(lambda: Cluster("services", args))


def test_the_cluster_watches_its_tasks_and_encrypts_their_storage_and_sessions() -> None:
    assert build().one("aws:ecs/cluster:Cluster").properties == {
        "name": "vouch-prod-services",
        "settings": [{"name": "containerInsights", "value": "enhanced"}],
        "configuration": {
            "executeCommandConfiguration": {
                "kmsKeyId": KEY_ARN,
                "logging": "OVERRIDE",
                "logConfiguration": {
                    "cloudWatchEncryptionEnabled": True,
                    "cloudWatchLogGroupName": "/vouch/prod/container-sessions",
                },
            },
            "managedStorageConfiguration": {"fargateEphemeralStorageKmsKeyId": KEY_ARN},
        },
    }


def test_the_name_is_known_before_the_cluster_exists() -> None:
    assert cluster_name(PLACEMENT) == "vouch-prod-services"


def test_sessions_are_kept_as_audit_logs_for_a_year() -> None:
    group = build().one("aws:cloudwatch/logGroup:LogGroup")
    assert group.options.protect
    assert group.properties == {
        "name": "/vouch/prod/container-sessions",
        "kmsKeyId": LOG_KEY_ARN,
        "retentionInDays": 365,
        "deletionProtectionEnabled": True,
        "tags": {"stream": "audit", "data": "logs", "retention": "365"},
    }


def test_tasks_run_on_fargate_that_aws_does_not_take_back() -> None:
    assert build().one("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").properties == {
        "clusterName": "vouch-prod-services",
        "capacityProviders": ["FARGATE"],
        "defaultCapacityProviderStrategies": [{"capacityProvider": "FARGATE", "weight": 1}],
    }


def test_sessions_are_not_kept_for_less_than_a_year() -> None:
    with pytest.raises(ValueError, match="log_days is 90"):
        build(log_days=90)


def test_a_cluster_that_is_not_protected_can_be_destroyed() -> None:
    group = build(protect=False).one("aws:cloudwatch/logGroup:LogGroup")
    assert not group.options.protect
    assert group.properties["deletionProtectionEnabled"] is False
