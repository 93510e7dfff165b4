"""What the tests of detection's components share."""

from typing import Any, Final

from pulumi_aws import wafv2

from components.placement import Placement
from guardrails.graph import Resource

PLACEMENT: Final = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
ELSEWHERE: Final = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-central-1")
KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/archive"


def earlier(name: str = "earlier") -> wafv2.IpSet:
    """A resource that something else waits for; what it is does not matter."""
    return wafv2.IpSet(name, scope="REGIONAL", ip_address_version="IPV4", addresses=[])


def properties(resource: Resource) -> dict[str, Any]:
    """A resource's inputs, to compare whole."""
    return dict(resource.properties)
