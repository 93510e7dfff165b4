"""Mail that is received: scanned, over TLS, by a rule set that is active; and Mail Manager's doors."""

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of, must_be_true
from guardrails.rule import (
    CompletenessRule,
    Declared,
    Examples,
    Findings,
    RelationRule,
    ResourceRule,
    Rule,
    examples,
)
from guardrails.rules.operations.types import (
    ACTIVE_RECEIPT_RULE_SET,
    INGRESS_POINT,
    RECEIPT_RULE,
    RECEIPT_RULE_SET,
    TRAFFIC_POLICY,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined


def _scanned(graph: Graph, _bar: Thresholds) -> Findings:
    if graph.of(INGRESS_POINT):
        return
    answers = [_scans(rule) for rule in graph.of(RECEIPT_RULE)]
    if True in answers:
        return
    if None in answers:
        yield undetermined(None, "whether the stack's receipt rule is enabled and scans is not known yet")
    else:
        yield failed(None, "the stack has no enabled receipt rule that scans, and no Mail Manager ingress point")


def _scans(rule: Resource) -> bool | None:
    answers = [rule.read(path) for path in ("enabled", "scanEnabled")]
    if any(not answer.unknown and not answer.truth for answer in answers):
        return False
    return None if any(answer.unknown for answer in answers) else True


def _active(rule_set: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    own = rule_set.read("ruleSetName")
    active = graph.by_value("ruleSetName", ACTIVE_RECEIPT_RULE_SET)
    if rule_set.urn in active.urns or (own.text is not None and own.text in active.texts):
        return
    if graph.of(ACTIVE_RECEIPT_RULE_SET) if not own.known else graph.derived(_some_active_unknown):
        yield undetermined(own, "whether an ActiveReceiptRuleSet names this rule set is not known yet")
    else:
        yield failed(own, "no ActiveReceiptRuleSet names this rule set, so that none of its rules is asked")


def _some_active_unknown(graph: Graph) -> bool:
    return not all(active.read("ruleSetName").known for active in graph.of(ACTIVE_RECEIPT_RULE_SET))


_RULE: dict[str, Value] = {
    "name": "published-addresses",
    "ruleSetName": "mail",
    "recipients": ["security@example.com"],
    "enabled": True,
    "scanEnabled": True,
    "tlsPolicy": "Require",
}
_INGRESS: dict[str, Value] = {"ruleSetId": "rs-1", "trafficPolicyId": "tp-1", "type": "OPEN"}
_RULE_SET = Declared(type=RECEIPT_RULE_SET, name="rules", properties={"ruleSetName": "mail"})


def _activation(name: Value) -> Declared:
    return Declared(type=ACTIVE_RECEIPT_RULE_SET, name="active", properties={"ruleSetName": name})


def _without(key: str) -> dict[str, Value]:
    return {name: value for name, value in _RULE.items() if name != key}


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="ses-received-mail-scanned",
        types=(RECEIPT_RULE, INGRESS_POINT),
        judge=_scanned,
        examples=Examples(
            good=(Declared(type=RECEIPT_RULE, properties=_RULE),),
            bad=(Declared(type=RECEIPT_RULE, properties={**_RULE, "enabled": False}),),
            unknown=(Declared(type=RECEIPT_RULE, properties={**_RULE, "enabled": UNKNOWN}),),
        ),
    ),
    ResourceRule(
        id="ses-receipt-rule-scans",
        types=(RECEIPT_RULE,),
        judge=must_be_true("scanEnabled"),
        examples=examples(
            RECEIPT_RULE, good=_RULE, bad=_without("scanEnabled"), unknown={**_RULE, "scanEnabled": UNKNOWN}
        ),
    ),
    ResourceRule(
        id="ses-receipt-rule-tls",
        types=(RECEIPT_RULE,),
        judge=must_be_one_of("tlsPolicy", "Require", default="Optional"),
        examples=examples(RECEIPT_RULE, good=_RULE, bad=_without("tlsPolicy"), unknown={**_RULE, "tlsPolicy": UNKNOWN}),
    ),
    ResourceRule(
        id="ses-receipt-rule-enabled",
        types=(RECEIPT_RULE,),
        judge=must_be_true("enabled"),
        examples=examples(RECEIPT_RULE, good=_RULE, bad=_without("enabled"), unknown={**_RULE, "enabled": UNKNOWN}),
    ),
    RelationRule(
        id="ses-receipt-rule-set-active",
        types=(RECEIPT_RULE_SET,),
        judge=_active,
        examples=Examples(
            good=(_RULE_SET, _activation("mail")),
            bad=(_RULE_SET, _activation("other")),
            unknown=(_RULE_SET, _activation(UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="mailmanager-traffic-policy-denies",
        types=(TRAFFIC_POLICY,),
        judge=must_be_one_of("defaultAction", "DENY"),
        examples=examples(
            TRAFFIC_POLICY,
            good={"defaultAction": "DENY"},
            bad={"defaultAction": "ALLOW"},
            unknown={"defaultAction": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="mailmanager-ingress-point-tls",
        types=(INGRESS_POINT,),
        judge=must_be_one_of("tlsPolicy", "REQUIRED", "FIPS"),
        examples=examples(
            INGRESS_POINT,
            good={**_INGRESS, "tlsPolicy": "REQUIRED"},
            bad={**_INGRESS, "tlsPolicy": "OPTIONAL"},
            unknown={**_INGRESS, "tlsPolicy": UNKNOWN},
        ),
    ),
)
