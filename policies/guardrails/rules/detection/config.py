"""AWS Config: recorded, everywhere and everything, delivered, gathered, and judged by rules that cover the claims.

What the rules and packs cover is in ``config_coverage``.
"""

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_customer_key, must_be_true
from guardrails.rule import (
    CompletenessRule,
    Declared,
    Examples,
    Findings,
    RelationRule,
    ResourceRule,
    Rule,
    examples,
)
from guardrails.rules.detection.regions import must_be_beside
from guardrails.rules.detection.types import (
    CONFIG_AGGREGATOR,
    DELIVERY_CHANNEL,
    RECORDER,
    RECORDER_STATUS,
    SERVICE_LINKED_ROLE,
)
from guardrails.thresholds import Thresholds
from guardrails.tokens import KMS_KEY
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_EXCLUDING = "EXCLUSION_BY_RESOURCE_TYPES"
_ROLE = "arn:aws:iam::123456789012:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
_OWN_ROLE = "arn:aws:iam::123456789012:role/config"
_LINKED = ":role/aws-service-role/config.amazonaws.com/"


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(RECORDER):
        yield failed(None, "the stack has no configuration recorder")
    if not graph.of(RECORDER_STATUS):
        yield failed(None, "the stack has no RecorderStatus, so no recorder is started")
    if not graph.of(DELIVERY_CHANNEL):
        yield failed(None, "the stack has no DeliveryChannel, so nothing that is recorded is delivered")


def _started(recorder: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    yield from must_be_beside(recorder, graph, RECORDER_STATUS)


def _delivers(recorder: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    yield from must_be_beside(recorder, graph, DELIVERY_CHANNEL)


def _excludes(recorder: Resource) -> bool | None:
    """Whether the recorder takes every type but those that it names; None where that is not known yet."""
    strategy = recorder.read("recordingGroup.recordingStrategies.useOnly")
    named = recorder.read("recordingGroup.exclusionByResourceTypes.resourceTypes")
    if strategy.unknown or (strategy.text == _EXCLUDING and named.unknown):
        return None
    return strategy.text == _EXCLUDING and bool(named.value)


def _all_types(recorder: Resource, _bar: Thresholds) -> Findings:
    everything = recorder.read("recordingGroup.allSupported").default(True)
    if everything.truth or _excludes(recorder):
        return
    if everything.unknown or _excludes(recorder) is None:
        yield undetermined(everything, f"{everything.path} is not known yet; it must be true")
    else:
        yield failed(everything, f"{everything.path} is {everything.shown}, so some types are never recorded")


def _global_types(recorder: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    recorded = graph.derived(_records_global_types)
    if recorded:
        return
    own = recorder.read("recordingGroup.includeGlobalResourceTypes")
    if recorded is None:
        yield undetermined(own, f"{own.path} of a recorder is not known yet; one of them must be true")
    else:
        yield failed(own, f"{own.path} is true for no recorder of the stack, so IAM is recorded in no region")


def _records_global_types(graph: Graph) -> bool | None:
    """Whether one recorder of the stack takes the types of no region; None where that is not known yet."""
    readings = [each.read("recordingGroup.includeGlobalResourceTypes") for each in graph.of(RECORDER)]
    if any(reading.truth for reading in readings) or any(_excludes(each) for each in graph.of(RECORDER)):
        return True
    return None if any(reading.unknown for reading in readings) else False


def _service_linked(recorder: Resource, _bar: Thresholds) -> Findings:
    role = recorder.read("roleArn")
    if role.unknown:
        yield undetermined(
            role, "roleArn is not known yet; it must be Config's service-linked role", proven_by=(SERVICE_LINKED_ROLE,)
        )
    elif role.text is None or _LINKED not in role.text:
        yield failed(role, f"roleArn is {role.shown}, not Config's service-linked role")


def _all_regions(aggregator: Resource, _bar: Thresholds) -> Findings:
    readings = [
        aggregator.read(f"{source}.allRegions")
        for source in ("accountAggregationSource", "organizationAggregationSource")
    ]
    if any(reading.truth for reading in readings):
        return
    unknown = next((reading for reading in readings if reading.unknown), None)
    if unknown is not None:
        yield undetermined(unknown, f"{unknown.path} is not known yet; it must be true")
    else:
        yield failed("accountAggregationSource", "allRegions is not true, so a region can be used unseen")


def _recorder(region: Value = None, **group: Value) -> Declared:
    properties: dict[str, Value] = {"roleArn": _ROLE, "recordingGroup": {"allSupported": True, **group}}
    return Declared(type=RECORDER, name="recorder", properties=properties | ({"region": region} if region else {}))


def _status(region: Value = None) -> Declared:
    properties: dict[str, Value] = {"name": "default", "isEnabled": True}
    return Declared(type=RECORDER_STATUS, name="status", properties=properties | ({"region": region} if region else {}))


def _channel(region: Value = None) -> Declared:
    properties: dict[str, Value] = {"s3BucketName": "config-123456789012"}
    return Declared(
        type=DELIVERY_CHANNEL, name="channel", properties=properties | ({"region": region} if region else {})
    )


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="config-recorder-present",
        types=(RECORDER, RECORDER_STATUS, DELIVERY_CHANNEL),
        judge=_present,
        examples=Examples(good=(_recorder(), _status(), _channel()), bad=(_recorder(), _channel()), unknown=None),
    ),
    RelationRule(
        id="config-recorder-has-status",
        types=(RECORDER,),
        judge=_started,
        examples=Examples(
            good=(_recorder(), _status()),
            bad=(_recorder(), _status("us-east-1")),
            unknown=(_recorder(), _status(UNKNOWN)),
        ),
    ),
    RelationRule(
        id="config-recorder-delivers",
        types=(RECORDER,),
        judge=_delivers,
        examples=Examples(
            good=(_recorder(), _channel()),
            bad=(_recorder(), _channel("us-east-1")),
            unknown=(_recorder(), _channel(UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="config-recorder-started",
        types=(RECORDER_STATUS,),
        judge=must_be_true("isEnabled"),
        examples=examples(
            RECORDER_STATUS,
            good={"name": "default", "isEnabled": True},
            bad={"name": "default", "isEnabled": False},
            unknown={"name": "default", "isEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="config-recorder-all-types",
        types=(RECORDER,),
        judge=_all_types,
        examples=examples(
            RECORDER,
            good={"roleArn": _ROLE, "recordingGroup": {"allSupported": True}},
            bad={
                "roleArn": _ROLE,
                "recordingGroup": {"allSupported": False, "resourceTypes": ["AWS::EC2::Instance"]},
            },
            unknown={"roleArn": _ROLE, "recordingGroup": {"allSupported": UNKNOWN}},
        ),
    ),
    RelationRule(
        id="config-recorder-global-types",
        types=(RECORDER,),
        judge=_global_types,
        examples=Examples(
            good=(_recorder(includeGlobalResourceTypes=True),),
            bad=(_recorder(includeGlobalResourceTypes=False),),
            unknown=(_recorder(includeGlobalResourceTypes=UNKNOWN),),
        ),
    ),
    ResourceRule(
        id="config-recorder-service-linked-role",
        types=(RECORDER,),
        judge=_service_linked,
        examples=examples(RECORDER, good={"roleArn": _ROLE}, bad={"roleArn": _OWN_ROLE}, unknown={"roleArn": UNKNOWN}),
    ),
    ResourceRule(
        id="config-channel-customer-key",
        types=(DELIVERY_CHANNEL,),
        judge=must_be_customer_key("s3KmsKeyArn", proven_by=(KMS_KEY,)),
        examples=examples(
            DELIVERY_CHANNEL,
            good={
                "s3BucketName": "config-123456789012",
                "s3KmsKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
            },
            bad={"s3BucketName": "config-123456789012"},
            unknown={"s3BucketName": "config-123456789012", "s3KmsKeyArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="config-aggregator-all-regions",
        types=(CONFIG_AGGREGATOR,),
        judge=_all_regions,
        examples=examples(
            CONFIG_AGGREGATOR,
            good={"accountAggregationSource": {"accountIds": ["123456789012"], "allRegions": True}},
            bad={"accountAggregationSource": {"accountIds": ["123456789012"], "regions": ["eu-west-1"]}},
            unknown={"accountAggregationSource": {"accountIds": ["123456789012"], "allRegions": UNKNOWN}},
        ),
    ),
)
