"""An answer of an API as a program would declare it, so that a rule of the pack can judge it.

Pulumi's names are the API's with a small first letter, but for the few that ``declared`` spells out.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Rule
from guardrails.thresholds import Thresholds
from guardrails.tokens import AWS_PROVIDER
from guardrails.verdicts import Verdict
from verification.answers import Broken
from verification.by_rule import asked, resource, the_rule
from verification.check import Found, Judges
from verification.live import Live

State = Callable[[Found, Live], Mapping[str, Any] | None]
"""What the account says of a resource, as rules read it; None where it is gone since it was listed."""

_SPELLED: Final = (("OAuth", "Oauth"), ("URLs", "Urls"), ("URI", "Uri"))


def declared(facts: Any) -> Any:
    """Facts with Pulumi's names, all levels. Only for shapes: the keys of a map (tags, variables) are renamed too."""
    if isinstance(facts, Mapping):
        return {_name(key): declared(value) for key, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [declared(each) for each in facts]
    return facts


def _name(name: str) -> str:
    for ours, pulumis in _SPELLED:
        name = name.replace(ours, pulumis)
    return re.sub(r"^[A-Z]+(?=[A-Z][a-z])|^[A-Z]", lambda first: first.group().lower(), name)


def as_found(found: Found, _live: Live) -> Mapping[str, Any]:
    """The state of a resource that its listing tells in full."""
    answer: Mapping[str, Any] = declared(found.facts)
    return answer


def by_the_rule(rules: Iterable[Rule], id_: str, type_: str, at: str, state: State = as_found) -> Judges:
    """The rule's own judgement, of one resource by itself; ``at`` is the property as the API names it."""
    rule = the_rule(rules, id_)

    def judge(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
        properties = state(found, live)
        if properties is not None:
            yield from asked(rule, resource(type_, properties, id_=found.arn), bar, at=at)

    return judge


def complete(rules: Iterable[Rule], id_: str) -> Callable[[Graph, Thresholds], bool]:
    """Whether a graph has what a rule on whole stacks asks for. Raises LookupError where there is no such rule."""
    for rule in rules:
        if rule.id == id_ and isinstance(rule, CompletenessRule):
            judge = rule.judge
            break
    else:
        raise LookupError(f"no rule {id_} judges a stack")
    return lambda graph, bar: not any(finding.verdict is Verdict.FAILED for finding in judge(graph, bar))


def owners(live: Live) -> Resource:
    """The provider that says which accounts are the owner's, as rules on trust ask for it."""
    accounts = json.dumps(sorted({live.account, *live.accounts}))
    return resource(AWS_PROVIDER, {"allowedAccountIds": accounts}, id_="owner")
