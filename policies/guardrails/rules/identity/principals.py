"""Principals are roles: no IAM users, keys or policies on users; sessions are short and boundaries are kept."""

from typing import Final

from guardrails.documents import parse
from guardrails.graph import Resource
from guardrails.requirements import must_be_at_most, must_be_one_of, must_be_set, when
from guardrails.rule import Declared, Examples, Findings, ResourceRule, Rule, examples
from guardrails.rules.identity.trust import trusting
from guardrails.rules.identity.types import (
    ACCESS_KEY,
    GROUP_POLICY,
    POLICY,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_POLICY,
    USER,
    USER_ATTACHMENTS_EXCLUSIVE,
    USER_LOGIN_PROFILE,
    USER_POLICY,
    USER_POLICY_ATTACHMENT,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, undetermined

_STAFF: Final = frozenset({"human", "staff"})
_BY_SAML: Final = {"Federated": "arn:aws:iam::123456789012:saml-provider/staff"}
_POLICY_ARN: Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def _is_role(principal: Resource, _bar: Thresholds) -> Findings:
    if principal.type == USER:
        yield failed(None, "the resource is an IAM user, which has credentials that last")
    elif principal.type == USER_LOGIN_PROFILE:
        yield failed(None, "the resource gives an IAM user a password")


def _not_on_a_user(resource: Resource, _bar: Thresholds) -> Findings:
    if resource.type != POLICY_ATTACHMENT:
        yield failed(None, "the resource gives a policy to a user")
        return
    users = resource.read("users")
    if users.unknown:
        yield undetermined(users, "users is not known yet; it must be empty")
    elif any(True for _ in users.each()):
        yield failed(users, "users is not empty, so that the policy is attached to a user")


def _no_inline_policy(resource: Resource, _bar: Thresholds) -> Findings:
    if resource.type in (ROLE_POLICY, USER_POLICY, GROUP_POLICY):
        yield failed(None, "the policy is inline, a part of one identity")
        return
    inline = resource.read("inlinePolicies")
    if inline.unknown:
        yield undetermined(inline, "inlinePolicies is not known yet; it should be empty")
    elif any(not policy.get("policy").absent for policy in inline.each()):
        yield failed(inline, "inlinePolicies is not empty")


def _is_for_people(role: Resource, _bar: Thresholds) -> bool | None:
    """Whether people assume the role: through SAML, with a second factor, or by the tag ``audience``."""
    audience, document = role.read("tags.audience"), parse(role.read("assumeRolePolicy"))
    if audience.text in _STAFF or any(
        statement.covers("sts:AssumeRoleWithSAML") or statement.condition("aws:MultiFactorAuthPresent")
        for statement in document.allowing
    ):
        return True
    return None if audience.unknown or document.unknown else False


def _needs_boundary(role: Resource, _bar: Thresholds) -> bool:
    tag = role.read("tags.boundary")
    return tag.unknown or tag.text == "required"


_BOUNDED: Final = {**trusting({"Service": "codebuild.amazonaws.com"}), "tags": {"boundary": "required"}}
_STAFF_ROLE: Final = trusting(_BY_SAML, action="sts:AssumeRoleWithSAML")

RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="iam-principals-are-roles",
        types=(ROLE, USER, USER_LOGIN_PROFILE),
        judge=_is_role,
        examples=Examples(
            good=(Declared(type=ROLE, properties=trusting({"Service": "ec2.amazonaws.com"})),),
            bad=(Declared(type=USER, properties={"name": "deploy"}),),
            unknown=None,
        ),
    ),
    ResourceRule(
        id="iam-no-access-key",
        types=(ACCESS_KEY,),
        judge=must_be_one_of("status", "Inactive", default="Active"),
        examples=examples(
            ACCESS_KEY,
            good={"user": "deploy", "status": "Inactive"},
            bad={"user": "deploy"},
            unknown={"user": "deploy", "status": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="iam-policies-not-on-users",
        types=(POLICY_ATTACHMENT, USER_POLICY, USER_POLICY_ATTACHMENT, USER_ATTACHMENTS_EXCLUSIVE),
        judge=_not_on_a_user,
        examples=examples(
            POLICY_ATTACHMENT,
            good={"policyArn": _POLICY_ARN, "groups": ["auditors"]},
            bad={"policyArn": _POLICY_ARN, "users": ["auditor"]},
            unknown={"policyArn": _POLICY_ARN, "users": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="iam-no-inline-policies",
        types=(ROLE, ROLE_POLICY, USER_POLICY, GROUP_POLICY),
        judge=_no_inline_policy,
        examples=examples(
            ROLE,
            good=trusting({"Service": "ec2.amazonaws.com"}),
            bad={**trusting({"Service": "ec2.amazonaws.com"}), "inlinePolicies": [{"name": "read", "policy": "{}"}]},
            unknown={**trusting({"Service": "ec2.amazonaws.com"}), "inlinePolicies": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="iam-role-session-one-hour",
        types=(ROLE,),
        judge=when(_is_for_people, must_be_at_most("maxSessionDuration", 3600, default=3600, unit="seconds")),
        examples=examples(
            ROLE,
            good={**_STAFF_ROLE, "maxSessionDuration": 3600},
            bad={**_STAFF_ROLE, "maxSessionDuration": 43200},
            unknown={**_STAFF_ROLE, "maxSessionDuration": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="iam-role-boundary-required",
        types=(ROLE,),
        judge=when(_needs_boundary, must_be_set("permissionsBoundary", proven_by=(POLICY,))),
        examples=examples(
            ROLE,
            good={**_BOUNDED, "permissionsBoundary": "arn:aws:iam::123456789012:policy/deploy-boundary"},
            bad=_BOUNDED,
            unknown={**_BOUNDED, "permissionsBoundary": UNKNOWN},
        ),
    ),
)
