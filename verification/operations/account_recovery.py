"""Somebody can sign a person out everywhere and reset the account, in one user pool, and it works (ir.reset)."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.graph import Resource
from guardrails.rules.identity import sessions
from guardrails.rules.identity.statements import CARRIERS, statements
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Scope
from verification.data.calls import FUNCTIONS
from verification.identity.calls import IAM
from verification.identity.iam import a_role, iam_check, parts
from verification.live import Live
from verification.operations.calls import FUNCTION
from verification.operations.graphs import whole

_WANTED: Final = (
    "cognito-idp:AdminUserGlobalSignOut",
    "cognito-idp:AdminResetUserPassword",
    "cognito-idp:AdminSetUserMFAPreference",
)
# A function at rest is made ready by the next call (Lambda guide, "Function states").
_READY: Final = frozenset({"Active", "Inactive"})


def _carriers(live: Live) -> Iterator[Resource]:
    return (part for _, part in parts(live) if part.type in CARRIERS)


def _recovering_roles(live: Live) -> frozenset[str]:
    return frozenset(
        arn
        for arn, part in parts(live)
        if part.type in CARRIERS
        for _, statement in statements(part)
        if statement.allows
        and any(action.startswith("cognito-idp:") for action in statement.actions)
        and all(statement.covers(action.lower()) for action in _WANTED)
    )


def _functions(live: Live) -> Iterator[Found]:
    roles = _recovering_roles(live)
    for each in live.items(FUNCTIONS):
        if each.get("Role") in roles:
            yield Found(each["FunctionArn"], each)


def _works(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    facts = live.one(FUNCTION, {"FunctionName": found.arn})
    # Functions older than the states of functions answer none.
    if facts is not None and facts.get("State", "Active") not in _READY:
        reason = f" ({facts['StateReasonCode']})" if facts.get("StateReasonCode") else ""
        yield broken("State", f"State is {facts['State']}{reason}, so no account can be given back")


def _role(*actions: str, pool: str = "eu-west-1_a1B2c3D4e") -> dict[Any, Any]:
    arn = f"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/{pool}"
    return dict(a_role(inline={"Effect": "Allow", "Action": [*actions], "Resource": arn}))


def _function(state: str) -> dict[Any, Any]:
    named: dict[str, Any] = {
        "FunctionName": "recovery",
        "FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:recovery",
        "Role": "arn:aws:iam::123456789012:role/orders",
    }
    return _role(*_WANTED) | {FUNCTIONS: {"Functions": [named]}, FUNCTION: named | {"State": state}}


CHECKS: tuple[Check, ...] = (
    whole(
        sessions.RULES,
        "account-recovery-present",
        calls=(IAM,),
        parts=_carriers,
        of=("iam", "role/*"),
        at="PolicyDocument",
        holds=_role(*_WANTED),
        bad=_role(_WANTED[0]),
    ),
    iam_check(
        sessions.RULES, "account-recovery-confined", "PolicyDocument", _role(*_WANTED), _role(*_WANTED, pool="*")
    ),
    Check(
        id="account-recovery-function-active",
        calls=(IAM, FUNCTIONS, FUNCTION),
        finds=_functions,
        judge=_works,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_function("Active"), broken=_function("Failed")),
        info=RuleInfo(
            id="account-recovery-function-active",
            control="ir.reset",
            title="The function that gives accounts back is active",
            severity=Severity.HIGH,
            fix="Read StateReason of the function, mend its image, subnets or key, and deploy it again.",
        ),
    ),
)
