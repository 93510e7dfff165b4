"""Driving the real engine: ``make preview``, ``make up`` and ``make destroy`` call this.

It always runs with the policy pack, never skips the preview, keeps a local file backend by default but never for a
protected profile's stack, and leaves the stack file as it was: what the CLI would write into it (the salt of its
secrets) is kept beside it, under ``.vouch/``.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

ACTIONS: Final = ("preview", "up", "destroy")
_UNPROTECTED: Final = ("dev",)
_ENGINE_KEYS: Final = ("secretsprovider", "encryptedkey", "encryptionsalt")


class DeployError(Exception):
    """Why the engine is not started: one sentence with the remedy."""


def deploy(action: str, stack: str, root: Path, environ: Mapping[str, str]) -> int:
    """Runs one action on one stack and returns the engine's exit code. Raises DeployError before it starts."""
    if action not in ACTIONS:
        raise DeployError(f"{action} is not an action: choose one of {', '.join(ACTIONS)}")
    if not stack:
        raise DeployError(f"no stack is named: run make {action} STACK=dev")
    stack_file = root / f"Pulumi.{stack}.yaml"
    profile = _profile(stack_file)
    if action == "destroy" and profile not in _UNPROTECTED:
        raise DeployError(
            f"stack {stack} has the protected profile {profile}, which make destroy does not touch: "
            "unprotect its resources one by one, in a reviewed change"
        )
    pulumi = shutil.which("pulumi", path=environ.get("PATH"))
    if pulumi is None:
        raise DeployError("the pulumi CLI is not on PATH: install it, or use make check, which needs none")
    if not (root / ".venv" / "bin" / "python").exists():
        # A missing virtualenv makes the engine wait for ever at "Loading policy packs" (sdk-facts.md).
        raise DeployError("the environment .venv is missing, and the policy pack runs in it: run make setup")
    kept = root / ".vouch"
    env = _environment(environ, stack, profile, root, kept)
    kept.mkdir(exist_ok=True)
    config = kept / stack_file.name
    _select(pulumi, stack, stack_file, config, root, env)
    command = [pulumi, action, "--stack", stack, "--config-file", str(config)]
    if action != "preview" and environ.get("YES"):
        command.append("--yes")
    return subprocess.run(command, cwd=root, env=env, check=False).returncode  # noqa: S603  arguments, no shell


def _profile(stack_file: Path) -> str:
    if not stack_file.exists():
        raise DeployError(f"{stack_file.name} does not exist: copy Pulumi.dev.yaml and give the stack's own facts")
    try:
        loaded: Any = YAML(typ="safe", pure=True).load(stack_file)
        return str(loaded["config"]["vouch:settings"]["profile"])
    except (YAMLError, KeyError, TypeError):
        raise DeployError(f"{stack_file.name} names no profile: give vouch:settings with a profile in it") from None


def _environment(environ: Mapping[str, str], stack: str, profile: str, root: Path, kept: Path) -> dict[str, str]:
    env = dict(environ)
    env["PULUMI_OPTION_POLICY_PACK"] = str(root / "policies")
    for skips in ("PULUMI_OPTION_SKIP_PREVIEW", "PULUMI_SKIP_PREVIEW", "PULUMI_OPTION_POLICY_PACK_CONFIG"):
        env.pop(skips, None)
    if env.get("PULUMI_BACKEND_URL"):
        return env
    if profile not in _UNPROTECTED:
        raise DeployError(
            f"stack {stack} has the profile {profile}, whose state does not belong on one machine: "
            "set PULUMI_BACKEND_URL to a shared backend, such as s3://<bucket>"
        )
    backend = kept / "state"
    backend.mkdir(parents=True, exist_ok=True)
    env["PULUMI_BACKEND_URL"] = backend.resolve().as_uri()
    if not {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"} & env.keys():
        # The stack files hold no secret (design decision 13), so a local state has nothing that a passphrase guards.
        env["PULUMI_CONFIG_PASSPHRASE"] = ""
    return env


def _select(pulumi: str, stack: str, stack_file: Path, config: Path, root: Path, env: Mapping[str, str]) -> None:
    original = stack_file.read_bytes()
    previous = config.read_text(encoding="utf-8") if config.exists() else ""
    try:
        selected = subprocess.run(  # noqa: S603  arguments, no shell
            [pulumi, "stack", "select", "--stack", stack, "--create", "--non-interactive"],
            cwd=root,
            env=env,
            check=False,
            capture_output=True,
            text=True,
        )
        written = stack_file.read_text(encoding="utf-8")
    finally:
        _replace(stack_file, original)
    if selected.returncode != 0:
        raise DeployError(f"the stack {stack} could not be selected: {_last_line(selected.stderr)}")
    _replace(config, with_engine_keys(original.decode(), previous, written).encode())


def with_engine_keys(original: str, *sources: str) -> str:
    """The stack file's text, with the lines that the engine keeps in it from the last source that has them."""
    text = original if original.endswith("\n") else original + "\n"
    for key in _ENGINE_KEYS:
        found = [match for source in sources for match in re.findall(rf"(?m)^{key}:.*$", source)]
        if found and not re.search(rf"(?m)^{key}:", original):
            text += found[-1] + "\n"
    return text


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(content)
    temporary.replace(path)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("error: ") if lines else "the CLI said nothing"


def main(arguments: Sequence[str]) -> int:
    """``python -m vouch.deploy ACTION STACK``."""
    action, stack = (*arguments, "", "")[:2]
    try:
        return deploy(action, stack, Path(__file__).resolve().parent.parent, os.environ)
    except DeployError as error:
        sys.stderr.write(f"vouch: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
