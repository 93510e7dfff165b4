"""Names in the audit area that documents of other components quote before anything exists (design decision 11)."""

from components.ownership import Ownership
from components.placement import Placement


def trail_name(placement: Placement) -> str:
    """The trail's physical name: its key, its bucket and its role each pin it."""
    return placement.local("trail")


def trail_arn(placement: Placement) -> str:
    """The ARN the trail will have."""
    return placement.arn("cloudtrail", f"trail/{trail_name(placement)}")


def ship_tag(shipping: Ownership) -> str:
    """The tag ``ship`` of a log group that must reach the archive: by this stack's subscription, or by another's."""
    return "archive" if shipping is Ownership.MANAGED else "by-another-stack"
