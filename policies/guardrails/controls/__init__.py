"""Every control and every rule's record, each once, gathered from the areas."""

from guardrails.controls import (
    audit,
    compute,
    data,
    detection,
    edge,
    governance,
    identity,
    network,
    operations,
)
from guardrails.controls.frameworks import numbered
from guardrails.controls.model import Control, RuleInfo

_AREAS = (network, edge, data, compute, identity, audit, detection, operations, governance)

CONTROLS: tuple[Control, ...] = tuple(control for area in _AREAS for control in area.CONTROLS)
RULES: tuple[RuleInfo, ...] = tuple(numbered(info) for area in _AREAS for info in area.RULES)
