"""Whose accounts a stack may name: those that its providers are confined to."""

import json
import re
from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph
from guardrails.tokens import AWS_PROVIDER, FUNCTION, IAM_POLICY, IAM_ROLE, KMS_KEY, LOG_GROUP, QUEUE, TOPIC
from guardrails.values import Reading, plain

_MADE_HERE: Final = (IAM_ROLE, IAM_POLICY, KMS_KEY, LOG_GROUP, TOPIC, QUEUE, FUNCTION)
"""Types that nobody adopts from another account."""
_ACCOUNT_OF: Final = re.compile(r"arn:[^:]+:[^:]+:[^:]*:(\d{12}):")


def owned_accounts(graph: Graph) -> frozenset[str]:
    """The accounts that the stack's providers are confined to by ``allowedAccountIds``; empty where none says."""
    return graph.derived(_owned)


def observed_accounts(graph: Graph) -> frozenset[str]:
    """The accounts that the stack has made resources in, as their ARNs tell where a state or an update knows them.

    They are the stack's own, and say nothing of others: only ``owned_accounts`` makes an account a stranger's.
    """
    return graph.derived(_observed)


def _observed(graph: Graph) -> frozenset[str]:
    found = set()
    for resource in graph.of(*_MADE_HERE):
        arn = plain(resource.outputs.get("arn"))
        match = _ACCOUNT_OF.match(arn) if isinstance(arn, str) else None
        if match is not None and isinstance(resource.outputs.get("id"), str):
            found.add(match[1])
    return frozenset(found)


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
