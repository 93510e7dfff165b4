"""What topics, queues and event targets share: encryption, who is told, and how long a delivery is tried and kept."""

import re
from collections.abc import Mapping
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, iam, sns, sqs

from components.base import Component
from components.documents import Condition, Statement, document, trust

DAY_SECONDS: Final = 86_400
RETRY: Final = cloudwatch.EventTargetRetryPolicyArgs(
    maximum_event_age_in_seconds=DAY_SECONDS, maximum_retry_attempts=185
)
"""EventBridge tries to deliver for a day."""
ROLE: Final = re.compile(r"[a-z][a-z0-9-]*")
"""What a role looks like that becomes part of a name."""
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_KEPT_DAYS: Final = 14


def check_subscribers(subscribers: Mapping[str, str]) -> None:
    """Raises ValueError for a role that could not be part of a name, or an address that is none."""
    for role, address in subscribers.items():
        if not ROLE.fullmatch(role):
            raise ValueError(f"subscribers has the role {role!r}: write it in lower-case letters, digits and hyphens")
        if not _ADDRESS.fullmatch(address):
            raise ValueError(f"subscribers gives {role!r} no e-mail address: write it like 'on-call@example.com'")


def encrypted_topic(owner: Component, role: str, *, name: str, key_arn: pulumi.Input[str]) -> sns.Topic:
    """A topic under a customer key; its policy is the owner's to write."""
    return sns.Topic(owner.child(role), name=name, kms_master_key_id=key_arn, signature_version=2, opts=owner.inside())


def tell(owner: Component, topic: sns.Topic, subscribers: Mapping[str, str]) -> None:
    """Subscribes people, by role, to a topic; each address must confirm before it is told anything."""
    for role, address in subscribers.items():
        sns.TopicSubscription(
            owner.child("subscription", role),
            topic=topic.arn,
            protocol="email",
            endpoint=address,
            opts=owner.inside(),
        )


def undelivered_queue(
    owner: Component, *, name: str, policy: str, key_arn: pulumi.Input[str] | None
) -> tuple[sqs.Queue, sqs.QueuePolicy]:
    """A queue that keeps for two weeks what could not be delivered, and its policy.

    Without a key SQS encrypts it by itself: a customer key of another region cannot.
    """
    queue = sqs.Queue(
        owner.child("undelivered"),
        name=name,
        kms_master_key_id=key_arn,
        sqs_managed_sse_enabled=True if key_arn is None else None,
        message_retention_seconds=_KEPT_DAYS * DAY_SECONDS,
        opts=owner.inside(),
    )
    return queue, sqs.QueuePolicy(
        owner.child("undelivered-policy"), queue_url=queue.url, policy=policy, opts=owner.inside()
    )


def home_sender(
    owner: Component, *, bus: str, description: str, condition: Condition
) -> tuple[iam.Role, iam.RolePolicy]:
    """The role by which rules of another region put events on the home region's bus, on that one alone."""
    role = iam.Role(
        owner.child("role"),
        description=description,
        assume_role_policy=trust("events.amazonaws.com", condition),
        opts=owner.inside(),
    )
    return role, iam.RolePolicy(
        owner.child("role-policy"),
        role=role.id,
        policy=document(Statement(sid="SendHome", actions=("events:PutEvents",), resources=(bus,))),
        opts=owner.inside(),
    )
