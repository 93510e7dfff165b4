"""The configuration of a stack, as the engine hands it to a program: flat text, objects as JSON."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml.nodes import MappingNode, Node

from guardrails.values import UNKNOWN_STRING
from vouch.errors import CannotJudgeError
from vouch.preview.project import Project
from vouch.yaml12 import compose, load, scalar_text

_SECURE: Final = "secure"
_DECLARED: Final = frozenset({"type", "description", "items", "default", "value", "secret"})


@dataclass(frozen=True)
class Configuration:
    """A stack's configuration by full key (``shop:apiToken``), and which keys are secret."""

    values: Mapping[str, str]
    secret_keys: frozenset[str]


@dataclass(frozen=True)
class _Entry:
    value: str
    secret: bool = False


def read_configuration(project: Project, stack: str, secrets: Mapping[str, Any]) -> Configuration:
    """Reads the stack file by the rules of YAML 1.2, and what the project file gives where the stack says nothing.

    ``secure`` values cannot be decrypted without the stack's passphrase or key: they are unknown unless ``secrets``
    (by key) gives them. Raises CannotJudgeError where a file is missing or malformed, or a declared key has no value.
    """
    answered = {_full(key, project.name): _text(value) for key, value in secrets.items()}
    stated = {
        **dict(_project_entries(project)),
        **dict(_stack_entries(project.stack_file(stack), project.name)),
    }
    missing = [key for key in _required(project) if key not in stated and key not in answered]
    if missing:
        raise CannotJudgeError(
            f"stack {stack!r} gives no value for {', '.join(missing)}, which {project.file} declares without a default"
        )
    values = {key: answered.get(key, entry.value) if entry.secret else entry.value for key, entry in stated.items()}
    return Configuration(
        values={**{key: value for key, value in answered.items() if key not in values}, **values},
        secret_keys=frozenset(key for key, entry in stated.items() if entry.secret)
        | frozenset(key for key in answered if key not in stated),
    )


def _stack_entries(path: Path, project: str) -> Iterator[tuple[str, _Entry]]:
    loaded = load(path, "the stack file")
    if loaded is None:
        return
    if not isinstance(loaded, dict):
        raise CannotJudgeError(f"the stack file {path} must be a mapping with the key config")
    config = loaded.get("config")
    if config is None:
        return
    if not isinstance(config, dict) or not all(isinstance(key, str) for key in config):
        raise CannotJudgeError(f"config in the stack file {path} must be a mapping of keys to values")
    written = _written(compose(path, "the stack file"))
    for key, value in config.items():
        yield _full(key, project), _entry(value, written.get(key))


def _written(root: Node | None) -> Mapping[str, str]:
    """Scalars of the configuration as they were written: the engine hands them on unread."""
    config = _member(root, "config")
    if not isinstance(config, MappingNode):
        return {}
    texts = ((str(key.value), scalar_text(value)) for key, value in config.value)
    return {key: text for key, text in texts if text is not None}


def _member(node: Node | None, name: str) -> Node | None:
    if not isinstance(node, MappingNode):
        return None
    found: Node | None = next((value for key, value in node.value if key.value == name), None)
    return found


def _entry(value: Any, written: str | None) -> _Entry:
    if written is not None:
        return _Entry(written)
    if _is_secure(value):
        return _Entry(UNKNOWN_STRING, secret=True)
    opened, secret = _opened(value)
    return _Entry(_text(opened), secret)


def _is_secure(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and isinstance(value.get(_SECURE), str)


def _opened(value: Any) -> tuple[Any, bool]:
    """A value with what is encrypted inside it unknown, and whether anything is: one secret makes the key secret."""
    if _is_secure(value):
        return UNKNOWN_STRING, True
    if isinstance(value, dict):
        members = {key: _opened(item) for key, item in value.items()}
        return {key: item for key, (item, _) in members.items()}, any(secret for _, secret in members.values())
    if isinstance(value, list):
        elements = [_opened(item) for item in value]
        return [item for item, _ in elements], any(secret for _, secret in elements)
    return value, False


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, sort_keys=True)


def _full(key: str, project: str) -> str:
    """``key`` with its namespace, the project where it names none; ``project:config:key`` is an older spelling."""
    namespace, colon, name = key.partition(":")
    return f"{namespace}:{name.removeprefix('config:')}" if colon else f"{project}:{key}"


def _project_entries(project: Project) -> Iterator[tuple[str, _Entry]]:
    for key, declared in project.config.items():
        value, secret = declared, False
        if _declares(declared):
            value = declared.get("value", declared.get("default"))
            secret = bool(declared.get("secret"))
            if value is None:
                continue
        opened, encrypted = _opened(value)
        yield _full(key, project.name), _Entry(_text(opened), secret or encrypted)


def _required(project: Project) -> Iterator[str]:
    for key, declared in project.config.items():
        if _declares(declared) and declared.get("value") is None and declared.get("default") is None:
            yield _full(key, project.name)


def _declares(declared: Any) -> bool:
    return isinstance(declared, dict) and bool(declared) and set(declared) <= _DECLARED
