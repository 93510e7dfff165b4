"""Security Hub: on, measuring against the AWS and CIS standards, and what it finds is mended in time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.detection.security_hub import missing_standards
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Scope, holds_if_found
from verification.data.requirements import must_be_true
from verification.detection.calls import HUB, HUB_AGGREGATORS, HUB_FINDINGS, HUB_STANDARDS
from verification.detection.overdue import TERMS, OpenFinding, overdue
from verification.live import Live

_OBSOLETE: Final = "cis-aws-foundations-benchmark/v/1.2.0"
_READY: Final = "READY"
_PER_PAGE: Final = 100


def hub(live: Live) -> Iterator[Found]:
    """The region's hub, where Security Hub is enabled."""
    answer = live.one(HUB)
    if answer is not None:
        yield Found(answer["HubArn"], answer)


def _subscribed(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    standards = live.items(HUB_STANDARDS)
    for name in missing_standards(each["StandardsArn"] for each in standards):
        yield broken("StandardsSubscriptions", f"the region does not subscribe to {name}")
    for each in standards:
        if each.get("StandardsStatus") != _READY:
            said = f"StandardsStatus of {each['StandardsArn']} is {each.get('StandardsStatus')}, it must be {_READY}"
            yield broken("StandardsStatus", said)


def _no_defaults(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for each in live.items(HUB_STANDARDS):
        if each["StandardsArn"].endswith(_OBSOLETE):
            yield broken("StandardsSubscriptions", "the region subscribes to CIS 1.2.0, which AWS adds by default")


def _gathered(live: Live) -> Iterator[Found]:
    """The hub of an account that is asked about in several regions."""
    if len(live.regions) > 1:
        yield from hub(live)


def _aggregated(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not live.items(HUB_AGGREGATORS):
        yield broken("FindingAggregators", "no finding aggregator gathers the findings of the account's regions")


def _asked(live: Live) -> dict[str, Any]:
    def equal(*values: str) -> list[dict[str, str]]:
        return [{"Value": value, "Comparison": "EQUALS"} for value in values]

    return {
        "Filters": {
            "AwsAccountId": equal(live.account),
            "ComplianceStatus": equal("FAILED"),
            "RecordState": equal("ACTIVE"),
            "SeverityLabel": equal(*TERMS),
            "WorkflowStatus": equal("NEW", "NOTIFIED"),
        },
        "MaxResults": _PER_PAGE,
    }


def _open(live: Live) -> Iterator[OpenFinding]:
    """The failed controls of this region; where findings are gathered, those of other regions show too."""
    for each in live.items(HUB_FINDINGS, _asked(live)):
        severity = each.get("Severity", {}).get("Label", "")
        failed = each.get("Compliance", {}).get("Status") == "FAILED"
        if not failed or severity not in TERMS or each.get("Region", live.region) != live.region:
            continue
        about = ", ".join(resource["Id"] for resource in each["Resources"])
        since = datetime.fromisoformat(each.get("FirstObservedAt") or each["CreatedAt"])
        yield OpenFinding(severity, f"{each['Title']} ({about})", since)


def _in_time(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    yield from overdue("Findings", _open(live), live.now)


_HUB: Final = {
    "HubArn": "arn:aws:securityhub:eu-west-1:123456789012:hub/default",
    "SubscribedAt": "2026-01-02T03:04:05.678Z",
    "AutoEnableControls": True,
}
_ON: Final[dict[Any, Any]] = {HUB: _HUB}


def standards(*names: str, status: str = _READY) -> dict[str, Any]:
    """Subscriptions to standards: for examples."""
    return {
        "StandardsSubscriptions": [
            {
                "StandardsSubscriptionArn": f"arn:aws:securityhub:eu-west-1:123456789012:subscription/{name}",
                "StandardsArn": f"arn:aws:securityhub:eu-west-1::standards/{name}",
                "StandardsInput": {},
                "StandardsStatus": status,
            }
            for name in names
        ]
    }


BOTH: Final = ("aws-foundational-security-best-practices/v/1.0.0", "cis-aws-foundations-benchmark/v/3.0.0")


def _finding(since: str) -> dict[str, Any]:
    return {
        "SchemaVersion": "2018-10-08",
        "Id": "arn:aws:securityhub:eu-west-1:123456789012:security-control/S3.1/finding/1",
        "ProductArn": "arn:aws:securityhub:eu-west-1::product/aws/securityhub",
        "GeneratorId": "security-control/S3.1",
        "AwsAccountId": "123456789012",
        "Region": "eu-west-1",
        "CreatedAt": since,
        "UpdatedAt": since,
        "FirstObservedAt": since,
        "Title": "S3 general purpose buckets should have block public access settings enabled",
        "Description": "This control checks the settings.",
        "Resources": [{"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::orders"}],
        "Severity": {"Label": "HIGH"},
        "Compliance": {"Status": "FAILED"},
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="securityhub-account-present",
        presence=True,
        everywhere=True,
        calls=(HUB,),
        finds=hub,
        judge=holds_if_found,
        examples=Examples(holds=_ON, broken=None),
    ),
    Check(
        id="securityhub-standards-subscribed",
        calls=(HUB, HUB_STANDARDS),
        finds=hub,
        judge=_subscribed,
        examples=Examples(
            holds=_ON | {HUB_STANDARDS: standards(*BOTH)},
            broken=_ON | {HUB_STANDARDS: standards(*BOTH, status="INCOMPLETE")},
        ),
    ),
    Check(
        id="securityhub-new-controls-enabled",
        calls=(HUB,),
        finds=hub,
        judge=must_be_true("AutoEnableControls"),
        examples=Examples(holds=_ON, broken={HUB: _HUB | {"AutoEnableControls": False}}),
    ),
    Check(
        id="securityhub-no-default-standards",
        calls=(HUB, HUB_STANDARDS),
        finds=hub,
        judge=_no_defaults,
        examples=Examples(
            holds=_ON | {HUB_STANDARDS: standards(*BOTH)},
            broken=_ON | {HUB_STANDARDS: standards(*BOTH, _OBSOLETE)},
        ),
    ),
    Check(
        id="securityhub-findings-aggregated",
        scope=Scope.ACCOUNT,
        calls=(HUB, HUB_AGGREGATORS),
        finds=_gathered,
        judge=_aggregated,
        examples=Examples(
            holds=_ON
            | {
                HUB_AGGREGATORS: {
                    "FindingAggregators": [
                        {"FindingAggregatorArn": "arn:aws:securityhub:eu-west-1:123456789012:finding-aggregator/1"}
                    ]
                }
            },
            broken=_ON | {HUB_AGGREGATORS: {"FindingAggregators": []}},
        ),
    ),
    Check(
        id="securityhub-findings-in-time",
        info=RuleInfo(
            id="securityhub-findings-in-time",
            control="det.hub",
            title="No critical or high finding of Security Hub is open past its term",
            severity=Severity.HIGH,
            fix="Mend what the finding names, or suppress it in Security Hub with a note that says why.",
        ),
        calls=(HUB, HUB_FINDINGS),
        finds=hub,
        judge=_in_time,
        examples=Examples(
            holds=_ON | {HUB_FINDINGS: {"Findings": [_finding("2026-11-20T00:00:00.000Z")]}},
            broken=_ON | {HUB_FINDINGS: {"Findings": [_finding("2026-09-01T00:00:00.000Z")]}},
        ),
    ),
)
