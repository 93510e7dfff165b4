"""One view over the three ways in which a web ACL gets its rules.

Rules stand inline in ``wafv2.WebAcl.rules``, or come as ``wafv2.WebAclRule`` or ``WebAclRuleGroupAssociation``.
Those in ``ruleJson`` cannot be seen here (nor can drift in them be detected): the view is then incomplete.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rules.edge.types import RULE_GROUP_ASSOCIATION, WEB_ACL_RULE
from guardrails.values import Reading, State

_WINDOW: Final = 300
_LENIENT: Final = ("count", "allow")
_ADDRESSES: Final = ("ip", "forwardedIp")


@dataclass(frozen=True, slots=True, kw_only=True)
class AclRule:
    """One rule of a web ACL: a managed group (``group``), a rate limit (``rate``), or anything else.

    ``counts`` and ``blocks`` are None where the action is not known.
    """

    name: str
    group: Reading
    vendor: Reading
    rate: Reading
    counts: bool | None
    blocks: bool | None
    scope: Reading
    lenient: tuple[str, ...] = ()

    @property
    def narrowed(self) -> bool | None:
        """Whether a managed group looks at some requests only; one that leaves some out (``notStatement``) does not."""
        if self.scope.unknown:
            return None
        return not self.scope.absent and not _leaves_out(self.scope)

    @property
    def for_everyone(self) -> bool | None:
        """Whether a rate limit counts every request of an address: no scope-down, no key that clients choose."""
        scope, keys = self.rate.get("scopeDownStatement"), self.rate.get("customKeys")
        if scope.unknown or keys.unknown:
            return None
        by_address = all(any(key.has(address) for address in _ADDRESSES) for key in keys.each())
        return scope.absent and by_address

    def requests_in_five_minutes(self) -> float | None:
        """What a rate limit lets through in five minutes, whatever window it counts in; None where not known."""
        limit, window = self.rate.get("limit").number, self.rate.get("evaluationWindowSec").default(_WINDOW).number
        return None if limit is None or not window else limit * _WINDOW / window


@dataclass(frozen=True, slots=True)
class AclRules:
    """The rules of a web ACL, and whether these are certainly all."""

    rules: tuple[AclRule, ...]
    complete: bool


def rules_of(web_acl: Resource, graph: Graph) -> AclRules:
    """Every rule of a web ACL that the stack shows."""
    inline = web_acl.read("rules")
    split = graph.referrers(web_acl, WEB_ACL_RULE, "webAclArn")
    associated = graph.referrers(web_acl, RULE_GROUP_ASSOCIATION, "webAclArn")
    members = tuple(inline.each())
    rules = (
        *(_rule(block, f"rule {number}") for number, block in enumerate(members, start=1)),
        *(_rule(_whole(rule), rule.name) for rule in split.resources),
        *(_association(association) for association in associated.resources),
    )
    hidden = not web_acl.read("ruleJson").absent
    unknown = inline.unknown or any(member.unknown for member in members)
    return AclRules(rules, not hidden and not unknown and split.resolved and associated.resolved)


def _whole(resource: Resource) -> Reading:
    return Reading(resource.name, State.KNOWN, resource.properties)


def _rule(block: Reading, name: str) -> AclRule:
    statement, override, action = block.get("statement"), block.get("overrideAction"), block.get("action")
    managed = statement.get("managedRuleGroupStatement")
    return AclRule(
        name=block.get("name").text or name,
        group=managed.get("name"),
        vendor=managed.get("vendorName"),
        scope=managed.get("scopeDownStatement"),
        rate=statement.get("rateBasedStatement"),
        counts=None if override.unknown else override.has("count"),
        blocks=None if action.unknown else action.has("block"),
        lenient=tuple(_lenient(managed.get("ruleActionOverrides"))),
    )


def _association(association: Resource) -> AclRule:
    managed, override = association.read("managedRuleGroup"), association.read("overrideAction")
    return AclRule(
        name=association.name,
        group=managed.get("name"),
        vendor=managed.get("vendorName"),
        scope=managed.get("scopeDownStatement"),
        rate=Reading("managedRuleGroup", State.ABSENT),
        counts=None if override.unknown else override.text == "count",
        blocks=False,
        lenient=tuple(_lenient(managed.get("ruleActionOverrides"))),
    )


def _leaves_out(scope: Reading) -> bool:
    parts = tuple(scope.at("andStatement.statements").each())
    return scope.has("notStatement") or (bool(parts) and all(part.has("notStatement") for part in parts))


def _lenient(overrides: Reading) -> Iterator[str]:
    """The rules inside a managed group that are told to count or to allow."""
    for override in overrides.each():
        if any(override.get("actionToUse").has(action) for action in _LENIENT):
            yield override.get("name").text or override.path
