"""net.private: whose security group it is that lets the internet in."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.rules.network import security_group
from guardrails.rules.network.cidr import internet, together_internet
from guardrails.rules.network.exposure import HTTP, HTTPS
from guardrails.rules.network.types import SECURITY_GROUP
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.by_rule import asked, resource, the_rule
from verification.check import Check, Examples, Facts, Found
from verification.live import Live
from verification.network.calls import DB_INSTANCES, SECURITY_GROUPS, VPCS
from verification.network.placement import databases
from verification.network.security_groups import DEFAULT_GROUP, entries, flow, group, groups
from verification.network.vpcs import ALL_VPCS, default_vpcs, tags

_DESCRIBED: Final = the_rule(security_group.RULES, "security-group-described")
_EDGE: Final = "edge"


def _default_groups(live: Live) -> Iterator[Found]:
    aws_made = default_vpcs(live)
    for found in groups(live):
        if found.facts.get("GroupName") == DEFAULT_GROUP and found.facts.get("VpcId") not in aws_made:
            yield found


def _emptied(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for direction in ("IpPermissions", "IpPermissionsEgress"):
        if given := found.facts.get(direction):
            yield broken(direction, f"the default security group of the VPC has {len(given)} rule(s) in {direction}")


def _only_at_edge(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    at_edge = tags(found.facts).get("tier") == _EDGE
    for entry in entries(found.facts):
        web = entry.only(HTTPS) or entry.only(HTTPS, ("udp",)) or entry.only(HTTP)
        if web and at_edge:
            continue
        for peer in entry.peers:
            if not internet(peer.text or ""):
                continue
            why = "and the group is not tagged tier=edge" if web else "and only HTTPS may be reached from the internet"
            yield broken(peer.path, f"{peer.path} is {peer.shown}, {why}")


def _database_closed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    members = {each.get("VpcSecurityGroupId") for each in found.facts.get("VpcSecurityGroups") or ()}
    inside = [each for each in live.items(SECURITY_GROUPS) if each["GroupId"] in members]
    alone = False
    for each in inside:
        for cidr in dict.fromkeys(_peers(each)):
            if internet(cidr):
                alone = True
                yield broken("VpcSecurityGroups", f"{each['GroupId']} lets {cidr} into the database")
    if not alone and together_internet(cidr for each in inside for cidr in _peers(each)):
        yield broken("VpcSecurityGroups", "the ranges that its groups let in are together the internet")


def _peers(facts: Facts) -> Iterator[str]:
    for entry in entries(facts):
        for peer in entry.peers:
            if peer.text:
                yield peer.text


def _made(live: Live) -> Iterator[Found]:
    for found in groups(live):
        if found.facts.get("GroupName") != DEFAULT_GROUP:
            yield found


def _described(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    properties = {
        "description": found.facts.get("Description"),
        "ingress": list(_descriptions(found.facts, "IpPermissions")),
        "egress": list(_descriptions(found.facts, "IpPermissionsEgress")),
    }
    yield from asked(_DESCRIBED, resource(SECURITY_GROUP, properties), bar, at="Description")


def _descriptions(facts: Facts, permissions: str) -> Iterator[dict[str, Any]]:
    """EC2 keeps a description with each peer of a rule."""
    for permission in facts.get(permissions) or ():
        for member in ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"):
            for each in permission.get(member) or ():
                yield {"description": each.get("Description", "")}


def _opened(port: int, tier: str) -> Mapping[str, Any]:
    return group(flow(port, port, "0.0.0.0/0"), Tags=[{"Key": "tier", "Value": tier}])


_DATABASE: Final = {
    "DBInstances": [
        {
            "DBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:orders",
            "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-0a1b2c3d4e5f60718", "Status": "active"}],
        }
    ]
}

CHECKS: tuple[Check, ...] = (
    Check(
        id="default-security-group-empty",
        calls=(SECURITY_GROUPS, VPCS),
        finds=_default_groups,
        judge=_emptied,
        examples=Examples(
            holds={SECURITY_GROUPS: group(GroupName=DEFAULT_GROUP), VPCS: ALL_VPCS},
            broken={
                SECURITY_GROUPS: group(flow(0, 0, protocol="-1"), GroupName=DEFAULT_GROUP),
                VPCS: ALL_VPCS,
            },
        ),
    ),
    Check(
        id="security-group-public-only-at-edge",
        calls=(SECURITY_GROUPS,),
        finds=groups,
        judge=_only_at_edge,
        examples=Examples(
            holds={SECURITY_GROUPS: _opened(443, "edge")}, broken={SECURITY_GROUPS: _opened(443, "private")}
        ),
    ),
    Check(
        id="database-security-group-not-open",
        calls=(DB_INSTANCES, SECURITY_GROUPS),
        finds=databases,
        judge=_database_closed,
        examples=Examples(
            holds={DB_INSTANCES: _DATABASE, SECURITY_GROUPS: group(flow(5432, 5432, "10.0.64.0/18"))},
            broken={DB_INSTANCES: _DATABASE, SECURITY_GROUPS: group(flow(5432, 5432, "0.0.0.0/0"))},
        ),
    ),
    Check(
        id="security-group-described",
        calls=(SECURITY_GROUPS,),
        finds=_made,
        judge=_described,
        examples=Examples(
            holds={SECURITY_GROUPS: group(Description="Orders")},
            broken={SECURITY_GROUPS: group(flow(443, 443, "10.0.0.0/16"), Description="Orders")},
        ),
    ),
)
