"""How GitHub Actions enters the account: no stored key, a role to look and a role for each environment to deploy."""

import re
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.base import Component
from components.identity.boundary_document import boundary_arn
from components.identity.github_documents import StateAccess, deploy_document, preview_document
from components.identity.github_trust import AUDIENCE, ISSUER, Repository, check_ref, github_trust, provider_arn
from components.ownership import Ownership
from components.placement import Placement

_ENVIRONMENT = re.compile(r"[a-z0-9][a-z0-9-]{0,24}")
_HOUR_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class GithubRolesArgs:
    """Which repository, and which of its environments deploy to this account; errors are ValueErrors.

    ``provider`` says who makes GitHub's OIDC provider, of which an account has one. ``workflow`` is the file of
    ``.github/workflows`` that alone may deploy, as it is at ``ref``; previews run for pull requests and for ``ref``.
    ``boundary_ready`` is the account's permissions boundary, which the deploy roles carry and AWS asks for first.
    """

    placement: Placement
    repository: Repository
    environments: tuple[str, ...]
    state: StateAccess
    provider: Ownership = Ownership.MANAGED
    workflow: str = "deploy.yml"
    ref: str = "refs/heads/main"
    boundary_ready: tuple[pulumi.Resource, ...] = ()

    def __post_init__(self) -> None:
        check_ref(self.ref)
        self.repository.workflow(self.workflow, self.ref)
        if not self.environments or len(set(self.environments)) != len(self.environments):
            raise ValueError(f"environments is {self.environments}: name at least one, and each once")
        for environment in self.environments:
            if not _ENVIRONMENT.fullmatch(environment):
                raise ValueError(
                    f"environments names {environment!r}: write 1 to 25 lower-case letters, digits and hyphens, "
                    "as the repository does"
                )


def preview_role_name(placement: Placement) -> str:
    """The preview role's name, known beforehand: workflows take the role by it."""
    return placement.local("github-preview")


def deploy_role_name(placement: Placement, environment: str) -> str:
    """The name of an environment's deploy role, known beforehand."""
    return placement.local(f"github-deploy-{environment}")


class GithubRoles(Component):
    """GitHub's OIDC provider, the preview role, and a deploy role for each environment; sessions last an hour.

    Preview: AWS's ReadOnlyAccess without what customers stored, sent or did, and with Pulumi's state; for pull
    requests of the repository (GitHub gives no token to those of forks) and for one reference. Whoever may open a
    pull request can therefore read how the account is configured, and the state.
    Deploy: AdministratorAccess within the permissions boundary; for one environment, whose reviewers GitHub asks, and
    for one workflow file at one reference (GitHub's claim ``job_workflow_ref``). The boundary lets it make only roles
    that carry the boundary too.

    Claims CF-17, CF-19, CF-20.
    """

    area = "identity"
    # It keeps to id.least, which holds by other parts: an account without a pipeline has the control too.
    provides = ()

    preview_role_arn: pulumi.Output[str]
    deploy_role_arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: GithubRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        # IAM verifies GitHub by its own list of authorities; a thumbprint would be kept and never looked at.
        provider: list[pulumi.Resource] = (
            [
                iam.OpenIdConnectProvider(
                    self.child("provider"), url=f"https://{ISSUER}", client_id_lists=[AUDIENCE], opts=self.inside()
                )
            ]
            if args.provider is Ownership.MANAGED
            else []
        )
        self.preview_role_arn = self._preview(args, provider)
        self.deploy_role_arns = {each: self._deploy(args, each, provider) for each in args.environments}
        self.register_outputs(
            {
                "provider_arn": provider_arn(args.placement),
                "preview_role_arn": self.preview_role_arn,
                "deploy_role_arns": self.deploy_role_arns,
            }
        )

    def _preview(self, args: GithubRolesArgs, provider: list[pulumi.Resource]) -> pulumi.Output[str]:
        subjects = (args.repository.subject("pull_request"), args.repository.subject(f"ref:{args.ref}"))
        limits = iam.Policy(
            self.child("preview-limits"),
            name=args.placement.local("github-preview-limits"),
            description="Reads the state of Pulumi, and no content of customers",
            policy=preview_document(args.placement, args.state),
            opts=self.inside(),
        )
        role = iam.Role(
            self.child("preview"),
            name=preview_role_name(args.placement),
            description="Previews changes from GitHub Actions",
            assume_role_policy=github_trust(args.placement, args.repository, subjects),
            max_session_duration=_HOUR_SECONDS,
            opts=self.inside(depends_on=provider),
        )
        # What is taken back is taken back before anything is given.
        limited = iam.RolePolicyAttachment(
            self.child("preview-limited"), role=role.name, policy_arn=limits.arn, opts=self.inside()
        )
        iam.RolePolicyAttachment(
            self.child("preview-reads"),
            role=role.name,
            policy_arn=f"arn:{args.placement.partition}:iam::aws:policy/ReadOnlyAccess",
            opts=self.inside(depends_on=[limited]),
        )
        return role.arn

    def _deploy(self, args: GithubRolesArgs, environment: str, provider: list[pulumi.Resource]) -> pulumi.Output[str]:
        role = iam.Role(
            self.child("deploy", environment),
            name=deploy_role_name(args.placement, environment),
            description=f"Deploys to {environment} from GitHub Actions",
            assume_role_policy=github_trust(
                args.placement,
                args.repository,
                (args.repository.subject(f"environment:{environment}"),),
                args.repository.workflow(args.workflow, args.ref),
            ),
            max_session_duration=_HOUR_SECONDS,
            permissions_boundary=boundary_arn(args.placement),
            tags={"boundary": "required"},
            opts=self.inside(depends_on=[*provider, *args.boundary_ready]),
        )
        limits = iam.Policy(
            self.child("deploy-limits", environment),
            name=args.placement.local(f"github-deploy-{environment}-limits"),
            description="Takes no other role",
            policy=deploy_document(),
            opts=self.inside(),
        )
        limited = iam.RolePolicyAttachment(
            self.child("deploy-limited", environment), role=role.name, policy_arn=limits.arn, opts=self.inside()
        )
        iam.RolePolicyAttachment(
            self.child("deploy-administers", environment),
            role=role.name,
            policy_arn=f"arn:{args.placement.partition}:iam::aws:policy/AdministratorAccess",
            opts=self.inside(depends_on=[limited]),
        )
        return role.arn
