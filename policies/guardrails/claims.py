"""The claims that a control keeps, from the map generated out of ``promises/claims.csv`` (``vouch generate``)."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

CLAIMS: Final = Path(__file__).with_name("claims.json")


@cache
def by_control() -> Mapping[str, tuple[str, ...]]:
    """Claim ids by control, in the order of the claims."""
    loaded: dict[str, list[str]] = json.loads(CLAIMS.read_text(encoding="utf-8"))
    return {control: tuple(claims) for control, claims in loaded.items()}


def claims_of(control: str) -> tuple[str, ...]:
    """The claims that ``control`` keeps; none for good practice beyond the claims."""
    return by_control().get(control, ())
