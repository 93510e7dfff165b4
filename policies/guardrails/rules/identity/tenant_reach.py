"""Which statements of identity policies reach what tenants share for more than one of them."""

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Final

from guardrails.documents import Statement
from guardrails.graph import Graph, Resource
from guardrails.rules.identity.tenant_stores import CONFINING, TENANT_TAG
from guardrails.tokens import BUCKET, DYNAMODB_TABLE

_LEADING: Final = "dynamodb:leadingkeys"
_ITEMS: Final = tuple(
    f"dynamodb:{action}"
    for action in (
        "batchgetitem",
        "batchwriteitem",
        "conditioncheckitem",
        "deleteitem",
        "getitem",
        "partiqldelete",
        "partiqlinsert",
        "partiqlselect",
        "partiqlupdate",
        "putitem",
        "query",
        "scan",
        "updateitem",
    )
)
# Requests that may name no key: a condition on keys by ForAllValues lets them pass.
_KEYLESS: Final = ("dynamodb:scan", "dynamodb:partiqlselect")
_OBJECTS: Final = ("s3:getobject", "s3:getobjectversion", "s3:putobject", "s3:deleteobject", "s3:deleteobjectversion")
_LISTS: Final = ("s3:listbucket", "s3:listbucketversions")
_PATTERN: Final = re.compile(r"[*?\[]")
_TABLE: Final = "table/"
Stores = Callable[[Graph], tuple[Resource, ...]]
"""Some stores of a graph, as ``stores`` and ``possible_stores`` give them."""
Names = dict[tuple[str, str | None], list[int]]
"""Where among some stores each is, by its type and name; under None those whose name is not known."""


def _may_reach(statement: Statement, store: Resource) -> bool:
    """Whether a statement names stores of the kind while the name of this one is not known yet."""
    table = store.type == DYNAMODB_TABLE
    if not statement.allows or _of_one_tenant(statement) or not store.read("name" if table else "bucket").unknown:
        return False
    service = "dynamodb" if table else "s3"
    named = any(f":{service}:" in resource for resource in _all(statement))
    return named and any(statement.covers(action) for action in (_ITEMS if table else _OBJECTS))


def _reaches_beyond(statement: Statement, store: Resource) -> str | None:
    """The action by which a statement reaches more than one tenant's part of a store, or None."""
    if not statement.allows or _of_one_tenant(statement):
        return None
    if store.type == DYNAMODB_TABLE:
        return _items_beyond(statement, store)
    return _files_beyond(statement, store)


def reached(statement: Statement, graph: Graph, among: Stores) -> tuple[tuple[Resource, str | None], ...]:
    """The stores that a statement reaches for more than one tenant, with the action; None where it may reach one.

    Many roles hold the same statement, and it is judged once.
    """
    before = graph.derived(_reached_before, among)
    said = repr(statement.raw)
    if said not in before:
        before[said] = tuple(_reached(statement, graph, among))
    return before[said]


def _reached_before(_graph: Graph, _among: Stores) -> dict[str, tuple[tuple[Resource, str | None], ...]]:
    return {}


def _reached(statement: Statement, graph: Graph, among: Stores) -> Iterator[tuple[Resource, str | None]]:
    shared = among(graph)
    places = {place for each in _all(statement) for place in graph.derived(_places, among, each)}
    for place in sorted(places):
        store = shared[place]
        action = _reaches_beyond(statement, store)
        if action is not None or _may_reach(statement, store):
            yield store, action


def _places(graph: Graph, among: Stores, resource: str) -> tuple[int, ...]:
    """Where among some stores those are that an ARN or a pattern may be of; what is no ARN may be of any."""
    names = graph.derived(_names, among)
    parts = resource.split(":", 5)
    if len(parts) < 6 or "/" in "".join(parts[:5]):
        return tuple(place for places in names.values() for place in places)
    known = _PATTERN.split(parts[5], maxsplit=1)[0]
    whole = known == parts[5]
    found = [*names.get((BUCKET, None), ()), *names.get((DYNAMODB_TABLE, None), ())]
    found += _starting(names, BUCKET, known, whole=whole)
    if known.startswith(_TABLE):
        found += _starting(names, DYNAMODB_TABLE, known.removeprefix(_TABLE), whole=whole)
    elif not whole and _TABLE.startswith(known):
        found += _starting(names, DYNAMODB_TABLE, "", whole=False)
    return tuple(found)


def _starting(names: Names, type_: str, known: str, *, whole: bool) -> list[int]:
    """The places of a type's stores by what is known of a path that begins with the name."""
    name, slash, _ = known.partition("/")
    if whole or slash:
        return names.get((type_, name), [])
    return [
        place
        for (type_of, other), places in names.items()
        if type_of == type_ and other is not None and other.startswith(known)
        for place in places
    ]


def _names(graph: Graph, among: Stores) -> Names:
    found: Names = {}
    for place, store in enumerate(among(graph)):
        found.setdefault((store.type, _name(store)), []).append(place)
    return found


def _name(store: Resource) -> str | None:
    if store.type == DYNAMODB_TABLE:
        return store.read("name").default(store.name).text
    return store.read("bucket").text


def _of_one_tenant(statement: Statement) -> bool:
    return any(
        key == TENANT_TAG and operator in CONFINING and values and all(value.strip("*?") for value in values)
        for operator, key, values in statement.conditions
    )


def _items_beyond(statement: Statement, table: Resource) -> str | None:
    name = _name(table)
    if not any(_table_matches(resource, name) for resource in _all(statement)):
        return None
    allowed = [action for action in _ITEMS if statement.covers(action)]
    if not allowed:
        return None
    confined = {
        operator
        for operator, key, values in statement.conditions
        if key == _LEADING and values and all(TENANT_TAG in value.lower() for value in values)
    }
    if confined & CONFINING or "forallvalues:stringequals" in confined or "forallvalues:stringlike" in confined:
        present = ("null", _LEADING, ("false",)) in statement.conditions
        keyless = [action for action in _KEYLESS if action in allowed]
        return keyless[0] if keyless and not present else None
    return allowed[0]


def _files_beyond(statement: Statement, bucket: Resource) -> str | None:
    name = _name(bucket)
    by_prefix = any(
        key == "s3:prefix" and operator in CONFINING and values and all(TENANT_TAG in value.lower() for value in values)
        for operator, key, values in statement.conditions
    )
    for resource in _all(statement):
        owner, _, path = resource.partition("/")
        if not _bucket_matches(owner, name):
            continue
        if (path or "*" in owner) and not path.lower().startswith(f"${{{TENANT_TAG}}}/"):
            found = next((action for action in _OBJECTS if statement.covers(action)), None)
            if found:
                return found
        if not path and not by_prefix:
            found = next((action for action in _LISTS if statement.covers(action)), None)
            if found:
                return found
    return None


def _all(statement: Statement) -> tuple[str, ...]:
    return ("*",) if statement.not_resources else statement.resources


def _table_matches(resource: str, name: str | None) -> bool:
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return resource.strip("*") == "" or fnmatchcase("arn:aws:dynamodb:", resource)
    if not fnmatchcase("dynamodb", parts[2]) or name is None:
        return False
    return any(fnmatchcase(f"table/{name}{rest}", parts[5]) for rest in ("", "/index/any"))


def _bucket_matches(owner: str, name: str | None) -> bool:
    parts = owner.split(":", 5)
    if len(parts) < 6:
        return owner.strip("*") == "" or fnmatchcase("arn:aws:s3:::", owner)
    return fnmatchcase("s3", parts[2]) and name is not None and fnmatchcase(name, parts[5])
