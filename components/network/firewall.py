"""AWS Network Firewall: what leaves the private tier, and what enters it from the public one, passes here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pulumi
from pulumi_aws import networkfirewall as nfw

from components.base import Component
from components.network.domains import check_domains
from components.network.firewall_rules import (
    DOMAIN_CAPACITY,
    MOST_DOMAINS,
    NOISE_CAPACITY,
    PASS_CAPACITY,
    FirewallMode,
    Passage,
    domain_list,
    passages,
    policy,
    without_connection,
)
from components.network.log_delivery import delivery, log_group, log_group_name
from components.placement import Placement
from components.retention import check_retention

_LEAST_DAYS: Final = 90
_LOGS: Final = {"ALERT": "alerts", "FLOW": "flows"}


@dataclass(frozen=True, kw_only=True)
class FirewallArgs:
    """Where the firewall stands and what it lets through.

    ``subnet_ids`` are the subnets of its endpoints by availability zone, one in each. ``passages`` are flows inside the
    VPC, ``allowed_domains`` the names that HTTP and TLS may reach, ``example.com`` or ``*.example.com``. ``key_arn``
    encrypts the configuration, ``log_key_arn`` the logs, kept for ``log_retention_days`` (one of CloudWatch's from 90
    up). ``growing`` lifts AWS's lock on the subnets: set it for the one update that adds or removes a zone. ``protect``
    keeps firewall and logs from being destroyed, in Pulumi and in AWS.

    Raises ValueError for an argument that AWS would refuse or that would break a promise.
    """

    placement: Placement
    vpc_id: pulumi.Input[str]
    subnet_ids: Mapping[str, pulumi.Input[str]]
    passages: tuple[Passage, ...]
    allowed_domains: tuple[str, ...]
    key_arn: pulumi.Input[str]
    log_key_arn: pulumi.Input[str]
    log_retention_days: int = 365
    mode: FirewallMode = FirewallMode.BLOCK
    growing: bool = False
    protect: bool = True

    def __post_init__(self) -> None:
        if not self.subnet_ids:
            raise ValueError("subnet_ids is empty: name a subnet for the firewall's endpoint in each zone")
        if not self.allowed_domains:
            raise ValueError("allowed_domains is empty: name the domains that may be reached, AWS's own among them")
        if not self.passages:
            raise ValueError("passages is empty: name at least the load balancer's flow to the services behind it")
        check_domains("allowed_domains", self.allowed_domains, MOST_DOMAINS)
        check_retention("log_retention_days", self.log_retention_days, floor=_LEAST_DAYS)


class Firewall(Component):
    """A firewall that drops what it does not know, with an endpoint in each zone.

    Produces three rule groups (flows inside the VPC, allowed domains, what has no connection), the policy that asks
    AWS's managed threat signatures before them, the firewall with its endpoints, and its alert and flow logs. All of it
    is encrypted under a customer key. The routes to the endpoints are the VPC's.

    A domain is matched by the name in the request or in the TLS handshake, as the client states it; the traffic itself
    is not decrypted, and so there are no TLS logs. Route 53's DNS Firewall is the other half of the promise. The VPC's
    own DNS and time servers are link-local and pass no firewall.

    Claims CF-14, OC-06, BZ-49, BZ-58 (net.firewall); OC-07, BZ-49 (net.ips); BZ-50 (net.url); BZ-39, BZ-61 (log.infra).
    """

    area = "network"
    provides = ("net.firewall", "net.ips", "net.url", "log.infra")

    arn: pulumi.Output[str]
    endpoint_ids: Mapping[str, pulumi.Output[str]]
    log_group_names: Mapping[str, str]

    def __init__(self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        firewall_policy = self._policy(args)
        firewall = nfw.Firewall(
            self.child("firewall"),
            description="Inspects what leaves the private tier and what enters it from the public tier",
            vpc_id=args.vpc_id,
            subnet_mappings=[
                nfw.FirewallSubnetMappingArgs(subnet_id=subnet_id, ip_address_type="IPV4")
                for subnet_id in args.subnet_ids.values()
            ],
            firewall_policy_arn=firewall_policy.arn,
            delete_protection=args.protect,
            firewall_policy_change_protection=args.protect,
            subnet_change_protection=args.protect and not args.growing,
            encryption_configuration=nfw.FirewallEncryptionConfigurationArgs(type="CUSTOMER_KMS", key_id=args.key_arn),
            tags={"Name": self.child("firewall")},
            opts=self.inside(protect=args.protect or None),
        )
        self.arn = firewall.arn
        # Which endpoint is in which zone only the firewall can tell, once it stands.
        self.endpoint_ids = {
            zone: firewall.firewall_statuses.apply(partial(endpoint_in, zone)) for zone in args.subnet_ids
        }
        self.log_group_names = self._logs(args, firewall)
        self.register_outputs(
            {"arn": self.arn, "endpoint_ids": self.endpoint_ids, "log_group_names": self.log_group_names}
        )

    def _policy(self, args: FirewallArgs) -> nfw.FirewallPolicy:
        own = (
            self._group("passages", passages(args.passages), PASS_CAPACITY, args),
            self._group("domains", domain_list(args.allowed_domains), DOMAIN_CAPACITY, args),
            self._group("connectionless", without_connection(args.mode), NOISE_CAPACITY, args),
        )
        return nfw.FirewallPolicy(
            self.child("policy"),
            description="Managed threat signatures, flows inside the VPC, allowed domains, and nothing else",
            firewall_policy=policy(args.placement, mode=args.mode, own=own),
            encryption_configuration=nfw.FirewallPolicyEncryptionConfigurationArgs(
                type="CUSTOMER_KMS", key_id=args.key_arn
            ),
            opts=self.inside(),
        )

    def _group(self, role: str, rules: nfw.RuleGroupRuleGroupArgs, capacity: int, args: FirewallArgs) -> nfw.RuleGroup:
        return nfw.RuleGroup(
            self.child(role),
            type="STATEFUL",
            capacity=capacity,
            rule_group=rules,
            encryption_configuration=nfw.RuleGroupEncryptionConfigurationArgs(type="CUSTOMER_KMS", key_id=args.key_arn),
            opts=self.inside(),
        )

    def _logs(self, args: FirewallArgs, firewall: nfw.Firewall) -> Mapping[str, str]:
        names = {kind: log_group_name(args.placement, self, role) for kind, role in _LOGS.items()}
        groups = [
            log_group(
                self,
                role,
                name=names[kind],
                key_arn=args.log_key_arn,
                retention_days=args.log_retention_days,
                protect=args.protect,
            )
            for kind, role in _LOGS.items()
        ]
        permission = delivery(self, placement=args.placement, log_groups=tuple(names.values()))
        nfw.LoggingConfiguration(
            self.child("logging"),
            firewall_arn=firewall.arn,
            logging_configuration=nfw.LoggingConfigurationLoggingConfigurationArgs(
                log_destination_configs=[
                    nfw.LoggingConfigurationLoggingConfigurationLogDestinationConfigArgs(
                        log_type=kind,
                        log_destination_type="CloudWatchLogs",
                        log_destination={"logGroup": group_name},
                    )
                    for kind, group_name in names.items()
                ]
            ),
            # The groups are named, not referred to: they must be there first, and be open to log delivery.
            opts=self.inside(depends_on=[permission, *groups]),
        )
        return names


def endpoint_in(zone: str, statuses: Sequence[nfw.outputs.FirewallFirewallStatus]) -> str:
    """The id of a firewall's endpoint in a zone. Raises ValueError where it has none there."""
    for status in statuses:
        for state in status.sync_states or ():
            for attachment in state.attachments or ():
                if state.availability_zone == zone and attachment.endpoint_id:
                    return attachment.endpoint_id
    raise ValueError(f"the firewall has no endpoint in {zone}: wait until it is ready there and run the update again")
