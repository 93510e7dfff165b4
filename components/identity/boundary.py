"""The permissions boundary that people's and pipelines' roles carry."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.base import Component
from components.identity.boundary_document import boundary_document, boundary_name
from components.placement import Placement


@dataclass(frozen=True, kw_only=True)
class PermissionsBoundaryArgs:
    """Where the boundary holds: ``regions`` are those that may be used; none, or too many for AWS, is a ValueError."""

    placement: Placement
    regions: tuple[str, ...]

    def __post_init__(self) -> None:
        boundary_document(self.placement, self.regions)

    @property
    def document(self) -> str:
        """The boundary's document, known at preview."""
        return boundary_document(self.placement, self.regions)


class PermissionsBoundary(Component):
    """The managed policy ``<project>-boundary``, one for the account, that caps whoever carries it.

    It forbids other regions, IAM users and keys, switching off trail, detectors, recorder and analyzers, deleting
    archives and recovery points, leaving the organization, and every way out of itself: a role may be made, or given
    more, only while it carries the same boundary. Whoever is held by it can therefore create no role without it, so
    a stack that such a pipeline deploys must put it on all of its roles.

    What IAM cannot tell apart: ``iam:PassRole`` knows no boundary, so that an existing role without one may still be
    passed to a service that it trusts.

    Claims CF-17, CF-19, CF-20, CF-24 (id.least).
    """

    area = "identity"
    provides = ("id.least",)

    arn: pulumi.Output[str]
    policy_name: str

    def __init__(self, name: str, args: PermissionsBoundaryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.policy_name = boundary_name(args.placement)
        policy = iam.Policy(
            self.child("policy"),
            name=self.policy_name,
            description="What people and pipelines may never do",
            policy=args.document,
            opts=self.inside(),
        )
        self.arn = policy.arn
        self.register_outputs({"arn": self.arn, "policy_name": self.policy_name})
