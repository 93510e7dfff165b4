"""Whose accounts a stack may name: those that its providers are confined to."""

import json
from collections.abc import Iterator

from guardrails.graph import Graph
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import Reading, plain


def owned_accounts(graph: Graph) -> frozenset[str]:
    """The accounts that the stack's providers are confined to by ``allowedAccountIds``; empty where none says."""
    return graph.derived(_owned)


def _owned(graph: Graph) -> frozenset[str]:
    owned: set[str] = set()
    for provider in graph.of(AWS_PROVIDER):
        owned.update(_listed(provider.read("allowedAccountIds")))
    return frozenset(owned)


def _listed(accounts: Reading) -> Iterator[str]:
    members = plain(accounts.value)
    if isinstance(members, str):
        # Provider properties reach rules as JSON strings.
        try:
            members = json.loads(members)
        except json.JSONDecodeError:
            return
    for member in members if isinstance(members, list) else ():
        if isinstance(member, str | int):
            yield str(member)
