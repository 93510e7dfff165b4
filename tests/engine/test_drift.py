"""The nightly command of .github/workflows/drift.yml, under the real engine: quiet where nothing differs, and loud."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.conftest import Engine, Ran
from tests.workflows.reading import jobs

_ROOT = Path(__file__).parents[2]
_PROGRAM = """
import pulumi, pulumi_aws as aws
aws.sns.Topic("alarms", display_name="alarms")
pulumi.export("secret", "an output")
"""
# A provider that reads something else than was written, as after a change by hand.
_CHANGED = """
from tests.engine import provider_double

class Changed(provider_double.Double):
    def Read(self, request, context):
        read = super().Read(request, context)
        for values in (read.properties, read.inputs):
            if "displayName" in values:
                values["displayName"] = "by hand"
        return read

provider_double.Double = Changed
provider_double.main()
"""


def _refresh(engine: Engine) -> Ran:
    (refresh,) = (each for each in jobs() if each.label == "drift.yml:refresh")
    (script,) = refresh.scripts
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=engine.root,
        env={**engine.env, "STACK": "night"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return Ran(ran.returncode, ran.stdout + ran.stderr)


@pytest.fixture
def deployed(engine: Engine) -> Engine:
    """A stack of one topic, as `up` left it."""
    (engine.root / "__main__.py").write_text(_PROGRAM)
    (engine.root / "Pulumi.night.yaml").write_text("config: {aws:region: eu-west-1}\n")
    for ran in (
        engine.run("stack", "init", "night"),
        engine.run("up", "--stack", "night", "--yes", "--skip-preview"),
    ):
        assert ran.code == 0, ran.output
    return engine


def test_a_night_without_a_change_says_nothing(deployed: Engine) -> None:
    before = deployed.resources("night")
    ran = _refresh(deployed)
    assert ran.code == 0, ran.output
    assert deployed.resources("night") == before


def test_a_change_by_hand_is_named_without_its_value_and_fails_the_job(deployed: Engine) -> None:
    changed = deployed.root / "changed.py"
    changed.write_text(_CHANGED)
    plugin = deployed.root.parent / "plugins" / "pulumi-resource-aws"
    plugin.write_text(f'#!/bin/sh\nPYTHONPATH="{_ROOT}" exec "{sys.executable}" "{changed}" "$@"\n')
    ran = _refresh(deployed)
    assert ran.code == 7  # the CLI's own for changes that were not expected
    assert "changes were proposed" in ran.output
    assert "alarms" in ran.output
    assert "displayName" in ran.output
    assert "by hand" not in ran.output
    assert "an output" not in ran.output
    assert (deployed.root / "drift" / "night.txt").read_text() == ran.output
