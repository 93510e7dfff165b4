"""AWS Config: recorded in every region, everything, delivered, gathered, and judged by rules that cover the claims."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.detection.config_coverage import TOPICS
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Found, Scope
from verification.data.calls import KEY
from verification.data.requirements import CUSTOMER_KEY, KEY_ARN, MANAGED_KEY, under_customer_key
from verification.detection.calls import (
    AGGREGATORS,
    CHANNELS,
    CONFIG_RULES,
    RECORDER_STATUS,
    RECORDERS,
)
from verification.live import Live

_EXCLUDING: Final = "EXCLUSION_BY_RESOURCE_TYPES"
_LINKED: Final = ":role/aws-service-role/config.amazonaws.com/"
_OF_SERVICES: Final = "INTERNAL"
"""Recorders that other services make for themselves (Config developer guide, "Service-linked recorders")."""
_MANAGED: Final = "AWS"


def recorders(live: Live) -> Iterator[Found]:
    """The region's recorder that the account pays for and judges by."""
    for each in live.items(RECORDERS):
        if each.get("recordingScope") != _OF_SERVICES and not each.get("servicePrincipal"):
            yield Found(each.get("arn") or live.arn("config", f"configuration-recorder/{each['name']}"), each)


def _channels(live: Live) -> Iterator[Found]:
    for each in live.items(CHANNELS):
        yield Found(live.arn("config", f"delivery-channel/{each['name']}"), each)


def _delivers(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not any(each.get("s3BucketName") for each in live.items(CHANNELS)):
        yield broken("s3BucketName", "no delivery channel of the region names a bucket, so nothing is delivered")


def _started(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    name = found.facts["name"]
    status: Facts = next((each for each in live.items(RECORDER_STATUS) if each.get("name") == name), {})
    if not status.get("recording"):
        yield broken("recording", "recording is false: nothing is recorded")
    # Pending where nothing was delivered yet since the start (Config API reference, ConfigurationRecorderStatus).
    elif str(status.get("lastStatus")).upper() == "FAILURE":
        why = status.get("lastErrorCode") or "no reason"
        yield broken("lastStatus", f"lastStatus is {status.get('lastStatus')} ({why}), it must be SUCCESS")


def _present(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    yield from _started(found, live, bar)
    yield from _delivers(found, live, bar)


def _all_types(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    group = found.facts.get("recordingGroup") or {}
    excludes = (group.get("recordingStrategy") or {}).get("useOnly") == _EXCLUDING
    named = (group.get("exclusionByResourceTypes") or {}).get("resourceTypes")
    if not group.get("allSupported") and not (excludes and named):
        yield broken(
            "recordingGroup.allSupported", "recordingGroup.allSupported is false, so some types are never seen"
        )


def _service_linked(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    role = found.facts.get("roleARN") or ""
    if _LINKED not in role:
        yield broken("roleARN", f"roleARN is {role or 'not set'}, not Config's service-linked role")


def _aggregators(live: Live) -> Iterator[Found]:
    for each in live.items(AGGREGATORS):
        yield Found(each["ConfigurationAggregatorArn"], each)


def _all_regions(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    sources = [*(found.facts.get("AccountAggregationSources") or ())]
    sources += [each] if (each := found.facts.get("OrganizationAggregationSource")) else []
    if not any(each.get("AllAwsRegions") for each in sources):
        yield broken("AllAwsRegions", "AllAwsRegions is not true, so a region can be used unseen")


def _rules(live: Live) -> Iterator[Found]:
    for each in live.items(CONFIG_RULES):
        yield Found(each["ConfigRuleArn"], each)


def _active(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    state = found.facts.get("ConfigRuleState")
    # EVALUATING is an active rule at work.
    if state not in ("ACTIVE", "EVALUATING"):
        yield broken("ConfigRuleState", f"ConfigRuleState is {state}, it must be ACTIVE")


def _rules_together(live: Live) -> Iterator[Found]:
    if rules := live.items(CONFIG_RULES):
        yield Found(live.arn("config", "config-rule/*"), {"ConfigRules": rules})


def _cover_claims(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    covered = {
        rule["Source"].get("SourceIdentifier")
        for rule in found.facts["ConfigRules"]
        if rule["Source"].get("Owner") == _MANAGED and rule.get("ConfigRuleState", "ACTIVE") != "DELETING"
    }
    for topic, identifiers in TOPICS.items():
        if covered.isdisjoint(identifiers):
            yield broken("ConfigRules", f"no rule of AWS Config judges that {topic}: one must be {identifiers[0]}")


_RECORDER: Final = {
    "arn": "arn:aws:config:eu-west-1:123456789012:configuration-recorder/default/a1b2c3d4",
    "name": "default",
    "roleARN": "arn:aws:iam::123456789012:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
    "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
}
_SOME: Final = {"recordingGroup": {"allSupported": False, "resourceTypes": ["AWS::EC2::Instance"]}}
_CHANNEL: Final = {"name": "default", "s3BucketName": "config-123456789012", "s3KmsKeyArn": KEY_ARN}
_RECORDS: Final = {"name": "default", "recording": True, "lastStatus": "SUCCESS"}
_FAILS: Final = _RECORDS | {"lastStatus": "FAILURE", "lastErrorCode": "AccessDenied"}
_HAS_CHANNEL: Final[dict[Any, Any]] = {CHANNELS: {"DeliveryChannels": [_CHANNEL]}}
_EVERYWHERE: Final = {"AccountIds": ["123456789012"], "AllAwsRegions": True}


def _recorder(**changed: Any) -> dict[Any, Any]:
    return {RECORDERS: {"ConfigurationRecorders": [_RECORDER | changed]}}


def _status(status: Any) -> dict[Any, Any]:
    return {RECORDER_STATUS: {"ConfigurationRecordersStatus": [status]}}


def _aggregator(source: Any) -> dict[Any, Any]:
    arn = "arn:aws:config:eu-west-1:123456789012:config-aggregator/config-aggregator-a1b2c3d4"
    return {
        AGGREGATORS: {
            "ConfigurationAggregators": [{"ConfigurationAggregatorArn": arn, "AccountAggregationSources": [source]}]
        }
    }


def _rule(identifier: str, state: str = "ACTIVE") -> dict[str, Any]:
    return {
        "ConfigRuleName": identifier.lower(),
        "ConfigRuleArn": f"arn:aws:config:eu-west-1:123456789012:config-rule/{identifier.lower()}",
        "ConfigRuleState": state,
        "Source": {"Owner": _MANAGED, "SourceIdentifier": identifier},
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="config-recorder-present",
        presence=True,
        everywhere=True,
        calls=(RECORDERS, RECORDER_STATUS, CHANNELS),
        finds=recorders,
        judge=_present,
        examples=Examples(
            holds=_recorder() | _status(_RECORDS) | _HAS_CHANNEL,
            broken=_recorder() | _status(_RECORDS) | {CHANNELS: {"DeliveryChannels": []}},
        ),
    ),
    Check(
        id="config-recorder-delivers",
        calls=(RECORDERS, CHANNELS),
        finds=recorders,
        judge=_delivers,
        examples=Examples(holds=_recorder() | _HAS_CHANNEL, broken=_recorder() | {CHANNELS: {"DeliveryChannels": []}}),
    ),
    Check(
        id="config-recorder-started",
        calls=(RECORDERS, RECORDER_STATUS),
        finds=recorders,
        judge=_started,
        examples=Examples(holds=_recorder() | _status(_RECORDS), broken=_recorder() | _status(_FAILS)),
    ),
    Check(
        id="config-recorder-all-types",
        calls=(RECORDERS,),
        finds=recorders,
        judge=_all_types,
        examples=Examples(holds=_recorder(), broken=_recorder(**_SOME)),
    ),
    Check(
        id="config-recorder-service-linked-role",
        calls=(RECORDERS,),
        finds=recorders,
        judge=_service_linked,
        examples=Examples(
            holds=_recorder(), broken=_recorder(roleARN="arn:aws:iam::123456789012:role/config-recorder")
        ),
    ),
    Check(
        id="config-channel-customer-key",
        calls=(CHANNELS, KEY),
        finds=_channels,
        judge=under_customer_key("s3KmsKeyArn"),
        examples=Examples(holds=_HAS_CHANNEL | {KEY: CUSTOMER_KEY}, broken=_HAS_CHANNEL | {KEY: MANAGED_KEY}),
    ),
    Check(
        id="config-aggregator-all-regions",
        calls=(AGGREGATORS,),
        finds=_aggregators,
        judge=_all_regions,
        examples=Examples(
            holds=_aggregator(_EVERYWHERE),
            broken=_aggregator({"AccountIds": ["123456789012"], "AwsRegions": ["eu-west-1"]}),
        ),
    ),
    Check(
        id="config-rules-active",
        info=RuleInfo(
            id="config-rules-active",
            control="det.config",
            title="Rules of AWS Config are active",
            severity=Severity.MEDIUM,
            fix="Finish or repeat the deletion of the rule that its state names, and declare the rule again.",
        ),
        calls=(CONFIG_RULES,),
        finds=_rules,
        judge=_active,
        examples=Examples(
            holds={CONFIG_RULES: {"ConfigRules": [_rule("VPC_FLOW_LOGS_ENABLED")]}},
            broken={CONFIG_RULES: {"ConfigRules": [_rule("VPC_FLOW_LOGS_ENABLED", "DELETING")]}},
        ),
    ),
    Check(
        id="config-rules-cover-claims",
        # At home: IAM and trails of every region are judged once.
        scope=Scope.ACCOUNT,
        calls=(CONFIG_RULES,),
        finds=_rules_together,
        judge=_cover_claims,
        examples=Examples(
            holds={CONFIG_RULES: {"ConfigRules": [_rule(identifiers[0]) for identifiers in TOPICS.values()]}},
            broken={CONFIG_RULES: {"ConfigRules": [_rule("VPC_FLOW_LOGS_ENABLED")]}},
        ),
    ),
)
