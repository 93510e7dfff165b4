"""The same program and pack under the real engine: same URNs, same verdicts, and a broken promise is refused."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from guardrails.graph import Graph, Resource
from guardrails.judge import Result, judge
from guardrails.profiles import profile_for
from guardrails.rules import book
from guardrails.verdicts import Verdict
from tests.engine.conftest import Engine, said
from tests.support.engine_program import source
from tests.support.mutations import mutate
from tests.support.prod import STACKS, record_stack
from tests.support.prod_mutations import ENGINE_MUTATIONS
from vouch.preview.config import read_configuration
from vouch.preview.project import read_project
from vouch.states import read_state

_ROOT = Path(__file__).parents[2]


def _select(engine: Engine, stack: str) -> None:
    selected = engine.run("stack", "select", "--create", "--stack", stack)
    assert selected.code == 0, selected.output


def _judged(graph: Graph, stack: str) -> list[Result]:
    return judge(graph, book(), profile_for("vouch", stack))


@pytest.mark.parametrize("stack", STACKS)
def test_a_clean_preview_passes_and_says_what_the_offline_check_says(engine: Engine, stack: str) -> None:
    _select(engine, stack)
    ran = engine.preview(stack)
    assert ran.code == 0, ran.output
    recorded = record_stack(stack)
    assert ran.urns - {f"urn:pulumi:{stack}::vouch::pulumi:pulumi:Stack::vouch-{stack}"} == {
        each.urn for each in recorded.resources
    }
    assert ran.said == said(_judged(recorded.graph, stack))


def test_many_broken_promises_are_told_as_the_offline_check_tells_them(engine: Engine) -> None:
    changes = tuple(change for mutation in ENGINE_MUTATIONS for change in mutation.changes)
    _select(engine, "prod")
    engine.wrap(source(changes, str(_ROOT)))
    ran = engine.preview("prod")
    assert ran.code != 0
    results = _judged(mutate(record_stack("prod").resources, changes), "prod")
    assert ran.said == said(results)
    failed = {result.info.id for result in results if result.verdict is Verdict.FAILED}
    assert [name for mutation in ENGINE_MUTATIONS for name in mutation.fails if name not in failed] == []


@pytest.mark.parametrize("name", ["storage encryption off", "web ACL association dropped"])
def test_a_broken_promise_is_refused_and_nothing_is_created(engine: Engine, name: str) -> None:
    mutation = next(each for each in ENGINE_MUTATIONS if each.name == name)
    _select(engine, "prod")
    engine.wrap(source(mutation.changes, str(_ROOT)))
    ran = engine.run("up", "--stack", "prod", "--policy-pack", "policies", "--yes")
    assert ran.code != 0
    for rule in mutation.fails:
        assert f" {rule} " in ran.output, ran.output
    assert engine.resources("prod") == []


@pytest.mark.parametrize("stack", ["dev", "prod-full"])
def test_a_whole_stack_comes_up_is_kept_by_its_state_and_a_second_preview_changes_nothing(
    engine: Engine, stack: str
) -> None:
    _select(engine, stack)
    up = engine.run("up", "--stack", stack, "--policy-pack", "policies", "--yes", "--skip-preview")
    assert up.code == 0, up.output
    exported = engine.root / "state.json"
    exported.write_text(engine.run("stack", "export", "--stack", stack).output, encoding="utf-8")
    state = read_state(str(exported)).graph
    recorded = record_stack(stack)
    assert {each.urn for each in recorded.resources} < set(engine.resources(stack))
    assert _emptied(recorded.resources, state) == []
    results = _judged(state, stack)
    assert [(result.info.id, result.message) for result in results if result.refused] == []
    again = engine.run("preview", "--stack", stack, "--policy-pack", "policies", "--expect-no-changes")
    assert again.code == 0, again.output


def _emptied(recorded: Iterable[Resource], state: Graph) -> list[str]:
    """Inputs that a preview had, and the update has not: an output that was unknown turned out to be nothing."""
    return [
        f"{each.urn}: {key}"
        for each in recorded
        if (stands := state.get(each.urn)) is not None
        for key, value in each.properties.items()
        if value is not None and stands.properties.get(key) is None
    ]


_DEPLOY = """
import os, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {root!r} + "/policies"]
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
