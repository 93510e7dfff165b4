"""Rules on AWS Network Firewall: it is there, routes lead through it, it is logged, encrypted and hard to remove."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_true, when
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.network.cidr import open_to_internet
from guardrails.rules.network.ports import any_of, elements
from guardrails.rules.network.tables import Way, public_subnet, tables_of, ways_of
from guardrails.rules.network.types import (
    FIREWALL_LOGGING,
    FIREWALL_POLICY,
    FIREWALL_RULE_GROUP,
    INTERNET_GATEWAY,
    NAMES_OF_KEYS,
    NAT_GATEWAY,
    NETWORK_FIREWALL,
    ROUTE,
    ROUTE_TABLE,
    ROUTE_TABLE_ASSOCIATION,
    SUBNET,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Finding, failed, undetermined

_LOG_TYPES: Final = ("ALERT", "FLOW")
_ENCRYPTION: Final = "encryptionConfiguration"
_POLICY: Final = "arn:aws:network-firewall:eu-west-1:123456789012:firewall-policy/egress"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_FIREWALL: Final = {
    "vpcId": "vpc-0a1b2c3d4e5f60718",
    "firewallPolicyArn": _POLICY,
    "subnetMappings": [{"subnetId": "subnet-0a1b2c3d4e5f60718"}],
}


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(NETWORK_FIREWALL):
        yield failed(None, "the stack has no network firewall")


def _leave_by_firewall(graph: Graph, _bar: Thresholds) -> Findings:
    behind = {
        subnet.urn
        for firewall in graph.of(NETWORK_FIREWALL)
        for subnet in graph.references(firewall, "subnetMappings", SUBNET).resources
    }
    for subnet in graph.of(SUBNET):
        # What has passed the firewall leaves by a gateway, and so does what faces the internet anyway.
        if subnet.urn in behind or public_subnet(subnet, graph) is True:
            continue
        tables, resolved = tables_of(subnet, graph)
        for table in tables:
            for way in ways_of(table, graph):
                yield from _by_firewall(subnet, way, graph)
        if not resolved:
            yield undetermined(None, f"the route table of subnet {subnet.name} is not known yet")


def _by_firewall(subnet: Resource, way: Way, graph: Graph) -> Findings:
    default = any_of(open_to_internet(destination) for destination in way.destinations)
    if default is False or way.gateway.text == "local":
        return
    if default is None:
        yield undetermined(None, f"a route of subnet {subnet.name} goes to a range that is not known yet")
    elif way.endpoint.absent and way.transit.absent:
        yield failed(None, f"the default route of subnet {subnet.name} leads past the firewall")
    elif way.endpoint.absent:
        yield undetermined(None, f"subnet {subnet.name} leaves by a transit gateway; what stands behind is not seen")
    elif way.endpoint.unknown and not graph.depends_on(way.owner, way.endpoint.path, NETWORK_FIREWALL):
        yield undetermined(None, f"the endpoint that subnet {subnet.name} leaves by is not known yet")


def _logged(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    logs = graph.referrers(resource, FIREWALL_LOGGING, "firewallArn")
    if logs.resources:
        return
    if logs.resolved:
        yield failed(None, "no LoggingConfiguration names this firewall")
    else:
        yield undetermined(None, "a LoggingConfiguration's firewallArn is not known, it may be this firewall's")


def _both_logs(resource: Resource, _bar: Thresholds) -> Findings:
    destinations = resource.read("loggingConfiguration.logDestinationConfigs")
    entries = elements(destinations)
    kinds = [entry if entry.unknown else entry.get("logType") for entry in entries]
    given = {kind.text for kind in kinds}
    for wanted in _LOG_TYPES:
        if wanted in given:
            continue
        if any(kind.unknown for kind in kinds) or resource.read("loggingConfiguration").unknown:
            yield undetermined("loggingConfiguration", f"not every logType is known; one must be {wanted}")
        else:
            yield failed("loggingConfiguration", f"no logDestinationConfigs has the logType {wanted}")


def _encrypted(resource: Resource, _bar: Thresholds) -> Findings:
    kind, key = resource.read(f"{_ENCRYPTION}.type"), resource.read(f"{_ENCRYPTION}.keyId")
    if kind.unknown:
        yield undetermined(kind, f"{kind.path} is not known yet; it must be CUSTOMER_KMS")
    elif kind.text != "CUSTOMER_KMS":
        yield failed(kind, f"{kind.path} is {kind.shown}, so no customer key is used")
    elif key.unknown:
        yield _unknown_key(key.path)
    elif not key.text:
        yield failed(key, f"{key.path} is not set, so no customer key is used")


def _unknown_key(path: str) -> Finding:
    return undetermined(path, f"{path} is not known yet; it must name a customer key", proven_by=NAMES_OF_KEYS)


def _subnet(name: str, **route: Value) -> tuple[Declared, ...]:
    """A subnet with a table of its own and a default route; ``depends`` names what the route depends on."""
    depends = route.pop("depends", {})
    return (
        Declared(type=SUBNET, name=name, properties={"cidrBlock": "10.0.0.0/20"}),
        Declared(type=ROUTE_TABLE, name=f"{name}-routes", properties={}),
        Declared(
            type=ROUTE_TABLE_ASSOCIATION,
            name=f"{name}-association",
            properties={"subnetId": UNKNOWN, "routeTableId": UNKNOWN},
            depends={"subnetId": (name,), "routeTableId": (f"{name}-routes",)},
        ),
        Declared(
            type=ROUTE,
            name=f"{name}-default",
            properties={"routeTableId": UNKNOWN, "destinationCidrBlock": "0.0.0.0/0", **route},
            depends={"routeTableId": (f"{name}-routes",), **depends},
        ),
    )


_PUBLIC: Final = (
    Declared(type=INTERNET_GATEWAY, name="internet"),
    *_subnet("public", gatewayId=UNKNOWN, depends={"gatewayId": ("internet",)}),
)
_BEHIND: Final = (
    Declared(type=NAT_GATEWAY, name="nat"),
    *_subnet("behind", natGatewayId=UNKNOWN, depends={"natGatewayId": ("nat",)}),
    Declared(
        type=NETWORK_FIREWALL,
        name="firewall",
        properties={**_FIREWALL, "subnetMappings": [{"subnetId": UNKNOWN}]},
        depends={"subnetMappings": ("behind",)},
    ),
)


def _logs(*kinds: Value) -> dict[str, Value]:
    return {
        "firewallArn": "arn:aws:network-firewall:eu-west-1:123456789012:firewall/egress",
        "loggingConfiguration": {
            "logDestinationConfigs": [
                {"logType": kind, "logDestinationType": "CloudWatchLogs", "logDestination": {"logGroup": "firewall"}}
                for kind in kinds
            ]
        },
    }


def _with_logs(*, depends: bool) -> tuple[Declared, ...]:
    return (
        Declared(type=NETWORK_FIREWALL, properties=_FIREWALL),
        Declared(
            type=FIREWALL_LOGGING,
            name="logging",
            properties={**_logs(*_LOG_TYPES), "firewallArn": UNKNOWN},
            depends={"firewallArn": ("main",)} if depends else {},
        ),
    )


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        "network-firewall-present",
        (NETWORK_FIREWALL,),
        _present,
        Examples(good=(Declared(type=NETWORK_FIREWALL, properties=_FIREWALL),), bad=(), unknown=None),
    ),
    CompletenessRule(
        "private-subnet-leaves-by-firewall",
        (SUBNET,),
        _leave_by_firewall,
        Examples(
            good=(
                *_PUBLIC,
                *_BEHIND,
                *_subnet("private", vpcEndpointId=UNKNOWN, depends={"vpcEndpointId": ("firewall",)}),
            ),
            bad=(*_PUBLIC, *_BEHIND, *_subnet("private", natGatewayId=UNKNOWN, depends={"natGatewayId": ("nat",)})),
            unknown=(*_PUBLIC, *_BEHIND, *_subnet("private", vpcEndpointId=UNKNOWN)),
        ),
    ),
    ResourceRule(
        "network-firewall-deletion-protected",
        (NETWORK_FIREWALL,),
        when(lambda _resource, bar: bar.deletion_protection, must_be_true("deleteProtection")),
        examples(
            NETWORK_FIREWALL,
            good={**_FIREWALL, "deleteProtection": True},
            bad=_FIREWALL,
            unknown={**_FIREWALL, "deleteProtection": UNKNOWN},
        ),
    ),
    RelationRule(
        "network-firewall-logged",
        (NETWORK_FIREWALL,),
        _logged,
        Examples(
            good=_with_logs(depends=True),
            bad=(Declared(type=NETWORK_FIREWALL, properties=_FIREWALL),),
            unknown=_with_logs(depends=False),
        ),
    ),
    ResourceRule(
        "network-firewall-alert-and-flow-logs",
        (FIREWALL_LOGGING,),
        _both_logs,
        examples(FIREWALL_LOGGING, good=_logs("ALERT", "FLOW"), bad=_logs("FLOW"), unknown=_logs("FLOW", UNKNOWN)),
    ),
    ResourceRule(
        "network-firewall-encrypted",
        (NETWORK_FIREWALL, FIREWALL_POLICY, FIREWALL_RULE_GROUP),
        _encrypted,
        examples(
            NETWORK_FIREWALL,
            good={**_FIREWALL, _ENCRYPTION: {"type": "CUSTOMER_KMS", "keyId": _KEY}},
            bad=_FIREWALL,
            unknown={**_FIREWALL, _ENCRYPTION: {"type": "CUSTOMER_KMS", "keyId": UNKNOWN}},
        ),
    ),
)
