"""Inspector: on for every kind of resource, images scanned by it, and no finding hidden for ever."""

import re
from collections.abc import Callable
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of
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
from guardrails.rules.detection.types import INSPECTOR_ENABLER, INSPECTOR_FILTER, REGISTRY_SCANNING
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

CODE_SCAN_REGIONS: Final = frozenset(
    {
        "ap-northeast-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "us-east-1",
        "us-east-2",
        "us-west-2",
    }
)
"""Where Inspector reads the code of functions (Inspector user guide, "Region-specific feature availability")."""

_PATH: Final = "resourceTypes"
_CODE: Final = "LAMBDA_CODE"
_DATE: Final = re.compile(r"\b20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b")


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(INSPECTOR_ENABLER):
        yield failed(None, "the stack has no Inspector enabler")


def _lacks(enabler: Resource, scan: str) -> Findings:
    reading = enabler.read(_PATH)
    listed = tuple(reading.each())
    if any(each.text == scan for each in listed):
        return
    if reading.unknown or any(each.unknown for each in listed):
        yield undetermined(reading, f"{_PATH} is not known yet; it must contain {scan}")
    else:
        yield failed(reading, f"{_PATH} lacks {scan}")


def _scans(scan: str) -> Callable[[Resource, Thresholds], Findings]:
    def judge(enabler: Resource, _bar: Thresholds) -> Findings:
        yield from _lacks(enabler, scan)

    return judge


def _scans_code(enabler: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    region = graph.region_of(enabler)
    if region.unknown:
        yield undetermined(_PATH, f"the region is not known; where Inspector scans code, {_PATH} must contain {_CODE}")
    elif region.text not in CODE_SCAN_REGIONS:
        yield not_applicable(f"Inspector scans no code in {region.text or 'a region that nothing states'}")
    else:
        yield from _lacks(enabler, _CODE)


def _suppresses_for_a_time(inspector_filter: Resource, _bar: Thresholds) -> Findings:
    action = inspector_filter.read("action")
    if action.text is not None and action.text != "SUPPRESS":
        yield not_applicable("the filter suppresses nothing")
        return
    notes = [inspector_filter.read(path) for path in ("reason", "description")]
    if any(note.text is not None and _DATE.search(note.text) for note in notes):
        return
    if action.unknown or any(note.unknown for note in notes):
        yield undetermined(notes[0], "action, reason or description is not known yet; what is suppressed needs an end")
    else:
        yield failed(notes[0], "neither reason nor description says by a date until when findings are suppressed")


def _enabled(*scans: Value) -> dict[str, Value]:
    return {"accountIds": ["123456789012"], _PATH: [*scans]}


def _rule(id_: str, scan: str) -> ResourceRule:
    rest = [each for each in ("EC2", "ECR", "LAMBDA") if each != scan]
    return ResourceRule(
        id=id_,
        types=(INSPECTOR_ENABLER,),
        judge=_scans(scan),
        examples=examples(
            INSPECTOR_ENABLER,
            good=_enabled("EC2", "ECR", "LAMBDA"),
            bad=_enabled(*rest),
            unknown={"accountIds": ["123456789012"], _PATH: UNKNOWN},
        ),
    )


def _filter(reason: Value) -> dict[str, Value]:
    return {
        "name": "accepted",
        "action": "SUPPRESS",
        "reason": reason,
        "filterCriterias": [{"vulnerabilityIds": [{"comparison": "EQUALS", "value": "CVE-2026-0001"}]}],
    }


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="inspector-enabler-present",
        types=(INSPECTOR_ENABLER,),
        judge=_present,
        examples=Examples(good=(Declared(type=INSPECTOR_ENABLER, properties=_enabled("EC2")),), bad=(), unknown=None),
    ),
    _rule("inspector-scans-instances", "EC2"),
    _rule("inspector-scans-images", "ECR"),
    _rule("inspector-scans-functions", "LAMBDA"),
    RelationRule(
        id="inspector-scans-code",
        types=(INSPECTOR_ENABLER,),
        judge=_scans_code,
        examples=examples(
            INSPECTOR_ENABLER,
            good={**_enabled("EC2", "ECR", "LAMBDA", _CODE), "region": "eu-west-1"},
            bad={**_enabled("EC2", "ECR", "LAMBDA"), "region": "eu-west-1"},
            unknown={**_enabled("EC2", "ECR", "LAMBDA", UNKNOWN), "region": "eu-west-1"},
        ),
    ),
    ResourceRule(
        id="ecr-registry-scanning-enhanced",
        types=(REGISTRY_SCANNING,),
        judge=must_be_one_of("scanType", "ENHANCED"),
        examples=examples(
            REGISTRY_SCANNING,
            good={"scanType": "ENHANCED"},
            bad={"scanType": "BASIC"},
            unknown={"scanType": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="inspector-suppression-ends",
        types=(INSPECTOR_FILTER,),
        judge=_suppresses_for_a_time,
        examples=examples(
            INSPECTOR_FILTER,
            good=_filter("not reachable; accepted until 2027-03-31"),
            bad=_filter("not reachable"),
            unknown=_filter(UNKNOWN),
        ),
    ),
)
