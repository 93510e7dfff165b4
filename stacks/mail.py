"""The mail layer: what we send is signed, what we receive is scanned."""

from dataclasses import dataclass

from components.data.key import Key, KeyArgs
from components.operations.mail_inbound import InboundMail, InboundMailArgs
from components.operations.mail_notices import mail_grant
from components.operations.mail_outbound import OutboundMail, OutboundMailArgs
from stacks.account import Account
from stacks.incidents import Incidents
from stacks.sections.mail import InboundMailSettings, OutboundMailSettings
from stacks.settings import Settings, SettingsError
from stacks.site import Sites


@dataclass(frozen=True, kw_only=True)
class Mail:
    """The sending domain, and the addresses that receive where there are any."""

    key: Key
    outbound: OutboundMail
    inbound: InboundMail | None


def mail_layer(settings: Settings, sites: Sites, account: Account, incidents: Incidents) -> Mail | None:
    """Mail through SES in the home region; nothing without a domain."""
    given = settings.mail
    if given.outbound is None:
        return None
    zone_id = settings.edge.hosted_zone_id
    if zone_id is None:
        raise SettingsError(
            "vouch:settings.mail.outbound is given without edge.hosted_zone_id: name the zone that its records go to"
        )
    key = _key(settings, sites)
    outbound = _outbound(settings, given.outbound, sites, zone_id, key, incidents)
    return Mail(
        key=key,
        outbound=outbound,
        inbound=None
        if given.inbound is None
        else _inbound(settings, given.inbound, sites, zone_id, key, account, outbound),
    )


def _key(settings: Settings, sites: Sites) -> Key:
    placement = sites.home.placement
    return Key(
        "mail",
        KeyArgs(
            placement=placement,
            data_class="mail",
            description="Received mail, and topics that tell of mail",
            via_services=("s3", "sns"),
            grants=(mail_grant(placement),),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        sites.home.opts,
    )


def _outbound(
    settings: Settings,
    given: OutboundMailSettings,
    sites: Sites,
    zone_id: str,
    key: Key,
    incidents: Incidents,
) -> OutboundMail:
    return OutboundMail(
        "mail",
        OutboundMailArgs(
            placement=sites.home.placement,
            domain=given.domain,
            zone_id=zone_id,
            senders=tuple(f"{sender}@{given.domain}" for sender in given.senders),
            reports=given.reports,
            key_arn=key.arn,
            alarm_topic_arn=incidents.alarms.arn,
            subscribers=settings.alert_emails,
        ),
        sites.home.opts,
    )


def _inbound(
    settings: Settings,
    given: InboundMailSettings,
    sites: Sites,
    zone_id: str,
    key: Key,
    account: Account,
    outbound: OutboundMail,
) -> InboundMail:
    return InboundMail(
        "inbound-mail",
        InboundMailArgs(
            placement=sites.home.placement,
            domain=outbound.domain,
            zone_id=zone_id,
            recipients=tuple(f"{mailbox}@{outbound.domain}" for mailbox in given.mailboxes),
            identity_ready=tuple(outbound.ready),
            key_arn=key.arn,
            access_logs=account.archive.access_logs.id,
            access_logs_ready=tuple(account.archive.access_logs.ready),
            subscribers=settings.alert_emails,
            rule_set=settings.mail.rule_set,
            expire_days=given.days,
            protect=settings.protect,
            disposable=settings.disposable,
        ),
        sites.home.opts,
    )
