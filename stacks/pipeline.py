"""How the workflows enter a stack's account, read from the stack files alone.

``python -m stacks.pipeline preview prod`` prints the role, the region and the backend as lines for ``$GITHUB_OUTPUT``.
An account has one bootstrap stack, and what that makes has names that are known beforehand: nothing of it is kept a
second time in the repository's settings, where it could differ.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from components.governance.state_backend import StateBackendArgs
from components.identity.github_roles import deploy_role_name, preview_role_name
from components.placement import Placement
from stacks.sections.bootstrap import BootstrapSettings

_PROFILE = "bootstrap"


class Entry(StrEnum):
    """What a workflow does in the account: look, or change."""

    PREVIEW = "preview"
    DEPLOY = "deploy"


class PipelineError(Exception):
    """Why a workflow cannot enter: one sentence with the remedy."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where a workflow enters: the role it takes, the region it asks for that, and where Pulumi's state is."""

    role: str
    region: str
    backend: str


def way(entry: Entry, stack: str, root: Path) -> Way:
    """The way into the account of a stack. Raises PipelineError where the stack files show none."""
    account = _settings(root / f"Pulumi.{stack}.yaml").get("account_id")
    name, bootstrap = _bootstrap(root, account)
    if bootstrap.github is None:
        raise PipelineError(f"Pulumi.{name}.yaml names no repository that may enter: give it a github section")
    if entry is Entry.DEPLOY and stack not in bootstrap.github.environments:
        raise PipelineError(
            f"{stack} is no environment that deploys to account {account}: add it to github.environments of "
            f"Pulumi.{name}.yaml, and run make up STACK={name}"
        )
    placement = Placement(
        project=_loaded(root / "Pulumi.yaml")["name"],
        stack=name,
        account_id=bootstrap.account_id,
        region=bootstrap.region,
        partition=bootstrap.partition,
    )
    role = preview_role_name(placement) if entry is Entry.PREVIEW else deploy_role_name(placement, stack)
    return Way(
        role=f"arn:{placement.partition}:iam::{placement.account_id}:role/{role}",
        region=placement.region,
        backend=StateBackendArgs(placement=placement, users=bootstrap.administrators).url,
    )


def _bootstrap(root: Path, account: object) -> tuple[str, BootstrapSettings]:
    found = {
        path.name.removeprefix("Pulumi.").removesuffix(".yaml"): given
        for path in sorted(root.glob("Pulumi.*.yaml"))
        if (given := _settings(path)).get("profile") == _PROFILE and given.get("account_id") == account
    }
    if not found:
        raise PipelineError(
            f"account {account} has no bootstrap stack, so no workflow may enter: make one (docs/bootstrap.md)"
        )
    if len(found) > 1:
        raise PipelineError(f"account {account} has more bootstrap stacks than one, {' and '.join(found)}: keep one")
    ((name, given),) = found.items()
    try:
        return name, BootstrapSettings.model_validate(given)
    except ValidationError as cause:
        raise PipelineError(f"Pulumi.{name}.yaml is wrong: run vouch check --stack {name}, which says where") from cause


def _settings(path: Path) -> dict[str, Any]:
    try:
        return dict(_loaded(path)["config"]["vouch:settings"])
    except (KeyError, TypeError, ValueError) as cause:
        raise PipelineError(f"{path.name} has no vouch:settings: copy them from a stack of the same kind") from cause


def _loaded(path: Path) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(path)
    except FileNotFoundError as cause:
        raise PipelineError(f"{path.name} does not exist: name a stack that has a file") from cause
    except YAMLError as cause:
        raise PipelineError(f"{path.name} is not YAML: run vouch check, which names the line") from cause


def main(arguments: Sequence[str]) -> int:
    """``python -m stacks.pipeline ENTRY STACK``: 0, or 2 and one sentence on stderr."""
    entry, stack = (*arguments, "", "")[:2]
    if entry not in list(Entry) or not stack:
        sys.stderr.write("pipeline: say what to do and where: python -m stacks.pipeline preview|deploy STACK\n")
        return 2
    try:
        found = way(Entry(entry), stack, Path(__file__).resolve().parent.parent)
    except PipelineError as error:
        sys.stderr.write(f"pipeline: {error}\n")
        return 2
    sys.stdout.write(f"role={found.role}\nregion={found.region}\nbackend={found.backend}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
