"""The platform, from settings to layers. Every promise it keeps is listed by `vouch claims`."""

import pulumi

from stacks.account import account_layer
from stacks.data import data_layer
from stacks.edge import edge_layer
from stacks.network import network_layer
from stacks.provider import sites
from stacks.settings import load

settings = load()
places = sites(settings)

account = account_layer(settings, places)
network = network_layer(settings, places, account)
data = data_layer(settings, places, account, network)
edge = edge_layer(settings, places, account, network)

pulumi.export("vpc_id", network.vpc_id)
pulumi.export("archive_bucket", account.archive.archive.name)
pulumi.export("database_endpoint", data.database.address)
pulumi.export("database_secret_arn", data.database.master_secret_arn)
if edge is not None:
    pulumi.export("entry", edge.load_balancer.dns_name)
