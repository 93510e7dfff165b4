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
    at_home: bool

    def named(self, role: str) -> str:
        """The name of a region's component: the role alone at home, so that a further region changes no URN."""
        return role if self.at_home else f"{role}-{self.placement.region}"


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
