"""AWS Config: what counts as recorded, and which templates cover the claims."""

import json

import pytest

from guardrails.rule import Declared
from guardrails.rules.detection import types as t
from guardrails.rules.detection.config_coverage import TOPICS, identifiers
from guardrails.values import UNKNOWN, Value, read
from tests.guardrails.rules.identity.judging import FAILED, PASSED, UNDETERMINED, verdicts

ALL_TYPES, GLOBAL = "config-recorder-all-types", "config-recorder-global-types"
COVER, EVIDENCE = "config-rules-cover-claims", "audit-evidence-collected"
TEMPLATE = """
Parameters:
  Days:
    Type: String
Resources:
  # SourceIdentifier: RDS_MULTI_AZ_SUPPORT is not judged here
  Encrypted:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: encrypted
      InputParameters:
        days: !Ref Days
      Source:
        Owner: AWS
        SourceIdentifier: RDS_STORAGE_ENCRYPTED
  Own:
    Type: AWS::Config::ConfigRule
    Properties:
      Source:
        Owner: CUSTOM_LAMBDA
        SourceIdentifier: arn:aws:lambda:eu-west-1:123456789012:function:own
"""


def recorder(name: str = "main", **group: Value) -> Declared:
    return Declared(type=t.RECORDER, name=name, properties={"recordingGroup": group} if group else {})


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ({"allSupported": True}, PASSED),
        # Without a group AWS records every type.
        ({}, PASSED),
        ({"allSupported": False}, FAILED),
        (
            {
                "allSupported": False,
                "recordingStrategies": [{"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}],
                "exclusionByResourceTypes": [{"resourceTypes": ["AWS::EC2::NetworkInterface"]}],
            },
            PASSED,
        ),
        ({"allSupported": False, "recordingStrategies": [{"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}]}, FAILED),
        ({"allSupported": False, "recordingStrategies": [{"useOnly": "INCLUSION_BY_RESOURCE_TYPES"}]}, FAILED),
        ({"allSupported": False, "recordingStrategies": UNKNOWN}, UNDETERMINED),
    ],
)
def test_every_type_is_recorded_but_for_those_left_out_by_name(group: dict[str, Value], expected: object) -> None:
    assert verdicts(ALL_TYPES, recorder(**group)) == expected


def test_one_recorder_of_several_records_iam() -> None:
    home = recorder("home", allSupported=True, includeGlobalResourceTypes=True)
    assert verdicts(GLOBAL, recorder(allSupported=True, includeGlobalResourceTypes=False), home) == PASSED
    assert verdicts(GLOBAL, recorder(allSupported=True, includeGlobalResourceTypes=False)) == FAILED


def test_a_template_is_read_as_a_document_with_its_tags_and_comments() -> None:
    assert list(identifiers(read("templateBody", TEMPLATE))) == ["RDS_STORAGE_ENCRYPTED"]
    assert list(identifiers(read("templateBody", "a: [b"))) == []
    assert list(identifiers(read("templateBody", "just text"))) == []


def pack(**properties: Value) -> Declared:
    return Declared(type=t.CONFORMANCE_PACK, name="pack", properties=properties)


def rule(identifier: Value, owner: str = "AWS") -> Declared:
    properties = {"source": {"owner": owner, "sourceIdentifier": identifier}}
    return Declared(type=t.CONFIG_RULE, name=str(identifier), properties=properties)


EVERY = tuple(rule(named[-1]) for named in TOPICS.values())


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        (EVERY, PASSED),
        (EVERY[1:], FAILED),
        ((*EVERY[1:], rule(UNKNOWN)), UNDETERMINED),
        ((*EVERY[1:], rule("RDS_STORAGE_ENCRYPTED", "CUSTOM_LAMBDA")), FAILED),
        ((*EVERY[1:], pack(templateBody=TEMPLATE)), PASSED),
        ((*EVERY[1:], pack(templateS3Uri="s3://packs/pack.yaml")), UNDETERMINED),
        ((), FAILED),
    ],
)
def test_rules_and_packs_together_cover_the_claims(stack: tuple[Declared, ...], expected: object) -> None:
    assert verdicts(COVER, *stack, of=None) == expected


def assessment(**properties: Value) -> Declared:
    return Declared(type=t.AUDIT_ASSESSMENT, name="assessment", properties=properties)


def test_evidence_comes_from_packs_and_a_standard_or_from_a_whole_assessment() -> None:
    benchmark = "arn:aws:securityhub:eu-west-1::standards/cis-aws-foundations-benchmark/v/5.0.0"
    standard = Declared(type=t.HUB_STANDARD, name="standard", properties={"standardsArn": benchmark})
    tagging = "arn:aws:securityhub:eu-west-1::standards/aws-resource-tagging-standard/v/1.0.0"
    of_tags = Declared(type=t.HUB_STANDARD, name="standard", properties={"standardsArn": tagging})
    whole = assessment(
        roles=[{"roleArn": "arn", "roleType": "PROCESS_OWNER"}],
        scope={"awsAccounts": [{"id": "123456789012"}]},
        assessmentReportsDestination={"destination": "s3://reports", "destinationType": "S3"},
    )
    assert verdicts(EVIDENCE, pack(templateBody=TEMPLATE), standard, of=None) == PASSED
    assert verdicts(EVIDENCE, pack(templateS3Uri="s3://packs/pack.yaml"), standard, of=None) == PASSED
    assert verdicts(EVIDENCE, pack(templateBody=json.dumps({})), standard, of=None) == FAILED
    assert verdicts(EVIDENCE, pack(templateBody=TEMPLATE), of_tags, of=None) == FAILED
    assert verdicts(EVIDENCE, pack(templateBody=UNKNOWN), standard, of=None) == UNDETERMINED
    assert verdicts(EVIDENCE, standard, of=None) == FAILED
    assert verdicts(EVIDENCE, whole, of=None) == PASSED
    assert verdicts(EVIDENCE, assessment(roles=[{}]), of=None) == FAILED * 2
