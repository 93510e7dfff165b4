"""GuardDuty is regional: a region that keeps data without a detector is not watched."""

from guardrails.graph import Graph
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, Rule
from guardrails.rules.detection.types import DETECTOR
from guardrails.thresholds import Thresholds
from guardrails.tokens import BACKUP_VAULT, BUCKET, RDS_CLUSTER, RDS_INSTANCE
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

# A vault in another region keeps copies of what the others keep.
_STORES = (BUCKET, RDS_INSTANCE, RDS_CLUSTER, BACKUP_VAULT)


def _everywhere(graph: Graph, _bar: Thresholds) -> Findings:
    detectors = [graph.region_of(each) for each in graph.of(DETECTOR)]
    watched = {reading.text for reading in detectors if not reading.unknown}
    stores = [graph.region_of(each) for each in graph.of(*_STORES)]
    unknown = any(reading.unknown for reading in detectors)
    for region in dict.fromkeys(reading.text for reading in stores if not reading.unknown):
        if region in watched:
            continue
        where = region or "the stack's own region"
        if unknown:
            yield undetermined(None, f"the region of a detector is not known yet; {where} keeps data and needs one")
        else:
            yield failed(None, f"{where} keeps data and has no detector")
    if any(reading.unknown for reading in stores):
        yield undetermined(None, "the region of a store is not known yet; it needs a detector")


def _detector(region: Value) -> Declared:
    return Declared(type=DETECTOR, name="detector", properties={"enable": True, "region": region})


_BUCKET = Declared(type=BUCKET, name="copies", properties={"bucket": "copies", "region": "eu-central-1"})

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="guardduty-detector-where-data-is",
        types=(DETECTOR,),
        judge=_everywhere,
        examples=Examples(
            good=(_detector("eu-central-1"), _BUCKET),
            bad=(_detector("eu-west-1"), _BUCKET),
            unknown=(_detector(UNKNOWN), _BUCKET),
        ),
    ),
)
