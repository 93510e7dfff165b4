"""What the key of containers and servers grants."""

import pytest

from components.data import grants
from components.data.key import Key, KeyArgs
from components.data.key_grants import RoleGrant
from components.documents import pins_source
from tests.components.data.building import ACCOUNT, PLACEMENT, by_sid
from tests.support.recording import record

ROLE = grants.autoscaling_role_arn(PLACEMENT, "farm")


def test_fargate_encrypts_the_storage_of_one_cluster_only() -> None:
    use, grant = grants.fargate_storage(PLACEMENT, "services")
    context = {
        "kms:EncryptionContext:aws:ecs:clusterAccount": ACCOUNT,
        "kms:EncryptionContext:aws:ecs:clusterName": "services",
    }
    assert {use.service, grant.service} == {"fargate.amazonaws.com"}
    assert (use.actions, use.condition) == (("kms:GenerateDataKeyWithoutPlaintext",), {"StringEquals": context})
    assert grant.actions == ("kms:CreateGrant",)
    assert grant.condition["StringEquals"] == context
    assert grant.condition["ForAllValues:StringEquals"] == {"kms:GrantOperations": ["Decrypt"]}
    assert pins_source(use.condition)


def test_a_role_is_granted_the_key_by_a_condition_for_it_may_not_exist_yet() -> None:
    args = KeyArgs(
        placement=PLACEMENT, data_class="compute", description="Volumes", grants=grants.autoscaling(PLACEMENT, "farm")
    )
    found = by_sid(record(lambda: Key("compute", args)).one("aws:kms/key:Key"))
    only = {"aws:PrincipalArn": ROLE, "kms:CallerAccount": ACCOUNT}
    assert found["EncryptInstanceVolumes"]["Principal"] == {"AWS": "*"}
    assert found["EncryptInstanceVolumes"]["Condition"] == {"StringEquals": only}
    assert found["GrantInstanceVolumes"]["Action"] == "kms:CreateGrant"
    assert found["GrantInstanceVolumes"]["Condition"] == {
        "StringEquals": only,
        "Bool": {"kms:GrantIsForAWSResource": "true"},
    }


@pytest.mark.parametrize("role_arn", ["*", "arn:aws:iam::123456789012:role/*", "arn:aws:iam::123456789012:root"])
def test_a_grant_is_for_one_role(role_arn: str) -> None:
    with pytest.raises(ValueError, match="is not one role"):
        RoleGrant(sid="Use", role_arn=role_arn, actions=("kms:Decrypt",))


@pytest.mark.parametrize("actions", [(), ("kms:*",)])
def test_a_grant_to_a_role_names_single_actions(actions: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="single KMS actions"):
        RoleGrant(sid="Use", role_arn=ROLE, actions=actions)
