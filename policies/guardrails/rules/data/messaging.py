"""Topics and queues are encrypted, and what a queue cannot deliver is kept."""

import json
from collections import defaultdict

from guardrails.graph import Graph, Resource
from guardrails.requirements import given, must_be_customer_key, must_be_set
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data import messaging_policy
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.rules.data.types import QUEUE, QUEUE_REDRIVE, QUEUE_REDRIVE_ALLOW, TOPIC
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, not_applicable, undetermined

_KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_PATH = "kmsMasterKeyId"
_by_customer_key = must_be_customer_key(_PATH, proven_by=NAMES_OF_KEYS)
# The properties by which AWS's services name where they put what they could not deliver.
_NAMING_DEAD_LETTERS = ("redrivePolicy", "deadLetterConfig")


def _where_keyed(resource: Resource, bar: Thresholds) -> Findings:
    if given(resource.read(_PATH)):
        yield from _by_customer_key(resource, bar)
    else:
        yield not_applicable(f"{_PATH} is not set, which another rule judges")


def _queue_encrypted(queue: Resource, _bar: Thresholds) -> Findings:
    key, managed = queue.read(_PATH), queue.read("sqsManagedSseEnabled")
    if managed.truth or (key.known and key.value != ""):
        return
    if key.unknown:
        message = f"{_PATH} is not known yet; it must be set, or sqsManagedSseEnabled be true"
        yield undetermined(key, message, proven_by=NAMES_OF_KEYS)
    elif managed.unknown:
        yield undetermined(managed, f"{managed.path} is not known yet, and {_PATH} is not set")
    else:
        yield failed(key, f"{_PATH} is not set, and sqsManagedSseEnabled is {managed.shown}")


def _has_dead_letters(queue: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    redrives = graph.referrers(queue, QUEUE_REDRIVE, "queueUrl")
    if given(queue.read("redrivePolicy")) or redrives.resources:
        return
    if _takes_dead_letters(queue, graph):
        yield not_applicable("the queue is itself where dead letters go")
    elif redrives.resolved:
        yield failed(None, "the queue has no redrivePolicy, so what nobody can process is lost")
    else:
        yield undetermined(None, "a RedrivePolicy names a queue that is not known yet; it may be this one")


def _takes_dead_letters(queue: Resource, graph: Graph) -> bool:
    if given(queue.read("redriveAllowPolicy")) or graph.referrers(queue, QUEUE_REDRIVE_ALLOW, "queueUrl").resources:
        return True
    targets = graph.derived(_dead_letter_targets)
    return any(user != queue.urn for user in (*targets[queue.urn], *targets[queue.read("name").text or ""]))


def _dead_letter_targets(graph: Graph) -> defaultdict[str, list[str]]:
    """The URNs of what sends dead letters, by the queue's URN where it depends on it and by the queue's name."""
    targets: defaultdict[str, list[str]] = defaultdict(list)
    for resource in graph.resources:
        for path in _NAMING_DEAD_LETTERS:
            if path in resource.properties:
                for queue in (*resource.property_dependencies.get(path, ()), _named_queue(resource, path)):
                    if queue:
                        targets[queue].append(resource.urn)
    return targets


def _named_queue(resource: Resource, path: str) -> str | None:
    stated = resource.read(path)
    if isinstance(stated.value, str):
        try:
            document = json.loads(stated.value)
        except json.JSONDecodeError:
            return None
        target = document.get("deadLetterTargetArn") if isinstance(document, dict) else None
    else:
        target = stated.get("arn").text or stated.get("targetArn").text
    return target.rpartition(":")[2] if isinstance(target, str) else None


_REDRIVE = '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:orders-dead","maxReceiveCount":5}'
_QUEUE = Declared(type=QUEUE, name="orders", properties={"name": "orders"})

RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="sns-topic-encrypted",
        types=(TOPIC,),
        judge=must_be_set(_PATH, proven_by=NAMES_OF_KEYS),
        examples=examples(TOPIC, good={_PATH: _KEY}, bad={"name": "orders"}, unknown={_PATH: UNKNOWN}),
    ),
    ResourceRule(
        id="sns-topic-customer-key",
        types=(TOPIC,),
        judge=_where_keyed,
        examples=examples(TOPIC, good={_PATH: _KEY}, bad={_PATH: "alias/aws/sns"}, unknown={_PATH: UNKNOWN}),
    ),
    ResourceRule(
        id="sqs-queue-encrypted",
        types=(QUEUE,),
        judge=_queue_encrypted,
        examples=examples(QUEUE, good={"sqsManagedSseEnabled": True}, bad={"name": "orders"}, unknown={_PATH: UNKNOWN}),
    ),
    ResourceRule(
        id="sqs-queue-customer-key",
        types=(QUEUE,),
        judge=_by_customer_key,
        examples=examples(QUEUE, good={_PATH: _KEY}, bad={"sqsManagedSseEnabled": True}, unknown={_PATH: UNKNOWN}),
    ),
    RelationRule(
        id="sqs-queue-dead-letters",
        types=(QUEUE,),
        judge=_has_dead_letters,
        examples=Examples(
            good=(Declared(type=QUEUE, name="orders", properties={"name": "orders", "redrivePolicy": _REDRIVE}),),
            bad=(_QUEUE,),
            unknown=(
                _QUEUE,
                Declared(
                    type=QUEUE_REDRIVE, name="redrive", properties={"queueUrl": UNKNOWN, "redrivePolicy": _REDRIVE}
                ),
            ),
        ),
    ),
    *messaging_policy.RULES,
)
