"""The rules of compute and of availability."""

from guardrails.rule import Rule
from guardrails.rules.compute import (
    autoscaling,
    defaults,
    ebs,
    ec2,
    ecr,
    ecs_host,
    ecs_service,
    ecs_task,
    image_builder,
    lambda_,
    lambda_access,
    pipelines,
    ssm,
    workflows,
    zones,
)

RULES: tuple[Rule, ...] = (
    *zones.RULES,
    *autoscaling.RULES,
    *ebs.RULES,
    *ec2.RULES,
    *ecr.RULES,
    *ecs_service.RULES,
    *ecs_task.RULES,
    *ecs_host.RULES,
    *lambda_access.RULES,
    *lambda_.RULES,
    *ssm.RULES,
    *image_builder.RULES,
    *pipelines.RULES,
    *defaults.RULES,
    *workflows.RULES,
)
