"""What belongs to many tenants in a stack, and which statements reach it for more than one."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from guardrails.documents import Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rules.data.backup_stores import tag
from guardrails.rules.identity.statements import statements
from guardrails.rules.identity.types import POLICY, ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT
from guardrails.tokens import BUCKET, DYNAMODB_TABLE

TENANT: Final = "tenant_id"
_TAG: Final = f"aws:principaltag/{TENANT}"
_REQUESTED: Final = f"aws:requesttag/{TENANT}"
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
_CONFINING: Final = frozenset({"stringequals", "stringlike"})


def tenancy(graph: Graph) -> bool:
    """Whether a stack says that it keeps many tenants: by a table's key, or by a role's session tag."""
    return graph.derived(_tenancy)


def _tenancy(graph: Graph) -> bool:
    return any(table.read("hashKey").text == TENANT for table in graph.of(DYNAMODB_TABLE)) or any(
        asks_for_tenant(statement)
        for role in graph.of(ROLE)
        for statement in parse(role.read("assumeRolePolicy")).statements
    )


def stores(graph: Graph) -> tuple[Resource, ...]:
    """The stores that tenants share: tables keyed by tenant, and tables and buckets of customers' data."""
    return graph.derived(_stores)


def _stores(graph: Graph) -> tuple[Resource, ...]:
    if not tenancy(graph):
        return ()
    return tuple(
        store
        for store in graph.of(DYNAMODB_TABLE, BUCKET)
        if store.read("hashKey").text == TENANT or tag(store, graph, "data").text == "customer"
    )


def asks_for_tenant(statement: Statement) -> bool:
    """Whether a statement of a trust policy holds only for a session that names its tenant."""
    return any(
        key == _REQUESTED
        and (
            (operator in _CONFINING and all(value.strip("*") for value in values))
            or (operator == "null" and values == ("false",))
        )
        for operator, key, values in statement.conditions
    )


def speaks_of_tenant(statement: Statement) -> bool:
    """Whether a statement of an identity policy depends on the session's own tenant."""
    return _TAG in str(statement.raw).lower()


def policies_of(role: Resource, graph: Graph) -> Iterator[Resource]:
    """The resources of the stack that state a role's policies, the role itself among them."""
    yield role
    yield from graph.referrers(role, ROLE_POLICY, "role").resources
    for attachment in graph.referrers(role, ROLE_POLICY_ATTACHMENT, "role").resources:
        yield from graph.references(attachment, "policyArn", POLICY).resources


def holders(carrier: Resource, graph: Graph) -> tuple[Resource, ...]:
    """The roles of the stack that hold a policy."""
    if carrier.type == ROLE:
        return (carrier,)
    return tuple(
        role for role in graph.of(ROLE) if any(each.urn == carrier.urn for each in graph.derived(_by_role)[role.urn])
    )


def _by_role(graph: Graph) -> dict[str, tuple[Resource, ...]]:
    return {role.urn: tuple(policies_of(role, graph)) for role in graph.of(ROLE)}


def acts_for_tenants(role: Resource, graph: Graph) -> bool:
    """Whether a role holds a policy that depends on the session's own tenant."""
    return any(
        speaks_of_tenant(statement)
        for carrier in policies_of(role, graph)
        for _reading, statement in statements(carrier)
    )


def reaches_beyond(statement: Statement, store: Resource) -> str | None:
    """The action by which a statement reaches more than one tenant's part of a store, or None."""
    if not statement.allows or _of_one_tenant(statement):
        return None
    if store.type == DYNAMODB_TABLE:
        return _items_beyond(statement, store)
    return _files_beyond(statement, store)


def _of_one_tenant(statement: Statement) -> bool:
    return any(
        key == _TAG and operator in _CONFINING and values and all(value.strip("*?") for value in values)
        for operator, key, values in statement.conditions
    )


def _items_beyond(statement: Statement, table: Resource) -> str | None:
    name = table.read("name").default(table.name).text
    if not any(_table_matches(resource, name) for resource in _all(statement)):
        return None
    allowed = [action for action in _ITEMS if statement.covers(action)]
    if not allowed:
        return None
    confined = {
        operator
        for operator, key, values in statement.conditions
        if key == _LEADING and values and all(_TAG in value.lower() for value in values)
    }
    if confined & _CONFINING or "forallvalues:stringequals" in confined or "forallvalues:stringlike" in confined:
        present = ("null", _LEADING, ("false",)) in statement.conditions
        keyless = [action for action in _KEYLESS if action in allowed]
        return keyless[0] if keyless and not present else None
    return allowed[0]


def _files_beyond(statement: Statement, bucket: Resource) -> str | None:
    name = bucket.read("bucket").text
    by_prefix = any(
        key == "s3:prefix" and operator in _CONFINING and values and all(_TAG in value.lower() for value in values)
        for operator, key, values in statement.conditions
    )
    for resource in _all(statement):
        owner, _, path = resource.partition("/")
        if not _bucket_matches(owner, name):
            continue
        if (path or "*" in owner) and not path.lower().startswith(f"${{{_TAG}}}/"):
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
