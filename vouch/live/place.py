"""Where a stack is in AWS, read off its program: the account and regions that its providers name."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.tokens import AWS_PROVIDER
from vouch.errors import CannotJudgeError
from vouch.preview.chosen import Chosen, choose


@dataclass(frozen=True, kw_only=True)
class Place:
    """A stack's account (None where its providers name none, or several) and regions, its home region first."""

    project: str
    stack: str
    account: str | None
    regions: tuple[str, ...]
    chosen: Chosen


_MOST_USED_FIRST: Final = -1


def place(directory: Path | None, stack: str | None, config_file: Path | None) -> Place:
    """Builds the program offline and reads where it goes. Raises CannotJudgeError where it says nothing of a region."""
    chosen = choose(directory, stack, config_file, None)
    graph = chosen.recording.graph()
    providers = graph.of(AWS_PROVIDER)
    regions = _regions(graph)
    if not regions:
        raise CannotJudgeError(
            f"no provider of stack {chosen.stack} names a region: give --region, or aws:region in its configuration"
        )
    accounts = {account for provider in providers for account in _accounts(provider)}
    return Place(
        project=chosen.project.name,
        stack=chosen.stack,
        account=accounts.pop() if len(accounts) == 1 else None,
        regions=regions,
        chosen=chosen,
    )


def _regions(graph: Graph) -> tuple[str, ...]:
    """The regions of the stack's resources, the one with the most of them first."""
    count: dict[str, int] = {}
    for resource in graph.resources:
        if resource.custom and resource.type.startswith("aws:"):
            region = graph.region_of(resource)
            if region.known and isinstance(region.value, str):
                count[region.value] = count.get(region.value, 0) + 1
    return tuple(sorted(count, key=lambda region: (count[region] * _MOST_USED_FIRST, region)))


def _accounts(provider: Resource) -> Iterable[str]:
    value = provider.read("allowedAccountIds").value
    try:
        listed = json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError:
        return ()
    return (each for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()
