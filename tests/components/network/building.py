"""A Vpc as the network's tests build it."""

from dataclasses import replace
from functools import cache
from typing import Any

from components.network.inspection import Inspection
from components.network.nat import Nat
from components.network.vpc import Vpc, VpcArgs
from components.placement import Placement
from guardrails.graph import Resource
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
A, B, C = "eu-west-1a", "eu-west-1b", "eu-west-1c"
ARGS = VpcArgs(
    placement=PLACEMENT,
    cidr="10.0.0.0/16",
    zones=(A, B, C),
    nat=Nat.PER_AZ,
    logs_key_arn="arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555",
)


@cache
def built(**changes: Any) -> Recorded:
    """What a Vpc named ``network`` makes, with some arguments changed."""
    return record(lambda: Vpc("network", replace(ARGS, **changes)))


def wired(resource: Resource, key: str) -> tuple[str, ...]:
    """The types and names of the resources that a property takes its value from."""
    return tuple(sorted(urn.rsplit("$", 1)[-1] for urn in resource.property_dependencies.get(key, ())))


INSPECTION = Inspection(
    service_ports=(8443,),
    allowed_domains=("*.eu-west-1.amazonaws.com", "api.example.com"),
    key_arn="arn:aws:kms:eu-west-1:123456789012:key/66666666-7777-8888-9999-000000000000",
)
