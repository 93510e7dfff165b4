"""Whom of GitHub a role trusts: one repository, one environment or a few references, one workflow file.

Since January 2026 AWS STS compares more claims of GitHub's tokens than ``sub`` and ``aud``: ``repository_id``,
``job_workflow_ref``, ``environment``, ``ref`` and a few others (IAM user guide, "Available keys for AWS OIDC
federation").
"""

import re
from dataclasses import dataclass
from typing import Final

from components.documents import Statement, document
from components.placement import Placement

ISSUER: Final = "token.actions.githubusercontent.com"
AUDIENCE: Final = "sts.amazonaws.com"
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_WORKFLOW = re.compile(r"[\w.-]+\.ya?ml")
_REF = re.compile(r"refs/(heads|tags)/[\w./-]+")


@dataclass(frozen=True, kw_only=True)
class Repository:
    """One repository of GitHub; errors are ValueErrors that name the field.

    ``owner_id`` and ``id`` are GitHub's numbers. With both, subjects are written as GitHub issues them for repositories
    made, renamed or moved since 15 July 2026 (``repo:owner@1/name@2:...``), and a name that somebody else takes over is
    trusted no more; without them as for older ones. A repository has one of the two forms, never both.
    """

    owner: str
    name: str
    owner_id: str | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        for field, value in (("owner", self.owner), ("name", self.name)):
            if not _NAME.fullmatch(value):
                raise ValueError(f"{field} of the repository is {value!r}: write it as GitHub does, without wildcards")
        if (self.owner_id is None) != (self.id is None):
            raise ValueError("owner_id and id of the repository go together: give both or neither")
        for field, number in (("owner_id", self.owner_id), ("id", self.id)):
            if number is not None and not number.isdigit():
                raise ValueError(f"{field} of the repository is {number!r}: give GitHub's number, in quotes")

    def subject(self, rest: str) -> str:
        """The subject of a token of this repository."""
        if self.id is None:
            return f"repo:{self.owner}/{self.name}:{rest}"
        return f"repo:{self.owner}@{self.owner_id}/{self.name}@{self.id}:{rest}"

    def workflow(self, file: str, ref: str) -> str:
        """The ``job_workflow_ref`` of a workflow file of this repository at a reference."""
        if not _WORKFLOW.fullmatch(file):
            raise ValueError(f"workflow is {file!r}: name a file of .github/workflows, such as deploy.yml")
        return f"{self.owner}/{self.name}/.github/workflows/{file}@{check_ref(ref)}"


def check_ref(ref: str) -> str:
    """A full reference, as given. Raises ValueError for anything else, a wildcard included."""
    if not _REF.fullmatch(ref):
        raise ValueError(f"ref is {ref!r}: write it in full and without wildcards, such as refs/heads/main")
    return ref


def provider_arn(placement: Placement) -> str:
    """The ARN of GitHub's OIDC provider in the account, known beforehand."""
    return f"arn:{placement.partition}:iam::{placement.account_id}:oidc-provider/{ISSUER}"


def github_trust(
    placement: Placement, repository: Repository, subjects: tuple[str, ...], workflow: str | None = None
) -> str:
    """A trust policy for exactly these subjects and, where given, this workflow file at its reference."""
    claims: dict[str, str | tuple[str, ...]] = {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": subjects}
    if repository.id is not None:
        claims[f"{ISSUER}:repository_id"] = repository.id
    if workflow is not None:
        claims[f"{ISSUER}:job_workflow_ref"] = workflow
    return document(
        Statement(
            sid="GithubActions",
            principals={"Federated": (provider_arn(placement),)},
            actions=("sts:AssumeRoleWithWebIdentity",),
            resources=(),
            condition={"StringEquals": claims},
        )
    )
