"""Policies of topics and queues: nobody public, own accounts only, no wildcard actions, TLS only."""

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from guardrails.documents import Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, JudgeRelation, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.s3_documents import each_statement, nobody_public, own_accounts_only
from guardrails.rules.data.types import QUEUE, QUEUE_POLICY, TOPIC, TOPIC_POLICY
from guardrails.thresholds import Thresholds
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Finding, failed, undetermined

# A topic policy takes no sns:*, some of whose actions know no topic; a queue's takes sqs:*.
_PLAIN_HTTP_ACTIONS = {TOPIC: ("sns:Publish",), QUEUE: ("sqs:SendMessage", "sqs:ReceiveMessage")}
_POLICY_OF = {TOPIC: (TOPIC_POLICY, "arn"), QUEUE: (QUEUE_POLICY, "queueUrl")}


def no_wildcard_action(statement: Statement, path: str) -> Iterator[Finding]:
    """Allowed actions are named: no ``sqs:*``, no NotAction."""
    if not statement.allows:
        return
    if "NotAction" in statement.raw:
        yield failed(path, f"{statement.label} of {path} allows all actions but a few by NotAction")
    elif wildcards := statement.every_action_of("sqs"):
        yield failed(path, f"{statement.label} of {path} allows the action {wildcards[0]}")
    elif statement.raw.get("Action") is UNKNOWN:
        yield undetermined(path, f"{statement.label} of {path} allows actions that are not known yet")


def _tls_only(kind: str) -> JudgeRelation:
    policy_type, path = _POLICY_OF[kind]
    what = kind.rpartition(":")[2]

    def judge(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        sides = graph.referrers(resource, policy_type, path)
        readings = [side.read("policy") for side in sides.resources]
        documents = [parse(reading) for reading in (resource.read("policy"), *readings) if not reading.absent]
        if any(_denies_plain_http(statement, resource) for document in documents for statement in document.statements):
            return
        if not sides.resolved or any(document.unknown for document in documents):
            yield undetermined(None, f"the policy of the {what} is not known yet; it must deny requests without TLS")
        elif documents:
            yield failed(None, f"the policy of the {what} does not deny everyone requests without TLS")
        else:
            yield failed(None, f"no policy of the {what} denies requests without TLS")

    return judge


def _denies_plain_http(statement: Statement, resource: Resource) -> bool:
    return (
        statement.denies
        and any(principal.anyone for principal in statement.principals)
        and all(statement.covers(action) for action in _PLAIN_HTTP_ACTIONS[resource.type])
        and _speaks_of(statement, resource)
        # Any further condition would narrow the denial.
        and len(statement.conditions) == 1
        and statement.conditions[0][0] in ("bool", "boolifexists")
        and statement.conditions[0][1] == "aws:securetransport"
        and [value.lower() for value in statement.conditions[0][2]] == ["false"]
    )


def _speaks_of(statement: Statement, resource: Resource) -> bool:
    """Whether a statement's resources cover the topic or queue whose policy it is in.

    AWS refuses a policy that names another topic or queue, so that a name not known yet is this one's.
    """
    name = resource.read("name").text
    stated = statement.raw.get("Resource")
    if stated is UNKNOWN or (isinstance(stated, list) and UNKNOWN in stated):
        return True
    patterns = [pattern.rpartition(":")[2] for pattern in statement.resources]
    return any(name is None or fnmatchcase(name, pattern) for pattern in patterns)


def _policies(kind: str, action: str) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
    """Example statements: one account's role allowed ``action``, and everyone denied it without TLS."""
    arn = f"arn:aws:{kind}:eu-west-1:123456789012:orders"
    allowed = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:role/orders"},
        "Action": action,
        "Resource": arn,
    }
    denied = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": action if kind == "sns" else "sqs:*",
        "Resource": arn,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return allowed, denied


def _stating(type_: str, statement: Mapping[str, Value]) -> Mapping[str, Value]:
    arn = "arn:aws:sns:eu-west-1:123456789012:orders"
    target = {"arn": arn} if type_ == TOPIC_POLICY else {"queueUrl": "orders"}
    return {**target, "policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


def _own_accounts(type_: str, allowed: Mapping[str, Value]) -> Examples:
    owned = Declared(type=AWS_PROVIDER, name="default", properties={"allowedAccountIds": '["123456789012"]'})
    foreign = {**allowed, "Principal": {"AWS": "arn:aws:iam::210987654321:root"}}
    return Examples(
        good=(owned, Declared(type=type_, name="policy", properties=_stating(type_, allowed))),
        bad=(owned, Declared(type=type_, name="policy", properties=_stating(type_, foreign))),
        unknown=(
            owned,
            Declared(type=type_, name="policy", properties={**_stating(type_, allowed), "policy": UNKNOWN}),
        ),
    )


def _not_public(type_: str, allowed: Mapping[str, Value]) -> Examples:
    return examples(
        type_,
        good=_stating(type_, allowed),
        bad=_stating(type_, {**allowed, "Principal": "*"}),
        unknown={**_stating(type_, allowed), "policy": UNKNOWN},
    )


def _tls(type_: str, denied: Mapping[str, Value], allowed: Mapping[str, Value]) -> Examples:
    policy_type, path = _POLICY_OF[type_]

    def stack(properties: Mapping[str, Value]) -> tuple[Declared, ...]:
        return (
            Declared(type=type_, name="orders", properties={"name": "orders"}),
            Declared(
                type=policy_type,
                name="policy",
                properties={**properties, path: UNKNOWN},
                depends={path: ("orders",)},
            ),
        )

    return Examples(
        good=stack(_stating(policy_type, denied)),
        bad=stack(_stating(policy_type, allowed)),
        unknown=stack({"policy": UNKNOWN}),
    )


_PUBLISH, _PUBLISH_TLS = _policies("sns", "sns:Publish")
_SEND, _SEND_TLS = _policies("sqs", "sqs:SendMessage")

RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="sns-topic-policy-not-public",
        types=(TOPIC_POLICY, TOPIC),
        judge=each_statement(nobody_public),
        examples=_not_public(TOPIC_POLICY, _PUBLISH),
    ),
    RelationRule(
        id="sns-topic-policy-own-accounts",
        types=(TOPIC_POLICY, TOPIC),
        judge=own_accounts_only,
        examples=_own_accounts(TOPIC_POLICY, _PUBLISH),
    ),
    RelationRule(
        id="sns-topic-tls-only", types=(TOPIC,), judge=_tls_only(TOPIC), examples=_tls(TOPIC, _PUBLISH_TLS, _PUBLISH)
    ),
    ResourceRule(
        id="sqs-queue-policy-not-public",
        types=(QUEUE_POLICY, QUEUE),
        judge=each_statement(nobody_public),
        examples=_not_public(QUEUE_POLICY, _SEND),
    ),
    ResourceRule(
        id="sqs-queue-policy-no-wildcard-action",
        types=(QUEUE_POLICY, QUEUE),
        judge=each_statement(no_wildcard_action),
        examples=examples(
            QUEUE_POLICY,
            good=_stating(QUEUE_POLICY, _SEND),
            bad=_stating(QUEUE_POLICY, {**_SEND, "Action": "sqs:*"}),
            unknown={**_stating(QUEUE_POLICY, _SEND), "policy": UNKNOWN},
        ),
    ),
    RelationRule(
        id="sqs-queue-policy-own-accounts",
        types=(QUEUE_POLICY, QUEUE),
        judge=own_accounts_only,
        examples=_own_accounts(QUEUE_POLICY, _SEND),
    ),
    RelationRule(
        id="sqs-queue-tls-only", types=(QUEUE,), judge=_tls_only(QUEUE), examples=_tls(QUEUE, _SEND_TLS, _SEND)
    ),
)
