"""A stack of declared resources, compared with an account that answers what a test says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guardrails.graph import Graph, Resource
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import normalise
from tests.support.account import ACCOUNT, REGION, ScriptedAccount
from tests.support.asking import NOW
from verification.check import Responses
from verification.drift.counterparts import CALLS
from verification.drift.run import Compared, compare
from verification.runner import Target

PROVIDER = "urn:pulumi:prod::vouch::pulumi:providers:aws::aws"


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A declared resource; ``depends`` are the names of those that a property comes from."""

    type: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    name: str = "it"
    depends: Mapping[str, str] = field(default_factory=dict)


def urn(stated: Stated) -> str:
    """The URN of a declared resource."""
    return f"urn:pulumi:prod::vouch::{stated.type}::{stated.name}"


def graph(stack: Sequence[Stated]) -> Graph:
    """A stack under one provider, with default tags."""
    by_name = {each.name: urn(each) for each in stack}
    provider = Resource(
        urn=PROVIDER,
        type=AWS_PROVIDER,
        token=AWS_PROVIDER,
        name="aws",
        properties={"region": REGION, "defaultTags": '{"tags": {"project": "vouch", "stack": "prod"}}'},
    )
    resources = [
        Resource(
            urn=urn(each),
            type=each.type,
            token=each.type,
            name=each.name,
            properties={key: normalise(value) for key, value in each.properties.items()},
            provider=f"{PROVIDER}::id",
            property_dependencies={key: (by_name[name],) for key, name in each.depends.items()},
        )
        for each in stack
    ]
    return Graph((provider, *resources))


def compared(
    stack: Sequence[Stated], responses: Responses, *, refused: Mapping[str, str] | None = None
) -> dict[str, Compared]:
    """What comes of each resource of a stack, by its name."""
    account = ScriptedAccount(CALLS, responses, refused, message="said by a test")
    target = Target(account=ACCOUNT, region=REGION, partition="aws", reader=account.inventory(), home=True)
    return {each.resource.name: each for each in compare(graph(stack), [target], clock=lambda: NOW)}
