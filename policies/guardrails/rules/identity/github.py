"""GitHub Actions as a way in: one audience, and subjects that say exactly which runs may come (control id.least)."""

from collections.abc import Iterator
from typing import Final

from guardrails.documents import Shape, Statement, parse
from guardrails.graph import Resource
from guardrails.requirements import when
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.identity.trust import trusting
from guardrails.rules.identity.types import OIDC_PROVIDER, ROLE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value, depends_on_unknown
from guardrails.verdicts import Finding, failed, undetermined

_ISSUER: Final = "token.actions.githubusercontent.com"
_AUDIENCE: Final = "sts.amazonaws.com"
_PATH: Final = "assumeRolePolicy"
_CLIENTS: Final = "clientIdLists"
_EXACT: Final = frozenset({"stringequals", "stringequalsignorecase"})
_MATCHING: Final = _EXACT | {"stringlike"}


def _trusts_github(statement: Statement) -> Iterator[str]:
    """The providers of GitHub that a statement trusts; an enterprise may have a path of its own below the issuer."""
    for principal in statement.principals:
        provider = principal.name.partition(":oidc-provider/")[2]
        if principal.kind == "Federated" and provider.partition("/")[0] == _ISSUER:
            yield provider


def _claims(statement: Statement, claim: str) -> list[tuple[str, str]]:
    """The values that a claim is compared with, each with its operator."""
    return [
        (operator, value)
        for operator, key, values in statement.conditions
        if key == claim.lower() and operator.removeprefix("foranyvalue:") in _MATCHING
        for value in values
    ]


def _each_github(role: Resource) -> Iterator[tuple[Statement, str] | Finding]:
    reading = role.read(_PATH)
    document = parse(reading)
    if document.shape is Shape.UNKNOWN:
        yield undetermined(reading, f"{_PATH} is not known yet")
    for statement in document.allowing:
        for provider in _trusts_github(statement):
            if depends_on_unknown(statement.raw.get("Condition")):
                named = f"{statement.label} of {_PATH}"
                yield undetermined(_PATH, f"{named} trusts GitHub under a condition that is not known yet")
            else:
                yield statement, provider


def _audience(role: Resource, _bar: Thresholds) -> Findings:
    for each in _each_github(role):
        if isinstance(each, Finding):
            yield each
            continue
        statement, provider = each
        values = [value for _, value in _claims(statement, f"{provider}:aud")]
        if not values or any(value != _AUDIENCE for value in values):
            shown = ", ".join(values) or "any audience"
            yield failed(_PATH, f"{statement.label} of {_PATH} trusts GitHub's tokens for {shown}, not {_AUDIENCE}")


def _exact_subject(role: Resource, _bar: Thresholds) -> Findings:
    for each in _each_github(role):
        if isinstance(each, Finding):
            yield each
            continue
        statement, provider = each
        for operator, value in _claims(statement, f"{provider}:sub"):
            if operator.endswith("stringlike") and set(value) & {"*", "?"}:
                named = f"{statement.label} of {_PATH}"
                yield failed(_PATH, f"{named} trusts GitHub for {value}, whatever the wildcard stands for")


def _is_github(provider: Resource, _bar: Thresholds) -> bool:
    url = provider.read("url")
    return url.unknown or (url.text or "").removeprefix("https://").partition("/")[0] == _ISSUER


def _one_client(provider: Resource, _bar: Thresholds) -> Findings:
    clients = provider.read(_CLIENTS)
    listed = tuple(clients.each())
    if provider.read("url").unknown:
        yield undetermined("url", "url is not known yet")
    elif clients.unknown or any(each.unknown for each in listed):
        yield undetermined(clients, f"{_CLIENTS} is not known yet; it must be {_AUDIENCE}")
    elif [each.text for each in listed] != [_AUDIENCE]:
        yield failed(clients, f"{_CLIENTS} is {clients.shown}, it must be {_AUDIENCE} alone")


def _role(audience: Value, subject: Value, operator: str = "StringEquals") -> dict[str, Value]:
    claims: dict[str, Value] = {"StringEquals": {f"{_ISSUER}:aud": audience}}
    claims[operator] = {**claims.get(operator, {}), f"{_ISSUER}:sub": subject}
    return trusting(
        {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{_ISSUER}"},
        action="sts:AssumeRoleWithWebIdentity",
        **claims,
    )


def _provider(*clients: Value) -> dict[str, Value]:
    return {"url": f"https://{_ISSUER}", _CLIENTS: list(clients)}


_MAIN: Final = "repo:example/platform:ref:refs/heads/main"
_OPEN: Final = {_PATH: UNKNOWN}

RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="iam-role-trust-github-audience",
        types=(ROLE,),
        judge=_audience,
        examples=examples(
            ROLE, good=_role(_AUDIENCE, _MAIN), bad=_role("https://github.com/example", _MAIN), unknown=_OPEN
        ),
    ),
    ResourceRule(
        id="iam-role-trust-github-exact",
        types=(ROLE,),
        judge=_exact_subject,
        examples=examples(
            ROLE,
            good=_role(_AUDIENCE, _MAIN),
            bad=_role(_AUDIENCE, "repo:example/platform:*", "StringLike"),
            unknown=_OPEN,
        ),
    ),
    ResourceRule(
        id="iam-github-provider-one-audience",
        types=(OIDC_PROVIDER,),
        judge=when(_is_github, _one_client),
        examples=examples(
            OIDC_PROVIDER,
            good=_provider(_AUDIENCE),
            bad=_provider(_AUDIENCE, "https://github.com/example"),
            unknown=_provider(UNKNOWN),
        ),
    ),
)
