"""id.least: who may take a role, for how long, and under which boundary."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.documents import Document, parse
from guardrails.rules.identity import github, principals, trust
from guardrails.rules.identity.types import OIDC_PROVIDER as PROVIDER_TYPE
from guardrails.rules.identity.types import ROLE as ROLE_TYPE
from guardrails.thresholds import Thresholds
from guardrails.values import normalise, read
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule
from verification.check import Check, Examples, Facts, Finds, Found, Responses, Scope
from verification.identity.calls import IAM, OIDC_PROVIDER, OIDC_PROVIDERS, ROLE
from verification.identity.iam import TASKS, a_role, by_rule, iam_check, of_types, own_roles
from verification.live import Live

_TRUST: Final = "AssumeRolePolicyDocument"
_GITHUB: Final = "token.actions.githubusercontent.com"
_HOUR: Final = 3600
_STAFF: Final = frozenset({"human", "staff"})


def _trust(role: Facts) -> Document:
    return parse(read(_TRUST, normalise(role.get(_TRUST))))


def _from_github(role: Facts) -> bool:
    principals_ = (each for statement in _trust(role).allowing for each in statement.principals)
    return any(each.kind == "Federated" and f":oidc-provider/{_GITHUB}" in each.name for each in principals_)


def _for_people(role: Facts) -> bool:
    if any(each["Key"] == "audience" and each.get("Value") in _STAFF for each in role.get("Tags") or ()):
        return True
    return any(
        statement.covers("sts:AssumeRoleWithSAML") or statement.condition("aws:MultiFactorAuthPresent")
        for statement in _trust(role).allowing
    )


def _tagged_required(role: Facts) -> bool:
    return any(each["Key"] == "boundary" and each.get("Value") == "required" for each in role.get("Tags") or ())


def _roles(condition: Callable[[Facts], bool]) -> Finds:
    """The roles that a rule speaks of, so that no other is said to hold."""

    def finds(live: Live) -> Iterator[Found]:
        wanted = {role["Arn"] for role in own_roles(live) if condition(role)}
        return (found for found in of_types(ROLE_TYPE)(live) if found.arn in wanted)

    return finds


def _some(id_: str, condition: Callable[[Facts], bool], at: str, good: Responses, bad: Responses) -> Check:
    rules = (*github.RULES, *trust.RULES, *principals.RULES)
    return Check(
        id=id_,
        calls=(IAM,),
        finds=_roles(condition),
        judge=by_rule(rules, id_, at),
        scope=Scope.ACCOUNT,
        examples=Examples(holds=good, broken=bad, absent=a_role()),
    )


def _staffs(live: Live) -> Iterator[Found]:
    for role in own_roles(live):
        if _for_people(role):
            yield Found(role["Arn"], role)


def _an_hour(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    # Only the role's own call tells the duration.
    role = (live.one(ROLE, {"RoleName": found.facts["RoleName"]}) or {}).get("Role") or {}
    longest = role.get("MaxSessionDuration", _HOUR)
    if longest > _HOUR:
        yield broken(
            "MaxSessionDuration", f"MaxSessionDuration is {longest} seconds, it must be at most {_HOUR} for people"
        )


def _providers(live: Live) -> Iterator[Found]:
    for each in live.items(OIDC_PROVIDERS):
        if _GITHUB in each["Arn"].rpartition(":oidc-provider/")[2].partition("/")[0]:
            yield Found(each["Arn"], each)


def _provider(found: Found, live: Live) -> Mapping[str, Any] | None:
    facts = live.one(OIDC_PROVIDER, {"OpenIDConnectProviderArn": found.arn})
    return None if facts is None else {"url": facts.get("Url"), "clientIdLists": facts.get("ClientIDList")}


def _of(principal: Mapping[str, Any], **condition: Any) -> dict[str, Any]:
    return {**TASKS, "Principal": principal, **({"Condition": condition} if condition else {})}


_STRANGER: Final = {"AWS": "arn:aws:iam::210987654321:root"}
_PROVIDER: Final = f"arn:aws:iam::123456789012:oidc-provider/{_GITHUB}"


def _runs(subject: str, audience: str = "sts.amazonaws.com", operator: str = "StringEquals") -> Responses:
    claims = {"StringEquals": {f"{_GITHUB}:aud": audience}}
    claims[operator] = {**claims.get(operator, {}), f"{_GITHUB}:sub": subject}
    return a_role(trust={**_of({"Federated": _PROVIDER}, **claims), "Action": "sts:AssumeRoleWithWebIdentity"})


def _pool(**condition: Any) -> Responses:
    principal = {"Federated": "cognito-identity.amazonaws.com"}
    return a_role(trust={**_of(principal, **condition), "Action": "sts:AssumeRoleWithWebIdentity"})


def _audience(client: str) -> Responses:
    return {
        OIDC_PROVIDERS: {"OpenIDConnectProviderList": [{"Arn": _PROVIDER}]},
        OIDC_PROVIDER: {"Url": _GITHUB, "ClientIDList": [client]},
    }


_EXACT: Final = _runs("repo:example/shop:environment:prod")
_ONE_POOL: Final = {"cognito-identity.amazonaws.com:aud": "eu-west-1:0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"}
_SAML: Final = {
    **_of({"Federated": "arn:aws:iam::123456789012:saml-provider/staff"}),
    "Action": "sts:AssumeRoleWithSAML",
}


def _lasting(seconds: int) -> Responses:
    made = datetime(2026, 1, 1, tzinfo=UTC)
    role = {"Path": "/", "RoleName": "orders", "RoleId": "AROA00000000EXAMPLE", "CreateDate": made}
    whole = {**role, "Arn": "arn:aws:iam::123456789012:role/orders", "MaxSessionDuration": seconds}
    return {**a_role(trust=_SAML), ROLE: {"Role": whole}}


_DEPLOYS: Final[dict[str, Any]] = {"Tags": [{"Key": "boundary", "Value": "required"}]}
_CAPPED: Final[dict[str, Any]] = {
    "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::123456789012:policy/boundary"}
}

CHECKS: tuple[Check, ...] = (
    iam_check(trust.RULES, "iam-role-trust-not-public", _TRUST, a_role(), a_role(trust=_of({"AWS": "*"}))),
    iam_check(
        trust.RULES,
        "iam-role-trust-own-accounts",
        _TRUST,
        a_role(trust=_of(_STRANGER, StringEquals={"sts:ExternalId": "vouch-7c1e9a52"})),
        a_role(trust=_of(_STRANGER)),
    ),
    iam_check(
        trust.RULES,
        "iam-role-trust-federation-limited",
        _TRUST,
        _pool(StringEquals=_ONE_POOL),
        _pool(),
    ),
    iam_check(
        trust.RULES,
        "iam-role-trust-source-pinned",
        _TRUST,
        a_role(),
        a_role(trust=_of({"Service": "cloudtrail.amazonaws.com"})),
    ),
    _some("iam-role-trust-github-scoped", _from_github, _TRUST, _EXACT, _runs("repo:example/*")),
    _some("iam-role-trust-github-audience", _from_github, _TRUST, _EXACT, _runs("repo:example/shop:*", "anybody")),
    _some(
        "iam-role-trust-github-exact",
        _from_github,
        _TRUST,
        _EXACT,
        _runs("repo:example/shop:*", operator="StringLike"),
    ),
    Check(
        id="iam-github-provider-one-audience",
        calls=(OIDC_PROVIDERS, OIDC_PROVIDER),
        finds=_providers,
        judge=by_the_rule(github.RULES, "iam-github-provider-one-audience", PROVIDER_TYPE, "ClientIDList", _provider),
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_audience("sts.amazonaws.com"), broken=_audience("anybody")),
    ),
    Check(
        id="iam-role-session-one-hour",
        calls=(IAM, ROLE),
        finds=_staffs,
        judge=_an_hour,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_lasting(3600), broken=_lasting(43200), absent=a_role()),
    ),
    _some(
        "iam-role-boundary-required",
        _tagged_required,
        "PermissionsBoundary",
        a_role(**_DEPLOYS, **_CAPPED),
        a_role(**_DEPLOYS),
    ),
)
