"""User pools: passwords, the second factor, devices, and what pools are for (id.pw, id.mfa, id.sessions)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from guardrails.rules.identity import cognito_pool, sessions
from guardrails.rules.identity.types import USER_POOL
from verification.as_declared import by_the_rule, declared
from verification.check import Check, Examples, Facts, Finds, Found, Responses, Scope, holds_if_found
from verification.identity.calls import PAGE, POOL, POOL_MFA, POOLS
from verification.live import Live

_PASSWORD: Final = "Policies.PasswordPolicy"  # noqa: S105  the name of a member, no secret


def user_pools(live: Live) -> Iterator[Found]:
    """Every user pool."""
    for each in live.items(POOLS, PAGE):
        yield Found(live.arn("cognito-idp", f"userpool/{each['Id']}"), each)


def described(found: Found, live: Live) -> Mapping[str, Any] | None:
    """A user pool as rules read it, without what its own call says of the second factor."""
    facts = (live.one(POOL, {"UserPoolId": found.facts["Id"]}) or {}).get("UserPool")
    if facts is None:
        return None
    policy = declared((facts.get("Policies") or {}).get("PasswordPolicy"))
    # Tags are a map, whose keys are nobody's to rename.
    return {**declared(facts), "passwordPolicy": policy, "tags": facts.get("UserPoolTags")}


def with_factors(found: Found, live: Live) -> Mapping[str, Any] | None:
    """A user pool as rules read it, with its factors."""
    factors = live.one(POOL_MFA, {"UserPoolId": found.facts["Id"]})
    pool = described(found, live)
    return None if pool is None or factors is None else {**pool, "mfaConfiguration": "OFF", **declared(factors)}


def _having(state: Callable[[Found, Live], Facts | None], holds: Callable[[Facts], bool]) -> Finds:
    def finds(live: Live) -> Iterator[Found]:
        for found in user_pools(live):
            pool = state(found, live)
            if pool is not None and holds(pool):
                yield found

    return finds


POOL_ID: Final = "eu-west-1_a1B2c3D4e"
"""The pool of examples."""
ONE_POOL: Final = {"UserPools": [{"Id": POOL_ID, "Name": "customers"}]}
_POLICY: Final = {
    "MinimumLength": 14,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    "PasswordHistorySize": 24,
    "TemporaryPasswordValidityDays": 3,
}


def a_pool(**facts: Any) -> Responses:
    """An account with one pool, which is as it should be but for ``facts``."""
    pool = {"Id": POOL_ID, "Name": "customers", "Policies": {"PasswordPolicy": _POLICY}, "UserPoolTier": "PLUS"}
    add_ons = {"AdvancedSecurityMode": "ENFORCED", "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "ENFORCED"}}
    kept = {"DeletionProtection": "ACTIVE", "DeviceConfiguration": {"DeviceOnlyRememberedOnUserPrompt": True}}
    invited = {"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}}
    return {POOLS: ONE_POOL, POOL: {"UserPool": {**pool, "UserPoolAddOns": add_ons, **kept, **invited, **facts}}}


def _policy(**changes: Any) -> Responses:
    return a_pool(Policies={"PasswordPolicy": {**_POLICY, **changes}})


def _factors(mode: str, *, app: bool = True, **facts: Any) -> Responses:
    answer = {"MfaConfiguration": mode, "SoftwareTokenMfaConfiguration": {"Enabled": app}}
    return {**a_pool(**facts), POOL_MFA: answer}


def _check(id_: str, at: str, broken: Responses) -> Check:
    return Check(
        id=id_,
        calls=(POOLS, POOL),
        finds=user_pools,
        judge=by_the_rule(cognito_pool.RULES, id_, USER_POOL, at, described),
        examples=Examples(holds=a_pool(), broken=broken),
    )


def _factor_check(id_: str, at: str, broken: Responses) -> Check:
    return Check(
        id=id_,
        calls=(POOLS, POOL, POOL_MFA),
        finds=user_pools,
        judge=by_the_rule(cognito_pool.RULES, id_, USER_POOL, at, with_factors),
        examples=Examples(holds=_factors("ON"), broken=broken),
    )


CHECKS: tuple[Check, ...] = (
    _check("cognito-password-length", f"{_PASSWORD}.MinimumLength", _policy(MinimumLength=8)),
    _check("cognito-password-length-fourteen", f"{_PASSWORD}.MinimumLength", _policy(MinimumLength=12)),
    _check("cognito-password-mixed", _PASSWORD, _policy(RequireSymbols=False)),
    _check("cognito-password-history", f"{_PASSWORD}.PasswordHistorySize", _policy(PasswordHistorySize=1)),
    _check(
        "cognito-temporary-password-days",
        f"{_PASSWORD}.TemporaryPasswordValidityDays",
        _policy(TemporaryPasswordValidityDays=30),
    ),
    _factor_check(
        "cognito-user-pool-mfa", "MfaConfiguration", _factors("OPTIONAL", UserPoolTags={"audience": "staff"})
    ),
    _factor_check("cognito-user-pool-totp", "SoftwareTokenMfaConfiguration.Enabled", _factors("OPTIONAL", app=False)),
    _check(
        "cognito-user-pool-no-sms",
        "SmsConfiguration",
        a_pool(SmsConfiguration={"SnsCallerArn": "arn:aws:iam::123456789012:role/cognito-sms"}),
    ),
    _check(
        "cognito-user-pool-threat-protection",
        "UserPoolAddOns.AdvancedSecurityMode",
        a_pool(UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"}),
    ),
    _check("cognito-user-pool-plus-tier", "UserPoolTier", a_pool(UserPoolTier="ESSENTIALS")),
    _check(
        "cognito-user-pool-threat-custom-auth",
        "UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode",
        a_pool(UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"}),
    ),
    _check("cognito-user-pool-deletion-protection", "DeletionProtection", a_pool(DeletionProtection="INACTIVE")),
    _check(
        "cognito-user-pool-no-self-registration",
        "AdminCreateUserConfig.AllowAdminCreateUserOnly",
        a_pool(AdminCreateUserConfig={"AllowAdminCreateUserOnly": False}),
    ),
    Check(
        id="cognito-user-pool-devices-remembered",
        calls=(POOLS, POOL),
        finds=user_pools,
        judge=by_the_rule(
            sessions.RULES, "cognito-user-pool-devices-remembered", USER_POOL, "DeviceConfiguration", described
        ),
        examples=Examples(
            holds=a_pool(),
            broken={POOLS: ONE_POOL, POOL: {"UserPool": {"Id": POOL_ID, "Name": "customers"}}},
        ),
    ),
    Check(
        id="cognito-password-policy-present",
        calls=(POOLS, POOL),
        finds=_having(described, lambda pool: bool(pool["passwordPolicy"])),
        judge=holds_if_found,
        # Customers sign in in one region: their pool is at home.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=a_pool(), broken=None),
    ),
    Check(
        id="cognito-second-factor-present",
        calls=(POOLS, POOL, POOL_MFA),
        finds=_having(with_factors, lambda pool: pool["mfaConfiguration"] in ("ON", "OPTIONAL")),
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_factors("OPTIONAL"), broken=None, absent=_factors("OFF")),
    ),
    Check(
        id="cognito-threat-protection-present",
        calls=(POOLS, POOL),
        finds=_having(
            described, lambda pool: (pool.get("userPoolAddOns") or {}).get("advancedSecurityMode") == "ENFORCED"
        ),
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=a_pool(), broken=None, absent=a_pool(UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"})),
    ),
)
