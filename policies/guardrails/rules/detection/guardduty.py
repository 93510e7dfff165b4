"""The GuardDuty detector: there, on, prompt, for every member, and heard.

Its protection plans are in ``guardduty_features``.
"""

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of, must_be_true, must_not_be_set
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
from guardrails.rules.detection.events import Match, routes
from guardrails.rules.detection.types import (
    DETECTOR,
    EVENT_RULE,
    EVENT_TARGET,
    ORGANIZATION_CONFIGURATION,
    PUBLISHING_DESTINATION,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_SOURCE = "aws.guardduty"
_FINDING = "GuardDuty Finding"
_DETECTOR = Declared(type=DETECTOR, name="detector", properties={"enable": True})


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    enabled = [detector.read("enable").default(True) for detector in graph.of(DETECTOR)]
    if any(reading.truth for reading in enabled):
        return
    if any(reading.unknown for reading in enabled):
        yield undetermined(None, "whether the stack's detector is enabled is not known yet")
    else:
        yield failed(None, "the stack has no detector" if not enabled else "the stack's detector is not enabled")


def _routed(detector: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    match routes(graph, detector, _SOURCE, _FINDING):
        case Match.NO:
            yield failed(None, f"no enabled EventRule on source {_SOURCE} has an EventTarget")
        case Match.UNKNOWN:
            yield undetermined(None, f"whether an EventRule on source {_SOURCE} has an EventTarget is not known yet")
        case Match.YES:
            return


def _exported(detector: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    destinations = graph.referrers(detector, PUBLISHING_DESTINATION, "detectorId")
    if destinations.resources:
        return
    if destinations.resolved:
        yield failed(None, "no PublishingDestination keeps the detector's findings")
    else:
        yield undetermined(None, "a PublishingDestination's detectorId is not known; it may be this detector's")


def _route(pattern: Value) -> tuple[Declared, ...]:
    return (
        _DETECTOR,
        Declared(type=EVENT_RULE, name="rule", properties={"name": "findings", "eventPattern": pattern}),
        Declared(
            type=EVENT_TARGET,
            name="target",
            properties={"rule": "findings", "arn": "arn:aws:sns:eu-west-1:123456789012:incidents"},
        ),
    )


def _destination(**depends: tuple[str, ...]) -> Declared:
    return Declared(
        type=PUBLISHING_DESTINATION,
        name="destination",
        properties={
            "detectorId": UNKNOWN,
            "destinationArn": "arn:aws:s3:::findings-123456789012",
            "kmsKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
        },
        depends=depends,
    )


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="guardduty-detector-present",
        types=(DETECTOR,),
        judge=_present,
        examples=Examples(
            good=(_DETECTOR,),
            bad=(Declared(type=DETECTOR, name="detector", properties={"enable": False}),),
            unknown=(Declared(type=DETECTOR, name="detector", properties={"enable": UNKNOWN}),),
        ),
    ),
    ResourceRule(
        id="guardduty-detector-enabled",
        types=(DETECTOR,),
        judge=must_be_true("enable", default=True),
        examples=examples(DETECTOR, good={"enable": True}, bad={"enable": False}, unknown={"enable": UNKNOWN}),
    ),
    ResourceRule(
        id="guardduty-detector-fifteen-minutes",
        types=(DETECTOR,),
        judge=must_be_one_of("findingPublishingFrequency", "FIFTEEN_MINUTES", default="SIX_HOURS"),
        examples=examples(
            DETECTOR,
            good={"findingPublishingFrequency": "FIFTEEN_MINUTES"},
            bad={"enable": True},
            unknown={"findingPublishingFrequency": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="guardduty-detector-no-datasources",
        types=(DETECTOR,),
        judge=must_not_be_set("datasources", because="where DetectorFeature resources own the protection plans"),
        examples=examples(
            DETECTOR, good={"enable": True}, bad={"datasources": {"s3Logs": {"enable": True}}}, unknown=None
        ),
    ),
    ResourceRule(
        id="guardduty-organization-members",
        types=(ORGANIZATION_CONFIGURATION,),
        judge=must_be_one_of("autoEnableOrganizationMembers", "ALL", "NEW", default="NONE"),
        examples=examples(
            ORGANIZATION_CONFIGURATION,
            good={"autoEnableOrganizationMembers": "ALL", "detectorId": "12abc34d567e8fa901bc2d34e56789f0"},
            bad={"autoEnableOrganizationMembers": "NONE", "detectorId": "12abc34d567e8fa901bc2d34e56789f0"},
            unknown={"autoEnableOrganizationMembers": UNKNOWN, "detectorId": "12abc34d567e8fa901bc2d34e56789f0"},
        ),
    ),
    RelationRule(
        id="guardduty-findings-routed",
        types=(DETECTOR,),
        judge=_routed,
        examples=Examples(
            good=_route('{"source":["aws.guardduty"],"detail-type":["GuardDuty Finding"]}'),
            bad=_route('{"source":["aws.health"]}'),
            unknown=_route(UNKNOWN),
        ),
    ),
    RelationRule(
        id="guardduty-findings-exported",
        types=(DETECTOR,),
        judge=_exported,
        examples=Examples(
            good=(_DETECTOR, _destination(detectorId=("detector",))),
            bad=(_DETECTOR,),
            unknown=(_DETECTOR, _destination()),
        ),
    ),
)
