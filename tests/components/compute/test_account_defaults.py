"""What an account does by default: hard in every part that is managed, untouched where it exists."""

from typing import Any

import pytest

from components.compute.account_defaults import AccountDefaults, AccountDefaultsArgs, AllowedImages, InternetBlock
from components.ownership import Ownership
from tests.components.data.building import ACCOUNT, KEY_ARN, PLACEMENT, depends_on
from tests.support.recording import Recorded, record

BUCKETS = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
MANAGED = {
    "public_buckets": {BUCKETS},
    "volume_encryption": {
        "aws:ebs/defaultKmsKey:DefaultKmsKey",
        "aws:ebs/encryptionByDefault:EncryptionByDefault",
    },
    "snapshot_sharing": {"aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess"},
    "image_sharing": {"aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess"},
    "instance_metadata": {"aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"},
    "serial_console": {"aws:ec2/serialConsoleAccess:SerialConsoleAccess"},
    "document_sharing": {"aws:ssm/serviceSetting:ServiceSetting"},
}


def build(**changes: Any) -> Recorded:
    given: dict[str, Any] = {"placement": PLACEMENT, "volume_key_arn": KEY_ARN}
    args = AccountDefaultsArgs(**(given | changes))
    return record(lambda: AccountDefaults("defaults", args))


def made(recorded: Recorded) -> set[str]:
    return {each.type for each in recorded.resources if is_aws(each.type)}


def is_aws(type_: str) -> bool:
    return type_.startswith("aws:")


def test_the_account_is_hard_in_every_part() -> None:
    found = {each.type.rpartition(":")[2]: each.properties for each in build().resources if is_aws(each.type)}
    assert found == {
        "AccountPublicAccessBlock": {
            "accountId": ACCOUNT,
            "blockPublicAcls": True,
            "blockPublicPolicy": True,
            "ignorePublicAcls": True,
            "restrictPublicBuckets": True,
        },
        "DefaultKmsKey": {"keyArn": KEY_ARN},
        "EncryptionByDefault": {"enabled": True},
        "SnapshotBlockPublicAccess": {"state": "block-all-sharing"},
        "ImageBlockPublicAccess": {"state": "block-new-sharing"},
        "ServiceSetting": {
            "settingId": (
                f"arn:aws:ssm:eu-west-1:{ACCOUNT}:servicesetting/ssm/documents/console/public-sharing-permission"
            ),
            "settingValue": "Disable",
        },
        "InstanceMetadataDefaults": {
            "httpEndpoint": "enabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
            "instanceMetadataTags": "disabled",
        },
        "SerialConsoleAccess": {"enabled": False},
    }


def test_the_key_of_volumes_comes_before_their_encryption() -> None:
    encryption = build().one("aws:ebs/encryptionByDefault:EncryptionByDefault")
    assert "defaults-volume-key" in depends_on(encryption)


@pytest.mark.parametrize("part", MANAGED)
def test_what_exists_is_left_alone(part: str) -> None:
    assert made(build()) - made(build(**{part: Ownership.EXISTING})) == MANAGED[part]


def test_what_an_account_has_once_is_made_at_home() -> None:
    assert made(build()) - made(build(home=False)) == {BUCKETS}


def test_the_images_that_may_be_started_are_limited_only_where_asked_for() -> None:
    type_ = "aws:ec2/allowedImagesSettings:AllowedImagesSettings"
    assert build().all(type_) == ()
    assert build(allowed_images=AllowedImages.ENFORCED).one(type_).properties == {
        "state": "enabled",
        "imageCriterions": [{"imageProviders": ["amazon", "aws-backup-vault"]}],
    }


def test_internet_gateways_are_blocked_only_where_asked_for() -> None:
    type_ = "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions"
    assert build().all(type_) == ()
    assert build(internet=InternetBlock.INGRESS).one(type_).properties == {"internetGatewayBlockMode": "block-ingress"}
