"""The controls of compute and of availability, and the records of the rules that guard them."""

from guardrails.controls.compute import (
    autoscaling,
    codebuild,
    defaults,
    ebs,
    ec2,
    ecr,
    ecs_host,
    ecs_service,
    ecs_task,
    eks,
    image_builder,
    image_copies,
    lambda_,
    managed_runtimes,
    pipelines,
    sagemaker,
    ssm,
    workflows,
    zones,
)
from guardrails.controls.model import Control, RuleInfo

CONTROLS: tuple[Control, ...] = (
    Control(id="av.az", title="Every tier runs in several availability zones"),
    Control(id="av.scale", title="Services grow and shrink with their load"),
    Control(id="av.heal", title="What is sick is taken out and replaced without a person"),
    Control(id="av.maint", title="Maintenance and backups happen in stated windows"),
    Control(id="vm.patch", title="Machines, databases and runtimes are patched in time"),
    Control(id="vm.image", title="Images are immutable, scanned and hardened"),
    Control(
        id="vm.harden",
        title="Machines are hardened, without long-lived ways in",
        note=(
            "inspector2 CIS scan configuration has no pulumi_aws class: boto3 create_cis_scan_configuration or a "
            "custom resource"
        ),
    ),
    Control(
        id="vm.sast",
        title="Code is analysed and tested before it is deployed",
        note=(
            "the repository's own CI file and branch protection are the real evidence (GitHub API: "
            "required_status_checks); static analysis runs in this repository's own workflows; the product's own code "
            "is attested"
        ),
    ),
    Control(id="base.compute", title="Good practice in compute beyond the claims"),
)
RULES: tuple[RuleInfo, ...] = (
    *zones.RULES,
    *autoscaling.RULES,
    *ebs.RULES,
    *ec2.RULES,
    *ecr.RULES,
    *ecs_service.RULES,
    *ecs_task.RULES,
    *ecs_host.RULES,
    *lambda_.RULES,
    *ssm.RULES,
    *image_builder.RULES,
    *pipelines.RULES,
    *defaults.RULES,
    *workflows.RULES,
    *codebuild.RULES,
    *eks.RULES,
    *managed_runtimes.RULES,
    *sagemaker.RULES,
    *image_copies.RULES,
)
