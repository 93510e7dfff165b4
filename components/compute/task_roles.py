"""The two roles of a task: the one that starts it, and the one that it is.

Neither document names anything that does not exist yet: log groups and repositories have known names, keys are meant by
their aliases, a database by its user.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from components.compute.container import Container
from components.documents import Statement, document, trust
from components.placement import Placement

_PULL: Final = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


def task_trust(placement: Placement) -> str:
    """Lets ECS assume a role for tasks of this account and region only."""
    return trust(
        "ecs-tasks.amazonaws.com",
        {
            "StringEquals": {"aws:SourceAccount": placement.account_id},
            "ArnLike": {"aws:SourceArn": placement.arn("ecs", "*")},
        },
    )


def execution_document(
    placement: Placement, container: Container, log_group: str, secret_key_aliases: Sequence[str]
) -> str:
    """What ECS may do to start a task: fetch its image, read its secrets, write its log."""
    own = container.repository_arn(placement)
    # GuardDuty adds its agent to tasks of Fargate; its repository is in an AWS account of each region (GuardDuty user
    # guide, "GuardDuty agent images for Fargate").
    agent = f"arn:{placement.partition}:ecr:{placement.region}:*:repository/aws-guardduty-agent-fargate"
    group = placement.arn("logs", f"log-group:{log_group}")
    statements = [
        # A token is of the registry, not of a repository: AWS has no narrower resource.
        Statement(sid="SignIn", actions=("ecr:GetAuthorizationToken",)),
        Statement(sid="Pull", actions=_PULL, resources=(*((own,) if own else ()), agent)),
        Statement(sid="Log", actions=("logs:CreateLogStream", "logs:PutLogEvents"), resources=(group, f"{group}:*")),
    ]
    return document(*statements, *_secrets(placement, container.secrets, secret_key_aliases))


def task_document(placement: Placement, database_user: str | None, statements: Sequence[Statement]) -> str | None:
    """What the service itself may do: sign in to its database as one user, and what is stated; None for nothing."""
    found = list(statements)
    if database_user is not None:
        found.append(
            Statement(
                sid="SignInToDatabase",
                actions=("rds-db:connect",),
                # A database's resource id is not known before it exists; the user's name is the stack's own.
                resources=(placement.arn("rds-db", f"dbuser:*/{database_user}"),),
            )
        )
    return document(*found) if found else None


def _secrets(placement: Placement, secrets: Mapping[str, str], key_aliases: Sequence[str]) -> list[Statement]:
    arns = sorted(set(secrets.values()))
    stored = tuple(arn for arn in arns if ":secretsmanager:" in arn)
    parameters = tuple(arn for arn in arns if ":ssm:" in arn)
    found = []
    if stored:
        found.append(Statement(sid="ReadSecrets", actions=("secretsmanager:GetSecretValue",), resources=stored))
    if parameters:
        found.append(Statement(sid="ReadParameters", actions=("ssm:GetParameters",), resources=parameters))
    if arns and key_aliases:
        found.append(
            Statement(
                sid="DecryptSecrets",
                actions=("kms:Decrypt",),
                resources=(placement.arn("kms", "key/*"),),
                condition={
                    "StringEquals": {
                        "kms:ViaService": [
                            f"{service}.{placement.region}.amazonaws.com" for service in ("secretsmanager", "ssm")
                        ]
                    },
                    "ForAnyValue:StringEquals": {"kms:ResourceAliases": list(key_aliases)},
                },
            )
        )
    return found
