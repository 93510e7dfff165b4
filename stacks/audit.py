"""The audit layer: what the other layers log is shipped, masked where people are in it, and access is announced."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi

from components.audit.access_alarms import AccessAlarms, AccessAlarmsArgs
from components.audit.audit_log import AuditLog, AuditLogArgs
from components.audit.masking import LogMasking, LogMaskingArgs
from components.audit.sessions import SessionLogging, SessionLoggingArgs
from components.audit.shipping import LogShipping, LogShippingArgs, ShippingArchive
from components.data import grants
from components.data.key import Key, KeyArgs
from components.operations.alert_topic import AlertTopic
from stacks.account import Account
from stacks.api import PublicApi
from stacks.compute import Compute
from stacks.data import Data
from stacks.edge import Edge
from stacks.sections.base import Ownership
from stacks.settings import Settings
from stacks.site import Site, Sites

SESSIONS_KEY: Final = "sessions"
"""The data class of the key that encrypts sessions on servers."""


@dataclass(frozen=True, kw_only=True)
class CustomerLogs:
    """Log groups of one region that customers' data can reach: a key for each name, and what makes them."""

    groups: Mapping[str, pulumi.Input[str]]
    ready: tuple[pulumi.Resource, ...]


@dataclass(frozen=True, kw_only=True)
class Audit:
    """What audit made. ``shipping`` and ``masking`` are by region, home first."""

    log: AuditLog
    shipping: Mapping[str, LogShipping]
    masking: Mapping[str, LogMasking]
    sessions: SessionLogging
    access: AccessAlarms


def audit_layer(
    settings: Settings,
    sites: Sites,
    account: Account,
    data: Data,
    edge: Edge,
    api: PublicApi | None,
    compute: Compute,
    alarms: AlertTopic,
) -> Audit:
    """Called after the layers whose logs it looks after; access is announced on ``alarms``, the home region's topic."""
    customer_logs, web_logs = _home_logs(data, api, compute), _web_logs(edge)
    home, given = sites.home, settings.audit
    days, protect = settings.logs.audit_days, settings.protect
    logs = {home.placement.region: (home, customer_logs)}
    if web_logs is not None and sites.global_.placement.region not in logs:
        logs[sites.global_.placement.region] = (sites.global_, web_logs)
    log_keys = {region: _log_key(settings, site, account) for region, (site, _) in logs.items()}
    sessions_key = Key(
        SESSIONS_KEY,
        KeyArgs(
            placement=home.placement,
            data_class=SESSIONS_KEY,
            description="What is typed in sessions on servers",
            grants=(grants.sessions(),),
            deletion_window_days=settings.keys.deletion_days,
            protect=protect,
        ),
        home.opts,
    )
    return Audit(
        log=AuditLog(
            "audit",
            AuditLogArgs(
                placement=home.placement,
                log_key_arn=account.logs_key.arn,
                retention_days=days,
                protect=protect,
                shipping=given.shipping,
            ),
            home.opts,
        ),
        shipping={
            region: _shipping(settings, site, home, account, log_keys[region]) for region, (site, _) in logs.items()
        },
        masking={
            region: LogMasking(
                site.named("masking"),
                LogMaskingArgs(
                    placement=site.placement,
                    log_groups=found.groups,
                    ready=found.ready,
                    log_key_arn=log_keys[region].arn,
                    identifiers=given.identifiers,
                    shipping=given.shipping,
                    retention_days=days,
                    protect=protect,
                ),
                site.opts,
            )
            for region, (site, found) in logs.items()
            if found.groups
        },
        sessions=SessionLogging(
            "sessions",
            SessionLoggingArgs(
                placement=home.placement,
                key_alias=sessions_key.alias_name,
                log_key_arn=account.logs_key.arn,
                ownership=given.session_preferences,
                idle_minutes=given.session_idle_minutes,
                longest_minutes=given.session_minutes,
                retention_days=days,
                protect=protect,
            ),
            home.opts,
        ),
        access=AccessAlarms(
            "access",
            AccessAlarmsArgs(
                placement=home.placement,
                log_group_name=account.trail.log_group_name,
                log_group_ready=(account.trail,),
                topic_arn=alarms.arn,
                topic_ready=tuple(alarms.ready),
                roles=given.announced_roles,
            ),
            home.opts,
        ),
    )


def _home_logs(data: Data, api: PublicApi | None, compute: Compute) -> CustomerLogs:
    """Statements of the database, what the service says, and what clients ask of the API."""
    groups: dict[str, pulumi.Input[str]] = {"database": data.database.log_group}
    ready: list[pulumi.Resource] = [data.database]
    if compute.service is not None:
        groups["service"] = compute.service.log_group_name
        ready.append(compute.service)
    if api is not None:
        groups["api"] = api.api.log_group_name
        ready.append(api.api)
    return CustomerLogs(groups=groups, ready=tuple(ready))


def _web_logs(edge: Edge) -> CustomerLogs | None:
    """What browsers ask of the browser app, in us-east-1."""
    if edge.web is None:
        return None
    return CustomerLogs(groups={"web": edge.web.log_group_name}, ready=(edge.web,))


def _log_key(settings: Settings, site: Site, account: Account) -> Key:
    """The key of a region's log groups: the account's at home, and one of the audit layer's own elsewhere."""
    if site.at_home:
        return account.logs_key
    return Key(
        site.named("audit-logs"),
        KeyArgs(
            placement=site.placement,
            data_class="audit-logs",
            description="Log groups of shipping and masking",
            grants=(grants.cloudwatch_logs(site.placement),),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        site.opts,
    )


def _shipping(settings: Settings, site: Site, home: Site, account: Account, log_key: Key) -> LogShipping:
    archive = account.archive.archive
    managed = settings.audit.shipping is Ownership.MANAGED
    key_arn: pulumi.Input[str] = log_key.arn
    if managed:
        key_arn = Key(
            site.named("shipping"),
            KeyArgs(
                placement=site.placement,
                data_class="shipping",
                description="Logs on their way to the archive",
                via_services=("firehose",),
                deletion_window_days=settings.keys.deletion_days,
                protect=settings.protect,
            ),
            site.opts,
        ).arn
    return LogShipping(
        site.named("shipping"),
        LogShippingArgs(
            placement=site.placement,
            archive=ShippingArchive(
                bucket=archive.name,
                region=home.placement.region,
                key_arn=account.archive_key.arn,
                key_alias=account.archive_key.alias_name,
                ready=tuple(archive.ready),
            ),
            key_arn=key_arn,
            log_key_arn=log_key.arn,
            kept_already=(account.trail.log_group_name,),
            ownership=settings.audit.shipping,
            retention_days=settings.logs.days,
            protect=settings.protect,
        ),
        site.opts,
    )
