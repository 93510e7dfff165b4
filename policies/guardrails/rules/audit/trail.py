"""A trail records every region without pause, signs what it writes, and sends it where people can search it."""

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_set, must_be_true
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, ResourceRule, Rule, examples
from guardrails.rules.audit.types import EVENT_DATA_STORE, LOG_GROUP, NAMES_OF_KEYS, TOPIC, TRAIL
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading
from guardrails.verdicts import failed, undetermined

_BUCKET = {"s3BucketName": "trail-123456789012"}
_KEY_ARN = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_GROUP_ARN = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/cloudtrail/main:*"
_FULL = {**_BUCKET, "isMultiRegionTrail": True, "enableLogging": True, "enableLogFileValidation": True}


def _needed(trail: Resource) -> tuple[Reading, ...]:
    return (
        trail.read("isMultiRegionTrail").default(False),
        trail.read("enableLogging").default(True),
        trail.read("enableLogFileValidation").default(False),
    )


def _a_full_trail(graph: Graph, _bar: Thresholds) -> Findings:
    trails = [_needed(trail) for trail in graph.of(TRAIL)]
    if any(all(reading.truth for reading in needed) for needed in trails):
        return
    if any(all(reading.truth or reading.unknown for reading in needed) for needed in trails):
        yield undetermined(None, "whether the stack's trail is multi-region, logging and validated is not known yet")
    elif trails:
        yield failed(None, "no trail of the stack is multi-region, logging and validated at once")
    else:
        yield failed(None, "the stack has no trail")


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="cloudtrail-present",
        types=(TRAIL,),
        judge=_a_full_trail,
        examples=Examples(
            good=(Declared(type=TRAIL, properties=_FULL),),
            bad=(Declared(type=TRAIL, properties=_BUCKET),),
            unknown=(Declared(type=TRAIL, properties={**_FULL, "isMultiRegionTrail": UNKNOWN}),),
        ),
    ),
    ResourceRule(
        id="cloudtrail-multi-region",
        types=(TRAIL,),
        judge=must_be_true("isMultiRegionTrail"),
        examples=examples(
            TRAIL,
            good={**_BUCKET, "isMultiRegionTrail": True},
            bad=_BUCKET,
            unknown={**_BUCKET, "isMultiRegionTrail": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="cloudtrail-logging",
        types=(TRAIL,),
        judge=must_be_true("enableLogging", default=True),
        examples=examples(
            TRAIL,
            good=_BUCKET,
            bad={**_BUCKET, "enableLogging": False},
            unknown={**_BUCKET, "enableLogging": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="cloudtrail-log-file-validation",
        types=(TRAIL,),
        judge=must_be_true("enableLogFileValidation"),
        examples=examples(
            TRAIL,
            good={**_BUCKET, "enableLogFileValidation": True},
            bad=_BUCKET,
            unknown={**_BUCKET, "enableLogFileValidation": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="cloudtrail-encrypted",
        types=(TRAIL,),
        judge=must_be_set("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples=examples(
            TRAIL,
            good={**_BUCKET, "kmsKeyId": _KEY_ARN},
            bad=_BUCKET,
            unknown={**_BUCKET, "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="cloudtrail-cloudwatch-logs",
        types=(TRAIL,),
        judge=must_be_set("cloudWatchLogsGroupArn", proven_by=(LOG_GROUP,)),
        examples=examples(
            TRAIL,
            good={**_BUCKET, "cloudWatchLogsGroupArn": _GROUP_ARN},
            bad=_BUCKET,
            unknown={**_BUCKET, "cloudWatchLogsGroupArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="cloudtrail-sns-topic",
        types=(TRAIL,),
        judge=must_be_set("snsTopicName", proven_by=(TOPIC,)),
        examples=examples(
            TRAIL,
            good={**_BUCKET, "snsTopicName": "trail-deliveries"},
            bad=_BUCKET,
            unknown={**_BUCKET, "snsTopicName": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="cloudtrail-event-data-store-encrypted",
        types=(EVENT_DATA_STORE,),
        judge=must_be_set("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples=examples(
            EVENT_DATA_STORE,
            good={"name": "events", "kmsKeyId": _KEY_ARN},
            bad={"name": "events"},
            unknown={"name": "events", "kmsKeyId": UNKNOWN},
        ),
    ),
)
