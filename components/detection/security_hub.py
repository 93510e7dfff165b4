"""Security Hub in one region: the account measured against the AWS and CIS standards, findings in one place."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pulumi
from pulumi_aws import securityhub

from components.base import Component
from components.placement import Placement

FOUNDATIONAL: Final = "aws-foundational-security-best-practices/v/1.0.0"


class CisBenchmark(StrEnum):
    """The versions of the CIS AWS Foundations Benchmark that control det.hub takes."""

    V3 = "3.0.0"
    V5 = "5.0.0"


@dataclass(frozen=True, kw_only=True)
class SecurityHubArgs:
    """What Security Hub needs and may vary in.

    ``recorder_ready`` is the region's Config recorder: without it nearly every check says nothing. ``gathers`` are the
    other regions whose findings are shown here; give them in the home region only, for AWS allows one aggregator.
    Raises ValueError where they name this region or one twice.
    """

    placement: Placement
    recorder_ready: tuple[pulumi.Resource, ...]
    cis: CisBenchmark = CisBenchmark.V5
    gathers: tuple[str, ...] = ()
    protect: bool = True

    def __post_init__(self) -> None:
        if self.placement.region in self.gathers or len(set(self.gathers)) != len(self.gathers):
            raise ValueError(
                f"gathers names {', '.join(self.gathers)}: name every other region than {self.placement.region} once"
            )


class SecurityHub(Component):
    """AWS Security Hub CSPM: consolidated control findings, the standards AWS FSBP 1.0.0 and CIS, and one aggregator.

    New controls of a standard are switched on as AWS adds them; AWS's own default standards are not taken, for they
    would add CIS 1.2.0. GuardDuty, Inspector, Macie, Config and Access Analyzer send their findings by themselves;
    what Macie finds inside objects it sends only when told so in its own settings, for which there is no resource.

    Claims OB-01, OC-01, OC-08, BZ-06, BZ-20, BZ-21, BZ-71, BZ-88 (det.hub); with conformance packs det.audit.
    """

    area = "detection"
    provides = ("det.hub", "det.audit")

    hub_arn: pulumi.Output[str]

    def __init__(self, name: str, args: SecurityHubArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        hub = securityhub.Account(
            self.child("hub"),
            enable_default_standards=False,
            auto_enable_controls=True,
            control_finding_generator="SECURITY_CONTROL",
            opts=self.inside(protect=args.protect, depends_on=list(args.recorder_ready)),
        )
        for key, standard in (("foundational", FOUNDATIONAL), ("cis", _cis(args.cis))):
            securityhub.StandardsSubscription(
                self.child("standard", key),
                standards_arn=standard_arn(args.placement, standard),
                # AWS refuses a subscription where the hub is not on, and nothing in its properties says so.
                opts=self.inside(depends_on=[hub]),
            )
        if args.gathers:
            securityhub.FindingAggregator(
                self.child("aggregator"),
                linking_mode="SPECIFIED_REGIONS",
                specified_regions=list(args.gathers),
                opts=self.inside(depends_on=[hub]),
            )
        self.hub_arn = hub.arn
        self.register_outputs({"hub_arn": self.hub_arn})


def standard_arn(placement: Placement, standard: str) -> str:
    """The ARN of a standard in the region, such as that of ``aws-foundational-security-best-practices/v/1.0.0``."""
    return f"arn:{placement.partition}:securityhub:{placement.region}::standards/{standard}"


def _cis(version: CisBenchmark) -> str:
    return f"cis-aws-foundations-benchmark/v/{version}"
