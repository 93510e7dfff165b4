"""Policy documents, parsed: who may do what, where, and under which conditions (design decision 9).

What rules need of it is here: unknown and malformed documents, principal kinds, negations, wildcards, and which
conditions limit who may call. What a service's actions do is policyuniverse's knowledge (``rules.identity.actions``).
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from functools import cached_property
from ipaddress import ip_network
from types import MappingProxyType
from typing import Any, Final

from guardrails.values import UNKNOWN, Reading, Value, depends_on_unknown, plain

# IfExists and ForAllValues also hold where the key is missing, as it is for an anonymous caller.
_LIMITING_OPERATORS: Final = re.compile(
    r"(foranyvalue:)?(string(equals|equalsignorecase|like)|arn(equals|like)|ipaddress)"
)
_WIDEST: Final = {4: 8, 6: 16}


def _literal(value: str) -> bool:
    return bool(value) and not set(value) & set("*?$")


def _of_somebody(arn: str) -> bool:
    """Whether an ARN pattern is confined to an account or, for ARNs without one (S3), to a name."""
    parts = arn.split(":", 5)
    return _literal((parts[4] or parts[5].partition("/")[0]) if len(parts) == 6 else arn)


def _of_organisation(path: str) -> bool:
    return _literal(path.partition("/")[0])


def _of_user(identifier: str) -> bool:
    # The name of a session follows the role's unique id.
    return _literal(identifier.removesuffix("*").removesuffix(":"))


def _of_few(cidr: str) -> bool:
    try:
        network = ip_network(cidr.strip(), strict=False)
    except ValueError:
        return False
    return network.prefixlen >= _WIDEST[network.version]


_LIMITING: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "aws:principalaccount": _literal,
        "aws:principalarn": _of_somebody,
        "aws:principalorgid": _literal,
        "aws:principalorgpaths": _of_organisation,
        "aws:sourceaccount": _literal,
        "aws:sourcearn": _of_somebody,
        "aws:sourceip": _of_few,
        "aws:sourceorgid": _literal,
        "aws:sourceorgpaths": _of_organisation,
        "aws:sourceowner": _literal,
        "aws:sourcevpc": _literal,
        "aws:sourcevpce": _literal,
        "aws:vpceaccount": _literal,
        "aws:vpceorgid": _literal,
        "aws:vpceorgpaths": _of_organisation,
        "aws:userid": _of_user,
        "kms:calleraccount": _literal,
        "s3:dataaccesspointaccount": _literal,
    }
)
"""Condition keys that say who may call, and which of their values are not as good as anybody."""


def limits(operator: str, key: str, values: tuple[str, ...]) -> bool:
    """Whether a condition, in lower case, says who may call: none of its known values is as good as anybody."""
    narrow = _LIMITING.get(key)
    return narrow is not None and _LIMITING_OPERATORS.fullmatch(operator) is not None and all(map(narrow, values))


@dataclass(frozen=True, slots=True)
class Principal:
    """One principal of a statement: its kind (``AWS``, ``Service``, ``Federated``, ``CanonicalUser``) and its name."""

    kind: str
    name: str

    @property
    def anyone(self) -> bool:
        """Whether it stands for everybody."""
        return self.name == "*" and self.kind in ("AWS", "*")

    @property
    def account(self) -> str | None:
        """The account id of an AWS principal given as an id or an ARN."""
        if self.kind != "AWS":
            return None
        if self.name.isdigit() and len(self.name) == 12:
            return self.name
        parts = self.name.split(":")
        return parts[4] if len(parts) > 4 and parts[4].isdigit() else None


@dataclass(frozen=True)
class Statement:
    """One statement of a document, with lists where the grammar allows a single value. ``label`` names it."""

    label: str
    raw: Mapping[str, Any]

    @property
    def allows(self) -> bool:
        """Whether the effect is Allow."""
        return self.raw.get("Effect") == "Allow"

    @property
    def denies(self) -> bool:
        """Whether the effect is Deny."""
        return self.raw.get("Effect") == "Deny"

    @property
    def uncertain(self) -> bool:
        """Whether a part of the statement is not known yet."""
        return depends_on_unknown(dict(self.raw))

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """The actions, lower case (IAM compares them without case)."""
        return tuple(action.lower() for action in _texts(self.raw.get("Action")))

    @cached_property
    def not_actions(self) -> tuple[str, ...]:
        """The actions that NotAction excepts, lower case."""
        return tuple(action.lower() for action in _texts(self.raw.get("NotAction")))

    @cached_property
    def resources(self) -> tuple[str, ...]:
        """The resources, as given."""
        return _texts(self.raw.get("Resource"))

    @cached_property
    def not_resources(self) -> tuple[str, ...]:
        """The resources that NotResource excepts."""
        return _texts(self.raw.get("NotResource"))

    @cached_property
    def principals(self) -> tuple[Principal, ...]:
        """The principals; a bare ``"*"`` is every AWS principal."""
        return tuple(_principals(self.raw.get("Principal")))

    @property
    def negates_principal(self) -> bool:
        """Whether the statement speaks of everyone but somebody."""
        return "NotPrincipal" in self.raw

    @cached_property
    def conditions(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """The conditions as (operator, key, values), operator and key in lower case."""
        found = []
        for operator, keys in _mapping(self.raw.get("Condition")).items():
            for key, values in _mapping(keys).items():
                found.append((operator.lower(), key.lower(), _texts(values)))
        return tuple(found)

    def condition(self, key: str) -> tuple[str, ...]:
        """The values that any operator compares ``key`` with."""
        return tuple(value for _, name, values in self.conditions if name == key.lower() for value in values)

    @cached_property
    def limited(self) -> bool:
        """Whether a condition limits who may call: an account, organisation, ARN, address, VPC or endpoint.

        Negated operators and weak keys (referer, date) do not limit, nor operators that hold where the key is
        missing (IfExists, ForAllValues); and one value that is as good as anybody opens all beside it.
        """
        if depends_on_unknown(self.raw.get("Condition")):
            return False
        return any(bool(values) and limits(operator, key, values) for operator, key, values in self.conditions)

    @property
    def public(self) -> bool:
        """Whether everyone is allowed, with no condition that limits who."""
        return self.allows and not self.limited and any(principal.anyone for principal in self.principals)

    def covers(self, action: str) -> bool:
        """Whether the statement speaks of ``action`` (wildcards followed, NotAction honoured)."""
        wanted = action.lower()
        if self.not_actions:
            return not any(fnmatchcase(wanted, pattern) for pattern in self.not_actions)
        return any(fnmatchcase(wanted, pattern) for pattern in self.actions)

    def every_action_of(self, service: str) -> tuple[str, ...]:
        """The actions of the statement that are all of a service, however the wildcards are written (``s3:**``)."""
        return tuple(action for action in self.actions if _every_action(action, service))


class Shape(Enum):
    """What became of a document when it was read."""

    PARSED = "parsed"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    MALFORMED = "malformed"


@dataclass(frozen=True)
class Document:
    """A policy document as far as it could be read; ``statements`` is empty unless it was parsed."""

    shape: Shape
    statements: tuple[Statement, ...] = ()

    @property
    def parsed(self) -> bool:
        """Whether the document is there and could be read."""
        return self.shape is Shape.PARSED

    @property
    def unknown(self) -> bool:
        """Whether the document, or a statement of it, is not known yet."""
        return self.shape is Shape.UNKNOWN or any(statement.uncertain for statement in self.statements)

    @property
    def allowing(self) -> tuple[Statement, ...]:
        """The statements that allow something."""
        return tuple(statement for statement in self.statements if statement.allows)

    @property
    def services(self) -> frozenset[str]:
        """The AWS services that a statement allows something to: of a trust policy, those that may take the role."""
        principals = (principal for statement in self.allowing for principal in statement.principals)
        return frozenset(principal.name for principal in principals if principal.kind == "Service")

    @property
    def denying(self) -> tuple[Statement, ...]:
        """The statements that deny something."""
        return tuple(statement for statement in self.statements if statement.denies)


def parse(reading: Reading) -> Document:
    """Reads a policy property: a JSON string, or an object as typed SDK arguments leave it."""
    if reading.absent or reading.value == "":
        return Document(Shape.ABSENT)
    if reading.unknown:
        return Document(Shape.UNKNOWN)
    value: Value = plain(reading.value)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return Document(Shape.MALFORMED)
    if not isinstance(value, dict):
        return Document(Shape.MALFORMED)
    listed = value.get("Statement", value.get("statements", []))
    if listed is UNKNOWN:
        return Document(Shape.UNKNOWN)
    raws = listed if isinstance(listed, list) else [listed]
    if any(raw is UNKNOWN for raw in raws):
        return Document(Shape.UNKNOWN)
    if not all(isinstance(raw, dict) for raw in raws):
        return Document(Shape.MALFORMED)
    return Document(
        Shape.PARSED,
        tuple(Statement(str(raw.get("Sid") or f"statement {number}"), raw) for number, raw in enumerate(raws, start=1)),
    )


def _texts(value: Value) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(_spelled(item) for item in listed if item is not None and item is not UNKNOWN)


def _spelled(item: Value) -> str:
    return str(item).lower() if isinstance(item, bool) else str(item)


def _every_action(action: str, service: str) -> bool:
    owner, colon, name = action.partition(":")
    if not fnmatchcase(service, owner):
        return False
    return ("*" in name and not name.strip("*?")) if colon else "*" in owner


def _mapping(value: Value) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _principals(value: Value) -> Iterator[Principal]:
    if not isinstance(value, dict):
        for name in _texts(value):
            yield Principal("AWS", name)
    for kind, names in _mapping(value).items():
        for name in _texts(names):
            yield Principal(kind, name)
