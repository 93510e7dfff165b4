"""What the two engines of a database are given, and what they give back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.data.database_parameters import AuditClass
from components.placement import Placement

INSIGHTS_DAYS: Final[Mapping[str, int]] = MappingProxyType({"advanced": 465, "standard": 7})
"""Days of performance history: what each mode of Database Insights demands or gives free of charge."""
AUTHORITY: Final = "rds-ca-rsa2048-g1"
"""The certificate authority, valid until 2061."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The settings of a database that do not depend on its engine, and the resources around it."""

    owner: Component
    placement: Placement
    identifier: str
    engine_version: str
    database_name: str
    master_username: str
    port: int
    key_arn: pulumi.Input[str]
    log_key_arn: pulumi.Input[str]
    log_days: int
    slow_query_ms: int
    audit: tuple[AuditClass, ...]
    backup_days: int
    backup_window: str
    maintenance_window: str
    monitoring_seconds: int
    insights: Literal["advanced", "standard"]
    deletion_protection: bool
    protect: bool
    tags: Mapping[str, str]
    subnet_group: aws.rds.SubnetGroup
    security_group: aws.ec2.SecurityGroup
    alerts_topic_arn: pulumi.Input[str] | None


@dataclass(frozen=True, kw_only=True)
class Made:
    """What an engine made, and how the rest of the stack knows it."""

    arn: pulumi.Output[str]
    address: pulumi.Output[str]
    resource_id: pulumi.Output[str]
    master_secret_arn: pulumi.Output[str]
    event_pattern: Mapping[str, object]
    dimensions: Mapping[str, str]
    log_group: str


def secret_arn(
    secrets: Sequence[aws.rds.outputs.InstanceMasterUserSecret] | Sequence[aws.rds.outputs.ClusterMasterUserSecret],
) -> str:
    """The ARN of the secret that RDS made of the master password. Raises ValueError where there is none yet."""
    arn = secrets[0].secret_arn if secrets else None
    if arn is None:
        raise ValueError("RDS answered without a master secret: refresh the stack once the database is available")
    return arn
