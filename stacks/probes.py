"""What asks the public names from outside: health checks in us-east-1, and a canary at home."""

from typing import Final
from urllib.parse import quote

import pulumi

from components.data import grants
from components.data.bucket import Bucket, BucketArgs, BucketPurpose
from components.data.key import Key, KeyArgs
from components.operations.alert_topic import AlertTopic, AlertTopicArgs
from components.operations.finding_routes import FindingRoutes
from components.operations.probe import Canary, CanaryArgs
from components.operations.uptime import Uptime, UptimeArgs
from stacks.account import Account
from stacks.identity import Identity, callback_urls
from stacks.sections.operations import CanarySchedule
from stacks.settings import Settings
from stacks.site import Sites

UPTIME: Final = "uptime"
"""The role of the topic in us-east-1, which the incident queue's policy names."""
_EVERY_MINUTES: Final = {CanarySchedule.FIVE_MINUTES: 5, CanarySchedule.MINUTE: 1}


def public_pages(settings: Settings) -> dict[str, str]:
    """Every public name of the environment that is ours to answer for, and the path that says that it is well."""
    edge = settings.edge
    pages = {} if edge.domain is None else {edge.domain: settings.operations.health_path}
    if edge.api is not None:
        pages[edge.api.domain] = "/health"
    if edge.web is not None:
        # A bucket behind CloudFront answers for files that exist.
        pages[edge.web.domain] = "/"
    return pages


def _sign_in_page(settings: Settings, identity: Identity) -> dict[str, pulumi.Input[str]]:
    """The sign-in page of a domain of our own: Cognito answers it only for one of its clients."""
    own, app = settings.identity.domain, identity.clients.get("app")
    callback = next(iter(callback_urls(settings)), None)
    if own is None or app is None or callback is None:
        return {}
    returns = quote(callback, safe="")
    path = pulumi.Output.concat("/login?response_type=code&client_id=", app.client_id, f"&redirect_uri={returns}")
    return {own.name: path}


def uptime(settings: Settings, sites: Sites, routes: FindingRoutes, identity: Identity) -> Uptime | None:
    """In us-east-1, and told from there: people must hear of the loss of the home region."""
    pages = {**public_pages(settings), **_sign_in_page(settings, identity)}
    if not pages:
        return None
    site = sites.global_
    key = Key(
        "uptime",
        KeyArgs(
            placement=site.placement,
            data_class="uptime",
            description="Alarms of the health checks, which Route 53 reports here",
            via_services=("sns",),
            grants=grants.sns_publishers(site.placement, ("cloudwatch.amazonaws.com",)),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        site.opts,
    )
    topic = AlertTopic(
        "uptime",
        AlertTopicArgs(
            placement=site.placement,
            role=UPTIME,
            key_arn=key.arn,
            subscribers=settings.alert_emails,
            queues={"incidents": routes.queue_arn},
            queues_ready=tuple(routes.queue_ready),
        ),
        site.opts,
    )
    return Uptime(
        "uptime",
        UptimeArgs(
            placement=site.placement,
            pages=pages,
            topic_arn=topic.arn,
            topic_ready=tuple(topic.ready),
        ),
        site.opts,
    )


def canary(settings: Settings, sites: Sites, account: Account, key: Key, alarms: AlertTopic) -> Canary | None:
    """The canary of the public pages, where the settings ask for one and there are such pages."""
    minutes = _EVERY_MINUTES.get(settings.operations.canary)
    pages = public_pages(settings)
    if minutes is None or not pages:
        return None
    home = sites.home
    bucket = Bucket(
        "canary",
        BucketArgs(
            placement=home.placement,
            role="canary",
            # Its own key, no customer data, and no copy needed: what a canary saw is of interest for weeks.
            purpose=BucketPurpose.CONFIG,
            key_arn=key.arn,
            access_logs=account.archive.access_logs.id,
            access_logs_ready=tuple(account.archive.access_logs.ready),
            protect=settings.protect,
            disposable=settings.disposable,
        ),
        home.opts,
    )
    return Canary(
        "canary",
        CanaryArgs(
            placement=home.placement,
            urls=tuple(f"https://{name}{path}" for name, path in pages.items()),
            bucket=bucket,
            key_arn=key.arn,
            key_alias=key.alias_name,
            topic_arn=alarms.arn,
            topic_ready=tuple(alarms.ready),
            minutes=minutes,
        ),
        home.opts,
    )
