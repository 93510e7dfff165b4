"""What AWS Backup did of late: backups made, recovery points there, copies made. No rule can ask that."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.data.backup_plan import DEFAULT_SCHEDULE
from guardrails.rules.data.backup_schedules import fires_daily
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.calls import Call
from verification.check import Check, Examples, Facts, Found
from verification.data.backup_plans import LISTED, copies_elsewhere, is_continuous, plan, plans, rules_of
from verification.data.calls import BACKUP_JOBS, BACKUP_PLAN, BACKUP_PLANS, COPY_JOBS, RECOVERY_POINTS
from verification.live import Live

RECENT: Final = timedelta(hours=26)
"""How old the newest of what happens daily may be: a day, and two hours for it to start and finish."""
_UNFINISHED: Final = frozenset({"CREATED", "PENDING", "RUNNING", "ABORTING"})
_THERE: Final = frozenset({"COMPLETED", "AVAILABLE"})


def lately(live: Live) -> datetime:
    """From when lists of jobs are asked for: a little before ``RECENT``, on the hour, so that checks share a list."""
    return (live.now - RECENT).replace(minute=0, second=0, microsecond=0)


def _daily_rules(found: Found, live: Live) -> Iterator[Facts]:
    for rule in rules_of(found, live):
        if not is_continuous(rule) and fires_daily(str(rule.get("ScheduleExpression") or DEFAULT_SCHEDULE)):
            yield rule


def _jobs_of(found: Found, live: Live, call: Call) -> list[Facts]:
    """The jobs of a plan since lately; those of parts of a nested resource are their parent's."""
    return [
        job
        for job in live.items(call, {"ByCreatedAfter": lately(live)})
        if (job.get("CreatedBy") or {}).get("BackupPlanId") == found.facts["BackupPlanId"]
        and not job.get("ParentJobId")
    ]


def _is_new(found: Found, live: Live) -> bool:
    """Whether a plan is younger than a day and its first jobs may be to come."""
    made = found.facts.get("CreationDate")
    return made is not None and live.now - made < RECENT


def _not_completed(jobs: Iterable[Facts], live: Live, what: str) -> Iterator[Broken]:
    """A finding for each resource whose newest finished job did not complete: what a later one made up is no more."""
    newest: dict[str, Facts] = {}
    for job in sorted(jobs, key=lambda job: job["CreationDate"]):
        if job.get("State") not in _UNFINISHED:
            newest[str(job.get("ResourceArn"))] = job
    for arn, job in sorted(newest.items()):
        if job.get("State") != "COMPLETED":
            because = " ".join(str(job.get("StatusMessage") or "no reason given").split()).rstrip(".")
            yield broken("State", f"the newest {what} of {arn} is {job.get('State')}: {because}")
        elif live.now - job["CreationDate"] > RECENT:
            yield broken("CreationDate", f"the newest {what} of {arn} is older than 26 hours")


def _backed_up(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not any(_daily_rules(found, live)) or _is_new(found, live):
        return
    jobs = _jobs_of(found, live, BACKUP_JOBS)
    if not jobs:
        yield broken("BackupJobs", "the plan has made no backup in the last 26 hours")
    yield from _not_completed(jobs, live, "backup")


def _copied(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not any(copies_elsewhere(rule, live) for rule in _daily_rules(found, live)) or _is_new(found, live):
        return
    jobs = _jobs_of(found, live, COPY_JOBS)
    if not jobs:
        yield broken("CopyJobs", "the plan has made no copy in the last 26 hours")
    yield from _not_completed(jobs, live, "copy")


def _points_recent(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if _is_new(found, live):
        return
    for name in sorted({str(rule["TargetBackupVaultName"]) for rule in _daily_rules(found, live)}):
        points = live.items(RECOVERY_POINTS, {"BackupVaultName": name})
        made = [
            point["CreationDate"]
            for point in points
            if point.get("Status") in _THERE
            and (point.get("CreatedBy") or {}).get("BackupPlanId") == found.facts["BackupPlanId"]
        ]
        if not made:
            yield broken("RecoveryPoints", f"vault {name} has no recovery point of the plan")
        elif live.now - max(made) > RECENT:
            hours = int((live.now - max(made)).total_seconds() // 3600)
            yield broken("CreationDate", f"the newest recovery point of the plan in vault {name} is {hours} hours old")


_LAST_NIGHT: Final = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
_LAST_WEEK: Final = datetime(2026, 11, 14, 5, 0, tzinfo=UTC)
_ORDERS: Final = "arn:aws:rds:eu-west-1:123456789012:db:orders"
_BY_PLAN: Final = {"BackupPlanId": "0a1b2c3d"}


def _job(state: str) -> dict[str, Any]:
    return {"ResourceArn": _ORDERS, "CreationDate": _LAST_NIGHT, "State": state, "CreatedBy": _BY_PLAN}


def _point(made: datetime) -> dict[str, Any]:
    return {"Status": "COMPLETED", "CreationDate": made, "CreatedBy": _BY_PLAN}


def _example(call: Call, key: str, holds: Mapping[str, Any], fails: Mapping[str, Any]) -> Examples:
    listed: dict[Call, Any] = {BACKUP_PLANS: LISTED, BACKUP_PLAN: plan()}
    return Examples(holds={**listed, call: {key: [holds]}}, broken={**listed, call: {key: [fails]}})


def _check(
    id_: str,
    call: Call,
    judge: Callable[[Found, Live, Thresholds], Iterable[Broken]],
    *,
    control: str,
    title: str,
    fix: str,
    examples: Examples,
) -> Check:
    return Check(
        id=id_,
        calls=(BACKUP_PLANS, BACKUP_PLAN, call),
        finds=plans,
        judge=judge,
        examples=examples,
        info=RuleInfo(id=id_, control=control, title=title, severity=Severity.HIGH, fix=fix),
    )


CHECKS: tuple[Check, ...] = (
    _check(
        "backup-jobs-completed",
        BACKUP_JOBS,
        _backed_up,
        control="bk.plan",
        title="What a plan backs up was backed up last night",
        fix="Mend what the message says, and start the backup again (backup start-backup-job).",
        examples=_example(BACKUP_JOBS, "BackupJobs", _job("COMPLETED"), _job("FAILED")),
    ),
    _check(
        "backup-recovery-point-recent",
        RECOVERY_POINTS,
        _points_recent,
        control="bk.plan",
        title="The vault of a plan has a recovery point of the last day",
        fix="Look in the plan's jobs for why none was made, and start one (backup start-backup-job).",
        examples=_example(RECOVERY_POINTS, "RecoveryPoints", _point(_LAST_NIGHT), _point(_LAST_WEEK)),
    ),
    _check(
        "backup-copy-jobs-completed",
        COPY_JOBS,
        _copied,
        control="bk.copy",
        title="What a plan copies was copied last night",
        fix="Mend what the message says, and start the copy again (backup start-copy-job).",
        examples=_example(COPY_JOBS, "CopyJobs", _job("COMPLETED"), _job("FAILED")),
    ),
)
