"""Rules on sharing: nothing is given to accounts that are not ours (pv.share).

The policies of buckets, keys, topics and queues, and the trust of roles, have such rules beside their others.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from guardrails.accounts import observed_accounts, owned_accounts
from guardrails.documents import Document, Shape, Statement, limits, parse
from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_false
from guardrails.rule import (
    CompletenessRule,
    Declared,
    Examples,
    Findings,
    RelationRule,
    ResourceRule,
    Rule,
    examples,
)
from guardrails.rules.governance import types as t
from guardrails.rules.governance.regions import leaves
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import Finding, failed, not_applicable, undetermined

_ACCOUNT: Final = re.compile(r"(?:arn:[^:]+:[^:]+:[^:]*:)?(\d{12})(?::.*)?")
_OF_ORGANISATION: Final = frozenset(
    {"aws:principalorgid", "aws:principalorgpaths", "aws:sourceorgid", "aws:sourceorgpaths"}
)
_PERIMETER: Final = frozenset({"aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths"})


def _policy_names_own_accounts(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    reading = resource.read(t.POLICIES[resource.type])
    document = parse(reading)
    if document.shape is Shape.ABSENT:
        yield not_applicable("the resource states no policy of its own")
    elif document.shape is Shape.UNKNOWN:
        yield undetermined(reading, f"{reading.path} is not known yet; it must name accounts of ours only")
    elif document.shape is Shape.MALFORMED:
        yield failed(reading, f"{reading.path} is not a policy document")
    for statement in document.allowing:
        yield from _statement(statement, reading, graph)


def _statement(statement: Statement, reading: Reading, graph: Graph) -> Iterator[Finding]:
    if any(key in _OF_ORGANISATION and limits(operator, key, given) for operator, key, given in statement.conditions):
        return
    if statement.raw.get("Principal") is UNKNOWN:
        yield undetermined(reading, f"{statement.label} of {reading.path} allows a principal that is not known yet")
    if statement.public or statement.negates_principal:
        yield failed(reading, f"{statement.label} of {reading.path} allows everyone")
    for principal in statement.principals:
        yield from _account(principal.account, reading, f"{statement.label} of {reading.path}", graph)


def _account(account: str | None, reading: Reading, where: str, graph: Graph) -> Iterator[Finding]:
    owned = owned_accounts(graph)
    if account is None or account in owned or account in observed_accounts(graph):
        return
    if owned:
        yield failed(reading, f"{where} names account {account}, which the stack does not own")
    else:
        yield undetermined(
            reading, f"{where} names account {account}, and no provider's allowedAccountIds says whether it is owned"
        )


def _shared_with_own(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    """A principal that is an account, a role of one, or everybody; organizations and services are others' rules."""
    given = [
        reading
        for path in ("principal", "accountId", "sharedAccounts", "group")
        if path in _PATHS[resource.type]
        for reading in _each(resource.read(path))
    ]
    if not given:
        yield not_applicable("the resource shares with no account")
    for reading in given:
        if reading.unknown:
            yield undetermined(reading, f"{reading.path} is not known yet; it must be an account of ours")
        elif reading.text in ("*", "all"):
            yield failed(reading, f"{reading.path} is {reading.shown}, so everybody may use it")
        elif match := _ACCOUNT.fullmatch(reading.text or ""):
            yield from _account(match[1], reading, reading.path, graph)


_PATHS: Final = {
    t.AMI_PERMISSION: ("accountId", "group"),
    t.SNAPSHOT_PERMISSION: ("accountId",),
    t.PRINCIPAL_ASSOCIATION: ("principal",),
    t.FUNCTION_PERMISSION: ("principal",),
    t.EVENT_PERMISSION: ("principal",),
    **dict.fromkeys(t.SNAPSHOTS, ("sharedAccounts",)),
}


def _each(reading: Reading) -> Iterator[Reading]:
    if reading.unknown:
        yield reading
    yield from reading.each()


def _copies_stay(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    """Backups and replicas are as much as the data itself; where they lie, somebody else may read them."""
    path = "copyActions.destinationVaultArn" if resource.type == t.PLAN else "destination.account"
    readings = [reading for reading in leaves(resource.read("rules"), path) if not reading.absent]
    if not readings:
        yield not_applicable("nothing is copied to an account that is named")
    for reading in readings:
        if reading.unknown:
            if not resource.property_dependencies.get("rules"):
                yield undetermined(reading, f"{reading.path} is not known yet; it must be an account of ours")
        elif match := _ACCOUNT.fullmatch(reading.text or ""):
            yield from _account(match[1], reading, reading.path, graph)


def _perimeter(graph: Graph, _bar: Thresholds) -> Findings:
    documents = [parse(each.read("policy")) for each in graph.of(t.VPC_ENDPOINT, t.VPC_ENDPOINT_POLICY)]
    controls = [
        parse(policy.read("content"))
        for policy in graph.of(t.ORGANIZATION_POLICY)
        if policy.read("type").text == "RESOURCE_CONTROL_POLICY"
    ]
    if any(map(_bounds_resources, documents)) or any(map(_bounds_principals, controls)):
        return
    if any(document.unknown for document in (*documents, *controls)):
        yield undetermined(None, "whether a policy keeps our credentials to our own resources is not known yet")
    else:
        yield failed(
            None,
            "the stack has no VPC endpoint policy on aws:ResourceAccount or aws:ResourceOrgID, and no resource "
            "control policy on aws:PrincipalOrgID",
        )


def _bounds_resources(document: Document) -> bool:
    return any(
        key in _PERIMETER
        and operator.removeprefix("foranyvalue:").removesuffix("ifexists") in ("stringequals", "stringlike")
        and all(value.strip("*?/") for value in given)
        for statement in document.allowing
        for operator, key, given in statement.conditions
    )


def _bounds_principals(document: Document) -> bool:
    return any(
        key == "aws:principalorgid" and operator.startswith("stringnot")
        for statement in document.denying
        for operator, key, _ in statement.conditions
    )


_OWNED: Final = Declared(type=t.AWS_PROVIDER, name="default", properties={"allowedAccountIds": '["123456789012"]'})


def _destination(account: str) -> dict[str, Value]:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": account},
        "Action": "logs:PutSubscriptionFilter",
        "Resource": "arn:aws:logs:eu-west-1:123456789012:destination:audit",
    }
    return {
        "destinationName": "audit",
        "accessPolicy": json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    }


def _owning(type_: str, good: dict[str, Value], bad: dict[str, Value], unknown: dict[str, Value]) -> Examples:
    alone = examples(type_, good=good, bad=bad, unknown=unknown)
    return Examples(good=(_OWNED, *alone.good), bad=(_OWNED, *alone.bad), unknown=(_OWNED, *(alone.unknown or ())))


def _endpoint(policy: Value) -> tuple[Declared, ...]:
    service = {"vpcId": "vpc-0a1b2c3d4e5f60718", "serviceName": "com.amazonaws.eu-west-1.s3"}
    return (Declared(type=t.VPC_ENDPOINT, properties={**service, "policy": policy}),)


def _copied_to(account: str | None) -> dict[str, Value]:
    arn = UNKNOWN if account is None else f"arn:aws:backup:eu-central-1:{account}:backup-vault:copies"
    rule = {"ruleName": "daily", "targetVaultName": "backups", "copyActions": [{"destinationVaultArn": arn}]}
    return {"name": "daily", "rules": [rule]}


def _own(condition: dict[str, Value]) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": condition}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


RULES: tuple[Rule, ...] = (
    RelationRule(
        "resource-policy-own-accounts",
        tuple(t.POLICIES),
        _policy_names_own_accounts,
        _owning(
            t.LOG_DESTINATION_POLICY,
            _destination("123456789012"),
            _destination("210987654321"),
            {"destinationName": "audit", "accessPolicy": UNKNOWN},
        ),
    ),
    RelationRule(
        "shared-with-own-accounts",
        tuple(_PATHS),
        _shared_with_own,
        _owning(
            t.SNAPSHOT_PERMISSION,
            {"snapshotId": "snap-0a1b2c3d4e5f60718", "accountId": "123456789012"},
            {"snapshotId": "snap-0a1b2c3d4e5f60718", "accountId": "210987654321"},
            {"snapshotId": "snap-0a1b2c3d4e5f60718", "accountId": UNKNOWN},
        ),
    ),
    RelationRule(
        "copies-stay-in-own-accounts",
        (t.PLAN, t.BUCKET_REPLICATION),
        _copies_stay,
        _owning(t.PLAN, _copied_to("123456789012"), _copied_to("210987654321"), _copied_to(None)),
    ),
    ResourceRule(
        "resource-share-internal",
        (t.RESOURCE_SHARE,),
        must_be_false("allowExternalPrincipals"),
        examples(
            t.RESOURCE_SHARE,
            good={"name": "subnets", "allowExternalPrincipals": False},
            bad={"name": "subnets", "allowExternalPrincipals": True},
            unknown={"name": "subnets", "allowExternalPrincipals": UNKNOWN},
        ),
    ),
    CompletenessRule(
        "data-perimeter-present",
        (t.VPC_ENDPOINT, t.VPC_ENDPOINT_POLICY, t.ORGANIZATION_POLICY),
        _perimeter,
        Examples(
            good=_endpoint(_own({"StringEquals": {"aws:ResourceAccount": "123456789012"}})),
            bad=_endpoint(_own({"StringEquals": {"aws:PrincipalAccount": "123456789012"}})),
            unknown=_endpoint(UNKNOWN),
        ),
    ),
)
