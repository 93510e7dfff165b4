"""Ways by which an identity gives itself more than it was given, and boundaries that close them.

The ways are those that Rhino Security Labs described in "AWS IAM privilege escalation methods"; each is a set of
actions that together, on everything, suffice.
"""

from collections.abc import Iterator
from typing import Final

from guardrails.documents import Document, Shape, Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.identity.boundaries import is_boundary
from guardrails.rules.identity.documents import rule
from guardrails.rules.identity.statements import (
    Reach,
    identity_document,
    names_every_one_of_its_kind,
    narrowed,
    reach,
)
from guardrails.rules.identity.types import POLICY, ROLE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value, depends_on_unknown
from guardrails.verdicts import Finding, failed, not_applicable, undetermined

_WAYS: Final = (
    ("iam:AddUserToGroup",),
    ("iam:AttachGroupPolicy",),
    ("iam:AttachRolePolicy",),
    ("iam:AttachUserPolicy",),
    ("iam:CreateAccessKey",),
    ("iam:CreateLoginProfile",),
    ("iam:CreatePolicyVersion",),
    ("iam:DeleteRolePermissionsBoundary",),
    ("iam:DeleteUserPermissionsBoundary",),
    ("iam:PutGroupPolicy",),
    ("iam:PutRolePolicy",),
    ("iam:PutUserPolicy",),
    ("iam:SetDefaultPolicyVersion",),
    ("iam:UpdateAssumeRolePolicy",),
    ("iam:UpdateLoginProfile",),
    ("glue:UpdateDevEndpoint",),
    ("lambda:UpdateFunctionCode",),
    ("iam:PassRole", "cloudformation:CreateStack"),
    ("iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"),
    ("iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"),
    ("iam:PassRole", "ec2:RunInstances"),
    ("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"),
    ("iam:PassRole", "glue:CreateDevEndpoint"),
    ("iam:PassRole", "glue:CreateJob", "glue:StartJobRun"),
    ("iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
    ("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"),
    ("iam:PassRole", "sagemaker:CreateNotebookInstance"),
    ("iam:PassRole", "ssm:StartAutomationExecution"),
    ("iam:PassRole", "states:CreateStateMachine", "states:StartExecution"),
)
_ESCAPES: Final = (
    "iam:CreateRole",
    "iam:CreateUser",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutRolePermissionsBoundary",
    "iam:PutUserPermissionsBoundary",
)


def _allowed(document: Document, action: str, traced: bool) -> Reach:
    """On what a document allows an action: on everything, on some, or not known yet."""
    if any(
        statement.covers(action) and not statement.conditions and _reached(statement, traced) is Reach.EVERYTHING
        for statement in document.denying
    ):
        return Reach.SOME
    reached = {
        _reached(statement, traced)
        for statement in document.allowing
        if statement.covers(action) and not narrowed(statement)
    }
    if Reach.EVERYTHING in reached:
        return Reach.EVERYTHING
    open_actions = any(depends_on_unknown(statement.raw.get("Action")) for statement in document.statements)
    return Reach.UNKNOWN if open_actions or Reach.UNKNOWN in reached else Reach.SOME


def _reached(statement: Statement, traced: bool) -> Reach:
    return reach(statement, names_every_one_of_its_kind, traced)


def _no_way_up(document: Document, reading: Reading, traced: bool) -> Iterator[Finding]:
    open_way = False
    for way in _WAYS:
        reached = [_allowed(document, action, traced) for action in way]
        if all(each is Reach.EVERYTHING for each in reached):
            yield failed(reading, f"{reading.path} allows {' with '.join(way)} on everything, a way to any permission")
            return
        open_way = open_way or Reach.SOME not in reached
    if open_way:
        yield undetermined(reading, f"whether {reading.path} opens a way to any permission is not known yet")


def _bounds(policy: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if not is_boundary(policy, graph):
        yield not_applicable("the policy is nobody's permissions boundary")
        return
    reading = policy.read("policy")
    document = parse(reading)
    if document.shape is Shape.UNKNOWN:
        yield undetermined(reading, "policy is not known yet; it must hold those whose boundary it is")
        return
    for escape in _ESCAPES:
        if _escapes(document, escape):
            yield failed(reading, f"policy, a permissions boundary, lets those whom it holds escape by {escape}")
            return
    if document.unknown:
        yield undetermined(reading, "policy, a permissions boundary, is not known yet in part")


def _escapes(document: Document, action: str) -> bool:
    """Whether an action is allowed without the boundary being asked of the new or changed identity."""
    asked = any(statement.covers(action) and _of_boundary(statement) for statement in document.denying)
    return not asked and any(
        statement.covers(action) and not statement.condition("iam:PermissionsBoundary")
        for statement in document.allowing
    )


def _of_boundary(statement: Statement) -> bool:
    return not statement.conditions or bool(statement.condition("iam:PermissionsBoundary"))


def _deploys(*statements: dict[str, Value]) -> tuple[Declared, ...]:
    return (
        Declared(
            type=POLICY,
            name="boundary",
            properties={"policy": identity_document(*statements)},
        ),
        Declared(
            type=ROLE,
            name="deploy",
            properties={"assumeRolePolicy": "{}", "permissionsBoundary": UNKNOWN},
            depends={"permissionsBoundary": ("boundary",)},
        ),
    )


_ALL: Final[dict[str, Value]] = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_KEPT: Final[dict[str, Value]] = {"Effect": "Deny", "Action": list(_ESCAPES), "Resource": "*"}

RULES: tuple[Rule, ...] = (
    rule(
        "iam-policy-no-privilege-escalation",
        _no_way_up,
        good={"Action": "iam:PassRole", "Resource": "arn:aws:iam::123456789012:role/orders-task"},
        bad={"Action": ["iam:PassRole", "ec2:RunInstances"], "Resource": "*"},
    ),
    RelationRule(
        id="iam-permissions-boundary-holds",
        types=(POLICY,),
        judge=_bounds,
        examples=Examples(
            good=_deploys(_ALL, _KEPT),
            bad=_deploys(_ALL),
            unknown=(
                Declared(type=POLICY, name="boundary", properties={"policy": UNKNOWN}),
                Declared(
                    type=ROLE,
                    name="deploy",
                    properties={"assumeRolePolicy": "{}", "permissionsBoundary": UNKNOWN},
                    depends={"permissionsBoundary": ("boundary",)},
                ),
            ),
        ),
    ),
)
