"""What many checks of stores ask: a switch that is on, a customer key, a policy for nobody public."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from guardrails.rules.data.s3_documents import JudgeStatement, judge_policy
from guardrails.thresholds import Thresholds
from guardrails.values import normalise, read
from guardrails.verdicts import Verdict
from verification.answers import Broken, broken
from verification.check import Found, Judges
from verification.data.calls import KEY
from verification.live import Live

_MANAGED_ALIAS: Final = "alias/aws/"
# A disabled key, or one on its way out, makes all that is under it unreadable (KMS guide, "Key states").
_USABLE: Final = frozenset({"Creating", "Enabled", "Updating"})


def value_of(facts: Mapping[str, Any], path: str) -> Any:
    """A member of an answer, dotted where it is nested; None where AWS leaves any part of it out."""
    value: Any = facts
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def shown(value: object) -> str:
    """How a message says a value."""
    if value is None or value == "":
        return "not set"
    return str(value).lower() if isinstance(value, bool) else str(value)


def tags_of(listed: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """The tags of a resource as a mapping, from the list that most services answer."""
    return {each["Key"]: each.get("Value", "") for each in listed or ()}


def must_be_true(path: str) -> Judges:
    """The boolean at ``path`` is true; AWS leaves out what is false."""

    def judge(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
        value = value_of(found.facts, path)
        if value is not True:
            yield broken(path, f"{path} is {shown(value)}")

    return judge


def must_be_set(path: str) -> Judges:
    """Something is at ``path``."""

    def judge(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
        if not value_of(found.facts, path):
            yield broken(path, f"{path} is not set")

    return judge


def under_customer_key(path: str) -> Judges:
    """The key named at ``path`` is a customer key that can be used."""

    def judge(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
        yield from no_customer_key(live, path, value_of(found.facts, path))

    return judge


def no_customer_key(live: Live, path: str, key: str | None) -> Iterator[Broken]:
    """What is wrong where ``key`` (an id, an ARN or an alias) must be a customer key: AWS's own, gone, or unusable.

    A key of another account is a customer key: AWS managed keys work in their own account only (KMS guide, "AWS
    managed keys"). One of another region is asked for there.
    """
    if not key:
        yield broken(path, f"{path} is not set, so no customer key is used")
        return
    _, _, resource = key.rpartition(":")
    if resource.startswith(_MANAGED_ALIAS):
        yield broken(path, f"{path} is {resource}, a key that AWS manages")
        return
    parts = key.split(":")
    named = len(parts) > 5
    if named and parts[4] not in ("", live.account):
        return
    there = replace(live, region=parts[3]) if named and parts[3] else live
    metadata = (there.one(KEY, {"KeyId": key}) or {}).get("KeyMetadata")
    if metadata is None:
        yield broken(path, f"{path} is {resource}, a key that is not there")
    elif metadata.get("KeyManager") != "CUSTOMER":
        yield broken(path, f"{path} is {resource}, a key that AWS manages")
    elif metadata.get("KeyState", "Enabled") not in _USABLE:
        yield broken(path, f"{path} is {resource}, a key that is {metadata['KeyState']}")


def statements_broken(path: str, text: str | None, judge_statement: JudgeStatement) -> Iterator[Broken]:
    """What a rule's requirement on policy statements finds broken in the document ``text``; nothing without one."""
    for finding in judge_policy(read(path, normalise(text)), judge_statement):
        if finding.verdict is Verdict.FAILED:
            yield broken(path, finding.message)


KEY_ARN: Final = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
"""The key of examples."""
CUSTOMER_KEY: Final[Mapping[str, Any]] = {
    "KeyMetadata": {
        "KeyId": "1234abcd-12ab-34cd-56ef-1234567890ab",
        "Arn": KEY_ARN,
        "KeyManager": "CUSTOMER",
        "KeyState": "Enabled",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "Origin": "AWS_KMS",
        "MultiRegion": False,
    }
}
"""What examples answer of a customer key."""
MANAGED_KEY: Final[Mapping[str, Any]] = {"KeyMetadata": {**CUSTOMER_KEY["KeyMetadata"], "KeyManager": "AWS"}}
"""What examples answer of a key that AWS manages."""
