"""id.sso: people sign in through Identity Center, to permission sets given to groups, for hours.

Asked in the management account, in every region asked about: Identity Center has one region of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.graph import Resource
from guardrails.rules.identity import attachments, sign_on
from guardrails.rules.identity.types import (
    MANAGED_POLICY_ATTACHMENT,
    PERMISSIONS_BOUNDARY_ATTACHMENT,
)
from guardrails.rules.identity.types import (
    PERMISSION_SET as SET_TYPE,
)
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.by_rule import asked, resource, the_rule
from verification.check import Check, Examples, Found, Judges, Responses, Scope, holds_if_found
from verification.identity.calls import (
    ASSIGNMENTS,
    PERMISSION_SET,
    PERMISSION_SETS,
    SET_ACCOUNTS,
    SET_BOUNDARY,
    SET_POLICIES,
    SSO_INSTANCES,
)
from verification.live import Live

_BY_SET: Final = "permissionSetArn"


def _instances(live: Live) -> Iterator[Found]:
    seen: set[str] = set()
    for region in dict.fromkeys((live.region, *live.regions)):
        for each in replace(live, region=region).items(SSO_INSTANCES):
            if each["InstanceArn"] not in seen:
                seen.add(each["InstanceArn"])
                yield Found(each["InstanceArn"], {**each, "region": region})


def _active(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    # Older answers have no status.
    status = found.facts.get("Status", "ACTIVE")
    if status != "ACTIVE":
        yield broken("Status", f"Status is {status}, so that nobody signs in through Identity Center")


def permission_sets(live: Live) -> Iterator[Found]:
    """Every permission set, with its instance and the region of that."""
    for instance in _instances(live):
        there = replace(live, region=instance.facts["region"])
        for arn in there.items(PERMISSION_SETS, {"InstanceArn": instance.arn}):
            yield Found(arn, {"region": instance.facts["region"], "InstanceArn": instance.arn})


def _there(found: Found, live: Live) -> tuple[Live, Mapping[str, str]]:
    named = {"InstanceArn": found.facts["InstanceArn"], "PermissionSetArn": found.arn}
    return replace(live, region=found.facts["region"]), named


def _policies(found: Found, live: Live) -> Iterator[Resource]:
    there, named = _there(found, live)
    for each in there.items(SET_POLICIES, named):
        properties = {_BY_SET: found.arn, "managedPolicyArn": each["Arn"]}
        yield resource(MANAGED_POLICY_ATTACHMENT, properties, id_=f"{each['Arn']},{found.arn}")


def _boundaries(found: Found, live: Live) -> Iterator[Resource]:
    there, named = _there(found, live)
    boundary = (there.one(SET_BOUNDARY, named) or {}).get("PermissionsBoundary") or {}
    if boundary:
        own = boundary.get("CustomerManagedPolicyReference")
        stated = {
            "managedPolicyArn": boundary.get("ManagedPolicyArn"),
            "customerManagedPolicyReference": {"name": own.get("Name")} if own else None,
        }
        given = {key: value for key, value in stated.items() if value is not None}
        properties = {_BY_SET: found.arn, "permissionsBoundary": given}
        yield resource(PERMISSIONS_BOUNDARY_ATTACHMENT, properties, id_=f"{found.arn}/boundary")


def _short(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    there, named = _there(found, live)
    facts = (there.one(PERMISSION_SET, named) or {}).get("PermissionSet")
    if facts is None:
        return
    duration = {"sessionDuration": facts["SessionDuration"]} if facts.get("SessionDuration") else {}
    permission_set = resource(SET_TYPE, duration, id_=found.arn)
    rule = the_rule(sign_on.RULES, "identity-center-session-short")
    yield from asked(rule, permission_set, bar, *_policies(found, live), at="SessionDuration")


def _none_attached(id_: str) -> Judges:
    rule = the_rule(attachments.RULES, id_)

    def judge(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
        permission_set = resource(SET_TYPE, {}, id_=found.arn)
        at = "AttachedManagedPolicies"
        broad = [each for each in _policies(found, live) if any(asked(rule, each, bar, permission_set, at=at))]
        if not broad:
            return
        # Only of these does it matter whether a boundary caps them.
        around = (permission_set, *_boundaries(found, live))
        for policy in broad:
            yield from asked(rule, policy, bar, *around, at=at)

    return judge


def _assigned(found: Found, live: Live) -> list[Any]:
    there, named = _there(found, live)
    accounts = there.items(SET_ACCOUNTS, named)
    return [each for account in accounts for each in there.items(ASSIGNMENTS, {**named, "AccountId": account})]


def _to_groups(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    users = [each for each in _assigned(found, live) if each.get("PrincipalType") != "GROUP"]
    if users:
        accounts = ", ".join(sorted({each.get("AccountId", "") for each in users}))
        yield broken("PrincipalType", f"PrincipalType is USER in {len(users)} assignment(s), in {accounts}")


def _to_somebody(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not _assigned(found, live):
        yield broken("AccountAssignments", "AccountAssignments is empty: the permission set is given to nobody")


_INSTANCE: Final = "arn:aws:sso:::instance/ssoins-7223b9a1c4d5e6f0"
_SET: Final = "arn:aws:sso:::permissionSet/ssoins-7223b9a1c4d5e6f0/ps-0a1b2c3d4e5f6a7b"
_ACCOUNT: Final = "123456789012"


def _center(status: str = "ACTIVE") -> Responses:
    instance = {"InstanceArn": _INSTANCE, "OwnerAccountId": _ACCOUNT, "Status": status}
    return {SSO_INSTANCES: {"Instances": [instance]}, PERMISSION_SETS: {"PermissionSets": [_SET]}}


def _a_set(duration: str = "PT8H", policy: str = "ReadOnlyAccess") -> Responses:
    attached = {"Name": policy, "Arn": f"arn:aws:iam::aws:policy/{policy}"}
    return {
        **_center(),
        PERMISSION_SET: {"PermissionSet": {"Name": "support", "PermissionSetArn": _SET, "SessionDuration": duration}},
        SET_POLICIES: {"AttachedManagedPolicies": [attached]},
    }


def _given_to(*kinds: str) -> Responses:
    given = [{"AccountId": _ACCOUNT, "PermissionSetArn": _SET, "PrincipalType": kind} for kind in kinds]
    return {**_center(), SET_ACCOUNTS: {"AccountIds": [_ACCOUNT]}, ASSIGNMENTS: {"AccountAssignments": given}}


_NO_CENTER: Final[Responses] = {SSO_INSTANCES: {"Instances": []}}
_BOUNDARY: Final = {"PermissionsBoundary": {"CustomerManagedPolicyReference": {"Name": "boundary", "Path": "/"}}}
_ATTACHED: Final = (SSO_INSTANCES, PERMISSION_SETS, SET_POLICIES, SET_BOUNDARY)
_GIVEN: Final = (SSO_INSTANCES, PERMISSION_SETS, SET_ACCOUNTS, ASSIGNMENTS)


def _check(id_: str, judge: Judges, calls: tuple[Any, ...], good: Responses, bad: Responses) -> Check:
    return Check(
        id=id_,
        calls=calls,
        finds=permission_sets,
        judge=judge,
        scope=Scope.ORGANIZATION,
        examples=Examples(holds=good, broken=bad, absent=_NO_CENTER),
    )


CHECKS: tuple[Check, ...] = (
    Check(
        id="identity-center-active",
        calls=(SSO_INSTANCES,),
        finds=_instances,
        judge=_active,
        scope=Scope.ORGANIZATION,
        presence=True,
        examples=Examples(holds=_center(), broken=_center("CREATE_FAILED")),
        info=RuleInfo(
            id="identity-center-active",
            control="id.sso",
            title="Identity Center is on",
            severity=Severity.HIGH,
            fix="Enable IAM Identity Center for the organisation, in the management account.",
        ),
    ),
    Check(
        id="identity-center-permission-set-present",
        calls=(SSO_INSTANCES, PERMISSION_SETS),
        finds=permission_sets,
        judge=holds_if_found,
        scope=Scope.ORGANIZATION,
        presence=True,
        examples=Examples(holds=_center(), broken=None),
    ),
    _check(
        "identity-center-session-short",
        _short,
        (SSO_INSTANCES, PERMISSION_SETS, PERMISSION_SET, SET_POLICIES),
        _a_set(),
        _a_set(policy="AdministratorAccess"),
    ),
    _check(
        "identity-center-no-administrator-access",
        _none_attached("identity-center-no-administrator-access"),
        _ATTACHED,
        _a_set(),
        _a_set(policy="AdministratorAccess"),
    ),
    _check(
        "identity-center-power-user-bounded",
        _none_attached("identity-center-power-user-bounded"),
        _ATTACHED,
        {**_a_set(policy="PowerUserAccess"), SET_BOUNDARY: _BOUNDARY},
        _a_set(policy="PowerUserAccess"),
    ),
    _check("identity-center-assigned-to-groups", _to_groups, _GIVEN, _given_to("GROUP"), _given_to("GROUP", "USER")),
    _check("identity-center-permission-set-assigned", _to_somebody, _GIVEN, _given_to("GROUP"), _given_to()),
)
