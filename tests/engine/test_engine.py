"""The same program and pack under the real engine: same URNs, same verdicts, and a broken promise is refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from guardrails.judge import judge
from guardrails.profiles import profile_for
from guardrails.rules import book
from guardrails.verdicts import Verdict
from tests.engine.conftest import Engine
from tests.support.engine_program import source
from tests.support.mutations import Mutation, mutate
from tests.support.prod import record_stack
from tests.support.prod_mutations import ENGINE_MUTATIONS
from vouch.preview.config import read_configuration
from vouch.preview.project import read_project
from vouch.states import read_state

_ROOT = Path(__file__).parents[2]


def _select(engine: Engine, stack: str) -> None:
    selected = engine.run("stack", "select", "--create", "--stack", stack)
    assert selected.code == 0, selected.output


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_a_clean_preview_passes_with_the_urns_and_verdicts_of_the_offline_check(engine: Engine, stack: str) -> None:
    _select(engine, stack)
    ran = engine.preview(stack)
    assert ran.code == 0, ran.output
    recorded = record_stack(stack)
    assert ran.urns - {f"urn:pulumi:{stack}::vouch::pulumi:pulumi:Stack::vouch-{stack}"} == {
        each.urn for each in recorded.resources
    }
    results = judge(recorded.graph, book(), profile_for("vouch", stack))
    offline = {
        (result.info.id, result.resource.urn if result.resource else "")
        for result in results
        if result.verdict in (Verdict.FAILED, Verdict.UNDETERMINED)
    }
    assert ran.violations == offline


@pytest.mark.parametrize("mutation", ENGINE_MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_broken_promise_is_refused_and_nothing_is_created(engine: Engine, mutation: Mutation) -> None:
    _select(engine, "prod")
    engine.wrap(source(mutation, str(_ROOT)))
    ran = engine.run("up", "--stack", "prod", "--policy-pack", "policies", "--yes")
    assert ran.code != 0
    for rule in mutation.fails:
        assert f"[{rule}]" in ran.output, ran.output
    assert engine.resources("prod") == []


def test_the_engine_and_the_offline_check_say_the_same_of_a_mutation(engine: Engine) -> None:
    mutation = ENGINE_MUTATIONS[0]
    _select(engine, "prod")
    engine.wrap(source(mutation, str(_ROOT)))
    ran = engine.preview("prod")
    results = judge(mutate(record_stack("prod").resources, mutation.changes), book(), profile_for("vouch", "prod"))
    assert ran.violations == {
        (result.info.id, result.resource.urn if result.resource else "")
        for result in results
        if result.verdict in (Verdict.FAILED, Verdict.UNDETERMINED)
    }


def test_a_whole_stack_comes_up_is_kept_by_its_state_and_a_second_preview_changes_nothing(engine: Engine) -> None:
    _select(engine, "dev")
    up = engine.run("up", "--stack", "dev", "--policy-pack", "policies", "--yes")
    assert up.code == 0, up.output
    assert {each.urn for each in record_stack("dev").resources} < set(engine.resources("dev"))
    exported = engine.root / "state.json"
    exported.write_text(engine.run("stack", "export", "--stack", "dev").output, encoding="utf-8")
    results = judge(read_state(str(exported)).graph, book(), profile_for("vouch", "dev"))
    assert [(result.info.id, result.message) for result in results if result.refused] == []
    again = engine.run("preview", "--stack", "dev", "--policy-pack", "policies", "--expect-no-changes")
    assert again.code == 0, again.output


_DEPLOY = """
import os, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from vouch.deploy import deploy
sys.exit(deploy("up", "dev", Path("."), os.environ))
"""


def test_make_up_leaves_the_stack_file_as_it_was(engine: Engine) -> None:
    before = (engine.root / "Pulumi.dev.yaml").read_bytes()
    env = {key: value for key, value in engine.env.items() if not key.startswith("PULUMI_BACKEND")}
    for _ in range(2):
        ran = subprocess.run(
            [sys.executable, "-c", _DEPLOY.format(root=str(_ROOT))],
            cwd=engine.root,
            env={**env, "YES": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert (engine.root / "Pulumi.dev.yaml").read_bytes() == before
    assert " to create" not in ran.stdout


def test_the_engine_reads_the_settings_as_the_offline_check_does(engine: Engine) -> None:
    (engine.root / "Pulumi.quirks.yaml").write_text(
        "config:\n  vouch:settings: {a: on, b: yes, c: 010, d: 1_000, e: '3', f: 1.50, g: null, h: [no, ~, 0o17]}\n"
    )
    engine.wrap(
        "import json, pulumi\nprint('SEEN', json.dumps(pulumi.Config('vouch').get_object('settings')))\n"
        "raise SystemExit(0)"
    )
    _select(engine, "quirks")
    ran = engine.run("preview", "--stack", "quirks")
    seen = next(line.partition("SEEN ")[2] for line in ran.output.splitlines() if "SEEN " in line)
    offline = read_configuration(read_project(engine.root), "quirks", {}).values["vouch:settings"]
    assert json.loads(seen) == json.loads(offline)
