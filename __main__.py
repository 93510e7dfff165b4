"""The platform, from settings to layers. Every promise it keeps is listed by `vouch claims`."""

import pulumi

from stacks.access import access_layer
from stacks.account import account_layer
from stacks.account_defaults import account_defaults
from stacks.api import api_layer
from stacks.audit import audit_layer
from stacks.backup import backup_layer
from stacks.bootstrap import bootstrap_stack
from stacks.compute import compute_layer
from stacks.data import data_layer
from stacks.detection import detection_layer
from stacks.edge import edge_layer
from stacks.governance import governance_layer
from stacks.identity import identity_layer
from stacks.incidents import incidents_layer
from stacks.links import links_layer
from stacks.mail import mail_layer
from stacks.network import network_layer
from stacks.operations import operations_layer
from stacks.organization import organization_stack
from stacks.patching import patching_layer
from stacks.provider import sites
from stacks.sections.bootstrap import BootstrapSettings
from stacks.sections.organization import OrganizationStack
from stacks.settings import load
from stacks.shield import shield_layer
from stacks.verification import verification_layer

settings = load()
places = sites(settings)

if isinstance(settings, BootstrapSettings):
    for name, value in bootstrap_stack(settings, places).items():
        pulumi.export(name, value)
elif isinstance(settings, OrganizationStack):
    organization_stack(settings.organization, places)
else:
    access = access_layer(settings, places)
    account = account_layer(settings, places)
    account_defaults(settings, places)
    incidents = incidents_layer(settings, places)
    detection = detection_layer(settings, places, account)
    network = network_layer(settings, places, account)
    data = data_layer(settings, places, account, network)
    backup = backup_layer(settings, places, account, network, types=data.kinds, recorder=detection.recorder_ready)
    edge = edge_layer(settings, places, account, network)
    mail_layer(settings, places, account, incidents)
    identity = identity_layer(settings, places, account, edge)
    api = api_layer(settings, places, account, network, edge, identity.user_pool.arn, (incidents.alarms.arn,))
    patches = patching_layer(settings, places, account, network)
    compute = compute_layer(settings, places, account, network, data, edge, api)
    audit = audit_layer(settings, places, account, data, edge, api, compute, incidents.alarms)
    operations = operations_layer(
        settings, places, account, incidents, network, data, backup, edge, identity, api, compute, audit
    )
    links_layer(settings, places, account, network, incidents.alarms)
    governance_layer(settings, places, account, incidents.alarms.arn, detection.recorder_ready)
    shield_layer(settings, places, edge, operations.health_check_arns)
    verification_layer(settings, places, account, incidents.alarms)

    pulumi.export("vpc_id", network.vpc_id)
    pulumi.export("archive_bucket", account.archive.archive.name)
    pulumi.export("database_endpoint", data.database.address)
    pulumi.export("database_secret_arn", data.database.master_secret_arn)
    pulumi.export("user_pool_id", identity.user_pool.user_pool_id)
    pulumi.export("support_role", access.support.role_arn)
    pulumi.export("login_url", identity.user_pool.login_url)
    pulumi.export("registry_url", compute.registry.url)
    pulumi.export("patch_log_group", patches.patching.log_group_name)
    pulumi.export("alarm_topic", incidents.alarms.arn)
    pulumi.export("incident_queue", incidents.routes.queue_arn)
    if edge.load_balancer is not None:
        pulumi.export("entry", edge.load_balancer.dns_name)
