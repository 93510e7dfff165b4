"""VPC endpoints: AWS's services reached without the internet, by this account's principals only."""

from typing import Final

import pulumi
from pulumi_aws import ec2, vpc

from components.base import Component
from components.network.endpoint_policies import dynamodb_policy, interface_policy, s3_policy
from components.network.services import Service
from components.network.subnets import Subnets
from components.placement import Placement

_HTTPS: Final = 443


def gateway_endpoints(
    owner: Component,
    *,
    placement: Placement,
    vpc_id: pulumi.Output[str],
    private: Subnets,
    readable_buckets: tuple[str, ...],
) -> None:
    """S3 and DynamoDB for the private tier, free of charge and past the NAT gateway.

    The other tiers get none: the public tier holds load balancers and gateways only, the isolated tier reaches nothing.
    """
    policies = {"s3": s3_policy(placement, readable_buckets), "dynamodb": dynamodb_policy(placement)}
    for service, policy in policies.items():
        name = owner.child("endpoint", service)
        ec2.VpcEndpoint(
            name,
            vpc_id=vpc_id,
            service_name=f"com.amazonaws.{placement.region}.{service}",
            vpc_endpoint_type="Gateway",
            route_table_ids=list(private.route_table_ids.values()),
            policy=policy,
            tags={"Name": name},
            opts=owner.inside(),
        )


def interface_endpoints(
    owner: Component,
    *,
    placement: Placement,
    vpc_id: pulumi.Output[str],
    vpc_cidr: str,
    private: Subnets,
    services: tuple[Service, ...],
) -> pulumi.Output[str]:
    """An endpoint for each service with an address in each private subnet; gives the id of their security group."""
    group_id = _security_group(owner, vpc_id=vpc_id, vpc_cidr=vpc_cidr)
    for service in services:
        name = owner.child("endpoint", service)
        ec2.VpcEndpoint(
            name,
            vpc_id=vpc_id,
            service_name=f"com.amazonaws.{placement.region}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=list(private.ids.values()),
            security_group_ids=[group_id],
            policy=interface_policy(service, placement),
            tags={"Name": name},
            opts=owner.inside(),
        )
    return group_id


def _security_group(owner: Component, *, vpc_id: pulumi.Output[str], vpc_cidr: str) -> pulumi.Output[str]:
    name = owner.child("endpoints")
    group = ec2.SecurityGroup(
        name,
        vpc_id=vpc_id,
        description="Interface endpoints of AWS services: HTTPS from inside the VPC, nothing out",
        tags={"Name": name},
        opts=owner.inside(),
    )
    vpc.SecurityGroupIngressRule(
        owner.child("endpoints", "https"),
        security_group_id=group.id,
        description="HTTPS from the VPC",
        cidr_ipv4=vpc_cidr,
        ip_protocol="tcp",
        from_port=_HTTPS,
        to_port=_HTTPS,
        opts=owner.inside(),
    )
    return group.id
