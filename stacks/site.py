"""Where a layer's resources go: a placement, and the provider of its region."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.placement import Placement


@dataclass(frozen=True, kw_only=True)
class Site:
    """One region of the stack: how things are named there, and the options that carry its provider."""

    placement: Placement
    opts: pulumi.ResourceOptions


@dataclass(frozen=True, kw_only=True)
class Sites:
    """The regions of a stack.

    ``home`` holds everything; ``backup`` the copies; ``global_`` (us-east-1) what AWS's global services read there.
    ``watched`` are the regions that detection covers, by name, the home region first.
    """

    home: Site
    backup: Site
    global_: Site
    watched: Mapping[str, Site]
