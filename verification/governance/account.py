"""AWS knows whom to tell, and what runs says whose it is (gov.contacts, gov.tags)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.graph import Resource
from guardrails.rules.governance import tags as rules
from guardrails.rules.governance.types import CONFIG_RULE
from guardrails.thresholds import THRESHOLDS, Thresholds
from verification.answers import Broken, broken
from verification.audit.tags import answer
from verification.by_rule import resource
from verification.check import Check, Examples, Found, Scope
from verification.data.calls import TAGGED
from verification.data.requirements import tags_of, value_of
from verification.detection.calls import CONFIG_RULES
from verification.governance.calls import CONTACT
from verification.live import Live
from verification.operations.graphs import whole

_WANTED: Final = ("SECURITY", "OPERATIONS", "BILLING")
# What AWS makes and keeps in an account carries its own tags, and takes none of ours.
_OF_AWS: Final = "aws:"


def _account(live: Live) -> Iterator[Found]:
    yield Found(live.arn("account", "account", region=""))


def _has_contacts(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for kind in _WANTED:
        contact = live.one(CONTACT, {"AlternateContactType": kind})
        if not value_of(contact or {}, "AlternateContact.EmailAddress"):
            yield broken("AlternateContact", f"the account has no {kind} contact")


def _tagged(live: Live) -> Iterator[Found]:
    """Everything that has a tag of somebody's."""
    for each in live.items(TAGGED):
        if any(not tag["Key"].startswith(_OF_AWS) for tag in each.get("Tags") or ()):
            yield Found(each["ResourceARN"], each)


def _complete(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    given = tags_of(found.facts.get("Tags"))
    if missing := [key for key in bar.required_tags if not given.get(key)]:
        yield broken("Tags", f"{', '.join(missing)} {'are' if len(missing) > 1 else 'is'} not among its tags")


def _rules(live: Live) -> Iterator[Resource]:
    for each in live.items(CONFIG_RULES):
        source = {"sourceIdentifier": value_of(each, "Source.SourceIdentifier")}
        properties = {"source": source, "inputParameters": each.get("InputParameters")}
        yield resource(CONFIG_RULE, properties, id_=each.get("ConfigRuleName", ""))


_ORDERS: Final = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
_ALL: Final[Mapping[str, str]] = {"owner": "platform", "data": "customer", "backup": "daily", "retention": "365"}


def _contacts(*kinds: str) -> dict[Any, Any]:
    return {
        CONTACT: [
            (
                {"AlternateContactType": kind},
                {"AlternateContact": {"AlternateContactType": kind, "EmailAddress": "duty@example.com"}},
            )
            for kind in kinds
        ]
    }


def _on(*keys: str) -> dict[Any, Any]:
    parameters = {f"tag{number}Key": key for number, key in enumerate(keys, start=1)}
    source: dict[str, Any] = {"Owner": "AWS", "SourceIdentifier": "REQUIRED_TAGS"}
    rule = {"ConfigRuleName": "tags", "Source": source, "InputParameters": json.dumps(parameters)}
    return {CONFIG_RULES: {"ConfigRules": [rule]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="account-contacts-present",
        calls=(CONTACT,),
        finds=_account,
        judge=_has_contacts,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_contacts(*_WANTED), broken=_contacts(*_WANTED[1:]), absent=None),
    ),
    Check(
        id="resource-tagged",
        calls=(TAGGED,),
        finds=_tagged,
        judge=_complete,
        examples=Examples(
            holds={TAGGED: answer({_ORDERS: _ALL})},
            broken={TAGGED: answer({_ORDERS: {"owner": "platform", "data": ""}})},
        ),
    ),
    whole(
        rules.RULES,
        "tag-compliance-present",
        calls=(CONFIG_RULES,),
        parts=_rules,
        of=("config", "config-rule/*"),
        at="InputParameters",
        holds=_on(*THRESHOLDS["prod"].required_tags),
        bad=_on("owner"),
    ),
)
