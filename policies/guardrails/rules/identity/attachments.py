"""AWS's own broad policies are attached to nobody whom a permissions boundary does not hold."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from guardrails.documents import Statement
from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, JudgeRelation, RelationRule, Rule
from guardrails.rules.identity.actions import is_everything, is_whole_service
from guardrails.rules.identity.boundaries import held, softened
from guardrails.rules.identity.documents import by_pattern
from guardrails.rules.identity.statements import CARRIERS, Refusal, each_document, names_everything, never
from guardrails.rules.identity.types import (
    GROUP_ATTACHMENTS_EXCLUSIVE,
    GROUP_POLICY_ATTACHMENT,
    MANAGED_POLICY_ATTACHMENT,
    POLICY,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_ATTACHMENTS_EXCLUSIVE,
    ROLE_POLICY_ATTACHMENT,
    USER_ATTACHMENTS_EXCLUSIVE,
    USER_POLICY_ATTACHMENT,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import Finding, failed, not_applicable, undetermined

_NAMED: Final = {
    ROLE_POLICY_ATTACHMENT: "policyArn",
    USER_POLICY_ATTACHMENT: "policyArn",
    GROUP_POLICY_ATTACHMENT: "policyArn",
    POLICY_ATTACHMENT: "policyArn",
    ROLE_ATTACHMENTS_EXCLUSIVE: "policyArns",
    USER_ATTACHMENTS_EXCLUSIVE: "policyArns",
    GROUP_ATTACHMENTS_EXCLUSIVE: "policyArns",
    ROLE: "managedPolicyArns",
    MANAGED_POLICY_ATTACHMENT: "managedPolicyArn",
}
_IN_IAM: Final = tuple(type_ for type_ in _NAMED if type_ != MANAGED_POLICY_ATTACHMENT)
_PREFIX: Final = "arn:aws:iam::aws:policy/"
# Those that have a rule of their own.
_JUDGED_ALONE: Final = "IAMFullAccess|AWSCloudShellFullAccess"
_SUPPORT: Final = "AWSSupportAccess"


def _attached(resource: Resource) -> Iterator[Reading]:
    named = resource.read(_NAMED[resource.type])
    if named.unknown:
        yield named
    yield from named.each()


def _is_aws_policy(reading: Reading, name: str) -> bool:
    return re.fullmatch(rf"arn:aws[\w-]*:iam::aws:policy/(?:.*/)?(?:{name})", reading.text or "") is not None


def _not_attached(name: str) -> JudgeRelation:
    """No AWS policy whose name matches ``name`` is attached."""

    def judge(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        attached = tuple(_attached(resource))
        capped = held(resource, graph)
        if not attached or capped:
            yield not_applicable("nothing is attached, or a permissions boundary caps what it allows")
            return
        found = judge_each(attached)
        yield from softened(found) if capped is None else found

    def judge_each(attached: tuple[Reading, ...]) -> Iterator[Finding]:
        for reading in attached:
            if reading.unknown:
                message = f"{reading.path} is not known yet; it must not be a broad policy of AWS"
                yield undetermined(reading, message, proven_by=(POLICY,))
            elif _is_aws_policy(reading, name):
                yield failed(reading, f"{reading.path} is {reading.shown}")

    return judge


def _all_of_iam(statement: Statement) -> tuple[str, ...]:
    return tuple(action for action in by_pattern(is_whole_service)(statement) if action.startswith("iam:"))


def _any_resource(_resource: str) -> bool:
    return True


def _reaches_iam(resource: str) -> bool:
    """Whether every action, allowed on a resource, has those of IAM among them."""
    return names_everything(resource) or fnmatchcase("iam", (resource.split(":", 5) + [""] * 3)[2])


_no_iam_document = each_document(
    Refusal(offending=_all_of_iam, reason="on some resource or all", everything=_any_resource, excused=never).judge
)
_no_all_of_iam_among_all = each_document(
    Refusal(offending=by_pattern(is_everything), everything=_reaches_iam, excused=never).judge
)
_no_iam_attachment = _not_attached("IAMFullAccess")


def _no_iam_full_access(resource: Resource, graph: Graph, bar: Thresholds) -> Findings:
    if resource.type in _NAMED:
        yield from _no_iam_attachment(resource, graph, bar)
    if resource.type in CARRIERS:
        yield from _no_iam_document(resource, graph, bar)
        yield from _no_all_of_iam_among_all(resource, graph, bar)


def _support_role(graph: Graph, _bar: Thresholds) -> Findings:
    attached = [reading for resource in graph.of(ROLE_POLICY_ATTACHMENT, ROLE) for reading in _attached(resource)]
    if any(_is_aws_policy(reading, _SUPPORT) for reading in attached):
        return
    if any(reading.unknown for reading in attached):
        yield undetermined(None, f"whether a role has {_SUPPORT} is not known yet")
    else:
        yield failed(None, f"no role of the stack has {_SUPPORT}")


def _attachment(arn: Value) -> tuple[Declared, ...]:
    return (Declared(type=ROLE_POLICY_ATTACHMENT, properties={"role": "orders", "policyArn": arn}),)


def _examples(bad: str) -> Examples:
    return Examples(
        good=_attachment(f"{_PREFIX}ReadOnlyAccess"), bad=_attachment(f"{_PREFIX}{bad}"), unknown=_attachment(UNKNOWN)
    )


def _rule(id_: str, name: str, example: str) -> RelationRule:
    return RelationRule(id=id_, types=_IN_IAM, judge=_not_attached(name), examples=_examples(example))


def _in_identity_center(arn: Value) -> tuple[Declared, ...]:
    instance = "arn:aws:sso:::instance/ssoins-7223b9a1c4d5e6f0"
    return (
        Declared(
            type=MANAGED_POLICY_ATTACHMENT,
            properties={
                "instanceArn": instance,
                "permissionSetArn": "arn:aws:sso:::permissionSet/ssoins-7223b9a1c4d5e6f0/ps-0a1b2c3d4e5f6a7b",
                "managedPolicyArn": arn,
            },
        ),
    )


RULES: tuple[Rule, ...] = (
    _rule("iam-no-administrator-access", "AdministratorAccess", "AdministratorAccess"),
    _rule("iam-no-power-user-access", "PowerUserAccess", "PowerUserAccess"),
    _rule("iam-no-cloudshell-full-access", "AWSCloudShellFullAccess", "AWSCloudShellFullAccess"),
    _rule("iam-no-service-full-access", rf"(?!(?:{_JUDGED_ALONE})$)\w+FullAccess(?:V\d+|_v\d+)?", "AmazonS3FullAccess"),
    RelationRule(
        id="iam-no-iam-full-access",
        types=(*_NAMED, *(type_ for type_ in CARRIERS if type_ not in _NAMED)),
        judge=_no_iam_full_access,
        examples=_examples("IAMFullAccess"),
    ),
    RelationRule(
        id="identity-center-no-administrator-access",
        types=(MANAGED_POLICY_ATTACHMENT,),
        judge=_not_attached("AdministratorAccess"),
        examples=Examples(
            good=_in_identity_center(f"{_PREFIX}ReadOnlyAccess"),
            bad=_in_identity_center(f"{_PREFIX}AdministratorAccess"),
            unknown=_in_identity_center(UNKNOWN),
        ),
    ),
    RelationRule(
        id="identity-center-power-user-bounded",
        types=(MANAGED_POLICY_ATTACHMENT,),
        judge=_not_attached("PowerUserAccess"),
        examples=Examples(
            good=_in_identity_center(f"{_PREFIX}ReadOnlyAccess"),
            bad=_in_identity_center(f"{_PREFIX}PowerUserAccess"),
            unknown=_in_identity_center(UNKNOWN),
        ),
    ),
    CompletenessRule(
        id="iam-support-role-present",
        types=(ROLE_POLICY_ATTACHMENT, ROLE),
        judge=_support_role,
        examples=Examples(
            good=_attachment(f"{_PREFIX}{_SUPPORT}"),
            bad=_attachment(f"{_PREFIX}ReadOnlyAccess"),
            unknown=_attachment(UNKNOWN),
        ),
    ),
)
