"""Who signs in to the account without Identity Center: IAM users, their keys and passwords, and the root user.

(id.sso, id.pw.)
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.identity import passwords, principals
from guardrails.rules.identity.types import ACCOUNT_PASSWORD_POLICY
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.as_declared import as_found, by_the_rule
from verification.check import Check, Examples, Found, Judges, Responses, Scope, holds_if_found
from verification.identity.calls import ACCESS_KEYS, ACCOUNT_SUMMARY, IAM, PASSWORD_POLICY
from verification.identity.iam import a_role, a_user, attached, details, iam_check
from verification.live import Live

_MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)


def _users(live: Live) -> Iterator[Found]:
    for user in details(live).get("UserDetailList") or ():
        yield Found(user["Arn"], user)


def _no_active_key(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for key in live.items(ACCESS_KEYS, {"UserName": found.facts["UserName"]}):
        if key.get("Status") != "Inactive":
            yield broken("Status", f"Status of an access key made on {key['CreateDate']:%Y-%m-%d} is Active")


def _not_on_user(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for at in ("UserPolicyList", "AttachedManagedPolicies"):
        if names := [each.get("PolicyName", "a policy") for each in found.facts.get(at) or ()]:
            yield broken(at, f"{at} has {', '.join(names)}, given to the user and not to a group")


def _root(live: Live) -> Iterator[Found]:
    summary = (live.one(ACCOUNT_SUMMARY) or {}).get("SummaryMap") or {}
    yield Found(live.arn("iam", "root", region=""), summary)


def _root_factor(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    # Where the organisation has taken the root user's credentials away, there is no password to add a factor to
    # (IAM user guide, "Centrally manage root access for member accounts").
    if found.facts.get("AccountMFAEnabled") != 1 and found.facts.get("AccountPasswordPresent") != 0:
        yield broken("AccountMFAEnabled", "AccountMFAEnabled is 0: the root user signs in with a password alone")


def _root_none(at: str, what: str) -> Judges:
    def judge(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
        if found.facts.get(at, 0) != 0:
            yield broken(at, f"{at} is {found.facts[at]}: the root user has {what}")

    return judge


def _policy(live: Live) -> Iterator[Found]:
    answer = live.one(PASSWORD_POLICY)
    if answer is not None:
        yield Found(live.arn("iam", "account-password-policy", region=""), answer["PasswordPolicy"])


def _password(id_: str, at: str, **bad: Any) -> Check:
    good = {
        "MinimumPasswordLength": 14,
        "RequireSymbols": True,
        "RequireNumbers": True,
        "RequireUppercaseCharacters": True,
        "RequireLowercaseCharacters": True,
        "MaxPasswordAge": 90,
        "PasswordReusePrevention": 24,
    }
    return Check(
        id=id_,
        calls=(PASSWORD_POLICY,),
        finds=_policy,
        judge=by_the_rule(passwords.RULES, id_, ACCOUNT_PASSWORD_POLICY, at, as_found),
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds={PASSWORD_POLICY: {"PasswordPolicy": good}},
            broken={PASSWORD_POLICY: {"PasswordPolicy": {**good, **bad}}},
        ),
    )


def _summary(**counts: int) -> Responses:
    usual = {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "AccountSigningCertificatesPresent": 0}
    return {ACCOUNT_SUMMARY: {"SummaryMap": {**usual, "AccountPasswordPresent": 1, **counts}}}


def _of_root(id_: str, title: str, fix: str, judge: Judges, bad: Responses) -> Check:
    return Check(
        id=id_,
        calls=(ACCOUNT_SUMMARY,),
        finds=_root,
        judge=judge,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_summary(), broken=bad, absent=None),
        info=RuleInfo(id=id_, control="id.sso", title=title, severity=Severity.CRITICAL, fix=fix),
    )


def _key(status: str) -> Responses:
    key: Mapping[str, Any] = {"UserName": "deploy", "Status": status, "CreateDate": _MADE}
    return {**a_user(), ACCESS_KEYS: {"AccessKeyMetadata": [key]}}


CHECKS: tuple[Check, ...] = (
    iam_check(principals.RULES, "iam-principals-are-roles", "UserName", a_role(), a_user()),
    Check(
        id="iam-no-access-key",
        calls=(IAM, ACCESS_KEYS),
        finds=_users,
        judge=_no_active_key,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_key("Inactive"), broken=_key("Active")),
    ),
    Check(
        id="iam-policies-not-on-users",
        calls=(IAM,),
        finds=_users,
        judge=_not_on_user,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=a_user(), broken=a_user(AttachedManagedPolicies=attached("ReadOnlyAccess"))),
    ),
    _of_root(
        "account-root-second-factor",
        "The root user has a second factor",
        "Register two hardware keys for the root user, or take its credentials away (centralized root access).",
        _root_factor,
        _summary(AccountMFAEnabled=0),
    ),
    _of_root(
        "account-root-no-access-key",
        "The root user has no access key",
        "Delete the root user's access keys.",
        _root_none("AccountAccessKeysPresent", "an access key"),
        _summary(AccountAccessKeysPresent=1),
    ),
    _of_root(
        "account-root-no-certificate",
        "The root user has no signing certificate",
        "Delete the root user's signing certificates.",
        _root_none("AccountSigningCertificatesPresent", "a signing certificate"),
        _summary(AccountSigningCertificatesPresent=1),
    ),
    Check(
        id="iam-password-policy-present",
        calls=(PASSWORD_POLICY,),
        finds=_policy,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds={PASSWORD_POLICY: {"PasswordPolicy": {}}}, broken=None),
    ),
    _password("iam-password-length", "MinimumPasswordLength", MinimumPasswordLength=8),
    _password("iam-password-lowercase", "RequireLowercaseCharacters", RequireLowercaseCharacters=False),
    _password("iam-password-uppercase", "RequireUppercaseCharacters", RequireUppercaseCharacters=False),
    _password("iam-password-number", "RequireNumbers", RequireNumbers=False),
    _password("iam-password-symbol", "RequireSymbols", RequireSymbols=False),
    _password("iam-password-reuse", "PasswordReusePrevention", PasswordReusePrevention=5),
    _password("iam-password-age", "MaxPasswordAge", MaxPasswordAge=365),
)
