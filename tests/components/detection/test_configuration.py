"""AWS Config: everything recorded, delivered and started in AWS's order; packs that judge it."""

from typing import Any

import pulumi
import pytest
from ruamel.yaml import YAML

from components.detection.configuration import (
    ConfigDelivery,
    ConfigurationRecorder,
    ConfigurationRecorderArgs,
    ExistingRecorder,
    ManagedRecorder,
    RecordingFrequency,
)
from components.detection.packs import ACCESS, ENCRYPTION, PACKS, ManagedRule, Pack, packs_of
from components.ownership import Ownership
from guardrails.rules.detection.config_coverage import TOPICS
from guardrails.values import UNKNOWN
from tests.components.detection.building import ELSEWHERE, KEY, PLACEMENT, earlier, properties
from tests.support.recording import Recorded, record

BUCKET = "vouch-prod-123456789012-eu-west-1-config"
ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole"
RECORDER = "aws:cfg/recorder:Recorder"
CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel"
STATUS = "aws:cfg/recorderStatus:RecorderStatus"
RETENTION = "aws:cfg/retentionConfiguration:RetentionConfiguration"
AGGREGATOR = "aws:cfg/configurationAggregator:ConfigurationAggregator"
PACK = "aws:cfg/conformancePack:ConformancePack"
SMALL = Pack(name="small", rules=(ManagedRule(identifier="RDS_STORAGE_ENCRYPTED"),))


def managed(*ready: pulumi.Resource, **changes: Any) -> ManagedRecorder:
    given: dict[str, Any] = {
        "delivery": ConfigDelivery(bucket=BUCKET, key_arn=KEY, ready=ready),
        "home": True,
        "role": Ownership.MANAGED,
    }
    return ManagedRecorder(**(given | changes))


def build(recorder: ManagedRecorder | ExistingRecorder | None = None, **changes: Any) -> Recorded:
    given: dict[str, Any] = {"placement": PLACEMENT, "recorder": recorder or managed(), "packs": (SMALL,)}
    return record(lambda: ConfigurationRecorder("config", ConfigurationRecorderArgs(**(given | changes))))


def test_every_supported_type_is_recorded_at_every_change_by_the_service_linked_role() -> None:
    recorder = build().one(RECORDER, "config-recorder")
    assert properties(recorder) == {
        "name": "default",
        "roleArn": "arn:aws:iam::123456789012:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
        "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        "recordingMode": {"recordingFrequency": "CONTINUOUS"},
    }
    assert recorder.options.protect is True


def test_another_region_leaves_iam_and_the_overview_to_the_home_region() -> None:
    recorded = build(managed(home=False, role=Ownership.EXISTING), placement=ELSEWHERE)
    assert recorded.one(RECORDER).properties["recordingGroup"] == {
        "allSupported": True,
        "includeGlobalResourceTypes": False,
    }
    assert recorded.all(AGGREGATOR) == ()
    assert recorded.all(ROLE) == ()


def test_a_lean_stack_records_once_a_day() -> None:
    recorded = build(managed(frequency=RecordingFrequency.DAILY, protect=False))
    assert recorded.one(RECORDER).properties["recordingMode"] == {"recordingFrequency": "DAILY"}
    assert recorded.one(RECORDER).options.protect is False


def test_the_record_goes_to_the_archive_under_its_key_with_a_snapshot_a_day() -> None:
    assert properties(build().one(CHANNEL, "config-channel")) == {
        "name": "default",
        "s3BucketName": BUCKET,
        "s3KmsKeyArn": KEY,
        "snapshotDeliveryProperties": {"deliveryFrequency": "TwentyFour_Hours"},
    }


def test_config_keeps_its_own_record_for_seven_years() -> None:
    assert properties(build().one(RETENTION)) == {"retentionPeriodInDays": 2557}


def test_an_aggregator_at_home_sees_every_region_of_the_account() -> None:
    assert properties(build().one(AGGREGATOR)) == {
        "name": "vouch-prod-all-regions",
        "accountAggregationSource": {"accountIds": ["123456789012"], "allRegions": True},
    }


def test_role_recorder_channel_status_and_packs_come_in_the_order_that_aws_wants() -> None:
    def program() -> None:
        ConfigurationRecorder(
            "config",
            ConfigurationRecorderArgs(placement=PLACEMENT, recorder=managed(earlier()), packs=(SMALL,)),
        )

    recorded = record(program)
    role, recorder, channel, status = (recorded.one(each) for each in (ROLE, RECORDER, CHANNEL, STATUS))
    assert properties(role) == {"awsServiceName": "config.amazonaws.com"}
    assert role.urn in recorder.dependencies
    assert {recorder.urn, recorded.one("aws:wafv2/ipSet:IpSet").urn} <= set(channel.dependencies)
    assert channel.urn in status.dependencies
    assert properties(status) == {"name": "default", "isEnabled": True}
    assert status.urn in recorded.one(PACK).dependencies


def test_another_regions_recorder_waits_for_the_home_regions_role() -> None:
    def program() -> None:
        given = managed(home=False, role=Ownership.EXISTING, role_ready=(earlier("role"),))
        ConfigurationRecorder(
            "config", ConfigurationRecorderArgs(placement=ELSEWHERE, recorder=given, packs=packs_of(home=False))
        )

    recorded = record(program)
    assert recorded.one("aws:wafv2/ipSet:IpSet").urn in recorded.one(RECORDER).dependencies


def test_an_existing_recorder_is_left_alone_and_judged_all_the_same() -> None:
    recorded = build(ExistingRecorder())
    assert [recorded.all(each) for each in (ROLE, RECORDER, CHANNEL, STATUS, RETENTION, AGGREGATOR)] == [()] * 6
    assert recorded.one(PACK).name == "config-pack-small"


def test_a_pack_is_a_template_of_managed_rules() -> None:
    pack = build(packs=(Pack(name="small", rules=ACCESS.rules[:2]),)).one(PACK)
    assert pack.properties["name"] == "vouch-prod-small"
    assert pack.properties["templateBody"] != UNKNOWN
    resources = YAML(typ="safe", pure=True).load(str(pack.properties["templateBody"]))["Resources"]
    assert resources["AccessKeysRotated"] == {
        "Type": "AWS::Config::ConfigRule",
        "Properties": {
            "ConfigRuleName": "access-keys-rotated",
            "Source": {"Owner": "AWS", "SourceIdentifier": "ACCESS_KEYS_ROTATED"},
            "InputParameters": {"maxAccessKeyAge": "90"},
        },
    }
    assert resources["IamPasswordPolicy"]["Properties"]["InputParameters"]["MinimumPasswordLength"] == "14"


def test_the_packs_together_cover_every_topic_that_the_pack_of_rules_asks_for() -> None:
    identifiers = {rule.identifier for pack in PACKS for rule in pack.rules}
    assert [topic for topic, rules in TOPICS.items() if not identifiers & set(rules)] == []


def test_iam_is_judged_at_home_only() -> None:
    assert packs_of(home=True) == PACKS
    assert [pack.name for pack in packs_of(home=False)] == ["encryption", "exposure", "resilience", "evidence"]


def test_a_pack_fits_into_what_aws_config_takes() -> None:
    assert max(len(pack.template) for pack in PACKS) < 51_200


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: managed(retention_days=29),
            "retention_days is 29, AWS Config keeps 30 to 2557 days: choose within",
        ),
        (
            lambda: managed(home=False),
            (
                "role is managed outside the home region, but AWS makes the service-linked role once for all regions: "
                "say existing, and hand the home region's role in role_ready"
            ),
        ),
        (
            lambda: ManagedRule(identifier="rds-storage-encrypted"),
            (
                "identifier is 'rds-storage-encrypted': write the managed rule's identifier in capitals, such as "
                "RDS_STORAGE_ENCRYPTED"
            ),
        ),
        (
            lambda: Pack(name="Small", rules=ENCRYPTION.rules),
            "name is 'Small': write a pack's name in small letters, digits and hyphens",
        ),
        (
            lambda: Pack(name="small", rules=()),
            "rules of the pack 'small' are none or name one twice: name each rule once",
        ),
    ],
)
def test_what_aws_would_refuse_is_refused_earlier(make: Any, message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        make()
    assert str(refusal.value) == message
