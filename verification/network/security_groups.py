"""net.private: what security groups let in and out, rule by rule and all rules of a group together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.rules.network import parts
from guardrails.rules.network.cidr import wide
from guardrails.rules.network.ports import Entry, opened
from guardrails.rules.network.security_group import CIFS_PORTS, HIGH_RISK_PORTS
from guardrails.rules.network.types import PREFIX_LIST, SECURITY_GROUP
from guardrails.thresholds import Thresholds
from guardrails.values import Reading, read
from guardrails.verdicts import Verdict
from verification.answers import Broken, broken
from verification.by_rule import JudgingRule, asked, resource, the_rule
from verification.check import Check, Examples, Facts, Found, Judges, Responses
from verification.live import Live
from verification.network.calls import PREFIX_LIST_ENTRIES, PREFIX_LISTS, SECURITY_GROUPS
from verification.network.vpcs import ACCOUNT, VPC_ID, own

DEFAULT_GROUP: Final = "default"
_IN, _OUT = "IpPermissions", "IpPermissionsEgress"
_BOTH: Final = ("tcp", "udp")
Speaks = Callable[[Entry], bool | None]


def groups(live: Live) -> Iterator[Found]:
    """Every security group of the account."""
    for each in live.items(SECURITY_GROUPS):
        if own(live, each):
            yield Found(live.arn("ec2", f"security-group/{each['GroupId']}"), each)


def _chosen(live: Live) -> Iterator[Found]:
    # AWS's default group lets everything out; what it must be is asked by ``default-security-group-empty``.
    for found in groups(live):
        if found.facts.get("GroupName") != DEFAULT_GROUP:
            yield found


def entries(facts: Facts, permissions: str = _IN) -> Iterator[Entry]:
    """The rules of a group as rules of the pack read them, named as EC2 names them."""
    for number, each in enumerate(facts.get(permissions) or ()):
        at = f"{permissions}[{number}]"
        yield Entry(
            at=at,
            peers=(*_ranges(each, at, "IpRanges", "CidrIp"), *_ranges(each, at, "Ipv6Ranges", "CidrIpv6")),
            protocol=read(f"{at}.IpProtocol", each.get("IpProtocol")),
            from_port=read(f"{at}.FromPort", each.get("FromPort")),
            to_port=read(f"{at}.ToPort", each.get("ToPort")),
            description=read(f"{at}.Description", None),
            lists=read(f"{at}.PrefixListIds", None),
        )


def _ranges(permission: Facts, at: str, member: str, key: str) -> Iterator[Reading]:
    for number, each in enumerate(permission.get(member) or ()):
        yield read(f"{at}.{member}[{number}].{key}", each.get(key))


def _none_open(speaks: Speaks, service: str, permissions: str = _IN) -> Judges:
    def judge(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
        for entry in entries(found.facts, permissions):
            for finding in opened(entry, speaks(entry), service):
                if finding.verdict is Verdict.FAILED:
                    yield broken(finding.path, finding.message)

    return judge


def _not_wide(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for entry in entries(found.facts):
        for peer in entry.peers:
            if wide(peer.text or ""):
                yield broken(peer.path, f"{peer.path} is {peer.shown}, a public range wider than /24 (IPv6: /32)")


def _together(rule: JudgingRule, direction: str, permissions: str) -> Judges:
    """A rule on all entries of a group, the entries of the prefix lists that it names among them."""

    def judge(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
        given = found.facts.get(permissions) or ()
        named = {each.get("PrefixListId") for one in given for each in one.get("PrefixListIds") or ()}
        # Those of AWS's services are never the internet.
        mine = [each["PrefixListId"] for each in live.items(PREFIX_LISTS) if each.get("OwnerId") != "AWS"]
        lists = [resource(PREFIX_LIST, {"entries": _stated(live, each)}, id_=each) for each in mine if each in named]
        group = resource(SECURITY_GROUP, {direction: [_inline(each) for each in given]})
        yield from asked(rule, group, bar, *lists, at=permissions)

    return judge


def _stated(live: Live, prefix_list: str) -> list[dict[str, Any]]:
    return [{"cidr": each.get("Cidr")} for each in live.items(PREFIX_LIST_ENTRIES, {"PrefixListId": prefix_list})]


def _inline(permission: Facts) -> dict[str, Any]:
    return {
        "protocol": permission.get("IpProtocol"),
        "fromPort": permission.get("FromPort"),
        "toPort": permission.get("ToPort"),
        "cidrBlocks": [each.get("CidrIp") for each in permission.get("IpRanges") or ()],
        "ipv6CidrBlocks": [each.get("CidrIpv6") for each in permission.get("Ipv6Ranges") or ()],
        "prefixListIds": [each.get("PrefixListId") for each in permission.get("PrefixListIds") or ()],
    }


def _prefix_lists(live: Live) -> Iterator[Found]:
    for each in live.items(PREFIX_LISTS):
        if own(live, each):
            yield Found(each["PrefixListArn"], each)


def _list_not_open(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    stated = _stated(live, found.facts["PrefixListId"])
    yield from asked(_PREFIX_LIST, resource(PREFIX_LIST, {"entries": stated}), bar, at="Entries")


_ENTERING: Final = the_rule(parts.RULES, "security-group-not-open-in-parts")
_LEAVING: Final = the_rule(parts.RULES, "security-group-egress-limited-in-all")
_PREFIX_LIST: Final = the_rule(parts.RULES, "prefix-list-not-open")
_LIST_ID: Final = "pl-0a1b2c3d4e5f60718"


def group(*permissions: Mapping[str, Any], **facts: Any) -> Mapping[str, Any]:
    """What examples answer of a security group that lets in what these say."""
    base = {"GroupId": "sg-0a1b2c3d4e5f60718", "GroupName": "orders", "VpcId": VPC_ID, "OwnerId": ACCOUNT}
    return {"SecurityGroups": [{**base, _IN: [*permissions], **facts}]}


def flow(first: int, last: int, *cidrs: str, protocol: str = "tcp") -> Mapping[str, Any]:
    """A rule of a security group, as examples have it."""
    ports = {} if protocol == "-1" else {"FromPort": first, "ToPort": last}
    return {"IpProtocol": protocol, **ports, "IpRanges": [{"CidrIp": cidr} for cidr in cidrs]}


def _open(id_: str, speaks: Speaks, service: str, bad: Mapping[str, Any]) -> Check:
    """A check that a group does not let the internet reach something; its own office is let in."""
    good = {**bad, "IpRanges": [{"CidrIp": "203.0.113.0/24"}]}
    return Check(
        id=id_,
        calls=(SECURITY_GROUPS,),
        finds=groups,
        judge=_none_open(speaks, service),
        examples=Examples(holds={SECURITY_GROUPS: group(good)}, broken={SECURITY_GROUPS: group(bad)}),
    )


def _ports(port: int) -> Mapping[str, Any]:
    return flow(port, port, "0.0.0.0/0")


def _named(group_answer: Mapping[str, Any], *cidrs: str) -> Responses:
    """A group that names a prefix list, and what is on the list."""
    return {
        SECURITY_GROUPS: group_answer,
        PREFIX_LISTS: {
            "PrefixLists": [
                {
                    "PrefixListId": _LIST_ID,
                    "PrefixListArn": f"arn:aws:ec2:eu-west-1:{ACCOUNT}:prefix-list/{_LIST_ID}",
                    "OwnerId": ACCOUNT,
                }
            ]
        },
        PREFIX_LIST_ENTRIES: {"Entries": [{"Cidr": cidr} for cidr in cidrs]},
    }


_BY_LIST: Final = {**flow(443, 443), "PrefixListIds": [{"PrefixListId": _LIST_ID}]}
_ALL_OUT: Final = {_OUT: [flow(0, 0, "0.0.0.0/0", protocol="-1")]}
_WEB_OUT: Final = {_OUT: [flow(443, 443, "0.0.0.0/0")]}

CHECKS: tuple[Check, ...] = (
    _open("security-group-ssh-not-open", lambda entry: entry.covers(22), "SSH (22)", _ports(22)),
    _open("security-group-rdp-not-open", lambda entry: entry.covers(3389, protocols=_BOTH), "RDP (3389)", _ports(3389)),
    _open(
        "security-group-cifs-not-open",
        lambda entry: entry.covers(*CIFS_PORTS, protocols=_BOTH),
        "CIFS (137-139, 445)",
        _ports(445),
    ),
    _open(
        "security-group-high-risk-ports-not-open",
        lambda entry: entry.covers(*HIGH_RISK_PORTS, protocols=_BOTH),
        "database and management ports",
        _ports(5432),
    ),
    _open(
        "security-group-all-ports-not-open",
        lambda entry: entry.every_port,
        "all ports",
        flow(0, 0, "0.0.0.0/0", protocol="-1"),
    ),
    Check(
        id="security-group-egress-limited",
        calls=(SECURITY_GROUPS,),
        finds=_chosen,
        judge=_none_open(lambda entry: entry.most_ports, "half of all ports or more, outbound,", _OUT),
        examples=Examples(holds={SECURITY_GROUPS: group(**_WEB_OUT)}, broken={SECURITY_GROUPS: group(**_ALL_OUT)}),
    ),
    Check(
        id="security-group-cidr-not-wide",
        calls=(SECURITY_GROUPS,),
        finds=groups,
        judge=_not_wide,
        examples=Examples(
            holds={SECURITY_GROUPS: group(flow(443, 443, "203.0.113.0/24"))},
            broken={SECURITY_GROUPS: group(flow(443, 443, "198.51.0.0/16"))},
        ),
    ),
    Check(
        id="security-group-not-open-in-parts",
        calls=(SECURITY_GROUPS, PREFIX_LISTS, PREFIX_LIST_ENTRIES),
        finds=groups,
        judge=_together(_ENTERING, "ingress", _IN),
        examples=Examples(
            holds=_named(group(_BY_LIST), "203.0.113.0/24"),
            broken=_named(group(_BY_LIST, flow(443, 443, "12.0.0.0/8")), "11.0.0.0/8"),
        ),
    ),
    Check(
        id="security-group-egress-limited-in-all",
        calls=(SECURITY_GROUPS, PREFIX_LISTS, PREFIX_LIST_ENTRIES),
        finds=_chosen,
        judge=_together(_LEAVING, "egress", _OUT),
        examples=Examples(
            holds=_named(group(**{_OUT: [_BY_LIST]}), "203.0.113.0/24"),
            broken=_named(
                group(**{_OUT: [_BY_LIST, flow(1, 20000, "0.0.0.0/0"), flow(20001, 40000, "0.0.0.0/0")]}),
                "203.0.113.0/24",
            ),
        ),
    ),
    Check(
        id="prefix-list-not-open",
        calls=(PREFIX_LISTS, PREFIX_LIST_ENTRIES),
        finds=_prefix_lists,
        judge=_list_not_open,
        examples=Examples(
            holds=_named(group(), "203.0.113.0/24"),
            broken=_named(group(), "0.0.0.0/1", "128.0.0.0/1"),
        ),
    ),
)
