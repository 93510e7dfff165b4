"""Databases as tests of their rules declare them, and what the rules say of the one named ``db``."""

from collections.abc import Mapping

from guardrails.controls.data import rds as records
from guardrails.judge import Result, RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules.data import rds
from guardrails.rules.data import types as t
from guardrails.values import Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

INFOS = {info.id: info for info in records.RULES}
RULES = {rule.id: rule for rule in rds.RULES}
PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
NOT_APPLICABLE = [Verdict.NOT_APPLICABLE]
REPLICA = {"replicateSourceDb": "orders"}
ARN = "arn:aws:rds:eu-west-1:123456789012:db:orders"
FAR_ARN = "arn:aws:rds:us-east-1:123456789012:db:orders"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def results(rule: str, *stack: Declared, of: str = "db", bar: str = "prod") -> list[Result]:
    found = judge(graph(stack), RuleBook((RULES[rule],), INFOS), profile(bar))
    return [result for result in found if result.resource is not None and result.resource.name == of]


def verdicts(rule: str, *stack: Declared, of: str = "db", bar: str = "prod") -> list[Verdict]:
    return [result.verdict for result in results(rule, *stack, of=of, bar=bar)]


def instance(properties: Mapping[str, Value] | None = None, *, protect: bool = False) -> Declared:
    return Declared(type=t.RDS_INSTANCE, name="db", properties=properties or {}, protect=protect)


def cluster(properties: Mapping[str, Value] | None = None) -> Declared:
    return Declared(type=t.RDS_CLUSTER, name="db", properties={"clusterIdentifier": "orders", **(properties or {})})


def member(name: str, **properties: Value) -> Declared:
    return Declared(type=t.RDS_CLUSTER_INSTANCE, name=name, properties={"clusterIdentifier": "orders", **properties})
