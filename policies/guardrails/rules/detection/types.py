"""Type tokens of GuardDuty, and of what carries its findings."""

from typing import Final

from guardrails import tokens

DETECTOR: Final = "aws:guardduty/detector:Detector"
DETECTOR_FEATURE: Final = "aws:guardduty/detectorFeature:DetectorFeature"
ORGANIZATION_CONFIGURATION: Final = "aws:guardduty/organizationConfiguration:OrganizationConfiguration"
PUBLISHING_DESTINATION: Final = "aws:guardduty/publishingDestination:PublishingDestination"
EVENT_RULE: Final = tokens.EVENT_RULE
EVENT_TARGET: Final = "aws:cloudwatch/eventTarget:EventTarget"
