"""Records of the rules on availability zones."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="subnets-present",
        control="av.az",
        title="The stack has subnets",
        severity=Severity.HIGH,
        fix=(
            "Add ec2.Subnets in as many zones as the profile asks for, or name the stack that provides them "
            "in baselines.yaml."
        ),
    ),
    RuleInfo(
        id="vpc-subnets-span-zones",
        control="av.az",
        title="Every tier of a VPC spans as many zones as the profile asks for",
        severity=Severity.HIGH,
        fix="Add an ec2.Subnet with another availabilityZone to the tier.",
        equivalents=("vpc_subnet_different_az",),
    ),
    RuleInfo(
        id="nat-gateway-per-zone",
        control="av.az",
        title="Private subnets leave by a NAT gateway of their own zone",
        severity=Severity.MEDIUM,
        fix="Add an ec2.NatGateway in a public subnet of the zone, or one with availabilityMode regional.",
    ),
)
