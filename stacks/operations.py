"""The operations layer: alarms, uptime, unusual activity, failover exercised."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.network.vpc import Vpc
from components.operations.anomalies import Anomalies, AnomaliesArgs
from components.operations.cis_alarms import CisAlarms, CisAlarmsArgs
from components.operations.probe import Canary
from components.operations.resilience import Objectives, ResilienceTests, ResilienceTestsArgs
from components.operations.resource_alarms import ResourceAlarms, ResourceAlarmsArgs
from components.operations.uptime import Uptime
from stacks.account import Account
from stacks.api import PublicApi
from stacks.audit import Audit
from stacks.backup import Backup
from stacks.compute import Compute
from stacks.data import Data
from stacks.edge import Edge
from stacks.identity import Identity
from stacks.incidents import Incidents
from stacks.probes import canary, uptime
from stacks.sections.operations import ResilienceSettings
from stacks.settings import Settings, SettingsError
from stacks.site import Sites
from stacks.watched import alarm_targets, request_metrics, sign_in_metrics


@dataclass(frozen=True, kw_only=True)
class Operations:
    """What operations watches, asks and exercises."""

    cis: CisAlarms
    resources: ResourceAlarms
    anomalies: Anomalies
    uptime: Uptime | None
    canary: Canary | None
    resilience: ResilienceTests | None

    @property
    def health_check_arns(self) -> Mapping[str, pulumi.Output[str]]:
        """The health checks by the name that they ask, none without a public name."""
        return {} if self.uptime is None else self.uptime.health_check_arns


def operations_layer(
    settings: Settings,
    sites: Sites,
    account: Account,
    incidents: Incidents,
    network: Vpc,
    data: Data,
    backup: Backup,
    edge: Edge,
    identity: Identity,
    api: PublicApi | None,
    compute: Compute,
    audit: Audit,
) -> Operations:
    """Alarms of the environment, all told at home but uptime, which must not depend on home."""
    home = sites.home
    given = settings.operations
    alarms = incidents.alarms
    ready = tuple(alarms.ready)
    cis = CisAlarms(
        "cis",
        CisAlarmsArgs(
            placement=home.placement,
            log_group_name=account.trail.log_group_name,
            log_group_ready=(account.trail,),
            topic_arn=alarms.arn,
            topic_ready=ready,
        ),
        home.opts,
    )
    resources = ResourceAlarms(
        "resources",
        ResourceAlarmsArgs(
            placement=home.placement,
            targets=alarm_targets(settings, sites, network, data, edge, backup, api, compute, audit),
            topic_arn=alarms.arn,
            topic_ready=ready,
        ),
        home.opts,
    )
    anomalies = Anomalies(
        "anomalies",
        AnomaliesArgs(
            placement=home.placement,
            log_groups={"audit": account.trail.log_group_arn},
            audit_log_group_name=account.trail.log_group_name,
            logs_ready=(account.trail,),
            requests=request_metrics(sites, edge),
            sign_ins=sign_in_metrics(identity),
            topic_arn=alarms.arn,
            topic_ready=ready,
        ),
        home.opts,
    )
    return Operations(
        cis=cis,
        resources=resources,
        anomalies=anomalies,
        uptime=uptime(settings, sites, incidents.routes, identity),
        canary=canary(settings, sites, account, incidents.key, alarms),
        resilience=None
        if given.resilience is None
        else _resilience(given.resilience, settings, sites, account, network, data, incidents, resources),
    )


def _resilience(
    given: ResilienceSettings,
    settings: Settings,
    sites: Sites,
    account: Account,
    network: Vpc,
    data: Data,
    incidents: Incidents,
    resources: ResourceAlarms,
) -> ResilienceTests:
    home = sites.home
    zone = f"{home.placement.region}{given.zone}"
    if zone not in settings.zones:
        raise SettingsError(
            f"operations.resilience.zone is {given.zone}, none of network.zones: name a zone of the stack"
        )
    tiers = {
        "public": network.public_subnet_ids,
        "private": network.private_subnet_ids,
        "isolated": network.isolated_subnet_ids,
    }
    return ResilienceTests(
        "resilience",
        ResilienceTestsArgs(
            placement=home.placement,
            subnet_ids={tier: subnets[zone] for tier, subnets in tiers.items()},
            database=data.database.identifier if settings.database.multi_az else None,
            stop_alarm_arns={
                alarm: arn
                for alarm, arn in resources.alarm_arns.items()
                if alarm in ("load-balancer-own-errors", "load-balancer-target-errors", "database-storage")
            },
            log_key_arn=account.logs_key.arn,
            topic_name=incidents.routes.topic_name,
            topic_arn=incidents.routes.topic_arn,
            undelivered_queue=incidents.routes.undelivered_queue_name,
            key_alias=incidents.key.alias_name,
            duration=f"PT{given.minutes}M",
            zone=Objectives(rto=given.rto, rpo=given.rpo),
            region=Objectives(rto=given.region_rto, rpo=given.region_rpo),
            schedule=given.game_days,
            retention_days=settings.logs.audit_days,
        ),
        home.opts,
    )
