"""Where alarms go: an encrypted topic that only this account's alarms publish to, and its subscribers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import sns

from components.base import Component
from components.documents import Statement, deny_insecure_transport, document
from components.messaging import ROLE, check_subscribers, encrypted_topic, tell
from components.placement import Placement


@dataclass(frozen=True, kw_only=True)
class AlertTopicArgs:
    """What a topic for alarms needs and may vary in; errors are ValueErrors that name the field.

    ``role`` ends the topic's name. ``key_arn`` is a customer key of the topic's region whose policy lets
    cloudwatch.amazonaws.com use it. ``subscribers`` maps a role to an e-mail address, which must confirm before it is
    told anything; ``queues`` maps a role to the ARN of a queue, in any region of the account, whose own policy lets
    the topic send and which is confirmed at once. ``queues_ready`` are those policies.
    """

    placement: Placement
    role: str
    key_arn: pulumi.Input[str]
    subscribers: Mapping[str, str] = field(default_factory=dict)
    queues: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    queues_ready: tuple[pulumi.Resource, ...] = ()

    def __post_init__(self) -> None:
        if not ROLE.fullmatch(self.role):
            raise ValueError(f"role is {self.role!r}: write it in lower-case letters, digits and hyphens")
        check_subscribers(self.subscribers)
        if not self.subscribers and not self.queues:
            raise ValueError(
                f"subscribers and queues of the topic {self.role!r} are empty, so nobody would hear an alarm: "
                "give an address or a queue"
            )


class AlertTopic(Component):
    """An encrypted topic for CloudWatch alarms, with its policy and subscriptions.

    Only alarms of this account and region publish, over TLS only; queues get the alarm itself, without SNS's envelope.
    AWS delivers to an e-mail address only after its owner confirmed, which no machine can do.

    Claims OB-12, CF-03, OC-20, OC-21, BZ-35, BZ-64 (its part of mon.alarms), OB-05, OC-04, BZ-12 (rest.msgs).
    """

    area = "operations"
    provides = ("rest.msgs",)

    arn: pulumi.Output[str]
    topic_name: str
    ready: list[pulumi.Resource]

    def __init__(self, name: str, args: AlertTopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.topic_name = args.placement.local(args.role)
        topic = encrypted_topic(self, "topic", name=self.topic_name, key_arn=args.key_arn)
        policy = sns.TopicPolicy(
            self.child("policy"),
            arn=topic.arn,
            policy=alarm_topic_document(args.placement, self.topic_name),
            opts=self.inside(),
        )
        tell(self, topic, args.subscribers)
        for role, queue in args.queues.items():
            sns.TopicSubscription(
                self.child("queue", role),
                topic=topic.arn,
                protocol="sqs",
                endpoint=queue,
                raw_message_delivery=True,
                opts=self.inside(depends_on=list(args.queues_ready)),
            )
        self.arn = topic.arn
        self.ready = [policy]
        self.register_outputs({"arn": self.arn, "topic_name": self.topic_name})


def alarm_topic_document(placement: Placement, name: str) -> str:
    """The topic's policy: alarms of this account and region may publish, and nobody without TLS.

    Source: CloudWatch user guide, "Amazon CloudWatch alarms and Amazon SNS", confused deputy.
    """
    topic_arn = placement.arn("sns", name)
    return document(
        Statement(
            sid="PublishAlarms",
            principals={"Service": ("cloudwatch.amazonaws.com",)},
            actions=("sns:Publish",),
            resources=(topic_arn,),
            condition={
                "ArnLike": {"aws:SourceArn": placement.arn("cloudwatch", "alarm:*")},
                "StringEquals": {"aws:SourceAccount": placement.account_id},
            },
        ),
        deny_insecure_transport(topic_arn, service="sns"),
    )
