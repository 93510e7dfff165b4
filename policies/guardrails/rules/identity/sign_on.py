"""Identity Center: people get access through groups, for hours, and for an hour where they administer."""

import re
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.identity.types import ACCOUNT_ASSIGNMENT, MANAGED_POLICY_ATTACHMENT, PERMISSION_SET
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_DURATION: Final = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_PATH: Final = "sessionDuration"
_ADMIN: Final = re.compile(r"arn:aws[\w-]*:iam::aws:policy/(?:.*/)?AdministratorAccess")
_HOUR: Final = 3600


def seconds(duration: str) -> int | None:
    """The seconds of an ISO 8601 duration such as ``PT8H``; None for anything else."""
    match = _DURATION.fullmatch(duration)
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes, rest = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def _short(permission_set: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    # Identity Center takes an hour where the permission set is silent.
    duration = permission_set.read(_PATH).default("PT1H")
    attached = graph.referrers(permission_set, MANAGED_POLICY_ATTACHMENT, "permissionSetArn").resources
    administers = any(_ADMIN.fullmatch(each.read("managedPolicyArn").text or "") for each in attached)
    hours = 1 if administers else 8
    if duration.unknown:
        yield undetermined(duration, f"{_PATH} is not known yet; it must be at most PT{hours}H")
        return
    length = seconds(duration.text or "")
    if length is None or length > hours * _HOUR:
        kind = "an administrator's permission set" if administers else "a permission set"
        yield failed(duration, f"{_PATH} is {duration.shown}, it must be at most PT{hours}H for {kind}")


def _permission_set(duration: Value) -> tuple[Declared, ...]:
    properties = {"name": "support", "instanceArn": "arn:aws:sso:::instance/ssoins-7223b9a1c4d5e6f0", _PATH: duration}
    return (Declared(type=PERMISSION_SET, properties=properties),)


def _assignment(kind: Value) -> dict[str, Value]:
    return {
        "instanceArn": "arn:aws:sso:::instance/ssoins-7223b9a1c4d5e6f0",
        "permissionSetArn": "arn:aws:sso:::permissionSet/ssoins-7223b9a1c4d5e6f0/ps-0a1b2c3d4e5f6a7b",
        "principalId": "d0a1b2c3-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
        "principalType": kind,
        "targetId": "123456789012",
        "targetType": "AWS_ACCOUNT",
    }


RULES: tuple[Rule, ...] = (
    RelationRule(
        id="identity-center-session-short",
        types=(PERMISSION_SET,),
        judge=_short,
        examples=Examples(good=_permission_set("PT8H"), bad=_permission_set("PT12H"), unknown=_permission_set(UNKNOWN)),
    ),
    ResourceRule(
        id="identity-center-assigned-to-groups",
        types=(ACCOUNT_ASSIGNMENT,),
        judge=must_be_one_of("principalType", "GROUP"),
        examples=examples(
            ACCOUNT_ASSIGNMENT, good=_assignment("GROUP"), bad=_assignment("USER"), unknown=_assignment(UNKNOWN)
        ),
    ),
)
