"""SNS, SQS and CloudWatch Logs: messages and logs are encrypted, and nobody public sends or reads them."""

import json
from collections.abc import Iterable
from typing import Any, Final

from guardrails.rules.data.messaging_policy import no_wildcard_action
from guardrails.rules.data.s3_documents import JudgeStatement, nobody_public
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Found, Judges
from verification.data.calls import KEY, LOG_GROUPS, QUEUE, QUEUES, TOPIC, TOPICS
from verification.data.requirements import (
    CUSTOMER_KEY,
    KEY_ARN,
    MANAGED_KEY,
    must_be_set,
    no_customer_key,
    shown,
    statements_broken,
)
from verification.live import Live

ALL: Final = ["All"]
"""Every attribute of a queue, so that all checks read one answer."""
# API Gateway makes it to try its own access to CloudWatch out, and writes nothing of a customer's.
_OF_AWS: Final = frozenset({"/aws/apigateway/welcome"})
# The class of groups that keep nothing (CloudWatch Logs guide, "Log classes").
_PASSING_ON: Final = "DELIVERY"


def topics(live: Live) -> Iterable[Found]:
    """Every topic of the region."""
    for each in live.items(TOPICS):
        yield Found(each["TopicArn"], {"TopicArn": each["TopicArn"]})


def queues(live: Live) -> Iterable[Found]:
    """Every queue of the region; its ARN is made of its name, which ends its URL."""
    for url in live.items(QUEUES):
        yield Found(live.arn("sqs", str(url).rpartition("/")[2]), {"QueueUrl": url})


def attributes(found: Found, live: Live) -> Facts:
    """The attributes of a topic or a queue; empty where it is gone."""
    if "TopicArn" in found.facts:
        answer = live.one(TOPIC, {"TopicArn": found.facts["TopicArn"]})
    else:
        answer = live.one(QUEUE, {"QueueUrl": found.facts["QueueUrl"], "AttributeNames": ALL})
    facts: Facts = (answer or {}).get("Attributes") or {}
    return facts


def log_groups(live: Live) -> Iterable[Found]:
    """Every log group that keeps events, but the one that API Gateway makes for itself."""
    for each in live.items(LOG_GROUPS):
        if each["logGroupName"] not in _OF_AWS and each.get("logGroupClass") != _PASSING_ON:
            arn = each.get("logGroupArn") or live.arn("logs", f"log-group:{each['logGroupName']}")
            yield Found(arn, each)


def _topic_encrypted(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    facts = attributes(found, live)
    if facts and not facts.get("KmsMasterKeyId"):
        yield broken("KmsMasterKeyId", "KmsMasterKeyId is not set")


def _topic_keyed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    # A topic without any key is another check's.
    if key := attributes(found, live).get("KmsMasterKeyId"):
        yield from no_customer_key(live, "KmsMasterKeyId", key)


def _queue_encrypted(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    facts = attributes(found, live)
    managed = facts.get("SqsManagedSseEnabled")
    if facts and not facts.get("KmsMasterKeyId") and managed != "true":
        yield broken("KmsMasterKeyId", f"KmsMasterKeyId is not set, and SqsManagedSseEnabled is {shown(managed)}")


def _queue_keyed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if facts := attributes(found, live):
        yield from no_customer_key(live, "KmsMasterKeyId", facts.get("KmsMasterKeyId"))


def _dead_letters(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    facts = attributes(found, live)
    if not facts or facts.get("RedrivePolicy") or facts.get("RedriveAllowPolicy"):
        return
    if found.arn not in _targets(live):
        yield broken("RedrivePolicy", "RedrivePolicy is not set, so what nobody can process is lost")


def _targets(live: Live) -> frozenset[str]:
    """The queues that others send their dead letters to."""
    stated = (attributes(queue, live).get("RedrivePolicy") for queue in queues(live))
    return frozenset(json.loads(each).get("deadLetterTargetArn", "") for each in stated if each)


def _policy(judge_statement: JudgeStatement) -> Judges:
    def judge(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
        yield from statements_broken("Policy", attributes(found, live).get("Policy"), judge_statement)

    return judge


def _statement(kind: str, principal: str, action: str) -> str:
    return (
        f'{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": "{principal}"}}, '
        f'"Action": "{action}", "Resource": "arn:aws:{kind}:eu-west-1:123456789012:orders"}}]}}'
    )


def topic(**facts: str) -> dict[Any, Any]:
    """An account of one topic with these attributes, as examples have it."""
    arn = "arn:aws:sns:eu-west-1:123456789012:orders"
    return {TOPICS: {"Topics": [{"TopicArn": arn}]}, TOPIC: {"Attributes": {"TopicArn": arn, **facts}}}


def queue(**facts: str) -> dict[Any, Any]:
    """An account of one queue with these attributes, as examples have it."""
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
    arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
    return {QUEUES: {"QueueUrls": [url]}, QUEUE: {"Attributes": {"QueueArn": arn, **facts}}}


def group(**facts: str) -> dict[Any, Any]:
    """An account of one log group with these facts, as examples have it."""
    name = "/aws/lambda/orders"
    return {
        LOG_GROUPS: {
            "logGroups": [
                {
                    "logGroupName": name,
                    "logGroupArn": f"arn:aws:logs:eu-west-1:123456789012:log-group:{name}",
                    **facts,
                }
            ]
        }
    }


_ROLE: Final = "arn:aws:iam::123456789012:role/orders"
_REDRIVE: Final = '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:orders-dead","maxReceiveCount":5}'

CHECKS: tuple[Check, ...] = (
    Check(
        id="sns-topic-encrypted",
        calls=(TOPICS, TOPIC),
        finds=topics,
        judge=_topic_encrypted,
        examples=Examples(holds=topic(KmsMasterKeyId=KEY_ARN), broken=topic()),
    ),
    Check(
        id="sns-topic-customer-key",
        calls=(TOPICS, TOPIC, KEY),
        finds=topics,
        judge=_topic_keyed,
        examples=Examples(
            holds={**topic(KmsMasterKeyId=KEY_ARN), KEY: CUSTOMER_KEY},
            broken={**topic(KmsMasterKeyId="0a1b2c3d"), KEY: MANAGED_KEY},
        ),
    ),
    Check(
        id="sns-topic-policy-not-public",
        calls=(TOPICS, TOPIC),
        finds=topics,
        judge=_policy(nobody_public),
        examples=Examples(
            holds=topic(Policy=_statement("sns", _ROLE, "sns:Publish")),
            broken=topic(Policy=_statement("sns", "*", "sns:Publish")),
        ),
    ),
    Check(
        id="sqs-queue-encrypted",
        calls=(QUEUES, QUEUE),
        finds=queues,
        judge=_queue_encrypted,
        examples=Examples(holds=queue(SqsManagedSseEnabled="true"), broken=queue(SqsManagedSseEnabled="false")),
    ),
    Check(
        id="sqs-queue-customer-key",
        calls=(QUEUES, QUEUE, KEY),
        finds=queues,
        judge=_queue_keyed,
        examples=Examples(
            holds={**queue(KmsMasterKeyId=KEY_ARN), KEY: CUSTOMER_KEY},
            broken={**queue(KmsMasterKeyId="alias/aws/sqs")},
        ),
    ),
    Check(
        id="sqs-queue-policy-not-public",
        calls=(QUEUES, QUEUE),
        finds=queues,
        judge=_policy(nobody_public),
        examples=Examples(
            holds=queue(Policy=_statement("sqs", _ROLE, "sqs:SendMessage")),
            broken=queue(Policy=_statement("sqs", "*", "sqs:SendMessage")),
        ),
    ),
    Check(
        id="sqs-queue-policy-no-wildcard-action",
        calls=(QUEUES, QUEUE),
        finds=queues,
        judge=_policy(no_wildcard_action),
        examples=Examples(
            holds=queue(Policy=_statement("sqs", _ROLE, "sqs:SendMessage")),
            broken=queue(Policy=_statement("sqs", _ROLE, "sqs:*")),
        ),
    ),
    Check(
        id="sqs-queue-dead-letters",
        calls=(QUEUES, QUEUE),
        finds=queues,
        judge=_dead_letters,
        examples=Examples(holds=queue(RedrivePolicy=_REDRIVE), broken=queue()),
    ),
    Check(
        id="cloudwatch-log-group-encrypted",
        calls=(LOG_GROUPS,),
        finds=log_groups,
        judge=must_be_set("kmsKeyId"),
        examples=Examples(holds=group(kmsKeyId=KEY_ARN), broken=group()),
    ),
)
