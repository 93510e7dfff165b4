"""The access layer: the account's password policy, its analyzers, and the ways in for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pulumi

from components.identity.access_analyzers import AccessAnalyzers, AccessAnalyzersArgs
from components.identity.boundary import PermissionsBoundary, PermissionsBoundaryArgs
from components.identity.boundary_document import boundary_arn
from components.identity.password_policy import PasswordPolicy, PasswordPolicyArgs
from components.identity.permission_sets import PermissionSets, PermissionSetsArgs
from components.identity.support_access import SupportAccess, SupportAccessArgs
from components.placement import Placement
from stacks.sections.access import AccessSettings, Analyzers, Bound, Boundary
from stacks.sections.base import Ownership
from stacks.settings import Settings
from stacks.site import Sites

_ROLE = "aws:iam/role:Role"


@dataclass(frozen=True, kw_only=True)
class Access:
    """What access made; ``analyzers`` are by region, and empty where another stack of the account has them."""

    password_policy: PasswordPolicy | None
    analyzers: Mapping[str, AccessAnalyzers]
    boundary: PermissionsBoundary | None
    support: SupportAccess
    permission_sets: PermissionSets | None


def access_layer(settings: Settings, sites: Sites) -> Access:
    """Needs no other layer, and comes first: where it binds all roles, it binds those that are declared after it."""
    given = settings.access
    home, opts = sites.home.placement, sites.home.opts
    boundary = None
    if given.boundary is Boundary.MANAGED:
        boundary = PermissionsBoundary(
            "boundary",
            PermissionsBoundaryArgs(
                placement=home, regions=tuple(dict.fromkeys((*settings.allowed_regions, *sites.watched)))
            ),
            opts,
        )
    if given.bound is Bound.ALL:
        bind_every_role(home, boundary)
    return Access(
        password_policy=PasswordPolicy("passwords", PasswordPolicyArgs(), opts)
        if given.password_policy is Ownership.MANAGED
        else None,
        analyzers=MappingProxyType(_analyzers(given, sites)),
        boundary=boundary,
        support=SupportAccess(
            "support",
            SupportAccessArgs(placement=home, boundary_arn=_arn(given, home, boundary)),
            opts,
        ),
        permission_sets=_permission_sets(given, sites, boundary),
    )


def bind_every_role(placement: Placement, boundary: PermissionsBoundary | None) -> None:
    """Puts the account's boundary on each role that is declared from here on and has none of its own.

    A pipeline that carries the boundary may make no role without it. Where this stack makes the boundary, its roles
    wait for it.
    """
    arn = boundary_arn(placement)
    ready: list[pulumi.Resource] = [boundary] if boundary else []

    def bind(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        props = dict(args.props)
        if args.type_ != _ROLE or props.get("permissions_boundary") is not None:
            return None
        props["permissions_boundary"] = arn
        return pulumi.ResourceTransformationResult(
            props=props, opts=pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(depends_on=ready))
        )

    pulumi.runtime.register_stack_transformation(bind)


def _arn(given: AccessSettings, home: Placement, boundary: PermissionsBoundary | None) -> pulumi.Input[str] | None:
    if boundary is not None:
        return boundary.arn
    return boundary_arn(home) if given.boundary is Boundary.EXISTING else None


def _analyzers(given: AccessSettings, sites: Sites) -> dict[str, AccessAnalyzers]:
    if given.analyzers is Analyzers.EXISTING:
        return {}
    return {
        region: AccessAnalyzers(
            site.named("analyzers"),
            AccessAnalyzersArgs(
                placement=site.placement,
                unused_access=site.at_home and given.analyzers is Analyzers.EXTERNAL_AND_UNUSED,
            ),
            site.opts,
        )
        for region, site in sites.watched.items()
    }


def _permission_sets(
    given: AccessSettings, sites: Sites, boundary: PermissionsBoundary | None
) -> PermissionSets | None:
    if given.sign_on is None:
        return None
    home = sites.home.placement
    return PermissionSets(
        "staff",
        PermissionSetsArgs(
            placement=home,
            instance_arn=given.sign_on.instance_arn,
            groups=given.sign_on.groups,
            accounts=given.sign_on.accounts or {"own": home.account_id},
            boundary_ready=(boundary,) if boundary else (),
        ),
        sites.home.opts,
    )
