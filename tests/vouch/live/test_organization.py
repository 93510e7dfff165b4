"""`vouch verify --organization`, through the command, over three accounts in two regions of moto."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from verification.accounts import Asked
from vouch.commands import verify

REGIONS = ("eu-west-1", "us-east-1")


@pytest.fixture
def accounts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        organizations = boto3.client("organizations", region_name="us-east-1")
        organizations.create_organization(FeatureSet="ALL")
        made = [
            organizations.create_account(AccountName=name, Email=f"{name}@example.com")["CreateAccountStatus"]
            for name in ("one", "two")
        ]
        yield sorted(["123456789012", *(each["AccountId"] for each in made)])


def _run(asked: Asked, output: Path) -> dict[str, object]:
    verify.run(
        verify.Request(
            asked=asked, controls=("rest.msgs",), format="json", output=output, evidence=output.parent / "evidence"
        )
    )
    (run,) = json.loads(output.read_text(encoding="utf-8"))["runs"]
    found: dict[str, object] = run
    return found


def test_every_account_is_asked_in_every_region(accounts: list[str], tmp_path: Path) -> None:
    asked = Asked(role="vouch-verification", organization=True, regions=REGIONS)
    run = _run(asked, tmp_path / "report.json")
    results = run["results"]
    assert isinstance(results, list)
    assert {(each["account"], each["region"]) for each in results if each["region"]} == {
        (account, region) for account in accounts for region in REGIONS
    }
    assert not run["partial"]


def test_only_the_accounts_that_are_named_are_asked(accounts: list[str], tmp_path: Path) -> None:
    asked = Asked(role="vouch-verification", organization=True, accounts=(accounts[0],), regions=REGIONS)
    results = _run(asked, tmp_path / "report.json")["results"]
    assert isinstance(results, list)
    assert {each["account"] for each in results} == {accounts[0]}
