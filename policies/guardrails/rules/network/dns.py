"""Rules on the names that a VPC may look up, and on the record of what it did look up."""

from collections.abc import Callable, Iterator
from typing import Final

from guardrails.graph import Graph, References, Resource
from guardrails.requirements import must_be_one_of, must_not_be, when
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.network.ports import any_of, elements
from guardrails.rules.network.types import (
    DNS_ASSOCIATION,
    DNS_CONFIG,
    DNS_DOMAIN_LIST,
    DNS_RULE,
    DNS_RULE_GROUP,
    QUERY_LOG_ASSOCIATION,
    VPC,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_EVERYTHING: Final = ("*", "*.")
_LIST: Final = "firewallDomainListId"


def _on_every_vpc(type_: str, path: str, what: str) -> Callable[[Graph, Thresholds], Findings]:
    def judge(graph: Graph, _bar: Thresholds) -> Findings:
        vpcs = graph.of(VPC)
        if not vpcs and not graph.of(type_):
            yield failed(None, f"the stack has no {what}")
        for vpc in vpcs:
            found = graph.referrers(vpc, type_, path)
            if found.resources:
                continue
            if found.resolved:
                yield failed(None, f"VPC {vpc.name} has no {what}")
            else:
                yield undetermined(None, f"VPC {vpc.name}: the {path} of a {what} is not known, it may be this VPC's")

    return judge


def _everything_blocked(graph: Graph, bar: Thresholds) -> Findings:
    if not bar.dns_allow_list:
        return
    for vpc in graph.of(VPC):
        associations = graph.referrers(vpc, DNS_ASSOCIATION, "vpcId")
        groups = [graph.references(each, "firewallRuleGroupId", DNS_RULE_GROUP) for each in associations.resources]
        answer = any_of(_closes(group, graph) for found in groups for group in found.resources)
        if answer is True:
            continue
        if answer is None or not associations.resolved or not all(found.resolved for found in groups):
            yield undetermined(None, f"VPC {vpc.name}: not every DNS rule is known; one must block all other domains")
        else:
            yield failed(None, f"VPC {vpc.name} answers for every domain: no rule of its DNS firewall blocks '*'")


def _closes(group: Resource, graph: Graph) -> bool | None:
    rules = _rules(group, graph)
    answers = [_of_everything(rule, graph) for rule in rules.resources if rule.read("action").text == "BLOCK"]
    unknown = any(rule.read("action").unknown for rule in rules.resources) or not rules.resolved
    return any_of((*answers, None if unknown else False))


def _rules(group: Resource, graph: Graph) -> References:
    return graph.referrers(group, DNS_RULE, "firewallRuleGroupId")


def _of_everything(rule: Resource, graph: Graph) -> bool | None:
    """Whether a rule's domain list holds the catch-all; None where that is not known."""
    if rule.read(_LIST).absent:
        return False
    lists = graph.references(rule, _LIST, DNS_DOMAIN_LIST)
    answer = any_of(each for listed in lists.resources for each in _catch_all(listed))
    # A list that is not in the stack is one of AWS's own, or another stack's.
    return None if answer is False and not (lists.resources and lists.resolved) else answer


def _catch_all(listed: Resource) -> Iterator[bool | None]:
    for domain in elements(listed.read("domains")):
        yield None if domain.unknown else domain.text in _EVERYTHING


def _allows_little(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    action = resource.read("action")
    if action.text not in (None, "ALLOW"):
        return
    everything = _of_everything(resource, graph)
    if everything is False:
        return
    if everything is None or action.unknown:
        yield undetermined("action", "the rule's domains are not known yet; an ALLOW must not be of '*'")
    else:
        yield failed("action", "action is ALLOW for '*', so that every domain is answered")


def _blocks_something(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    rules = _rules(resource, graph)
    actions = [rule.read("action") for rule in rules.resources]
    if any(action.text == "BLOCK" for action in actions):
        return
    if not rules.resolved or any(action.unknown for action in actions):
        yield undetermined(None, "not every rule of the group is known; one must have the action BLOCK")
    else:
        yield failed(None, "no ResolverFirewallRule of the group has the action BLOCK, so that it stops nothing")


_VPC: Final = Declared(type=VPC, properties={"cidrBlock": "10.0.0.0/16"})
_GROUP: Final = Declared(type=DNS_RULE_GROUP, name="group", properties={"name": "egress"})


def _association(*, depends: bool = True) -> Declared:
    return Declared(
        type=DNS_ASSOCIATION,
        name="association",
        properties={"vpcId": UNKNOWN, "firewallRuleGroupId": UNKNOWN, "priority": 200},
        depends={"vpcId": ("main",), "firewallRuleGroupId": ("group",)} if depends else {},
    )


def _rule(action: Value, *domains: Value, name: str = "rule") -> tuple[Declared, ...]:
    return (
        Declared(type=DNS_DOMAIN_LIST, name=f"{name}-domains", properties={"domains": [*domains]}),
        Declared(
            type=DNS_RULE,
            name=name,
            properties={"firewallRuleGroupId": UNKNOWN, _LIST: UNKNOWN, "priority": 100, "action": action},
            depends={"firewallRuleGroupId": ("group",), _LIST: (f"{name}-domains",)},
        ),
    )


def _queries(*, depends: bool) -> Declared:
    return Declared(
        type=QUERY_LOG_ASSOCIATION,
        name="queries",
        properties={"resourceId": UNKNOWN, "resolverQueryLogConfigId": "rqlc-0a1b2c3d4e5f60718"},
        depends={"resourceId": ("main",)} if depends else {},
    )


_ASSOCIATED: Final = {
    "vpcId": "vpc-0a1b2c3d4e5f60718",
    "firewallRuleGroupId": "rslvr-frg-0a1b2c3d4e5f6071",
    "priority": 200,
}
_CONFIG: Final = {"resourceId": "vpc-0a1b2c3d4e5f60718"}

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        "dns-firewall-on-every-vpc",
        (DNS_ASSOCIATION,),
        _on_every_vpc(DNS_ASSOCIATION, "vpcId", "ResolverFirewallRuleGroupAssociation"),
        Examples(good=(_VPC, _GROUP, _association()), bad=(_VPC,), unknown=(_VPC, _GROUP, _association(depends=False))),
    ),
    ResourceRule(
        "dns-firewall-association-protected",
        (DNS_ASSOCIATION,),
        when(
            lambda _resource, bar: bar.deletion_protection,
            must_be_one_of("mutationProtection", "ENABLED", default="DISABLED"),
        ),
        examples(
            DNS_ASSOCIATION,
            good={**_ASSOCIATED, "mutationProtection": "ENABLED"},
            bad=_ASSOCIATED,
            unknown={**_ASSOCIATED, "mutationProtection": UNKNOWN},
        ),
    ),
    CompletenessRule(
        "dns-firewall-blocks-all-else",
        (DNS_RULE,),
        _everything_blocked,
        Examples(
            good=(_VPC, _GROUP, _association(), *_rule("ALLOW", "*.example.com"), *_rule("BLOCK", "*.", name="rest")),
            bad=(_VPC, _GROUP, _association(), *_rule("BLOCK", "*.example.com")),
            unknown=(_VPC, _GROUP, _association(), *_rule("BLOCK", UNKNOWN)),
        ),
    ),
    RelationRule(
        "dns-firewall-allows-no-wildcard",
        (DNS_RULE,),
        _allows_little,
        Examples(
            good=(_GROUP, *_rule("ALLOW", "*.example.com"), *_rule("BLOCK", "*.", name="rest")),
            bad=(_GROUP, *_rule("ALLOW", "example.com", "*")),
            unknown=(_GROUP, *_rule("ALLOW", UNKNOWN)),
        ),
    ),
    RelationRule(
        "dns-firewall-group-blocks",
        (DNS_RULE_GROUP,),
        _blocks_something,
        Examples(
            good=(_GROUP, *_rule("BLOCK", "*.example.com")),
            bad=(_GROUP, *_rule("ALERT", "*.example.com")),
            unknown=(_GROUP, *_rule(UNKNOWN, "*.example.com")),
        ),
    ),
    ResourceRule(
        "dns-firewall-fails-closed",
        (DNS_CONFIG,),
        must_not_be("firewallFailOpen", "ENABLED", default="DISABLED"),
        examples(
            DNS_CONFIG,
            good={**_CONFIG, "firewallFailOpen": "DISABLED"},
            bad={**_CONFIG, "firewallFailOpen": "ENABLED"},
            unknown={**_CONFIG, "firewallFailOpen": UNKNOWN},
        ),
    ),
    CompletenessRule(
        "vpc-query-log",
        (QUERY_LOG_ASSOCIATION,),
        _on_every_vpc(QUERY_LOG_ASSOCIATION, "resourceId", "ResolverQueryLogConfigAssociation"),
        Examples(good=(_VPC, _queries(depends=True)), bad=(_VPC,), unknown=(_VPC, _queries(depends=False))),
    ),
)
