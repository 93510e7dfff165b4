"""What the pipeline's roles may do beside AWS's own policies, and what of those is taken back."""

import json
from dataclasses import dataclass
from typing import Final

from components.documents import Statement, document
from components.placement import Placement

# What ReadOnlyAccess gives that a preview must not see: what customers stored, sent or did.
_CONTENT: Final = (
    "athena:GetQueryResults*",
    "cloudtrail:LookupEvents",
    "codecommit:GitPull",
    "cognito-idp:AdminGetUser",
    "cognito-idp:AdminListUserAuthEvents",
    "cognito-idp:ListUsers*",
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:GetRecords",
    "dynamodb:PartiQLSelect",
    "dynamodb:Query",
    "dynamodb:Scan",
    "ebs:GetSnapshotBlock",
    "ec2:GetConsole*",
    "ec2:GetPasswordData",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
    "kinesis:GetRecords",
    "lambda:InvokeFunction",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:GetLogObject",
    "logs:GetLogRecord",
    "logs:GetQueryResults",
    "logs:StartLiveTail",
    "logs:StartQuery",
    "logs:Unmask",
    "rds:DownloadCompleteDBLogFile",
    "rds:DownloadDBLogFilePortion",
    "rds-data:*",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "sqs:ReceiveMessage",
    "sts:AssumeRole",
)


@dataclass(frozen=True, kw_only=True)
class StateAccess:
    """Where Pulumi's state is: the bucket's name, and the aliases of the keys of bucket and secrets (``alias/...``)."""

    bucket: str
    key_aliases: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.key_aliases or any(not alias.startswith("alias/") for alias in self.key_aliases):
            raise ValueError(f"key_aliases is {self.key_aliases}: name at least one key, each as alias/<name>")


def preview_document(placement: Placement, state: StateAccess) -> str:
    """Lets a preview read the state, and takes from ReadOnlyAccess all content but that.

    Parameters stay readable, since a refresh reads them; secure ones need a key, which stays closed.
    """
    keys = placement.arn("kms", "key/*")
    aliases = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": list(state.key_aliases)}}
    allowed = json.loads(
        document(
            Statement(
                sid="ReadState", actions=("s3:GetObject",), resources=(f"{placement.bucket_arn(state.bucket)}/*",)
            ),
            Statement(sid="ListState", actions=("s3:ListBucket",), resources=(placement.bucket_arn(state.bucket),)),
            Statement(sid="DecryptState", actions=("kms:Decrypt",), resources=(keys,), condition=aliases),
            Statement(sid="DenyContent", effect="Deny", actions=_CONTENT),
            Statement(
                sid="DenyOtherKeys",
                effect="Deny",
                actions=("kms:Decrypt", "kms:ReEncryptFrom"),
                # ForAllValues also holds for a key that has no alias at all.
                condition={"ForAllValues:StringNotEquals": {"kms:ResourceAliases": list(state.key_aliases)}},
            ),
        )
    )
    allowed["Statement"].append(
        {
            "Sid": "DenyOtherObjects",
            "Effect": "Deny",
            "Action": "s3:GetObject*",
            "NotResource": f"{placement.bucket_arn(state.bucket)}/*",
        }
    )
    return json.dumps(allowed, separators=(",", ":"))


def deploy_document() -> str:
    """What a deploy role may not do beside what its boundary forbids: become somebody else."""
    return document(
        # Roles that trust the whole account would take it, whatever boundary they lack.
        Statement(sid="DenyOtherRoles", effect="Deny", actions=("sts:AssumeRole",)),
    )
