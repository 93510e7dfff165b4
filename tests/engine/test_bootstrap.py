"""From an empty account to a state in a shared backend, in the order of docs/bootstrap.md, under the real engine."""

import subprocess
import sys
from pathlib import Path

from tests.engine.conftest import Engine, Ran

_ROOT = Path(__file__).parents[2]
_PROGRAM = """
import pulumi
from stacks.bootstrap import bootstrap_stack
from stacks.provider import sites
from stacks.sections.bootstrap import BootstrapSettings

settings = BootstrapSettings.model_validate(pulumi.Config("vouch").get_object("settings"))
for name, value in bootstrap_stack(settings, sites(settings)).items():
    pulumi.export(name, value)
"""
_STACK = """config:
  pulumi:disable-default-providers: ["aws"]
  vouch:settings:
    profile: bootstrap
    account_id: "123456789012"
    region: eu-west-1
    backup_region: eu-central-1
    owner: platform
    administrators: ["arn:aws:iam::123456789012:role/administrators"]
    domain: example.com
    github: {organization: acme, repository: platform, environments: [prod]}
"""
_DEPLOY = """
import os, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {root!r} + "/policies"]
from vouch.deploy import deploy
sys.exit(deploy(sys.argv[1], "bootstrap", Path("."), os.environ))
"""


def _make(engine: Engine, action: str, **env: str) -> Ran:
    given = {key: value for key, value in engine.env.items() if key != "PULUMI_BACKEND_URL"}
    ran = subprocess.run(
        [sys.executable, "-c", _DEPLOY.format(root=str(_ROOT)), action],
        cwd=engine.root,
        env={**given, "YES": "1", **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return Ran(ran.returncode, ran.stdout + ran.stderr)


def test_bootstrap_comes_up_on_a_local_state_and_moves_to_a_shared_one(engine: Engine) -> None:
    (engine.root / "__main__.py").write_text(_PROGRAM)
    stack_file = engine.root / "Pulumi.bootstrap.yaml"
    stack_file.write_text(_STACK)
    up = _make(engine, "up")
    assert up.code == 0, up.output
    assert stack_file.read_text() == _STACK

    local = Engine(engine.root, {**engine.env, "PULUMI_BACKEND_URL": (engine.root / ".vouch" / "state").as_uri()})
    assert local.run("stack", "output", "backend_url", "--stack", "bootstrap").output.strip() == (
        "s3://vouch-bootstrap-123456789012-eu-west-1-state?region=eu-west-1&awssdk=v2"
    )
    exported = str(engine.root / ".vouch" / "bootstrap.json")
    for ran in (
        local.run("stack", "export", "--stack", "bootstrap", "--file", exported),
        engine.run("stack", "init", "bootstrap"),
        engine.run("stack", "import", "--stack", "bootstrap", "--file", exported),
    ):
        assert ran.code == 0, ran.output
    # A file stands for the bucket, and so a passphrase for the key.
    stack_file.write_text(_STACK)
    moved = _make(engine, "preview", PULUMI_BACKEND_URL=engine.env["PULUMI_BACKEND_URL"])
    assert moved.code == 0, moved.output
    assert " unchanged" in moved.output
    assert " to create" not in moved.output
