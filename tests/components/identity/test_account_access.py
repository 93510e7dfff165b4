"""The account's password policy, analyzers, boundary and support role."""

import json
from typing import Any

import pytest
from pulumi_aws import iam

from components.identity.access_analyzers import AccessAnalyzersArgs
from components.identity.boundary import PermissionsBoundary, PermissionsBoundaryArgs
from components.identity.boundary_document import LARGEST_DOCUMENT
from components.identity.password_policy import PasswordPolicy, PasswordPolicyArgs
from components.identity.support_access import SupportAccess, SupportAccessArgs
from guardrails.values import UNKNOWN
from stacks.access import access_layer
from stacks.sections.access import AccessSettings
from tests.components.identity.staff_building import (
    ANALYZER,
    ATTACHMENT,
    BOUNDARY,
    GROUP,
    INSTANCE,
    PASSWORDS,
    PLACEMENT,
    POLICY,
    REGIONS,
    ROLE,
    provided,
    refusals,
    settings,
    sites,
)
from tests.support.recording import Recorded, record

STAFF = {"instance_arn": INSTANCE, "groups": {"power_user": {"platform": GROUP}}}


def layer(**given: Any) -> Recorded:
    return record(lambda: access_layer(settings(**given), sites()))


def boundary_statements() -> dict[str, dict[str, Any]]:
    document = json.loads(PermissionsBoundaryArgs(placement=PLACEMENT, regions=REGIONS).document)
    return {statement["Sid"]: statement for statement in document["Statement"]}


def test_passwords_are_long_mixed_and_not_reused() -> None:
    assert record(lambda: PasswordPolicy("passwords", PasswordPolicyArgs())).one(PASSWORDS).properties == {
        "minimumPasswordLength": 14,
        "requireLowercaseCharacters": True,
        "requireUppercaseCharacters": True,
        "requireNumbers": True,
        "requireSymbols": True,
        "passwordReusePrevention": 24,
        "maxPasswordAge": 90,
        "allowUsersToChangePassword": True,
        "hardExpiry": False,
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"length": 13}, "length"), ({"length": 129}, "length"), ({"maximum_age_days": 0}, "maximum_age_days")],
)
def test_a_weak_password_policy_is_refused(changes: dict[str, int], field: str) -> None:
    with pytest.raises(ValueError, match=rf"^{field} is "):
        PasswordPolicyArgs(**changes)


def test_external_access_is_analysed_in_every_watched_region_and_unused_access_once() -> None:
    assert {each.name: each.properties for each in layer().all(ANALYZER)} == {
        "analyzers-external": {"analyzerName": "vouch-prod-external-access", "type": "ACCOUNT"},
        "analyzers-eu-central-1-external": {"analyzerName": "vouch-prod-external-access", "type": "ACCOUNT"},
        "analyzers-unused": {
            "analyzerName": "vouch-prod-unused-access",
            "type": "ACCOUNT_UNUSED_ACCESS",
            "configuration": {"unusedAccess": {"unusedAccessAge": 90}},
        },
    }


def test_unused_access_may_be_left_out_for_its_price() -> None:
    assert [each.properties["type"] for each in layer(analyzers="external").all(ANALYZER)] == ["ACCOUNT", "ACCOUNT"]


@pytest.mark.parametrize("days", [0, 366])
def test_access_analyzer_looks_back_a_day_to_a_year(days: int) -> None:
    with pytest.raises(ValueError, match=rf"^unused_days is {days}: "):
        AccessAnalyzersArgs(placement=PLACEMENT, unused_access=True, unused_days=days)


def test_what_another_stack_of_the_account_made_is_not_made_again() -> None:
    recorded = layer(password_policy="existing", analyzers="existing", boundary="existing")
    assert [*recorded.all(PASSWORDS), *recorded.all(ANALYZER), *recorded.all(POLICY)] == []
    assert recorded.one(ROLE).properties["permissionsBoundary"] == BOUNDARY


def test_the_boundary_is_known_at_preview_under_a_name_that_others_can_spell() -> None:
    boundary = record(
        lambda: PermissionsBoundary("boundary", PermissionsBoundaryArgs(placement=PLACEMENT, regions=REGIONS))
    ).one(POLICY, "boundary-policy")
    assert boundary.properties["name"] == "vouch-boundary"
    assert len(boundary.properties["policy"]) <= LARGEST_DOCUMENT


def test_the_boundary_asks_itself_of_every_role_that_is_made_or_given_more() -> None:
    assert boundary_statements()["DenyRolesWithoutBoundary"] == {
        "Sid": "DenyRolesWithoutBoundary",
        "Effect": "Deny",
        "Action": [
            "iam:AttachRolePolicy",
            "iam:CreateRole",
            "iam:PutRolePermissionsBoundary",
            "iam:PutRolePolicy",
        ],
        "Resource": "*",
        "Condition": {"StringNotEquals": {"iam:PermissionsBoundary": BOUNDARY}},
    }


def test_the_boundary_confines_to_regions_all_but_what_has_none() -> None:
    statement = boundary_statements()["DenyOtherRegions"]
    assert statement["Condition"] == {"StringNotEquals": {"aws:RequestedRegion": list(REGIONS)}}
    assert {"iam:*", "sts:*", "route53:*", "cloudfront:*", "support:*"} <= set(statement["NotAction"])
    assert not {"kms:*", "s3:*", "ec2:*"} & set(statement["NotAction"])


@pytest.mark.parametrize(
    ("sid", "action"),
    [
        ("DenyLastingCredentials", "iam:CreateUser"),
        ("DenySheddingBoundary", "iam:DeleteRolePermissionsBoundary"),
        ("DenyBlinding", "cloudtrail:StopLogging"),
        ("DenyBlinding", "guardduty:DeleteDetector"),
        ("DenyForgetting", "s3:BypassGovernanceRetention"),
        ("DenyLeaving", "organizations:LeaveOrganization"),
    ],
)
def test_the_boundary_forbids_without_condition(sid: str, action: str) -> None:
    statement = boundary_statements()[sid]
    assert (statement["Effect"], statement["Resource"], "Condition" in statement) == ("Deny", "*", False)
    assert action in statement["Action"]


def test_the_boundary_guards_itself_and_the_pipelines_roles() -> None:
    statements = boundary_statements()
    iam = "arn:aws:iam::123456789012"
    assert statements["DenyRewritingBoundary"]["Resource"] == [BOUNDARY, f"{iam}:policy/vouch-*-github-*"]
    assert statements["DenyTakingOverPipeline"]["Resource"] == [
        f"{iam}:role/vouch-*-github-*",
        f"{iam}:role/OrganizationAccountAccessRole",
    ]


def test_a_boundary_of_no_region_or_too_many_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^regions is empty"):
        PermissionsBoundaryArgs(placement=PLACEMENT, regions=())
    with pytest.raises(ValueError, match=r"^the permissions boundary has \d+ characters"):
        PermissionsBoundaryArgs(placement=PLACEMENT, regions=tuple(f"eu-west-{n}" for n in range(500)))


def test_only_people_of_identity_center_take_the_support_role_for_an_hour() -> None:
    recorded = record(lambda: SupportAccess("support", SupportAccessArgs(placement=PLACEMENT)))
    role = recorded.one(ROLE, "support-role").properties
    assert (role["name"], role["maxSessionDuration"]) == ("vouch-prod-SupportAccess", 3600)
    (statement,) = json.loads(role["assumeRolePolicy"])["Statement"]
    reserved = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*"
    assert statement == {
        "Sid": "StaffOfIdentityCenter",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"ArnLike": {"aws:PrincipalArn": reserved}},
    }
    attached = recorded.one(ATTACHMENT, "support-policy").properties
    assert attached["policyArn"] == "arn:aws:iam::aws:policy/AWSSupportAccess"


def test_the_support_role_may_be_kept_to_some_permission_sets() -> None:
    trust = json.loads(SupportAccessArgs(placement=PLACEMENT, permission_sets=("PowerUser",)).trust)
    pattern = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_PowerUser_*"
    assert trust["Statement"][0]["Condition"] == {"ArnLike": {"aws:PrincipalArn": pattern}}
    with pytest.raises(ValueError, match=r"^permission_sets names '\*'"):
        SupportAccessArgs(placement=PLACEMENT, permission_sets=("*",))


def test_the_layer_is_refused_by_no_rule() -> None:
    assert refusals(layer()) == []
    assert refusals(layer(boundary="managed", sign_on=STAFF)) == []


def test_a_pipeline_that_carries_the_boundary_finds_it_on_every_role() -> None:
    recorded = layer(boundary="managed", bound="all")
    boundary = recorded.one(POLICY, "boundary-policy").urn
    role = recorded.one(ROLE, "support-role")
    assert role.properties["permissionsBoundary"] is UNKNOWN
    assert role.property_dependencies["permissionsBoundary"] == (boundary,)


def test_roles_of_later_layers_are_bound_too_unless_they_are_already() -> None:
    def program() -> None:
        access_layer(settings(boundary="managed", bound="all"), sites())
        opts = provided("eu-west-3")
        iam.Role("orders", assume_role_policy="{}", opts=opts)
        iam.Role("kept", assume_role_policy="{}", permissions_boundary="arn:own", opts=opts)

    recorded = record(program)
    orders = recorded.one(ROLE, "orders")
    assert orders.properties["permissionsBoundary"] == BOUNDARY
    assert recorded.one(POLICY, "boundary-policy").urn in orders.dependencies
    assert recorded.one(ROLE, "kept").properties["permissionsBoundary"] == "arn:own"


def test_no_role_is_bound_where_the_settings_do_not_say_so() -> None:
    def program() -> None:
        access_layer(settings(boundary="managed"), sites())
        iam.Role("orders", assume_role_policy="{}", opts=provided("eu-west-3"))

    assert "permissionsBoundary" not in record(program).one(ROLE, "orders").properties


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"bound": "all"}, "access.bound is all while access.boundary is none"),
        ({"sign_on": STAFF}, "access.boundary is none while access.sign_on.groups lets people change things"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        AccessSettings(**given)
