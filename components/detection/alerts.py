"""From a finding to a person: an event rule, an encrypted topic and a queue for what could not be delivered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import cloudwatch, sns

from components.base import Component
from components.documents import Statement, deny_insecure_transport, document
from components.messaging import RETRY, check_subscribers, encrypted_topic, tell, undelivered_queue
from components.placement import Placement


@dataclass(frozen=True, kw_only=True)
class FindingAlertsArgs:
    """What alerts need and may vary in; errors are ValueErrors that name the field.

    ``role`` names what the findings are of and is part of every physical name (``guardduty-findings``). ``pattern``
    is an EventBridge pattern. ``key_arn`` is a customer key whose policy lets events.amazonaws.com use it.
    ``subscribers`` maps a role (``on-call``) to an e-mail address, which must confirm before it is told anything.
    """

    placement: Placement
    role: str
    pattern: Mapping[str, object]
    key_arn: pulumi.Input[str]
    subscribers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.pattern.get("source"):
            raise ValueError("pattern has no source, so every event would be an alert: name the service in 'source'")
        check_subscribers(self.subscribers)


class FindingAlerts(Component):
    """Alerts on findings: the event rule, its encrypted topic, and a dead-letter queue for two weeks.

    Only EventBridge publishes, over TLS only; topic and queue are under the customer key. Findings that could
    not be published wait in ``undelivered_queue_name``: an alarm on its depth belongs to operations.

    Claims OB-05, OC-04, BZ-12 (rest.msgs).
    """

    area = "detection"
    provides = ("rest.msgs",)

    topic_arn: pulumi.Output[str]
    rule_name: str
    undelivered_queue_name: str

    def __init__(self, name: str, args: FindingAlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        self.rule_name = placement.local(args.role)
        self.undelivered_queue_name = placement.local(f"{args.role}-undelivered")
        topic = encrypted_topic(self, "topic", name=self.rule_name, key_arn=args.key_arn)
        topic_policy = sns.TopicPolicy(
            self.child("topic-policy"),
            arn=topic.arn,
            policy=topic_document(placement, self.rule_name),
            opts=self.inside(),
        )
        queue, queue_policy = undelivered_queue(
            self,
            name=self.undelivered_queue_name,
            policy=queue_document(placement, self.rule_name, self.undelivered_queue_name),
            key_arn=args.key_arn,
        )
        rule = cloudwatch.EventRule(
            self.child("rule"),
            name=self.rule_name,
            description=f"Alerts of {args.role}",
            event_pattern=json.dumps(args.pattern, separators=(",", ":")),
            state="ENABLED",
            opts=self.inside(),
        )
        cloudwatch.EventTarget(
            self.child("target"),
            rule=rule.name,
            target_id=args.role,
            arn=topic.arn,
            dead_letter_config=cloudwatch.EventTargetDeadLetterConfigArgs(arn=queue.arn),
            retry_policy=RETRY,
            opts=self.inside(depends_on=[topic_policy, queue_policy]),
        )
        tell(self, topic, args.subscribers)
        self.topic_arn = topic.arn
        self.register_outputs(
            {
                "topic_arn": self.topic_arn,
                "rule_name": self.rule_name,
                "undelivered_queue_name": self.undelivered_queue_name,
            }
        )


def topic_document(placement: Placement, name: str) -> str:
    """The topic's policy: EventBridge may publish, and nobody without TLS.

    No condition names the rule: EventBridge sends SNS no source keys, and with one it would deliver nothing and say
    nothing (EventBridge user guide, "Amazon SNS permissions"). The queue's policy can name it, and does.
    """
    topic_arn = placement.arn("sns", name)
    return document(
        Statement(
            sid="PublishFindings",
            principals={"Service": ("events.amazonaws.com",)},
            actions=("sns:Publish",),
            resources=(topic_arn,),
        ),
        deny_insecure_transport(topic_arn, service="sns"),
    )


def queue_document(placement: Placement, rule: str, queue: str) -> str:
    """The dead-letter queue's policy: the rule may send, and nobody without TLS."""
    queue_arn = placement.arn("sqs", queue)
    return document(
        Statement(
            sid="KeepUndelivered",
            principals={"Service": ("events.amazonaws.com",)},
            actions=("sqs:SendMessage",),
            resources=(queue_arn,),
            condition=_from_rule(placement, rule),
        ),
        deny_insecure_transport(queue_arn, service="sqs"),
    )


def _from_rule(placement: Placement, rule: str) -> dict[str, dict[str, str]]:
    return {
        "ArnEquals": {"aws:SourceArn": placement.arn("events", f"rule/{rule}")},
        "StringEquals": {"aws:SourceAccount": placement.account_id},
    }
