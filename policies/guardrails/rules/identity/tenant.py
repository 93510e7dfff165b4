"""Rules on tenants: who acts for one reaches that one's data only (id.tenant).

Rows of PostgreSQL are kept apart by the schema; what is judged here is tables, files and roles.
"""

from typing import Final

from guardrails.documents import Shape, Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.data.backup_stores import tag
from guardrails.rules.identity.boundaries import is_boundary
from guardrails.rules.identity.statements import CARRIERS, identity_document, policies, statements
from guardrails.rules.identity.tenant_reach import reached
from guardrails.rules.identity.tenant_stores import (
    TENANT,
    acts_for_tenants,
    asks_for_tenant,
    holders,
    possible_stores,
    stores,
    tenancy,
)
from guardrails.rules.identity.types import ROLE, ROLE_POLICY
from guardrails.thresholds import Thresholds
from guardrails.tokens import DYNAMODB_TABLE
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import Finding, failed, not_applicable, undetermined, unsure

_TRUST: Final = "assumeRolePolicy"
# AWS's own work on whole stores: no tenant, and no code of ours, has these roles.
_CARETAKERS: Final = frozenset(
    f"{service}.amazonaws.com"
    for service in ("backup", "batchoperations.s3", "macie", "malware-protection-plan.guardduty", "s3")
)


def _confined(carrier: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    shared, possible = stores(graph), possible_stores(graph)
    if not shared and not possible:
        yield not_applicable("the stack keeps no tenants apart")
        return
    if is_boundary(carrier, graph):
        yield not_applicable("the policy is a permissions boundary: it grants nothing by itself")
        return
    held = holders(carrier, graph)
    if held and all(_is_caretaker(role) for role in held):
        yield not_applicable("a service of AWS holds the policy, for its own work on whole stores")
        return
    for reading in policies(carrier):
        if parse(reading).shape is Shape.UNKNOWN and _may_name(carrier, reading.path, graph):
            yield undetermined(reading, f"{reading.path} is not known yet; it must confine {TENANT}")
    for reading, statement in statements(carrier):
        for store, action in reached(statement, graph, stores):
            yield _reaching(reading, statement, store, action)
        for store, action in reached(statement, graph, possible_stores):
            finding = _reaching(reading, statement, store, action)
            yield from unsure((finding,), "if tenants share it, which is not known yet")


def _reaching(reading: Reading, statement: Statement, store: Resource, action: str | None) -> Finding:
    what = f"{store.type.rpartition(':')[2]} {store.name}"
    said = f"{statement.label} of {reading.path}"
    if action is not None:
        return failed(reading, f"{said} allows {action} on {what} for every tenant")
    return undetermined(reading, f"{said} may reach {what}: its name is not known yet")


def _may_name(carrier: Resource, path: str, graph: Graph) -> bool:
    depends = carrier.property_dependencies.get(path.partition("[")[0].partition(".")[0], ())
    return not depends or not graph.derived(_urns).isdisjoint(depends)


def _urns(graph: Graph) -> frozenset[str]:
    return frozenset(store.urn for store in (*stores(graph), *possible_stores(graph)))


def _is_caretaker(role: Resource) -> bool:
    document = parse(role.read(_TRUST))
    principals = [principal for statement in document.allowing for principal in statement.principals]
    return (
        bool(principals)
        and not document.unknown
        and all(principal.kind == "Service" and principal.name in _CARETAKERS for principal in principals)
    )


def _keyed(table: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    match tenancy(graph):
        case False:
            yield not_applicable("the stack keeps no tenants apart")
        case None:
            yield from unsure(_by_tenant(table, graph), "if the stack keeps tenants apart, which is not known yet")
        case True:
            yield from _by_tenant(table, graph)


def _by_tenant(table: Resource, graph: Graph) -> Findings:
    data = tag(table, graph, "data")
    if data.known and data.text != "customer":
        yield not_applicable("the table holds no customers' data")
        return
    key = table.read("hashKey")
    if data.absent or key.text == TENANT:
        return
    if key.unknown or data.unknown:
        yield undetermined(key, f"hashKey or the tag data is not known yet; of customers' data it must be {TENANT}")
    else:
        yield failed(key, f"hashKey is {key.shown}, so no condition can keep tenants apart; it must be {TENANT}")


def _tagged_session(role: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    match acts_for_tenants(role, graph):
        case False:
            yield not_applicable("the role's policies do not depend on a tenant")
        case None:
            yield from unsure(_takes_tags(role), "if the role's policies depend on a tenant, which is not known yet")
        case True:
            yield from _takes_tags(role)


def _takes_tags(role: Resource) -> Findings:
    trust = role.read(_TRUST)
    document = parse(trust)
    if document.unknown:
        yield undetermined(trust, f"{_TRUST} is not known yet; it must ask for the session tag {TENANT}")
        return
    if not any(statement.covers("sts:TagSession") for statement in document.allowing):
        yield failed(trust, f"{_TRUST} does not allow sts:TagSession, so no session can name its tenant")
    for statement in document.allowing:
        by_account = any(principal.kind == "AWS" for principal in statement.principals)
        if by_account and statement.covers("sts:AssumeRole") and not asks_for_tenant(statement):
            yield failed(
                trust, f"{statement.label} of {_TRUST} does not ask for aws:RequestTag/{TENANT}, so it may be left out"
            )


def _role_present(graph: Graph, _bar: Thresholds) -> Findings:
    open_ = False
    for role in graph.of(ROLE):
        acts = acts_for_tenants(role, graph)
        if acts and not list(_takes_tags(role)):
            return
        open_ = open_ or acts is None or parse(role.read(_TRUST)).unknown
    if open_ or any(
        parse(reading).shape is Shape.UNKNOWN for carrier in graph.of(*CARRIERS) for reading in policies(carrier)
    ):
        yield undetermined(None, "whether a role acts for one tenant at a time is not known yet")
    else:
        yield failed(None, f"the stack has no role with sts:TagSession whose policy follows aws:PrincipalTag/{TENANT}")


_OWN: Final = "${aws:PrincipalTag/tenant_id}"
_TABLE: Final = Declared(
    type=DYNAMODB_TABLE,
    name="records",
    properties={"name": "records", "hashKey": "tenant_id", "tags": {"data": "customer"}},
)
_ITEMS: Final = {
    "Effect": "Allow",
    "Action": ["dynamodb:GetItem", "dynamodb:Query"],
    "Resource": "arn:aws:dynamodb:eu-west-1:123456789012:table/records",
}
_OF_ONE: Final = {**_ITEMS, "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [_OWN]}}}


def _policy(policy: Value) -> Declared:
    return Declared(type=ROLE_POLICY, name="tenant", properties={"role": "tenant", "policy": policy})


def _role(condition: Value) -> Declared:
    trust = identity_document(
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:role/orders-task"},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            **condition,
        }
    )
    return Declared(type=ROLE, name="tenant", properties={"name": "tenant", _TRUST: trust})


_ASKING: Final = {"Condition": {"StringLike": {"aws:RequestTag/tenant_id": "?*"}}}
_OPEN_TRUST: Final = Declared(type=ROLE, name="tenant", properties={"name": "tenant", _TRUST: UNKNOWN})

RULES: tuple[Rule, ...] = (
    RelationRule(
        "tenant-policy-confined",
        CARRIERS,
        _confined,
        Examples(
            good=(_TABLE, _policy(identity_document(_OF_ONE))),
            bad=(_TABLE, _policy(identity_document(_ITEMS))),
            unknown=(_TABLE, _policy(UNKNOWN)),
        ),
    ),
    RelationRule(
        "tenant-table-keyed",
        (DYNAMODB_TABLE,),
        _keyed,
        Examples(
            good=(_TABLE,),
            bad=(
                _TABLE,
                Declared(
                    type=DYNAMODB_TABLE,
                    name="notes",
                    properties={"name": "notes", "hashKey": "note_id", "tags": {"data": "customer"}},
                ),
            ),
            unknown=(
                _TABLE,
                Declared(
                    type=DYNAMODB_TABLE,
                    name="notes",
                    properties={"name": "notes", "hashKey": UNKNOWN, "tags": {"data": "customer"}},
                ),
            ),
        ),
    ),
    RelationRule(
        "tenant-role-tagged-session",
        (ROLE,),
        _tagged_session,
        Examples(
            good=(_role(_ASKING), _policy(identity_document(_OF_ONE))),
            bad=(_role({}), _policy(identity_document(_OF_ONE))),
            unknown=(_OPEN_TRUST, _policy(identity_document(_OF_ONE))),
        ),
    ),
    CompletenessRule(
        "tenant-role-present",
        (ROLE,),
        _role_present,
        Examples(
            good=(_role(_ASKING), _policy(identity_document(_OF_ONE))),
            bad=(_role(_ASKING), _policy(identity_document(_ITEMS))),
            unknown=(_OPEN_TRUST, _policy(identity_document(_OF_ONE))),
        ),
    ),
)
