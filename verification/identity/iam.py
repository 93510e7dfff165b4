"""IAM as it is: its users, groups, roles and policies as a graph, so that the pack's rules judge them together.

Left out is what AWS makes and keeps: service-linked roles, and those that Identity Center makes of permission sets,
which are judged as such (``identity.identity_center``).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, ResourceRule, Rule
from guardrails.rules.identity.types import (
    GROUP_ATTACHMENTS_EXCLUSIVE,
    GROUP_POLICY,
    POLICY,
    ROLE,
    USER,
    USER_ATTACHMENTS_EXCLUSIVE,
    USER_POLICY,
)
from guardrails.thresholds import Thresholds
from verification.answers import Broken
from verification.as_declared import owners
from verification.by_rule import resource, the_rule, told
from verification.check import Check, Examples, Facts, Finds, Found, Judges, Responses, Scope
from verification.identity.calls import IAM, OWN
from verification.live import Live

_AWS_KEEPS: Final = ("/aws-service-role/", "/aws-reserved/")
_GRAPH, _PARTS = "graph", "parts"


def details(live: Live) -> Facts:
    """Users, groups, roles and customer managed policies of the account, with their documents."""
    return live.one(IAM, OWN) or {}


def own_roles(live: Live) -> Iterator[Facts]:
    """The roles that somebody made."""
    for role in details(live).get("RoleDetailList") or ():
        if not role.get("Path", "/").startswith(_AWS_KEEPS):
            yield role


def parts(live: Live) -> Iterator[tuple[str, Resource]]:
    """Every resource that a program would have declared, each with the ARN of what it is a part of."""
    stated = details(live)
    for role in own_roles(live):
        yield role["Arn"], _role(role)
    for user in stated.get("UserDetailList") or ():
        yield user["Arn"], resource(USER, {"name": user["UserName"], **_boundary(user)}, id_=user["Arn"])
        yield from _of(user, user["UserName"], "user", USER_POLICY, USER_ATTACHMENTS_EXCLUSIVE)
    for group in stated.get("GroupDetailList") or ():
        yield from _of(group, group["GroupName"], "group", GROUP_POLICY, GROUP_ATTACHMENTS_EXCLUSIVE)
    for policy in stated.get("Policies") or ():
        versions = policy.get("PolicyVersionList") or ()
        document = next((each.get("Document") for each in versions if each.get("IsDefaultVersion")), None)
        if document is not None:
            arn = policy["Arn"]
            yield arn, resource(POLICY, {"name": arn.rpartition("/")[2], "policy": document}, id_=arn)


def _role(role: Facts) -> Resource:
    inline = [
        {"name": each.get("PolicyName"), "policy": each.get("PolicyDocument")}
        for each in role.get("RolePolicyList") or ()
    ]
    properties = {
        "name": role["RoleName"],
        "assumeRolePolicy": role.get("AssumeRolePolicyDocument"),
        "tags": {each["Key"]: each.get("Value", "") for each in role.get("Tags") or ()},
        "managedPolicyArns": _attached(role),
        **({"inlinePolicies": inline} if inline else {}),
        **_boundary(role),
    }
    return resource(ROLE, properties, id_=role["Arn"])


def _of(facts: Facts, name: str, key: str, inline: str, attachments: str) -> Iterator[tuple[str, Resource]]:
    arn = facts["Arn"]
    for each in facts.get(f"{key.title()}PolicyList") or ():
        properties = {key: name, "name": each.get("PolicyName"), "policy": each.get("PolicyDocument")}
        yield arn, resource(inline, properties, id_=f"{name}:{each.get('PolicyName')}")
    if attached := _attached(facts):
        yield arn, resource(attachments, {f"{key}Name": name, "policyArns": attached}, id_=f"{arn}/attached")


def _attached(facts: Facts) -> list[str]:
    return [each["PolicyArn"] for each in facts.get("AttachedManagedPolicies") or ()]


def _boundary(facts: Facts) -> dict[str, str]:
    arn = (facts.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    return {"permissionsBoundary": arn} if arn else {}


def of_types(*types: str) -> Finds:
    """The users, groups, roles and policies that a rule on these types judges, with the whole of IAM."""

    def finds(live: Live) -> Iterator[Found]:
        every = list(parts(live))
        graph = Graph((*(part for _, part in every), owners(live)))
        judged: dict[str, list[Resource]] = {}
        for arn, part in every:
            if part.type in types:
                judged.setdefault(arn, []).append(part)
        for arn, those in judged.items():
            yield Found(arn, {_GRAPH: graph, _PARTS: those})

    return finds


def by_rule(rules: Iterable[Rule], id_: str, at: Mapping[str, str] | str) -> Judges:
    """The rule's own judgement of each part; ``at`` is IAM's name of what it is on, by type where that differs."""
    rule = the_rule(rules, id_)

    def judge(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
        graph: Graph = found.facts[_GRAPH]
        for part in found.facts[_PARTS]:
            findings = rule.judge(part, bar) if isinstance(rule, ResourceRule) else rule.judge(part, graph, bar)
            yield from told(id_, findings, at if isinstance(at, str) else at[part.type])

    return judge


def iam_check(rules: Iterable[Rule], id_: str, at: Mapping[str, str] | str, holds: Responses, bad: Responses) -> Check:
    """A check that asks a rule on IAM of what is there."""
    listed = tuple(rules)
    types = next(each.types for each in listed if each.id == id_ and not isinstance(each, CompletenessRule))
    return Check(
        id=id_,
        calls=(IAM,),
        finds=of_types(*types),
        judge=by_rule(listed, id_, at),
        scope=Scope.ACCOUNT,
        examples=Examples(holds=holds, broken=bad),
    )


def document(*statements: Mapping[str, Any]) -> str:
    """A policy document of examples, as IAM sends it."""
    return json.dumps({"Version": "2012-10-17", "Statement": [dict(each) for each in statements]})


TASKS: Final[Mapping[str, Any]] = {
    "Effect": "Allow",
    "Principal": {"Service": "ec2.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
"""The statement by which servers take a role, in examples."""
READ_ORDERS: Final[Mapping[str, Any]] = {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::orders/*",
}
_ACCOUNT: Final = "arn:aws:iam::123456789012"


def a_role(*, trust: Mapping[str, Any] = TASKS, inline: Mapping[str, Any] | None = None, **facts: Any) -> Responses:
    """An account with a role, and with one that AWS keeps."""
    role = {
        "Path": "/",
        "RoleName": "orders",
        "Arn": f"{_ACCOUNT}:role/orders",
        "AssumeRolePolicyDocument": document(trust),
        **facts,
    }
    if inline is not None:
        role["RolePolicyList"] = [{"PolicyName": "orders", "PolicyDocument": document(inline)}]
    linked = {
        "Path": "/aws-service-role/support.amazonaws.com/",
        "RoleName": "AWSServiceRoleForSupport",
        "Arn": f"{_ACCOUNT}:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport",
        "AssumeRolePolicyDocument": document({**TASKS, "Principal": {"AWS": "*"}}),
        "AttachedManagedPolicies": [_attachment("AdministratorAccess")],
    }
    return {IAM: {"RoleDetailList": [role, linked]}}


def a_policy(statement: Mapping[str, Any]) -> Responses:
    """An account with a customer managed policy, whose version before was another."""
    versions = [
        {"VersionId": "v2", "IsDefaultVersion": True, "Document": document(statement)},
        {"VersionId": "v1", "IsDefaultVersion": False, "Document": document({**READ_ORDERS, "Action": "*"})},
    ]
    policy = {"PolicyName": "orders", "Arn": f"{_ACCOUNT}:policy/orders", "PolicyVersionList": versions}
    return {IAM: {"Policies": [policy]}}


def a_user(**facts: Any) -> Responses:
    """An account with a user."""
    return {IAM: {"UserDetailList": [{"UserName": "deploy", "Arn": f"{_ACCOUNT}:user/deploy", **facts}]}}


def attached(name: str) -> list[dict[str, str]]:
    """A policy of AWS, as what is attached."""
    return [_attachment(name)]


def _attachment(name: str) -> dict[str, str]:
    return {"PolicyName": name, "PolicyArn": f"arn:aws:iam::aws:policy/{name}"}
