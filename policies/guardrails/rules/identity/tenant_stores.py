"""What belongs to many tenants in a stack, and who acts for one of them."""

from collections.abc import Iterator
from typing import Final

from guardrails.documents import Shape, Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rules.data.backup_stores import tag
from guardrails.rules.identity.statements import policies, statements
from guardrails.rules.identity.types import POLICY, ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT
from guardrails.tokens import BUCKET, DYNAMODB_TABLE

TENANT: Final = "tenant_id"
TENANT_TAG: Final = f"aws:principaltag/{TENANT}"
_REQUESTED: Final = f"aws:requesttag/{TENANT}"
CONFINING: Final = frozenset({"stringequals", "stringlike"})


def tenancy(graph: Graph) -> bool | None:
    """Whether a stack says that it keeps many tenants: by a table's key, or by a role's session tag.

    None where the key of a table that might say so is not known yet.
    """
    return graph.derived(_tenancy)


def _tenancy(graph: Graph) -> bool | None:
    keys = [table.read("hashKey") for table in graph.of(DYNAMODB_TABLE)]
    if any(key.text == TENANT for key in keys) or any(
        asks_for_tenant(statement)
        for role in graph.of(ROLE)
        for statement in parse(role.read("assumeRolePolicy")).statements
    ):
        return True
    return None if any(key.unknown for key in keys) else False


def stores(graph: Graph) -> tuple[Resource, ...]:
    """The stores that tenants share: tables keyed by tenant, and tables and buckets of customers' data."""
    return graph.derived(_stores)


def _stores(graph: Graph) -> tuple[Resource, ...]:
    if not tenancy(graph):
        return ()
    return tuple(store for store in graph.of(DYNAMODB_TABLE, BUCKET) if _is_shared(store, graph))


def possible_stores(graph: Graph) -> tuple[Resource, ...]:
    """The stores that tenants may share: whether they do is not known yet."""
    return graph.derived(_possible_stores)


def _possible_stores(graph: Graph) -> tuple[Resource, ...]:
    many = tenancy(graph)
    if many is False:
        return ()
    shared = [(store, _is_shared(store, graph)) for store in graph.of(DYNAMODB_TABLE, BUCKET)]
    return tuple(store for store, is_shared in shared if is_shared is None or (is_shared and many is None))


def _is_shared(store: Resource, graph: Graph) -> bool | None:
    key, data = store.read("hashKey"), tag(store, graph, "data")
    if key.text == TENANT or data.text == "customer":
        return True
    return None if key.unknown or data.unknown else False


def asks_for_tenant(statement: Statement) -> bool:
    """Whether a statement of a trust policy holds only for a session that names its tenant."""
    return any(
        key == _REQUESTED
        and (
            (operator in CONFINING and all(value.strip("*") for value in values))
            or (operator == "null" and values == ("false",))
        )
        for operator, key, values in statement.conditions
    )


def speaks_of_tenant(statement: Statement) -> bool:
    """Whether a statement of an identity policy depends on the session's own tenant."""
    return TENANT_TAG in str(statement.raw).lower()


def policies_of(role: Resource, graph: Graph) -> Iterator[Resource]:
    """The resources of the stack that state a role's policies, the role itself among them."""
    yield role
    yield from graph.referrers(role, ROLE_POLICY, "role").resources
    for attachment in graph.referrers(role, ROLE_POLICY_ATTACHMENT, "role").resources:
        yield from graph.references(attachment, "policyArn", POLICY).resources


def holders(carrier: Resource, graph: Graph) -> tuple[Resource, ...]:
    """The roles of the stack that hold a policy."""
    return (carrier,) if carrier.type == ROLE else tuple(graph.derived(_holders).get(carrier.urn, {}).values())


def _holders(graph: Graph) -> dict[str, dict[str, Resource]]:
    """By the URN of each policy, the roles that hold it, by their URNs."""
    found: dict[str, dict[str, Resource]] = {}
    for role in graph.of(ROLE):
        for carrier in policies_of(role, graph):
            found.setdefault(carrier.urn, {})[role.urn] = role
    return found


def acts_for_tenants(role: Resource, graph: Graph) -> bool | None:
    """Whether a role holds a policy that depends on the session's own tenant.

    None where one of its policies is not known yet, or is not known to be its own; a role that services alone take
    has sessions without tags, so that its unknown policies are taken to ask for none.
    """
    carriers = tuple(policies_of(role, graph))
    if any(speaks_of_tenant(statement) for carrier in carriers for _reading, statement in statements(carrier)):
        return True
    if graph.derived(_speaks_for_somebody):
        return None
    trust = parse(role.read("assumeRolePolicy"))
    trusted = {principal.kind for each in trust.allowing for principal in each.principals}
    unknown = any(parse(reading).shape is Shape.UNKNOWN for carrier in carriers for reading in policies(carrier))
    return None if unknown and trusted - {"Service"} else False


def _speaks_for_somebody(graph: Graph) -> bool:
    """Whether a policy depends on the tenant, of a role that is not known yet."""
    return any(
        speaks_of_tenant(statement)
        for carrier in graph.of(ROLE_POLICY)
        if not graph.references(carrier, "role", ROLE).resolved
        for _reading, statement in statements(carrier)
    )
