"""edge.ddos: who pays for Shield Advanced protects every public entry with it, and keeps it.

Shield Standard is always on, and needs nothing: without a subscription there is nothing to ask.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Responses, Scope
from verification.edge.calls import ADDRESSES, BALANCERS, DISTRIBUTIONS, NAT_GATEWAYS, PROTECTIONS, SUBSCRIPTION, ZONES
from verification.edge.distributions import distribution
from verification.edge.entries import BALANCER_ARN, at_home, balancer, distributions, public_applications
from verification.live import Live


def _subscriptions(live: Live) -> Iterator[Found]:
    facts = (live.one(SUBSCRIPTION) or {}).get("Subscription")
    if facts:
        yield Found(facts.get("SubscriptionArn") or live.arn("shield", "subscription", region=""), facts)


def _renews(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("AutoRenew") != "ENABLED":
        yield broken("AutoRenew", f"AutoRenew is {found.facts.get('AutoRenew') or 'not set'}, it must be ENABLED")


def _entries(live: Live) -> Iterator[Found]:
    if not any(True for _ in _subscriptions(live)):
        return
    yield from public_applications(live)
    yield from _addresses(live)
    if at_home(live):
        yield from distributions(live)
        for each in live.items(ZONES):
            if not (each.get("Config") or {}).get("PrivateZone"):
                zone = each["Id"].rpartition("/")[2]
                yield Found(live.arn("route53", f"hostedzone/{zone}", region="", account=""), each)


def _addresses(live: Live) -> Iterator[Found]:
    """The elastic addresses in use that somebody can call: not those of NAT gateways, nor AWS's own."""
    nat = {
        address.get("AllocationId")
        for gateway in live.items(NAT_GATEWAYS)
        for address in gateway.get("NatGatewayAddresses") or ()
    }
    for each in live.items(ADDRESSES):
        allocation = each.get("AllocationId")
        if allocation and each.get("AssociationId") and allocation not in nat and not each.get("ServiceManaged"):
            yield Found(live.arn("ec2", f"eip-allocation/{allocation}"), each)


def _protected(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not any(each.get("ResourceArn") == found.arn for each in live.items(PROTECTIONS)):
        yield broken("Protections", "no protection names this public entry, and the account pays for Shield Advanced")


_LIMITS: Final[Mapping[str, Any]] = {
    "ProtectionLimits": {"ProtectedResourceTypeLimits": []},
    "ProtectionGroupLimits": {
        "MaxProtectionGroups": 100,
        "PatternTypeLimits": {"ArbitraryPatternLimits": {"MaxMembers": 1}},
    },
}


def _subscribed(renews: str = "ENABLED") -> Responses:
    facts = {"StartTime": datetime(2026, 1, 1, tzinfo=UTC), "AutoRenew": renews, "SubscriptionLimits": _LIMITS}
    return {SUBSCRIPTION: {"Subscription": facts}}


_ALLOCATIONS: Final = ("eipalloc-0a1b2c3d", "eipalloc-0f1e2d3c")


def _public(*protected: str) -> Responses:
    addresses = [{"AllocationId": each, "AssociationId": f"eipassoc-{each}"} for each in _ALLOCATIONS]
    gateway = {"NatGatewayAddresses": [{"AllocationId": _ALLOCATIONS[1]}]}
    zone = {
        "Id": "/hostedzone/Z0A1B2C3",
        "Name": "example.com.",
        "CallerReference": "a",
        "Config": {"PrivateZone": False},
    }
    zones = {"HostedZones": [zone], "Marker": "", "IsTruncated": False, "MaxItems": "100"}
    return {
        **_subscribed(),
        **distribution(),
        BALANCERS: balancer(),
        ADDRESSES: {"Addresses": addresses},
        NAT_GATEWAYS: {"NatGateways": [gateway]},
        ZONES: zones,
        PROTECTIONS: {"Protections": [{"ResourceArn": each} for each in protected]},
    }


_ENTRIES: Final = (
    BALANCER_ARN,
    f"arn:aws:ec2:eu-west-1:123456789012:eip-allocation/{_ALLOCATIONS[0]}",
    "arn:aws:cloudfront::123456789012:distribution/E0A1B2C3D4E5F6",
    "arn:aws:route53:::hostedzone/Z0A1B2C3",
)

CHECKS: tuple[Check, ...] = (
    Check(
        id="shield-subscription-renews",
        calls=(SUBSCRIPTION,),
        finds=_subscriptions,
        judge=_renews,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_subscribed(), broken=_subscribed("DISABLED")),
    ),
    Check(
        id="shield-protects-entries",
        calls=(SUBSCRIPTION, BALANCERS, ADDRESSES, NAT_GATEWAYS, DISTRIBUTIONS, ZONES, PROTECTIONS),
        finds=_entries,
        judge=_protected,
        examples=Examples(holds=_public(*_ENTRIES), broken=_public(*_ENTRIES[1:])),
    ),
)
