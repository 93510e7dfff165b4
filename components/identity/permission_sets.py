"""What staff may do once they have signed in through IAM Identity Center."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import pulumi
from pulumi_aws import ssoadmin

from components.base import Component
from components.identity.boundary_document import boundary_name
from components.placement import Placement

_INSTANCE = re.compile(r"arn:aws(-[a-z]{1,5}){0,3}:sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}")
_GROUP = re.compile(r"([0-9a-f]{10}-)?[A-Fa-f0-9]{8}(-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}")
_KEY = re.compile(r"[a-z][a-z0-9-]*")


class Duty(StrEnum):
    """What a permission set is for."""

    READ_ONLY = "read_only"
    SECURITY_AUDIT = "security_audit"
    BILLING = "billing"
    POWER_USER = "power_user"
    BREAK_GLASS = "break_glass"


@dataclass(frozen=True, kw_only=True)
class _Set:
    name: str
    description: str
    policy: str
    session: str
    bounded: bool


# ViewOnlyAccess lists and describes; ReadOnlyAccess would read objects, messages and logs of customers.
_SETS: Final[Mapping[Duty, _Set]] = MappingProxyType(
    {
        Duty.READ_ONLY: _Set(
            name="ReadOnly",
            description="Sees what there is, and no customer data",
            policy="job-function/ViewOnlyAccess",
            session="PT8H",
            bounded=False,
        ),
        Duty.SECURITY_AUDIT: _Set(
            name="SecurityAudit",
            description="Reads how everything is configured",
            policy="SecurityAudit",
            session="PT8H",
            bounded=False,
        ),
        Duty.BILLING: _Set(
            name="Billing",
            description="Sees and settles what AWS bills",
            policy="job-function/Billing",
            session="PT8H",
            bounded=False,
        ),
        Duty.POWER_USER: _Set(
            name="PowerUser",
            description="Operates workloads, within the permissions boundary",
            policy="PowerUserAccess",
            session="PT4H",
            bounded=True,
        ),
        Duty.BREAK_GLASS: _Set(
            name="BreakGlass",
            description="Mends what nobody else can, within the permissions boundary; each use is announced",
            policy="AdministratorAccess",
            session="PT1H",
            bounded=True,
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class PermissionSetsArgs:
    """Who gets which set, and where; errors are ValueErrors that name the field.

    ``instance_arn`` is Identity Center's instance; AWS has no API to make one. ``groups`` maps a duty to the groups
    that have it, each id of the identity store under a stable key; only these sets are made. ``accounts`` maps stable
    keys to account ids; each of them must hold the permissions boundary (``boundary_ready`` is this stack's own)
    before a bounded set reaches it.
    """

    placement: Placement
    instance_arn: str
    groups: Mapping[Duty, Mapping[str, str]]
    accounts: Mapping[str, str]
    boundary_ready: tuple[pulumi.Resource, ...] = field(default=())

    def __post_init__(self) -> None:
        if not _INSTANCE.fullmatch(self.instance_arn):
            raise ValueError(
                f"instance_arn is {self.instance_arn!r}: copy it from Identity Center's settings, "
                "such as arn:aws:sso:::instance/ssoins-0123456789abcdef"
            )
        if not self.groups or not self.accounts:
            raise ValueError("groups or accounts is empty, so that nobody could sign in: name at least one of each")
        for duty, members in self.groups.items():
            if not members:
                raise ValueError(f"groups gives {duty.value} to nobody: name a group, or leave the duty out")
            for key, group in members.items():
                if not _KEY.fullmatch(key) or not _GROUP.fullmatch(group):
                    raise ValueError(
                        f"groups gives {duty.value} to {key}: {group!r}: write a key in lower case, and the group's "
                        "id of the identity store, which is a GUID"
                    )
        for key, account in self.accounts.items():
            if not _KEY.fullmatch(key) or not re.fullmatch(r"\d{12}", account):
                raise ValueError(
                    f"accounts has {key}: {account!r}: write a key in lower case, and the 12 digits of an account"
                )


class PermissionSets(Component):
    """The permission sets of Identity Center, assigned to groups in accounts, for hours and never to one person.

    For each duty: the set, its AWS policy, the permissions boundary where it may change anything, and an assignment
    for each group and account. AWS takes them only in the account that manages Identity Center (the management
    account, or its delegated administrator) and only in Identity Center's region; not in an account instance.
    Who is in a group, the identity source and the second factor are set in Identity Center, which has no API for it.

    Claims CF-19, CF-24, BZ-03, BZ-19 (id.sso).
    """

    area = "identity"
    provides = ("id.sso",)

    arns: dict[Duty, pulumi.Output[str]]

    def __init__(self, name: str, args: PermissionSetsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.arns = {duty: self._set(args, duty, _SETS[duty]) for duty in args.groups}
        self.register_outputs({"arns": {duty.value: arn for duty, arn in self.arns.items()}})

    def _set(self, args: PermissionSetsArgs, duty: Duty, wanted: _Set) -> pulumi.Output[str]:
        key = duty.value.replace("_", "-")
        permission_set = ssoadmin.PermissionSet(
            self.child("set", key),
            name=wanted.name,
            description=wanted.description,
            instance_arn=args.instance_arn,
            session_duration=wanted.session,
            opts=self.inside(),
        )
        # A change of a set is provisioned anew to every account; at destruction the policies must go before the
        # assignments (provider's documentation of ManagedPolicyAttachment), and the boundary after the policy.
        assigned: list[pulumi.Resource] = [
            ssoadmin.AccountAssignment(
                self.child("assignment", f"{key}-{group}-{account}"),
                instance_arn=args.instance_arn,
                permission_set_arn=permission_set.arn,
                principal_id=group_id,
                principal_type="GROUP",
                target_id=account_id,
                target_type="AWS_ACCOUNT",
                opts=self.inside(),
            )
            for group, group_id in args.groups[duty].items()
            for account, account_id in args.accounts.items()
        ]
        ready = assigned
        if wanted.bounded:
            ready = [self._boundary(args, key, permission_set, assigned)]
        ssoadmin.ManagedPolicyAttachment(
            self.child("policy", key),
            instance_arn=args.instance_arn,
            permission_set_arn=permission_set.arn,
            managed_policy_arn=f"arn:{args.placement.partition}:iam::aws:policy/{wanted.policy}",
            opts=self.inside(depends_on=ready),
        )
        return permission_set.arn

    def _boundary(
        self,
        args: PermissionSetsArgs,
        key: str,
        permission_set: ssoadmin.PermissionSet,
        assigned: list[pulumi.Resource],
    ) -> pulumi.Resource:
        return ssoadmin.PermissionsBoundaryAttachment(
            self.child("boundary", key),
            instance_arn=args.instance_arn,
            permission_set_arn=permission_set.arn,
            permissions_boundary=ssoadmin.PermissionsBoundaryAttachmentPermissionsBoundaryArgs(
                customer_managed_policy_reference=ssoadmin.PermissionsBoundaryAttachmentPermissionsBoundaryCustomerManagedPolicyReferenceArgs(
                    name=boundary_name(args.placement), path="/"
                )
            ),
            opts=self.inside(depends_on=[*assigned, *args.boundary_ready]),
        )
