"""The settings of the compute layer."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from stacks.sections.base import Ownership, Section


class ServiceSettings(Section):
    """The service behind the public entry."""

    image: str = Field(
        description="the image by its digest, <registry>/<repository>@sha256:<digest>, pushed before it is named here"
    )
    cpu: Literal[256, 512, 1024, 2048, 4096, 8192, 16384] = Field(512, description="CPU units of a task, of 1/1024")
    memory_mib: int = Field(1024, ge=512, le=122880, description="memory of a task, one of Fargate's sizes")
    architecture: Literal["X86_64", "ARM64"] = Field("X86_64", description="what the image is built for")
    environment: Mapping[str, str] = Field(default_factory=dict, description="variables; never a secret")
    secrets: Mapping[str, str] = Field(
        default_factory=dict, description="variables from Secrets Manager or SecureString parameters, by whole ARN"
    )


class ServerSettings(Section):
    """A farm of servers, for what cannot run in containers."""

    image: str = Field(description="a hardened image: an AMI id, or resolve:ssm:<parameter> of one")
    instance_type: str = Field("m7g.large", description="EC2 instance type")
    least: int = Field(2, ge=2, description="servers that always run")
    most: int = Field(6, ge=3, description="servers that run at most")
    volume_gib: int = Field(30, ge=1, le=16384, description="root volume, GiB")
    lifetime_days: int = Field(30, ge=1, le=365, description="days until a server is replaced")

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.most <= self.least:
            raise ValueError(f"most is {self.most} and least is {self.least}: leave room to grow")
        return self


class ComputeSettings(Section):
    """Containers and servers. What needs an image is off until one is given."""

    least_tasks: int = Field(ge=2, description="tasks of a service that always run")
    most_tasks: int = Field(ge=3, description="tasks of a service that run at most")
    requests_per_task: int = Field(1000, ge=1, description="requests a minute of one task before there are more")
    registry_scanning: Ownership = Field(
        Ownership.MANAGED, description="enhanced scanning of the region's registry: managed, or existing"
    )
    service: ServiceSettings | None = Field(None, description="off until an image is given; needs an edge")
    servers: ServerSettings | None = Field(None, description="off until a hardened image is given")

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.most_tasks <= self.least_tasks:
            raise ValueError(f"most_tasks is {self.most_tasks} and least_tasks is {self.least_tasks}: leave room")
        return self
