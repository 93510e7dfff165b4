"""Resources keep where they are declared: of programs, in this process and in a child, and of exported states."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from guardrails.graph import Position
from guardrails.tokens import STACK
from tests.vouch.support import BUCKET, deployment, resource, write_program
from vouch.positions import of_registration, of_state
from vouch.preview.answers import Answers
from vouch.preview.program import HOME, preview
from vouch.preview.project import read_project
from vouch.preview.recording import Recording
from vouch.states import read_state

_COMPONENT = """
import pulumi
from pulumi_aws import s3


class Store(pulumi.ComponentResource):
    def __init__(self, name: str) -> None:
        super().__init__("shop:index:Store", name)
        s3.Bucket(f"{name}-bucket", opts=pulumi.ResourceOptions(parent=self))
""".lstrip()


def _recorded(folder: Path) -> Recording:
    project = read_project(folder)
    return preview(project, "dev", Answers())


def _positions(recording: Recording) -> dict[str, tuple[str, int] | None]:
    return {each.name: each.position for each in recording.registrations if each.type != STACK}


def test_a_programs_resources_stand_where_it_declares_them(tmp_path: Path) -> None:
    program = write_program(
        tmp_path / "shop",
        ("from pulumi_aws import s3", "from parts.store import Store", "", "s3.Bucket('logs')", "Store('files')"),
    )
    (program / "parts").mkdir()
    (program / "parts" / "store.py").write_text(_COMPONENT, encoding="utf-8")
    found = _positions(_recorded(program))
    assert {name: found[name] for name in ("logs", "files", "files-bucket")} == {
        "logs": ("__main__.py", 4),
        "files": ("__main__.py", 5),
        "files-bucket": ("parts/store.py", 8),
    }


def test_a_file_is_named_from_the_projects_folder_wherever_the_program_in_it_is(tmp_path: Path) -> None:
    program = write_program(tmp_path / "shop", None, project="name: shop\nruntime: python\nmain: src\n")
    write_program(program / "src", ("from pulumi_aws import s3", "s3.Bucket('logs')"), stacks={})
    (program / "src" / "Pulumi.yaml").unlink()
    assert _positions(_recorded(program))["logs"] == ("src/__main__.py", 2)


@pytest.mark.parametrize("place", ["lib/site-packages", "../outside"])
def test_what_a_package_declares_stands_where_the_program_calls_it(tmp_path: Path, place: str) -> None:
    program = write_program(
        tmp_path / "shop",
        (
            "import sys",
            f"sys.path.append({str(tmp_path / 'shop' / place)!r})",
            "from store import Store",
            "",
            "Store('files')",
        ),
    )
    (program / place).mkdir(parents=True)
    (program / place / "store.py").write_text(_COMPONENT, encoding="utf-8")
    found = _positions(_recorded(program))
    assert (found["files"], found["files-bucket"]) == (("__main__.py", 5), ("__main__.py", 5))


def test_a_child_made_out_of_sight_stands_where_its_parent_stands(tmp_path: Path) -> None:
    program = write_program(
        tmp_path / "shop",
        (
            "import sys",
            f"sys.path.append({str(tmp_path / 'lib')!r})",
            "import late",
            "",
            "late.Store('files')",
        ),
    )
    (tmp_path / "lib").mkdir()
    late = _COMPONENT.replace("s3.Bucket(f", "pulumi.Output.from_input(1).apply(lambda _one: s3.Bucket(f").replace(
        "parent=self))", "parent=self)))"
    )
    (tmp_path / "lib" / "late.py").write_text(late, encoding="utf-8")
    assert _positions(_recorded(program))["files-bucket"] == ("__main__.py", 5)


def test_every_resource_of_our_own_prod_stack_stands_in_a_file_of_ours() -> None:
    recording = preview(read_project(HOME), "prod", Answers())
    registrations = [each for each in recording.registrations if each.type != STACK]
    assert [each.urn for each in registrations if each.position is None] == []
    tops = {each.position[0].partition("/")[0] for each in registrations if each.position}
    assert tops == {"components", "stacks"}
    for file, line in {each.position for each in registrations if each.position}:
        assert 0 < line <= len((HOME / file).read_text(encoding="utf-8").splitlines())


def test_a_recording_keeps_positions_on_its_way_between_processes(tmp_path: Path) -> None:
    recording = _recorded(write_program(tmp_path / "shop", ("from pulumi_aws import s3", "s3.Bucket('logs')")))
    assert Recording.from_json(recording.to_json()) == recording
    assert {each.name: each.position for each in recording.resources}["logs"] == Position("__main__.py", 2)


def test_an_older_sdk_sends_no_position() -> None:
    assert of_registration(SimpleNamespace(), "/shop") is None
    assert of_registration(SimpleNamespace(sourcePosition=None, stackTrace=None), "/shop") is None


@pytest.mark.parametrize(
    ("uri", "line", "position"),
    [
        ("file:///shop/a%20b.py", 3, Position("a b.py", 3)),
        ("file:///shop/a.py", 0, None),
        ("file:///shopping/a.py", 3, None),
        ("file:///shop/venv/lib/site-packages/x.py", 3, None),
        ("http://shop/a.py", 3, None),
        ("", 3, None),
    ],
)
def test_only_a_file_of_the_project_is_a_position(uri: str, line: int, position: Position | None) -> None:
    request = SimpleNamespace(sourcePosition=SimpleNamespace(uri=uri, line=line))
    assert of_registration(request, "/shop") == position


def test_a_link_to_the_project_is_the_project(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.py").touch()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    request = SimpleNamespace(sourcePosition=SimpleNamespace(uri=(tmp_path / "real" / "a.py").as_uri(), line=1))
    assert of_registration(request, str(tmp_path / "link")) == Position("a.py", 1)


@pytest.mark.parametrize(
    ("item", "position"),
    [
        ({"sourcePosition": "project:///index.ts#23,6"}, Position("index.ts", 23)),
        ({"sourcePosition": "project:///src/a%20b.go#7"}, Position("src/a b.go", 7)),
        (
            {
                "sourcePosition": "project:///node_modules/lib/index.js#1,2",
                "stackTrace": [
                    {"sourcePosition": "project:///../lib/a.ts#1,1"},
                    {},
                    {"sourcePosition": "project:///b.ts#4"},
                ],
            },
            Position("b.ts", 4),
        ),
        ({"sourcePosition": "project:///index.ts"}, None),
        ({"sourcePosition": "project:///index.ts#0"}, None),
        ({"sourcePosition": "project:///../elsewhere.ts#3"}, None),
        ({"sourcePosition": "file:///index.ts#3"}, None),
        ({"sourcePosition": 7, "stackTrace": "none"}, None),
        ({"stackTrace": [None, 3]}, None),
        ({}, None),
    ],
)
def test_a_states_position_is_read_as_its_engine_wrote_it(item: dict[str, Any], position: Position | None) -> None:
    assert of_state(item) == position


def test_a_resource_of_a_state_that_stands_nowhere_stands_where_its_parent_stands(tmp_path: Path) -> None:
    parent = resource("shop:index:Store", "files", custom=False, sourcePosition="project:///index.ts#5,1")
    child = resource(BUCKET, "bucket", parent=parent["urn"], sourcePosition="project:///node_modules/store.js#9,9")
    state = tmp_path / "state.json"
    state.write_text(json.dumps(deployment(parent, child, resource(BUCKET, "alone"))), encoding="utf-8")
    found = {each.name: each.position for each in read_state(str(state)).graph.resources}
    assert found == {"files": Position("index.ts", 5), "bucket": Position("index.ts", 5), "alone": None}
