"""Amazon Detective: a year of behaviour, linked, for those who investigate an incident."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import detective

from components.base import Component


@dataclass(frozen=True, kw_only=True)
class DetectiveArgs:
    """What the behaviour graph may vary in: ``protect``, for deleting the graph deletes the year that it holds."""

    protect: bool = True


class Detective(Component):
    """Amazon Detective's behaviour graph of the region: the trail, flow logs and GuardDuty's findings, for one year.

    AWS reads those sources itself, whatever this stack logs, and bills by the volume read. The graph needs about two
    weeks before its baselines mean something.

    Claim OC-22 (det.detective).
    """

    area = "detection"
    provides = ("det.detective",)

    graph_arn: pulumi.Output[str]

    def __init__(self, name: str, args: DetectiveArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        graph = detective.Graph(self.child("graph"), opts=self.inside(protect=args.protect))
        self.graph_arn = graph.graph_arn
        self.register_outputs({"graph_arn": self.graph_arn})
