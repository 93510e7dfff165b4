"""Permission sets: who gets what, for how long, and within which boundary."""

from typing import Any

import pytest
from pulumi_aws import wafv2

from components.identity.permission_sets import Duty, PermissionSets, PermissionSetsArgs
from guardrails.values import UNKNOWN
from tests.components.identity.staff_building import GROUP, INSTANCE, PLACEMENT
from tests.support.recording import Recorded, record

SET = "aws:ssoadmin/permissionSet:PermissionSet"
POLICY = "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment"
BOUNDARY = "aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment"
ASSIGNMENT = "aws:ssoadmin/accountAssignment:AccountAssignment"


def args(**changes: Any) -> PermissionSetsArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "instance_arn": INSTANCE,
        "groups": {duty: {"platform": GROUP} for duty in Duty},
        "accounts": {"own": "123456789012"},
    }
    return PermissionSetsArgs(**(given | changes))


def build(**changes: Any) -> Recorded:
    return record(lambda: PermissionSets("staff", args(**changes)))


@pytest.mark.parametrize(
    ("key", "name", "policy", "session"),
    [
        ("read-only", "ReadOnly", "job-function/ViewOnlyAccess", "PT8H"),
        ("security-audit", "SecurityAudit", "SecurityAudit", "PT8H"),
        ("billing", "Billing", "job-function/Billing", "PT8H"),
        ("power-user", "PowerUser", "PowerUserAccess", "PT4H"),
        ("break-glass", "BreakGlass", "AdministratorAccess", "PT1H"),
    ],
)
def test_a_duty_has_one_policy_for_some_hours(key: str, name: str, policy: str, session: str) -> None:
    recorded = build()
    made = recorded.one(SET, f"staff-set-{key}").properties
    assert (made["name"], made["sessionDuration"], made["instanceArn"]) == (name, session, INSTANCE)
    assert recorded.one(POLICY, f"staff-policy-{key}").properties["managedPolicyArn"] == (
        f"arn:aws:iam::aws:policy/{policy}"
    )


def test_whoever_may_change_things_is_bounded_before_anything_is_given() -> None:
    recorded = build()
    boundaries = {each.name: each for each in recorded.all(BOUNDARY)}
    assert set(boundaries) == {"staff-boundary-power-user", "staff-boundary-break-glass"}
    for name, boundary in boundaries.items():
        assert boundary.properties["permissionsBoundary"] == {
            "customerManagedPolicyReference": {"name": "vouch-boundary", "path": "/"}
        }
        policy = recorded.one(POLICY, name.replace("boundary", "policy"))
        assert boundary.urn in policy.dependencies


def test_groups_are_assigned_in_each_account() -> None:
    recorded = build(
        groups={Duty.READ_ONLY: {"support": GROUP}}, accounts={"prod": "123456789012", "dev": "210987654321"}
    )
    assert {each.name: each.properties["targetId"] for each in recorded.all(ASSIGNMENT)} == {
        "staff-assignment-read-only-support-prod": "123456789012",
        "staff-assignment-read-only-support-dev": "210987654321",
    }
    assert recorded.one(ASSIGNMENT, "staff-assignment-read-only-support-dev").properties == {
        "instanceArn": INSTANCE,
        "permissionSetArn": UNKNOWN,
        "principalId": GROUP,
        "principalType": "GROUP",
        "targetId": "210987654321",
        "targetType": "AWS_ACCOUNT",
    }


def test_at_destruction_the_policy_goes_before_the_assignment() -> None:
    recorded = build(groups={Duty.READ_ONLY: {"support": GROUP}})
    assert recorded.one(ASSIGNMENT).urn in recorded.one(POLICY).dependencies


def test_the_boundary_waits_for_its_policy() -> None:
    def program() -> None:
        policy = wafv2.IpSet("policy", scope="REGIONAL", ip_address_version="IPV4", addresses=[])
        PermissionSets("staff", args(boundary_ready=(policy,)))

    recorded = record(program)
    policy = recorded.one("aws:wafv2/ipSet:IpSet").urn
    assert all(policy in each.dependencies for each in recorded.all(BOUNDARY))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"instance_arn": "ssoins-1"}, "instance_arn is 'ssoins-1'"),
        ({"groups": {}}, "groups or accounts is empty"),
        ({"accounts": {}}, "groups or accounts is empty"),
        ({"groups": {Duty.BILLING: {}}}, "groups gives billing to nobody"),
        ({"groups": {Duty.BILLING: {"desk": "finance"}}}, "groups gives billing to desk: 'finance'"),
        ({"accounts": {"own": "1"}}, "accounts has own: '1'"),
    ],
)
def test_what_identity_center_would_refuse_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        args(**changes)
