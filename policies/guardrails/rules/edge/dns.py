"""Rules on public hosted zones: signed, and their queries logged."""

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, JudgeRelation, RelationRule, Rule
from guardrails.rules.edge.types import ZONE, ZONE_QUERY_LOG, ZONE_SIGNING
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined


def _has(type_: str, path: str, what: str) -> JudgeRelation:
    def judge(zone: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        if not zone.read("vpcs").absent:
            yield not_applicable("the zone is private")
            return
        found = graph.referrers(zone, type_, path)
        if found.resources:
            return
        if found.resolved:
            yield failed(None, f"no {what} names this public zone")
        else:
            yield undetermined(None, f"the {path} of a {what} is not known, it may be this zone's")

    return judge


def _zone(type_: str, path: str, *, beside: bool, depends: bool = False, **properties: Value) -> tuple[Declared, ...]:
    zone = Declared(type=ZONE, properties={"name": "example.com"})
    other = Declared(
        type=type_,
        name="other",
        properties={path: UNKNOWN, **properties},
        depends={path: ("main",)} if depends else {},
    )
    return (zone, other) if beside else (zone,)


def _rule(id_: str, type_: str, path: str, what: str, **properties: Value) -> Rule:
    return RelationRule(
        id_,
        (ZONE,),
        _has(type_, path, what),
        Examples(
            good=_zone(type_, path, beside=True, depends=True, **properties),
            bad=_zone(type_, path, beside=False),
            unknown=_zone(type_, path, beside=True, **properties),
        ),
    )


RULES: tuple[Rule, ...] = (
    _rule("route53-zone-signed", ZONE_SIGNING, "hostedZoneId", "HostedZoneDnsSec", signingStatus="SIGNING"),
    _rule(
        "route53-zone-query-log",
        ZONE_QUERY_LOG,
        "zoneId",
        "QueryLog",
        cloudwatchLogGroupArn="arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/example.com",
    ),
)
