"""Access Analyzer: what is shared beyond the account is looked for, found, and not put away unseen."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.detection.calls import ANALYZERS, ARCHIVE_RULES, EXTERNAL_FINDINGS
from verification.live import Live

_EXTERNAL: Final = ("ACCOUNT", "ORGANIZATION")
_NAMED: Final = 20


def analyzers(live: Live) -> Iterator[Found]:
    """The region's analyzers of external access."""
    for each in live.items(ANALYZERS):
        if each.get("type") in _EXTERNAL:
            yield Found(each["arn"], each)


def _active(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("status") != "ACTIVE":
        yield broken("status", f"status is {found.facts.get('status')}, it must be ACTIVE")


def _nothing_shared(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    asked = {"analyzerArn": found.arn, "filter": {"status": {"eq": ["ACTIVE"]}}}
    shared = [each for each in live.items(EXTERNAL_FINDINGS, asked) if each.get("status") == "ACTIVE"]
    for each in shared[:_NAMED]:
        whom = "everyone" if each.get("isPublic") else ", ".join(sorted((each.get("principal") or {}).values()))
        yield broken("findings", f"{each.get('resource')} can be reached by {whom or 'a principal outside'}")
    if len(shared) > _NAMED:
        yield broken("findings", f"{len(shared) - _NAMED} more active findings on external access")


def _public_kept(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for rule in live.items(ARCHIVE_RULES, {"analyzerName": found.facts["name"]}):
        if (rule.get("filter") or {}).get("isPublic", {}).get("eq") != ["false"]:
            message = f"archive rule {rule['ruleName']} puts findings on public access away too"
            yield broken("filter", f"{message}: its filter is not isPublic eq false")


_ARN: Final = "arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/external"
_AT: Final = "2026-11-01T00:00:00Z"
_ANALYZER: Final = {"arn": _ARN, "name": "external", "type": "ACCOUNT", "status": "ACTIVE", "createdAt": _AT}
_UNUSED: Final = _ANALYZER | {
    "arn": _ARN.replace("external", "unused"),
    "name": "unused",
    "type": "ACCOUNT_UNUSED_ACCESS",
}
_ON: Final[dict[Any, Any]] = {ANALYZERS: {"analyzers": [_ANALYZER, _UNUSED]}}
_FINDING: Final = {
    "id": "1",
    "resource": "arn:aws:s3:::orders",
    "resourceType": "AWS::S3::Bucket",
    "resourceOwnerAccount": "123456789012",
    "condition": {},
    "principal": {"AWS": "210987654321"},
    "isPublic": False,
    "status": "ACTIVE",
    "createdAt": _AT,
    "analyzedAt": _AT,
    "updatedAt": _AT,
}


def _rules(filter_: Any) -> dict[Any, Any]:
    return {
        ARCHIVE_RULES: {
            "archiveRules": [{"ruleName": "partners", "filter": filter_, "createdAt": _AT, "updatedAt": _AT}]
        }
    }


_PARTNER: Final = {"principal.AWS": {"eq": ["210987654321"]}}

CHECKS: tuple[Check, ...] = (
    Check(
        id="accessanalyzer-external-access-present",
        presence=True,
        everywhere=True,
        calls=(ANALYZERS,),
        finds=analyzers,
        judge=_active,
        examples=Examples(holds=_ON, broken={ANALYZERS: {"analyzers": [_ANALYZER | {"status": "FAILED"}]}}),
    ),
    Check(
        id="accessanalyzer-nothing-shared",
        info=RuleInfo(
            id="accessanalyzer-nothing-shared",
            control="det.analyzer",
            title="Nothing is shared beyond the account that nobody decided on",
            severity=Severity.HIGH,
            fix="Take the access away, or archive the finding where it is meant, with the reason on record.",
        ),
        calls=(ANALYZERS, EXTERNAL_FINDINGS),
        finds=analyzers,
        judge=_nothing_shared,
        examples=Examples(
            holds=_ON | {EXTERNAL_FINDINGS: {"findings": [_FINDING | {"status": "ARCHIVED"}]}},
            broken=_ON | {EXTERNAL_FINDINGS: {"findings": [_FINDING]}},
        ),
    ),
    Check(
        id="accessanalyzer-public-findings-kept",
        calls=(ANALYZERS, ARCHIVE_RULES),
        finds=analyzers,
        judge=_public_kept,
        examples=Examples(
            holds=_ON | _rules(_PARTNER | {"isPublic": {"eq": ["false"]}}), broken=_ON | _rules(_PARTNER)
        ),
    ),
)
