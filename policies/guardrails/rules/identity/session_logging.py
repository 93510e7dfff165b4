"""Access by staff is recorded and announced: sessions on servers, and support and break-glass roles."""

import json
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, ResourceRule, Rule, examples
from guardrails.rules.audit.types import LOG_METRIC_FILTER, METRIC_ALARM, SSM_DOCUMENT
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value, depends_on_unknown, plain
from guardrails.verdicts import failed, not_applicable, undetermined

_PREFERENCES: Final = "SSM-SessionManagerRunShell"
_LONGEST_IDLE: Final = 20
_TOPIC: Final = "arn:aws:sns:eu-west-1:123456789012:alarms"


def _logged(document: Resource, _bar: Thresholds) -> Findings:
    name, kind, content = document.read("name"), document.read("documentType"), document.read("content")
    if name.text != _PREFERENCES and kind.text != "Session":
        yield not_applicable("the document starts no sessions")
        return
    if content.unknown:
        yield undetermined(content, "content is not known yet; sessions must be recorded and encrypted")
        return
    inputs = _inputs(content)
    if depends_on_unknown(inputs):
        yield undetermined(content, "a part of content is not known yet; sessions must be recorded and encrypted")
        return
    if inputs is None:
        yield not_applicable("the document starts no shell")
        return
    to_group, to_bucket = inputs.get("cloudWatchLogGroupName"), inputs.get("s3BucketName")
    if not to_group and not to_bucket:
        yield failed(content, "inputs names neither cloudWatchLogGroupName nor s3BucketName: sessions leave no record")
    if to_group and inputs.get("cloudWatchEncryptionEnabled") is not True:
        yield failed(content, "cloudWatchEncryptionEnabled is not true, so that an unencrypted group would do")
    if to_bucket and inputs.get("s3EncryptionEnabled") is not True:
        yield failed(content, "s3EncryptionEnabled is not true, so that an unencrypted bucket would do")
    if not inputs.get("kmsKeyId"):
        yield failed(content, "kmsKeyId is not set, so that sessions are encrypted by TLS alone")
    idle = str(inputs.get("idleSessionTimeout") or _LONGEST_IDLE)
    if not idle.isdecimal() or int(idle) > _LONGEST_IDLE:
        yield failed(content, f"idleSessionTimeout is {idle}, it must be at most {_LONGEST_IDLE} minutes")
    if not str(inputs.get("maxSessionDuration") or "").isdecimal():
        yield failed(content, "maxSessionDuration is not set, so that a session never has to end")


def _inputs(content: Reading) -> dict[str, Any] | None:
    """The preferences of a shell session; None for port forwarding and single commands, which have none."""
    value = plain(content.value)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    if not isinstance(value, dict):
        return {}
    if value.get("sessionType") != "Standard_Stream":
        return None
    inputs = value.get("inputs")
    return inputs if isinstance(inputs, dict) else {}


def _preferences_present(graph: Graph, _bar: Thresholds) -> Findings:
    names = [document.read("name") for document in graph.of(SSM_DOCUMENT)]
    if any(name.text == _PREFERENCES for name in names):
        return
    if any(name.unknown for name in names):
        yield undetermined(None, f"whether a document is {_PREFERENCES} is not known yet")
    else:
        yield failed(None, f"the stack has no ssm.Document {_PREFERENCES}, so that sessions leave no record")


def _announced(graph: Graph, _bar: Thresholds) -> Findings:
    filters = graph.of(LOG_METRIC_FILTER)
    taking = [each for each in filters if _takes_roles(each.read("pattern"))]
    metrics = {_metric(each) for each in taking}
    alarms = [
        alarm
        for alarm in graph.of(METRIC_ALARM)
        if (alarm.read("namespace").text, alarm.read("metricName").text) in metrics
    ]
    if any(_acts(alarm) for alarm in alarms):
        return
    if any(each.read("pattern").unknown for each in filters) or any(
        alarm.read("alarmActions").unknown for alarm in alarms
    ):
        yield undetermined(None, "whether an alarm announces support and break-glass roles is not known yet")
    else:
        missing = "alarm acts on its metric" if taking else "metric filter takes AssumeRole of named roles"
        yield failed(None, f"the stack does not announce that a support or break-glass role was taken: no {missing}")


def _takes_roles(pattern: Reading) -> bool:
    """Whether a pattern is on assumed roles, and on named ones: all of them would be every service's work."""
    text = pattern.text or ""
    return "AssumeRole" in text and "requestParameters.roleArn" in text


def _metric(metric_filter: Resource) -> tuple[str | None, str | None]:
    made = metric_filter.read("metricTransformation")
    return made.get("namespace").text, made.get("name").text


def _acts(alarm: Resource) -> bool:
    enabled, actions = alarm.read("actionsEnabled").default(True), alarm.read("alarmActions")
    return enabled.truth is True and any(True for _ in actions.each())


def _document(content: Value, name: str = _PREFERENCES) -> dict[str, Value]:
    return {"name": name, "documentType": "Session", "documentFormat": "JSON", "content": content}


def _content(**inputs: Value) -> str:
    return json.dumps({"schemaVersion": "1.0", "sessionType": "Standard_Stream", "inputs": inputs})


def _filter(pattern: Value) -> Declared:
    return Declared(
        type=LOG_METRIC_FILTER,
        name="filter",
        properties={
            "logGroupName": "/aws/cloudtrail/main",
            "pattern": pattern,
            "metricTransformation": {"name": "RareRole", "namespace": "access", "value": "1"},
        },
    )


_RECORDED: Final = _content(
    cloudWatchLogGroupName="/vouch/prod/server-sessions",
    cloudWatchEncryptionEnabled=True,
    cloudWatchStreamingEnabled=True,
    kmsKeyId="alias/vouch-prod-sessions",
    idleSessionTimeout="20",
    maxSessionDuration="60",
)
_ALARM: Final = Declared(
    type=METRIC_ALARM,
    name="alarm",
    properties={"namespace": "access", "metricName": "RareRole", "alarmActions": [_TOPIC]},
)
_PATTERN: Final = '{ ($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "*SupportAccess*") }'

RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="ssm-session-recorded",
        types=(SSM_DOCUMENT,),
        judge=_logged,
        examples=examples(
            SSM_DOCUMENT,
            good=_document(_RECORDED),
            bad=_document(_content(cloudWatchLogGroupName="", s3BucketName="", kmsKeyId="")),
            unknown=_document(UNKNOWN),
        ),
    ),
    CompletenessRule(
        id="ssm-session-preferences-present",
        types=(SSM_DOCUMENT,),
        judge=_preferences_present,
        examples=examples(
            SSM_DOCUMENT,
            good=_document(_RECORDED),
            bad=_document(_RECORDED, name="patching"),
            unknown={**_document(_RECORDED), "name": UNKNOWN},
        ),
    ),
    CompletenessRule(
        id="support-access-alarm",
        types=(LOG_METRIC_FILTER, METRIC_ALARM),
        judge=_announced,
        examples=Examples(
            good=(_filter(_PATTERN), _ALARM),
            bad=(_filter('{ $.eventName = "ConsoleLogin" }'), _ALARM),
            unknown=(_filter(UNKNOWN), _ALARM),
        ),
    ),
)
