"""The first stack of an account: Pulumi's state, the domain, and the pipeline's way in."""

from collections.abc import Mapping

import pulumi

from components.edge.hosted_zone import HostedZone, HostedZoneArgs
from components.governance.state_backend import StateBackend, StateBackendArgs
from components.identity.boundary import PermissionsBoundary, PermissionsBoundaryArgs
from components.identity.github_documents import StateAccess
from components.identity.github_roles import GithubRoles, GithubRolesArgs
from components.identity.github_trust import Repository
from components.placement import Placement
from stacks.sections.bootstrap import BootstrapSettings, GithubSettings
from stacks.site import Sites

_PIPELINE = "github-*"


def bootstrap_stack(settings: BootstrapSettings, sites: Sites) -> Mapping[str, pulumi.Input[object]]:
    """Builds the stack and returns what it exports.

    It starts on a local state, in an account that has nothing, and needs no other stack; docs/bootstrap.md is the
    order of the commands.
    """
    placement, opts = sites.home.placement, sites.home.opts
    state_args = StateBackendArgs(placement=placement, users=_users(settings, placement), protect=settings.protect)
    state = StateBackend("state", state_args, opts)
    exports: dict[str, pulumi.Input[object]] = {
        "backend_url": state.url,
        "secrets_provider": state.secrets_provider,
        "state_bucket": state.bucket.name,
    }
    if settings.domain is not None:
        zone = HostedZone(
            "zone",
            HostedZoneArgs(
                placement=sites.global_.placement,
                domain=settings.domain,
                signers=settings.administrators,
                protect=settings.protect,
            ),
            sites.global_.opts,
        )
        exports |= {"zone_id": zone.zone_id, "name_servers": zone.name_servers, "ds_record": zone.ds_record}
    if settings.github is not None:
        # Every role of the pipeline carries the boundary, so that it comes with the first of them.
        boundary = PermissionsBoundary(
            "boundary", PermissionsBoundaryArgs(placement=placement, regions=settings.allowed_regions), opts
        )
        access = StateAccess(bucket=state_args.bucket_name, key_aliases=state_args.key_aliases)
        roles = _roles(settings.github, placement, access, boundary, opts)
        exports |= {"preview_role_arn": roles.preview_role_arn, "deploy_role_arns": roles.deploy_role_arns}
    return exports


def _users(settings: BootstrapSettings, placement: Placement) -> tuple[str, ...]:
    if settings.github is None:
        return settings.administrators
    role = f"arn:{placement.partition}:iam::{placement.account_id}:role/{placement.local(_PIPELINE)}"
    return (*settings.administrators, role)


def _roles(
    github: GithubSettings,
    placement: Placement,
    state: StateAccess,
    boundary: PermissionsBoundary,
    opts: pulumi.ResourceOptions,
) -> GithubRoles:
    return GithubRoles(
        "github",
        GithubRolesArgs(
            placement=placement,
            repository=Repository(
                owner=github.organization,
                name=github.repository,
                owner_id=github.organization_id,
                id=github.repository_id,
            ),
            environments=github.environments,
            state=state,
            provider=github.provider,
            workflow=github.workflow,
            ref=github.ref,
            boundary_ready=(boundary,),
        ),
        opts,
    )
