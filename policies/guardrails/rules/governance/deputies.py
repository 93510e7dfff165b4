"""The rule that a resource policy lets a service of AWS in for us alone, and not for whoever uses the service.

A service that acts for its callers sends whom it acts for, in ``aws:SourceAccount``, ``aws:SourceArn`` and their like
("The confused deputy problem", IAM user guide). Without a condition on one of them a stranger's trail, topic or
notification reaches our bucket, queue or key.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from guardrails.documents import Shape, Statement, limits, parse
from guardrails.graph import Resource
from guardrails.rule import Declared, Examples, Findings, ResourceRule, Rule
from guardrails.rules.data.s3_types import ACCESS_POINT, ACCESS_POINT_POLICY, KEYS, KMS_KEY_POLICY
from guardrails.rules.data.types import QUEUE, QUEUE_POLICY, TOPIC, TOPIC_POLICY
from guardrails.rules.governance.types import BUCKET, BUCKET_POLICY, LOG_RESOURCE_POLICY, POLICIES
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value, depends_on_unknown
from guardrails.verdicts import Finding, failed, not_applicable, undetermined

_KEYS: Final = (*KEYS, KMS_KEY_POLICY)
_STATED: Final = {
    **POLICIES,
    **dict.fromkeys(
        (BUCKET, BUCKET_POLICY, ACCESS_POINT, ACCESS_POINT_POLICY, *_KEYS, TOPIC, TOPIC_POLICY, QUEUE, QUEUE_POLICY),
        "policy",
    ),
}
_SOURCES: Final = frozenset(
    {
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        # S3 and SNS name the account of a bucket or topic otherwise (S3 user guide, "Object Lambda").
        "s3:dataaccesspointaccount",
        "kms:calleraccount",
    }
)
# Those that send their source to a key (each service's guide, "Encryption at rest"). Others do not, among them
# EventBridge for topics under a key (SNS guide, "Enable compatibility between event sources from AWS services").
_SEND_TO_KEYS: Final = frozenset(
    f"{service}.amazonaws.com"
    for service in (
        "bcm-data-exports",
        "cloudfront",
        "cloudtrail",
        "config",
        "delivery.logs",
        "guardduty",
        "macie",
        "redshift",
        "s3",
        "securitylake",
        "ses",
        "ssm",
    )
)
# EventBridge takes no condition in a topic's policy (EventBridge guide, "Permissions for Amazon SNS"), and neither it
# nor Directory Service sends a source to CloudWatch Logs (each guide's policy for a log group).
_SILENT: Final = frozenset(
    {
        *((type_, "events.amazonaws.com") for type_ in (TOPIC, TOPIC_POLICY, LOG_RESOURCE_POLICY)),
        (LOG_RESOURCE_POLICY, "ds.amazonaws.com"),
    }
)
_SERVICE: Final = re.compile(r"[\w.-]+\.amazonaws\.com(?:\.cn)?|[\w-]+\.aws\.internal")
# The name of the account in the object's key is as good as a condition: the service writes it there itself.
_OWN_PREFIX: Final = re.compile(r"arn:[^:]*:s3:::[^*?/]+/(?:[^*?]*/)?\d{12}/.*")
_WRITES: Final = frozenset({"s3:putobject"})


def _pinned_to_source(resource: Resource, _bar: Thresholds) -> Findings:
    reading = resource.read(_STATED[resource.type])
    document = parse(reading)
    if document.shape is Shape.ABSENT:
        yield not_applicable("the resource states no policy of its own")
    elif document.shape is Shape.UNKNOWN:
        yield undetermined(reading, f"{reading.path} is not known yet; it must name whom services act for")
    for statement in document.allowing:
        yield from _statement(statement, reading.path, resource.type)


def _statement(statement: Statement, path: str, type_: str) -> Iterator[Finding]:
    services = [
        principal.name
        for principal in statement.principals
        if principal.kind == "Service" and _sends_source(principal.name, type_)
    ]
    if not services or _pinned(statement) or _writes_below_own_account(statement):
        return
    where = f"{statement.label} of {path}"
    if depends_on_unknown(statement.raw.get("Condition")):
        yield undetermined(path, f"{where} lets {services[0]} in under a condition that is not known yet")
    else:
        yield failed(
            path, f"{where} lets {services[0]} in whoever it acts for: no aws:SourceAccount or aws:SourceArn names one"
        )


def _sends_source(service: str, type_: str) -> bool:
    if type_ in _KEYS:
        return service in _SEND_TO_KEYS
    return _SERVICE.fullmatch(service) is not None and (type_, service) not in _SILENT


def _pinned(statement: Statement) -> bool:
    return any(
        (key in _SOURCES and limits(operator, key, values))
        # A key under which a service encrypts for one resource of ours names it in the context.
        or (key.startswith("kms:encryptioncontext:") and operator.startswith(("string", "arn")) and _names(values))
        for operator, key, values in statement.conditions
        if values
    )


def _names(values: tuple[str, ...]) -> bool:
    return all(re.search(r"\d{12}", value) for value in values)


def _writes_below_own_account(statement: Statement) -> bool:
    stated = statement.resources
    return (
        set(statement.actions) <= _WRITES
        and bool(stated)
        and not depends_on_unknown(statement.raw.get("Resource"))
        and all(_OWN_PREFIX.fullmatch(resource) for resource in stated)
    )


def _bucket(*, conditions: Value = None, policy: Value = None) -> tuple[Declared, ...]:
    statement: dict[str, Value] = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:GetBucketAcl",
        "Resource": "arn:aws:s3:::orders-trail",
    }
    if conditions is not None:
        statement["Condition"] = conditions
    stated = policy if policy is UNKNOWN else json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return (Declared(type=BUCKET_POLICY, properties={"bucket": "orders-trail", "policy": stated}),)


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "resource-policy-source-pinned",
        tuple(_STATED),
        _pinned_to_source,
        Examples(
            good=_bucket(conditions={"StringEquals": {"aws:SourceAccount": "123456789012"}}),
            bad=_bucket(),
            unknown=_bucket(policy=UNKNOWN),
        ),
    ),
)
