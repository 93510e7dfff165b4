"""YAML files by the rules of YAML 1.2 (``on`` and ``yes`` are text), with every failure as one sentence."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node, ScalarNode

from vouch.errors import CannotJudgeError


class _Plain(SafeConstructor):
    """Dates stay text, as they are in JSON and in the engine's configuration."""

    def construct_yaml_timestamp(self, node: Any, values: Any = None) -> Any:  # noqa: ARG002  the parent's signature
        return self.construct_scalar(node)


_Plain.add_constructor("tag:yaml.org,2002:timestamp", _Plain.construct_yaml_timestamp)


def read(path: Path, what: str) -> str:
    """The text of a file. Raises CannotJudgeError where there is none, or it is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as cause:
        raise CannotJudgeError(f"{what} {path} does not exist") from cause
    except UnicodeDecodeError as cause:
        raise CannotJudgeError(f"{what} {path} is not UTF-8 text") from cause
    except OSError as cause:
        raise CannotJudgeError(f"{what} {path} cannot be read: {cause.strerror}") from cause


def load(path: Path, what: str) -> Any:
    """The file's content as plain values. Raises CannotJudgeError, with the line, where it is not YAML."""
    text = read(path, what)
    try:
        return _yaml().load(text)
    except YAMLError as cause:
        raise CannotJudgeError(f"{what} {path} is not valid YAML: {_where(cause)}") from cause


def compose(path: Path, what: str) -> Node | None:
    """The file as a tree of nodes, where the text of a scalar as it was written matters."""
    text = read(path, what)
    try:
        node: Node | None = _yaml().compose(text)
    except YAMLError as cause:
        raise CannotJudgeError(f"{what} {path} is not valid YAML: {_where(cause)}") from cause
    return node


def scalar_text(node: Node) -> str | None:
    """A scalar as it was written (``1.50``, ``0o17``, ``on``), empty for a null; None for anything else."""
    if not isinstance(node, ScalarNode):
        return None
    return "" if str(node.tag) == "tag:yaml.org,2002:null" else str(node.value)


def _yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Plain
    return yaml


def _where(cause: YAMLError) -> str:
    if isinstance(cause, MarkedYAMLError) and cause.problem_mark is not None:
        mark = cause.problem_mark
        return f"line {mark.line + 1}, column {mark.column + 1}: {cause.problem or 'cannot be read'}"
    return " ".join(str(cause).split())
