"""One container as ECS wants it described, and what its args refuse: known as a whole before anything exists."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from components.placement import Placement

_IMAGE: Final = re.compile(r"[\w.-]+(?::\d+)?(?:/[\w.-]+)+@sha256:[0-9a-f]{64}")
_OWN_IMAGE: Final = re.compile(
    r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([\w./-]+)@sha256:[0-9a-f]{64}"
)
_SECRET_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret:|ssm:[a-z0-9-]+:\d{12}:parameter/).+"
)
_SECRET_NAME: Final = re.compile(r"secret|token|passw(or)?d|(^|_)keys?(_|$)|apikey", re.IGNORECASE)
# What says where a secret is, or for how long, is not the secret.
_POINTER: Final = re.compile(r"_(arn|id|name|path|url|uri|ttl|days|seconds|version)$", re.IGNORECASE)
_USER: Final = "10001:10001"
# What a task of Fargate may have of memory (MiB) with each number of CPU units: (least, most, step).
# Amazon ECS developer guide, "Task definition parameters for Fargate", task size.
_MEMORY: Final[Mapping[int, tuple[int, int, int]]] = {
    256: (512, 2048, 512),
    512: (1024, 4096, 1024),
    1024: (2048, 8192, 1024),
    2048: (4096, 16384, 1024),
    4096: (8192, 30720, 1024),
    8192: (16384, 61440, 4096),
    16384: (32768, 122880, 8192),
}


@dataclass(frozen=True, kw_only=True)
class Container:
    """The one container of a service's tasks, beside GuardDuty's; errors are ValueErrors that name the field.

    ``image`` is given by its digest: a tag can be moved, a digest cannot. It listens on ``port`` with TLS, as user
    10001, on a root file system that it cannot write; ``/tmp`` is its own (declare it as a ``VOLUME`` that belongs to
    user 10001 in the image, or it belongs to root). ``cpu`` (units of 1/1024) and ``memory_mib`` limit the
    task as a whole. ``environment`` holds no secrets: ``secrets`` maps a variable to the whole ARN of a secret of
    Secrets Manager (with its six random characters) or of a SecureString parameter. ``health_command`` is run
    in the container; where it is empty, the load balancer's health check alone decides.
    """

    image: str
    port: int = 8443
    cpu: int = 512
    memory_mib: int = 1024
    architecture: str = "X86_64"
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    health_command: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _IMAGE.fullmatch(self.image):
            raise ValueError(
                f"image {self.image!r} is not given by its digest, so what runs could change unseen: write it like "
                "'123456789012.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:<64 hexadecimal digits>'"
            )
        if not 1024 <= self.port <= 65535:
            raise ValueError(f"port is {self.port}, a user that is not root may listen on 1024 to 65535: give one")
        if self.architecture not in ("X86_64", "ARM64"):
            raise ValueError(f"architecture is {self.architecture!r}: choose X86_64 or ARM64")
        self._check_size()
        self._check_variables()

    def _check_size(self) -> None:
        if self.cpu not in _MEMORY:
            raise ValueError(f"cpu is {self.cpu}, Fargate has {', '.join(map(str, _MEMORY))}: choose one of them")
        least, most, step = _MEMORY[self.cpu]
        # The smallest size is not evenly spaced: 512, 1024 and 2048.
        if self.memory_mib not in range(least, most + 1, step) or (self.cpu, self.memory_mib) == (256, 1536):
            raise ValueError(
                f"memory_mib is {self.memory_mib}, with {self.cpu} CPU units Fargate has {least} to {most} in steps "
                f"of {step}: choose one of them"
            )

    def _check_variables(self) -> None:
        for name in self.environment:
            if _SECRET_NAME.search(name) and not _POINTER.search(name):
                raise ValueError(
                    f"environment names {name!r}, which reads like a secret, in plain text: put it into Secrets "
                    "Manager and name its ARN in secrets"
                )
        for name, arn in self.secrets.items():
            if not _SECRET_ARN.fullmatch(arn):
                raise ValueError(f"secrets gives {name!r} no ARN of a secret or parameter: write the whole ARN")
        both = sorted(set(self.environment) & set(self.secrets))
        if both:
            raise ValueError(f"{both[0]!r} is in environment and in secrets: name each variable in one of them")

    def repository_arn(self, placement: Placement) -> str | None:
        """The ARN of the image's repository where it is in this account's own registry, else None."""
        found = _OWN_IMAGE.fullmatch(self.image)
        if found is None or found[1] != placement.account_id:
            return None
        return placement.at(found[2]).arn("ecr", f"repository/{found[3]}")

    def definitions(self, *, name: str, log_group: str, region: str) -> str:
        """The container definitions of a task with this one container, as the JSON that ECS takes."""
        definition: dict[str, object] = {
            "name": name,
            "image": self.image,
            "essential": True,
            "user": _USER,
            "privileged": False,
            "readonlyRootFilesystem": True,
            "linuxParameters": {"initProcessEnabled": True, "capabilities": {"drop": ["ALL"]}},
            "portMappings": [{"containerPort": self.port, "hostPort": self.port, "protocol": "tcp"}],
            "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp", "readOnly": False}],  # noqa: S108  inside the container
            "environment": [{"name": key, "value": self.environment[key]} for key in sorted(self.environment)],
            "secrets": [{"name": key, "valueFrom": self.secrets[key]} for key in sorted(self.secrets)],
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": log_group,
                    "awslogs-region": region,
                    "awslogs-stream-prefix": name,
                    # A service must not stop because CloudWatch Logs cannot be reached.
                    "mode": "non-blocking",
                    "max-buffer-size": "25m",
                },
            },
            "stopTimeout": 60,
        }
        if self.health_command:
            definition["healthCheck"] = {
                "command": ["CMD", *self.health_command],
                "interval": 15,
                "timeout": 5,
                "retries": 3,
                "startPeriod": 60,
            }
        return json.dumps([definition], separators=(",", ":"))
