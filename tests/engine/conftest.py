"""The real engine on this machine, with a stand-in for the AWS provider plugin and a state of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from guardrails.judge import Result
from guardrails.pack.message import message
from guardrails.verdicts import Verdict

_ROOT = Path(__file__).parents[2]
_FOLDERS = ("stacks", "components", "policies", "promises")
# A test-only stack lies elsewhere, with the files that its settings name; its paths begin at the root all the same.
_FACTS = Path("tests") / "stacks"
_STACK_TYPE = "::pulumi:pulumi:Stack::"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Engine tests run where the CLI is, and say why where it is not."""
    missing = pytest.mark.skip(reason="the pulumi CLI is not on PATH")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.engine)
            if shutil.which("pulumi") is None:
                item.add_marker(missing)


@dataclass(frozen=True, kw_only=True, order=True)
class Said:
    """What one policy said; what the stack as a whole lacks has no URN."""

    rule: str
    message: str
    urn: str
    refused: bool


def said(results: Iterable[Result]) -> set[Said]:
    """What the pack is to say of these results."""
    return {
        Said(
            rule=result.info.id,
            message=message(result),
            urn=result.resource.urn if result.resource else "",
            refused=result.refused,
        )
        for result in results
        if result.verdict in (Verdict.FAILED, Verdict.UNDETERMINED)
    }


@dataclass(frozen=True)
class Ran:
    """One run of the CLI."""

    code: int
    output: str
    events: tuple[Mapping[str, Any], ...] = ()

    @property
    def said(self) -> set[Said]:
        """What the policies said."""
        found = set()
        for event in self.events:
            if "policyEvent" in event:
                told = event["policyEvent"]
                urn = told.get("resourceUrn", "")
                found.add(
                    Said(
                        rule=told["policyName"],
                        message=told["message"].rstrip("\n"),
                        # The engine puts the stack's own URN where a policy names no resource.
                        urn="" if _STACK_TYPE in urn else urn,
                        refused=told["enforcementLevel"] == "mandatory",
                    )
                )
        return found

    @property
    def urns(self) -> set[str]:
        """Every resource that the preview would create; what it only reads is not the stack's."""
        steps = [event["resourcePreEvent"]["metadata"] for event in self.events if "resourcePreEvent" in event]
        return {step["urn"] for step in steps if step["op"] != "read"}


@dataclass(frozen=True)
class Engine:
    """A copy of the project that the real CLI drives."""

    root: Path
    env: dict[str, str]

    def run(self, *arguments: str) -> Ran:
        """The CLI with these arguments."""
        ran = subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color", "never"],
            cwd=self.root,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        return Ran(ran.returncode, ran.stdout + ran.stderr)

    def preview(self, stack: str, *arguments: str) -> Ran:
        """A preview with the pack, its events as they stream."""
        ran = self.run("preview", "--stack", stack, "--policy-pack", "policies", "--json", *arguments)
        events = [json.loads(line) for line in ran.output.splitlines() if line.startswith("{")]
        return Ran(ran.code, ran.output, tuple(events))

    def resources(self, stack: str) -> list[str]:
        """The URNs in the state."""
        exported = json.loads(self.run("stack", "export", "--stack", stack).output)
        return [each["urn"] for each in exported["deployment"].get("resources") or []]

    def wrap(self, before: str) -> None:
        """Puts code before the program, as a change on a branch would."""
        (self.root / "__main__.py").rename(self.root / "platform_main.py")
        (self.root / "__main__.py").write_text(f"{before}\nimport runpy\nrunpy.run_path('platform_main.py')\n")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """The project's own program and pack, with every stack's state empty."""
    return make_engine(tmp_path)


def make_engine(folder: Path) -> Engine:
    """A copy of the project, a stand-in for the provider and a state, in an empty folder."""
    root = folder / "project"
    root.mkdir()
    for file in (*_ROOT.glob("Pulumi.*yaml"), *(_ROOT / _FACTS).glob("Pulumi.*.yaml"), _ROOT / "__main__.py"):
        shutil.copy(file, root / file.name)
    (root / _FACTS).mkdir(parents=True)
    for name in ("attestations.yaml", "saml.xml", "verifier.zip"):
        shutil.copy(_ROOT / _FACTS / name, root / _FACTS / name)
    for part in _FOLDERS:
        shutil.copytree(_ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    (root / ".venv").symlink_to(sys.prefix)
    plugins = folder / "plugins"
    plugins.mkdir()
    plugin = plugins / "pulumi-resource-aws"
    double = "tests.engine.provider_double"
    plugin.write_text(f'#!/bin/sh\nPYTHONPATH="{_ROOT}" exec "{sys.executable}" -m {double} "$@"\n')
    plugin.chmod(0o755)
    state = folder / "state"
    state.mkdir()
    env = {
        "PATH": f"{plugins}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "PULUMI_HOME": str(folder / "pulumi"),
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true",
        # The state is written once, at the end, and not again for each of hundreds of resources.
        "PULUMI_EXPERIMENTAL": "true",
        "PULUMI_SKIP_CHECKPOINTS": "true",
        "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
    }
    return Engine(root, env)
