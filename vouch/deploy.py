"""Driving the real engine: ``make preview``, ``make up`` and ``make destroy`` call this.

It always runs with the policy pack and the reviewed exemptions, on the whole stack, never skips the preview, and fails
where the pack left no trace in the engine's events. It keeps a local file backend by default but never for a protected
profile's stack, and leaves the stack file as it was: what the CLI would write into it (the salt or key of its secrets)
is kept beside it, under ``.vouch/``. The bootstrap stack begins on a local backend, since it makes the shared one; once
its file names a secrets provider, it has moved there (docs/bootstrap.md).
"""

import compileall
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from guardrails.rules import book
from vouch.errors import CannotJudgeError
from vouch.policy_config import render
from vouch.trace import judged

ACTIONS: Final = ("preview", "up", "destroy")
_UNPROTECTED: Final = ("dev",)
_BOOTSTRAP: Final = "bootstrap"
_PACK: Final = "vouch"
_TARGETING: Final = ("PULUMI_OPTION_TARGET", "PULUMI_OPTION_EXCLUDE")
_ENGINE_KEYS: Final = ("secretsprovider", "encryptedkey", "encryptionsalt")


@dataclass(frozen=True, kw_only=True)
class _Stack:
    """What a stack's file says of how it is deployed; the secrets provider is None where a passphrase guards."""

    name: str
    file: Path
    profile: str
    secrets_provider: str | None

    @property
    def unprotected(self) -> bool:
        return self.profile in _UNPROTECTED

    @property
    def begins_locally(self) -> bool:
        return self.unprotected or (self.profile == _BOOTSTRAP and self.secrets_provider is None)


class DeployError(Exception):
    """Why the engine is not started: one sentence with the remedy."""


def deploy(action: str, stack: str, root: Path, environ: Mapping[str, str]) -> int:
    """Runs one action on one stack and returns the engine's exit code. Raises DeployError before it starts."""
    if action not in ACTIONS:
        raise DeployError(f"{action} is not an action: choose one of {', '.join(ACTIONS)}")
    if not stack:
        raise DeployError(f"no stack is named: run make {action} STACK=dev")
    read = _read(stack, root / f"Pulumi.{stack}.yaml")
    if action == "destroy" and not read.unprotected:
        raise DeployError(
            f"stack {stack} has the protected profile {read.profile}, which make destroy does not touch: "
            "unprotect its resources one by one, in a reviewed change"
        )
    pulumi = shutil.which("pulumi", path=environ.get("PATH"))
    if pulumi is None:
        raise DeployError("the pulumi CLI is not on PATH: install it, or use make check, which needs none")
    if not (root / ".venv" / "bin" / "python").exists():
        # A missing virtualenv makes the engine wait for ever at "Loading policy packs" (sdk-facts.md).
        raise DeployError("the environment .venv is missing, and the policy pack runs in it: run make setup")
    _refuse_targets(environ)
    kept = root / ".vouch"
    env = _environment(environ, read, root, kept)
    kept.mkdir(exist_ok=True)
    config = kept / read.file.name
    _select(pulumi, read, config, root, env)
    command = [pulumi, action, "--stack", stack, "--config-file", str(config)]
    if action != "preview" and environ.get("YES"):
        command.append("--yes")
    if action == "destroy":
        return subprocess.run(command, cwd=root, env=env, check=False).returncode  # noqa: S603  arguments, no shell
    return _judged_run(command, kept / stack, root, env)


def _refuse_targets(environ: Mapping[str, str]) -> None:
    if found := sorted(key for key in environ if key.startswith(_TARGETING)):
        raise DeployError(f"{found[0]} is set, and a stack is judged as a whole: unset it")


def _refuse_arguments(more: Sequence[str]) -> None:
    if more:
        raise DeployError(f"{more[0]} is not expected: name an action and a stack, which is judged as a whole")


def _judged_run(command: Sequence[str], folder: Path, root: Path, env: Mapping[str, str]) -> int:
    """Runs with the exemptions as the pack's configuration, and looks for the pack's trace where nothing refused."""
    folder.mkdir(exist_ok=True)
    configuration, events = folder / "policy-config.json", folder / "events.json"
    try:
        text = render(None, root, rules=book().infos.keys(), today=datetime.now(UTC).date())
    except CannotJudgeError as error:
        raise DeployError(str(error)) from error
    configuration.write_text(text, encoding="utf-8")
    events.unlink(missing_ok=True)
    # The engine waits for the pack, and where Python keeps no bytecode it would be compiled at every start.
    compileall.compile_dir(root / "policies" / "guardrails", quiet=2)
    engine = {
        **env,
        "PULUMI_OPTION_POLICY_PACK_CONFIG": str(configuration),
        # The option to log events is one of the CLI's own for debugging, which this shows.
        "PULUMI_DEBUG_COMMANDS": "true",
    }
    try:
        ran = subprocess.run([*command, "--event-log", str(events)], cwd=root, env=engine, check=False)  # noqa: S603  arguments, no shell
        if ran.returncode == 0 and not judged(events, _PACK):
            raise DeployError(
                f"the engine's events hold no verdict of the policy pack {_PACK} on the stack, so nothing was judged: "
                "see that policies/ is the committed pack and that the CLI has the SDK's version"
            )
    finally:
        # Events quote the properties of every resource.
        events.unlink(missing_ok=True)
    return ran.returncode


def _read(stack: str, stack_file: Path) -> _Stack:
    if not stack_file.exists():
        raise DeployError(f"{stack_file.name} does not exist: copy Pulumi.dev.yaml and give the stack's own facts")
    try:
        loaded: Any = YAML(typ="safe", pure=True).load(stack_file)
        profile = str(loaded["config"]["vouch:settings"]["profile"])
    except (YAMLError, KeyError, TypeError):
        raise DeployError(f"{stack_file.name} names no profile: give vouch:settings with a profile in it") from None
    provider = str(loaded.get("secretsprovider") or "")
    return _Stack(
        name=stack, file=stack_file, profile=profile, secrets_provider=provider if "://" in provider else None
    )


def _environment(environ: Mapping[str, str], stack: _Stack, root: Path, kept: Path) -> dict[str, str]:
    env = dict(environ)
    env["PULUMI_OPTION_POLICY_PACK"] = str(root / "policies")
    for skips in ("PULUMI_OPTION_SKIP_PREVIEW", "PULUMI_SKIP_PREVIEW", "PULUMI_OPTION_POLICY_PACK_CONFIG"):
        env.pop(skips, None)
    if env.get("PULUMI_BACKEND_URL"):
        return env
    if not stack.begins_locally:
        raise DeployError(
            f"stack {stack.name} has the profile {stack.profile}, whose state does not belong on one machine: "
            "set PULUMI_BACKEND_URL to a shared backend, such as s3://<bucket>"
        )
    backend = kept / "state"
    backend.mkdir(parents=True, exist_ok=True)
    env["PULUMI_BACKEND_URL"] = backend.resolve().as_uri()
    if not {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"} & env.keys():
        # The stack files hold no secret (design decision 13), so a local state has nothing that a passphrase guards.
        env["PULUMI_CONFIG_PASSPHRASE"] = ""
    return env


def _select(pulumi: str, stack: _Stack, config: Path, root: Path, env: Mapping[str, str]) -> None:
    original = stack.file.read_bytes()
    previous = config.read_text(encoding="utf-8") if config.exists() else ""
    # A stack that is new in the backend takes the provider from here, not from its file.
    provider = ["--secrets-provider", stack.secrets_provider] if stack.secrets_provider else []
    try:
        selected = subprocess.run(  # noqa: S603  arguments, no shell
            [pulumi, "stack", "select", "--stack", stack.name, "--create", "--non-interactive", *provider],
            cwd=root,
            env=env,
            check=False,
            capture_output=True,
            text=True,
        )
        written = stack.file.read_text(encoding="utf-8")
    finally:
        _replace(stack.file, original)
    if selected.returncode != 0:
        raise DeployError(f"the stack {stack.name} could not be selected: {_last_line(selected.stderr)}")
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
    action, stack, *more = (*arguments, *[""] * (2 - len(arguments)))
    try:
        _refuse_arguments(more)
        return deploy(action, stack, Path(__file__).resolve().parent.parent, os.environ)
    except DeployError as error:
        sys.stderr.write(f"vouch: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
