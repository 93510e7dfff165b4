"""The platform, from settings to layers. Every promise it keeps is listed by `vouch claims`."""

import pulumi

from components.placement import Placement
from stacks.account import account_layer
from stacks.data import data_layer
from stacks.edge import edge_layer
from stacks.network import network_layer
from stacks.provider import aws_provider
from stacks.settings import load

settings = load()
placement = Placement(
    project=pulumi.get_project(),
    stack=pulumi.get_stack(),
    account_id=settings.account_id,
    region=settings.region,
    partition=settings.partition,
)
inside = pulumi.ResourceOptions(provider=aws_provider(settings))

account = account_layer(settings, placement, inside)
network = network_layer(settings, placement, account, inside)
data = data_layer(settings, placement, account, network, inside)
edge = edge_layer(settings, placement, account, network, inside)

pulumi.export("vpc_id", network.vpc_id)
pulumi.export("archive_bucket", account.archive.archive.name)
pulumi.export("database_endpoint", data.database.address)
pulumi.export("database_secret_arn", data.database.master_secret_arn)
if edge is not None:
    pulumi.export("entry", edge.load_balancer.dns_name)
