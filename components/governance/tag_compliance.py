"""Every resource says whose it is and what it holds: AWS Config checks the tags of what is running."""

import json
from dataclasses import dataclass

import pulumi
from pulumi_aws import cfg

from components.base import Component
from components.placement import Placement

REQUIRED_TAGS = ("owner", "data", "backup", "retention")
"""The keys of control gov.tags."""
_MOST_KEYS = 6
_CHECKED_TYPES = (
    "AWS::ACM::Certificate",
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::DynamoDB::Table",
    "AWS::EC2::Instance",
    "AWS::EC2::Volume",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::RDS::DBInstance",
    "AWS::S3::Bucket",
)
"""Of the types that REQUIRED_TAGS knows, those that hold or carry data and that nobody but a program makes."""


@dataclass(frozen=True, kw_only=True)
class TagComplianceArgs:
    """Which tags are asked for. ``recorder_ready`` is what Config needs before it takes a rule: a started recorder.

    Raises ValueError where no key is given, or one that AWS would refuse.
    """

    placement: Placement
    recorder_ready: tuple[pulumi.Resource, ...] = ()
    keys: tuple[str, ...] = REQUIRED_TAGS

    def __post_init__(self) -> None:
        if not self.keys or len(set(self.keys)) != len(self.keys):
            raise ValueError(f"keys is {', '.join(self.keys) or 'empty'}: name each required tag once")
        for key in self.keys:
            if not 1 <= len(key) <= 128 or key.lower().startswith("aws:"):
                raise ValueError(f"keys names {key!r}, which AWS does not take: give 1 to 128 characters, not aws:")


class TagCompliance(Component):
    """AWS Config's REQUIRED_TAGS over what holds or carries data, six keys a rule, which is all that one rule takes.

    The rule judges only types that AWS Config's own list has (Config developer guide, "required-tags"); the rest are
    judged at preview, by the rules of gov.tags. It sees that a key is there, and takes any value.

    Claim CF-18 (gov.tags).
    """

    area = "governance"
    provides = ("gov.tags",)

    rule_names: tuple[str, ...]

    def __init__(self, name: str, args: TagComplianceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        names = []
        for keys in _groups(args.keys):
            physical = args.placement.local(f"tags-{keys[0]}")
            cfg.Rule(
                self.child("rule", keys[0]),
                name=physical,
                description=f"Resources carry the tags {', '.join(keys)} (control gov.tags)",
                source=cfg.RuleSourceArgs(owner="AWS", source_identifier="REQUIRED_TAGS"),
                input_parameters=json.dumps(
                    {f"tag{number}Key": key for number, key in enumerate(keys, start=1)}, separators=(",", ":")
                ),
                scope=cfg.RuleScopeArgs(compliance_resource_types=list(_CHECKED_TYPES)),
                opts=self.inside(depends_on=[*args.recorder_ready]),
            )
            names.append(physical)
        self.rule_names = tuple(names)
        self.register_outputs({"rule_names": self.rule_names})


def _groups(keys: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [keys[start : start + _MOST_KEYS] for start in range(0, len(keys), _MOST_KEYS)]
