"""The engine keeps in its state the positions that an offline preview tells."""

from pathlib import Path

from tests.engine.conftest import Engine
from vouch.preview.answers import Answers
from vouch.preview.program import preview
from vouch.preview.project import read_project
from vouch.states import read_state

_PROJECT = "name: shop\nruntime:\n  name: python\n  options:\n    virtualenv: ../project/.venv\n"
_MAIN = 'from parts.store import Store\n\nStore("files")\n'
_PARTS = """
import pulumi


class Store(pulumi.ComponentResource):
    def __init__(self, name: str) -> None:
        super().__init__("shop:index:Store", name)
        Part(f"{name}-part", pulumi.ResourceOptions(parent=self))


class Part(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        super().__init__("shop:index:Part", name, None, opts)
""".lstrip()


def test_a_states_positions_are_those_of_the_offline_preview(engine: Engine, tmp_path: Path) -> None:
    program = tmp_path / "shop"
    (program / "parts").mkdir(parents=True)
    for name, text in (
        ("Pulumi.yaml", _PROJECT),
        ("Pulumi.dev.yaml", "config: {}\n"),
        ("__main__.py", _MAIN),
        ("parts/store.py", _PARTS),
    ):
        (program / name).write_text(text, encoding="utf-8")
    # Components need no provider.
    shop = Engine(program, engine.env)
    assert shop.run("stack", "init", "dev").code == 0
    ran = shop.run("up", "--stack", "dev", "--yes", "--skip-preview")
    assert ran.code == 0, ran.output
    state = tmp_path / "state.json"
    assert shop.run("stack", "export", "--stack", "dev", "--file", str(state)).code == 0
    offline = preview(read_project(program), "dev", Answers()).resources
    of_engine = {each.urn: each.position for each in read_state(str(state)).graph.resources}
    assert {each.name: each.position for each in offline} == {
        "files": of_engine["urn:pulumi:dev::shop::shop:index:Store::files"],
        "files-part": of_engine["urn:pulumi:dev::shop::shop:index:Store$shop:index:Part::files-part"],
    }
    assert {f"{each.file}:{each.line}" for each in of_engine.values() if each} == {"__main__.py:3", "parts/store.py:7"}
