"""A stack's configuration reaches a program as the engine would hand it over: flat text, by YAML 1.2."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from guardrails.values import UNKNOWN_STRING
from tests.vouch.support import write_program
from vouch.preview.config import Configuration, read_configuration
from vouch.preview.project import read_project


def _read(folder: Path, stack: str, *, project: str = "", secrets: Mapping[str, Any] | None = None) -> Configuration:
    written = write_program(folder, project=f"name: shop\nruntime: python\n{project}", stacks={"dev": stack})
    return read_configuration(read_project(written), "dev", secrets or {})


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("True", "True"),
        ("false", "false"),
        ("0o17", "0o17"),
        ("017", "017"),
        ("1.50", "1.50"),
        ("1_000", "1_000"),
        ("2026-01-31", "2026-01-31"),
        ("'quoted'", "quoted"),
        ("null", ""),
        ("", ""),
        ("|\n    two\n    lines\n", "two\nlines\n"),
    ],
)
def test_a_scalar_is_handed_on_as_it_was_written(tmp_path: Path, written: str, value: str) -> None:
    assert _read(tmp_path, f"config:\n  shop:key: {written}\n").values == {"shop:key": value}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"),
        ("Off", "Off"),
        ("no", "no"),
        ("true", True),
        ("0o17", 15),
        ("017", 17),
        ("12e03", 12000.0),
        ("2026-01-31", "2026-01-31"),
        ("12:30:45", "12:30:45"),
        ("~", None),
    ],
)
def test_a_value_inside_an_object_is_read_by_yaml_1_2(tmp_path: Path, written: str, value: object) -> None:
    configuration = _read(tmp_path, f"config:\n  shop:key: {{inner: {written}}}\n")
    assert json.loads(configuration.values["shop:key"]) == {"inner": value}


def test_lists_and_objects_are_handed_on_as_json(tmp_path: Path) -> None:
    configuration = _read(tmp_path, "config:\n  shop:zones: [a, b]\n  aws:defaultTags:\n    tags: {team: me}\n")
    assert configuration.values == {"shop:zones": '["a", "b"]', "aws:defaultTags": '{"tags": {"team": "me"}}'}


def test_keys_without_a_namespace_and_in_the_older_spelling_are_the_projects(tmp_path: Path) -> None:
    configuration = _read(tmp_path, "config:\n  plain: a\n  shop:config:older: b\n  aws:region: eu-west-1\n")
    assert configuration.values == {"shop:plain": "a", "shop:older": "b", "aws:region": "eu-west-1"}


def test_an_encrypted_value_is_unknown_and_secret(tmp_path: Path) -> None:
    configuration = _read(tmp_path, "config:\n  shop:token: {secure: AAAB}\n  shop:plain: a\n")
    assert configuration.values == {"shop:token": UNKNOWN_STRING, "shop:plain": "a"}
    assert configuration.secret_keys == {"shop:token"}


def test_an_encrypted_value_inside_an_object_makes_the_key_secret(tmp_path: Path) -> None:
    configuration = _read(tmp_path, "config:\n  shop:db:\n    name: main\n    users: [{password: {secure: AAAB}}]\n")
    assert json.loads(configuration.values["shop:db"]) == {
        "name": "main",
        "users": [{"password": UNKNOWN_STRING}],
    }
    assert configuration.secret_keys == {"shop:db"}


def test_answers_fill_encrypted_values_and_nothing_else(tmp_path: Path) -> None:
    configuration = _read(
        tmp_path,
        "config:\n  shop:token: {secure: AAAB}\n  shop:plain: a\n",
        secrets={"token": "known", "shop:plain": "b", "shop:more": {"a": 1}},
    )
    assert configuration.values == {"shop:token": "known", "shop:plain": "a", "shop:more": '{"a": 1}'}
    assert configuration.secret_keys == {"shop:token", "shop:more"}


def test_the_project_file_gives_what_the_stack_leaves_out(tmp_path: Path) -> None:
    configuration = _read(
        tmp_path,
        "config:\n  shop:given: stack\n",
        project=(
            "config:\n  given: project\n  short: plain\n  typed: {type: integer, default: 3}\n"
            "  aws:region: {value: eu-west-1}\n  hidden: {value: x, secret: true}\n"
        ),
    )
    assert configuration.values == {
        "shop:given": "stack",
        "shop:short": "plain",
        "shop:typed": "3",
        "aws:region": "eu-west-1",
        "shop:hidden": "x",
    }
    assert configuration.secret_keys == {"shop:hidden"}


def test_an_empty_stack_file_configures_nothing(tmp_path: Path) -> None:
    assert _read(tmp_path, "").values == {}
    assert _read(tmp_path, "encryptionsalt: v1:abc\n").values == {}
