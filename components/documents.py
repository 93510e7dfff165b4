"""Policy documents as typed statements, rendered to one canonical JSON string.

Documents are known at preview and name no principal that does not exist yet (design decision 11): the account's
root with an ``aws:PrincipalArn`` or ``kms:ViaService`` condition, or an AWS service with its source pinned.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Condition = Mapping[str, Mapping[str, str | Sequence[str]]]

# A topic policy refuses "sns:*" as out of the service's scope; publishing is what carries data.
_TRANSPORT_ACTIONS: Final[Mapping[str, Sequence[str]]] = MappingProxyType({"sns": ("sns:Publish",)})
# "IfExists" and negated operators are satisfied by a request that carries no source at all.
_PINNING_OPERATORS: Final = frozenset({"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"})
_SOURCE_KEYS: Final = frozenset({"aws:sourcearn", "aws:sourceaccount"})


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of a policy document.

    ``principals`` maps a principal type (``AWS``, ``Service``, ``Federated``) to its members, or is ``"*"``;
    it is empty in identity policies. ``resources`` is empty in trust policies.
    """

    sid: str
    actions: Sequence[str]
    resources: Sequence[str] = ("*",)
    principals: Mapping[str, Sequence[str]] | Literal["*"] = field(default_factory=dict)
    effect: Literal["Allow", "Deny"] = "Allow"
    condition: Condition = field(default_factory=dict)

    def render(self) -> dict[str, object]:
        """The statement as the IAM grammar spells it; a single value stays a plain string."""
        rendered: dict[str, object] = {"Sid": self.sid, "Effect": self.effect}
        if self.principals == "*":
            rendered["Principal"] = "*"
        elif self.principals:
            rendered["Principal"] = {kind: _one_or_many(members) for kind, members in self.principals.items()}
        rendered["Action"] = _one_or_many(self.actions)
        if self.resources:
            rendered["Resource"] = _one_or_many(self.resources)
        if self.condition:
            rendered["Condition"] = {
                operator: {key: value if isinstance(value, str) else _one_or_many(value) for key, value in keys.items()}
                for operator, keys in self.condition.items()
            }
        return rendered


def document(*statements: Statement) -> str:
    """A policy document of these statements, as JSON that does not change from run to run."""
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [statement.render() for statement in statements]},
        separators=(",", ":"),
    )


def trust(service: str, condition: Condition | None = None) -> str:
    """A trust policy that lets one AWS service assume a role, its source pinned by ``condition``."""
    return document(
        Statement(
            sid="Assume",
            principals={"Service": (service,)},
            actions=("sts:AssumeRole",),
            resources=(),
            condition=condition or {},
        )
    )


def deny_insecure_transport(*resources: str, service: str = "s3") -> Statement:
    """Refuses every request of ``service`` that does not come over TLS (control tls.internal)."""
    return Statement(
        sid="DenyInsecureTransport",
        effect="Deny",
        principals="*",
        actions=_TRANSPORT_ACTIONS.get(service, (f"{service}:*",)),
        resources=resources,
        condition={"Bool": {"aws:SecureTransport": "false"}},
    )


def deny_old_tls(*resources: str) -> Statement:
    """Refuses every S3 request over TLS older than 1.2 (control tls.internal)."""
    return Statement(
        sid="DenyOldTls",
        effect="Deny",
        principals="*",
        actions=("s3:*",),
        resources=resources,
        condition={"NumericLessThan": {"s3:TlsVersion": "1.2"}},
    )


def pins_source(condition: Condition) -> bool:
    """Whether a condition ties an AWS service's request to one source, so that nobody can borrow the service.

    A source is pinned by ``aws:SourceArn``, ``aws:SourceAccount`` or a KMS encryption context, compared by a positive
    operator and to more than a lone wildcard (AWS IAM user guide, "The confused deputy problem").
    """
    return any(
        operator in _PINNING_OPERATORS and _is_source(key) and all(value.strip("*?") for value in _as_sequence(values))
        for operator, keys in condition.items()
        for key, values in keys.items()
    )


def _is_source(key: str) -> bool:
    lowered = key.lower()
    return lowered in _SOURCE_KEYS or lowered.startswith("kms:encryptioncontext:")


def _as_sequence(values: str | Sequence[str]) -> Sequence[str]:
    return (values,) if isinstance(values, str) else values


def _one_or_many(values: Sequence[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)
