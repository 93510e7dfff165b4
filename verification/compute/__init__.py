"""Checks of what runs: services, servers, functions, images and patches."""

from verification.check import Check
from verification.compute import (
    balancers,
    functions,
    image_builder,
    patches,
    pipelines,
    repositories,
    scaling,
    servers,
    services,
    zones,
)

CHECKS: tuple[Check, ...] = (
    *zones.CHECKS,
    *balancers.CHECKS,
    *services.CHECKS,
    *scaling.CHECKS,
    *functions.CHECKS,
    *repositories.CHECKS,
    *image_builder.CHECKS,
    *servers.CHECKS,
    *patches.CHECKS,
    *pipelines.CHECKS,
)
