"""Requirements on the resource policies of buckets and keys, each on the parsed document (design decision 9)."""

from collections.abc import Callable, Iterator

from guardrails.accounts import observed_accounts, owned_accounts
from guardrails.documents import Shape, Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rule import Findings, JudgeResource
from guardrails.rules.data.delivery_accounts import delivers
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, depends_on_unknown
from guardrails.verdicts import Finding, failed, not_applicable, undetermined

JudgeStatement = Callable[[Statement, str], Iterator[Finding]]


def each_statement(judge_statement: JudgeStatement) -> JudgeResource:
    """Judges the resource's ``policy``, statement by statement; what is not known yet stops nothing else."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        yield from judge_policy(resource.read("policy"), judge_statement)

    return judge


def judge_policy(reading: Reading, judge_statement: JudgeStatement) -> Findings:
    """The findings of one policy property."""
    document = parse(reading)
    match document.shape:
        case Shape.ABSENT:
            yield not_applicable("the resource states no policy of its own")
        case Shape.UNKNOWN:
            yield undetermined(reading, f"{reading.path} is not known yet")
        case Shape.MALFORMED:
            yield failed(reading, f"{reading.path} is not a policy document")
        case Shape.PARSED:
            for statement in document.statements:
                if statement.raw.get("Effect") is UNKNOWN:
                    yield undetermined(reading, f"{statement.label} of {reading.path} has an effect not known yet")
                yield from judge_statement(statement, reading.path)


def nobody_public(statement: Statement, path: str) -> Iterator[Finding]:
    """Nobody is allowed who is not named, unless a condition limits who may call."""
    if not statement.allows:
        return
    if statement.negates_principal:
        yield failed(path, f"{statement.label} of {path} allows everyone but a few by NotPrincipal")
    elif any(principal.name == "*" for principal in statement.principals):
        if depends_on_unknown(statement.raw.get("Condition")):
            yield undetermined(path, f"{statement.label} of {path} allows everyone under what is not known yet")
        elif not statement.limited:
            yield failed(path, f"{statement.label} of {path} allows everyone, and no condition limits who")
    elif _unknown_principal(statement):
        yield undetermined(path, f"{statement.label} of {path} allows a principal that is not known yet")


def _unknown_principal(statement: Statement) -> bool:
    principal = statement.raw.get("Principal")
    members = principal.get("AWS") if isinstance(principal, dict) else principal
    return members is UNKNOWN or (isinstance(members, list) and UNKNOWN in members)


def own_accounts_only(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    """Only accounts that the stack owns are named by the resource's policy."""
    owned = owned_accounts(graph)
    own = owned | observed_accounts(graph)
    unjudged: dict[str, str] = {}

    def judge_statement(statement: Statement, path: str) -> Iterator[Finding]:
        if not statement.allows:
            return
        if _unknown_principal(statement):
            yield undetermined(path, f"{statement.label} of {path} allows a principal that is not known yet")
        for account in dict.fromkeys(principal.account for principal in statement.principals):
            if account is None or account in own or _excused(statement, account, owned):
                continue
            if owned:
                yield failed(
                    path, f"{statement.label} of {path} allows account {account}, which the stack does not own"
                )
            else:
                unjudged[account] = path

    yield from judge_policy(resource.read("policy"), judge_statement)
    for account, path in unjudged.items():
        message = f"{path} allows account {account}, and no provider's allowedAccountIds says whether it is owned"
        yield undetermined(path, message)


def _excused(statement: Statement, account: str, owned: frozenset[str]) -> bool:
    if delivers(account, statement):
        return True
    return any(
        key == "aws:principalorgid" or (key == "aws:principalaccount" and set(values) <= owned)
        for operator, key, values in statement.conditions
        if operator in ("stringequals", "stringlike") and values and not any("*" in value for value in values)
    )
