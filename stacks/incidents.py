"""The incidents layer: where findings and alarms go, in one place for people and in a queue that loses none."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.data import grants
from components.data.key import Key, KeyArgs
from components.operations.alert_topic import AlertTopic, AlertTopicArgs
from components.operations.finding_patterns import Severities
from components.operations.finding_routes import (
    FindingForwarder,
    FindingForwarderArgs,
    FindingRoutes,
    FindingRoutesArgs,
)
from stacks.probes import UPTIME
from stacks.settings import Settings
from stacks.site import Sites

_ALARMS = "alarms"


@dataclass(frozen=True, kw_only=True)
class Incidents:
    """The way into the incident process. ``alarms`` is the home region's topic for the alarms of every layer."""

    key: Key
    routes: FindingRoutes
    alarms: AlertTopic
    forwarders: Mapping[str, FindingForwarder]


def incidents_layer(settings: Settings, sites: Sites) -> Incidents:
    """The routes of findings and alarms, before anything that may have one."""
    home = sites.home
    key = _key(settings, sites)
    severities = Severities(**dict(settings.operations.incidents))
    routes = FindingRoutes(
        "incidents",
        FindingRoutesArgs(
            placement=home.placement,
            key_arn=key.arn,
            severities=severities,
            subscribers=settings.alert_emails,
            alarm_topics=(
                home.placement.arn("sns", home.placement.local(_ALARMS)),
                sites.global_.placement.arn("sns", sites.global_.placement.local(UPTIME)),
            ),
        ),
        home.opts,
    )
    alarms = AlertTopic(
        "alarms",
        AlertTopicArgs(
            placement=home.placement,
            role=_ALARMS,
            key_arn=key.arn,
            queues={"incidents": routes.queue_arn},
            queues_ready=tuple(routes.queue_ready),
        ),
        home.opts,
    )
    return Incidents(key=key, routes=routes, alarms=alarms, forwarders=_forwarders(sites, severities))


def _key(settings: Settings, sites: Sites) -> Key:
    services = ("events.amazonaws.com", "cloudwatch.amazonaws.com", "sns.amazonaws.com")
    return Key(
        "incidents",
        KeyArgs(
            placement=sites.home.placement,
            data_class="incidents",
            description="Alarms and incidents: topics, queues, and what the canary saw",
            via_services=("s3", "sns", "sqs"),
            grants=grants.sns_publishers(sites.home.placement, services),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        sites.home.opts,
    )


def _forwarders(sites: Sites, severities: Severities) -> dict[str, FindingForwarder]:
    home = sites.home.placement
    others = {site.placement.region: site for site in (sites.backup, sites.global_, *sites.watched.values())}
    return {
        region: FindingForwarder(
            f"incidents-{region}",
            FindingForwarderArgs(placement=site.placement, home=home, severities=severities),
            site.opts,
        )
        for region, site in others.items()
        if region != home.region
    }
