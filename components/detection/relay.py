"""Findings of another region, sent home: one place tells people, whatever region something happened in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import pulumi
from pulumi_aws import cloudwatch

from components.base import Component
from components.messaging import RETRY, home_sender
from components.placement import Placement

FINDINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "aws.guardduty": ("GuardDuty Finding", "GuardDuty Malware Protection Object Scan Result"),
        "aws.inspector2": ("Inspector2 Finding",),
        "aws.macie": ("Macie Finding",),
        "aws.access-analyzer": ("Access Analyzer Finding",),
    }
)
"""What is sent home, by service. Security Hub's own findings are not: its aggregator shows them at home by itself."""


@dataclass(frozen=True, kw_only=True)
class FindingsRelayArgs:
    """Where findings come from and go to; ``home`` is another region than the placement's, else ValueError.

    ``findings`` are the event types that are sent on, by the service that they come from.
    """

    placement: Placement
    home: str
    findings: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: FINDINGS)

    def __post_init__(self) -> None:
        if self.home == self.placement.region:
            raise ValueError(
                f"home is {self.home}, the region that the findings are in: an event sent to its own bus comes back "
                "for ever; name another region"
            )
        if not self.findings or not all(source.startswith("aws.") for source in self.findings):
            raise ValueError(f"findings are of {', '.join(self.findings) or 'nothing'}: name services as aws.<service>")


class FindingsRelay(Component):
    """An event rule that sends findings to the home region's default bus, where the rules that tell people are.

    Topics, their keys and their subscribers are so needed once. EventBridge keeps trying for a day; a dead-letter
    queue would need a key in every region for what the archive and Security Hub's aggregator keep anyway.

    Claims OC-07, OC-20 (det.guardduty).
    """

    area = "detection"
    provides = ("det.guardduty",)

    rule_name: str

    def __init__(self, name: str, args: FindingsRelayArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        self.rule_name = placement.local("findings-relay")
        bus = placement.at(args.home).arn("events", "event-bus/default")
        role, policy = home_sender(
            self,
            bus=bus,
            description=f"Lets EventBridge send findings of {placement.region} to {args.home}",
            condition={
                "StringEquals": {"aws:SourceAccount": placement.account_id},
                "ArnEquals": {"aws:SourceArn": placement.arn("events", f"rule/{self.rule_name}")},
            },
        )
        rule = cloudwatch.EventRule(
            self.child("rule"),
            name=self.rule_name,
            description=f"Findings of {placement.region}, sent to {args.home}",
            event_pattern=json.dumps(
                {
                    "source": list(args.findings),
                    "detail-type": [type_ for types in args.findings.values() for type_ in types],
                },
                separators=(",", ":"),
            ),
            state="ENABLED",
            opts=self.inside(),
        )
        cloudwatch.EventTarget(
            self.child("target"),
            rule=rule.name,
            target_id="home",
            arn=bus,
            role_arn=role.arn,
            retry_policy=RETRY,
            opts=self.inside(depends_on=[policy]),
        )
        self.register_outputs({"rule_name": self.rule_name})
