"""What the settings take, and the sentence for what they refuse."""

from typing import Any

import pytest

from components.network.nat import Nat
from guardrails.thresholds import THRESHOLDS
from stacks.profiles import TABLE, Profile, defaults
from stacks.settings import Settings, SettingsError, parse

_GIVEN: dict[str, Any] = {
    "profile": "prod",
    "account_id": "123456789012",
    "region": "eu-west-1",
    "backup_region": "eu-central-1",
    "owner": "platform",
    "edge": {"domain": "app.example.com", "hosted_zone_id": "Z0123456789EXAMPLE"},
}


def _given(**changes: Any) -> dict[str, Any]:
    return {**_GIVEN, **changes}


def _refused(**changes: Any) -> str:
    with pytest.raises(SettingsError) as raised:
        parse(_given(**changes))
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_a_profile_fills_what_the_stack_file_leaves_out() -> None:
    settings = parse(_given())
    assert settings.zones == ("eu-west-1a", "eu-west-1b", "eu-west-1c")
    assert settings.network.nat is Nat.PER_AZ
    assert settings.database.multi_az is True
    assert settings.database.backup_days == 35
    assert settings.protect is True


def test_the_stack_file_goes_before_the_profile() -> None:
    settings = parse(_given(network={"nat": "regional", "firewall": "none"}))
    assert settings.network.nat is Nat.REGIONAL
    assert settings.network.zones == ("a", "b", "c")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(parse(_given()), "owner", "someone")  # noqa: B010  an assignment that mypy refuses already


def test_an_outside_fact_that_is_not_given_leaves_its_part_off() -> None:
    given = _given()
    del given["edge"]
    assert parse(given).edge.domain is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"profile": "production"}, "vouch:settings.profile is 'production': choose one of dev, staging, prod"),
        ({"colour": "red"}, "vouch:settings.colour is not a setting: remove it, or see stacks/settings.py"),
        ({"network": {"nats": "none"}}, "vouch:settings.network.nats is not a setting"),
        ({"account_id": "1234"}, "vouch:settings.account_id is '1234'"),
        ({"network": {"zones": ["a", "b"]}}, "network.zones is 2, which profile prod does not allow: name three zones"),
        ({"network": {"nat": "single"}}, "network.nat is single, which profile prod does not allow"),
        ({"network": {"zones": ["a", "a", "b"]}}, "vouch:settings.network.zones names a zone twice"),
        ({"database": {"multi_az": False}}, "database.multi_az is false, which profile prod does not allow: say true"),
        ({"database": {"backup_days": 30}}, "database.backup_days is 30, which profile prod does not allow: say 35"),
        ({"database": {"deletion_protection": False}}, "database.deletion_protection is false, which profile prod"),
        ({"protect": False}, "protect is false, which profile prod does not allow: say true"),
        ({"disposable": True}, "disposable is true while protect is true: say disposable: false, or protect: false"),
        ({"keys": {"deletion_days": 7}}, "keys.deletion_days is 7, which profile prod does not allow: say 30"),
        ({"logs": {"lock_days": 30}}, "logs.lock_days is 30, which profile prod does not allow: say 365 or more"),
        ({"detection": {"guardduty": "yes"}}, "vouch:settings.detection.guardduty is 'yes': give managed, or the 32"),
        ({"backup": {"days": 30}}, "backup.days is 30, which profile prod does not allow: say 35 or more"),
        ({"backup": {"restore_tests": "none"}}, "backup.restore_tests is none, which profile prod does not allow"),
        ({"network": {"nat": "regional"}}, "network.firewall is per_az while network.nat is regional: say nat: per_az"),
        (
            {"edge": {}, "compute": {"service": {"image": "x"}}},
            "compute.service is given without edge.domain and edge.api: nobody could reach it",
        ),
        ({"edge": {"domain": "app.example.com"}}, "app.example.com needs its TLS certificate from exactly one place"),
    ],
)
def test_what_is_wrong_is_said_with_its_key_its_value_and_the_remedy(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in _refused(**changes)


def test_a_missing_fact_is_named() -> None:
    given = _given()
    del given["owner"]
    with pytest.raises(SettingsError, match=r"^vouch:settings\.owner is missing: give it in the stack's file$"):
        parse(given)


def test_dev_is_lean() -> None:
    settings = parse(_given(profile="dev"))
    assert settings.network.nat is Nat.SINGLE
    assert settings.database.multi_az is False
    assert settings.protect is False
    assert settings.disposable is True


def test_every_row_of_the_table_is_a_setting() -> None:
    for profile in Profile:
        parse(_given(profile=profile.value))
    paths = {path.split(".")[0] for path in TABLE}
    assert paths <= Settings.model_fields.keys()


@pytest.mark.parametrize("profile", Profile)
def test_the_profiles_are_never_weaker_than_the_thresholds_that_judge_them(profile: Profile) -> None:
    bar = THRESHOLDS[profile]
    settings = parse(_given(profile=profile.value))
    assert settings.database.backup_days >= bar.backup_days
    assert len(settings.network.zones) >= bar.minimum_zones
    assert settings.database.multi_az >= bar.multi_az
    assert settings.database.deletion_protection >= bar.deletion_protection
    assert settings.logs.days >= bar.log_days
    assert settings.logs.audit_days >= bar.audit_log_days
    assert settings.logs.lock_days >= bar.archive_lock_days
    assert settings.keys.deletion_days >= bar.key_deletion_days
    assert settings.backup.days >= bar.backup_days
    assert settings.edge.requests_per_five_minutes <= bar.rate_limit


def test_a_profile_is_one_column_of_the_table() -> None:
    assert defaults(Profile.DEV)["database"]["backup_days"] == 7
    assert defaults(Profile.PROD)["database"]["backup_days"] == 35
