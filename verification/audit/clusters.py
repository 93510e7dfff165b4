"""The ECS clusters of a region, with how their sessions are recorded."""

from collections.abc import Iterator
from typing import Final

from verification.audit.calls import CLUSTER_DETAILS, CLUSTERS
from verification.check import Facts
from verification.live import Live

_PER_CALL: Final = 100
"""As many clusters as DescribeClusters takes (Amazon ECS API reference)."""


def clusters(live: Live) -> Iterator[Facts]:
    """Every cluster, as it is configured."""
    arns = live.items(CLUSTERS)
    for start in range(0, len(arns), _PER_CALL):
        asked = {"clusters": arns[start : start + _PER_CALL], "include": ["CONFIGURATIONS"]}
        yield from live.items(CLUSTER_DETAILS, asked)
