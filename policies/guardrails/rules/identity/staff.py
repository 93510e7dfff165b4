"""What the account must have for its staff: a password policy, permission sets, and groups that hold them."""

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.identity.types import ACCOUNT_ASSIGNMENT, ACCOUNT_PASSWORD_POLICY, PERMISSION_SET
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, undetermined

_INSTANCE = "arn:aws:sso:::instance/ssoins-7223b9a1c4d5e6f0"


def _password_policy(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(ACCOUNT_PASSWORD_POLICY):
        yield failed(None, "the stack has no AccountPasswordPolicy")


def _permission_set(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(PERMISSION_SET):
        yield failed(None, "the stack has no PermissionSet, so that nobody signs in through Identity Center")


def _assigned(permission_set: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    assignments = graph.referrers(permission_set, ACCOUNT_ASSIGNMENT, "permissionSetArn")
    if assignments.resources:
        return
    if assignments.resolved:
        yield failed(None, "no AccountAssignment gives the permission set to a group")
    else:
        yield undetermined(None, "the permission set of an AccountAssignment is not known yet; it may be this one")


def _set() -> Declared:
    return Declared(type=PERMISSION_SET, name="support", properties={"name": "Support", "instanceArn": _INSTANCE})


def _assignment(*depends: str) -> Declared:
    return Declared(
        type=ACCOUNT_ASSIGNMENT,
        name="assignment",
        properties={
            "instanceArn": _INSTANCE,
            "permissionSetArn": UNKNOWN,
            "principalId": "d0a1b2c3-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
            "principalType": "GROUP",
            "targetId": "123456789012",
            "targetType": "AWS_ACCOUNT",
        },
        depends={"permissionSetArn": depends} if depends else {},
    )


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="iam-password-policy-present",
        types=(ACCOUNT_PASSWORD_POLICY,),
        judge=_password_policy,
        examples=Examples(
            good=(Declared(type=ACCOUNT_PASSWORD_POLICY, properties={"minimumPasswordLength": 14}),),
            bad=(),
            unknown=None,
        ),
    ),
    CompletenessRule(
        id="identity-center-permission-set-present",
        types=(PERMISSION_SET,),
        judge=_permission_set,
        examples=Examples(good=(_set(),), bad=(), unknown=None),
    ),
    RelationRule(
        id="identity-center-permission-set-assigned",
        types=(PERMISSION_SET,),
        judge=_assigned,
        examples=Examples(good=(_set(), _assignment("support")), bad=(_set(),), unknown=(_set(), _assignment())),
    ),
)
