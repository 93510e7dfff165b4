"""The registry: tags that stay, images that are scanned, and nobody from elsewhere."""

import json
from typing import Any

import pytest

from components.compute.registry import Registry, RegistryArgs, RegistryScanning, RegistryScanningArgs
from tests.components.data.building import ACCOUNT, KEY_ARN, PLACEMENT, statements
from tests.support.recording import Recorded, record


def build(**changes: Any) -> Recorded:
    given: dict[str, Any] = {"placement": PLACEMENT, "role": "web", "key_arn": KEY_ARN}
    args = RegistryArgs(**(given | changes))
    return record(lambda: Registry("images", args))


def test_the_repository_is_immutable_scanned_and_under_the_customer_key() -> None:
    repository = build().one("aws:ecr/repository:Repository")
    assert repository.options.protect
    assert repository.properties == {
        "name": "vouch-prod-web",
        "imageTagMutability": "IMMUTABLE",
        "imageScanningConfiguration": {"scanOnPush": True},
        "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": KEY_ARN}],
        "forceDelete": False,
    }


def test_other_accounts_are_refused_whatever_their_own_policies_say() -> None:
    assert statements(build().one("aws:ecr/repositoryPolicy:RepositoryPolicy")) == [
        {
            "Sid": "DenyOtherAccounts",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "ecr:*",
            "Condition": {
                "StringNotEquals": {"aws:PrincipalAccount": ACCOUNT},
                "Bool": {"aws:PrincipalIsAWSService": "false"},
            },
        }
    ]


def test_untagged_images_go_after_two_weeks_and_the_newest_stay() -> None:
    policy = build(kept_images=100).one("aws:ecr/lifecyclePolicy:LifecyclePolicy").properties["policy"]
    assert [(rule["rulePriority"], rule["selection"], rule["action"]) for rule in json.loads(policy)["rules"]] == [
        (
            1,
            {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14},
            {"type": "expire"},
        ),
        (2, {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 100}, {"type": "expire"}),
    ]


def test_the_arn_is_known_before_the_repository_exists() -> None:
    made: list[Registry] = []
    args = RegistryArgs(placement=PLACEMENT, role="web", key_arn=KEY_ARN)
    record(lambda: made.append(Registry("images", args)))
    assert made[0].arn == f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/vouch-prod-web"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"role": "Web"}, "role 'Web'"),
        ({"kept_images": 5}, "kept_images is 5"),
        ({"disposable": True}, "disposable is true while protect is true"),
    ],
)
def test_arguments_that_would_lose_images_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(**changes)


def test_every_image_of_the_registry_is_scanned_again_and_again() -> None:
    recorded = record(lambda: RegistryScanning("scanning", RegistryScanningArgs()))
    assert recorded.one("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration").properties == {
        "scanType": "ENHANCED",
        "rules": [
            {
                "scanFrequency": "CONTINUOUS_SCAN",
                "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}],
            }
        ],
    }


def test_a_registry_is_not_scanned_for_nothing() -> None:
    with pytest.raises(ValueError, match="repositories is empty"):
        RegistryScanningArgs(repositories=())
