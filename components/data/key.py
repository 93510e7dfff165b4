"""A customer managed KMS key for one class of data."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.data.key_grants import (
    ADMINISTRATION_SID,
    GRANT_SID,
    USE,
    USE_SID,
    ContextGrant,
    RoleGrant,
    ServiceGrant,
    granted,
)
from components.documents import Statement, document
from components.placement import Placement

_ADMINISTRATION: Final = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)


@dataclass(frozen=True, kw_only=True)
class KeyArgs:
    """What a key protects and who may use it.

    ``data_class`` names the key: its alias is ``alias/<project>-<stack>-<data_class>``. ``via_services`` are the
    prefixes of services (``rds``, ``s3``) through which this account's principals may use the key.
    ``deletion_window_days`` is 7 to 30 days. ``protect`` forbids Pulumi to delete the key.
    """

    placement: Placement
    data_class: str
    description: str
    via_services: tuple[str, ...] = ()
    grants: tuple[ServiceGrant | RoleGrant | ContextGrant, ...] = ()
    deletion_window_days: int = 30
    protect: bool = True

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.data_class):
            raise ValueError(
                f"data_class {self.data_class!r} becomes part of the alias: use small letters, digits and hyphens"
            )
        if not self.description:
            raise ValueError(f"description of the key {self.data_class!r} is empty: say what the key protects")
        if not 7 <= self.deletion_window_days <= 30:
            raise ValueError(
                f"deletion_window_days {self.deletion_window_days} of the key {self.data_class!r} is outside what AWS "
                "allows: choose 7 to 30 days"
            )
        for service in self.via_services:
            if not re.fullmatch(r"[a-z][a-z0-9-]*", service):
                raise ValueError(
                    f"via_services entry {service!r} of the key {self.data_class!r} is not a service prefix: "
                    "write the prefix alone, such as 'rds'"
                )
        _refuse_repeats("via_services", self.data_class, self.via_services)
        _refuse_repeats("grants", self.data_class, tuple(grant.sid for grant in self.grants))
        if not self.via_services and not self.grants:
            raise ValueError(
                f"the key {self.data_class!r} has neither via_services nor grants, so nobody could use it: "
                "name the services that encrypt with it"
            )

    @property
    def alias_name(self) -> str:
        """The alias, known before the key exists, so that other documents can name the key by it."""
        return f"alias/{self.placement.local(self.data_class)}"


class Key(Component):
    """A customer managed KMS key with yearly rotation, a known alias and a least-privilege policy.

    Produces an ``aws.kms.Key`` and an ``aws.kms.Alias``. For control rest.keys (claims OB-05, CF-06, CF-08, OC-04,
    BZ-12).

    The policy never says ``kms:*``. It delegates administration to IAM through the account's root, which is the
    principal that AWS's lock-out safety check wants, and gives no one the use of the key directly: this account's
    principals use it only through the services named and only as far as their IAM policies allow, services only for a
    pinned source (AWS KMS developer guide, "Key policies" and "kms:ViaService").
    """

    area = "data"
    provides = ("rest.keys", "pv.purpose")

    arn: pulumi.Output[str]
    key_id: pulumi.Output[str]
    alias_name: str

    def __init__(self, name: str, args: KeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        key = aws.kms.Key(
            self.child("key"),
            description=args.description,
            enable_key_rotation=True,
            deletion_window_in_days=args.deletion_window_days,
            policy=document(*_statements(args)),
            opts=self.inside(protect=args.protect),
        )
        aws.kms.Alias(
            self.child("alias"),
            name=args.alias_name,
            target_key_id=key.key_id,
            opts=self.inside(),
        )
        self.arn = key.arn
        self.key_id = key.key_id
        self.alias_name = args.alias_name
        self.register_outputs({"arn": self.arn, "keyId": self.key_id, "aliasName": self.alias_name})


def administration(placement: Placement) -> Statement:
    """The statement by which a key's administration, and not its use, is left to the account's IAM policies."""
    return Statement(sid=ADMINISTRATION_SID, principals={"AWS": (placement.root_arn,)}, actions=_ADMINISTRATION)


def _statements(args: KeyArgs) -> list[Statement]:
    account = {"AWS": (args.placement.root_arn,)}
    statements = [administration(args.placement)]
    if args.via_services:
        through = {
            "kms:CallerAccount": args.placement.account_id,
            "kms:ViaService": [
                f"{service}.{args.placement.region}.amazonaws.com" for service in sorted(args.via_services)
            ],
        }
        statements += [
            Statement(sid=USE_SID, principals=account, actions=USE, condition={"StringEquals": through}),
            # A database or a volume outlives the call that made it: its service keeps using the key by a grant.
            Statement(
                sid=GRANT_SID,
                principals=account,
                actions=("kms:CreateGrant",),
                condition={"StringEquals": through, "Bool": {"kms:GrantIsForAWSResource": "true"}},
            ),
        ]
    return [*statements, *(granted(grant, args.placement) for grant in args.grants)]


def _refuse_repeats(field: str, data_class: str, values: tuple[str, ...]) -> None:
    repeated = sorted(value for value, count in Counter(values).items() if count > 1)
    if repeated:
        raise ValueError(
            f"{field} of the key {data_class!r} names {', '.join(repeated)} more than once: name each once only"
        )
