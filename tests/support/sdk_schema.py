"""What properties the installed pulumi_aws knows, read from its own argument classes."""

import ast
import importlib
import json
import typing
from functools import cache
from pathlib import Path
from typing import Any

import pulumi_aws
from pulumi import _types


@cache
def _classes() -> dict[str, tuple[str, str]]:
    """Type token to (module, class), as pulumi_aws registers them."""
    source = Path(pulumi_aws.__file__).read_text(encoding="utf-8")
    call = next(
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("_utilities.register")
    )
    listed = next(word.value for word in call.keywords if word.arg == "resource_modules")
    assert isinstance(listed, ast.Constant)
    assert isinstance(listed.value, str)
    return {
        token: (module["fqn"], name) for module in json.loads(listed.value) for token, name in module["classes"].items()
    }


def known_tokens() -> tuple[str, ...]:
    """Every resource type of the SDK."""
    return tuple(sorted(_classes()))


@cache
def _hints(owner: type) -> dict[str, Any]:
    """An argument class's wire names and their types."""
    names = _types.input_type_py_to_pulumi_names(owner)
    hints = _types.input_type_types(owner)
    return {names.get(key, key): hint for key, hint in hints.items()}


@cache
def arguments(token: str) -> type | None:
    """The ``Args`` class of a type, or None where pulumi_aws has no such type."""
    if token == "pulumi:providers:aws":
        return typing.cast("type", pulumi_aws.ProviderArgs)
    if token not in _classes():
        return None
    module, name = _classes()[token]
    loaded = importlib.import_module(module)
    # Where a nested block has taken the name, the resource's own arguments are called InitArgs.
    return typing.cast("type", getattr(loaded, f"{name}InitArgs", None) or getattr(loaded, f"{name}Args"))


def property_names(token: str) -> frozenset[str]:
    """The wire names of a type's inputs."""
    owner = arguments(token)
    return frozenset(_hints(owner)) if owner is not None else frozenset()


def _objects(hint: Any) -> tuple[type, ...]:
    """The argument classes inside a type (behind Input, Optional, Sequence and Union)."""
    if isinstance(hint, type) and _types.is_input_type(hint):
        return (hint,)
    return tuple(found for inner in typing.get_args(hint) for found in _objects(inner))


def _is_map(hint: Any) -> bool:
    origin = typing.get_origin(hint)
    if origin is not None and isinstance(origin, type) and issubclass(origin, typing.Mapping):
        return True
    return any(_is_map(inner) for inner in typing.get_args(hint))


def unknown_path(token: str, path: list[str]) -> str | None:
    """The first key of a dotted path that the SDK does not know, or None where it knows them all."""
    owner = arguments(token)
    if owner is None:
        return f"type {token}"
    owners: tuple[type, ...] = (owner,)
    for key in path:
        hint = next((hints[key] for each in owners if key in (hints := _hints(each))), None)
        if hint is None:
            return key
        owners = _objects(hint)
        if not owners:
            # A map of free keys, a JSON document or a scalar: what is below is not the SDK's to know.
            return None
    return None


def unknown_keys(token: str, properties: typing.Mapping[str, Any]) -> list[str]:
    """Every path of an example's properties that the SDK does not know."""
    return [
        f"{token}: {'.'.join(path)} ({key})"
        for path in _paths(properties)
        if (key := unknown_path(token, path)) is not None
    ]


def _paths(value: Any) -> list[list[str]]:
    if isinstance(value, typing.Mapping):
        return [[key, *rest] for key, item in value.items() for rest in (_paths(item) or [[]])]
    if isinstance(value, list | tuple):
        return [path for item in value for path in _paths(item)]
    return []
