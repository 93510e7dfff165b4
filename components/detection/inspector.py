"""Amazon Inspector in one region: hosts, images and functions scanned for known vulnerabilities."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import inspector2

from components.base import Component
from components.placement import Placement

SCANS: Final = ("EC2", "ECR", "LAMBDA")
CODE_SCAN: Final = "LAMBDA_CODE"
CODE_SCAN_REGIONS: Final = frozenset(
    {
        "ap-northeast-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "us-east-1",
        "us-east-2",
        "us-west-2",
    }
)
"""Where Inspector also reads the code of functions (Inspector user guide, "Region-specific feature availability")."""


@dataclass(frozen=True, kw_only=True)
class InspectorArgs:
    """What the scans need: where. Which of them there are is not a choice."""

    placement: Placement

    @property
    def scans(self) -> tuple[str, ...]:
        """The scans of the region: all of them, but for code scans where AWS has none."""
        return (*SCANS, CODE_SCAN) if self.placement.region in CODE_SCAN_REGIONS else SCANS


class Inspector(Component):
    """Amazon Inspector for this account: the enabler of every scan. The registry's scanning rules are compute's.

    What AWS does not scan: functions whose code is under a customer key (Inspector user guide, "Scanning AWS Lambda
    functions"), and the source code of dependencies before it is in an image or function. CIS scans of hosts have no
    resource. Leaving the stack switches the scans off and drops their findings.

    Claims CF-31, BZ-21, BZ-69, BZ-70 (det.inspector).
    """

    area = "detection"
    provides = ("det.inspector",)

    scans: tuple[str, ...]

    def __init__(self, name: str, args: InspectorArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.scans = args.scans
        inspector2.Enabler(
            self.child("enabler"),
            account_ids=[args.placement.account_id],
            resource_types=list(args.scans),
            opts=self.inside(),
        )
        self.register_outputs({"scans": list(self.scans)})
