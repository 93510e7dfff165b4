"""What a tenant's session may do, and the keys that are one tenant's own."""

from collections.abc import Mapping, Sequence
from typing import Final

from components.data.key_grants import RoleGrant
from components.data.table import TENANT_ATTRIBUTE
from components.documents import Condition, Statement, document
from components.placement import Placement

OWN: Final = f"${{aws:PrincipalTag/{TENANT_ATTRIBUTE}}}"
"""The policy variable that is the session's own tenant."""
_REQUESTED: Final = f"aws:RequestTag/{TENANT_ATTRIBUTE}"
# Neither Scan nor PartiQL: they carry no leading keys, and every item would answer.
_ITEMS: Final = (
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
)
_DATA_KEY: Final = ("kms:Decrypt", "kms:GenerateDataKey")
_OWN_KEY: Final = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")


def tenant_trust(placement: Placement, callers: Sequence[str]) -> str:
    """Lets the named roles of this account assume the role, for a session with the one tag ``tenant_id``.

    The roles need not exist yet: they are meant by a condition. A tenant's id may hold no slash, which would make its
    files a part of another tenant's (IAM user guide, "Pass session tags in AWS STS").
    """
    return document(
        Statement(
            sid="AssumeForOneTenant",
            principals={"AWS": (placement.root_arn,)},
            actions=("sts:AssumeRole", "sts:TagSession"),
            resources=(),
            condition={
                "ArnLike": {"aws:PrincipalArn": [_role_arn(placement, caller) for caller in callers]},
                "StringLike": {_REQUESTED: "?*"},
                "StringNotLike": {_REQUESTED: "*/*"},
                "ForAllValues:StringEquals": {"aws:TagKeys": TENANT_ATTRIBUTE},
            },
        )
    )


def assume_statement(role_arn: str) -> Statement:
    """What the application's own role needs in order to act for a tenant."""
    return Statement(sid="ActForTenant", actions=("sts:AssumeRole", "sts:TagSession"), resources=(role_arn,))


def tenant_document(
    placement: Placement, tables: Sequence[str], buckets: Sequence[str], key_alias: str, own_keys: bool
) -> str:
    """What a session may do: its own tenant's items, files and key, by the names of tables and buckets."""
    statements = []
    if tables:
        arns = tuple(placement.arn("dynamodb", f"table/{name}") for name in tables)
        statements.append(
            Statement(
                sid="OwnItems",
                actions=_ITEMS,
                resources=(*arns, *(f"{arn}/index/*" for arn in arns)),
                # ForAllValues also holds where a request has no leading keys: they must be there.
                condition={
                    "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [OWN]},
                    "Null": {"dynamodb:LeadingKeys": "false"},
                },
            )
        )
        statements.append(
            _through(
                placement,
                "DecryptItems",
                "dynamodb",
                key_alias,
                {"kms:EncryptionContext:aws:dynamodb:tableName": tables},
            )
        )
    if buckets:
        arns = tuple(placement.bucket_arn(name) for name in buckets)
        statements += [
            Statement(
                sid="OwnFiles",
                actions=("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
                resources=tuple(f"{arn}/{OWN}/*" for arn in arns),
            ),
            Statement(
                sid="ListOwnFiles",
                actions=("s3:ListBucket",),
                resources=arns,
                condition={"StringLike": {"s3:prefix": f"{OWN}/*"}},
            ),
            # A bucket key has the bucket for its context, not the object: what is a tenant's own is in the path.
            _through(placement, "DecryptFiles", "s3", key_alias, {"kms:EncryptionContext:aws:s3:arn": arns}),
        ]
    if own_keys:
        statements.append(
            Statement(
                sid="OwnKey",
                actions=_OWN_KEY,
                resources=(placement.arn("kms", "key/*"),),
                condition={
                    "StringEquals": {f"kms:EncryptionContext:{TENANT_ATTRIBUTE}": OWN},
                    "ForAnyValue:StringEquals": {
                        "kms:ResourceAliases": f"alias/{placement.local('tenant-' + OWN, 200)}"
                    },
                },
            )
        )
    return document(*statements)


def tenant_grant(placement: Placement, role: str, tenant: str) -> RoleGrant:
    """Lets the sessions of one tenant, and nobody else, use that tenant's key, for that tenant's data."""
    return RoleGrant(
        sid="UseAsTenant",
        role_arn=_role_arn(placement, role),
        actions=_OWN_KEY,
        condition={
            "StringLike": {
                f"aws:PrincipalTag/{TENANT_ATTRIBUTE}": tenant,
                f"kms:EncryptionContext:{TENANT_ATTRIBUTE}": tenant,
            }
        },
    )


def _through(
    placement: Placement, sid: str, service: str, key_alias: str, context: Mapping[str, Sequence[str]]
) -> Statement:
    condition: Condition = {
        "StringEquals": {"kms:ViaService": f"{service}.{placement.region}.amazonaws.com", **context},
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": key_alias},
    }
    return Statement(sid=sid, actions=_DATA_KEY, resources=(placement.arn("kms", "key/*"),), condition=condition)


def _role_arn(placement: Placement, name: str) -> str:
    return f"arn:{placement.partition}:iam::{placement.account_id}:role/{name}"
