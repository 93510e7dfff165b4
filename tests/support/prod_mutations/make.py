"""Short ways to write a mutation down: what it is called, the resource it changes, and the rules that must fail."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tests.support.mutations import Change, Mutation

ANYONE = {"Sid": "Open", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
"""A statement that lets anybody do anything."""


def changed(name: str, type_: str, resource: str, path: str, value: Any, *fails: str) -> Mutation:
    """A property with another value."""
    return _one(name, Change(op="set", type=type_, name=resource, path=path, value=value), fails)


def unset(name: str, type_: str, resource: str, path: str, *fails: str) -> Mutation:
    """A property left out."""
    return _one(name, Change(op="unset", type=type_, name=resource, path=path), fails)


def dropped(name: str, type_: str, resource: str, *fails: str) -> Mutation:
    """A resource left out."""
    return _one(name, Change(op="drop", type=type_, name=resource), fails)


def all_dropped(name: str, type_: str, *fails: str) -> Mutation:
    """Every resource of a type left out."""
    return _one(name, Change(op="drop all", type=type_, name=""), fails)


def unprotected(name: str, type_: str, resource: str, *fails: str) -> Mutation:
    """A resource that the engine may delete."""
    return _one(name, Change(op="unprotect", type=type_, name=resource), fails)


def stated(
    name: str, type_: str, resource: str, path: str, statement: dict[str, Any] | None, *fails: str, sid: str = ""
) -> Mutation:
    """A policy document with a statement more, or with the statement ``sid`` replaced (None: removed)."""
    return _one(name, Change(op="document", type=type_, name=resource, path=path, value=statement, sid=sid), fails)


def added(
    name: str, type_: str, resource: str, properties: dict[str, Any], *fails: str, depends: tuple[Any, ...] = ()
) -> Mutation:
    """A resource beside the stack's own."""
    return _one(name, Change(op="add", type=type_, name=resource, value=properties, depends=depends), fails)


def several(name: str, mutations: Sequence[Mutation], *fails: str) -> Mutation:
    """The changes of several mutations at once, whose own names and rules do not count."""
    changes = tuple(change for mutation in mutations for change in mutation.changes)
    return Mutation(name=name, changes=changes, fails=frozenset(fails))


def document(*statements: dict[str, Any]) -> str:
    """A policy document in place of the stack's own."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def in_prod_full(*mutations: Mutation) -> tuple[Mutation, ...]:
    """Mutations of what only the stack with every optional layer has."""
    return tuple(replace(mutation, stack="prod-full") for mutation in mutations)


def _one(name: str, change: Change, fails: tuple[str, ...]) -> Mutation:
    return Mutation(name=name, changes=(change,), fails=frozenset(fails))
