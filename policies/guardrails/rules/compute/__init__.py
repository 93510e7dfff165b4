"""The rules of compute and of availability."""

from guardrails.rule import Rule
from guardrails.rules.compute import (
    autoscaling,
    defaults,
    ebs,
    ec2,
    ecr,
    ecs_service,
    ecs_task,
    image_builder,
    lambda_,
    ssm,
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
    *lambda_.RULES,
    *ssm.RULES,
    *image_builder.RULES,
    *defaults.RULES,
)
