"""Rules on what a network firewall does with packets: strict order, drop by default, signatures that block, domains."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, ResourceRule, Rule, examples
from guardrails.rules.network.ports import elements
from guardrails.rules.network.types import FIREWALL_POLICY, FIREWALL_RULE_GROUP
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

DROPS: Final = (
    "aws:drop_strict",
    "aws:drop_established",
    "aws:drop_established_app_layer",
    "aws:drop_established_app_layer_to_server",
)
"""Default actions of the stateful engine that drop; the last two hold the first packets of a handshake together."""
_PASS: Final = "aws:pass"  # noqa: S105  an action, no secret
_SIGNATURES: Final = "aws-managed:stateful-rulegroup/ThreatSignatures"
_REFERENCES: Final = "firewallPolicy.statefulRuleGroupReferences"
_MANAGED: Final = "arn:aws:network-firewall:eu-west-1:aws-managed:stateful-rulegroup/"
_TARGET_TYPES: Final = ("HTTP_HOST", "TLS_SNI")


def _drops(resource: Resource, _bar: Thresholds) -> Findings:
    actions = resource.read("firewallPolicy.statefulDefaultActions")
    members = elements(actions)
    if any(member.text in DROPS for member in members):
        return
    if any(member.unknown for member in members):
        yield undetermined(actions, f"{actions.path} are not known yet; one must drop")
    else:
        yield failed(actions, f"{actions.path} hold no drop action, so that what no rule knows passes")


def _inspects(resource: Resource, _bar: Thresholds) -> Findings:
    for key in ("statelessDefaultActions", "statelessFragmentDefaultActions"):
        actions = resource.read(f"firewallPolicy.{key}")
        for action in elements(actions):
            if action.unknown:
                yield undetermined(actions, f"{action.path} is not known yet; it must not be {_PASS}")
            elif action.text == _PASS:
                yield failed(action, f"{action.path} is {_PASS}, so that packets pass without inspection")


def _signed(resource: Resource, _bar: Thresholds) -> Findings:
    arns = [arn for _, arn in _groups(resource)]
    if any(_SIGNATURES in (arn.text or "") for arn in arns):
        return
    if any(arn.unknown for arn in arns):
        yield undetermined(_REFERENCES, "not every rule group is known; one must be AWS's ThreatSignatures")
    else:
        yield failed(_REFERENCES, f"{_REFERENCES} name no managed ThreatSignatures group")


def _blocks(resource: Resource, _bar: Thresholds) -> Findings:
    for reference, _ in _groups(resource):
        action = reference if reference.unknown else reference.at("override.action")
        if action.unknown:
            yield undetermined(_REFERENCES, f"{action.path} is not known yet; it must not be DROP_TO_ALERT")
        elif not action.absent and action.text != "":
            yield failed(_REFERENCES, f"{action.path} is {action.shown}: attacks are reported and let through")


def _groups(resource: Resource) -> list[tuple[Reading, Reading]]:
    """The references of a policy, each with the ARN of its group; an unknown one stands for both."""
    return [(each, each if each.unknown else each.get("resourceArn")) for each in elements(resource.read(_REFERENCES))]


def _policy_present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(FIREWALL_POLICY):
        yield failed(None, "the stack has no firewall policy, so that no traffic is held against threat signatures")


def _allows_only(resource: Resource, _bar: Thresholds) -> Findings:
    listed = resource.read("ruleGroup.rulesSource.rulesSourceList")
    if listed.unknown:
        yield undetermined("ruleGroup", f"{listed.path} is not known yet; it must be an allow-list")
        return
    if listed.absent:
        yield not_applicable("the group is no list of domains")
        return
    kind = listed.get("generatedRulesType")
    if kind.unknown:
        yield undetermined("ruleGroup", f"{kind.path} is not known yet; it must be ALLOWLIST")
    elif kind.text != "ALLOWLIST":
        yield failed(kind, f"{kind.path} is {kind.shown}: every domain that it does not name can be reached")
    types = elements(listed.get("targetTypes"))
    for wanted in _TARGET_TYPES:
        if wanted in {each.text for each in types}:
            continue
        if any(each.unknown for each in types):
            yield undetermined("ruleGroup", f"not every targetTypes is known; one must be {wanted}")
        else:
            yield failed("ruleGroup", f"targetTypes of the domain list lack {wanted}")
    for target in elements(listed.get("targets")):
        # A program may make the list from names that only the cloud knows; whole top-level domains are not among them.
        if target.known and "." not in (target.text or "").strip("."):
            yield failed(target, f"{target.path} is {target.shown}, a whole top-level domain")


def _with(**policy: Value) -> dict[str, Value]:
    base = {
        "statelessDefaultActions": ["aws:forward_to_sfe"],
        "statelessFragmentDefaultActions": ["aws:forward_to_sfe"],
    }
    return {"firewallPolicy": {**base, **policy}}


def _referring(*references: Value) -> dict[str, Value]:
    return _with(statefulRuleGroupReferences=[*references])


def _domains(kind: Value, *types: Value, targets: tuple[Value, ...] = (".example.com",)) -> dict[str, Value]:
    source = {"generatedRulesType": kind, "targetTypes": [*types], "targets": [*targets]}
    return {
        "type": "STATEFUL",
        "capacity": 100,
        "ruleGroup": {"rulesSource": {"rulesSourceList": source}},
    }


_BOTNETS: Final = {"priority": 10, "resourceArn": f"{_MANAGED}ThreatSignaturesBotnetStrictOrder"}
_OWN: Final = {
    "priority": 20,
    "resourceArn": "arn:aws:network-firewall:eu-west-1:123456789012:stateful-rulegroup/domains",
}

RULES: tuple[Rule, ...] = (
    ResourceRule(
        "network-firewall-strict-order",
        (FIREWALL_POLICY,),
        must_be_one_of(
            "firewallPolicy.statefulEngineOptions.ruleOrder", "STRICT_ORDER", default="DEFAULT_ACTION_ORDER"
        ),
        examples(
            FIREWALL_POLICY,
            good=_with(statefulEngineOptions={"ruleOrder": "STRICT_ORDER"}),
            bad=_with(),
            unknown=_with(statefulEngineOptions={"ruleOrder": UNKNOWN}),
        ),
    ),
    ResourceRule(
        "network-firewall-drops-by-default",
        (FIREWALL_POLICY,),
        _drops,
        examples(
            FIREWALL_POLICY,
            good=_with(statefulDefaultActions=["aws:drop_established", "aws:alert_established"]),
            bad=_with(statefulDefaultActions=["aws:alert_established"]),
            unknown=_with(statefulDefaultActions=UNKNOWN),
        ),
    ),
    ResourceRule(
        "network-firewall-inspects-by-default",
        (FIREWALL_POLICY,),
        _inspects,
        examples(
            FIREWALL_POLICY,
            good=_with(),
            bad=_with(statelessDefaultActions=[_PASS]),
            unknown=_with(statelessDefaultActions=[UNKNOWN]),
        ),
    ),
    ResourceRule(
        "network-firewall-threat-signatures",
        (FIREWALL_POLICY,),
        _signed,
        examples(
            FIREWALL_POLICY,
            good=_referring(_BOTNETS, _OWN),
            bad=_referring(_OWN),
            unknown=_referring(_OWN, {"priority": 10, "resourceArn": UNKNOWN}),
        ),
    ),
    ResourceRule(
        "network-firewall-signatures-block",
        (FIREWALL_POLICY,),
        _blocks,
        examples(
            FIREWALL_POLICY,
            good=_referring(_BOTNETS),
            bad=_referring({**_BOTNETS, "override": {"action": "DROP_TO_ALERT"}}),
            unknown=_referring({**_BOTNETS, "override": {"action": UNKNOWN}}),
        ),
    ),
    CompletenessRule(
        "network-firewall-policy-present",
        (FIREWALL_POLICY,),
        _policy_present,
        Examples(good=(Declared(type=FIREWALL_POLICY, properties=_referring(_BOTNETS)),), bad=(), unknown=None),
    ),
    ResourceRule(
        "network-firewall-domain-allow-list",
        (FIREWALL_RULE_GROUP,),
        _allows_only,
        examples(
            FIREWALL_RULE_GROUP,
            good=_domains("ALLOWLIST", *_TARGET_TYPES),
            bad=_domains("DENYLIST", *_TARGET_TYPES),
            unknown=_domains(UNKNOWN, *_TARGET_TYPES),
        ),
    ),
)
