"""Rules on purpose: customer data is read by the services it is kept for, and by nothing that analyses (pv.purpose)."""

import json
from collections.abc import Callable, Iterator
from typing import Final

from guardrails.documents import Shape, Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.governance import types as t
from guardrails.rules.governance.tagging import tags_of
from guardrails.rules.governance.types import TAGGABLE
from guardrails.texts import texts
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value, depends_on_unknown, plain
from guardrails.verdicts import Finding, failed, not_applicable, undetermined, unsure

_CUSTOMER: Final = "customer"
_ANALYSING: Final = frozenset(
    {"athena", "emr", "emrserverless", "glue", "lakeformation", "quicksight", "redshift", "sagemaker"}
)
ANALYTICS: Final = (
    *(token for token in TAGGABLE if token.split(":")[1].partition("/")[0] in _ANALYSING),
    "aws:glue/catalogTable:CatalogTable",
    "aws:glue/catalogDatabase:CatalogDatabase",
)
"""What analyses data, or says where the data to analyse is."""
_OPT_OUT: Final = "AISERVICES_OPT_OUT_POLICY"
# What ties a decryption to a purpose: a service, one object's context, or a grant that a service asked for.
_BINDING: Final = ("kms:viaservice", "kms:grantisforawsresource")


_Stores = Callable[[Graph], tuple[Resource, ...]]


def _customer_stores(graph: Graph) -> tuple[Resource, ...]:
    return tuple(store for store in graph.of(*t.STORES) if _is_customers(store, graph))


def _is_customers(store: Resource, graph: Graph) -> bool:
    return (tags_of(store, graph) or {}).get("data") == _CUSTOMER


def _possible_stores(graph: Graph) -> tuple[Resource, ...]:
    return tuple(store for store in graph.of(*t.STORES) if _may_be_customers(store, graph))


def _may_be_customers(store: Resource, graph: Graph) -> bool:
    """Whether the tags of a resource, or its tag ``data``, are not known yet."""
    tags = tags_of(store, graph)
    return tags is None or tags.get("data") is UNKNOWN


def _reads_no_customer_data(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    stores, possible = graph.derived(_customer_stores), graph.derived(_possible_stores)
    if not stores and not possible:
        yield not_applicable("the stack has no store tagged data=customer")
        return
    said = tuple(texts(plain(dict(resource.properties))))
    for store in _that_may_be_read(resource, graph, _customer_stores, said):
        yield from _reads(resource, store, said)
    for store in _that_may_be_read(resource, graph, _possible_stores, said):
        yield from unsure(_reads(resource, store, said), "as far as its tags, which are not known yet, say so")
    for key, value in resource.properties.items():
        if depends_on_unknown(value) and not resource.property_dependencies.get(key):
            yield undetermined(key, f"{key} is not known yet; it must not read customer data")


def _that_may_be_read(resource: Resource, graph: Graph, among: _Stores, said: tuple[str, ...]) -> list[Resource]:
    """The stores that a resource depends on or names, and those whose name it may spell though it is not known."""
    places, stores = graph.derived(_places, among), graph.derived(among)
    asked: set[str | None] = {urn for urns in resource.property_dependencies.values() for urn in urns}
    asked.update(word for text in said for word in _words(text))
    if any(map(_is_address, said)):
        asked.add(None)
    return [stores[place] for place in sorted({place for each in asked for place in places.get(each, ())})]


def _places(graph: Graph, among: _Stores) -> dict[str | None, list[int]]:
    """Where among some stores each is, by its URN and its physical name; under None those of unknown names."""
    places: dict[str | None, list[int]] = {}
    for place, store in enumerate(graph.derived(among)):
        name = _physical(store)
        places.setdefault(store.urn, []).append(place)
        if name is not None and (name.unknown or name.text):
            places.setdefault(name.text, []).append(place)
    return places


def _physical(store: Resource) -> Reading | None:
    return next((each for key in ("bucket", "identifier") if not (each := store.read(key)).absent), None)


def _is_address(text: str) -> bool:
    return text.startswith(("s3://", "arn:"))


def _reads(resource: Resource, store: Resource, said: tuple[str, ...]) -> Findings:
    through = [key for key, urns in resource.property_dependencies.items() if store.urn in urns]
    name = _physical(store)
    if through:
        yield failed(through[0], f"{through[0]} reads {store.name}, which holds customer data")
    elif name is not None and name.text and any(name.text in _words(text) for text in said):
        yield failed(None, f"a property names {name.text}, which holds customer data")
    elif name is not None and name.unknown and any(map(_is_address, said)):
        yield undetermined(None, f"the name of {store.name} is not known yet, nor whether a property reads it")


def _words(text: str) -> list[str]:
    """The parts of an address (``s3://orders/2026/``, ``arn:aws:s3:::orders/*``)."""
    return text.replace(":", "/").split("/")


def _encrypts_customer_data(key: Resource, graph: Graph) -> bool | None:
    if _is_customers(key, graph) or key.urn in graph.derived(_needed_by, _customer_stores):
        return True
    possible = _may_be_customers(key, graph) or key.urn in graph.derived(_needed_by, _possible_stores)
    return None if possible else False


def _needed_by(graph: Graph, among: _Stores) -> frozenset[str]:
    """The URNs that some stores, or the encryption of buckets among them, depend on."""
    holders: list[Resource] = []
    for store in graph.derived(among):
        holders.append(store)
        if store.type == t.BUCKET:
            holders.extend(graph.referrers(store, t.BUCKET_ENCRYPTION, "bucket").resources)
    return frozenset(urn for each in holders for urns in each.property_dependencies.values() for urn in urns)


def _bound_to_purpose(key: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    match _encrypts_customer_data(key, graph):
        case False:
            yield not_applicable("the key encrypts no store tagged data=customer")
        case None:
            yield from unsure(_binds(key, graph), "if the key encrypts customer data: not every tag is known yet")
        case True:
            yield from _binds(key, graph)


def _binds(key: Resource, graph: Graph) -> Findings:
    for holder in (key, *graph.referrers(key, t.KMS_KEY_POLICY, "keyId").resources):
        reading = holder.read("policy")
        document = parse(reading)
        if document.shape is Shape.UNKNOWN:
            yield undetermined("policy", "policy is not known yet; it must bind decryption to services")
        for statement in document.allowing:
            yield from _statement(statement)


def _statement(statement: Statement) -> Iterator[Finding]:
    if not statement.covers("kms:Decrypt") or not any(each.kind == "AWS" for each in statement.principals):
        return
    if any(key in _BINDING or key.startswith("kms:encryptioncontext:") for _, key, _ in statement.conditions):
        return
    if statement.uncertain:
        yield undetermined("policy", f"{statement.label} of policy allows decryption under what is not known yet")
    else:
        yield failed("policy", f"{statement.label} of policy allows decryption without a condition on kms:ViaService")


def _some_key_bound(graph: Graph, _bar: Thresholds) -> Findings:
    documents = [parse(each.read("policy")) for each in graph.of(t.KMS_KEY, t.KMS_KEY_POLICY)]
    bound = any(
        statement.covers("kms:Decrypt") and any(key == "kms:viaservice" for _, key, _ in statement.conditions)
        for document in documents
        for statement in document.allowing
    )
    if bound or (graph.of(t.ORGANIZATION_POLICY) and not graph.of(*t.STORES)):
        return
    if any(document.unknown for document in documents):
        yield undetermined(None, "whether a key's policy binds decryption to services is not known yet")
    else:
        yield failed(None, "the stack has no key whose policy allows decryption by kms:ViaService only")


def _opted_out(graph: Graph, _bar: Thresholds) -> Findings:
    policies = graph.of(t.ORGANIZATION_POLICY)
    if not policies and not graph.of(t.ORGANIZATION):
        return
    kinds = [policy.read("type") for policy in policies]
    if any(kind.text == _OPT_OUT for kind in kinds):
        return
    if any(kind.unknown for kind in kinds):
        yield undetermined(None, f"whether a policy is of type {_OPT_OUT} is not known yet")
    else:
        yield failed(None, f"the stack manages an organization and has no policy of type {_OPT_OUT}")


_BUCKET: Final = Declared(
    type=t.BUCKET, name="orders", properties={"bucket": "orders-files", "tags": {"data": "customer"}}
)
_CRAWLER: Final = "aws:glue/crawler:Crawler"


def _crawler(path: Value) -> Declared:
    return Declared(
        type=_CRAWLER,
        name="crawler",
        properties={"databaseName": "insight", "role": "crawler", "s3Targets": [{"path": path}]},
    )


def _key(condition: dict[str, Value] | None) -> tuple[Declared, ...]:
    statement: dict[str, Value] = {
        "Sid": "Use",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": "*",
    }
    document = {"Version": "2012-10-17", "Statement": [statement | ({"Condition": condition} if condition else {})]}
    return (
        Declared(
            type=t.KMS_KEY, name="customer", properties={"policy": json.dumps(document), "tags": {"data": "customer"}}
        ),
    )


_THROUGH: Final[dict[str, Value]] = {"StringEquals": {"kms:ViaService": "rds.eu-west-1.amazonaws.com"}}
_UNKNOWN_KEY: Final = (
    Declared(type=t.KMS_KEY, name="customer", properties={"policy": UNKNOWN, "tags": {"data": "customer"}}),
)


def _organization(kind: Value) -> tuple[Declared, ...]:
    return (Declared(type=t.ORGANIZATION_POLICY, name="policy", properties={"type": kind, "content": "{}"}),)


RULES: tuple[Rule, ...] = (
    RelationRule(
        "analytics-reads-no-customer-data",
        ANALYTICS,
        _reads_no_customer_data,
        Examples(
            good=(_BUCKET, _crawler("s3://public-figures/2026")),
            bad=(_BUCKET, _crawler("s3://orders-files/2026")),
            unknown=None,
        ),
    ),
    RelationRule(
        "customer-key-bound-to-services",
        (t.KMS_KEY,),
        _bound_to_purpose,
        Examples(good=_key(_THROUGH), bad=_key(None), unknown=_UNKNOWN_KEY),
    ),
    CompletenessRule(
        "purpose-bound-key-present",
        (t.KMS_KEY, t.KMS_KEY_POLICY),
        _some_key_bound,
        Examples(good=_key(_THROUGH), bad=_key(None), unknown=_UNKNOWN_KEY),
    ),
    CompletenessRule(
        "ai-services-opted-out",
        (t.ORGANIZATION_POLICY,),
        _opted_out,
        Examples(
            good=_organization(_OPT_OUT), bad=_organization("SERVICE_CONTROL_POLICY"), unknown=_organization(UNKNOWN)
        ),
    ),
)
