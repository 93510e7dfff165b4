"""Rules on one user pool: passwords, the second factor, threat protection, and that it is not lost (id.pw, id.mfa)."""

from collections.abc import Mapping
from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import (
    must_be_at_least,
    must_be_at_most,
    must_be_false,
    must_be_one_of,
    must_be_protected,
    must_be_true,
    must_not_be_set,
    when,
)
from guardrails.rule import Findings, JudgeResource, ResourceRule, Rule, examples
from guardrails.rules.identity.types import IDENTITY_POOL, USER_POOL
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_NAME: Final[dict[str, Value]] = {"name": "customers"}
_CLASSES: Final = ("requireUppercase", "requireLowercase", "requireNumbers", "requireSymbols")
_ALL_CLASSES: Final = dict.fromkeys(_CLASSES, True)
_MFA: Final = "mfaConfiguration"


def _mixed(pool: Resource, _bar: Thresholds) -> Findings:
    """Cognito asks for all four classes where the program gives no policy, for none that a given policy leaves out."""
    policy = pool.read("passwordPolicy")
    for name in _CLASSES:
        asked = policy.get(name)
        if asked.unknown:
            yield undetermined(asked, f"{asked.path} is not known yet; it must be true")
        elif not policy.absent and asked.truth is not True:
            yield failed(asked, f"{asked.path} is {asked.shown}, it must be true")


def _second_factor(pool: Resource, _bar: Thresholds) -> Findings:
    mfa, audience = pool.read(_MFA), pool.read("tags.audience")
    if mfa.unknown:
        yield undetermined(mfa, f"{_MFA} is not known yet; it must be ON or OPTIONAL")
    elif mfa.text not in ("ON", "OPTIONAL"):
        yield failed(mfa, f"{_MFA} is {mfa.shown}, so that a password alone signs in")
    elif mfa.text == "OPTIONAL" and audience.text == "staff":
        yield failed(mfa, f"{_MFA} is OPTIONAL, it must be ON where the tag audience is staff")
    elif mfa.text == "OPTIONAL" and audience.unknown:
        yield undetermined(mfa, f"{_MFA} is OPTIONAL, and whether the tag audience is staff is not known yet")


def _asked_to_keep(_resource: Resource, bar: Thresholds) -> bool:
    return bar.deletion_protection


def _rule(
    id_: str, judge: JudgeResource, good: Mapping[str, Value], bad: Mapping[str, Value], unknown: Mapping[str, Value]
) -> ResourceRule:
    return ResourceRule(
        id=id_,
        types=(USER_POOL,),
        judge=judge,
        examples=examples(USER_POOL, good={**_NAME, **good}, bad={**_NAME, **bad}, unknown={**_NAME, **unknown}),
    )


def _password(id_: str, judge: JudgeResource, good: Mapping[str, Value], bad: Mapping[str, Value]) -> ResourceRule:
    unknown = dict.fromkeys(good, UNKNOWN)
    return _rule(id_, judge, {"passwordPolicy": good}, {"passwordPolicy": bad}, {"passwordPolicy": unknown})


def _extra_flows(mode: Value) -> dict[str, Value]:
    return {
        "userPoolAddOns": {
            "advancedSecurityMode": "ENFORCED",
            "advancedSecurityAdditionalFlows": {"customAuthMode": mode},
        }
    }


RULES: tuple[Rule, ...] = (
    _password(
        "cognito-password-length",
        must_be_at_least(
            "passwordPolicy.minimumLength", lambda bar: bar.user_password_length, default=8, unit="characters"
        ),
        {"minimumLength": 14},
        {"minimumLength": 8},
    ),
    _password(
        "cognito-password-length-fourteen",
        must_be_at_least("passwordPolicy.minimumLength", 14, default=8, unit="characters"),
        {"minimumLength": 14},
        {"minimumLength": 12},
    ),
    _password("cognito-password-mixed", _mixed, _ALL_CLASSES, _ALL_CLASSES | {"requireSymbols": False}),
    _password(
        "cognito-password-history",
        must_be_at_least(
            "passwordPolicy.passwordHistorySize", lambda bar: bar.user_password_reuse, unit="former passwords"
        ),
        {"passwordHistorySize": 24},
        {"minimumLength": 14},
    ),
    _password(
        "cognito-temporary-password-days",
        must_be_at_most("passwordPolicy.temporaryPasswordValidityDays", 7, default=7, unit="days"),
        {"temporaryPasswordValidityDays": 3},
        {"temporaryPasswordValidityDays": 90},
    ),
    _rule("cognito-user-pool-mfa", _second_factor, {_MFA: "ON"}, {_MFA: "OFF"}, {_MFA: UNKNOWN}),
    _rule(
        "cognito-user-pool-totp",
        must_be_true("softwareTokenMfaConfiguration.enabled"),
        {"softwareTokenMfaConfiguration": {"enabled": True}},
        {_MFA: "ON"},
        {"softwareTokenMfaConfiguration": {"enabled": UNKNOWN}},
    ),
    ResourceRule(
        id="cognito-user-pool-no-sms",
        types=(USER_POOL,),
        judge=must_not_be_set("smsConfiguration", because="so that a stolen telephone number can sign in"),
        examples=examples(
            USER_POOL,
            good=_NAME,
            bad=_NAME
            | {
                "smsConfiguration": {
                    "externalId": "customers",
                    "snsCallerArn": "arn:aws:iam::123456789012:role/cognito-sms",
                }
            },
            unknown=None,
        ),
    ),
    _rule(
        "cognito-user-pool-threat-protection",
        must_be_one_of("userPoolAddOns.advancedSecurityMode", "ENFORCED", default="OFF"),
        {"userPoolAddOns": {"advancedSecurityMode": "ENFORCED"}},
        {"userPoolAddOns": {"advancedSecurityMode": "AUDIT"}},
        {"userPoolAddOns": {"advancedSecurityMode": UNKNOWN}},
    ),
    _rule(
        "cognito-user-pool-plus-tier",
        must_be_one_of("userPoolTier", "PLUS", default="ESSENTIALS"),
        {"userPoolTier": "PLUS"},
        {"userPoolTier": "ESSENTIALS"},
        {"userPoolTier": UNKNOWN},
    ),
    _rule(
        "cognito-user-pool-threat-custom-auth",
        must_be_one_of(
            "userPoolAddOns.advancedSecurityAdditionalFlows.customAuthMode", "ENFORCED", default="no protection"
        ),
        _extra_flows("ENFORCED"),
        _extra_flows("AUDIT"),
        _extra_flows(UNKNOWN),
    ),
    _rule(
        "cognito-user-pool-deletion-protection",
        when(_asked_to_keep, must_be_one_of("deletionProtection", "ACTIVE", default="INACTIVE")),
        {"deletionProtection": "ACTIVE"},
        {"deletionProtection": "INACTIVE"},
        {"deletionProtection": UNKNOWN},
    ),
    ResourceRule(
        id="cognito-user-pool-protected",
        types=(USER_POOL,),
        judge=when(_asked_to_keep, must_be_protected),
        examples=examples(USER_POOL, good=_NAME, bad=_NAME, unknown=None, protect=(True, False)),
    ),
    _rule(
        "cognito-user-pool-no-self-registration",
        must_be_true("adminCreateUserConfig.allowAdminCreateUserOnly"),
        {"adminCreateUserConfig": {"allowAdminCreateUserOnly": True}},
        {"adminCreateUserConfig": {"allowAdminCreateUserOnly": False}},
        {"adminCreateUserConfig": {"allowAdminCreateUserOnly": UNKNOWN}},
    ),
    ResourceRule(
        id="cognito-identity-pool-no-guests",
        types=(IDENTITY_POOL,),
        judge=must_be_false("allowUnauthenticatedIdentities"),
        examples=examples(
            IDENTITY_POOL,
            good={"identityPoolName": "customers", "allowUnauthenticatedIdentities": False},
            bad={"identityPoolName": "customers", "allowUnauthenticatedIdentities": True},
            unknown={"identityPoolName": "customers", "allowUnauthenticatedIdentities": UNKNOWN},
        ),
    ),
)
