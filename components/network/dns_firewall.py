"""DNS Firewall: which names the VPC's resolver answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pulumi
from pulumi_aws import route53

from components.base import Component
from components.network.domains import check_domains

# Route 53 stores and returns the catch-all with its dot; without it every preview would show a difference.
EVERYTHING: Final = "*."
_MOST_DOMAINS: Final = 1000
_THREATS: Final = {"generated": "DGA", "tunnel": "DNS_TUNNELING"}
_GROUP_PRIORITY: Final = 200


class DnsRegime(StrEnum):
    """Which names are answered: all but those known to be bad, or none but those that are listed."""

    DENY_LIST = "deny_list"
    ALLOW_LIST = "allow_list"


@dataclass(frozen=True, kw_only=True)
class DnsFirewallArgs:
    """Which names the resolver of a VPC answers.

    ``allowed`` are the domains of an allow-list, ``blocked`` those that nobody may look up even if a wildcard allows
    them; each is ``example.com`` or ``*.example.com``. ``protect`` keeps the association from being changed or removed
    in AWS. Raises ValueError for what is no domain, and for an allow-list without domains or a deny-list with them.
    """

    vpc_id: pulumi.Input[str]
    regime: DnsRegime
    allowed: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    protect: bool = True

    def __post_init__(self) -> None:
        check_domains("allowed", self.allowed, _MOST_DOMAINS)
        check_domains("blocked", self.blocked, _MOST_DOMAINS)
        if bool(self.allowed) is not (self.regime is DnsRegime.ALLOW_LIST):
            raise ValueError(
                f"allowed has {len(self.allowed)} domains under the regime {self.regime}: give the domains of an"
                " allow_list, and none for a deny_list, which answers for every name that is not blocked"
            )


class DnsFirewall(Component):
    """A DNS Firewall rule group on a VPC, closed where Route 53 cannot evaluate it.

    Produces, in the order in which a query meets them: a BLOCK of the blocked domains, an ALLOW of the allowed ones, a
    BLOCK of names that look generated or like a tunnel (DNS Firewall Advanced), and under an allow-list a BLOCK of all
    else; their domain lists; the association with the VPC; and the VPC's refusal to fail open.

    A redirection of an allowed name (CNAME) is trusted: its owner chose it. AWS answers nothing that is said here of
    queries that do not use the VPC's resolver, and gives its own domain lists region-specific ids that only an account
    can tell, so those are not among them.

    Claim BZ-50 (net.url).
    """

    area = "network"
    provides = ("net.url",)

    rule_group_id: pulumi.Output[str]

    def __init__(self, name: str, args: DnsFirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        group = route53.ResolverFirewallRuleGroup(self.child("dns"), opts=self.inside())
        self.rule_group_id = group.id
        rules: list[pulumi.Resource] = []
        if args.blocked:
            rules.append(self._listed("blocked", group, args.blocked, priority=100, action="BLOCK"))
        if args.regime is DnsRegime.ALLOW_LIST:
            rules.append(self._listed("allowed", group, args.allowed, priority=200, action="ALLOW"))
        rules += [
            route53.ResolverFirewallRule(
                self.child("dns", key),
                firewall_rule_group_id=group.id,
                priority=priority,
                action="BLOCK",
                block_response="NXDOMAIN",
                dns_threat_protection=threat,
                confidence_threshold="HIGH",
                opts=self.inside(),
            )
            for priority, (key, threat) in zip((300, 310), _THREATS.items(), strict=True)
        ]
        if args.regime is DnsRegime.ALLOW_LIST:
            # Last, or the VPC would know no name at all until the others are there.
            rules.append(
                self._listed("everything", group, (EVERYTHING,), priority=9000, action="BLOCK", depends_on=[*rules])
            )
        route53.ResolverFirewallRuleGroupAssociation(
            self.child("dns"),
            firewall_rule_group_id=group.id,
            vpc_id=args.vpc_id,
            priority=_GROUP_PRIORITY,
            mutation_protection="ENABLED" if args.protect else "DISABLED",
            opts=self.inside(depends_on=rules),
        )
        route53.ResolverFirewallConfig(
            self.child("dns"), resource_id=args.vpc_id, firewall_fail_open="DISABLED", opts=self.inside()
        )
        self.register_outputs({"rule_group_id": self.rule_group_id})

    def _listed(
        self,
        key: str,
        group: route53.ResolverFirewallRuleGroup,
        domains: tuple[str, ...],
        *,
        priority: int,
        action: str,
        depends_on: list[pulumi.Resource] | None = None,
    ) -> route53.ResolverFirewallRule:
        listed = route53.ResolverFirewallDomainList(self.child("dns", key), domains=list(domains), opts=self.inside())
        return route53.ResolverFirewallRule(
            self.child("dns", key),
            firewall_rule_group_id=group.id,
            firewall_domain_list_id=listed.id,
            firewall_domain_redirection_action=(
                "TRUST_REDIRECTION_DOMAIN" if action == "ALLOW" else "INSPECT_REDIRECTION_DOMAIN"
            ),
            priority=priority,
            action=action,
            block_response="NXDOMAIN" if action == "BLOCK" else None,
            opts=self.inside(depends_on=depends_on),
        )
