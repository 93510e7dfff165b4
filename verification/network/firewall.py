"""net.firewall: a network firewall stands at the way out: ready, logged, hard to remove, and routes lead to it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, Unavailable, broken
from verification.check import Check, Examples, Found, Responses, Scope
from verification.live import Live
from verification.network.calls import (
    ENDPOINTS,
    FIREWALL,
    FIREWALL_LOGS,
    FIREWALLS,
    ROUTE_TABLES,
    SUBNETS,
    VPCS,
)
from verification.network.vpcs import ACCOUNT, ALL_VPCS, VPC_ID, default_routes, default_vpcs, is_public, own_subnets

_LOG_TYPES: Final = ("ALERT", "FLOW")
# What a firewall's endpoints are to EC2 (Network Firewall guide, "Firewalls and firewall endpoints").
_APPLIANCE: Final = "GatewayLoadBalancer"


def firewalls(live: Live) -> Iterator[Found]:
    """Every firewall, as ``describe_firewall`` tells it, its status included."""
    for each in live.items(FIREWALLS):
        described = live.one(FIREWALL, {"FirewallArn": each["FirewallArn"]})
        # One that was removed since it was listed is not there.
        if described is not None:
            yield Found(each["FirewallArn"], described)


def _listed(live: Live) -> Iterator[Found]:
    for each in live.items(FIREWALLS):
        yield Found(each["FirewallArn"], each)


def _described(live: Live, found: Found) -> Mapping[str, Any]:
    return live.one(FIREWALL, {"FirewallArn": found.arn}) or {}


def _ready(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    status = _described(live, found).get("FirewallStatus") or {}
    if status.get("Status") != "READY":
        yield broken("FirewallStatus.Status", f"Status is {status.get('Status') or 'not set'}, it must be READY")


def _protected(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not (_described(live, found).get("Firewall") or {}).get("DeleteProtection"):
        yield broken("DeleteProtection", "DeleteProtection is false")


def _encrypted(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    encryption = (_described(live, found).get("Firewall") or {}).get("EncryptionConfiguration") or {}
    if encryption.get("Type") != "CUSTOMER_KMS":
        shown = encryption.get("Type") or "not set"
        yield broken("EncryptionConfiguration.Type", f"Type is {shown}, so no customer key is used")


def _logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answer = live.one(FIREWALL_LOGS, {"FirewallArn": found.arn}) or {}
    given = {
        each.get("LogType")
        for each in (answer.get("LoggingConfiguration") or {}).get("LogDestinationConfigs") or ()
        if each.get("LogDestination")
    }
    for wanted in _LOG_TYPES:
        if wanted not in given:
            yield broken("LogDestinationConfigs", f"no destination takes the {wanted} logs of the firewall")


def _private(live: Live) -> Iterator[Found]:
    aws_made = default_vpcs(live)
    behind = {subnet for found in firewalls(live) for subnet in _attached(found, "SubnetId")}
    for found in own_subnets(live):
        # What has passed the firewall leaves by a gateway, and so does what faces the internet anyway.
        if (
            found.facts.get("VpcId") not in aws_made
            and found.facts["SubnetId"] not in behind
            and not is_public(live, found.facts)
        ):
            yield found


def _attached(found: Found, key: str) -> Iterator[str]:
    states = (found.facts.get("FirewallStatus") or {}).get("SyncStates") or {}
    for each in states.values():
        if value := (each.get("Attachment") or {}).get(key):
            yield value


def _leaves_by_firewall(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for route in default_routes(live, found.facts):
        target = _target(route)
        if target == "local":
            continue
        if target.startswith("vpce-"):
            if route.get("State") == "blackhole":
                yield broken("Routes", f"the default route leads to {target}, which is gone")
            elif not _is_firewall(live, target):
                yield broken("Routes", f"the default route leads to {target}, which is no endpoint of a firewall")
        elif target.startswith("tgw-"):
            raise Unavailable(f"the subnet leaves by {target}; what stands behind a transit gateway is not seen")
        else:
            yield broken("Routes", f"the default route leads to {target or 'nowhere known'}, past the firewall")


def _target(route: Mapping[str, Any]) -> str:
    keys = ("GatewayId", "NatGatewayId", "TransitGatewayId", "NetworkInterfaceId", "VpcPeeringConnectionId")
    others = ("EgressOnlyInternetGatewayId", "LocalGatewayId", "CarrierGatewayId", "CoreNetworkArn", "InstanceId")
    return next((str(route[key]) for key in (*keys, *others) if route.get(key)), "")


def _is_firewall(live: Live, endpoint: str) -> bool:
    """Whether an endpoint is one of the account's firewalls, or of a firewall or appliance shared with it."""
    if any(endpoint in _attached(each, "EndpointId") for each in firewalls(live)):
        return True
    return any(
        each.get("VpcEndpointId") == endpoint and each.get("VpcEndpointType") == _APPLIANCE
        for each in live.items(ENDPOINTS)
    )


_ARN: Final = "arn:aws:network-firewall:eu-west-1:123456789012:firewall/egress"
POLICY_ARN: Final = "arn:aws:network-firewall:eu-west-1:123456789012:firewall-policy/egress"
_ENDPOINT: Final = "vpce-0a1b2c3d4e5f60718"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_LIST: Final = {"Firewalls": [{"FirewallName": "egress", "FirewallArn": _ARN}]}


def firewall(*, status: str = "READY", protected: bool = True, key: str = "CUSTOMER_KMS") -> Responses:
    """What examples answer of a firewall."""
    attachment = {"SubnetId": "subnet-0f1e2d3c4b5a69788", "EndpointId": _ENDPOINT, "Status": "READY"}
    return {
        FIREWALLS: _LIST,
        FIREWALL: {
            "Firewall": {
                "FirewallName": "egress",
                "FirewallArn": _ARN,
                "FirewallPolicyArn": POLICY_ARN,
                "VpcId": VPC_ID,
                "FirewallId": "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
                "SubnetMappings": [{"SubnetId": "subnet-0f1e2d3c4b5a69788"}],
                "DeleteProtection": protected,
                "EncryptionConfiguration": {"Type": key, "KeyId": _KEY},
            },
            "FirewallStatus": {
                "Status": status,
                "ConfigurationSyncStateSummary": "IN_SYNC",
                "SyncStates": {"eu-west-1a": {"Attachment": attachment}},
            },
        },
    }


def _logs(*kinds: str) -> Responses:
    configs = [
        {
            "LogType": kind,
            "LogDestinationType": "CloudWatchLogs",
            "LogDestination": {"logGroup": "/firewall/egress"},
        }
        for kind in kinds
    ]
    return {FIREWALLS: _LIST, FIREWALL_LOGS: {"LoggingConfiguration": {"LogDestinationConfigs": configs}}}


def _routed(key: str, target: str) -> Responses:
    subnet = {"SubnetId": "subnet-0a1b2c3d4e5f60718", "VpcId": VPC_ID, "OwnerId": ACCOUNT}
    table = {
        "VpcId": VPC_ID,
        "Associations": [{"SubnetId": subnet["SubnetId"]}],
        "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", key: target, "State": "active"}],
    }
    return {
        **firewall(),
        VPCS: ALL_VPCS,
        SUBNETS: {"Subnets": [subnet]},
        ROUTE_TABLES: {"RouteTables": [table]},
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="network-firewall-present",
        calls=(FIREWALLS, FIREWALL),
        finds=_listed,
        judge=_ready,
        # Of a stack's regions only the home one must have it: the others hold copies and what is global.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=firewall(), broken=firewall(status="PROVISIONING")),
    ),
    Check(
        id="network-firewall-deletion-protected",
        calls=(FIREWALLS, FIREWALL),
        finds=_listed,
        judge=_protected,
        examples=Examples(holds=firewall(), broken=firewall(protected=False)),
    ),
    Check(
        id="network-firewall-encrypted",
        calls=(FIREWALLS, FIREWALL),
        finds=_listed,
        judge=_encrypted,
        examples=Examples(holds=firewall(), broken=firewall(key="AWS_OWNED_KMS_KEY")),
    ),
    Check(
        id="network-firewall-alert-and-flow-logs",
        calls=(FIREWALLS, FIREWALL_LOGS),
        finds=_listed,
        judge=_logged,
        examples=Examples(holds=_logs("ALERT", "FLOW"), broken=_logs("ALERT")),
    ),
    Check(
        id="private-subnet-leaves-by-firewall",
        calls=(VPCS, SUBNETS, ROUTE_TABLES, FIREWALLS, FIREWALL, ENDPOINTS),
        finds=_private,
        judge=_leaves_by_firewall,
        examples=Examples(holds=_routed("GatewayId", _ENDPOINT), broken=_routed("GatewayId", "vpce-0f1e2d3c4b5a69788")),
    ),
)
