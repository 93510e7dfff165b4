"""Ways by which an identity gives itself more than it was given, and boundaries that close them.

The ways are those that Rhino Security Labs ("AWS IAM privilege escalation methods"), Bishop Fox ("IAM Vulnerable")
and Datadog (pathfinding.cloud) describe, and those of their kind; each is a set of actions that together, on
everything, suffice.
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

_ALONE: Final = (
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutGroupPolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:PutUserPermissionsBoundary",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
    "iam:UpdateOpenIDConnectProviderThumbprint",
    "iam:UpdateSAMLProvider",
    # What already runs under a role takes other code, commands or callers.
    "apprunner:UpdateService",
    "cloudformation:UpdateStack",
    "cloudformation:UpdateStackSet",
    "codebuild:StartBuild",
    "codebuild:StartBuildBatch",
    "codebuild:UpdateProject",
    "codestar:AssociateTeamMember",
    "codestar:CreateProject",
    "ec2-instance-connect:SendSSHPublicKey",
    "ec2:CreateLaunchTemplateVersion",
    "ecs:ExecuteCommand",
    "glue:UpdateDevEndpoint",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
    "sagemaker:CreatePresignedDomainUrl",
    "sagemaker:CreatePresignedNotebookInstanceUrl",
    "ssm:SendCommand",
    "ssm:StartSession",
    "states:UpdateStateMachine",
    # Who signs in through IAM Identity Center.
    "identitystore:CreateGroupMembership",
    "sso:AttachCustomerManagedPolicyReferenceToPermissionSet",
    "sso:AttachManagedPolicyToPermissionSet",
    "sso:CreateAccountAssignment",
    "sso:PutInlinePolicyToPermissionSet",
)
_WITH_PASS_ROLE: Final = (
    ("apprunner:CreateService",),
    ("batch:RegisterJobDefinition", "batch:SubmitJob"),
    ("bedrock-agentcore:CreateCodeInterpreter", "bedrock-agentcore:InvokeCodeInterpreter"),
    ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
    ("cloudformation:CreateStack",),
    ("cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"),
    ("codebuild:CreateProject", "codebuild:StartBuild"),
    ("cognito-identity:SetIdentityPoolRoles",),
    ("datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"),
    ("ec2:AssociateIamInstanceProfile",),
    ("ec2:ReplaceIamInstanceProfileAssociation",),
    ("ec2:RequestSpotFleet",),
    ("ec2:RequestSpotInstances",),
    ("ec2:RunInstances",),
    ("ecs:RegisterTaskDefinition", "ecs:CreateService"),
    ("ecs:RegisterTaskDefinition", "ecs:RunTask"),
    ("ecs:RegisterTaskDefinition", "ecs:StartTask"),
    ("ecs:RegisterTaskDefinition", "ecs:UpdateService"),
    ("glue:CreateDevEndpoint",),
    ("glue:CreateJob", "glue:CreateTrigger"),
    ("glue:CreateJob", "glue:StartJobRun"),
    ("glue:UpdateJob", "glue:CreateTrigger"),
    ("glue:UpdateJob", "glue:StartJobRun"),
    ("iam:AddRoleToInstanceProfile", "ec2:RunInstances"),
    ("lambda:CreateFunction", "lambda:AddPermission"),
    ("lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
    ("lambda:CreateFunction", "lambda:CreateFunctionUrlConfig"),
    ("lambda:CreateFunction", "lambda:InvokeFunction"),
    ("sagemaker:CreateNotebookInstance",),
    ("sagemaker:CreateProcessingJob",),
    ("sagemaker:CreateTrainingJob",),
    ("scheduler:CreateSchedule",),
    ("ssm:StartAutomationExecution",),
    ("states:CreateStateMachine", "states:StartExecution"),
)
_WAYS: Final = (
    *((action,) for action in _ALONE),
    ("ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"),
    ("iam:CreateSAMLProvider", "iam:UpdateAssumeRolePolicy"),
    *(("iam:PassRole", *actions) for actions in _WITH_PASS_ROLE),
)
_ESCAPES: Final = (
    "iam:CreateRole",
    "iam:CreateUser",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutRolePermissionsBoundary",
    "iam:PutUserPermissionsBoundary",
)
_BOUNDARY_KEY: Final = "iam:permissionsboundary"
_EQUALS: Final = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"})


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
    asked = any(
        statement.covers(action) and _of_boundary(statement) and _reached(statement, traced=False) is not Reach.SOME
        for statement in document.denying
    )
    return not asked and any(
        statement.covers(action) and not _asks_boundary(statement) for statement in document.allowing
    )


def _of_boundary(statement: Statement) -> bool:
    """Whether a refusal spares only those who keep a boundary, by a negated operator or by Null."""
    return all(
        key == _BOUNDARY_KEY and ("not" in operator or operator == "null") for operator, key, _ in statement.conditions
    )


def _asks_boundary(statement: Statement) -> bool:
    """Whether a permission holds only for those who get a boundary that is named."""
    return any(
        key == _BOUNDARY_KEY
        and operator.removeprefix("foranyvalue:") in _EQUALS
        and bool(values)
        and all(value.strip("*?") for value in values)
        for operator, key, values in statement.conditions
    )


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
