"""Mail we send: signed with DKIM, aligned with SPF, forgeries rejected by DMARC, and never in the clear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, route53, sesv2, sns

from components.base import Component
from components.documents import Statement, document
from components.messaging import check_subscribers, encrypted_topic, tell
from components.operations.mail_notices import (
    NAME_LIMIT,
    check_address,
    check_addresses,
    check_domain,
    topic_document,
)
from components.placement import Placement

# Regions whose DKIM keys are under dkim.amazonses.com; the younger ones have dkim.<region>.amazonses.com.
# Source: AWS General Reference, "Amazon Simple Email Service endpoints and quotas", DKIM domains, as of 2025-06.
_SHARED_DKIM: Final = frozenset(
    {
        "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
        "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "me-south-1", "sa-east-1", "us-east-1",
        "us-east-2", "us-gov-west-1", "us-west-1", "us-west-2",
    }
)  # fmt: skip
# Easy DKIM always gives three tokens; each record is keyed by its place among them.
_TOKENS: Final[Mapping[str, int]] = {"first": 0, "second": 1, "third": 2}
_SENDING: Final = ("ses:SendBulkTemplatedEmail", "ses:SendEmail", "ses:SendRawEmail", "ses:SendTemplatedEmail")
_EVENTS: Final = ("BOUNCE", "COMPLAINT", "REJECT", "RENDERING_FAILURE")
# The rates at which AWS puts an account under review (SES developer guide, "Reputation metrics").
_REPUTATION: Final[Mapping[str, tuple[str, float]]] = {
    "bounces": ("Reputation.BounceRate", 0.05),
    "complaints": ("Reputation.ComplaintRate", 0.001),
}
_TTL_SECONDS: Final = 300


@dataclass(frozen=True, kw_only=True)
class OutboundMailArgs:
    """From which domain mail is sent, by whom, and who hears of bounces; errors are ValueErrors that name the field.

    ``zone_id`` is the public hosted zone that ``domain`` is in. ``senders`` are the addresses of the domain that may
    be in From; ``reports`` is where receivers send DMARC's daily reports: an address of another domain needs the
    record ``<domain>._report._dmarc`` there. ``key_arn`` is a customer key with ``mail_notices.mail_grant``.
    ``mail_from`` is the label of the subdomain that bounces return to, which nothing else may use. ``subscribers``
    maps a role to an e-mail address that is told of bounces and complaints. ``alarm_topic_arn`` hears of a reputation
    that AWS would put under review.
    """

    placement: Placement
    domain: str
    zone_id: pulumi.Input[str]
    senders: tuple[str, ...]
    reports: str
    key_arn: pulumi.Input[str]
    alarm_topic_arn: pulumi.Input[str]
    mail_from: str = "bounce"
    subscribers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_domain("domain", self.domain)
        check_domain("mail_from", self.mail_from_domain)
        check_addresses("senders", self.senders, self.domain)
        check_address("reports", self.reports)
        check_subscribers(self.subscribers)

    @property
    def mail_from_domain(self) -> str:
        """The subdomain in the envelope, whose SPF record receivers look at."""
        return f"{self.mail_from}.{self.domain}"


class OutboundMail(Component):
    """A sending domain that nobody else can use.

    Produces the SES identity with Easy DKIM (2048 bits) and its three records, a MAIL FROM domain with its MX and SPF
    records, the DMARC record (p=reject), a configuration set that requires TLS, suppresses addresses that bounced or
    complained and publishes both to an encrypted topic, an identity policy that refuses other senders, and alarms on
    the reputation. There is no tracking of opens and clicks.

    SPF is aligned through the MAIL FROM domain; a record at the domain itself would collide with what is there
    already. DMARC's p=reject holds for all mail from the domain, so that a domain from which others send too, unsigned,
    loses their mail: send from a subdomain. DKIM is verified by AWS within 72 hours of the records, not during ``up``.
    AWS lets no template take an account out of SES's sandbox (verified recipients only): request it by hand.

    Claim OC-32 (mail.auth); OB-05, OC-04, BZ-12 (rest.msgs).
    """

    area = "operations"
    provides = ("mail.auth", "rest.msgs")

    domain: str
    identity_arn: str
    configuration_set: str
    topic_arn: pulumi.Output[str]
    ready: list[pulumi.Resource]

    def __init__(self, name: str, args: OutboundMailArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        self.domain = args.domain
        self.identity_arn = placement.arn("ses", f"identity/{args.domain}")
        self.configuration_set = placement.local("mail", NAME_LIMIT)
        configuration = sesv2.ConfigurationSet(
            self.child("configuration"),
            configuration_set_name=self.configuration_set,
            delivery_options=sesv2.ConfigurationSetDeliveryOptionsArgs(tls_policy="REQUIRE"),
            reputation_options=sesv2.ConfigurationSetReputationOptionsArgs(reputation_metrics_enabled=True),
            sending_options=sesv2.ConfigurationSetSendingOptionsArgs(sending_enabled=True),
            suppression_options=sesv2.ConfigurationSetSuppressionOptionsArgs(
                suppressed_reasons=["BOUNCE", "COMPLAINT"]
            ),
            opts=self.inside(),
        )
        self.topic_arn = self._events(args, configuration)
        identity = sesv2.EmailIdentity(
            self.child("identity"),
            email_identity=args.domain,
            configuration_set_name=configuration.configuration_set_name,
            dkim_signing_attributes=sesv2.EmailIdentityDkimSigningAttributesArgs(
                next_signing_key_length="RSA_2048_BIT"
            ),
            opts=self.inside(),
        )
        sesv2.EmailIdentityPolicy(
            self.child("identity-policy"),
            email_identity=identity.email_identity,
            policy_name="senders",
            policy=identity_document(self.identity_arn, args.senders),
            opts=self.inside(),
        )
        self.ready = [identity, *self._signed(args, identity), self._record(args, "dmarc", *_dmarc(args))]
        self._returned(args, identity)
        self._alarms(args, configuration)
        self.register_outputs(
            {
                "domain": self.domain,
                "identity_arn": self.identity_arn,
                "configuration_set": self.configuration_set,
                "topic_arn": self.topic_arn,
            }
        )

    def _record(
        self, args: OutboundMailArgs, role: str, name: pulumi.Input[str], type_: str, value: pulumi.Input[str]
    ) -> route53.Record:
        return route53.Record(
            self.child(role),
            zone_id=args.zone_id,
            name=name,
            type=type_,
            records=[value],
            ttl=_TTL_SECONDS,
            opts=self.inside(),
        )

    def _signed(self, args: OutboundMailArgs, identity: sesv2.EmailIdentity) -> list[pulumi.Resource]:
        target = dkim_domain(args.placement.region)
        records: list[pulumi.Resource] = []
        for key, place in _TOKENS.items():
            token = _token(identity, place)
            name = pulumi.Output.concat(token, "._domainkey.", args.domain)
            value = pulumi.Output.concat(token, ".", target)
            records.append(self._record(args, f"dkim-{key}", name, "CNAME", value))
        return records

    def _returned(self, args: OutboundMailArgs, identity: sesv2.EmailIdentity) -> None:
        domain = args.mail_from_domain
        exchange = self._record(args, "mail-from-mx", domain, "MX", f"10 {feedback_host(args.placement.region)}")
        spf = self._record(args, "mail-from-spf", domain, "TXT", "v=spf1 include:amazonses.com -all")
        sesv2.EmailIdentityMailFromAttributes(
            self.child("mail-from"),
            email_identity=identity.email_identity,
            mail_from_domain=domain,
            # Falling back to amazonses.com would send mail whose SPF is not ours.
            behavior_on_mx_failure="REJECT_MESSAGE",
            # SES looks for the MX record at once, and sends nothing until it has seen it.
            opts=self.inside(depends_on=[exchange, spf]),
        )

    def _events(self, args: OutboundMailArgs, configuration: sesv2.ConfigurationSet) -> pulumi.Output[str]:
        name = args.placement.local("mail-events")
        topic = encrypted_topic(self, "events", name=name, key_arn=args.key_arn)
        source = args.placement.arn("ses", f"configuration-set/{self.configuration_set}")
        policy = sns.TopicPolicy(
            self.child("events-policy"),
            arn=topic.arn,
            policy=topic_document(args.placement, name, source),
            opts=self.inside(),
        )
        sesv2.ConfigurationSetEventDestination(
            self.child("event-destination"),
            configuration_set_name=configuration.configuration_set_name,
            event_destination_name="undelivered",
            event_destination=sesv2.ConfigurationSetEventDestinationEventDestinationArgs(
                enabled=True,
                matching_event_types=list(_EVENTS),
                sns_destination=sesv2.ConfigurationSetEventDestinationEventDestinationSnsDestinationArgs(
                    topic_arn=topic.arn
                ),
            ),
            # SES publishes a test message before it makes the destination.
            opts=self.inside(depends_on=[policy]),
        )
        tell(self, topic, args.subscribers)
        return topic.arn

    def _alarms(self, args: OutboundMailArgs, configuration: sesv2.ConfigurationSet) -> None:
        for role, (metric, threshold) in _REPUTATION.items():
            cloudwatch.MetricAlarm(
                self.child("reputation", role),
                name=args.placement.local(f"mail-{role}"),
                alarm_description=f"The rate of {role} at which AWS puts the account's sending under review",
                namespace="AWS/SES",
                metric_name=metric,
                dimensions={"ses:configuration-set": configuration.configuration_set_name},
                statistic="Average",
                period=3600,
                evaluation_periods=1,
                threshold=threshold,
                comparison_operator="GreaterThanOrEqualToThreshold",
                # SES reports only while mail is sent; silence says nothing new.
                treat_missing_data="ignore",
                alarm_actions=[args.alarm_topic_arn],
                opts=self.inside(),
            )


def identity_document(identity_arn: str, senders: tuple[str, ...]) -> str:
    """The identity's policy: nobody sends from an address of the domain that is not among ``senders``.

    It allows nothing: who may send at all is decided by the IAM policies of this account's roles, and another account
    could send only if a statement here allowed it.
    """
    return document(
        Statement(
            sid="DenyOtherSenders",
            effect="Deny",
            principals={"AWS": ("*",)},
            actions=_SENDING,
            resources=(identity_arn,),
            condition={"StringNotEqualsIgnoreCase": {"ses:FromAddress": list(senders)}},
        )
    )


def dkim_domain(region: str) -> str:
    """The domain under which SES publishes the DKIM keys of a region."""
    return "dkim.amazonses.com" if region in _SHARED_DKIM else f"dkim.{region}.amazonses.com"


def feedback_host(region: str) -> str:
    """The host that takes back bounces for a custom MAIL FROM domain."""
    return f"feedback-smtp.{region}.amazonses.com"


def _dmarc(args: OutboundMailArgs) -> tuple[str, str, str]:
    # SPF is aligned relaxed, since the envelope is of a subdomain; DKIM is by the domain itself.
    return f"_dmarc.{args.domain}", "TXT", f"v=DMARC1; p=reject; adkim=s; aspf=r; rua=mailto:{args.reports}"


def _token(identity: sesv2.EmailIdentity, place: int) -> pulumi.Output[str]:
    # A preview may echo the block that was asked for, without tokens: only the ARN says that the identity is there.
    # Not with Output.all, which would hand over the block as a plain dict.
    return identity.arn.apply(
        lambda _arn: identity.dkim_signing_attributes.apply(lambda signing: token_at(signing.tokens or (), place))
    )


def token_at(tokens: Sequence[str], place: int) -> str:
    """One of the three DKIM tokens; raises LookupError where SES gave fewer."""
    if len(tokens) <= place:
        raise LookupError(f"SES gave {len(tokens)} DKIM tokens, not {len(_TOKENS)}: does the domain bring its own key?")
    return tokens[place]
