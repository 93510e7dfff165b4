"""Mail we receive through SES: over TLS, scanned for spam and viruses, kept encrypted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import route53, ses, sns

from components.base import Component
from components.data.bucket import Bucket, BucketArgs, BucketPurpose
from components.documents import Statement
from components.messaging import check_subscribers, encrypted_topic, tell
from components.operations.mail_notices import NAME_LIMIT, SES, check_addresses, check_domain, topic_document
from components.placement import Placement

MANAGED: Final = "managed"
# Regions where SES receives mail: AWS's announcement of 2023-09 and, for ap-south-1 and eu-north-1, deployments seen
# in public repositories in 2026-09. AWS adds regions: General Reference, "Amazon SES endpoints", email receiving.
RECEIVING_REGIONS: Final = frozenset(
    {
        "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1",
        "eu-north-1", "eu-west-1", "eu-west-2", "us-east-1", "us-east-2", "us-west-2",
    }
)  # fmt: skip
_ROLE: Final = "mail"
_RULE: Final = "published-addresses"
_PREFIX: Final = "inbound/"
_TTL_SECONDS: Final = 300


@dataclass(frozen=True, kw_only=True)
class InboundMailArgs:
    """Which addresses receive, and where their mail is kept; errors are ValueErrors that name the field.

    ``domain`` must be verified with SES in this region (``identity_ready``: ``OutboundMail.ready``); its MX record,
    made here in ``zone_id``, sends *all* of its mail to SES, which refuses what is not for ``recipients``.
    ``rule_set`` is ``managed``, or the name of the active receipt rule set that the region has already. ``key_arn``
    is a customer key with ``mail_notices.mail_grant``. ``access_logs`` is the access-log bucket. ``subscribers`` maps
    a role to an e-mail address that hears of each message. Mail expires after ``expire_days``.
    """

    placement: Placement
    domain: str
    zone_id: pulumi.Input[str]
    recipients: tuple[str, ...]
    identity_ready: tuple[pulumi.Resource, ...]
    key_arn: pulumi.Input[str]
    access_logs: pulumi.Input[str]
    subscribers: Mapping[str, str]
    rule_set: str = MANAGED
    access_logs_ready: tuple[pulumi.Resource, ...] = ()
    expire_days: int = 365
    protect: bool = True
    disposable: bool = False

    def __post_init__(self) -> None:
        if self.placement.region not in RECEIVING_REGIONS:
            raise ValueError(
                f"placement.region is {self.placement.region}, where SES receives no mail: "
                f"choose one of {', '.join(sorted(RECEIVING_REGIONS))}"
            )
        check_domain("domain", self.domain)
        check_addresses("recipients", self.recipients, self.domain)
        check_subscribers(self.subscribers)
        if not self.subscribers:
            raise ValueError("subscribers is empty, so nobody would hear of received mail: give an address")
        if not self.rule_set or len(self.rule_set) > NAME_LIMIT:
            raise ValueError(
                f"rule_set is {self.rule_set!r}: give 'managed' or the name of the active receipt rule set"
            )

    @property
    def rule_set_name(self) -> str:
        """The receipt rule set that the rule is in, known before it exists."""
        return self.placement.local(_ROLE, NAME_LIMIT) if self.rule_set == MANAGED else self.rule_set

    @property
    def rule_arn(self) -> str:
        """The receipt rule's ARN, as SES gives it for the source of its requests."""
        name = self.placement.local(_RULE, NAME_LIMIT)
        return self.placement.arn("ses", f"receipt-rule-set/{self.rule_set_name}:receipt-rule/{name}")


class InboundMail(Component):
    """Published addresses whose mail is scanned, kept in an encrypted bucket, and told of.

    Produces the bucket (customer key by default encryption), an encrypted topic that is told of each message, the
    receipt rule, the MX record and, where managed, the rule set and its activation.

    SES scans and writes its verdicts into each message (``X-SES-Spam-Verdict``, ``X-SES-Virus-Verdict``) and into
    the notice; a receipt rule cannot act on them, only a function could, so that infected mail is kept too, marked, for
    whoever reads it to refuse. The action's own ``kmsKeyArn`` is left out: it would encrypt on the client's side, which
    few SDKs can decrypt. A region has one active rule set: activating this one takes the place of any other.

    Claim BZ-52 (mail.scan); CF-08, OC-04, BZ-12 (rest.files, rest.msgs).
    """

    area = "operations"
    provides = ("mail.scan", "rest.msgs")

    bucket: Bucket
    rule_set_name: str
    topic_arn: pulumi.Output[str]

    def __init__(self, name: str, args: InboundMailArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.rule_set_name = args.rule_set_name
        self.bucket = Bucket(self.child("bucket"), _bucket(args), self.inside())
        topic, topic_policy = self._topic(args)
        rule_set = self._rule_set(args)
        rule = ses.ReceiptRule(
            self.child("rule"),
            name=args.placement.local(_RULE, NAME_LIMIT),
            rule_set_name=args.rule_set_name if rule_set is None else rule_set.rule_set_name,
            recipients=list(args.recipients),
            enabled=True,
            scan_enabled=True,
            tls_policy="Require",
            s3_actions=[
                ses.ReceiptRuleS3ActionArgs(
                    position=1,
                    bucket_name=self.bucket.name,
                    object_key_prefix=_PREFIX,
                    topic_arn=topic.arn,
                )
            ],
            stop_actions=[ses.ReceiptRuleStopActionArgs(position=2, scope="RuleSet")],
            # SES writes a test object and publishes a test notice before it makes the rule.
            opts=self.inside(depends_on=[*self.bucket.ready, topic_policy]),
        )
        receiving: list[pulumi.Resource] = [rule]
        if rule_set is not None:
            receiving.append(
                ses.ActiveReceiptRuleSet(
                    self.child("active"),
                    rule_set_name=rule_set.rule_set_name,
                    # An active rule set without the rule would bounce what it is for.
                    opts=self.inside(depends_on=[rule]),
                )
            )
        route53.Record(
            self.child("mx"),
            zone_id=args.zone_id,
            name=args.domain,
            type="MX",
            records=[f"10 inbound-smtp.{args.placement.region}.amazonaws.com"],
            ttl=_TTL_SECONDS,
            # Mail is refused until the domain is verified and a rule takes it.
            opts=self.inside(depends_on=[*receiving, *args.identity_ready]),
        )
        self.topic_arn = topic.arn
        self.register_outputs(
            {"bucket": self.bucket.name, "rule_set_name": self.rule_set_name, "topic_arn": self.topic_arn}
        )

    def _rule_set(self, args: InboundMailArgs) -> ses.ReceiptRuleSet | None:
        if args.rule_set != MANAGED:
            return None
        return ses.ReceiptRuleSet(
            self.child("rule-set"),
            rule_set_name=args.rule_set_name,
            opts=self.inside(),
        )

    def _topic(self, args: InboundMailArgs) -> tuple[sns.Topic, sns.TopicPolicy]:
        name = args.placement.local("mail-received")
        topic = encrypted_topic(self, "received", name=name, key_arn=args.key_arn)
        policy = sns.TopicPolicy(
            self.child("received-policy"),
            arn=topic.arn,
            policy=topic_document(args.placement, name, args.rule_arn),
            opts=self.inside(),
        )
        tell(self, topic, args.subscribers)
        return topic, policy


def _bucket(args: InboundMailArgs) -> BucketArgs:
    placement = args.placement
    arn = placement.bucket_arn(placement.physical(_ROLE))
    return BucketArgs(
        placement=placement,
        role=_ROLE,
        purpose=BucketPurpose.DATA,
        key_arn=args.key_arn,
        access_logs=args.access_logs,
        access_logs_ready=args.access_logs_ready,
        statements=(
            Statement(
                sid="KeepReceivedMail",
                principals={"Service": (SES,)},
                actions=("s3:PutObject",),
                resources=(f"{arn}/{_PREFIX}*",),
                condition={"StringEquals": {"aws:SourceAccount": placement.account_id, "aws:SourceArn": args.rule_arn}},
            ),
        ),
        expire_days=args.expire_days,
        protect=args.protect,
        disposable=args.disposable,
    )
