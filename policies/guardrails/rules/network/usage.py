"""Advice on what is made and not used: groups, addresses and ACLs that nothing in the stack names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.edge.types import LOAD_BALANCER
from guardrails.rules.network.types import (
    DB_INSTANCE,
    EGRESS_RULE,
    EIP,
    INGRESS_RULE,
    NAT_GATEWAY,
    NETWORK_ACL,
    NETWORK_ACL_ASSOCIATION,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value, depends_on_unknown
from guardrails.verdicts import failed, undetermined

K = TypeVar("K")

_RULES_OF_GROUPS: Final = (SECURITY_GROUP, SECURITY_GROUP_RULE, INGRESS_RULE, EGRESS_RULE)
_GROUP_KEYS: Final = ("securitygroup",)
_ADDRESS_KEYS: Final = ("allocationid", "publicip", "eip")


def _group_used(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    used = _used(resource, graph, keys=_GROUP_KEYS, apart_from=_RULES_OF_GROUPS)
    if used is None:
        yield undetermined(None, "the security groups of a resource are not known yet, this may be one")
    elif not used:
        yield failed(None, "nothing in the stack is in this security group")


def _address_used(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if _set(resource.read("instance")) or _set(resource.read("networkInterface")):
        return
    used = _used(resource, graph, keys=_ADDRESS_KEYS, apart_from=())
    if used is None:
        yield undetermined(None, "the address of a resource is not known yet, it may be this one")
    elif not used:
        yield failed(None, "nothing in the stack has this address")


def _acl_used(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if _set(resource.read("subnetIds")):
        return
    associations = graph.referrers(resource, NETWORK_ACL_ASSOCIATION, "networkAclId")
    if associations.resources:
        return
    if associations.resolved:
        yield failed("subnetIds", "subnetIds is empty, and no NetworkAclAssociation puts the ACL on a subnet")
    else:
        yield undetermined("subnetIds", "a NetworkAclAssociation's networkAclId is not known, it may be this ACL")


def _set(reading: Reading) -> bool:
    return not reading.absent and reading.value not in ("", [])


@dataclass(frozen=True)
class _Uses:
    """Who names what in a stack: users by the URN they depend on, by any text they hold, and riddles by key."""

    by_dependency: Mapping[str, tuple[Resource, ...]]
    by_text: Mapping[str, tuple[Resource, ...]]
    riddles: Mapping[tuple[str, ...], tuple[Resource, ...]]


def _uses(graph: Graph) -> _Uses:
    by_dependency: dict[str, list[Resource]] = {}
    by_text: dict[str, list[Resource]] = {}
    riddles: dict[tuple[str, ...], list[Resource]] = {_GROUP_KEYS: [], _ADDRESS_KEYS: []}
    for resource in graph.resources:
        if not resource.custom:
            continue
        for urn in {urn for urns in resource.property_dependencies.values() for urn in urns}:
            by_dependency.setdefault(urn, []).append(resource)
        for text in set(_texts(dict(resource.properties))):
            by_text.setdefault(text, []).append(resource)
        for keys, members in riddles.items():
            if _is_riddle(resource, keys):
                members.append(resource)
    return _Uses(_frozen(by_dependency), _frozen(by_text), _frozen(riddles))


def _frozen(index: Mapping[K, list[Resource]]) -> dict[K, tuple[Resource, ...]]:
    return {key: tuple(members) for key, members in index.items()}


def _is_riddle(resource: Resource, keys: tuple[str, ...]) -> bool:
    return any(
        depends_on_unknown(value)
        for key, value in _under(dict(resource.properties), keys)
        if not resource.property_dependencies.get(key)
    )


def _used(target: Resource, graph: Graph, *, keys: tuple[str, ...], apart_from: tuple[str, ...]) -> bool | None:
    """Whether any resource of another type names ``target``; None where a property under such a key is a riddle."""
    uses = graph.derived(_uses)

    def counts(resource: Resource) -> bool:
        return resource.urn != target.urn and resource.type not in apart_from

    if any(counts(user) for user in uses.by_dependency.get(target.urn, ())):
        return True
    if any(counts(user) for name in set(target.identities()) for user in uses.by_text.get(name, ())):
        return True
    return None if any(counts(user) for user in uses.riddles[keys]) else False


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(member)


def _under(properties: dict[str, Value], keys: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
    """The properties whose key, or a key inside, contains one of ``keys``, by their top-level key."""
    for top, value in properties.items():
        for key, inner in ((top, value), *_pairs(value)):
            if any(wanted in key.lower() for wanted in keys):
                yield top, inner


def _pairs(value: Value) -> Iterator[tuple[str, Value]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from _pairs(inner)
    elif isinstance(value, list):
        for member in value:
            yield from _pairs(member)


def _database(**depends: tuple[str, ...]) -> Declared:
    return Declared(
        type=DB_INSTANCE,
        name="database",
        properties={"instanceClass": "db.m7g.large", "vpcSecurityGroupIds": [UNKNOWN]},
        depends=depends,
    )


_GROUP: Final = Declared(type=SECURITY_GROUP, properties={"description": "Database"})
_ADDRESS: Final = Declared(type=EIP, properties={"domain": "vpc"})
_ACL: Final = Declared(type=NETWORK_ACL, properties={"vpcId": "vpc-0a1b2c3d4e5f60718"})

RULES: tuple[Rule, ...] = (
    RelationRule(
        "security-group-used",
        (SECURITY_GROUP,),
        _group_used,
        Examples(good=(_GROUP, _database(vpcSecurityGroupIds=("main",))), bad=(_GROUP,), unknown=(_GROUP, _database())),
    ),
    RelationRule(
        "eip-used",
        (EIP,),
        _address_used,
        Examples(
            good=(
                _ADDRESS,
                Declared(
                    type=NAT_GATEWAY,
                    properties={"allocationId": UNKNOWN, "subnetId": "subnet-0a1b2c3d4e5f60718"},
                    depends={"allocationId": ("main",)},
                ),
            ),
            bad=(_ADDRESS,),
            unknown=(
                _ADDRESS,
                Declared(
                    type=LOAD_BALANCER,
                    properties={"loadBalancerType": "network", "subnetMappings": [{"allocationId": UNKNOWN}]},
                ),
            ),
        ),
    ),
    RelationRule(
        "network-acl-used",
        (NETWORK_ACL,),
        _acl_used,
        Examples(
            good=(
                _ACL,
                Declared(
                    type=NETWORK_ACL_ASSOCIATION,
                    properties={"networkAclId": UNKNOWN, "subnetId": "subnet-0a1b2c3d4e5f60718"},
                    depends={"networkAclId": ("main",)},
                ),
            ),
            bad=(_ACL,),
            unknown=(
                _ACL,
                Declared(
                    type=NETWORK_ACL_ASSOCIATION,
                    properties={"networkAclId": UNKNOWN, "subnetId": "subnet-0a1b2c3d4e5f60718"},
                ),
            ),
        ),
    ),
)
