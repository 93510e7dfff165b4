"""What the firewall lets through and what it looks for: its rule groups, in the order in which they are asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pulumi_aws import networkfirewall as nfw

from components.network.domains import firewall_target
from components.placement import Placement

STRICT: Final = "STRICT_ORDER"
_TO_STATEFUL: Final = "aws:forward_to_sfe"
_TARGETS: Final = ("HTTP_HOST", "TLS_SNI")
# AWS's own default for new policies. The older "aws:drop_established" breaks every TLS handshake whose first message
# takes two packets, as post-quantum ones do: the first has no complete name to match. The families do not mix.
_DROP: Final = "aws:drop_established_app_layer_to_server"
_ALERT: Final = "aws:alert_established_app_layer_to_server"
# Fixed when a rule group is made: a larger one would be another group, so there is room from the first day.
PASS_CAPACITY: Final = 100
DOMAIN_CAPACITY: Final = 1000
NOISE_CAPACITY: Final = 100
MOST_DOMAINS: Final = DOMAIN_CAPACITY // len(_TARGETS) // 2

MANAGED_GROUPS: Final = (
    "BotNetCommandAndControlDomains",
    "MalwareDomains",
    "ThreatSignaturesBotnet",
    "ThreatSignaturesBotnetWeb",
    "ThreatSignaturesDoS",
    "ThreatSignaturesEmergingEvents",
    "ThreatSignaturesExploits",
    "ThreatSignaturesIOC",
    "ThreatSignaturesMalware",
    "ThreatSignaturesMalwareCoinmining",
    "ThreatSignaturesMalwareWeb",
    "ThreatSignaturesPhishing",
    "ThreatSignaturesScanners",
    "ThreatSignaturesWebAttacks",
)
"""AWS's managed groups, by name without the order they are for; left out are those for desktops and phones.

Source: Network Firewall developer guide, "Threat signature rule groups" and "Domain and IP rule groups". A policy
takes 20 stateful groups.
"""


class FirewallMode(StrEnum):
    """Whether the firewall drops what it does not allow, or only says so.

    ``alert`` is for a roll-out: nothing is dropped, which the pack refuses without an exemption of at most 30 days.
    """

    ALERT = "alert"
    BLOCK = "block"


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A flow inside the VPC that the firewall lets through: from one block to a TCP port of another, and its answers.

    Raises ValueError for a port that is none.
    """

    source: str
    destination: str
    port: int

    def __post_init__(self) -> None:
        if not 0 < self.port < 65536:
            raise ValueError(f"port {self.port} of a passage is no TCP port: give one of 1 to 65535")


def passages(flows: tuple[Passage, ...]) -> nfw.RuleGroupRuleGroupArgs:
    """Lets the flows through, both ways: the answers match by themselves, whatever the engine keeps of the flow."""
    return _five_tuples(
        (
            _rule(
                "PASS", sid=number, protocol="TCP", source=flow.source, to=(flow.destination, str(flow.port)), both=True
            )
            for number, flow in enumerate(flows, start=1)
        )
    )


def domain_list(domains: tuple[str, ...]) -> nfw.RuleGroupRuleGroupArgs:
    """Lets HTTP and TLS to the domains through, by the name in the request or in the handshake."""
    return nfw.RuleGroupRuleGroupArgs(
        stateful_rule_options=nfw.RuleGroupRuleGroupStatefulRuleOptionsArgs(rule_order=STRICT),
        rules_source=nfw.RuleGroupRuleGroupRulesSourceArgs(
            rules_source_list=nfw.RuleGroupRuleGroupRulesSourceRulesSourceListArgs(
                generated_rules_type="ALLOWLIST",
                target_types=list(_TARGETS),
                targets=[firewall_target(domain) for domain in domains],
            )
        ),
    )


def without_connection(mode: FirewallMode) -> nfw.RuleGroupRuleGroupArgs:
    """Drops what has no connection to be established, and so would pass the default action by its first packet.

    The VPC's own DNS and time are link-local and never come here; QUIC falls back to TLS over TCP.
    """
    action = "DROP" if mode is FirewallMode.BLOCK else "ALERT"
    return _five_tuples(
        _rule(action, sid=number, protocol=protocol, source="ANY", to=("ANY", "ANY"))
        for number, protocol in enumerate(("UDP", "ICMP"), start=1001)
    )


def policy(
    placement: Placement, *, mode: FirewallMode, own: tuple[nfw.RuleGroup, ...]
) -> nfw.FirewallPolicyFirewallPolicyArgs:
    """The policy: managed signatures first, so that nothing allowed escapes them, then the stack's own groups in order.

    What no rule lets through is dropped once its connection is established: the name that a domain list asks for comes
    only after the handshake.
    """
    override = (
        nfw.FirewallPolicyFirewallPolicyStatefulRuleGroupReferenceOverrideArgs(action="DROP_TO_ALERT")
        if mode is FirewallMode.ALERT
        else None
    )
    managed = [
        nfw.FirewallPolicyFirewallPolicyStatefulRuleGroupReferenceArgs(
            resource_arn=managed_arn(placement, group), priority=priority, override=override
        )
        for priority, group in enumerate(MANAGED_GROUPS, start=100)
    ]
    ours = [
        nfw.FirewallPolicyFirewallPolicyStatefulRuleGroupReferenceArgs(resource_arn=group.arn, priority=priority)
        for priority, group in enumerate(own, start=1000)
    ]
    return nfw.FirewallPolicyFirewallPolicyArgs(
        stateless_default_actions=[_TO_STATEFUL],
        stateless_fragment_default_actions=[_TO_STATEFUL],
        stateful_default_actions=[_DROP, _ALERT] if mode is FirewallMode.BLOCK else [_ALERT],
        stateful_engine_options=nfw.FirewallPolicyFirewallPolicyStatefulEngineOptionsArgs(
            rule_order=STRICT,
            # A flow that the engine lost is reset and not silently dropped, so that the client opens a new one.
            stream_exception_policy="REJECT",
        ),
        stateful_rule_group_references=[*managed, *ours],
    )


def managed_arn(placement: Placement, group: str) -> str:
    """The ARN of a managed group's variant for strict order; the account in it is AWS's."""
    return (
        f"arn:{placement.partition}:network-firewall:{placement.region}:aws-managed:"
        f"stateful-rulegroup/{group}StrictOrder"
    )


def _five_tuples(
    rules: Iterable[nfw.RuleGroupRuleGroupRulesSourceStatefulRuleArgs],
) -> nfw.RuleGroupRuleGroupArgs:
    return nfw.RuleGroupRuleGroupArgs(
        stateful_rule_options=nfw.RuleGroupRuleGroupStatefulRuleOptionsArgs(rule_order=STRICT),
        rules_source=nfw.RuleGroupRuleGroupRulesSourceArgs(stateful_rules=list(rules)),
    )


def _rule(
    action: str, *, sid: int, protocol: str, source: str, to: tuple[str, str], both: bool = False
) -> nfw.RuleGroupRuleGroupRulesSourceStatefulRuleArgs:
    destination, port = to
    return nfw.RuleGroupRuleGroupRulesSourceStatefulRuleArgs(
        action=action,
        header=nfw.RuleGroupRuleGroupRulesSourceStatefulRuleHeaderArgs(
            protocol=protocol,
            source=source,
            source_port="ANY",
            direction="ANY" if both else "FORWARD",
            destination=destination,
            destination_port=port,
        ),
        rule_options=[nfw.RuleGroupRuleGroupRulesSourceStatefulRuleRuleOptionArgs(keyword="sid", settings=[str(sid)])],
    )
