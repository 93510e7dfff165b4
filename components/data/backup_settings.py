"""Which kinds of resources AWS Backup looks at in a region."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import backup

from components.base import Component
from components.ownership import Ownership

OPTED_IN: Final = (
    "Aurora",
    "CloudFormation",
    "DSQL",
    "DocumentDB",
    "DynamoDB",
    "EBS",
    "EC2",
    "EFS",
    "FSx",
    "Neptune",
    "RDS",
    "Redshift",
    "Redshift Serverless",
    "S3",
    "SAP HANA on Amazon EC2",
    "Storage Gateway",
    "VirtualMachine",
)
"""Every type the provider documents: AWS answers with all of them, and one left out would be a change for ever."""
FULLY_MANAGED: Final = ("CloudFormation", "DSQL", "DynamoDB", "EFS")
"""Types whose recovery points AWS Backup keeps itself, under the vault's key. DynamoDB needs it to be copied at all."""


@dataclass(frozen=True, kw_only=True)
class BackupRegionArgs:
    """Who makes the region's settings: this stack, or another one in the same account and region."""

    ownership: Ownership


class BackupRegion(Component):
    """The opt-in of every type of resource to AWS Backup in one region.

    Produces, managed, the region's settings; existing, nothing. An account and region has them once. AWS has no way to
    delete them: they stay as they are when they leave the stack.

    For bk.coverage (OB-14, CF-26, OC-17): a selection by tags passes over what is not opted in, and says nothing.
    """

    area = "data"
    provides = ("bk.coverage",)

    ready: list[pulumi.Resource]

    def __init__(self, name: str, args: BackupRegionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.ready = []
        if args.ownership is Ownership.MANAGED:
            self.ready.append(
                backup.RegionSettings(
                    self.child("settings"),
                    resource_type_opt_in_preference=dict.fromkeys(OPTED_IN, True),
                    resource_type_management_preference=dict.fromkeys(FULLY_MANAGED, True),
                    opts=self.inside(),
                )
            )
        self.register_outputs({})
