"""Rules on purpose: customer data is read by the services it is kept for, and by nothing that analyses (pv.purpose)."""

import json
from collections.abc import Iterator
from typing import Final

from guardrails.documents import Shape, Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.governance import types as t
from guardrails.rules.governance.tagging import tags_of
from guardrails.rules.governance.types import TAGGABLE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value, plain
from guardrails.verdicts import Finding, failed, not_applicable, undetermined

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


def _customer_stores(graph: Graph) -> tuple[Resource, ...]:
    return tuple(store for store in graph.of(*t.STORES) if _is_customers(store, graph))


def _is_customers(store: Resource, graph: Graph) -> bool:
    return (tags_of(store, graph) or {}).get("data") == _CUSTOMER


def _reads_no_customer_data(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    stores = graph.derived(_customer_stores)
    if not stores:
        yield not_applicable("the stack has no store tagged data=customer")
        return
    texts = tuple(_texts(plain(dict(resource.properties))))
    for store in stores:
        through = [key for key, urns in resource.property_dependencies.items() if store.urn in urns]
        named = store.read("bucket").text or store.read("identifier").text
        if through:
            yield failed(through[0], f"{through[0]} reads {store.name}, which holds customer data")
        elif named and any(named in _words(text) for text in texts):
            yield failed(None, f"a property names {named}, which holds customer data")


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def _words(text: str) -> list[str]:
    """The parts of an address (``s3://orders/2026/``, ``arn:aws:s3:::orders/*``)."""
    return text.replace(":", "/").split("/")


def _encrypts_customer_data(key: Resource, graph: Graph) -> bool:
    if _is_customers(key, graph):
        return True
    stores = graph.derived(_customer_stores)
    for store in stores:
        if any(key.urn in urns for urns in store.property_dependencies.values()):
            return True
        for side in graph.referrers(store, t.BUCKET_ENCRYPTION, "bucket").resources if store.type == t.BUCKET else ():
            if any(key.urn in urns for urns in side.property_dependencies.values()):
                return True
    return False


def _bound_to_purpose(key: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if not _encrypts_customer_data(key, graph):
        yield not_applicable("the key encrypts no store tagged data=customer")
        return
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
