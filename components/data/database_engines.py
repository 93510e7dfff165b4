"""The engines that a database can have, and how big each is."""

import re
from dataclasses import dataclass
from typing import Final

_CLASS: Final = r"db\.[a-z0-9-]+\.[a-z0-9]+"
SERVERLESS_CLASS: Final = "db.serverless"
"""The instance class of members whose capacity Aurora chooses."""


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """One RDS instance and, with ``multi_az``, its standby in another zone. Storage is in GiB.

    ``multi_az`` is what a small profile may relax. Raises ValueError.
    """

    instance_class: str
    allocated_storage_gib: int = 100
    max_allocated_storage_gib: int = 1000
    multi_az: bool = True

    def __post_init__(self) -> None:
        _refuse_bad_class(self.instance_class)
        if not 20 <= self.allocated_storage_gib <= 65536:
            raise ValueError(
                f"allocated_storage_gib {self.allocated_storage_gib} is outside what gp3 allows: choose 20 to 65536 GiB"
            )
        # In whole numbers: one tenth more, as RDS demands, has no exact float.
        if not 11 * self.allocated_storage_gib <= 10 * self.max_allocated_storage_gib <= 655360:
            raise ValueError(
                f"max_allocated_storage_gib {self.max_allocated_storage_gib} leaves no room to grow from "
                f"{self.allocated_storage_gib} GiB: make it at least a tenth larger, and at most 65536 GiB"
            )


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """What each member of a serverless cluster has at least and at most, in Aurora capacity units (2 GiB of memory).

    Zero, which would let the cluster pause, is refused: a paused cluster is not available. Raises ValueError.
    """

    least: float
    most: float

    def __post_init__(self) -> None:
        if not 0.5 <= self.least < self.most <= 256 or self.least % 0.5 or self.most % 0.5:
            raise ValueError(
                f"capacity {self.least:g} to {self.most:g} is not a range of Aurora: choose half units from 0.5 to "
                "256, the most above the least"
            )


@dataclass(frozen=True, kw_only=True)
class AuroraPostgres:
    """An Aurora cluster with one member in each of ``zones``: a writer, and readers that it fails over to.

    ``instance_class`` is left out where ``capacity`` is given. Storage grows by itself and is in three zones whatever
    the members are. A single zone is what a small profile may relax. Raises ValueError.
    """

    zones: tuple[str, ...]
    instance_class: str = SERVERLESS_CLASS
    capacity: Capacity | None = None

    def __post_init__(self) -> None:
        if not self.zones or len(set(self.zones)) != len(self.zones):
            raise ValueError(f"zones {list(self.zones)!r} of the cluster must be one or more, each once")
        _refuse_bad_class(self.instance_class)
        if (self.instance_class == SERVERLESS_CLASS) is (self.capacity is None):
            raise ValueError(
                f"instance_class {self.instance_class!r} and capacity {self.capacity!r} do not go together: give an "
                "instance class, or a capacity"
            )


Engine = Postgres | AuroraPostgres


def _refuse_bad_class(instance_class: str) -> None:
    if instance_class != SERVERLESS_CLASS and not re.fullmatch(_CLASS, instance_class):
        raise ValueError(
            f"instance_class {instance_class!r} is not an RDS class: write it in full, such as 'db.m7g.large'"
        )
