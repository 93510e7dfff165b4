"""Results are placed from the repository's root, where code scanning and reviewers look for them."""

from pathlib import Path

import pytest

from vouch.report.model import Source, Subject
from vouch.report.places import places


def _program(folder: Path, stack: str = "dev") -> Subject:
    return Subject(kind="program", path=str(folder), stack=stack)


def test_a_programs_files_are_named_from_the_root_of_its_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    program = tmp_path / "infra" / "shop"
    program.mkdir(parents=True)
    found = places(_program(program))
    assert found.file(Source(file="data/store.py", line=3)) == ("infra/shop/data/store.py", 3)
    assert found.file(None) == ("infra/shop/Pulumi.dev.yaml", None)


@pytest.mark.parametrize(("suffix", "file"), [(".yml", "Pulumi.dev.yml"), (".json", "Pulumi.dev.json")])
def test_the_stacks_file_is_the_one_that_is_there(tmp_path: Path, suffix: str, file: str) -> None:
    (tmp_path / f"Pulumi.dev{suffix}").write_text("{}", encoding="utf-8")
    (tmp_path / ".git").mkdir()
    assert places(_program(tmp_path, "acme/dev")).file(None) == (file, None)


def test_without_a_repository_the_programs_folder_is_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert places(_program(tmp_path)).file(Source(file="main.py", line=1)) == ("main.py", 1)


def test_what_a_state_does_not_place_is_in_the_states_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    infra = tmp_path / "infra"
    infra.mkdir()
    monkeypatch.chdir(infra)
    assert places(Subject(kind="state", path="s.json", stack="live")).file(None) == ("infra/s.json", None)
    assert places(Subject(kind="state", path="-", stack="live")).file(None) == ("infra/Pulumi.live.yaml", None)
    outside = Subject(kind="state", path=str(tmp_path.parent / "s.json"), stack="live")
    assert places(outside).file(None) == ("infra/Pulumi.live.yaml", None)
    assert places(outside).file(Source(file="index.ts", line=4)) == ("infra/index.ts", 4)
