"""Conformance packs, and what gathers evidence: packs and a Security Hub standard, or Audit Manager."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Found, Scope
from verification.detection.calls import (
    ASSESSMENTS,
    AUDIT_MANAGER,
    CONFIG_PACKS,
    HUB_STANDARDS,
    PACK_COMPLIANCE,
    PACK_STATUS,
)
from verification.detection.security_hub import BOTH, standards
from verification.live import Live

# The standard on resource tags judges names and not safety (Security Hub guide, "Standards reference").
_BENCHMARK: Final = re.compile(r"aws-foundational-security-best-practices|cis-aws-foundations-benchmark|nist-|pci-dss")
_DEPLOYED: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_UNDER_WAY: Final = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS")
_BROKEN: Final = {"Filters": {"ComplianceType": "NON_COMPLIANT"}}


def _packs(live: Live) -> Iterator[Found]:
    for each in live.items(CONFIG_PACKS):
        yield Found(each["ConformancePackArn"], each)


def _compliant(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    name = found.facts["ConformancePackName"]
    for rule in live.items(PACK_COMPLIANCE, {"ConformancePackName": name, **_BROKEN}):
        if rule.get("ComplianceType") == "NON_COMPLIANT":
            yield broken("ComplianceType", f"{rule['ConfigRuleName']} of pack {name} is NON_COMPLIANT")


def _deployed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    name = found.facts["ConformancePackName"]
    status: Facts = next((each for each in live.items(PACK_STATUS) if each["ConformancePackName"] == name), {})
    state = status.get("ConformancePackState")
    if state not in (*_DEPLOYED, *_UNDER_WAY):
        why = status.get("ConformancePackStatusReason")
        said = f"ConformancePackState is {state or 'not told'}" + (f" ({why})" if why else "")
        yield broken("ConformancePackState", f"{said}, it must be CREATE_COMPLETE")


def _collectors(live: Live) -> Iterator[Found]:
    """What gathers evidence. Audit Manager, closed to new customers, is asked only where the other is not there."""
    packs = live.items(CONFIG_PACKS)
    benchmarks = [each for each in live.items(HUB_STANDARDS) if _BENCHMARK.search(each["StandardsArn"])]
    if packs and benchmarks:
        yield from (Found(each["ConformancePackArn"], each) for each in packs)
        yield from (Found(each["StandardsArn"], each) for each in benchmarks)
    elif (live.one(AUDIT_MANAGER) or {}).get("status") == "ACTIVE":
        for each in live.items(ASSESSMENTS):
            yield Found(live.arn("auditmanager", f"assessment/{each['id']}"), each)


def _collects(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    if "ConformancePackName" in found.facts:
        yield from _deployed(found, live, bar)
    elif "StandardsArn" in found.facts:
        if found.facts.get("StandardsStatus") != "READY":
            yield broken("StandardsStatus", f"StandardsStatus is {found.facts.get('StandardsStatus')}, not READY")
    elif found.facts.get("status") != "ACTIVE":
        yield broken("status", f"the assessment {found.facts.get('name')} is {found.facts.get('status')}, not ACTIVE")


_NAME: Final = "vouch-prod-encryption"
_ARN: Final = f"arn:aws:config:eu-west-1:123456789012:conformance-pack/{_NAME}/conformance-pack-a1b2c3d4e"
_PACKS: Final[dict[Any, Any]] = {
    CONFIG_PACKS: {
        "ConformancePackDetails": [
            {
                "ConformancePackName": _NAME,
                "ConformancePackArn": _ARN,
                "ConformancePackId": "conformance-pack-a1b2c3d4e",
            }
        ]
    }
}
_ASSESSMENT: Final = {"id": "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", "name": "PCI DSS", "status": "INACTIVE"}


def _status(state: str) -> dict[Any, Any]:
    details = {
        "ConformancePackName": _NAME,
        "ConformancePackId": "conformance-pack-a1b2c3d4e",
        "ConformancePackArn": _ARN,
        "ConformancePackState": state,
        "StackArn": "arn:aws:cloudformation:eu-west-1:123456789012:stack/awsconfigconforms-vouch/1",
        "LastUpdateRequestedTime": "2026-01-02T03:04:05Z",
    }
    return {PACK_STATUS: {"ConformancePackStatusDetails": [details]}}


def _compliance(type_: str) -> dict[Any, Any]:
    rule = {"ConfigRuleName": "rds-storage-encrypted-conformance-pack-a1b2c3d4e", "ComplianceType": type_}
    return {PACK_COMPLIANCE: {"ConformancePackName": _NAME, "ConformancePackRuleComplianceList": [rule]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="config-packs-compliant",
        info=RuleInfo(
            id="config-packs-compliant",
            control="det.config",
            title="What conformance packs judge is compliant",
            severity=Severity.MEDIUM,
            fix="Mend the resources that the rule lists as non-compliant.",
        ),
        calls=(CONFIG_PACKS, PACK_COMPLIANCE),
        finds=_packs,
        judge=_compliant,
        examples=Examples(holds=_PACKS | _compliance("COMPLIANT"), broken=_PACKS | _compliance("NON_COMPLIANT")),
    ),
    Check(
        id="config-packs-deployed",
        info=RuleInfo(
            id="config-packs-deployed",
            control="det.audit",
            title="Conformance packs are deployed",
            severity=Severity.HIGH,
            fix="Read the reason of the pack's status, mend it, and deploy the pack again.",
        ),
        calls=(CONFIG_PACKS, PACK_STATUS),
        finds=_packs,
        judge=_deployed,
        examples=Examples(holds=_PACKS | _status("CREATE_COMPLETE"), broken=_PACKS | _status("CREATE_FAILED")),
    ),
    Check(
        id="audit-evidence-collected",
        # At home: an assessment is of the account, and the packs of other regions are asked about by the check above.
        scope=Scope.ACCOUNT,
        presence=True,
        calls=(CONFIG_PACKS, HUB_STANDARDS, PACK_STATUS, AUDIT_MANAGER, ASSESSMENTS),
        finds=_collectors,
        judge=_collects,
        examples=Examples(
            holds=_PACKS | _status("CREATE_COMPLETE") | {HUB_STANDARDS: standards(*BOTH)},
            broken={AUDIT_MANAGER: {"status": "ACTIVE"}, ASSESSMENTS: {"assessmentMetadata": [_ASSESSMENT]}},
            absent={AUDIT_MANAGER: {"status": "INACTIVE"}},
        ),
    ),
)
