"""Every check, by area: a list, so that none is registered by being imported."""

from verification import audit, compute, data, detection, edge, governance, identity, network, operations
from verification.check import Check

_AREAS = (network, edge, data, compute, identity, audit, detection, operations, governance)

CHECKS: tuple[Check, ...] = tuple(check for area in _AREAS for check in area.CHECKS)
