"""Who makes what an account (and region) has only once (design decision 5)."""

from enum import StrEnum


class Ownership(StrEnum):
    """Whether this stack makes a singleton, or another stack or team already did."""

    MANAGED = "managed"
    EXISTING = "existing"
