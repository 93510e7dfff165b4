"""Programs that others would write: the engine and an offline preview give the same verdicts on them."""

import json
import shutil
from pathlib import Path

import pytest

from guardrails.judge import judge
from guardrails.profiles import profile_for
from guardrails.rules import book
from guardrails.verdicts import Verdict
from tests.engine.conftest import Engine, said
from tests.support.styles import LOOK_UPS, NAMES, NETWORK, OUTPUTS, STYLES
from vouch.preview.answers import Answers
from vouch.preview.program import preview
from vouch.preview.project import read_project

# The bar of prod, and so every rule, also those on what a stack must have at all.
_PROJECT = "name: vouch\nruntime:\n  name: python\n  options:\n    virtualenv: .venv\n"
_ANSWERS = Answers(invokes=LOOK_UPS, stacks={NETWORK: OUTPUTS})
_DEFAULT_PROVIDER = "::pulumi:providers:aws::default_7_51_1"
_ROOT_STACK = "urn:pulumi:{0}::vouch::pulumi:pulumi:Stack::vouch-{0}"


@pytest.fixture
def styled(engine: Engine, request: pytest.FixtureRequest) -> Engine:
    """The pack, with a program of this style in place of the project's own."""
    for file in (*engine.root.glob("Pulumi*.yaml"), engine.root / "__main__.py"):
        file.unlink()
    for folder in ("stacks", "components", "promises"):
        shutil.rmtree(engine.root / folder)
    shutil.copy(STYLES / request.param / "__main__.py", engine.root / "__main__.py")
    (engine.root / "Pulumi.yaml").write_text(_PROJECT)
    (engine.root / "Pulumi.prod.yaml").write_text("config: {aws:region: eu-west-1}\n")
    return engine


def _other_stack(engine: Engine) -> None:
    (engine.root / "Pulumi.network.yaml").write_text("config: {aws:region: eu-west-1}\n")
    own = {"urn": _ROOT_STACK.format("network"), "custom": False, "type": "pulumi:pulumi:Stack", "outputs": OUTPUTS}
    state = engine.root / "network.json"
    state.write_text(json.dumps({"version": 3, "deployment": {"manifest": {}, "resources": [own]}}))
    for arguments in (("init", "network"), ("import", "--stack", "network", "--file", str(state))):
        ran = engine.run("stack", *arguments)
        assert ran.code == 0, ran.output


@pytest.mark.parametrize("styled", NAMES, indirect=True)
def test_the_engine_says_of_a_foreign_program_what_the_offline_check_says(styled: Engine) -> None:
    offline = preview(read_project(Path(styled.root)), "prod", _ANSWERS)
    results = judge(offline.graph(), book(), profile_for("vouch", "prod"))
    _other_stack(styled)
    selected = styled.run("stack", "select", "--create", "--stack", "prod")
    assert selected.code == 0, selected.output
    ran = styled.preview("prod")
    # The engine makes a default provider for itself, and shows none.
    declared = {each.urn for each in offline.resources if not each.urn.endswith(_DEFAULT_PROVIDER)}
    assert ran.urns - {_ROOT_STACK.format("prod")} == declared
    assert sorted(ran.said - said(results)) == []
    assert sorted(said(results) - ran.said) == []
    assert ran.code != 0
    assert len({each.info.id for each in results if each.verdict is Verdict.FAILED and each.resource}) > 4
