"""ECS: containers as JSON in every state, sessions, roles, and services followed to their scaling."""

import json
from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.compute import types as t
from guardrails.rules.network.types import SUBNET
from guardrails.values import UNKNOWN, Secret, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, results, verdicts

CONTAINER = {
    "name": "web",
    "image": "web:1",
    "user": "10001:10001",
    "readonlyRootFilesystem": True,
    "logConfiguration": {"logDriver": "awslogs"},
}


def task(*containers: dict[str, Any], **properties: Value) -> Declared:
    return Declared(
        type=t.TASK_DEFINITION,
        properties={"family": "web", "containerDefinitions": json.dumps(containers), **properties},
    )


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("ecs-container-not-privileged", {"privileged": True}),
        ("ecs-container-root-read-only", {"readonlyRootFilesystem": None}),
        ("ecs-container-not-root", {"user": "root"}),
        ("ecs-container-not-root", {"user": "0"}),
        ("ecs-container-not-root", {"user": None}),
        ("ecs-container-logged", {"logConfiguration": None}),
        ("ecs-container-logged", {"logConfiguration": {"logDriver": "none"}}),
        ("ecs-container-logged", {"logConfiguration": {"logDriver": "json-file"}}),
        ("ecs-container-not-privileged", {"Privileged": True}),
        ("ecs-container-environment-without-keys", {"command": ["--key", "AKIA" + "IOSFODNN7EXAMPLE"]}),
        ("ecs-container-environment-without-keys", {"environment": [{"Name": "AWS_SESSION_TOKEN", "Value": "x"}]}),
        ("ecs-container-environment-without-keys", {"environment": [{"name": "X", "value": "db://a:" + "b@host/x"}]}),
        ("ecs-container-capabilities", {"linuxParameters": {"capabilities": {"add": ["cap_net_admin"]}}}),
        ("ecs-container-capabilities", {"linuxParameters": {"devices": [{"hostPath": "/dev/fuse"}]}}),
        ("ecs-container-image-pinned", {"image": "registry.example.com:5000/web"}),
        ("ecs-container-image-pinned", {"image": "web:latest"}),
        ("ecs-container-environment-without-keys", {"environment": [{"name": "AWS_SESSION_TOKEN", "value": "x"}]}),
        ("ecs-container-environment-without-secrets", {"environment": [{"name": "API_TOKEN", "value": "x"}]}),
    ],
)
def test_the_second_container_is_judged_as_the_first(rule: str, changes: dict[str, Any]) -> None:
    assert verdicts(rule, task(CONTAINER)) == PASSED
    sidecar = CONTAINER | {"name": "sidecar"} | changes
    found = results(rule, task(CONTAINER, sidecar))
    assert [result.verdict for result in found] == FAILED
    assert found[0].message.startswith("container sidecar ")


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("ecs-container-environment-without-secrets", {"environment": [{"name": "DB_SECRET", "value": "arn:aws:x"}]}),
        ("ecs-container-environment-without-secrets", {"environment": [{"name": "USE_TOKEN", "value": "true"}]}),
        ("ecs-container-environment-without-secrets", {"environment": [{"name": "TOKEN_KEYS", "value": "3"}]}),
        ("ecs-container-capabilities", {"linuxParameters": {"capabilities": {"add": ["CHOWN"]}}}),
        ("ecs-container-image-pinned", {"image": "web:latest@sha256:" + "0" * 64}),
        ("ecs-container-image-pinned", {"image": "registry.example.com:5000/web:1"}),
    ],
)
def test_what_points_elsewhere_or_stays_inside_passes(rule: str, changes: dict[str, Any]) -> None:
    assert verdicts(rule, task(CONTAINER | changes)) == PASSED


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ({"name": "x", "hostPath": "/var/run/docker.sock"}, FAILED),
        ({"name": "x", "hostPath": "/"}, FAILED),
        ({"name": "x", "hostPath": UNKNOWN}, UNDETERMINED),
        ({"name": "x"}, PASSED),
    ],
)
def test_no_folder_of_the_machine_is_mounted(volume: dict[str, Value], expected: Any) -> None:
    assert verdicts("ecs-task-no-host-folders", task(CONTAINER, volumes=[volume])) == expected


@pytest.mark.parametrize("text", ["", "{", "{}", '["web"]', "null", "3"])
def test_what_is_no_list_of_containers_keeps_no_promise(text: str) -> None:
    stack = Declared(type=t.TASK_DEFINITION, properties={"family": "web", "containerDefinitions": text})
    assert verdicts("ecs-container-logged", stack) == FAILED


def test_definitions_that_are_secret_are_read_and_not_shown() -> None:
    leaking = CONTAINER | {"environment": [{"name": "X", "value": "AKIA" + "IOSFODNN7EXAMPLE"}]}
    stack = Declared(
        type=t.TASK_DEFINITION, properties={"family": "web", "containerDefinitions": Secret(json.dumps([leaking]))}
    )
    found = results("ecs-container-environment-without-keys", stack)
    assert [result.verdict for result in found] == FAILED
    assert "AKIA" not in found[0].message


def test_what_points_to_a_secret_is_none() -> None:
    pointing = CONTAINER | {"environment": [{"name": "DATABASE_SECRET_ARN", "value": "arn:aws:secretsmanager:..."}]}
    assert verdicts("ecs-container-environment-without-secrets", task(pointing)) == PASSED


def test_a_task_that_is_limited_limits_its_containers() -> None:
    assert verdicts("ecs-container-memory-limited", task(CONTAINER)) == FAILED
    assert verdicts("ecs-container-memory-limited", task(CONTAINER, memory="1024")) == PASSED


@pytest.mark.parametrize("path", ["networkMode", "pidMode", "ipcMode"])
def test_no_namespace_of_the_host_is_shared(path: str) -> None:
    assert verdicts("ecs-task-off-host-namespaces", task(CONTAINER, **{path: "host"})) == FAILED


def role_task(*, task_role: str, execution: str) -> tuple[Declared, ...]:
    made = task(CONTAINER, taskRoleArn=UNKNOWN, executionRoleArn=UNKNOWN)
    role = "aws:iam/role:Role"
    return (
        Declared(
            type=made.type,
            properties=made.properties,
            depends={"taskRoleArn": (task_role,), "executionRoleArn": (execution,)},
        ),
        Declared(type=role, name="one", properties={"assumeRolePolicy": "{}"}),
        Declared(type=role, name="two", properties={"assumeRolePolicy": "{}"}),
    )


def test_roles_are_told_apart_before_they_exist() -> None:
    assert verdicts("ecs-task-roles-differ", *role_task(task_role="one", execution="two")) == PASSED
    assert verdicts("ecs-task-roles-differ", *role_task(task_role="one", execution="one")) == FAILED


def test_a_task_with_one_role_has_none_to_tell_apart() -> None:
    assert verdicts("ecs-task-roles-differ", task(CONTAINER, taskRoleArn="arn")) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ({"cloudWatchLogGroupName": "x", "cloudWatchEncryptionEnabled": True}, PASSED),
        ({"s3BucketName": "x", "s3BucketEncryptionEnabled": True}, PASSED),
        ({"cloudWatchLogGroupName": "x"}, FAILED),
        ({"s3BucketName": "x", "s3BucketEncryptionEnabled": False}, FAILED),
        ({"cloudWatchEncryptionEnabled": True}, FAILED),
        (None, FAILED),
        ({"cloudWatchLogGroupName": "x", "cloudWatchEncryptionEnabled": UNKNOWN}, UNDETERMINED),
    ],
)
def test_sessions_are_logged_and_encrypted(log: Value, expected: Any) -> None:
    given = {"logging": "OVERRIDE", "kmsKeyId": "arn:aws:kms:eu-west-1:1:key/2", "logConfiguration": log}
    cluster = Declared(type=t.CLUSTER, properties={"configuration": {"executeCommandConfiguration": given}})
    assert verdicts("ecs-cluster-sessions-recorded", cluster) == expected


def test_a_cluster_that_says_nothing_records_no_sessions() -> None:
    assert verdicts("ecs-cluster-sessions-recorded", Declared(type=t.CLUSTER)) == FAILED


def test_only_ecss_own_deployments_have_its_breaker() -> None:
    service = Declared(type=t.SERVICE, properties={"deploymentController": {"type": "CODE_DEPLOY"}})
    assert verdicts("ecs-service-circuit-breaker", service) == NOT_APPLICABLE


def in_subnets(*zones: Value) -> tuple[Declared, ...]:
    names = tuple(f"subnet-{number}" for number, _ in enumerate(zones))
    return (
        Declared(
            type=t.SERVICE,
            properties={"networkConfiguration": {"subnets": [UNKNOWN for _ in zones]}},
            depends={"networkConfiguration": names},
        ),
        *(
            Declared(type=SUBNET, name=name, properties={"vpcId": "vpc-1", "availabilityZone": zone})
            for name, zone in zip(names, zones, strict=True)
        ),
    )


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        (("eu-west-1a", "eu-west-1b"), PASSED),
        (("eu-west-1a", "eu-west-1a"), FAILED),
        (("eu-west-1a",), FAILED),
        (("eu-west-1a", UNKNOWN), PASSED),
    ],
)
def test_two_subnets_of_one_zone_are_one_zone(zones: tuple[Value, ...], expected: Any) -> None:
    assert verdicts("ecs-service-spans-zones", *in_subnets(*zones)) == expected


SCALED = {"serviceNamespace": "ecs", "scalableDimension": "ecs:service:DesiredCount"}


def scaled(
    target: Value, policy: Value, *, kind: str = "TargetTrackingScaling", **service: Value
) -> tuple[Declared, ...]:
    depends = {"resourceId": ("main",)}
    return (
        Declared(type=t.SERVICE, properties={"cluster": UNKNOWN, **service}),
        Declared(
            type=t.SCALABLE_TARGET,
            name="target",
            properties={**SCALED, "resourceId": target},
            depends=depends if target is UNKNOWN else {},
        ),
        Declared(
            type=t.SCALING_POLICY,
            name="policy",
            properties={**SCALED, "resourceId": policy, "policyType": kind},
            depends={"resourceId": ("target",)} if policy is UNKNOWN else {},
        ),
    )


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        (scaled("service/c/web", "service/c/web", name="web"), PASSED),
        (scaled(UNKNOWN, UNKNOWN), PASSED),
        (scaled("service/c/web", "service/c/web", name="web", cluster="arn:aws:ecs:eu-west-1:1:cluster/c"), PASSED),
        (scaled("service/d/web", "service/d/web", name="web", cluster="c"), [*FAILED, *FAILED]),
        (scaled("service/c/web", "service/c/api", name="web"), FAILED),
        (scaled("service/c/web", "service/c/web", kind="StepScaling", name="web"), FAILED),
        (scaled("service/c/web", "service/c/web", name="web", schedulingStrategy="DAEMON"), NOT_APPLICABLE),
    ],
)
def test_a_service_is_followed_to_its_target_and_policy(stack: tuple[Declared, ...], expected: Any) -> None:
    assert verdicts("ecs-service-scales", *stack) == expected


def test_a_stack_without_anything_that_runs_neither_scales_nor_heals() -> None:
    cluster = Declared(type=t.CLUSTER)
    assert verdicts("scaling-service-present", cluster, of=None) == FAILED
    assert verdicts("healing-service-present", cluster, of=None) == FAILED
    group = Declared(type=t.GROUP, properties={"minSize": 2, "maxSize": 3})
    assert verdicts("scaling-service-present", group, of=None) == PASSED
    assert verdicts("healing-service-present", group, of=None) == PASSED


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"serviceNamespace": "ecs", "minCapacity": 1, "maxCapacity": 4}, FAILED),
        ({"serviceNamespace": "dynamodb", "minCapacity": 1, "maxCapacity": 4}, PASSED),
        ({"serviceNamespace": "dynamodb", "minCapacity": 4, "maxCapacity": 4}, FAILED),
        ({"serviceNamespace": "ecs", "minCapacity": 1, "maxCapacity": UNKNOWN}, [*UNDETERMINED, *FAILED]),
    ],
)
def test_only_services_must_never_rest_on_one(given: dict[str, Value], expected: Any) -> None:
    assert verdicts("scalable-target-range", Declared(type=t.SCALABLE_TARGET, properties=given)) == expected
