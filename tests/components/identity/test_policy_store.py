"""The policy store: strict, with a schema first, one policy a role, and the tokens of the pool."""

import json
from typing import Any

import pulumi
import pytest

from components.identity import delivery
from components.identity.policy_store import PolicyStore, PolicyStoreArgs
from components.placement import Placement
from guardrails.values import UNKNOWN
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
POOL_ID = "eu-west-1_Ab129faBb"
POOL_ARN = f"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/{POOL_ID}"
STORE = "aws:verifiedpermissions/policyStore:PolicyStore"
SCHEMA = "aws:verifiedpermissions/schema:Schema"
POLICY = "aws:verifiedpermissions/policy:Policy"
SOURCE = "aws:verifiedpermissions/identitySource:IdentitySource"


def args(**changes: Any) -> PolicyStoreArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "user_pool_id": POOL_ID,
        "user_pool_arn": POOL_ARN,
        "client_ids": {"reports": "2client", "app": "1client"},
    }
    return PolicyStoreArgs(**(given | changes))


def build(**changes: Any) -> Recorded:
    return record(lambda: PolicyStore("roles", args(**changes)))


def test_the_store_is_strict_and_kept() -> None:
    store = build().one(STORE, "roles-store")
    assert store.properties == {
        "description": "Roles of vouch prod",
        "validationSettings": {"mode": "STRICT"},
        "deletionProtection": "ENABLED",
    }
    assert store.options.protect is True


def test_a_disposable_store_can_be_deleted() -> None:
    store = build(deletion_protection=False, protect=False).one(STORE)
    assert store.properties["deletionProtection"] == "DISABLED"
    assert store.options.protect is False


def test_the_schema_knows_people_groups_records_and_three_actions() -> None:
    definition = build().one(SCHEMA, "roles-schema").properties["definition"]
    nothing = {"type": "Record", "attributes": {}}
    applies = {"principalTypes": ["User"], "resourceTypes": ["Record"], "context": nothing}
    assert json.loads(definition["value"]) == {
        "App": {
            "entityTypes": {
                "User": {"memberOfTypes": ["UserGroup"], "shape": nothing},
                "UserGroup": {"shape": nothing},
                "Record": {"shape": nothing},
            },
            "actions": {
                "View": {"appliesTo": applies},
                "Edit": {"appliesTo": applies},
                "Administer": {"appliesTo": applies},
            },
        }
    }


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        ("viewer", 'App::Action::"View"'),
        ("editor", 'App::Action::"View", App::Action::"Edit"'),
        ("admin", 'App::Action::"View", App::Action::"Edit", App::Action::"Administer"'),
    ],
)
def test_each_role_may_do_what_its_name_says(role: str, actions: str) -> None:
    recorded = build()
    policy = recorded.one(POLICY, f"roles-policy-{role}")
    assert policy.properties["definition"]["static"] == {
        "description": f"What {role} may do",
        "statement": f'permit (principal in App::UserGroup::"{POOL_ID}|{role}", action in [{actions}], resource);',
    }
    assert recorded.one(SCHEMA).urn in policy.dependencies


def test_a_pool_that_does_not_exist_yet_leaves_only_the_policies_unknown() -> None:
    def program() -> None:
        pool_id: pulumi.Output[str] = pulumi.StackReference("other").get_output("pool").apply(str)
        PolicyStore("roles", args(user_pool_id=pool_id))

    statements = {each.properties["definition"]["static"]["statement"] for each in record(program).all(POLICY)}
    assert statements == {UNKNOWN}


def test_the_tokens_of_the_pools_clients_are_judged() -> None:
    recorded = build()
    source = recorded.one(SOURCE, "roles-identity-source")
    assert source.properties == {
        "policyStoreId": UNKNOWN,
        "principalEntityType": "App::User",
        "configuration": {
            "cognitoUserPoolConfiguration": {
                "userPoolArn": POOL_ARN,
                "clientIds": ["1client", "2client"],
                "groupConfiguration": {"groupEntityType": "App::UserGroup"},
            }
        },
    }
    assert recorded.one(SCHEMA).urn in source.dependencies


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"namespace": "app"}, "namespace is 'app', no Cedar namespace: write a capitalised word, like 'App'"),
        ({"client_ids": {}}, "client_ids is empty, so that no token would be judged: name the app clients"),
    ],
)
def test_a_store_that_could_judge_nothing_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        args(**changes)
    assert str(refusal.value) == message


def test_sign_in_events_are_written_by_log_delivery_of_this_account_alone() -> None:
    bucket = "vouch-prod-123456789012-eu-west-1-sign-ins"
    assert [each.render() for each in delivery.sign_in_events(PLACEMENT, bucket)] == [
        {
            "Sid": "AWSLogDeliveryAclCheck",
            "Effect": "Allow",
            "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": f"arn:aws:s3:::{bucket}",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {"aws:SourceArn": "arn:aws:logs:eu-west-1:123456789012:*"},
            },
        },
        {
            "Sid": "AWSLogDeliveryWrite",
            "Effect": "Allow",
            "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"arn:aws:s3:::{bucket}/AWSLogs/123456789012/*",
            "Condition": {
                "StringEquals": {
                    "s3:x-amz-acl": "bucket-owner-full-control",
                    "aws:SourceAccount": "123456789012",
                },
                "ArnLike": {"aws:SourceArn": "arn:aws:logs:eu-west-1:123456789012:*"},
            },
        },
    ]
