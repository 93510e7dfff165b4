"""Records of the rules on scaling."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="scaling-service-present",
        control="av.scale",
        title="The stack runs something that grows and shrinks with its load",
        severity=Severity.HIGH,
        fix=(
            "Add an appautoscaling.Target of an ecs.Service, or an autoscaling.Group, or name the stack that "
            "provides them in baselines.yaml."
        ),
    ),
    RuleInfo(
        id="ecs-service-scales",
        control="av.scale",
        title="A service grows and shrinks with its load",
        severity=Severity.HIGH,
        fix=(
            "Add an appautoscaling.Target with the service's resourceId, and an appautoscaling.Policy of "
            "policyType TargetTrackingScaling."
        ),
    ),
    RuleInfo(
        id="scalable-target-range",
        control="av.scale",
        title="Scaling has room, and never leaves a service on one task",
        severity=Severity.HIGH,
        fix="Set minCapacity to 2 or more, and maxCapacity above it.",
    ),
    RuleInfo(
        id="asg-range",
        control="av.scale",
        title="A group of servers has room to grow, and never rests on one",
        severity=Severity.HIGH,
        fix="Set minSize to 2 or more, and maxSize above it.",
    ),
    RuleInfo(
        id="asg-tracks-target",
        control="av.scale",
        title="A group of servers grows and shrinks with its load",
        severity=Severity.HIGH,
        fix=("Add an autoscaling.Policy of policyType TargetTrackingScaling with the group's autoscalingGroupName."),
    ),
    RuleInfo(
        id="asg-spans-zones",
        control="av.az",
        title="A group of servers is in two zones or more",
        severity=Severity.HIGH,
        fix="Name in vpcZoneIdentifiers a subnet of each zone.",
        frameworks=("FSBP:AutoScaling.2",),
        equivalents=(
            "AUTOSCALING_MULTIPLE_AZ",
            "autoscaling_group_multiple_az",
            "AutoScaling.2",
        ),
    ),
    RuleInfo(
        id="asg-health-check-elb",
        control="av.heal",
        title="A server that does not answer is replaced",
        severity=Severity.HIGH,
        fix="Set healthCheckType to ELB.",
        frameworks=("FSBP:AutoScaling.1",),
        equivalents=(
            "CKV2_AWS_15",
            "AutoScalingGroupELBHealthCheckRequired",
            "autoscaling_group_elb_healthcheck_required",
            "AUTOSCALING_GROUP_ELB_HEALTHCHECK_REQUIRED",
            "autoscaling_group_elb_health_check_enabled",
            "AutoScaling.1",
        ),
    ),
)
