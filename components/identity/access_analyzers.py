"""IAM Access Analyzer: what is shared beyond the account, and what was given and never used."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import accessanalyzer

from components.base import Component
from components.placement import Placement

UNUSED_DAYS: Final = 90


@dataclass(frozen=True, kw_only=True)
class AccessAnalyzersArgs:
    """Where the analyzers are, and whether unused access is looked for too.

    ``unused_access`` costs 0.20 USD a month for each role and user of the account. IAM is one for all regions, so
    that one analyzer, in the home region, is enough. ``unused_days`` is how long access must have been given and not
    used, 1 to 365, else ValueError.
    """

    placement: Placement
    unused_access: bool
    unused_days: int = UNUSED_DAYS

    def __post_init__(self) -> None:
        if not 1 <= self.unused_days <= 365:
            raise ValueError(f"unused_days is {self.unused_days}: give 1 to 365, as Access Analyzer asks")


class AccessAnalyzers(Component):
    """The access analyzers of one region, with the account for their zone of trust.

    External access is analysed by region, and free. There are no archive rules: every finding is seen by somebody.
    AWS allows an account one external analyzer a region and one unused access analyzer, so that one stack of the
    account makes them. Their findings reach people by the operations layer's routes.

    Claims OB-21, BZ-51 (det.analyzer), CF-17, CF-19, CF-20, CF-24 (id.least).
    """

    area = "identity"
    provides = ("det.analyzer", "id.least")

    external_arn: pulumi.Output[str]
    unused_arn: pulumi.Output[str] | None

    def __init__(self, name: str, args: AccessAnalyzersArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        external = accessanalyzer.Analyzer(
            self.child("external"),
            analyzer_name=args.placement.local("external-access"),
            type="ACCOUNT",
            opts=self.inside(),
        )
        self.external_arn = external.arn
        self.unused_arn = None
        if args.unused_access:
            unused = accessanalyzer.Analyzer(
                self.child("unused"),
                analyzer_name=args.placement.local("unused-access"),
                type="ACCOUNT_UNUSED_ACCESS",
                configuration=accessanalyzer.AnalyzerConfigurationArgs(
                    unused_access=accessanalyzer.AnalyzerConfigurationUnusedAccessArgs(
                        unused_access_age=args.unused_days
                    )
                ),
                opts=self.inside(),
            )
            self.unused_arn = unused.arn
        self.register_outputs({"external_arn": self.external_arn, "unused_arn": self.unused_arn})
