"""net.url: which names the VPCs may look up, as Route 53 Resolver DNS Firewall has it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Responses
from verification.live import Live
from verification.network.calls import DNS_ASSOCIATIONS, DNS_CONFIG, DNS_DOMAINS, DNS_LISTS, DNS_RULES, VPCS
from verification.network.vpcs import ALL_VPCS, VPC_ID, own_vpcs

_EVERYTHING: Final = frozenset({"*", "*."})


def _associations(live: Live) -> Iterator[Found]:
    for each in live.items(DNS_ASSOCIATIONS):
        if each.get("Status") != "DELETING":
            yield Found(each["Arn"], each)


def _groups(live: Live) -> Iterator[Found]:
    """The rule groups that a VPC uses, each once."""
    for group in sorted({found.facts["FirewallRuleGroupId"] for found in _associations(live)}):
        yield Found(live.arn("route53resolver", f"firewall-rule-group/{group}"), {"Id": group})


def _of(live: Live, vpc: Found) -> list[Mapping[str, Any]]:
    return [found.facts for found in _associations(live) if found.facts.get("VpcId") == vpc.facts["VpcId"]]


def _rules(live: Live, group: str) -> list[Mapping[str, Any]]:
    return live.items(DNS_RULES, {"FirewallRuleGroupId": group})


def _of_everything(live: Live, rule: Mapping[str, Any]) -> bool:
    """Whether a rule's domain list holds the catch-all. Nobody can read AWS's own lists, which never do."""
    listed = rule.get("FirewallDomainListId")
    mine = {each["Id"] for each in live.items(DNS_LISTS) if not each.get("ManagedOwnerName")}
    return listed in mine and not _EVERYTHING.isdisjoint(live.items(DNS_DOMAINS, {"FirewallDomainListId": listed}))


def _associated(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    mine = _of(live, found)
    if not mine:
        yield broken("FirewallRuleGroupAssociations", "the VPC has no DNS firewall")
    elif not any(each.get("Status") == "COMPLETE" for each in mine):
        status = mine[0].get("Status") or "not set"
        yield broken("Status", f"Status of the VPC's association is {status}, it must be COMPLETE")


def _protected(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("MutationProtection") != "ENABLED":
        shown = found.facts.get("MutationProtection") or "not set"
        yield broken("MutationProtection", f"MutationProtection is {shown}, it must be ENABLED")


def _closes(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    if not bar.dns_allow_list:
        return
    groups = {each["FirewallRuleGroupId"] for each in _of(live, found)}
    rules = (rule for group in sorted(groups) for rule in _rules(live, group))
    if not any(rule.get("Action") == "BLOCK" and _of_everything(live, rule) for rule in rules):
        yield broken("FirewallRules", "the VPC answers for every domain: no rule of its DNS firewall blocks '*'")


def _allows_little(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for rule in _rules(live, found.facts["Id"]):
        if rule.get("Action") == "ALLOW" and _of_everything(live, rule):
            yield broken(
                "Action", f"rule {rule.get('Name') or 'without a name'} allows '*', so every domain is answered"
            )


def _blocks_something(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not any(rule.get("Action") == "BLOCK" for rule in _rules(live, found.facts["Id"])):
        yield broken("Action", "no rule of the group has the action BLOCK, so that it stops nothing")


def _fails_closed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answer = live.one(DNS_CONFIG, {"ResourceId": found.facts["VpcId"]}) or {}
    if (answer.get("FirewallConfig") or {}).get("FirewallFailOpen") == "ENABLED":
        yield broken("FirewallFailOpen", "FirewallFailOpen is ENABLED: what could not be evaluated is answered")


_GROUP_ID: Final = "rslvr-frg-0a1b2c3d4e5f6071"
_LIST_ID: Final = "rslvr-fdl-0a1b2c3d4e5f6071"
_LISTS: Final = {DNS_LISTS: {"FirewallDomainLists": [{"Id": _LIST_ID, "Name": "all-else"}]}}


def _joined(*, status: str = "COMPLETE", protection: str = "ENABLED") -> Responses:
    association = {
        "Id": "rslvr-frgassoc-0a1b2c3d4e5f6071",
        "Arn": "arn:aws:route53resolver:eu-west-1:123456789012:firewall-rule-group-association/rslvr-frgassoc-1",
        "FirewallRuleGroupId": _GROUP_ID,
        "VpcId": VPC_ID,
        "Status": status,
        "MutationProtection": protection,
    }
    return {VPCS: ALL_VPCS, DNS_ASSOCIATIONS: {"FirewallRuleGroupAssociations": [association]}}


def _ruled(action: str, *domains: str) -> Responses:
    rule = {"FirewallRuleGroupId": _GROUP_ID, "FirewallDomainListId": _LIST_ID, "Name": "all-else", "Action": action}
    return {**_joined(), **_LISTS, DNS_RULES: {"FirewallRules": [rule]}, DNS_DOMAINS: {"Domains": [*domains]}}


def _config(fail_open: str) -> Responses:
    return {VPCS: ALL_VPCS, DNS_CONFIG: {"FirewallConfig": {"ResourceId": VPC_ID, "FirewallFailOpen": fail_open}}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="dns-firewall-on-every-vpc",
        calls=(VPCS, DNS_ASSOCIATIONS),
        finds=own_vpcs,
        judge=_associated,
        examples=Examples(holds=_joined(), broken=_joined(status="UPDATING")),
    ),
    Check(
        id="dns-firewall-association-protected",
        calls=(DNS_ASSOCIATIONS,),
        finds=_associations,
        judge=_protected,
        examples=Examples(holds=_joined(), broken=_joined(protection="DISABLED")),
    ),
    Check(
        id="dns-firewall-blocks-all-else",
        calls=(VPCS, DNS_ASSOCIATIONS, DNS_RULES, DNS_LISTS, DNS_DOMAINS),
        finds=own_vpcs,
        judge=_closes,
        examples=Examples(holds=_ruled("BLOCK", "*."), broken=_ruled("BLOCK", "bad.example.com.")),
    ),
    Check(
        id="dns-firewall-allows-no-wildcard",
        calls=(DNS_ASSOCIATIONS, DNS_RULES, DNS_LISTS, DNS_DOMAINS),
        finds=_groups,
        judge=_allows_little,
        examples=Examples(holds=_ruled("ALLOW", "example.com."), broken=_ruled("ALLOW", "*.")),
    ),
    Check(
        id="dns-firewall-group-blocks",
        calls=(DNS_ASSOCIATIONS, DNS_RULES),
        finds=_groups,
        judge=_blocks_something,
        examples=Examples(holds=_ruled("BLOCK"), broken=_ruled("ALERT")),
    ),
    Check(
        id="dns-firewall-fails-closed",
        calls=(VPCS, DNS_CONFIG),
        finds=own_vpcs,
        judge=_fails_closed,
        examples=Examples(holds=_config("DISABLED"), broken=_config("ENABLED")),
    ),
)
