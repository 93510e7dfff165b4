"""Who beside the account itself may use a key: services, roles that do not exist yet, and contexts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from components.documents import Condition, Statement, pins_source
from components.placement import Placement

USE: Final = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
"""What whoever encrypts and decrypts with a key needs of it."""
ADMINISTRATION_SID: Final = "AdministerKey"
USE_SID: Final = "UseKeyThroughServices"
GRANT_SID: Final = "GrantKeyToServiceResources"
_RESERVED_SIDS: Final = (ADMINISTRATION_SID, USE_SID, GRANT_SID)


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


def granted(grant: ServiceGrant | RoleGrant | ContextGrant, placement: Placement) -> Statement:
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
