"""Macie: on, reading customers' buckets on a schedule, its results kept, and what it finds mended in time.

Asked at home, where the buckets are; Macie reads those of its own region (Macie user guide, "Quotas").
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.audit.tags import answer, tagged
from verification.check import Check, Examples, Found, Scope
from verification.data.calls import KEY, TAGGED
from verification.data.requirements import CUSTOMER_KEY, KEY_ARN, MANAGED_KEY, no_customer_key
from verification.detection.calls import MACIE, MACIE_DISCOVERY, MACIE_EXPORT, MACIE_FINDINGS, MACIE_JOBS
from verification.detection.overdue import TERMS
from verification.live import Live

_AT_WORK: Final = ("RUNNING", "IDLE")
_TERM: Final = timedelta(days=TERMS["HIGH"])
_PER_PAGE: Final = 50
_NAMED: Final = 20


def session(live: Live) -> Iterator[Found]:
    """Macie of the account, where it is enabled."""
    said = live.one(MACIE)
    if said is not None:
        yield Found(live.arn("macie2", "session"), said)


def _jobs(live: Live) -> list[Mapping[str, Any]]:
    """The scheduled jobs that run."""
    return [
        each
        for each in live.items(MACIE_JOBS)
        if each.get("jobType") == "SCHEDULED" and each.get("jobStatus") in _AT_WORK
    ]


def _scheduled(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not _jobs(live):
        yield broken("jobType", "no classification job that is SCHEDULED is running or idle")


def _enabled(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("status") != "ENABLED":
        yield broken("status", f"status is {found.facts.get('status')}, it must be ENABLED")


def _discovers(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    status = (live.one(MACIE_DISCOVERY) or {}).get("status")
    if status != "ENABLED":
        yield broken("status", f"the status of automated discovery is {status or 'not set'}, it must be ENABLED")


def _destination(live: Live) -> Mapping[str, Any]:
    stated: Mapping[str, Any] = (live.one(MACIE_EXPORT) or {}).get("configuration", {}).get("s3Destination") or {}
    return stated


def _exports(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not _destination(live).get("bucketName"):
        yield broken("s3Destination", "s3Destination is not set, so results go in ninety days")


def _exporting(live: Live) -> Iterator[Found]:
    for found in session(live):
        if destination := _destination(live):
            yield Found(found.arn, destination)


def _under_key(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    yield from no_customer_key(live, "s3Destination.kmsKeyArn", found.facts.get("kmsKeyArn"))


def _customers_buckets(live: Live) -> Iterator[Found]:
    """The region's buckets that say data=customer, where Macie is enabled."""
    if live.one(MACIE) is not None:
        for arn, value in tagged(live, "data", "s3").items():
            if value == "customer":
                yield Found(arn, {"Name": arn.rpartition(":")[2]})


def _is_read(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    name = found.facts["Name"]
    if not any(_reads(job, name, live, found.arn) for job in _jobs(live)):
        yield broken("s3JobDefinition", f"no scheduled classification job reads the bucket {name}")


def _reads(job: Mapping[str, Any], name: str, live: Live, arn: str) -> bool:
    if any(name in (each.get("buckets") or ()) for each in job.get("bucketDefinitions") or ()):
        return True
    criteria = job.get("bucketCriteria") or {}
    included = (criteria.get("includes") or {}).get("and") or ()
    excluded = (criteria.get("excludes") or {}).get("and") or ()
    return (
        bool(criteria)
        and all(_meets(each, name, live, arn) for each in included)
        and not (excluded and all(_meets(each, name, live, arn) for each in excluded))
    )


def _meets(condition: Mapping[str, Any], name: str, live: Live, arn: str) -> bool:
    """Whether a bucket meets a condition on its account, its name or its tags; any other is taken as not met."""
    simple, tags = condition.get("simpleCriterion") or {}, condition.get("tagCriterion") or {}
    if tags:
        pairs = tags.get("tagValues") or ()
        met = any(tagged(live, each.get("key", ""), "s3").get(arn) == each.get("value") for each in pairs)
        return met is (tags.get("comparator") != "NE")
    facts = {"ACCOUNT_ID": live.account, "S3_BUCKET_NAME": name}
    fact, values = facts.get(str(simple.get("key"))), simple.get("values") or ()
    if fact is None:
        return False
    match simple.get("comparator"):
        case "EQ":
            return fact in values
        case "NE":
            return fact not in values
        case "STARTS_WITH":
            return fact.startswith(tuple(values))
        case "CONTAINS":
            return any(value in fact for value in values)
    return False


def _in_time(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    until = int((live.now - _TERM).timestamp() * 1000)
    criteria = {
        "archived": {"eq": ["false"]},
        "createdAt": {"lt": until},
        "sample": {"eq": ["false"]},
        "severity.description": {"eq": ["High"]},
    }
    late = live.items(MACIE_FINDINGS, {"findingCriteria": {"criterion": criteria}, "maxResults": _PER_PAGE})
    for id_ in late[:_NAMED]:
        yield broken("findingIds", f"the high finding {id_} is open for more than {_TERM.days} days")
    if len(late) > _NAMED:
        yield broken("findingIds", f"{len(late) - _NAMED} more high findings are open for more than {_TERM.days} days")


_ON: Final[dict[Any, Any]] = {MACIE: {"status": "ENABLED", "findingPublishingFrequency": "FIFTEEN_MINUTES"}}
_EXPORT: Final = {"configuration": {"s3Destination": {"bucketName": "discovery", "kmsKeyArn": KEY_ARN}}}
_CUSTOMERS: Final = {
    TAGGED: answer({"arn:aws:s3:::orders": {"data": "customer"}, "arn:aws:s3:::logs": {"data": "logs"}})
}


def _job(**changed: Any) -> dict[Any, Any]:
    job = {
        "jobId": "1",
        "name": "customers",
        "jobType": "SCHEDULED",
        "jobStatus": "IDLE",
        "bucketDefinitions": [{"accountId": "123456789012", "buckets": ["orders"]}],
    }
    return {MACIE_JOBS: {"items": [job | changed]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="macie-session-present",
        scope=Scope.ACCOUNT,
        presence=True,
        calls=(MACIE, MACIE_JOBS),
        finds=session,
        judge=_scheduled,
        examples=Examples(holds=_ON | _job(), broken=_ON | _job(jobStatus="USER_PAUSED")),
    ),
    Check(
        id="macie-session-enabled",
        scope=Scope.ACCOUNT,
        calls=(MACIE,),
        finds=session,
        judge=_enabled,
        examples=Examples(holds=_ON, broken={MACIE: {"status": "PAUSED"}}),
    ),
    Check(
        id="macie-discovers-automatically",
        info=RuleInfo(
            id="macie-discovers-automatically",
            control="det.macie",
            title="Macie samples every bucket by itself",
            severity=Severity.MEDIUM,
            fix="Enable automated sensitive data discovery in Macie's settings.",
        ),
        scope=Scope.ACCOUNT,
        calls=(MACIE, MACIE_DISCOVERY),
        finds=session,
        judge=_discovers,
        examples=Examples(
            holds=_ON | {MACIE_DISCOVERY: {"status": "ENABLED"}}, broken=_ON | {MACIE_DISCOVERY: {"status": "DISABLED"}}
        ),
    ),
    Check(
        id="macie-results-exported",
        scope=Scope.ACCOUNT,
        calls=(MACIE, MACIE_EXPORT),
        finds=session,
        judge=_exports,
        examples=Examples(holds=_ON | {MACIE_EXPORT: _EXPORT}, broken=_ON | {MACIE_EXPORT: {"configuration": {}}}),
    ),
    Check(
        id="macie-results-encrypted",
        scope=Scope.ACCOUNT,
        calls=(MACIE, MACIE_EXPORT, KEY),
        finds=_exporting,
        judge=_under_key,
        examples=Examples(
            holds=_ON | {MACIE_EXPORT: _EXPORT, KEY: CUSTOMER_KEY},
            broken=_ON | {MACIE_EXPORT: _EXPORT, KEY: MANAGED_KEY},
        ),
    ),
    Check(
        id="macie-customer-buckets-read",
        scope=Scope.ACCOUNT,
        calls=(MACIE, MACIE_JOBS, TAGGED),
        finds=_customers_buckets,
        judge=_is_read,
        examples=Examples(holds=_ON | _CUSTOMERS | _job(), broken=_ON | _CUSTOMERS | _job(jobType="ONE_TIME")),
    ),
    Check(
        id="macie-findings-in-time",
        info=RuleInfo(
            id="macie-findings-in-time",
            control="det.macie",
            title="No high finding of Macie is open past its term",
            severity=Severity.HIGH,
            fix="Move or protect the data that the finding names, then archive the finding.",
        ),
        scope=Scope.ACCOUNT,
        calls=(MACIE, MACIE_FINDINGS),
        finds=session,
        judge=_in_time,
        examples=Examples(
            holds=_ON | {MACIE_FINDINGS: {"findingIds": []}}, broken=_ON | {MACIE_FINDINGS: {"findingIds": ["a1b2c3"]}}
        ),
    ),
)
