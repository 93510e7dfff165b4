"""Access Analyzer: external access is analysed wherever data is, and no finding on public access is put away unseen."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.detection.types import ANALYZER, ANALYZER_ARCHIVE_RULE
from guardrails.thresholds import Thresholds
from guardrails.tokens import BUCKET, KMS_KEY, RDS_CLUSTER, RDS_INSTANCE
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_EXTERNAL: Final = ("ACCOUNT", "ORGANIZATION")
_SHARED: Final = (BUCKET, KMS_KEY, RDS_INSTANCE, RDS_CLUSTER)


def _kind(analyzer: Resource) -> Reading:
    return analyzer.read("type").default("ACCOUNT")


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    kinds = [_kind(analyzer) for analyzer in graph.of(ANALYZER)]
    if any(kind.text in _EXTERNAL for kind in kinds):
        return
    if any(kind.unknown for kind in kinds):
        yield undetermined(None, "the type of an Analyzer is not known yet; one must be ACCOUNT or ORGANIZATION")
    else:
        yield failed(None, "the stack has no Analyzer of type ACCOUNT or ORGANIZATION")


def _where_data_is(graph: Graph, _bar: Thresholds) -> Findings:
    analyzers = [each for each in graph.of(ANALYZER) if _kind(each).unknown or _kind(each).text in _EXTERNAL]
    regions = [graph.region_of(each) for each in analyzers]
    analysed = {region.text for region in regions if not region.unknown}
    unclear = any(region.unknown for region in regions) or any(_kind(each).unknown for each in analyzers)
    data = [graph.region_of(each) for each in graph.of(*_SHARED)]
    for region in dict.fromkeys(reading.text for reading in data if not reading.unknown):
        where = region or "the stack's own region"
        if region in analysed:
            continue
        if unclear:
            yield undetermined(None, f"the region of an Analyzer is not known yet; {where} keeps data and needs one")
        else:
            yield failed(None, f"{where} keeps data, and no Analyzer looks for external access there")
    if any(reading.unknown for reading in data):
        yield undetermined(None, "the region of a store is not known yet; it needs an Analyzer")


def _public_findings_kept(rule: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    named = rule.read("analyzerName").text
    # An analyzer is named by its analyzerName, known or through a dependency.
    analyzers = [
        *graph.references(rule, "analyzerName", ANALYZER).resources,
        *(each for each in graph.of(ANALYZER) if named is not None and each.read("analyzerName").text == named),
    ]
    if analyzers and all((_kind(each).text or "").endswith("_UNUSED_ACCESS") for each in analyzers):
        yield not_applicable("the rule archives findings on unused access")
        return
    filters = rule.read("filters")
    readings = [each for filter_ in filters.each() for each in (filter_.get("criteria"), filter_.get("eqs"))]
    spared = any(
        filter_.get("criteria").text == "isPublic" and [each.text for each in filter_.get("eqs").each()] == ["false"]
        for filter_ in filters.each()
    )
    if spared:
        return
    if filters.unknown or any(reading.unknown for reading in readings):
        yield undetermined(filters, "filters is not known yet; it must spare findings on public access")
    else:
        yield failed(filters, "filters archives findings on public access too: none of them is isPublic eq false")


def _analyzer(kind: Value, region: Value = "eu-west-1") -> Declared:
    properties = {"analyzerName": "external-access", "type": kind, "region": region}
    return Declared(type=ANALYZER, name="analyzer", properties=properties)


def _archive(*filters: Value) -> tuple[Declared, ...]:
    properties = {"analyzerName": "external-access", "ruleName": "partners", "filters": list(filters)}
    return (Declared(type=ANALYZER_ARCHIVE_RULE, properties=properties),)


_BUCKET: Final = Declared(type=BUCKET, name="copies", properties={"bucket": "copies", "region": "eu-central-1"})
_PARTNER: Final = {"criteria": "principal.AWS", "eqs": ["210987654321"]}

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="accessanalyzer-external-access-present",
        types=(ANALYZER,),
        judge=_present,
        examples=Examples(
            good=(_analyzer("ACCOUNT"),), bad=(_analyzer("ACCOUNT_UNUSED_ACCESS"),), unknown=(_analyzer(UNKNOWN),)
        ),
    ),
    CompletenessRule(
        id="accessanalyzer-where-data-is",
        types=(ANALYZER,),
        judge=_where_data_is,
        examples=Examples(
            good=(_analyzer("ACCOUNT", "eu-central-1"), _BUCKET),
            bad=(_analyzer("ACCOUNT"), _BUCKET),
            unknown=(_analyzer("ACCOUNT", UNKNOWN), _BUCKET),
        ),
    ),
    RelationRule(
        id="accessanalyzer-public-findings-kept",
        types=(ANALYZER_ARCHIVE_RULE,),
        judge=_public_findings_kept,
        examples=Examples(
            good=_archive(_PARTNER, {"criteria": "isPublic", "eqs": ["false"]}),
            bad=_archive(_PARTNER),
            unknown=_archive(_PARTNER, {"criteria": UNKNOWN, "eqs": ["false"]}),
        ),
    ),
)
