"""Who may assume a role: nobody unnamed, own accounts, strangers with an external id, federations in bounds."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

from guardrails.accounts import observed_accounts, owned_accounts
from guardrails.documents import Shape, Statement, limits, parse
from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, JudgeResource, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.identity.types import ROLE
from guardrails.thresholds import Thresholds
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Value, depends_on_unknown
from guardrails.verdicts import Finding, failed, undetermined

_PATH: Final = "assumeRolePolicy"
_GITHUB: Final = "token.actions.githubusercontent.com"
# A claim that names one repository: repo:owner/name:..., job_workflow_ref:owner/name/.github/..., or its id.
_ONE_REPOSITORY: Final = re.compile(
    r"(?:repo|repository|job_workflow_ref|workflow_ref):[^*?/:]+/[^*?/:]+(?:[:/@].*)?|repository_id:\d+(?::.*)?"
)
_EQUALS: Final = frozenset({"stringequals", "stringequalsignorecase", "stringlike"})
_STRANGERS_LIMITED_BY: Final = frozenset({"sts:externalid", "aws:principalorgid", "aws:principalorgpaths"})
_SOURCE_KEYS: Final = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"})
# Services that act for others and send their source ("The confused deputy problem", IAM user guide).
_DEPUTIES: Final = frozenset(
    f"{service}.amazonaws.com"
    for service in (
        "bedrock",
        "cloudtrail",
        "codebuild",
        "config",
        "delivery.logs",
        "ecs-tasks",
        "events",
        "firehose",
        "glue",
        "guardduty",
        "logs",
        "pipes",
        "sagemaker",
        "scheduler",
        "ssm",
        "states",
        "transfer",
        "vpc-flow-logs",
    )
)

JudgeStatement = Callable[[Statement], Iterator[Finding]]


def _each_statement(judge_statement: JudgeStatement) -> JudgeResource:
    def judge(role: Resource, _bar: Thresholds) -> Findings:
        reading = role.read(_PATH)
        document = parse(reading)
        if document.shape is Shape.UNKNOWN:
            yield undetermined(reading, f"{_PATH} is not known yet")
        elif document.shape is Shape.MALFORMED:
            yield failed(reading, f"{_PATH} is not a policy document")
        for statement in document.statements:
            if statement.raw.get("Effect") is UNKNOWN:
                yield undetermined(reading, f"{statement.label} of {_PATH} has an effect that is not known yet")
            elif statement.allows:
                yield from judge_statement(statement)

    return judge


def _not_public(statement: Statement) -> Iterator[Finding]:
    named = f"{statement.label} of {_PATH}"
    everyone = any(principal.name == "*" for principal in statement.principals)
    if statement.negates_principal:
        yield failed(_PATH, f"{named} lets everyone but a few assume the role by NotPrincipal")
    elif everyone and not statement.uncertain and not statement.limited:
        yield failed(_PATH, f"{named} lets everyone assume the role")
    elif everyone and statement.uncertain:
        yield undetermined(_PATH, f"{named} lets everyone assume the role under what is not known yet")
    elif statement.raw.get("Principal") is UNKNOWN:
        yield undetermined(_PATH, f"{named} names a principal that is not known yet")


def _no_strangers(role: Resource, graph: Graph, bar: Thresholds) -> Findings:
    owned = owned_accounts(graph)

    def judge_statement(statement: Statement) -> Iterator[Finding]:
        if any(_compares(statement, key) for key in _STRANGERS_LIMITED_BY):
            return
        for account in dict.fromkeys(principal.account for principal in statement.principals):
            if account is None or account in owned or account in observed_accounts(graph):
                continue
            said = f"{statement.label} of {_PATH} trusts account {account}"
            if not owned:
                yield undetermined(_PATH, f"{said}, and no provider's allowedAccountIds says which are owned")
            elif statement.raw.get("Condition") is UNKNOWN:
                yield undetermined(_PATH, f"{said} under a condition that is not known yet")
            else:
                yield failed(_PATH, f"{said}, which is not owned, without sts:ExternalId")
        if _unknown_member(statement, "AWS"):
            yield undetermined(_PATH, f"{statement.label} of {_PATH} trusts an account that is not known yet")

    yield from _each_statement(judge_statement)(role, bar)


def _unknown_member(statement: Statement, kind: str) -> bool:
    principal = statement.raw.get("Principal")
    return principal is UNKNOWN or depends_on_unknown(principal.get(kind) if isinstance(principal, dict) else None)


def _compares(statement: Statement, wanted: str) -> bool:
    """Whether a positive operator compares the key with something that is not a lone wildcard."""
    return any(
        key == wanted
        and operator.removeprefix("foranyvalue:") in _EQUALS
        and all(value.strip("*?") for value in values)
        for operator, key, values in statement.conditions
    )


def _federations(statement: Statement) -> tuple[str, ...]:
    """The hosts and paths of the OIDC providers that the statement trusts."""
    return tuple(
        principal.name.partition(":oidc-provider/")[2] or principal.name
        for principal in statement.principals
        if principal.kind == "Federated" and ":saml-provider/" not in principal.name
    )


def _github_scoped(statement: Statement) -> Iterator[Finding]:
    for provider in _federations(statement):
        # An enterprise may have a path of its own below GitHub's issuer.
        if provider.partition("/")[0] == _GITHUB:
            yield from _one_repository(statement, f"{provider}:sub".lower())


def _one_repository(statement: Statement, claim: str) -> Iterator[Finding]:
    named = f"{statement.label} of {_PATH}"
    if depends_on_unknown(statement.raw.get("Condition")):
        yield undetermined(_PATH, f"{named} trusts GitHub under a condition that is not known yet")
        return
    subjects = [
        value
        for operator, key, values in statement.conditions
        if key == claim and operator.removeprefix("foranyvalue:") in _EQUALS
        for value in values
    ]
    if not subjects:
        yield failed(_PATH, f"{named} trusts every repository of GitHub: no condition compares {claim}")
    for subject in subjects:
        if not _ONE_REPOSITORY.fullmatch(subject):
            yield failed(_PATH, f"{named} trusts GitHub for {subject}, which is not one repository")


def _federation_limited(statement: Statement) -> Iterator[Finding]:
    named = f"{statement.label} of {_PATH}"
    if _unknown_member(statement, "Federated"):
        yield undetermined(_PATH, f"{named} trusts a federation that is not known yet")
    for provider in _federations(statement):
        if statement.raw.get("Condition") is UNKNOWN:
            yield undetermined(_PATH, f"{named} trusts {provider} under a condition that is not known yet")
        elif not any(_compares(statement, f"{provider.lower()}:{claim}") for claim in ("sub", "aud", "amr", "app_id")):
            yield failed(_PATH, f"{named} trusts {provider} for any audience and subject")


def _deputy_pinned(statement: Statement) -> Iterator[Finding]:
    deputies = [
        principal.name
        for principal in statement.principals
        if principal.kind == "Service" and principal.name in _DEPUTIES
    ]
    named = f"{statement.label} of {_PATH}"
    if _unknown_member(statement, "Service"):
        yield undetermined(_PATH, f"{named} trusts a service that is not known yet")
    pinned = any(
        key in _SOURCE_KEYS and limits(operator, key, values) for operator, key, values in statement.conditions
    )
    if deputies and not pinned:
        yield failed(_PATH, f"{named} trusts {deputies[0]} whoever it acts for: no aws:SourceAccount or aws:SourceArn")


def trusting(principal: Value, *, action: str = "sts:AssumeRole", **condition: Value) -> dict[str, Value]:
    """The properties of a role that trusts a principal, for an example; ``condition`` gives its operators."""
    statement: dict[str, Value] = {"Effect": "Allow", "Principal": principal, "Action": action}
    if condition:
        statement["Condition"] = condition
    return {_PATH: json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


def _from_github(subject: str) -> dict[str, Value]:
    return trusting(
        {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{_GITHUB}"},
        action="sts:AssumeRoleWithWebIdentity",
        StringEquals={f"{_GITHUB}:aud": "sts.amazonaws.com"},
        StringLike={f"{_GITHUB}:sub": subject},
    )


_POOL: Final = {"Federated": "cognito-identity.amazonaws.com"}
_WEB: Final = "sts:AssumeRoleWithWebIdentity"
_STRANGER: Final = {"AWS": "arn:aws:iam::210987654321:root"}
_OPEN: Final = {_PATH: UNKNOWN}
_OWNED: Final = Declared(type=AWS_PROVIDER, name="default", properties={"allowedAccountIds": '["123456789012"]'})


def _rule(id_: str, judge_statement: JudgeStatement, good: dict[str, Value], bad: dict[str, Value]) -> ResourceRule:
    return ResourceRule(
        id=id_,
        types=(ROLE,),
        judge=_each_statement(judge_statement),
        examples=examples(ROLE, good=good, bad=bad, unknown=_OPEN),
    )


RULES: tuple[Rule, ...] = (
    _rule("iam-role-trust-not-public", _not_public, trusting({"Service": "ec2.amazonaws.com"}), trusting({"AWS": "*"})),
    RelationRule(
        id="iam-role-trust-own-accounts",
        types=(ROLE,),
        judge=_no_strangers,
        examples=Examples(
            good=(
                _OWNED,
                Declared(type=ROLE, properties=trusting(_STRANGER, StringEquals={"sts:ExternalId": "vouch-7c1e9a52"})),
            ),
            bad=(_OWNED, Declared(type=ROLE, properties=trusting(_STRANGER))),
            unknown=(_OWNED, Declared(type=ROLE, properties=_OPEN)),
        ),
    ),
    _rule(
        "iam-role-trust-github-scoped",
        _github_scoped,
        _from_github("repo:example/platform:ref:refs/heads/main"),
        _from_github("repo:*"),
    ),
    _rule(
        "iam-role-trust-federation-limited",
        _federation_limited,
        trusting(
            _POOL,
            action=_WEB,
            StringEquals={"cognito-identity.amazonaws.com:aud": "eu-west-1:0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"},
        ),
        trusting(_POOL, action=_WEB),
    ),
    _rule(
        "iam-role-trust-source-pinned",
        _deputy_pinned,
        trusting({"Service": "scheduler.amazonaws.com"}, StringEquals={"aws:SourceAccount": "123456789012"}),
        trusting({"Service": "scheduler.amazonaws.com"}),
    ),
)
