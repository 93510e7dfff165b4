"""Personal data is masked in the logs that customers' data can reach."""

import json
from collections.abc import Iterator
from typing import Any, Final

from guardrails.graph import Graph, Resource
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
from guardrails.rules.audit.types import (
    API_STAGE,
    HTTP_STAGE,
    LOG_ACCOUNT_POLICY,
    LOG_DATA_PROTECTION,
    LOG_GROUP,
)
from guardrails.thresholds import Thresholds
from guardrails.tokens import RDS_CLUSTER, RDS_INSTANCE
from guardrails.values import UNKNOWN, Reading, Value, depends_on_unknown, plain
from guardrails.verdicts import failed, not_applicable, undetermined, unsure

_ACCOUNT_WIDE: Final = "DATA_PROTECTION_POLICY"
_REQUIRED: Final = ("AwsSecretKey", "CreditCardNumber", "EmailAddress", "Name")
_FAMILY: Final = "data-identifier/"
STATEMENT_LOGS: Final = ("postgresql", "general", "slowquery", "audit", "error")


def _masked(group: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    data = group.read("tags.data")
    if data.unknown:
        yield undetermined(data, "tags.data is not known yet; a group of customers' data must be masked")
    elif data.text != "customer":
        yield not_applicable("the log group does not say data=customer")
    else:
        yield from _must_be_masked(group, graph, f"the log group {group.name}, which says data=customer,")


def _must_be_masked(group: Resource, graph: Graph, what: str) -> Findings:
    own = graph.referrers(group, LOG_DATA_PROTECTION, "logGroupName")
    if own.resources or any(_of_region(policy, group, graph) for policy in _account_policies(graph)):
        return
    if own.resolved:
        yield failed(None, f"{what} has no data protection policy")
    else:
        yield undetermined(None, f"whether {what} has a data protection policy is not known yet")


def _account_policies(graph: Graph) -> Iterator[Resource]:
    return (each for each in graph.of(LOG_ACCOUNT_POLICY) if each.read("policyType").text == _ACCOUNT_WIDE)


def _of_region(policy: Resource, group: Resource, graph: Graph) -> bool:
    return graph.region_of(policy).text == graph.region_of(group).text


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(LOG_DATA_PROTECTION) and not any(True for _ in _account_policies(graph)):
        yield failed(None, "the stack has no data protection policy, so that nothing is masked in its logs")
        return
    for group in graph.of(LOG_GROUP):
        if what := _holds_customers_data(group, graph):
            yield from _must_be_masked(group, graph, f"the log group {group.name}, {what},")
        elif _may_be_of_a_database(group, graph):
            findings = _must_be_masked(group, graph, f"the log group {group.name}")
            yield from unsure(findings, "if it is a database's: its name is not known yet")


def _holds_customers_data(group: Resource, graph: Graph) -> str | None:
    """What of customers' is in a log group, whatever its tags say: statements of a database, requests of an API."""
    name = group.read("name").text or ""
    if name.startswith("/aws/rds/") and name.rpartition("/")[2] in STATEMENT_LOGS:
        return "a database's log"
    for stage in (API_STAGE, HTTP_STAGE):
        if graph.referrers(group, stage, "accessLogSettings.destinationArn").resources:
            return "an API's access log"
    return None


def _may_be_of_a_database(group: Resource, graph: Graph) -> bool:
    """Whether a name that is not known yet may be a database's: it is made from one, or nobody says from what."""
    if not group.read("name").unknown:
        return False
    return not group.property_dependencies.get("name") or graph.depends_on(group, "name", RDS_INSTANCE, RDS_CLUSTER)


def _complete(policy: Resource, _bar: Thresholds) -> Findings:
    if policy.type == LOG_ACCOUNT_POLICY and policy.read("policyType").text != _ACCOUNT_WIDE:
        yield not_applicable("the account policy protects no data")
        return
    document = policy.read("policyDocument")
    if document.unknown:
        yield undetermined(document, "policyDocument is not known yet; it must audit and mask")
        return
    statements = statements_of(document)
    if depends_on_unknown(statements):
        yield undetermined(document, "a part of policyDocument is not known yet; it must audit and mask")
        return
    for fault in masking_faults(statements):
        yield failed(document, fault)


def masking_faults(statements: list[dict[str, Any]]) -> Iterator[str]:
    """What the statements of a data protection policy leave unmasked or unnoticed."""
    for operation in ("Audit", "Deidentify"):
        named = {
            str(each).rpartition(_FAMILY)[2]
            for statement in statements
            if operation in _object(statement.get("Operation"))
            for each in _listed(statement.get("DataIdentifier"))
        }
        if not named:
            yield f"policyDocument has no statement with the operation {operation}"
        elif missing := [each for each in _REQUIRED if each not in named]:
            yield f"the operation {operation} does not name {', '.join(missing)}"
    masks = [_object(_object(each.get("Operation")).get("Deidentify")) for each in statements]
    if any(masks) and not any(mask.get("MaskConfig") == {} for mask in masks):
        yield "the operation Deidentify has no empty MaskConfig, so that nothing is masked"


def statements_of(document: Reading) -> list[dict[str, Any]]:
    """The statements of a data protection policy; none where it is no JSON."""
    value = plain(document.value)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    listed = _object(value).get("Statement")
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _listed(value: Value) -> list[Any]:
    return value if isinstance(value, list) else []


def _object(value: Value) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _policy(*operations: str) -> str:
    identifiers = [f"arn:aws:dataprotection::aws:data-identifier/{each}" for each in _REQUIRED]
    bodies: dict[str, dict[str, Any]] = {"Audit": {"FindingsDestination": {}}, "Deidentify": {"MaskConfig": {}}}
    statements = [{"DataIdentifier": identifiers, "Operation": {each: bodies[each]}} for each in operations]
    return json.dumps({"Name": "mask", "Version": "2021-06-01", "Statement": statements})


def _group(**tags: Value) -> Declared:
    return Declared(type=LOG_GROUP, name="app", properties={"name": "/aws/rds/instance/main/postgresql", "tags": tags})


def _protecting(group: Value) -> Declared:
    document = _policy("Audit", "Deidentify")
    return Declared(
        type=LOG_DATA_PROTECTION, name="mask", properties={"logGroupName": group, "policyDocument": document}
    )


_NAME: Final = "/aws/rds/instance/main/postgresql"
_CUSTOMER: Final = _group(data="customer")

RULES: tuple[Rule, ...] = (
    RelationRule(
        id="cloudwatch-log-group-masked",
        types=(LOG_GROUP,),
        judge=_masked,
        examples=Examples(
            good=(_CUSTOMER, _protecting(_NAME)),
            bad=(_CUSTOMER, _protecting("/vouch/prod/other")),
            unknown=(_CUSTOMER, _protecting(UNKNOWN)),
        ),
    ),
    CompletenessRule(
        id="log-masking-present",
        types=(LOG_DATA_PROTECTION, LOG_ACCOUNT_POLICY),
        judge=_present,
        examples=Examples(
            good=(_group(), _protecting(_NAME)),
            bad=(_group(), _protecting("/vouch/prod/other")),
            unknown=(_group(), _protecting(UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="cloudwatch-data-protection-masks",
        types=(LOG_DATA_PROTECTION, LOG_ACCOUNT_POLICY),
        judge=_complete,
        examples=examples(
            LOG_DATA_PROTECTION,
            good={"logGroupName": _NAME, "policyDocument": _policy("Audit", "Deidentify")},
            bad={"logGroupName": _NAME, "policyDocument": _policy("Audit")},
            unknown={"logGroupName": _NAME, "policyDocument": UNKNOWN},
        ),
    ),
)
