"""Identity policies wherever they are stated, statement by statement, and what a statement reaches.

Every rule on identity policies stands on this module: which types carry documents and where, who is held by a
permissions boundary, and whether a statement's resources are everything.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from guardrails.documents import Document, Shape, Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rule import Findings, JudgeRelation
from guardrails.rules.identity.boundaries import held, softened
from guardrails.rules.identity.types import (
    GROUP_POLICY,
    PERMISSION_SET_INLINE_POLICY,
    POLICY,
    ROLE,
    ROLE_POLICY,
    USER_POLICY,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value, depends_on_unknown
from guardrails.verdicts import Finding, failed, not_applicable, undetermined

_STATED: Final[Mapping[str, str]] = {
    POLICY: "policy",
    ROLE_POLICY: "policy",
    USER_POLICY: "policy",
    GROUP_POLICY: "policy",
    PERMISSION_SET_INLINE_POLICY: "inlinePolicy",
    ROLE: "inlinePolicies",
}
CARRIERS: Final = tuple(_STATED)
"""The types that carry identity policies."""

# Kinds that open the name in an ARN; spelled out, since a bucket may have any name before its slash.
_KINDS: Final = (
    "alias",
    "dbuser",
    "function",
    "group",
    "instance",
    "instance-profile",
    "key",
    "log-group",
    "parameter",
    "policy",
    "role",
    "secret",
    "snapshot",
    "stateMachine",
    "table",
    "user",
)
_KIND: Final = re.compile(rf"^(?:{'|'.join(_KINDS)})(?=[:/*?])[:/]?")
_POSITIVE: Final = frozenset(
    {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "bool", "numericequals"}
)
# They say how or by whom a call is made, never on what.
_NOT_NARROWING: Final = frozenset(
    {
        "ec2:region",
        "iam:passedtoservice",
        "kms:calleraccount",
        "s3:authtype",
        "s3:signatureversion",
        "s3:tlsversion",
    }
)

JudgeDocument = Callable[[Document, Reading, bool], Iterator[Finding]]
"""Judges a parsed document; the last argument says whether unknown parts are known to come from resources."""


class Reach(Enum):
    """What the resources of a statement come to."""

    EVERYTHING = "everything"
    SOME = "some"
    UNKNOWN = "unknown"


def policies(resource: Resource) -> Iterator[Reading]:
    """Every property of a resource that states an identity policy."""
    reading = resource.read(_STATED[resource.type])
    if resource.type != ROLE or reading.unknown:
        yield reading
        return
    for inline in reading.each():
        policy = inline.get("policy")
        if not policy.absent:
            yield policy


def statements(resource: Resource) -> Iterator[tuple[Reading, Statement]]:
    """Every statement of every identity policy of a resource that is known, with the property that states it."""
    for reading in policies(resource):
        for statement in parse(reading).statements:
            yield reading, statement


def each_document(judge_document: JudgeDocument) -> JudgeRelation:
    """Judges each identity policy of a resource, unless a permissions boundary caps what it may allow."""

    def judge(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        capped = held(resource, graph)
        if capped:
            yield not_applicable("a permissions boundary caps what the policy allows, and is judged instead")
            return
        found = judge_stated(resource)
        yield from softened(found) if capped is None else found

    def judge_stated(resource: Resource) -> Iterator[Finding]:
        stated = [reading for reading in policies(resource) if not reading.absent]
        if not stated:
            yield not_applicable("the resource states no identity policy of its own")
        for reading in stated:
            document = parse(reading)
            if document.shape is Shape.UNKNOWN:
                yield undetermined(reading, f"{reading.path} is not known yet")
            elif document.shape is Shape.MALFORMED:
                yield failed(reading, f"{reading.path} is not a policy document")
            else:
                yield from judge_document(document, reading, _traced(resource, reading))

    return judge


def _traced(resource: Resource, reading: Reading) -> bool:
    """Whether what is unknown of a property comes from resources of the stack, whose ARNs are never a wildcard."""
    return bool(resource.property_dependencies.get(re.split(r"[.\[]", reading.path, maxsplit=1)[0]))


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What a statement must not allow.

    ``offending`` names the actions at fault; ``everything`` says whether a resource is as good as all of them;
    ``excused`` whether conditions confine the statement enough; ``reason`` completes "... allows <action> ...".
    """

    offending: Callable[[Statement], tuple[str, ...]]
    reason: str = "on every resource"
    everything: Callable[[str], bool]
    excused: Callable[[Statement], bool]

    def judge(self, document: Document, reading: Reading, traced: bool) -> Iterator[Finding]:
        """The findings of one document."""
        for statement in document.statements:
            yield from self._judge_statement(statement, reading, traced)

    def _judge_statement(self, statement: Statement, reading: Reading, traced: bool) -> Iterator[Finding]:
        named = f"{statement.label} of {reading.path}"
        if statement.raw.get("Effect") is UNKNOWN:
            yield undetermined(reading, f"{named} has an effect that is not known yet")
        if not statement.allows:
            return
        offending = self.offending(statement)
        reached = reach(statement, self.everything, traced)
        if not offending and not depends_on_unknown(statement.raw.get("Action")):
            return
        if reached is Reach.SOME or self.excused(statement):
            return
        if not offending:
            yield undetermined(reading, f"{named} allows an action that is not known yet {self.reason}")
        elif reached is Reach.UNKNOWN or statement.raw.get("Condition") is UNKNOWN:
            yield undetermined(reading, f"{named} allows {offending[0]} on or under what is not known yet")
        else:
            yield failed(reading, f"{named} allows {offending[0]} {self.reason}")


def reach(statement: Statement, everything: Callable[[str], bool], traced: bool) -> Reach:
    """What the resources of a statement come to; ``NotResource`` leaves everything but a few."""
    if "NotResource" in statement.raw or any(everything(resource) for resource in statement.resources):
        return Reach.EVERYTHING
    if depends_on_unknown(statement.raw.get("Resource")) and not traced:
        return Reach.UNKNOWN
    return Reach.SOME


def names_everything(resource: str) -> bool:
    """Whether a resource is a bare wildcard, or an ARN with nothing but wildcards for its name."""
    parts = resource.split(":", 5)
    # A wildcard also stands for the colons behind it, so that an ARN may end early.
    return _blank(resource) or (parts[0] == "arn" and _blank(parts[-1]) and len(parts) > 1)


def names_every_one_of_its_kind(resource: str) -> bool:
    """Whether a resource is everything, or every one of a kind (``role/*``, ``key/*``, ``secret:*``)."""
    parts = resource.split(":", 5)
    if names_everything(resource):
        return True
    return len(parts) == 6 and parts[2] != "s3" and _blank(_KIND.sub("", parts[5], count=1))


def _blank(name: str) -> bool:
    return "*" in name and not name.strip("*?/:")


def narrowed(statement: Statement) -> bool:
    """Whether a condition confines what a statement acts on: a resource or request tag, or a key of the service.

    Keys that say who calls, from where or how do not narrow; nor do negated operators and those that pass when the
    key is missing (``IfExists``, ``ForAllValues``).
    """
    return any(
        operator.removeprefix("foranyvalue:") in _POSITIVE and _narrows(key) and not _open(values)
        for operator, key, values in statement.conditions
    )


def _narrows(key: str) -> bool:
    if key.startswith("aws:"):
        return key.startswith(("aws:resourcetag/", "aws:requesttag/"))
    return key not in _NOT_NARROWING and not key.startswith(("s3:x-amz-", "saml:", "sts:"))


def _open(values: tuple[str, ...]) -> bool:
    return any(not value.strip("*?") for value in values)


def never(_statement: Statement) -> bool:
    """The excuse of a refusal that knows none."""
    return False


def identity_document(*statements: Mapping[str, Value]) -> str:
    """A policy document for an example, as JSON."""
    return json.dumps({"Version": "2012-10-17", "Statement": [dict(statement) for statement in statements]})
