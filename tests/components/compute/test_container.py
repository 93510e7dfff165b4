"""A container: what ECS is told of it, and what its arguments refuse."""

import json
from typing import Any

import pytest

from components.compute.container import Container
from tests.components.compute.building import DIGEST, IMAGE
from tests.components.data.building import ACCOUNT, PLACEMENT

SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:web/signing-AbCdEf"


def definition(**changes: Any) -> dict[str, Any]:
    container = Container(**({"image": IMAGE} | changes))
    (only,) = json.loads(container.definitions(name="web", log_group="/vouch/prod/web", region="eu-west-1"))
    return dict(only)


def test_a_container_can_do_little_and_is_logged() -> None:
    assert definition() == {
        "name": "web",
        "image": IMAGE,
        "essential": True,
        "user": "10001:10001",
        "privileged": False,
        "readonlyRootFilesystem": True,
        "linuxParameters": {"initProcessEnabled": True, "capabilities": {"drop": ["ALL"]}},
        "portMappings": [{"containerPort": 8443, "hostPort": 8443, "protocol": "tcp"}],
        "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp", "readOnly": False}],  # noqa: S108
        "environment": [],
        "secrets": [],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": "/vouch/prod/web",
                "awslogs-region": "eu-west-1",
                "awslogs-stream-prefix": "web",
                "mode": "non-blocking",
                "max-buffer-size": "25m",
            },
        },
        "stopTimeout": 60,
    }


def test_variables_are_in_order_and_secrets_are_named_by_arn() -> None:
    found = definition(environment={"STAGE": "prod", "KEY_ARN": "arn"}, secrets={"SIGNING_KEY": SECRET})
    assert found["environment"] == [{"name": "KEY_ARN", "value": "arn"}, {"name": "STAGE", "value": "prod"}]
    assert found["secrets"] == [{"name": "SIGNING_KEY", "valueFrom": SECRET}]


def test_a_health_command_runs_in_the_container() -> None:
    assert definition(health_command=("/app", "healthy"))["healthCheck"] == {
        "command": ["CMD", "/app", "healthy"],
        "interval": 15,
        "timeout": 5,
        "retries": 3,
        "startPeriod": 60,
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"image": IMAGE.replace(f"@{DIGEST}", ":latest")}, "not given by its digest"),
        ({"image": f"{IMAGE}0"}, "not given by its digest"),
        ({"port": 443}, "port is 443"),
        ({"architecture": "arm"}, "architecture is 'arm'"),
        ({"cpu": 300}, "cpu is 300"),
        ({"cpu": 512, "memory_mib": 8192}, "memory_mib is 8192"),
        ({"cpu": 256, "memory_mib": 1536}, "memory_mib is 1536"),
        ({"environment": {"DB_PASSWORD": "x"}}, "'DB_PASSWORD', which reads like a secret"),
        ({"environment": {"SIGNING_KEY": "x"}}, "'SIGNING_KEY', which reads like a secret"),
        ({"secrets": {"SIGNING_KEY": "web/signing"}}, "'SIGNING_KEY' no ARN"),
        ({"environment": {"A": "x"}, "secrets": {"A": SECRET}}, "'A' is in environment and in secrets"),
    ],
)
def test_what_would_be_unsafe_or_refused_by_fargate_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Container(**({"image": IMAGE} | changes))


@pytest.mark.parametrize(("cpu", "memory"), [(256, 512), (256, 2048), (1024, 3072), (4096, 30720), (16384, 122880)])
def test_sizes_of_fargate_are_taken(cpu: int, memory: int) -> None:
    assert Container(image=IMAGE, cpu=cpu, memory_mib=memory).memory_mib == memory


def test_only_an_image_of_the_accounts_own_registry_has_a_repository_to_grant() -> None:
    own = Container(image=IMAGE).repository_arn(PLACEMENT)
    assert own == f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/vouch-prod-web"
    assert Container(image=IMAGE.replace(ACCOUNT, "210987654321")).repository_arn(PLACEMENT) is None
    assert Container(image=f"public.ecr.aws/nginx/nginx@{DIGEST}").repository_arn(PLACEMENT) is None
