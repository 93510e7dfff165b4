"""What an account has once is made by one stack, and can be taken over from another."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import stacks
from guardrails.graph import Resource
from tests.support.prod import record_settings, record_stack, settings_of

_LISTED: list[dict[str, str]] = YAML(typ="safe", pure=True).load(Path(stacks.__path__[0], "singletons.yaml"))

# Types that an account and region has once (sdk-survey.md); one that the program makes must be in the list.
_ONCE = {
    "aws:guardduty/detector:Detector",
    "aws:cfg/recorder:Recorder",
    "aws:cfg/deliveryChannel:DeliveryChannel",
    "aws:securityhub/account:Account",
    "aws:macie2/account:Account",
    "aws:inspector2/enabler:Enabler",
    "aws:detective/graph:Graph",
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
    "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
    "aws:ec2/serialConsoleAccess:SerialConsoleAccess",
    "aws:shield/subscription:Subscription",
}


def _adopted(singleton: dict[str, str]) -> dict[str, Any]:
    section, key = singleton["setting"].split(".")
    given = settings_of("prod")
    return {**given, section: {**given.get(section, {}), key: singleton["existing"]}}


@pytest.fixture(params=_LISTED, ids=lambda singleton: singleton["component"])
def singleton(request: pytest.FixtureRequest) -> dict[str, str]:
    listed: dict[str, str] = request.param
    return listed


def test_every_singleton_that_the_program_makes_is_listed() -> None:
    made = {each.type for each in record_stack("prod").resources} & _ONCE
    assert made == {listed["type"] for listed in _LISTED}


def test_a_managed_singleton_is_made_once(singleton: dict[str, str]) -> None:
    assert len(record_stack("prod").all(singleton["type"])) == 1


def test_an_existing_singleton_is_not_made_again(singleton: dict[str, str]) -> None:
    assert record_settings("prod", _adopted(singleton)).all(singleton["type"]) == ()


def test_what_hangs_on_a_singleton_is_there_either_way(singleton: dict[str, str]) -> None:
    adopted = record_settings("prod", _adopted(singleton))
    component = next(each for each in adopted.resources if each.type.endswith(f":{singleton['component']}"))
    assert _below(component, adopted.resources) != []


def _below(component: Resource, resources: tuple[Resource, ...]) -> list[Resource]:
    children = [each for each in resources if each.parent == component.urn]
    return [*children, *(below for child in children for below in _below(child, resources))]


def test_two_stacks_share_an_account_when_one_adopts_what_the_other_made() -> None:
    first = {each.type for each in record_stack("staging").resources} & _ONCE
    given = settings_of("dev")
    for listed in _LISTED:
        section, key = listed["setting"].split(".")
        given = {**given, section: {**given.get(section, {}), key: listed["existing"]}}
    second = {each.type for each in record_settings("dev", given).resources} & _ONCE
    assert first & second == set()
