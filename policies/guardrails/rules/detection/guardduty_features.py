"""The detector's protection plans, each a rule of its own.

A plan is on where a ``DetectorFeature`` of the detector says so. In older programs the deprecated ``datasources`` of
the detector say it for three plans: they count here, since the protection is real, and are refused by a rule of
their own. An ``OrganizationConfigurationFeature`` speaks of member accounts, never of the detector's own.
"""

from collections.abc import Mapping
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, JudgeRelation, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.detection.types import DETECTOR, DETECTOR_FEATURE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_DATASOURCES: Final[Mapping[str, str]] = {
    "S3_DATA_EVENTS": "datasources.s3Logs.enable",
    "EKS_AUDIT_LOGS": "datasources.kubernetes.auditLogs.enable",
    "EBS_MALWARE_PROTECTION": "datasources.malwareProtection.scanEc2InstanceWithFindings.ebsVolumes.enable",
}
# It and RUNTIME_MONITORING exclude each other (control det.guardduty), so that it is rightly disabled.
_REPLACED: Final = "EKS_RUNTIME_MONITORING"


def _feature_on(feature: str) -> JudgeRelation:
    def judge(detector: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        features = graph.referrers(detector, DETECTOR_FEATURE, "detectorId")
        named = [each for each in features.resources if each.read("name").text == feature]
        statuses = [each.read("status") for each in named]
        if any(status.text == "ENABLED" for status in statuses) or _by_datasource(detector, feature) is True:
            return
        unnamed = any(each.read("name").unknown for each in features.resources)
        if any(status.unknown for status in statuses):
            yield undetermined(None, f"the status of {feature} is not known yet; it must be ENABLED")
        elif statuses:
            yield failed(None, f"the DetectorFeature {feature} is {statuses[0].shown}")
        elif _by_datasource(detector, feature) is None or unnamed or not features.resolved:
            yield undetermined(None, f"whether {feature} is enabled for this detector is not known yet")
        else:
            yield failed(None, f"no DetectorFeature enables {feature} for this detector")

    return judge


def _by_datasource(detector: Resource, feature: str) -> bool | None:
    """Whether the detector's deprecated datasources enable a plan; None where that is not known yet."""
    path = _DATASOURCES.get(feature)
    if path is None:
        return False
    reading = detector.read(path)
    return None if reading.unknown else bool(reading.truth)


def _enabled(feature: Resource, _bar: Thresholds) -> Findings:
    name, status = feature.read("name"), feature.read("status")
    if name.text == _REPLACED:
        yield not_applicable(f"{_REPLACED} gave way to RUNTIME_MONITORING")
    elif status.text == "ENABLED":
        return
    elif status.unknown or name.unknown:
        yield undetermined(status, f"status of {name.shown} is {status.shown}; it must be ENABLED")
    else:
        yield failed(status, f"status of {name.shown} is {status.shown}, it must be ENABLED")


def _stack(feature: str, status: Value, *, depends: bool = True) -> tuple[Declared, ...]:
    return (
        Declared(type=DETECTOR, name="detector", properties={"enable": True}),
        Declared(
            type=DETECTOR_FEATURE,
            name="feature",
            properties={"detectorId": UNKNOWN, "name": feature, "status": status},
            depends={"detectorId": ("detector",)} if depends else {},
        ),
    )


def _rule(id_: str, feature: str) -> RelationRule:
    return RelationRule(
        id=id_,
        types=(DETECTOR,),
        judge=_feature_on(feature),
        examples=Examples(
            good=_stack(feature, "ENABLED"),
            bad=_stack(feature, "DISABLED"),
            unknown=_stack(feature, "ENABLED", depends=False),
        ),
    )


_ID: Final = "12abc34d567e8fa901bc2d34e56789f0"

RULES: tuple[Rule, ...] = (
    _rule("guardduty-s3-protection", "S3_DATA_EVENTS"),
    _rule("guardduty-rds-protection", "RDS_LOGIN_EVENTS"),
    _rule("guardduty-lambda-protection", "LAMBDA_NETWORK_LOGS"),
    _rule("guardduty-malware-protection", "EBS_MALWARE_PROTECTION"),
    _rule("guardduty-runtime-monitoring", "RUNTIME_MONITORING"),
    _rule("guardduty-eks-audit-logs", "EKS_AUDIT_LOGS"),
    ResourceRule(
        id="guardduty-feature-enabled",
        types=(DETECTOR_FEATURE,),
        judge=_enabled,
        examples=examples(
            DETECTOR_FEATURE,
            good={"detectorId": _ID, "name": "S3_DATA_EVENTS", "status": "ENABLED"},
            bad={"detectorId": _ID, "name": "S3_DATA_EVENTS", "status": "DISABLED"},
            unknown={"detectorId": _ID, "name": "S3_DATA_EVENTS", "status": UNKNOWN},
        ),
    ),
)
