"""The account's password policy for IAM users (control id.pw)."""

from guardrails.graph import Resource
from guardrails.requirements import all_of, must_be_at_least, must_be_at_most, must_be_true
from guardrails.rule import Findings, JudgeResource, ResourceRule, Rule, examples
from guardrails.rules.identity.types import ACCOUNT_PASSWORD_POLICY
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed

_AGE = "maxPasswordAge"


def _expires(policy: Resource, _bar: Thresholds) -> Findings:
    if policy.read(_AGE).default(0).number == 0:
        yield failed(_AGE, f"{_AGE} is {policy.read(_AGE).shown}, so that passwords never expire")


def _rule(id_: str, judge: JudgeResource, path: str, good: Value, bad: Value) -> ResourceRule:
    return ResourceRule(
        id=id_,
        types=(ACCOUNT_PASSWORD_POLICY,),
        judge=judge,
        examples=examples(ACCOUNT_PASSWORD_POLICY, good={path: good}, bad={path: bad}, unknown={path: UNKNOWN}),
    )


def _required(id_: str, path: str) -> ResourceRule:
    return _rule(id_, must_be_true(path), path, True, False)


RULES: tuple[Rule, ...] = (
    _rule(
        "iam-password-length",
        # AWS takes six where the policy is silent.
        must_be_at_least("minimumPasswordLength", lambda bar: bar.password_length, default=6, unit="characters"),
        "minimumPasswordLength",
        14,
        8,
    ),
    _required("iam-password-lowercase", "requireLowercaseCharacters"),
    _required("iam-password-number", "requireNumbers"),
    _required("iam-password-symbol", "requireSymbols"),
    _required("iam-password-uppercase", "requireUppercaseCharacters"),
    _rule(
        "iam-password-reuse",
        must_be_at_least("passwordReusePrevention", lambda bar: bar.password_reuse, unit="passwords"),
        "passwordReusePrevention",
        24,
        5,
    ),
    _rule(
        "iam-password-age",
        all_of(_expires, must_be_at_most(_AGE, 90, unit="days")),
        _AGE,
        90,
        0,
    ),
)
