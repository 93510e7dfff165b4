"""id.least: access that nobody uses is looked for, and what was found is mended in time."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.identity import unused_access
from guardrails.rules.identity.types import ANALYZER
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule
from verification.check import Check, Examples, Found, Responses, Scope
from verification.identity.calls import ANALYZERS, FINDINGS
from verification.live import Live

_ACTIVE: Final[dict[str, Any]] = {"status": {"eq": ["ACTIVE"]}}
# A month to mend what ninety days without use have shown: control id.least.
_IN_TIME: Final = timedelta(days=30)


def _unused(live: Live) -> Iterator[Found]:
    for each in live.items(ANALYZERS):
        if each["type"].endswith("_UNUSED_ACCESS"):
            yield Found(each["arn"], each)


def _works(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts["status"] not in ("ACTIVE", "CREATING"):
        reason = (found.facts.get("statusReason") or {}).get("code")
        yield broken("status", f"status is {found.facts['status']}{f' ({reason})' if reason else ''}")


def _mended(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    findings = live.items(FINDINGS, {"analyzerArn": found.arn, "filter": _ACTIVE})
    late = sorted(
        (each for each in findings if live.now - each["createdAt"] > _IN_TIME),
        key=lambda each: (each["createdAt"], each["id"]),
    )
    if late:
        oldest = late[0]
        days = (live.now - oldest["createdAt"]).days
        yield broken(
            "findings",
            f"{len(late)} active finding(s) are older than {_IN_TIME.days} days, the oldest on "
            f"{oldest.get('resource', 'a resource')} for {days} days",
        )


_ARN: Final = "arn:aws:access-analyzer:eu-west-1:123456789012:analyzer/unused-access"


def _analyzer(*, kind: str = "ACCOUNT_UNUSED_ACCESS", status: str = "ACTIVE", days: int = 90) -> Responses:
    made = datetime(2026, 1, 1, tzinfo=UTC)
    one = {"arn": _ARN, "name": "unused-access", "type": kind, "createdAt": made, "status": status}
    return {ANALYZERS: {"analyzers": [{**one, "configuration": {"unusedAccess": {"unusedAccessAge": days}}}]}}


def _finding(day: int) -> Responses:
    at = datetime(2026, 10, day, tzinfo=UTC)
    one = {
        "id": "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
        "resource": "arn:aws:iam::123456789012:role/orders",
        "resourceType": "AWS::IAM::Role",
        "resourceOwnerAccount": "123456789012",
        "status": "ACTIVE",
        "findingType": "UnusedPermission",
        **dict.fromkeys(("analyzedAt", "createdAt", "updatedAt"), at),
    }
    return {**_analyzer(), FINDINGS: {"findings": [one]}}


_EXTERNAL: Final = _analyzer(kind="ACCOUNT")

CHECKS: tuple[Check, ...] = (
    Check(
        id="accessanalyzer-unused-access-present",
        calls=(ANALYZERS,),
        finds=_unused,
        judge=_works,
        # It analyses IAM, which is of no region: one analyzer is enough.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_analyzer(), broken=_analyzer(status="FAILED"), absent=_EXTERNAL),
    ),
    Check(
        id="accessanalyzer-unused-access-age",
        calls=(ANALYZERS,),
        finds=_unused,
        judge=by_the_rule(
            unused_access.RULES,
            "accessanalyzer-unused-access-age",
            ANALYZER,
            "configuration.unusedAccess.unusedAccessAge",
        ),
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_analyzer(), broken=_analyzer(days=180), absent=_EXTERNAL),
    ),
    Check(
        id="accessanalyzer-unused-access-mended",
        calls=(ANALYZERS, FINDINGS),
        finds=_unused,
        judge=_mended,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_finding(30), broken=_finding(1), absent=_EXTERNAL),
        info=RuleInfo(
            id="accessanalyzer-unused-access-mended",
            control="id.least",
            title="Access that nobody uses is taken away within a month",
            severity=Severity.MEDIUM,
            fix="Take away the access that the findings name, or archive each with the reason for keeping it.",
        ),
    ),
)
