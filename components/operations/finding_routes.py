"""From a finding to the incident process: event rules, the incident topic, the incident queue, and nothing lost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, sns, sqs

from components.base import Component
from components.documents import Statement, deny_insecure_transport, document
from components.messaging import (
    DAY_SECONDS,
    RETRY,
    check_subscribers,
    encrypted_topic,
    home_sender,
    tell,
    undelivered_queue,
)
from components.operations.finding_patterns import ELSEWHERE, HOME, Severities, Source, pattern
from components.placement import Placement

INCIDENTS: Final = "incidents"
_UNDELIVERED: Final = "incidents-undelivered"


@dataclass(frozen=True, kw_only=True)
class FindingRoutesArgs:
    """What becomes an incident and who hears of it; errors are ValueErrors that name the field.

    ``key_arn`` is a customer key whose policy lets events.amazonaws.com and sns.amazonaws.com use it. ``subscribers``
    maps a role to an e-mail address, which must confirm first. ``alarm_topics`` are the ARNs of topics, known before
    they exist and in any region of the account, whose alarms the queue also takes.
    """

    placement: Placement
    key_arn: pulumi.Input[str]
    severities: Severities = field(default_factory=Severities)
    subscribers: Mapping[str, str] = field(default_factory=dict)
    alarm_topics: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_subscribers(self.subscribers)
        for arn in self.alarm_topics:
            if not arn.startswith("arn:") or ":sns:" not in arn:
                raise ValueError(f"alarm_topics has {arn!r}, which is no topic: give the ARN of each topic")


class FindingRoutes(Component):
    """The one way into the incident process, in the home region.

    Produces the incident topic (people), the incident queue (the process, which takes incidents up at its own pace,
    for two weeks), a queue for what neither could be given, and an event rule for each source with both as targets:
    GuardDuty, Security Hub, AWS Health, Inspector, Macie, Access Analyzer, alarms and failed backups. All are under
    the customer key. Each delivery is tried for a day, then kept for two weeks in ``undelivered_queue_name``, on
    whose depth ``ResourceAlarms`` raises an alarm.

    Alarms reach people through their event, and the queue through their own topic, which is there even while
    EventBridge is late: so people hear once, and the process misses nothing. Findings of other regions come by the
    relay of ``GuardDuty`` and by Security Hub's aggregator, health and backup events by a ``FindingForwarder``.

    Claims OB-25, OC-22, BZ-35, BZ-64, BZ-66 (ir.route), OB-05, OC-04, BZ-12 (rest.msgs).
    """

    area = "operations"
    provides = ("ir.route", "rest.msgs")

    topic_arn: pulumi.Output[str]
    topic_name: str
    queue_arn: pulumi.Output[str]
    queue_name: str
    undelivered_queue_name: str
    undelivered_queue_arn: pulumi.Output[str]
    ready: list[pulumi.Resource]
    queue_ready: list[pulumi.Resource]

    def __init__(self, name: str, args: FindingRoutesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        self.topic_name = self.queue_name = placement.local(INCIDENTS)
        self.undelivered_queue_name = placement.local(_UNDELIVERED)
        topic = encrypted_topic(self, "topic", name=self.topic_name, key_arn=args.key_arn)
        topic_policy = sns.TopicPolicy(
            self.child("topic-policy"),
            arn=topic.arn,
            policy=incident_topic_document(placement, self.topic_name),
            opts=self.inside(),
        )
        undelivered, undelivered_policy = undelivered_queue(
            self,
            name=self.undelivered_queue_name,
            policy=_queue_document(placement, self.undelivered_queue_name, ()),
            key_arn=args.key_arn,
        )
        queue = sqs.Queue(
            self.child("queue"),
            name=self.queue_name,
            kms_master_key_id=args.key_arn,
            message_retention_seconds=14 * DAY_SECONDS,
            visibility_timeout_seconds=300,
            # Known at preview: the queue's ARN is its name.
            redrive_policy=json.dumps(
                {"deadLetterTargetArn": placement.arn("sqs", self.undelivered_queue_name), "maxReceiveCount": 5},
                separators=(",", ":"),
            ),
            # SQS refuses to redrive to a queue that does not exist yet.
            opts=self.inside(depends_on=[undelivered]),
        )
        queue_policy = sqs.QueuePolicy(
            self.child("queue-policy"),
            queue_url=queue.url,
            policy=_queue_document(placement, self.queue_name, args.alarm_topics),
            opts=self.inside(),
        )
        tell(self, topic, args.subscribers)
        waits = [topic_policy, queue_policy, undelivered_policy]
        for source in HOME:
            rule = _rule(self, placement, source, args.severities)
            # Alarms come to the queue by their own topic.
            targets = {"topic": topic.arn} if source is Source.ALARMS else {"topic": topic.arn, "queue": queue.arn}
            for target, arn in targets.items():
                cloudwatch.EventTarget(
                    self.child("target", f"{source}-{target}"),
                    rule=rule.name,
                    target_id=target,
                    arn=arn,
                    dead_letter_config=cloudwatch.EventTargetDeadLetterConfigArgs(arn=undelivered.arn),
                    retry_policy=RETRY,
                    opts=self.inside(depends_on=[*waits]),
                )
        self.topic_arn, self.queue_arn, self.undelivered_queue_arn = topic.arn, queue.arn, undelivered.arn
        self.ready, self.queue_ready = [topic_policy], [queue_policy]
        self.register_outputs({"topic_arn": self.topic_arn, "queue_arn": self.queue_arn})


@dataclass(frozen=True, kw_only=True)
class FindingForwarderArgs:
    """Which region's events are sent, and where to.

    ``placement`` is in the region that sends, ``home`` in the one that routes; ValueError where they are the same.
    """

    placement: Placement
    home: Placement
    severities: Severities = field(default_factory=Severities)

    def __post_init__(self) -> None:
        if self.placement.region == self.home.region:
            raise ValueError(
                f"placement and home are both in {self.home.region}, whose findings FindingRoutes takes: forward from "
                "other regions only"
            )


class FindingForwarder(Component):
    """Sends one region's health events and failed backups to the default bus of the home region.

    There ``FindingRoutes`` takes them. The findings of the region's detectors are sent by detection's own relay.

    Produces an event rule for each source, a role that may put events on that one bus, and a dead-letter queue in the
    sending region, encrypted by SQS itself: no key of the home region could serve it. Events of the same account need
    no policy on the bus that receives them.

    Claims OB-25, OC-22, BZ-35, BZ-64, BZ-66 (its part of ir.route).
    """

    area = "operations"
    provides = ("ir.route",)

    undelivered_queue_name: str

    def __init__(self, name: str, args: FindingForwarderArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement, home = args.placement, args.home
        bus = home.arn("events", "event-bus/default")
        self.undelivered_queue_name = placement.local(_UNDELIVERED)
        undelivered, undelivered_policy = undelivered_queue(
            self,
            name=self.undelivered_queue_name,
            policy=_queue_document(placement, self.undelivered_queue_name, ()),
            key_arn=None,
        )
        rules = placement.arn("events", f"rule/{placement.local(INCIDENTS)}-*")
        role, policy = home_sender(
            self,
            bus=bus,
            description=f"Lets EventBridge in {placement.region} send findings to {home.region}",
            condition={
                "ArnLike": {"aws:SourceArn": rules},
                "StringEquals": {"aws:SourceAccount": placement.account_id},
            },
        )
        for source in ELSEWHERE:
            rule = _rule(self, placement, source, args.severities)
            cloudwatch.EventTarget(
                self.child("target", source),
                rule=rule.name,
                target_id="home",
                arn=bus,
                role_arn=role.arn,
                dead_letter_config=cloudwatch.EventTargetDeadLetterConfigArgs(arn=undelivered.arn),
                retry_policy=RETRY,
                opts=self.inside(depends_on=[policy, undelivered_policy]),
            )
        self.register_outputs({"undelivered_queue_name": self.undelivered_queue_name})


def _rule(owner: Component, placement: Placement, source: Source, severities: Severities) -> cloudwatch.EventRule:
    return cloudwatch.EventRule(
        owner.child("rule", source),
        name=placement.local(f"{INCIDENTS}-{source}"),
        description=f"Incidents: {source}",
        event_pattern=json.dumps(pattern(source, severities), separators=(",", ":")),
        state="ENABLED",
        opts=owner.inside(),
    )


def incident_topic_document(placement: Placement, name: str) -> str:
    """The topic's policy: EventBridge may publish, and nobody without TLS.

    No condition names the rules: EventBridge sends SNS no source keys (EventBridge user guide, "Amazon SNS
    permissions"). Roles of the account publish as far as their own policies let them.
    """
    topic_arn = placement.arn("sns", name)
    return document(
        Statement(
            sid="PublishIncidents",
            principals={"Service": ("events.amazonaws.com",)},
            actions=("sns:Publish",),
            resources=(topic_arn,),
        ),
        deny_insecure_transport(topic_arn, service="sns"),
    )


def _queue_document(placement: Placement, queue: str, topics: tuple[str, ...]) -> str:
    """A queue's policy: the incident rules and these topics may send, and nobody without TLS."""
    queue_arn = placement.arn("sqs", queue)
    account = {"aws:SourceAccount": placement.account_id}
    rules = placement.arn("events", f"rule/{placement.local(INCIDENTS)}-*")
    statements = [
        Statement(
            sid="KeepIncidents",
            principals={"Service": ("events.amazonaws.com",)},
            actions=("sqs:SendMessage",),
            resources=(queue_arn,),
            condition={"ArnLike": {"aws:SourceArn": rules}, "StringEquals": account},
        )
    ]
    if topics:
        statements.append(
            Statement(
                sid="KeepAlarms",
                principals={"Service": ("sns.amazonaws.com",)},
                actions=("sqs:SendMessage",),
                resources=(queue_arn,),
                condition={"ArnEquals": {"aws:SourceArn": topics}, "StringEquals": account},
            )
        )
    return document(*statements, deny_insecure_transport(queue_arn, service="sqs"))
