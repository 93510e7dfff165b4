"""Which accounts and regions are asked, with moto's STS and Organizations."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from verification.accounts import Asked, CannotReachError, targets
from verification.errors import CredentialsError
from verification.runner import Target

OWN = "123456789012"
ROLE = "arn:aws:iam::210987654321:role/audit/vouch-verify"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield


def _where(found: tuple[Target, ...]) -> list[tuple[str, str, bool]]:
    return [(each.account, each.region, each.home) for each in found]


@pytest.mark.usefixtures("aws")
def test_the_account_of_the_credentials_is_asked_in_each_region() -> None:
    found = targets(Asked(regions=("eu-west-1", "us-east-1")))
    assert _where(found) == [(OWN, "eu-west-1", True), (OWN, "us-east-1", False)]
    assert {each.partition for each in found} == {"aws"}
    assert found[0].reader is found[1].reader


@pytest.mark.usefixtures("aws")
def test_the_region_comes_from_the_environment_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    assert _where(targets(Asked())) == [(OWN, "eu-central-1", True)]


@pytest.mark.usefixtures("aws")
def test_a_role_is_assumed_in_its_own_account() -> None:
    (found,) = targets(Asked(role=ROLE, regions=("eu-west-1",)))
    assert found.account == "210987654321"


@pytest.mark.usefixtures("aws")
def test_a_role_is_assumed_in_every_account_that_is_named() -> None:
    found = targets(Asked(role="vouch-verify", accounts=("111111111111", "222222222222"), regions=("eu-west-1",)))
    assert [each.account for each in found] == ["111111111111", "222222222222"]
    assert found[0].reader is not found[1].reader


@pytest.mark.usefixtures("aws")
def test_an_organization_is_every_active_account_of_it() -> None:
    organizations = boto3.client("organizations", region_name="us-east-1")
    organizations.create_organization(FeatureSet="ALL")
    made = organizations.create_account(AccountName="dev", Email="dev@example.com")["CreateAccountStatus"]["AccountId"]
    found = targets(Asked(role="vouch-verify", organization=True, regions=("eu-west-1",)))
    assert {each.account for each in found} == {OWN, made}


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked(), "no region is known: give --region, --stack or AWS_REGION"),
        (Asked(regions=("eu-west-1", "nowhere")), "'nowhere' is no region of AWS: write it as eu-west-1"),
        (Asked(profile="none", regions=("eu-west-1",)), "the AWS configuration has no profile 'none'"),
        (Asked(accounts=("111111111111",), regions=("eu-west-1",)), f"the credentials are of account {OWN}, not of 1"),
        (Asked(expected="111111111111", regions=("eu-west-1",)), f"of account {OWN}, the stack is in 111111111111"),
        (Asked(role="no role!", regions=("eu-west-1",)), "--role 'no role!' is neither the ARN nor the name of a role"),
        (Asked(organization=True, regions=("eu-west-1",)), "--organization needs --role"),
    ],
)
def test_what_cannot_be_reached_is_said_in_a_sentence(asked: Asked, said: str) -> None:
    with pytest.raises(CannotReachError) as raised:
        targets(asked)
    assert said in str(raised.value)


@pytest.mark.usefixtures("aws")
def test_without_credentials_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with (
        mock_aws(config={"core": {"mock_credentials": False}}),
        pytest.raises(CredentialsError, match="there are no AWS"),
    ):
        targets(Asked(regions=("eu-west-1",)))
