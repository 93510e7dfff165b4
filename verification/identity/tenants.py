"""id.tenant: who acts for one tenant reaches that one's data only, as IAM and the stores' keys say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.rules.identity import tenant
from guardrails.rules.identity.statements import CARRIERS
from guardrails.rules.identity.tenant_stores import acts_for_tenants, stores, tenancy
from guardrails.rules.identity.types import ROLE
from guardrails.tokens import BUCKET, DYNAMODB_TABLE
from verification.as_declared import owners
from verification.by_rule import resource
from verification.check import Check, Examples, Finds, Found, Responses, Scope, holds_if_found
from verification.identity.calls import IAM, TABLE, TABLES, TAGGED
from verification.identity.iam import by_rule, document, parts
from verification.live import Live

CUSTOMER_DATA: Final[Mapping[str, Any]] = {
    "TagFilters": [{"Key": "data", "Values": ["customer"]}],
    "ResourceTypeFilters": ["dynamodb:table", "s3:bucket"],
}
"""How the stores of customers' data are asked for, so that all checks read one list."""
_CALLS: Final = (IAM, TABLES, TABLE, TAGGED)


def _stores(live: Live) -> Iterator[tuple[str, Resource]]:
    """The tables of every region asked about, and the buckets of customers' data."""
    for region in live.regions:
        there = replace(live, region=region)
        tagged = {each["ResourceARN"] for each in there.items(TAGGED, CUSTOMER_DATA)}
        for arn in sorted(tagged):
            if arn.split(":", 3)[2] == "s3":
                yield arn, resource(BUCKET, {"bucket": arn.rpartition(":")[2], "tags": {"data": "customer"}}, id_=arn)
        for name in there.items(TABLES):
            table = (there.one(TABLE, {"TableName": name}) or {}).get("Table") or {}
            hashed = [each["AttributeName"] for each in table.get("KeySchema") or () if each.get("KeyType") == "HASH"]
            if hashed:
                arn = there.arn("dynamodb", f"table/{name}")
                tags = {"data": "customer"} if arn in tagged else {}
                yield arn, resource(DYNAMODB_TABLE, {"name": name, "hashKey": hashed[0], "tags": tags}, id_=arn)


def _account(live: Live) -> tuple[list[tuple[str, Resource]], Graph]:
    every = [*parts(live), *_stores(live)]
    return every, Graph((*(part for _, part in every), owners(live)))


def _judged(*types: str) -> Finds:
    """What a rule on these types speaks of, where the account keeps tenants apart at all."""

    def finds(live: Live) -> Iterator[Found]:
        every, graph = _account(live)
        if not tenancy(graph):
            return
        shared = {store.urn for store in stores(graph)}
        judged: dict[str, list[Resource]] = {}
        for arn, part in every:
            kept = part.type != DYNAMODB_TABLE or part.urn in shared
            if part.type in types and kept and (types != (ROLE,) or acts_for_tenants(part, graph)):
                judged.setdefault(arn, []).append(part)
        for arn, those in judged.items():
            yield Found(arn, {"graph": graph, "parts": those})

    return finds


def _tenant_roles(live: Live) -> Iterator[Found]:
    every, graph = _account(live)
    for arn, part in every:
        if part.type == ROLE and acts_for_tenants(part, graph):
            yield Found(arn)


_TAG: Final = "${aws:PrincipalTag/tenant_id}"
_ASKING: Final = {"Condition": {"StringLike": {"aws:RequestTag/tenant_id": "?*"}}}
_RECORDS: Final = "arn:aws:dynamodb:eu-west-1:123456789012:table/records"


def _an_account(*, key: str = "tenant_id", confined: bool = True, asking: bool = True) -> Responses:
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:role/orders-task"},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        **(_ASKING if asking else {}),
    }
    items = {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": _RECORDS}
    leading = {"Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [_TAG]}}}
    own = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::files/{_TAG}/*"}
    inline = document(own, {**items, **(leading if confined else {})})
    role = {
        "RoleName": "tenant",
        "Arn": "arn:aws:iam::123456789012:role/tenant",
        "AssumeRolePolicyDocument": document(trust),
        "RolePolicyList": [{"PolicyName": "records", "PolicyDocument": inline}],
    }
    tagged = [{"ResourceARN": _RECORDS}, {"ResourceARN": _RECORDS.replace("records", "notes")}]
    table = {"KeySchema": [{"AttributeName": key, "KeyType": "HASH"}]}
    keyed = {"KeySchema": [{"AttributeName": "tenant_id", "KeyType": "HASH"}]}
    return {
        IAM: {"RoleDetailList": [role]},
        TABLES: {"TableNames": ["records", "notes"]},
        TABLE: (({"TableName": "records"}, {"Table": keyed}), ({"TableName": "notes"}, {"Table": table})),
        TAGGED: {"ResourceTagMappingList": tagged},
    }


def _check(id_: str, at: str, types: tuple[str, ...], bad: Responses) -> Check:
    return Check(
        id=id_,
        calls=_CALLS,
        finds=_judged(*types),
        judge=by_rule(tenant.RULES, id_, at),
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_an_account(), broken=bad),
    )


CHECKS: tuple[Check, ...] = (
    _check("tenant-policy-confined", "PolicyDocument", CARRIERS, _an_account(confined=False)),
    _check("tenant-table-keyed", "KeySchema", (DYNAMODB_TABLE,), _an_account(key="note_id")),
    _check("tenant-role-tagged-session", "AssumeRolePolicyDocument", (ROLE,), _an_account(asking=False)),
    Check(
        id="tenant-role-present",
        calls=_CALLS,
        finds=_tenant_roles,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_an_account(), broken=None),
    ),
)
