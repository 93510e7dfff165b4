"""Rules on security groups that need the rest of the stack: whose group it is, and what listens behind it."""

from collections.abc import Iterable
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.edge.balancer import protocol
from guardrails.rules.edge.redirects import redirects_to_https
from guardrails.rules.edge.types import LISTENER, LOAD_BALANCER
from guardrails.rules.network.cidr import internet, open_to_internet
from guardrails.rules.network.parts import parts_of
from guardrails.rules.network.ports import any_of, ingress
from guardrails.rules.network.types import (
    DB_CLUSTER,
    DB_INSTANCE,
    DEFAULT_SECURITY_GROUP,
    EGRESS_RULE,
    INGRESS_FORMS,
    INGRESS_RULE,
    OWN_ADDRESSES,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    VPC,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

HTTPS: Final = 443
HTTP: Final = 80


def _only_at_edge(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    at_edge = _at_edge(resource, graph)
    for entry in ingress(resource):
        https = any_of((entry.only(HTTPS), entry.only(HTTPS, ("udp",)), entry.only(HTTP)))
        if https and at_edge:
            continue
        for peer in entry.peers:
            reaches = open_to_internet(peer)
            if reaches is False:
                continue
            if reaches is None:
                message = f"{peer.path} is not known yet; only an edge group may be reached from the internet"
                yield undetermined(peer, message, proven_by=OWN_ADDRESSES)
            elif https is False:
                yield failed(peer, f"{peer.path} is {peer.shown}: only HTTPS may be reached from the internet")
            elif at_edge is False:
                yield failed(peer, f"{peer.path} is {peer.shown}, and the group is not tagged tier=edge")
            else:
                unclear = "the ports are not known yet" if https is None else "the group's tags are not known"
                yield undetermined(entry.at, f"{peer.path} is {peer.shown}, and {unclear}")


def _at_edge(resource: Resource, graph: Graph) -> bool | None:
    """Whether the group is tagged tier=edge; None where it is not in the stack or its tags are not known."""
    groups = _groups(resource, graph)
    if not groups:
        return None
    tiers = [group.read("tags.tier") for group in groups]
    if any(tier.unknown for tier in tiers):
        return None
    return all(tier.text == "edge" for tier in tiers)


def _groups(resource: Resource, graph: Graph) -> tuple[Resource, ...]:
    if resource.type == SECURITY_GROUP:
        return (resource,)
    return graph.references(resource, "securityGroupId", SECURITY_GROUP).resources


def _http_redirects(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    for entry in ingress(resource):
        speaks = entry.covers(HTTP)
        if speaks is False:
            continue
        redirects = _only_redirects(_groups(resource, graph), graph) if entry.only(HTTP) is not False else False
        if redirects:
            continue
        for peer in entry.peers:
            reaches = open_to_internet(peer)
            if reaches is False:
                continue
            if reaches is None:
                message = f"{peer.path} is not known yet; port 80 is only for an HTTP listener that redirects"
                yield undetermined(peer, message, proven_by=OWN_ADDRESSES)
            elif speaks is None or redirects is None:
                unclear = "the ports are not known yet" if speaks is None else "what listens there is not known"
                yield undetermined(entry.at, f"{peer.path} is {peer.shown}, and {unclear}")
            else:
                message = f"{peer.path} is {peer.shown}, and port 80 has no HTTP listener that redirects to HTTPS"
                yield failed(peer, message)


def _only_redirects(groups: Iterable[Resource], graph: Graph) -> bool | None:
    """Whether every HTTP listener of the load balancers in these groups redirects, and there is one."""
    answers: list[bool | None] = []
    resolved = True
    members = tuple(groups)
    for group in members:
        balancers = graph.referrers(group, LOAD_BALANCER, "securityGroups")
        resolved = resolved and balancers.resolved
        for balancer in balancers.resources:
            listeners = graph.referrers(balancer, LISTENER, "loadBalancerArn")
            resolved = resolved and listeners.resolved
            answers += [
                None if protocol(listener).unknown else redirects_to_https(listener.read("defaultActions"))
                for listener in listeners.resources
                if protocol(listener).text in (None, "HTTP")
            ]
    if False in answers:
        return False
    if None in answers or not resolved or not members:
        return None
    return bool(answers)


def _database_not_open(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    groups = graph.references(resource, "vpcSecurityGroupIds", SECURITY_GROUP, DEFAULT_SECURITY_GROUP)
    everything: list[Resource] = []
    for group in groups.resources:
        split = [graph.referrers(group, type_, "securityGroupId") for type_ in (SECURITY_GROUP_RULE, INGRESS_RULE)]
        members = (group, *(member for found in split for member in found.resources))
        everything += members
        for member in members:
            for entry in ingress(member):
                for peer in entry.peers:
                    if open_to_internet(peer):
                        yield failed("vpcSecurityGroupIds", f"{member.name} lets {peer.shown} into the database")
                    elif peer.unknown and not graph.depends_on(member, peer.path, *OWN_ADDRESSES):
                        message = f"{peer.path} of {member.name} is not known yet; it must not be the internet"
                        yield undetermined("vpcSecurityGroupIds", message)
    parts = parts_of(everything, graph, ingress)
    if parts.together_internet and not any(internet(part.cidr) for part in parts.known):
        yield failed("vpcSecurityGroupIds", "the ranges that its groups let in are together the internet")
    if not groups.resolved:
        yield undetermined("vpcSecurityGroupIds", "vpcSecurityGroupIds is not known yet; none may be open")


def _default_group_managed(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    groups = graph.referrers(resource, DEFAULT_SECURITY_GROUP, "vpcId")
    for owner in (resource, *groups.resources):
        for type_ in (SECURITY_GROUP_RULE, INGRESS_RULE, EGRESS_RULE):
            for rule in graph.referrers(owner, type_, "securityGroupId").resources:
                yield failed(None, f"{rule.name} gives the default security group of this VPC a rule again")
    if groups.resources:
        return
    if groups.resolved:
        yield failed(None, "no DefaultSecurityGroup empties the default security group of this VPC")
    else:
        yield undetermined(None, "a DefaultSecurityGroup's vpcId is not known, it may be this VPC's")


def _opened(port: int, cidr: Value, *, tier: str = "edge") -> tuple[Declared, ...]:
    return (
        Declared(type=SECURITY_GROUP, properties={"description": "Entry", "tags": {"tier": tier}}),
        Declared(
            type=INGRESS_RULE,
            properties={
                "securityGroupId": UNKNOWN,
                "ipProtocol": "tcp",
                "fromPort": port,
                "toPort": port,
                "cidrIpv4": cidr,
            },
            depends={"securityGroupId": ("main",)},
        ),
    )


def _listening(action: Value, *, known: bool = True) -> tuple[Declared, ...]:
    return (
        *_opened(HTTP, "0.0.0.0/0"),
        Declared(type=LOAD_BALANCER, properties={"securityGroups": [UNKNOWN]}, depends={"securityGroups": ("main",)}),
        Declared(
            type=LISTENER,
            properties={"loadBalancerArn": UNKNOWN, "port": HTTP, "protocol": "HTTP", "defaultActions": [action]},
            depends={"loadBalancerArn": ("main",)} if known else {},
        ),
    )


_REDIRECT: Final = {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
_FORWARD: Final = {"type": "forward", "targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:tg/a"}


def _database(cidr: Value) -> tuple[Declared, ...]:
    return (
        Declared(
            type=DB_INSTANCE,
            name="database",
            properties={"instanceClass": "db.m7g.large", "vpcSecurityGroupIds": [UNKNOWN]},
            depends={"vpcSecurityGroupIds": ("main",)},
        ),
        *_opened(5432, cidr, tier="isolated"),
    )


def _default_group(*, depends: bool) -> tuple[Declared, ...]:
    return (
        Declared(type=VPC, properties={"cidrBlock": "10.0.0.0/16"}),
        Declared(
            type=DEFAULT_SECURITY_GROUP,
            properties={"vpcId": UNKNOWN, "ingress": [], "egress": []},
            depends={"vpcId": ("main",)} if depends else {},
        ),
    )


RULES: tuple[Rule, ...] = (
    RelationRule(
        "security-group-public-only-at-edge",
        INGRESS_FORMS,
        _only_at_edge,
        Examples(
            good=_opened(HTTPS, "0.0.0.0/0"),
            bad=_opened(HTTPS, "0.0.0.0/0", tier="private"),
            unknown=_opened(8443, UNKNOWN, tier="private"),
        ),
    ),
    RelationRule(
        "security-group-http-only-redirects",
        INGRESS_FORMS,
        _http_redirects,
        Examples(good=_listening(_REDIRECT), bad=_listening(_FORWARD), unknown=_listening(_REDIRECT, known=False)),
    ),
    RelationRule(
        "database-security-group-not-open",
        (DB_INSTANCE, DB_CLUSTER),
        _database_not_open,
        Examples(good=_database("10.0.64.0/18"), bad=_database("0.0.0.0/0"), unknown=_database(UNKNOWN)),
    ),
    RelationRule(
        "vpc-default-security-group-managed",
        (VPC,),
        _default_group_managed,
        Examples(
            good=_default_group(depends=True),
            bad=(Declared(type=VPC, properties={"cidrBlock": "10.0.0.0/16"}),),
            unknown=_default_group(depends=False),
        ),
    ),
)
