"""Log groups: kept long enough, not for ever, with a customer key, and open to nobody else."""

import json

from guardrails.graph import Resource
from guardrails.requirements import must_be_set
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.audit.types import LOG_GROUP, LOG_RESOURCE_POLICY, NAMES_OF_KEYS
from guardrails.rules.data.s3_documents import judge_policy, nobody_public
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_DAYS = "retentionInDays"
_NAME = {"name": "/vouch/prod/api"}
_KEY_ARN = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def _kept(group: Resource, bar: Thresholds) -> Findings:
    days, stream = group.read(_DAYS), group.read("tags.stream")
    if stream.text == "audit":
        least, kind = bar.audit_log_days, "an audit log group"
    else:
        least, kind = bar.log_days, "a log group"
    if days.unknown:
        yield undetermined(days, f"{_DAYS} is not known yet; it must be at least {least} for {kind}")
    elif not days.number:
        yield failed(days, f"{_DAYS} is {days.shown}, so that events are kept for ever; it must be at least {least}")
    elif days.number < least:
        yield failed(days, f"{_DAYS} is {days.shown}, it must be at least {least} for {kind}")
    elif stream.unknown and days.number < bar.audit_log_days:
        yield undetermined(stream, f"tags.stream is not known yet, and {days.shown} days are too few for audit")


def _kept_a_year(group: Resource, bar: Thresholds) -> Findings:
    days = group.read(_DAYS)
    if days.unknown:
        yield undetermined(days, f"{_DAYS} is not known yet; it should be at least {bar.audit_log_days}")
    elif not days.number:
        yield not_applicable("events that are kept for ever are judged by the rule that asks for a retention")
    elif days.number < bar.audit_log_days:
        yield failed(days, f"{_DAYS} is {days.shown}, it should be at least {bar.audit_log_days}")


def _not_public(policy: Resource, _bar: Thresholds) -> Findings:
    yield from judge_policy(policy.read("policyDocument"), nobody_public)


def _delivery(principal: Value) -> dict[str, Value]:
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "logs:PutLogEvents",
        "Resource": "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/route53/*",
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"policyName": "queries", "policyDocument": json.dumps(document)}


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="cloudwatch-log-group-retention",
        types=(LOG_GROUP,),
        judge=_kept,
        examples=examples(
            LOG_GROUP,
            good={**_NAME, _DAYS: 365, "tags": {"stream": "audit"}},
            bad=_NAME,
            unknown={**_NAME, _DAYS: UNKNOWN},
        ),
    ),
    ResourceRule(
        id="cloudwatch-log-group-retention-one-year",
        types=(LOG_GROUP,),
        judge=_kept_a_year,
        examples=examples(
            LOG_GROUP,
            good={**_NAME, _DAYS: 365},
            bad={**_NAME, _DAYS: 90},
            unknown={**_NAME, _DAYS: UNKNOWN},
        ),
    ),
    ResourceRule(
        id="cloudwatch-log-group-encrypted",
        types=(LOG_GROUP,),
        judge=must_be_set("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples=examples(
            LOG_GROUP,
            good={**_NAME, "kmsKeyId": _KEY_ARN},
            bad=_NAME,
            unknown={**_NAME, "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="cloudwatch-log-policy-not-public",
        types=(LOG_RESOURCE_POLICY,),
        judge=_not_public,
        examples=examples(
            LOG_RESOURCE_POLICY,
            good=_delivery({"Service": "route53.amazonaws.com"}),
            bad=_delivery("*"),
            unknown={"policyName": "queries", "policyDocument": UNKNOWN},
        ),
    ),
)
