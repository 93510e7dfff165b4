"""A customer managed KMS key for one class of data."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.documents import Condition, Statement, document, pins_source
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
_USE: Final = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
_ADMINISTRATION_SID: Final = "AdministerKey"
_USE_SID: Final = "UseKeyThroughServices"
_GRANT_SID: Final = "GrantKeyToServiceResources"
_RESERVED_SIDS: Final = (_ADMINISTRATION_SID, _USE_SID, _GRANT_SID)


@dataclass(frozen=True, kw_only=True)
class ServiceGrant:
    """Lets one AWS service principal use the key, for one source only.

    ``service`` is the full principal (``logs.eu-west-1.amazonaws.com``), ``condition`` must pin where the service's
    request comes from: ``aws:SourceArn``, ``aws:SourceAccount`` or an encryption context. Ready-made grants are in
    ``components.data.grants``. Raises ValueError for a wildcard action, a malformed principal or an unpinned source.
    """

    sid: str
    service: str
    actions: tuple[str, ...]
    condition: Condition

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9]+", self.sid) or self.sid in _RESERVED_SIDS:
            raise ValueError(
                f"sid {self.sid!r} of a service grant must be letters and digits and none of "
                f"{', '.join(_RESERVED_SIDS)}: give the grant a name of its own"
            )
        if not re.fullmatch(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?", self.service):
            raise ValueError(
                f"service {self.service!r} of grant {self.sid!r} is not a service principal: "
                "write it in full, such as 'cloudtrail.amazonaws.com'"
            )
        wrong = [action for action in self.actions if not re.fullmatch(r"kms:[A-Za-z]+", action)]
        if wrong or not self.actions:
            raise ValueError(
                f"actions {list(self.actions)!r} of grant {self.sid!r} must be single KMS actions without wildcards: "
                "name each, such as 'kms:Decrypt'"
            )
        if not pins_source(self.condition):
            raise ValueError(
                f"condition of grant {self.sid!r} does not pin the source of {self.service!r}: "
                "compare aws:SourceArn, aws:SourceAccount or an encryption context with a positive operator"
            )


@dataclass(frozen=True, kw_only=True)
class RoleGrant:
    """Lets one role of this account use the key by the key's policy alone, whatever the role's own policies say.

    For service-linked roles: their policies are AWS's own, say nothing of customer keys and cannot be changed, so that
    the account's root cannot delegate to them (EC2 Auto Scaling user guide, "Required AWS KMS key policy for use with
    encrypted volumes"). The role need not exist yet: it is meant by a condition. Raises ValueError for a wildcard.
    """

    sid: str
    role_arn: str
    actions: tuple[str, ...]
    condition: Condition = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+", self.role_arn):
            raise ValueError(f"role_arn {self.role_arn!r} of grant {self.sid!r} is not one role: write its ARN")
        wrong = [action for action in self.actions if not re.fullmatch(r"kms:[A-Za-z]+", action)]
        if wrong or not self.actions:
            raise ValueError(
                f"actions {list(self.actions)!r} of grant {self.sid!r} must be single KMS actions without wildcards: "
                "name each, such as 'kms:Decrypt'"
            )


@dataclass(frozen=True, kw_only=True)
class ContextGrant:
    """Lets this account's principals use the key directly, for requests that carry one encryption context.

    For clients that call KMS themselves (Session Manager's agent and plugin); what each principal may do is still
    said by its own policies. ``context`` maps a key of the encryption context to the values it may have, with ``*``
    as in ``StringLike``. Raises ValueError for a wildcard action or no context.
    """

    sid: str
    actions: tuple[str, ...]
    context: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        wrong = [action for action in self.actions if not re.fullmatch(r"kms:[A-Za-z]+", action)]
        if wrong or not self.actions:
            raise ValueError(
                f"actions {list(self.actions)!r} of grant {self.sid!r} must be single KMS actions without wildcards: "
                "name each, such as 'kms:Decrypt'"
            )
        if not self.context or not all(value.strip("*?") for values in self.context.values() for value in values):
            raise ValueError(f"context of grant {self.sid!r} takes every request: name a key and what it begins with")


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
    return Statement(sid=_ADMINISTRATION_SID, principals={"AWS": (placement.root_arn,)}, actions=_ADMINISTRATION)


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
            Statement(sid=_USE_SID, principals=account, actions=_USE, condition={"StringEquals": through}),
            # A database or a volume outlives the call that made it: its service keeps using the key by a grant.
            Statement(
                sid=_GRANT_SID,
                principals=account,
                actions=("kms:CreateGrant",),
                condition={"StringEquals": through, "Bool": {"kms:GrantIsForAWSResource": "true"}},
            ),
        ]
    return [*statements, *(_granted(grant, args.placement) for grant in args.grants)]


def _granted(grant: ServiceGrant | RoleGrant | ContextGrant, placement: Placement) -> Statement:
    match grant:
        case ServiceGrant():
            return _to_service(grant)
        case RoleGrant():
            return _to_role(grant, placement)
        case ContextGrant():
            return _to_context(grant, placement)


def _to_service(grant: ServiceGrant) -> Statement:
    return Statement(
        sid=grant.sid,
        principals={"Service": (grant.service,)},
        actions=grant.actions,
        condition=grant.condition,
    )


def _to_role(grant: RoleGrant, placement: Placement) -> Statement:
    only = {
        **grant.condition.get("StringEquals", {}),
        "aws:PrincipalArn": grant.role_arn,
        "kms:CallerAccount": placement.account_id,
    }
    return Statement(
        sid=grant.sid,
        # Everyone, made one by the condition: a role that does not exist yet cannot be a principal, and the account's
        # root would leave the decision to the role's own policies.
        principals={"AWS": ("*",)},
        actions=grant.actions,
        condition={**grant.condition, "StringEquals": only},
    )


def _to_context(grant: ContextGrant, placement: Placement) -> Statement:
    context = {f"kms:EncryptionContext:{key}": list(values) for key, values in grant.context.items()}
    return Statement(
        sid=grant.sid,
        principals={"AWS": (placement.root_arn,)},
        actions=grant.actions,
        condition={"StringEquals": {"kms:CallerAccount": placement.account_id}, "StringLike": context},
    )


def _refuse_repeats(field: str, data_class: str, values: tuple[str, ...]) -> None:
    repeated = sorted(value for value, count in Counter(values).items() if count > 1)
    if repeated:
        raise ValueError(
            f"{field} of the key {data_class!r} names {', '.join(repeated)} more than once: name each once only"
        )
