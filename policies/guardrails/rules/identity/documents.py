"""What identity policies may not allow on everything: all actions, whole services, changes, data, keys, roles.

Conditions are honoured where they confine what a statement acts on; a grant of all actions, of a whole service or
by NotAction, and iam:PassRole on every role, are refused whatever the condition says of the caller.
"""

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Final

from guardrails.documents import Document, Statement
from guardrails.rule import Declared, Examples, RelationRule, Rule
from guardrails.rules.identity.actions import (
    first_permission_change,
    first_restrictable_change,
    is_everything,
    is_whole_service,
)
from guardrails.rules.identity.statements import (
    CARRIERS,
    JudgeDocument,
    Refusal,
    each_document,
    identity_document,
    names_every_one_of_its_kind,
    names_everything,
    narrowed,
    never,
)
from guardrails.rules.identity.types import POLICY
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import Finding, failed

_DATA: Final = (
    "dynamodb:batchgetitem",
    "dynamodb:getitem",
    "dynamodb:query",
    "dynamodb:scan",
    "ebs:getsnapshotblock",
    "s3:getobject",
    "s3:getobjectversion",
    "secretsmanager:batchgetsecretvalue",
    "secretsmanager:getsecretvalue",
    "ssm:getparameter",
    "ssm:getparameters",
    "ssm:getparametersbypath",
)
_CREDENTIALS: Final = (
    "iam:createaccesskey",
    "iam:createloginprofile",
    "iam:createservicespecificcredential",
    "iam:resetservicespecificcredential",
    "iam:updateaccesskey",
    "lightsail:getinstanceaccessdetails",
    "lightsail:getrelationaldatabasemasteruserpassword",
    "rds-db:connect",
    "redshift:getclustercredentials",
    "redshift:getclustercredentialswithiam",
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
)
_DECRYPTING: Final = ("kms:decrypt", "kms:reencryptfrom")


def by_pattern(matches: Callable[[str], bool]) -> Callable[[Statement], tuple[str, ...]]:
    """The actions of the statement, as it spells them, that match."""

    def offending(statement: Statement) -> tuple[str, ...]:
        return tuple(action for action in statement.actions if matches(action))

    return offending


def naming(*actions: str) -> Callable[[Statement], tuple[str, ...]]:
    """The actions of these that the statement names, by name or by wildcard."""

    def offending(statement: Statement) -> tuple[str, ...]:
        return tuple(action for action in actions if any(fnmatchcase(action, pattern) for pattern in statement.actions))

    return offending


def _first(find: Callable[[str], str | None]) -> Callable[[Statement], tuple[str, ...]]:
    def offending(statement: Statement) -> tuple[str, ...]:
        found = ((pattern, find(pattern)) for pattern in statement.actions)
        return tuple(
            pattern if pattern == action else f"{pattern} ({action} among them)"
            for pattern, action in found
            if action is not None
        )

    return offending


def _no_not_action(document: Document, reading: Reading, _traced: bool) -> Iterator[Finding]:
    for statement in document.allowing:
        if "NotAction" in statement.raw:
            yield failed(reading, f"{statement.label} of {reading.path} allows all actions but a few by NotAction")


def _refusal(
    id_: str,
    refusal: Refusal,
    *,
    good: dict[str, Value],
    bad: dict[str, Value],
) -> RelationRule:
    return rule(id_, refusal.judge, good=good, bad=bad)


def rule(id_: str, judge: JudgeDocument, *, good: dict[str, Value], bad: dict[str, Value]) -> RelationRule:
    """A rule on identity policies, whose examples are a managed policy with one statement."""
    return RelationRule(
        id=id_,
        types=CARRIERS,
        judge=each_document(judge),
        examples=Examples(
            good=(Declared(type=POLICY, properties={"policy": identity_document({"Effect": "Allow", **good})}),),
            bad=(Declared(type=POLICY, properties={"policy": identity_document({"Effect": "Allow", **bad})}),),
            unknown=(Declared(type=POLICY, properties={"policy": UNKNOWN}),),
        ),
    )


_READ_ORDERS: Final = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::orders/*"}
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"

RULES: tuple[Rule, ...] = (
    _refusal(
        "iam-policy-no-admin",
        Refusal(offending=by_pattern(is_everything), everything=names_everything, excused=never),
        good=_READ_ORDERS,
        bad={"Action": "*", "Resource": "*"},
    ),
    _refusal(
        "iam-policy-no-every-action",
        Refusal(
            offending=by_pattern(is_everything),
            reason="on some resource or all",
            everything=lambda _resource: True,
            excused=never,
        ),
        good=_READ_ORDERS,
        bad={"Action": "*", "Resource": "arn:aws:s3:::orders/*"},
    ),
    _refusal(
        "iam-policy-no-full-service-access",
        Refusal(offending=by_pattern(is_whole_service), everything=names_everything, excused=never),
        good=_READ_ORDERS,
        bad={"Action": "s3:*", "Resource": "*"},
    ),
    rule(
        "iam-policy-no-allow-by-not-action",
        _no_not_action,
        good=_READ_ORDERS,
        bad={"NotAction": "iam:*", "Resource": "*"},
    ),
    _refusal(
        "iam-policy-changes-confined",
        Refusal(offending=_first(first_restrictable_change), everything=names_everything, excused=narrowed),
        good={"Action": ["s3:PutObject"], "Resource": "arn:aws:s3:::orders/*"},
        bad={"Action": ["s3:PutObject"], "Resource": "*"},
    ),
    _refusal(
        "iam-policy-data-reads-confined",
        Refusal(
            offending=naming(*_DATA, *_CREDENTIALS),
            everything=names_every_one_of_its_kind,
            excused=narrowed,
        ),
        good={
            "Action": "secretsmanager:GetSecretValue",
            "Resource": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-database-??????",
        },
        bad={"Action": "secretsmanager:GetSecretValue", "Resource": "*"},
    ),
    _refusal(
        "iam-policy-permission-changes-confined",
        Refusal(
            offending=_first(first_permission_change),
            everything=names_every_one_of_its_kind,
            excused=narrowed,
        ),
        good={"Action": "lambda:AddPermission", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:orders"},
        bad={"Action": "lambda:AddPermission", "Resource": "*"},
    ),
    _refusal(
        "iam-policy-no-decrypt-on-all-keys",
        Refusal(offending=naming(*_DECRYPTING), everything=names_every_one_of_its_kind, excused=narrowed),
        good={"Action": "kms:Decrypt", "Resource": _KEY},
        bad={"Action": "kms:Decrypt", "Resource": "*"},
    ),
    _refusal(
        "iam-policy-pass-role-confined",
        Refusal(
            offending=naming("iam:passrole"),
            everything=names_every_one_of_its_kind,
            excused=never,
        ),
        good={
            "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::123456789012:role/orders-task",
            "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        },
        bad={"Action": "iam:PassRole", "Resource": "*"},
    ),
)
