"""The role by which staff open cases with AWS Support."""

import re
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.base import Component
from components.documents import Statement, document
from components.placement import Placement

_SET = re.compile(r"[\w+=,.@-]{1,32}")


@dataclass(frozen=True, kw_only=True)
class SupportAccessArgs:
    """Who may take the role: people of Identity Center, by the names of their ``permission_sets``.

    None means any permission set of the account; its own policies must allow sts:AssumeRole too. A name that Identity
    Center would refuse is a ValueError. ``boundary_arn`` is the account's permissions boundary, where it has one.
    """

    placement: Placement
    permission_sets: tuple[str, ...] = ()
    boundary_arn: pulumi.Input[str] | None = None

    def __post_init__(self) -> None:
        for name in self.permission_sets:
            if not _SET.fullmatch(name):
                raise ValueError(f"permission_sets names {name!r}: give 1 to 32 letters, digits or any of +=,.@-")

    @property
    def trust(self) -> str:
        """The trust policy: roles that Identity Center keeps in this account, and nobody else."""
        roles = f"arn:{self.placement.partition}:iam::{self.placement.account_id}:role/aws-reserved/sso.amazonaws.com"
        # The path names Identity Center's region, but for us-east-1; the name ends in a suffix of AWS's own.
        trusted = [f"{roles}/*AWSReservedSSO_{name}_*" for name in self.permission_sets] or [f"{roles}/*"]
        return document(
            Statement(
                sid="StaffOfIdentityCenter",
                principals={"AWS": (self.placement.root_arn,)},
                actions=("sts:AssumeRole",),
                resources=(),
                condition={"ArnLike": {"aws:PrincipalArn": trusted}},
            )
        )


class SupportAccess(Component):
    """A role for support cases (CIS 1.16), ``<project>-<stack>-SupportAccess``, for an hour at a time.

    The audit layer announces whoever takes a role of that name. The second factor is Identity Center's: sessions that
    it gives carry no ``aws:MultiFactorAuthPresent`` (IAM user guide, "AWS global condition context keys"), so a
    condition on it would let nobody in. AWS Support knows no resource level; its policy is AWS's own.

    Claims CF-24, BZ-03 (id.least).
    """

    area = "identity"
    provides = ("id.least",)

    role_arn: pulumi.Output[str]
    role_name: str

    def __init__(self, name: str, args: SupportAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.role_name = args.placement.local("SupportAccess")
        role = iam.Role(
            self.child("role"),
            name=self.role_name,
            description="Opens and reads cases with AWS Support",
            assume_role_policy=args.trust,
            max_session_duration=3600,
            permissions_boundary=args.boundary_arn,
            tags={"audience": "staff"},
            opts=self.inside(),
        )
        iam.RolePolicyAttachment(
            self.child("policy"),
            role=role.name,
            policy_arn=f"arn:{args.placement.partition}:iam::aws:policy/AWSSupportAccess",
            opts=self.inside(),
        )
        self.role_arn = role.arn
        self.register_outputs({"role_arn": self.role_arn, "role_name": self.role_name})
