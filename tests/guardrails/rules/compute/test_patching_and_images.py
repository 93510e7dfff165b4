"""Patching, machine images and the account's defaults: filters, own components, parameters, regions."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.compute import types as t
from guardrails.rules.network.types import VPC
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts


def approval(days: Value, *filters: tuple[str, Value], **more: Value) -> dict[str, Value]:
    return {"approveAfterDays": days, "patchFilters": [{"key": key, "values": value} for key, value in filters], **more}


GRAVE = ("SEVERITY", ["Critical", "Important"])
MODERATE = ("SEVERITY", ["Medium"])
SECURITY = ("CLASSIFICATION", ["Security"])


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([approval(7, GRAVE)], PASSED),
        ([approval(8, GRAVE)], FAILED),
        # What is less grave may wait, and a rule for all is for the grave too.
        ([approval(7, SECURITY, GRAVE), approval(30, MODERATE)], PASSED),
        ([approval(7, MODERATE), approval(30, GRAVE)], FAILED),
        ([approval(7, ("PRODUCT", ["*"]))], PASSED),
        ([approval(7, ("MSRC_SEVERITY", ["Critical"]), ("CLASSIFICATION", ["SecurityUpdates"]))], PASSED),
        ([approval(7, ("CLASSIFICATION", ["Bugfix"]))], FAILED),
        ([approval(None, GRAVE, approveUntilDate="2026-01-01")], FAILED),
        ([approval(7, ("SEVERITY", UNKNOWN))], UNDETERMINED),
        ([approval(7, ("SEVERITY", [UNKNOWN]))], UNDETERMINED),
        ([approval(30, ("SEVERITY", UNKNOWN))], FAILED),
        ([approval(7, GRAVE), approval(UNKNOWN, GRAVE)], PASSED),
        (UNKNOWN, UNDETERMINED),
        ([], FAILED),
        (None, FAILED),
    ],
)
def test_some_rule_approves_what_is_critical_in_time(rules: Value, expected: Any) -> None:
    baseline = Declared(type=t.PATCH_BASELINE, properties={"approvalRules": rules})
    assert verdicts("ssm-patch-approval-in-time", baseline) == expected


@pytest.mark.parametrize(
    ("permissions", "expected"),
    [
        (None, PASSED),
        ({"type": "Share", "accountIds": "all"}, FAILED),
        ({"type": "Share", "accountIds": "123456789012,All"}, FAILED),
        ({"type": "Share", "accountIds": "123456789012"}, PASSED),
        (UNKNOWN, UNDETERMINED),
    ],
)
def test_a_document_is_not_for_all(permissions: Value, expected: Any) -> None:
    document = Declared(type=t.SSM_DOCUMENT, properties={"documentType": "Command", "permissions": permissions})
    assert verdicts("ssm-document-not-public", document) == expected


def test_other_settings_are_not_about_documents() -> None:
    setting = Declared(
        type=t.SSM_SETTING,
        properties={"settingId": "/ssm/parameter-store/default-parameter-tier", "settingValue": "Standard"},
    )
    assert verdicts("ssm-document-sharing-blocked", setting) == NOT_APPLICABLE
    assert verdicts("ssm-document-sharing-block-present", setting, of=None) == FAILED


def task(operation: Value, document: Value = "AWS-RunPatchBaseline") -> Declared:
    parameters = [
        {"name": "RebootOption", "values": ["RebootIfNeeded"]},
        {"name": "Operation", "values": [operation]},
    ]
    return Declared(
        type=t.MAINTENANCE_TASK,
        name="install",
        properties={
            "windowId": "mw-1",
            "taskType": "RUN_COMMAND",
            "taskArn": document,
            "taskInvocationParameters": {"runCommandParameters": {"parameters": parameters}},
        },
    )


def association(operation: str, schedule: str | None) -> Declared:
    return Declared(
        type=t.SSM_ASSOCIATION,
        name="patches",
        properties={
            "name": "AWS-RunPatchBaseline",
            "parameters": {"Operation": operation},
            "scheduleExpression": schedule,
        },
    )


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (task("Install"), PASSED),
        (task("Scan"), FAILED),
        (task("Install", "AWS-UpdateSSMAgent"), FAILED),
        (task(UNKNOWN), UNDETERMINED),
        (task("Install", UNKNOWN), UNDETERMINED),
        (association("Install", "rate(1 day)"), PASSED),
        # Without a schedule it runs once.
        (association("Install", None), FAILED),
    ],
)
def test_patches_are_installed_by_a_task_or_an_association(resource: Declared, expected: Any) -> None:
    found = verdicts("ssm-patch-install-scheduled", resource, of=None)
    assert found == expected


@pytest.mark.parametrize(("operation", "expected"), [("Scan", PASSED), ("Install", PASSED), ("None", FAILED)])
def test_an_installation_is_a_search_too(operation: str, expected: Any) -> None:
    assert verdicts("ssm-patch-scan-scheduled", association(operation, "rate(1 day)"), of=None) == expected


def recipe(*components: Value, **more: Value) -> Declared:
    given = [{"componentArn": each} for each in components]
    return Declared(type=t.IMAGE_RECIPE, properties={"version": "1.0.0", "components": given, **more})


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        ("arn:aws:imagebuilder:eu-west-1:aws:component/stig-build-linux/x.x.x", PASSED),
        ("arn:aws:imagebuilder:eu-west-1:aws-marketplace:component/cis-level-1/1.0.0/1", PASSED),
        ("arn:aws:imagebuilder:eu-west-1:123456789012:component/hardening/1.0.0", PASSED),
        ("arn:aws:imagebuilder:eu-west-1:123456789012:component/disable-cisco/1.0.0", FAILED),
    ],
)
def test_a_component_that_hardens_is_known_by_its_name(component: str, expected: Any) -> None:
    assert verdicts("imagebuilder-recipe-hardened", recipe(component)) == expected


@pytest.mark.parametrize(("name", "expected"), [("cis-baseline", PASSED), ("editors", UNDETERMINED)])
def test_a_component_of_the_stack_is_known_by_its_own_name(name: str, expected: Any) -> None:
    own = Declared(type=t.IMAGE_COMPONENT, name="own", properties={"name": name})
    wired = Declared(
        type=t.IMAGE_RECIPE,
        properties={"version": "1.0.0", "components": [{"componentArn": UNKNOWN}]},
        depends={"components": ("own",)},
    )
    assert verdicts("imagebuilder-recipe-hardened", own, wired) == expected


@pytest.mark.parametrize(
    ("mappings", "expected"),
    [
        (None, FAILED),
        ([{"ebs": {"encrypted": "true"}}, {"ebs": {"volumeSize": 8}}], FAILED),
        ([{"ebs": {"encrypted": "true"}}, {"deviceName": "b", "virtualName": "ephemeral0"}], PASSED),
        ([{"ebs": {"encrypted": True}}, {"deviceName": "b", "noDevice": True}], PASSED),
        (UNKNOWN, UNDETERMINED),
    ],
)
def test_every_volume_of_an_image_is_encrypted(mappings: Value, expected: Any) -> None:
    assert verdicts("imagebuilder-recipe-encrypted", recipe(blockDeviceMappings=mappings)) == expected


def template(image: Value, **depends: tuple[str, ...]) -> Declared:
    return Declared(type=t.LAUNCH_TEMPLATE, name="servers", properties={"imageId": image}, depends=depends)


PUBLISHED = Declared(
    type=t.IMAGE_DISTRIBUTION,
    name="distribution",
    properties={
        "distributions": [
            {"region": "eu-west-1", "ssmParameterConfigurations": [{"parameterName": "/images/hardened"}]}
        ]
    },
)


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((template("resolve:ssm:/images/hardened"), PUBLISHED), PASSED),
        ((template("resolve:ssm:/images/hardened:3"), PUBLISHED), PASSED),
        ((template("resolve:ssm:/images/hardened"),), FAILED),
        ((template("resolve:ssm:/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id"),), PASSED),
        ((template("resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"),), FAILED),
        ((template(UNKNOWN, imageId=("built",)), Declared(type=t.IMAGE, name="built", properties={})), PASSED),
        ((template(UNKNOWN),), UNDETERMINED),
        ((Declared(type=t.INSTANCE, properties={"ami": "ami-0123456789abcdef0"}),), FAILED),
        ((Declared(type=t.INSTANCE, properties={"launchTemplate": {"id": "lt-1"}}),), PASSED),
        ((), PASSED),
    ],
)
def test_servers_start_from_what_a_recipe_made(stack: tuple[Declared, ...], expected: Any) -> None:
    assert verdicts("server-image-from-recipe", *stack, of=None) == expected


def default(type_: str, region: Value, name: str = "default", **given: Value) -> Declared:
    return Declared(type=type_, name=name, properties={**given, "region": region})


def network(region: str) -> Declared:
    return Declared(type=VPC, name=region, properties={"cidrBlock": "10.0.0.0/16", "region": region})


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((default(t.ENCRYPTION_BY_DEFAULT, "eu-west-1"),), PASSED),
        ((), FAILED),
        ((default(t.ENCRYPTION_BY_DEFAULT, "eu-west-1"), network("eu-west-1"), network("eu-central-1")), FAILED),
        (
            (
                default(t.ENCRYPTION_BY_DEFAULT, "eu-west-1"),
                default(t.ENCRYPTION_BY_DEFAULT, UNKNOWN, "other"),
                network("eu-central-1"),
            ),
            UNDETERMINED,
        ),
    ],
)
def test_the_defaults_are_in_every_region_that_servers_can_be_in(stack: tuple[Declared, ...], expected: Any) -> None:
    assert verdicts("ebs-encryption-by-default-present", *stack, of=None) == expected


def test_a_serial_console_that_says_nothing_is_open() -> None:
    assert verdicts("ec2-serial-console-off", Declared(type=t.SERIAL_CONSOLE)) == FAILED


def test_the_key_of_another_region_encrypts_nothing_here() -> None:
    encryption = default(t.ENCRYPTION_BY_DEFAULT, "eu-west-1", "main")
    elsewhere = default(t.DEFAULT_VOLUME_KEY, "eu-central-1", "key", keyArn="arn")
    assert verdicts("ebs-default-customer-key", encryption, elsewhere) == FAILED
