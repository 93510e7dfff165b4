"""net.firewall, net.ips, net.url: what the firewalls do with packets, by the policies that are in use."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.rules.network.firewall_policy import DROPS
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Found, Responses, Scope
from verification.live import Live
from verification.network.calls import FIREWALL, FIREWALL_GROUP, FIREWALL_GROUPS, FIREWALL_POLICY, FIREWALLS
from verification.network.firewall import POLICY_ARN, firewall, firewalls

_PASS: Final = "aws:pass"  # noqa: S105  an action, no secret
_MANAGED: Final = ":aws-managed:"
_SIGNATURES: Final = f"{_MANAGED}stateful-rulegroup/ThreatSignatures"
_ALL_MANAGED: Final = {"Scope": "MANAGED"}
_TARGET_TYPES: Final = ("HTTP_HOST", "TLS_SNI")


def _policies(live: Live) -> Iterator[Found]:
    """The policies of firewalls, each once."""
    arns = {(found.facts.get("Firewall") or {}).get("FirewallPolicyArn") for found in firewalls(live)}
    for arn in sorted(arn for arn in arns if arn):
        answer = live.one(FIREWALL_POLICY, {"FirewallPolicyArn": arn})
        if answer is not None:
            yield Found(arn, answer)


def _policy(found: Found) -> Facts:
    facts: Facts = found.facts.get("FirewallPolicy") or {}
    return facts


def _references(found: Found) -> Iterator[Mapping[str, Any]]:
    yield from _policy(found).get("StatefulRuleGroupReferences") or ()


def _domain_lists(live: Live) -> Iterator[Found]:
    arns = {each.get("ResourceArn", "") for found in _policies(live) for each in _references(found)}
    for arn in sorted(arn for arn in arns if arn and _MANAGED not in arn):
        group = (live.one(FIREWALL_GROUP, {"RuleGroupArn": arn}) or {}).get("RuleGroup") or {}
        listed = (group.get("RulesSource") or {}).get("RulesSourceList")
        if listed:
            yield Found(arn, listed)


def _active(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    status = (found.facts.get("FirewallPolicyResponse") or {}).get("FirewallPolicyStatus")
    if status != "ACTIVE":
        yield broken("FirewallPolicyStatus", f"FirewallPolicyStatus is {status or 'not set'}, it must be ACTIVE")


def _in_order(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    order = (_policy(found).get("StatefulEngineOptions") or {}).get("RuleOrder")
    if order != "STRICT_ORDER":
        shown = order or "not set, and the default is DEFAULT_ACTION_ORDER"
        yield broken("StatefulEngineOptions.RuleOrder", f"RuleOrder is {shown}, it must be STRICT_ORDER")


def _drops(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not set(DROPS).intersection(_policy(found).get("StatefulDefaultActions") or ()):
        message = "StatefulDefaultActions hold no drop action, so that what no rule knows passes"
        yield broken("StatefulDefaultActions", message)


def _inspects(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for key in ("StatelessDefaultActions", "StatelessFragmentDefaultActions"):
        if _PASS in (_policy(found).get(key) or ()):
            yield broken(key, f"{key} hold {_PASS}, so that packets pass without inspection")


def _signed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    named = [arn for each in _references(found) if _SIGNATURES in (arn := each.get("ResourceArn") or "")]
    if not named:
        yield broken("StatefulRuleGroupReferences", "no managed ThreatSignatures group is referenced")
        return
    there = {each.get("Arn") for each in live.items(FIREWALL_GROUPS, _ALL_MANAGED)}
    for arn in named:
        if arn not in there:
            message = f"{arn.rpartition('/')[2]} is referenced, and AWS has no such group any more"
            yield broken("StatefulRuleGroupReferences", message)


def _blocks(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for each in _references(found):
        if action := (each.get("Override") or {}).get("Action"):
            name = (each.get("ResourceArn") or "").rpartition("/")[2]
            message = f"the override of {name} is {action}: attacks are reported and let through"
            yield broken("StatefulRuleGroupReferences.Override.Action", message)


def _allows_only(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    kind = found.facts.get("GeneratedRulesType")
    if kind != "ALLOWLIST":
        message = f"GeneratedRulesType is {kind or 'not set'}: every domain that the list does not name can be reached"
        yield broken("GeneratedRulesType", message)
    for wanted in _TARGET_TYPES:
        if wanted not in (found.facts.get("TargetTypes") or ()):
            yield broken("TargetTypes", f"TargetTypes of the domain list lack {wanted}")
    for target in found.facts.get("Targets") or ():
        if "." not in target.strip("."):
            yield broken("Targets", f"Targets hold {target}, a whole top-level domain")


_ID: Final = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_BOTNETS: Final = "arn:aws:network-firewall:eu-west-1:aws-managed:stateful-rulegroup/ThreatSignaturesBotnetStrictOrder"
_DOMAINS: Final = "arn:aws:network-firewall:eu-west-1:123456789012:stateful-rulegroup/domains"


def _with(*, status: str = "ACTIVE", **policy: Any) -> Responses:
    base = {
        "StatelessDefaultActions": ["aws:forward_to_sfe"],
        "StatelessFragmentDefaultActions": ["aws:forward_to_sfe"],
        "StatefulDefaultActions": ["aws:drop_established"],
        "StatefulEngineOptions": {"RuleOrder": "STRICT_ORDER"},
        "StatefulRuleGroupReferences": [{"ResourceArn": _BOTNETS, "Priority": 10}],
    }
    response = {
        "FirewallPolicyName": "egress",
        "FirewallPolicyArn": POLICY_ARN,
        "FirewallPolicyId": _ID,
        "FirewallPolicyStatus": status,
    }
    return {
        **firewall(),
        FIREWALL_POLICY: {
            "UpdateToken": _ID,
            "FirewallPolicyResponse": response,
            "FirewallPolicy": base | policy,
        },
    }


def _with_managed(*arns: str) -> Responses:
    groups = [{"Name": arn.rpartition("/")[2], "Arn": arn} for arn in arns]
    return {**_with(), FIREWALL_GROUPS: {"RuleGroups": groups}}


def _with_domains(kind: str) -> Responses:
    listed = {"GeneratedRulesType": kind, "TargetTypes": [*_TARGET_TYPES], "Targets": [".example.com"]}
    response = {"RuleGroupArn": _DOMAINS, "RuleGroupName": "domains", "RuleGroupId": _ID}
    return {
        **_with(StatefulRuleGroupReferences=[{"ResourceArn": _DOMAINS, "Priority": 20}]),
        FIREWALL_GROUP: {
            "UpdateToken": _ID,
            "RuleGroupResponse": response,
            "RuleGroup": {"RulesSource": {"RulesSourceList": listed}},
        },
    }


_CALLS: Final = (FIREWALLS, FIREWALL, FIREWALL_POLICY)

CHECKS: tuple[Check, ...] = (
    Check(
        id="network-firewall-policy-present",
        calls=_CALLS,
        finds=_policies,
        judge=_active,
        # Of a stack's regions only the home one must have it.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_with(), broken=_with(status="ERROR")),
    ),
    Check(
        id="network-firewall-strict-order",
        calls=_CALLS,
        finds=_policies,
        judge=_in_order,
        examples=Examples(holds=_with(), broken=_with(StatefulEngineOptions={"RuleOrder": "DEFAULT_ACTION_ORDER"})),
    ),
    Check(
        id="network-firewall-drops-by-default",
        calls=_CALLS,
        finds=_policies,
        judge=_drops,
        examples=Examples(holds=_with(), broken=_with(StatefulDefaultActions=["aws:alert_established"])),
    ),
    Check(
        id="network-firewall-inspects-by-default",
        calls=_CALLS,
        finds=_policies,
        judge=_inspects,
        examples=Examples(holds=_with(), broken=_with(StatelessDefaultActions=[_PASS])),
    ),
    Check(
        id="network-firewall-threat-signatures",
        calls=(*_CALLS, FIREWALL_GROUPS),
        finds=_policies,
        judge=_signed,
        examples=Examples(holds=_with_managed(_BOTNETS), broken=_with_managed()),
    ),
    Check(
        id="network-firewall-signatures-block",
        calls=_CALLS,
        finds=_policies,
        judge=_blocks,
        examples=Examples(
            holds=_with(),
            broken=_with(
                StatefulRuleGroupReferences=[{"ResourceArn": _BOTNETS, "Override": {"Action": "DROP_TO_ALERT"}}]
            ),
        ),
    ),
    Check(
        id="network-firewall-domain-allow-list",
        calls=(*_CALLS, FIREWALL_GROUP),
        finds=_domain_lists,
        judge=_allows_only,
        examples=Examples(holds=_with_domains("ALLOWLIST"), broken=_with_domains("DENYLIST")),
    ),
)
