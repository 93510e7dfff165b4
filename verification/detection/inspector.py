"""Inspector: on for every kind of resource, reaching each of them, and what it finds is mended in time."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.detection.inspector import CODE_SCAN_REGIONS
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Judges
from verification.detection.calls import (
    INSPECTOR,
    INSPECTOR_COVERAGE,
    INSPECTOR_FILTERS,
    INSPECTOR_FINDINGS,
    REGISTRY_SCANNING,
    REPOSITORIES,
)
from verification.detection.overdue import TERMS, OpenFinding, overdue
from verification.live import Live

_KINDS: Final = {
    "inspector-scans-instances": "ec2",
    "inspector-scans-images": "ecr",
    "inspector-scans-functions": "lambda",
}
_CODE: Final = "lambdaCode"
_OFF: Final = ("DISABLED", "DISABLING")
# Not scanned, and rightly: gone, stopped, not begun, or an image that nothing has used for as long as the registry
# says (Inspector user guide, "Scanning status values").
_NOTHING_TO_SCAN: Final = frozenset(
    {
        "EC2_INSTANCE_STOPPED",
        "IMAGE_ARCHIVED",
        "NO_RESOURCES_FOUND",
        "PENDING_INITIAL_SCAN",
        "PENDING_REVIVAL_SCAN",
        "RESOURCE_STOPPED",
        "RESOURCE_TERMINATED",
        "SCAN_ELIGIBILITY_EXPIRED",
        "SCAN_IN_PROGRESS",
    }
)
_DATE: Final = re.compile(r"\b20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")
_PER_PAGE: Final = 100


def _all(live: Live) -> Iterator[Found]:
    """Inspector of the account and region, as far as any kind of scan is on."""
    for each in live.items(INSPECTOR, {"accountIds": [live.account]}):
        kinds = each.get("resourceState") or {}
        if any(kind.get("status") not in (None, *_OFF) for kind in kinds.values()):
            yield Found(live.arn("inspector2", "account"), kinds)


def _status(found: Found, kind: str) -> str:
    return str((found.facts.get(kind) or {}).get("status") or "not told")


def _scans(kind: str) -> Judges:
    def judge(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
        if _status(found, kind) != "ENABLED":
            yield broken(f"resourceState.{kind}", f"the status of {kind} is {_status(found, kind)}, it must be ENABLED")

    return judge


def _scans_all(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    for kind in _KINDS.values():
        yield from _scans(kind)(found, live, bar)


def _where_code_is_read(live: Live) -> Iterator[Found]:
    return _all(live) if live.region in CODE_SCAN_REGIONS else iter(())


def _equal(*values: str) -> list[dict[str, str]]:
    return [{"comparison": "EQUALS", "value": value} for value in values]


def _reached(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    criteria = {"accountId": _equal(live.account), "scanStatusCode": _equal("INACTIVE")}
    for each in live.items(INSPECTOR_COVERAGE, {"filterCriteria": criteria}):
        status = each.get("scanStatus") or {}
        if status.get("statusCode") == "INACTIVE" and status.get("reason") not in _NOTHING_TO_SCAN:
            said = f"{each['resourceType']} {each['resourceId']} is not scanned ({status.get('reason')})"
            yield broken("scanStatus", said)


def _open(live: Live) -> Iterator[OpenFinding]:
    criteria = {
        "awsAccountId": _equal(live.account),
        "findingStatus": _equal("ACTIVE"),
        "severity": _equal(*TERMS),
    }
    for each in live.items(INSPECTOR_FINDINGS, {"filterCriteria": criteria, "maxResults": _PER_PAGE}):
        if each["severity"] in TERMS and each["status"] == "ACTIVE":
            about = f"{each.get('title') or each['findingArn']} ({', '.join(item['id'] for item in each['resources'])})"
            yield OpenFinding(each["severity"], about, each["firstObservedAt"])


def _in_time(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    yield from overdue("findings", _open(live), live.now)


def _suppressing(live: Live) -> Iterator[Found]:
    for each in live.items(INSPECTOR_FILTERS, {"action": "SUPPRESS"}):
        if each["action"] == "SUPPRESS":
            yield Found(each["arn"], each)


def _suppresses_for_a_time(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    notes = " ".join(str(found.facts.get(note) or "") for note in ("reason", "description"))
    dates = _DATE.findall(notes)
    if not dates:
        yield broken("reason", "neither reason nor description says by a date until when findings are suppressed")
    elif max(dates) < live.now.date().isoformat():
        yield broken("reason", f"findings were to be suppressed until {max(dates)}, and still are")


def _registries(live: Live) -> Iterator[Found]:
    """The region's registry, where it keeps images."""
    if live.items(REPOSITORIES):
        yield Found(
            live.arn("ecr", "repository/*"), (live.one(REGISTRY_SCANNING) or {}).get("scanningConfiguration") or {}
        )


def _enhanced(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    scans = found.facts.get("scanType")
    if scans != "ENHANCED":
        yield broken("scanType", f"scanType is {scans or 'not set'}, it must be ENHANCED")


def _account(**changed: str) -> dict[Any, Any]:
    statuses = dict.fromkeys(("ec2", "ecr", "lambda", "lambdaCode"), "ENABLED") | changed
    account = {
        "accountId": "123456789012",
        "state": {"status": "ENABLED", "errorCode": "ALREADY_ENABLED", "errorMessage": "-"},
        "resourceState": {
            kind: {"status": status, "errorCode": "ALREADY_ENABLED", "errorMessage": "-"}
            for kind, status in statuses.items()
        },
    }
    return {INSPECTOR: {"accounts": [account]}}


_ON: Final = _account()
_INSTANCE: Final = {
    "resourceType": "AWS_EC2_INSTANCE",
    "resourceId": "i-0a1b2c3d4e5f60718",
    "accountId": "123456789012",
    "scanType": "PACKAGE",
}


def _coverage(reason: str) -> dict[Any, Any]:
    status = {"statusCode": "INACTIVE", "reason": reason}
    return {INSPECTOR_COVERAGE: {"coveredResources": [_INSTANCE | {"scanStatus": status}]}}


def _finding(since: datetime) -> dict[Any, Any]:
    finding = {
        "findingArn": "arn:aws:inspector2:eu-west-1:123456789012:finding/1",
        "awsAccountId": "123456789012",
        "type": "PACKAGE_VULNERABILITY",
        "description": "A vulnerability.",
        "title": "CVE-2026-0001 - openssl",
        "remediation": {},
        "severity": "CRITICAL",
        "firstObservedAt": since,
        "lastObservedAt": since,
        "status": "ACTIVE",
        "resources": [{"type": "AWS_EC2_INSTANCE", "id": _INSTANCE["resourceId"]}],
    }
    return {INSPECTOR_FINDINGS: {"findings": [finding]}}


def _filter(reason: str) -> dict[Any, Any]:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    stated = {
        "arn": "arn:aws:inspector2:eu-west-1:123456789012:owner/123456789012/filter/1",
        "ownerId": "123456789012",
        "name": "accepted",
        "criteria": {},
        "action": "SUPPRESS",
        "createdAt": at,
        "updatedAt": at,
        "reason": reason,
    }
    return {INSPECTOR_FILTERS: {"filters": [stated]}}


def _registry(scans: str) -> dict[Any, Any]:
    return {
        REPOSITORIES: {"repositories": [{"repositoryName": "api"}]},
        REGISTRY_SCANNING: {"registryId": "123456789012", "scanningConfiguration": {"scanType": scans, "rules": []}},
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="inspector-enabler-present",
        presence=True,
        everywhere=True,
        calls=(INSPECTOR,),
        finds=_all,
        judge=_scans_all,
        examples=Examples(holds=_ON, broken=_account(ecr="DISABLED")),
    ),
    *(
        Check(
            id=id_,
            calls=(INSPECTOR,),
            finds=_all,
            judge=_scans(kind),
            examples=Examples(holds=_ON, broken=_account(**{kind: "SUSPENDED"})),
        )
        for id_, kind in _KINDS.items()
    ),
    Check(
        id="inspector-scans-code",
        calls=(INSPECTOR,),
        finds=_where_code_is_read,
        judge=_scans(_CODE),
        examples=Examples(holds=_ON, broken=_account(lambdaCode="DISABLED")),
    ),
    Check(
        id="inspector-reaches-all",
        info=RuleInfo(
            id="inspector-reaches-all",
            control="det.inspector",
            title="Inspector scans every resource that runs",
            severity=Severity.HIGH,
            fix="Mend what the reason names: the SSM agent and role of a server, the key, or the excluding tag.",
        ),
        calls=(INSPECTOR, INSPECTOR_COVERAGE),
        finds=_all,
        judge=_reached,
        examples=Examples(
            holds=_ON | _coverage("EC2_INSTANCE_STOPPED"), broken=_ON | _coverage("UNMANAGED_EC2_INSTANCE")
        ),
    ),
    Check(
        id="inspector-findings-in-time",
        info=RuleInfo(
            id="inspector-findings-in-time",
            control="det.inspector",
            title="No critical or high vulnerability is open past its term",
            severity=Severity.HIGH,
            fix="Patch or rebuild what the finding names, or suppress it until a date, with the reason.",
        ),
        calls=(INSPECTOR, INSPECTOR_FINDINGS),
        finds=_all,
        judge=_in_time,
        examples=Examples(
            holds=_ON | _finding(datetime(2026, 11, 20, tzinfo=UTC)),
            broken=_ON | _finding(datetime(2026, 10, 1, tzinfo=UTC)),
        ),
    ),
    Check(
        id="inspector-suppression-ends",
        calls=(INSPECTOR_FILTERS,),
        finds=_suppressing,
        judge=_suppresses_for_a_time,
        examples=Examples(
            holds=_filter("Not reachable; until 2027-03-31"), broken=_filter("Not reachable; until 2026-03-31")
        ),
    ),
    Check(
        id="ecr-registry-scanning-enhanced",
        calls=(REPOSITORIES, REGISTRY_SCANNING),
        finds=_registries,
        judge=_enhanced,
        examples=Examples(holds=_registry("ENHANCED"), broken=_registry("BASIC")),
    ),
)
