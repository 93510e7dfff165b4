"""What an account has once is made by one stack, and can be taken over from another."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import stacks
from guardrails.graph import Resource
from guardrails.judge import judge
from guardrails.profiles import BASELINES, profile
from guardrails.rules import book
from tests.support.prod import record_settings, record_stack, settings_of
from tests.support.recording import Recorded

_LISTED: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(Path(stacks.__path__[0], "singletons.yaml"))

# Types that an account, or each of its regions, has once (sdk-survey.md); one that the program makes must be listed.
_ONCE = {
    "aws:accessanalyzer/analyzer:Analyzer",
    "aws:account/alternativeContact:AlternativeContact",
    "aws:apigateway/account:Account",
    "aws:backup/globalSettings:GlobalSettings",
    "aws:backup/regionSettings:RegionSettings",
    "aws:cfg/deliveryChannel:DeliveryChannel",
    "aws:cfg/recorder:Recorder",
    "aws:cloudwatch/logAccountPolicy:LogAccountPolicy",
    "aws:cloudtrail/trail:Trail",
    "aws:detective/graph:Graph",
    "aws:ebs/defaultKmsKey:DefaultKmsKey",
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
    "aws:ec2/allowedImagesSettings:AllowedImagesSettings",
    "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
    "aws:ec2/serialConsoleAccess:SerialConsoleAccess",
    "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions",
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    "aws:guardduty/detector:Detector",
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "aws:inspector2/enabler:Enabler",
    "aws:macie2/account:Account",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    "aws:securityhub/account:Account",
    "aws:ses/activeReceiptRuleSet:ActiveReceiptRuleSet",
    "aws:shield/subscription:Subscription",
    "aws:ssm/defaultPatchBaseline:DefaultPatchBaseline",
    "aws:ssm/serviceSetting:ServiceSetting",
}


_TRAIL = {"name": "account", "log_group_name": "aws-cloudtrail-logs"}
_SECOND = {"detection": {"guardduty": "0" * 32, "config": "managed"}, "audit": {"trail": _TRAIL}}


def _with(given: dict[str, Any], setting: str, value: object) -> dict[str, Any]:
    first, _, rest = setting.partition(".")
    return {**given, first: _with(given.get(first) or {}, rest, value) if rest else value}


def _name(singleton: dict[str, Any]) -> str:
    return str(singleton["type"].rpartition(":")[2])


def _stack(singleton: dict[str, Any]) -> str:
    return str(singleton.get("stack", "prod-full"))


@cache
def _adopted(stack: str) -> Recorded:
    """A stack in an account where somebody else makes every singleton."""
    given = settings_of(stack)
    for listed in _LISTED:
        if _stack(listed) == stack:
            given = _with(given, listed["setting"], listed["existing"])
    return record_settings(stack, given)


@pytest.fixture(params=_LISTED, ids=_name)
def singleton(request: pytest.FixtureRequest) -> dict[str, Any]:
    listed: dict[str, Any] = request.param
    return listed


def _once(resources: Iterable[Resource]) -> list[Resource]:
    """The singletons among resources. Of service-linked roles only those whose name AWS fixes are one an account."""
    return [
        each
        for each in resources
        if each.type in _ONCE
        or (each.type == "aws:ssm/document:Document" and each.properties.get("name") == "SSM-SessionManagerRunShell")
        or (each.type == "aws:iam/serviceLinkedRole:ServiceLinkedRole" and each.read("customSuffix").absent)
    ]


def test_every_singleton_that_the_program_makes_is_listed() -> None:
    stacks_that_make = {_stack(listed) for listed in _LISTED}
    made = {each.type for stack in stacks_that_make for each in _once(record_stack(stack).resources)}
    assert made == {listed["type"] for listed in _LISTED}


def test_a_managed_singleton_is_made_once_a_region() -> None:
    made = Counter(
        (each.type, each.provider, each.properties.get("alternateContactType"), each.properties.get("settingId"),
         each.properties.get("type"), each.properties.get("awsServiceName"), each.properties.get("operatingSystem"))
        for each in _once(record_stack("prod-full").resources)
    )  # fmt: skip
    assert [key for key, count in made.items() if count > 1] == []


def test_an_existing_singleton_is_not_made_again(singleton: dict[str, Any]) -> None:
    adopted = _adopted(_stack(singleton))
    assert [each.urn for each in _once(adopted.resources) if each.type == singleton["type"]] == []


def test_what_hangs_on_a_singleton_is_there_either_way(singleton: dict[str, Any]) -> None:
    adopted = _adopted(_stack(singleton))
    found = [each for each in adopted.resources if each.type.endswith(f":{singleton['component']}")]
    below = [child for component in found for child in _below(component, adopted.resources)]
    assert (below == []) == singleton.get("alone", False)


def _below(component: Resource, resources: tuple[Resource, ...]) -> list[Resource]:
    children = [each for each in resources if each.parent == component.urn]
    return [*children, *(below for child in children for below in _below(child, resources))]


def test_two_stacks_share_an_account_when_one_adopts_what_the_other_made() -> None:
    first = {each.type for each in _once(record_stack("staging").resources)}
    given = {
        **settings_of("dev"),
        "singletons": "existing",
        "detection": {"guardduty": "0" * 32},
        "audit": {"trail": _TRAIL},
    }
    second = {each.type for each in _once(record_settings("dev", given).resources)}
    assert first
    assert second == set()


def test_what_is_said_of_one_singleton_goes_before_what_is_said_of_all() -> None:
    given = {**settings_of("dev"), "singletons": "existing", **_SECOND}
    made = {each.type for each in _once(record_settings("dev", given).resources)}
    assert made == {"aws:cfg/deliveryChannel:DeliveryChannel", "aws:cfg/recorder:Recorder"}


def test_a_second_stack_keeps_its_bar_with_the_entries_that_baselines_yaml_shows() -> None:
    shown = dict(re.findall(r"#       ([a-z]+\.[a-z_]+): (vouch/dev)", BASELINES.read_text(encoding="utf-8")))
    required = profile("staging").required
    assert set(shown) <= required
    bar = replace(profile("staging"), required=required - set(shown))
    named = {"detection": {"guardduty": "0" * 32}, "audit": {"trail": _TRAIL}}
    second = record_settings("staging", {**settings_of("staging"), "singletons": "existing", **named})
    refused = [(result.info.id, result.message) for result in judge(second.graph, book(), bar) if result.refused]
    assert refused == []
    missing = {result.info.control for result in judge(second.graph, book(), profile("staging")) if result.refused}
    assert missing == set(shown)
