"""Building what governance is made of, as tests do."""

from typing import Any

from components.governance.organization import OrganizationPoliciesArgs
from components.ownership import Ownership
from components.placement import Placement

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
TOPIC = "arn:aws:sns:eu-west-1:123456789012:vouch-prod-alarms"
LOGS = "/aws/cloudtrail/vouch-prod-trail"
ALLOWED = ("eu-west-1", "eu-central-1", "us-east-1")
BREAK_GLASS = "arn:aws:iam::*:role/break-glass"
DEPLOYER = "arn:aws:iam::*:role/vouch-deploy"


def policies(**changes: Any) -> OrganizationPoliciesArgs:
    """The organization's policies with some arguments changed."""
    given: dict[str, Any] = {
        "organization": Ownership.EXISTING,
        "organization_id": "o-a1b2c3d4e5",
        "root_id": "r-a1b2",
        "targets": {"workloads": "ou-a1b2-12345678"},
        "allowed_regions": ("eu-west-1", "eu-central-1"),
        "break_glass": (BREAK_GLASS,),
        "deployers": (DEPLOYER,),
    }
    return OrganizationPoliciesArgs(**(given | changes))
