"""Threat detection: one GuardDuty detector a region, its findings kept and told to people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import guardduty

from components.base import Component
from components.detection.alerts import FindingAlerts, FindingAlertsArgs
from components.detection.relay import FindingsRelay, FindingsRelayArgs
from components.placement import Placement

FEATURES: tuple[str, ...] = (
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "LAMBDA_NETWORK_LOGS",
    "RUNTIME_MONITORING",
)
"""Features of control det.guardduty. EKS_RUNTIME_MONITORING is left out: RUNTIME_MONITORING excludes and covers it."""

AGENTS: tuple[str, ...] = ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT")
"""Where GuardDuty itself installs and updates the agents of RUNTIME_MONITORING."""


@dataclass(frozen=True, kw_only=True)
class FindingsExport:
    """Where findings are kept beyond GuardDuty's 90 days; ``ready`` is what the bucket needs first (its policy).

    The bucket may be in another region than the detector, its key must be in the bucket's; neither in a region that
    the account had to opt in to. Both their policies must name the detector's region.
    """

    bucket_arn: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    ready: tuple[pulumi.Resource, ...]


@dataclass(frozen=True, kw_only=True)
class ManagedDetector:
    """This stack owns the region's only detector, with every feature, and exports its findings."""

    export: FindingsExport


@dataclass(frozen=True, kw_only=True)
class ExistingDetector:
    """Another stack, or the organization, owns the detector: its id, 32 hexadecimal digits; else ValueError."""

    detector_id: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{32}", self.detector_id):
            raise ValueError(
                f"detector_id is {self.detector_id!r}, not 32 hexadecimal digits: copy it from GuardDuty's settings"
            )


@dataclass(frozen=True, kw_only=True)
class GuardDutyArgs:
    """What threat detection needs and may vary in.

    Findings are either told here or sent to another region, ``home``: exactly one of it and ``alert_key_arn`` is
    given, else ValueError. ``alert_key_arn`` is a customer key that events.amazonaws.com may use. ``alert_severity``
    is the lowest severity that people are told of, 1 (low) to 7 (high), else ValueError; all findings are exported.
    """

    placement: Placement
    detector: ManagedDetector | ExistingDetector
    alert_key_arn: pulumi.Input[str] | None = None
    home: str | None = None
    alert_severity: int = 4
    subscribers: Mapping[str, str] = field(default_factory=dict)
    protect: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.alert_severity <= 7:
            raise ValueError(
                f"alert_severity is {self.alert_severity}, high findings begin at 7: give 1 to 7, lest they go unseen"
            )
        if (self.alert_key_arn is None) == (self.home is None):
            raise ValueError(
                "alert_key_arn and home are both given or both missing, so findings are told twice or to nobody: "
                "give alert_key_arn in the home region, home in any other"
            )


class GuardDuty(Component):
    """Amazon GuardDuty in one region, and the alerts that tell people of its findings.

    Managed, it produces the detector (updates every fifteen minutes), every feature, and the export to the archive;
    existing, none of these. Both ways it produces ``alerts``, or ``relay`` where findings are told in another region,
    and the outputs are the same. Features stay on when they leave the stack: AWS has no destroy for them.

    Claims OB-12, CF-02, CF-03, OC-07, OC-20, OC-21, BZ-16, BZ-17 (det.guardduty).
    """

    area = "detection"
    provides = ("det.guardduty",)

    detector_id: pulumi.Output[str]
    alerts: FindingAlerts | None
    relay: FindingsRelay | None

    def __init__(self, name: str, args: GuardDutyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        if isinstance(args.detector, ExistingDetector):
            self.detector_id = pulumi.Output.from_input(args.detector.detector_id)
        else:
            self.detector_id = self._detector(args.detector.export, protect=args.protect)
        self.alerts = self.relay = None
        if args.alert_key_arn is not None:
            self.alerts = self._alerts(args, args.alert_key_arn)
        elif args.home is not None:
            self.relay = FindingsRelay(
                self.child("relay"),
                FindingsRelayArgs(placement=args.placement, home=args.home),
                opts=self.inside(),
            )
        topic = self.alerts.topic_arn if self.alerts else None
        self.register_outputs({"detector_id": self.detector_id, "topic_arn": topic})

    def _alerts(self, args: GuardDutyArgs, key_arn: pulumi.Input[str]) -> FindingAlerts:
        return FindingAlerts(
            self.child("alerts"),
            FindingAlertsArgs(
                placement=args.placement,
                role="guardduty-findings",
                pattern={
                    "source": ["aws.guardduty"],
                    "detail-type": ["GuardDuty Finding"],
                    "detail": {"severity": [{"numeric": [">=", args.alert_severity]}]},
                },
                key_arn=key_arn,
                subscribers=args.subscribers,
            ),
            opts=self.inside(),
        )

    def _detector(self, export: FindingsExport, *, protect: bool) -> pulumi.Output[str]:
        detector = guardduty.Detector(
            self.child("detector"),
            enable=True,
            finding_publishing_frequency="FIFTEEN_MINUTES",
            opts=self.inside(protect=protect),
        )
        for feature in FEATURES:
            guardduty.DetectorFeature(
                self.child("feature", feature.lower().replace("_", "-")),
                detector_id=detector.id,
                name=feature,
                status="ENABLED",
                additional_configurations=_agents() if feature == "RUNTIME_MONITORING" else None,
                opts=self.inside(),
            )
        guardduty.PublishingDestination(
            self.child("export"),
            detector_id=detector.id,
            destination_type="S3",
            destination_arn=export.bucket_arn,
            kms_key_arn=export.key_arn,
            opts=self.inside(depends_on=list(export.ready)),
        )
        return detector.id


def _agents() -> list[guardduty.DetectorFeatureAdditionalConfigurationArgs]:
    return [guardduty.DetectorFeatureAdditionalConfigurationArgs(name=agent, status="ENABLED") for agent in AGENTS]
