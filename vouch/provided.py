"""Which controls the components of this platform provide, from the map that ``vouch generate`` writes."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

PROVIDES: Final = Path(__file__).with_name("data") / "provides.json"


@cache
def provides() -> Mapping[str, tuple[str, ...]]:
    """Controls by component type (``vouch:data:Database``), of the components that the prod stack contains."""
    loaded: dict[str, list[str]] = json.loads(PROVIDES.read_text(encoding="utf-8"))
    return {token: tuple(controls) for token, controls in loaded.items()}


def components_by_control() -> Mapping[str, tuple[str, ...]]:
    """Component names by the control that they provide."""
    found: dict[str, list[str]] = {}
    for token, controls in provides().items():
        for control in controls:
            found.setdefault(control, []).append(token.rpartition(":")[2])
    return {control: tuple(sorted(names)) for control, names in found.items()}
