"""The record of what a VPC looked up: every DNS query that its resolver answered."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import route53

from components.base import Component
from components.network.log_delivery import delivery, log_group, log_group_name
from components.placement import Placement
from components.retention import check_retention

_LEAST_DAYS: Final = 90


@dataclass(frozen=True, kw_only=True)
class QueryLogsArgs:
    """Which VPC's queries are logged, under which key, and for how many days (one of CloudWatch's from 90 up).

    ``protect`` keeps the log group from being destroyed. Raises ValueError for a retention that CloudWatch has not.
    """

    placement: Placement
    vpc_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    retention_days: int = 365
    protect: bool = True

    def __post_init__(self) -> None:
        check_retention("retention_days", self.retention_days, floor=_LEAST_DAYS)


class QueryLogs(Component):
    """Resolver query logs of a VPC, with what DNS Firewall did to each query.

    Produces the log group under a customer key, the resource policy that lets log delivery write to it, the query log
    configuration and its association with the VPC. AWS logs what reaches the VPC's resolver: a query sent elsewhere is
    seen by the flow logs and stopped by the firewall.

    Claims BZ-39, BZ-61 (log.infra).
    """

    area = "network"
    provides = ("log.infra",)

    log_group_name: str
    log_group_arn: pulumi.Output[str]

    def __init__(self, name: str, args: QueryLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.log_group_name = log_group_name(args.placement, self, "query-logs")
        group = log_group(
            self,
            "query-logs",
            name=self.log_group_name,
            key_arn=args.key_arn,
            retention_days=args.retention_days,
            protect=args.protect,
        )
        self.log_group_arn = group.arn
        policy = delivery(self, placement=args.placement, log_groups=(self.log_group_name,))
        config = route53.ResolverQueryLogConfig(
            self.child("query-log"),
            destination_arn=group.arn,
            # Resolver tries to write when the configuration is made.
            opts=self.inside(depends_on=[policy]),
        )
        route53.ResolverQueryLogConfigAssociation(
            self.child("query-log"),
            resolver_query_log_config_id=config.id,
            resource_id=args.vpc_id,
            opts=self.inside(),
        )
        self.register_outputs({"log_group_name": self.log_group_name, "log_group_arn": self.log_group_arn})
