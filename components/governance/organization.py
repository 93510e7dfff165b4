"""The organization, and the policies that bind its accounts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import organizations

from components.base import Component
from components.governance import resource_control, service_control
from components.governance.service_control import Exceptions
from components.ownership import Ownership

TRUSTED_SERVICES = (
    "access-analyzer.amazonaws.com",
    "account.amazonaws.com",
    "config-multiaccountsetup.amazonaws.com",
    "config.amazonaws.com",
    "guardduty.amazonaws.com",
    "iam.amazonaws.com",
    "inspector2.amazonaws.com",
    "macie.amazonaws.com",
    "malware-protection.guardduty.amazonaws.com",
    "ram.amazonaws.com",
    "reporting.trail.amazonaws.com",
    "securityhub.amazonaws.com",
    "sso.amazonaws.com",
    "tagpolicies.tag.amazonaws.com",
)
POLICY_TYPES = ("AISERVICES_OPT_OUT_POLICY", "RESOURCE_CONTROL_POLICY", "SERVICE_CONTROL_POLICY", "TAG_POLICY")
TAG_VALUES: Mapping[str, tuple[str, ...]] = {
    "owner": (),
    "data": ("none", "internal", "logs", "customer"),
    "backup": ("none", "daily"),
    "retention": (),
}
"""The tags of control gov.tags, and their values where there are few."""
_TARGET = re.compile(r"r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12}")
_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::(\*|\d{12}):role/[\w+=,.@/*-]+")


@dataclass(frozen=True, kw_only=True)
class OrganizationPoliciesArgs:
    """Whom the policies bind and whom they spare; errors are ValueErrors that name the field.

    ``organization`` is ``managed`` where this stack owns the organization itself (adopt a running one with
    ``pulumi import``), else ``existing``, and its policy types must then be enabled by whoever owns it.
    ``targets`` are the root, organizational units or accounts to bind, each under a stable key. ``root_id`` takes
    what holds for everybody. ``archive_buckets`` are names of log archives, with ``*`` for what varies.
    """

    organization: Ownership
    organization_id: str
    root_id: str
    targets: Mapping[str, str]
    allowed_regions: tuple[str, ...]
    break_glass: tuple[str, ...]
    deployers: tuple[str, ...]
    companion_region: str = "us-east-1"
    archive_buckets: tuple[str, ...] = ("*-archive", "*-config")
    trusted_accounts: tuple[str, ...] = ()
    protect: bool = True

    def __post_init__(self) -> None:
        if not re.fullmatch(r"o-[a-z0-9]{10,32}", self.organization_id):
            raise ValueError(f"organization_id is {self.organization_id!r}: write it like 'o-a1b2c3d4e5'")
        if not re.fullmatch(r"r-[0-9a-z]{4,32}", self.root_id):
            raise ValueError(f"root_id is {self.root_id!r}: write it like 'r-a1b2'")
        if not self.targets:
            raise ValueError("targets is empty, so the policies would bind nobody: name the root, units or accounts")
        for key, target in self.targets.items():
            if not _TARGET.fullmatch(target):
                raise ValueError(f"targets gives {key!r} the id {target!r}: give a root, a unit or an account")
        if not self.allowed_regions:
            raise ValueError("allowed_regions is empty, so nothing could run anywhere: name the home region at least")
        if not self.break_glass:
            raise ValueError("break_glass is empty, so nobody could mend a mistake in these policies: name a role")
        for field, roles in (("break_glass", self.break_glass), ("deployers", self.deployers)):
            for role in roles:
                if not _ROLE_ARN.fullmatch(role) or not role.partition(":role/")[2].strip("*/"):
                    raise ValueError(
                        f"{field} names {role!r}, which would spare everybody or nobody: "
                        "write it like 'arn:aws:iam::*:role/break-glass'"
                    )


class OrganizationPolicies(Component):
    """What no account of the organization may do, and who may reach its resources.

    Produces four service control policies (regions, watching, account, evidence), the resource control policy of the
    perimeter, the tag policy and the opt-out of AI services, each attached to every target, the opt-out to the root;
    and, where it is managed, the organization with these policy types enabled. Four, because AWS takes five to a
    target and its own FullAWSAccess is one.

    None binds the management account, which AWS exempts. Declarative policies for EC2 are left out: what one sets, no
    account may set, and the accounts' own stacks do.

    Claims OB-07, CF-12, OC-29, BZ-10 (pv.region), OB-21 (pv.share), OB-22, OB-23 (pv.purpose), CF-18 (gov.tags).
    """

    area = "governance"
    provides = ("pv.region", "pv.share", "pv.purpose", "gov.tags")

    policy_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: OrganizationPoliciesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        first: list[pulumi.Resource] = []
        if args.organization is Ownership.MANAGED:
            first.append(
                organizations.Organization(
                    self.child("organization"),
                    feature_set="ALL",
                    aws_service_access_principals=list(TRUSTED_SERVICES),
                    enabled_policy_types=list(POLICY_TYPES),
                    # The organization outlives every stack, whatever the profile says.
                    opts=self.inside(protect=True),
                )
            )
        made = {}
        for key, (kind, description, content) in documents(args).items():
            policy = organizations.Policy(
                self.child("policy", key),
                name=f"vouch-{key}",
                description=description,
                type=kind,
                content=content,
                # A policy of a type that is not enabled yet is refused.
                opts=self.inside(protect=args.protect, depends_on=first),
            )
            made[key] = policy.id
            targets = {"root": args.root_id} if kind == "AISERVICES_OPT_OUT_POLICY" else args.targets
            for target_key, target in targets.items():
                organizations.PolicyAttachment(
                    self.child("attachment", f"{key}-{target_key}"),
                    policy_id=policy.id,
                    target_id=target,
                    opts=self.inside(),
                )
        self.policy_ids = made
        self.register_outputs({"policy_ids": self.policy_ids})


def documents(args: OrganizationPoliciesArgs) -> dict[str, tuple[str, str, str]]:
    """Every policy by its key: type, description and document."""
    exceptions = Exceptions(break_glass=args.break_glass, deployers=args.deployers)
    scp, rcp = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
    return {
        "regions": (
            scp,
            "Nothing outside the allowed regions (pv.region)",
            service_control.regions(args.allowed_regions, args.companion_region, exceptions),
        ),
        "watching": (scp, "Nobody stops what watches", service_control.watching(exceptions)),
        "account": (scp, "Accounts keep their defaults", service_control.account(exceptions)),
        "evidence": (
            scp,
            "Backups, keys and log archives stay",
            service_control.evidence(args.archive_buckets, exceptions),
        ),
        "perimeter": (
            rcp,
            "Only the organization reaches its data (pv.share)",
            resource_control.perimeter(args.organization_id, args.trusted_accounts),
        ),
        "tags": ("TAG_POLICY", "How tags are spelt (gov.tags)", resource_control.tags(TAG_VALUES)),
        "ai-opt-out": (
            "AISERVICES_OPT_OUT_POLICY",
            "AI services keep none of our content (pv.purpose)",
            resource_control.ai_opt_out(),
        ),
    }
