"""Passwords of people are Cognito's alone: no table and no environment of ours holds one (id.hash)."""

import json
import re
from collections.abc import Iterator
from typing import Final

from guardrails.graph import Resource
from guardrails.rule import Declared, Examples, Findings, ResourceRule, Rule
from guardrails.rules.compute.types import FUNCTION, TASK_DEFINITION
from guardrails.rules.data.backup_types import TABLE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

# A database's password is another matter (sec.store): this is what a person types.
_PASSWORD: Final = re.compile(
    r"((user|customer|hashed)[_-]?)?(password|passwd|pwd)([_-]?(hash|digest|salt))?", re.IGNORECASE
)


def _names(resource: Resource) -> Iterator[tuple[Reading, str]]:
    """What the columns and variables of a resource are called."""
    for attribute in resource.read("attributes").each() if resource.type == TABLE else ():
        yield attribute, attribute.get("name").text or ""
    if resource.type == FUNCTION:
        variables = resource.read("environment.variables")
        names = variables.keys()
        yield from ((variables, name) for name in names)
    if resource.type == TASK_DEFINITION:
        yield from _of_containers(resource.read("containerDefinitions"))


def _of_containers(definitions: Reading) -> Iterator[tuple[Reading, str]]:
    try:
        containers = json.loads(definitions.text or "[]")
    except ValueError:
        return
    for container in containers if isinstance(containers, list) else ():
        for variable in (container.get("environment") or ()) if isinstance(container, dict) else ():
            if isinstance(variable, dict):
                yield definitions, str(variable.get("name", ""))


def _none_kept(resource: Resource, _bar: Thresholds) -> Findings:
    for at, name in _names(resource):
        if _PASSWORD.fullmatch(name):
            yield failed(at, f"{at.path} has {name}, where a person's password would be kept outside Cognito")
    for path in {TABLE: ("attributes",), FUNCTION: ("environment",)}.get(resource.type, ("containerDefinitions",)):
        reading = resource.read(path)
        if reading.unknown or any(each.unknown or each.get("name").unknown for each in _columns(reading)):
            yield undetermined(reading, f"{path} is not known yet; nothing in it may be a person's password")


def _columns(reading: Reading) -> Iterator[Reading]:
    yield from reading.each() if reading.path == "attributes" else ()


def _table(attributes: Value) -> tuple[Declared, ...]:
    return (Declared(type=TABLE, properties={"name": "people", "hashKey": "id", "attributes": attributes}),)


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="password-kept-by-cognito-alone",
        types=(TABLE, FUNCTION, TASK_DEFINITION),
        judge=_none_kept,
        examples=Examples(
            good=_table([{"name": "id", "type": "S"}]),
            bad=_table([{"name": "id", "type": "S"}, {"name": "password_hash", "type": "S"}]),
            unknown=_table(UNKNOWN),
        ),
    ),
)
