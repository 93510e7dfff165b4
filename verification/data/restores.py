"""Restores are tried out: often enough, of every type, lately, with success, and within the time promised."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.data.backup_restore import DATABASES, MONTH, QUARTER
from guardrails.rules.data.schedules import longest_pause_days
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Found
from verification.data.calls import PROTECTED, RESTORE_JOBS, RESTORE_PLANS, RESTORE_SELECTIONS
from verification.data.requirements import shown
from verification.live import Live

# The recovery time objective that the backup framework holds restores to (components.data.backup_framework).
_OBJECTIVE: Final = timedelta(minutes=720)
# A test starts within a window of hours after its time, a day at most in what is promised.
_START: Final = timedelta(days=1)
# A type counts while something of it is still backed up.
_HELD: Final = timedelta(days=7)
_UNFINISHED: Final = frozenset({"PENDING", "RUNNING"})


def plans(live: Live) -> Iterable[Found]:
    """Every restore testing plan."""
    for each in live.items(RESTORE_PLANS):
        yield Found(each["RestoreTestingPlanArn"], each)


def _selections(found: Found, live: Live) -> list[Facts]:
    return live.items(RESTORE_SELECTIONS, {"RestoreTestingPlanName": found.facts["RestoreTestingPlanName"]})


def _at_most(found: Found, days: int) -> Iterator[Broken]:
    schedule = str(found.facts.get("ScheduleExpression", ""))
    pause = longest_pause_days(schedule)
    if pause is None or pause > days:
        yield broken(
            "ScheduleExpression",
            f"ScheduleExpression is {shown(schedule)}, it must fire at least every {days} days",
        )


def _quarterly(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    yield from _at_most(found, QUARTER)


def _monthly(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if any(each.get("ProtectedResourceType") in DATABASES for each in _selections(found, live)):
        yield from _at_most(found, MONTH)


def _validated(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for each in _selections(found, live):
        if (each.get("ValidationWindowHours") or 0) < 1:
            name = each.get("RestoreTestingSelectionName")
            yield broken("ValidationWindowHours", f"ValidationWindowHours of selection {name} is not set")


def _types_held(live: Live) -> Iterable[Found]:
    """The types of what is backed up: something of each had a backup within a week."""
    newest: dict[str, Facts] = {}
    for each in live.items(PROTECTED):
        if (last := each.get("LastBackupTime")) is not None and live.now - last <= _HELD:
            newest.setdefault(str(each.get("ResourceType")), each)
    for kind in sorted(newest):
        yield Found(live.arn("backup", f"resource-type/{kind}"), {"ResourceType": kind})


def _type_tested(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    kind = found.facts["ResourceType"]
    tested = {each.get("ProtectedResourceType") for plan in plans(live) for each in _selections(plan, live)}
    if kind not in tested:
        yield broken("ProtectedResourceType", f"no restore testing selection restores {kind}, which is backed up")


def _longest(found: Found) -> timedelta:
    """How long ago the newest test of a plan may be; where its schedule cannot be read, a quarter."""
    pause = longest_pause_days(str(found.facts.get("ScheduleExpression", "")))
    return timedelta(days=QUARTER if pause is None else min(pause, QUARTER)) + _START


def _is_new(found: Found, live: Live) -> bool:
    made = found.facts.get("CreationTime")
    return made is not None and live.now - made < _longest(found)


def _ran(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    last, most = found.facts.get("LastExecutionTime"), _longest(found)
    if last is None:
        if not _is_new(found, live):
            yield broken("LastExecutionTime", "the plan has never run")
    elif live.now - last > most:
        yield broken(
            "LastExecutionTime", f"the plan last ran {(live.now - last).days} days ago, it must be {most.days} at most"
        )


def _newest_jobs(found: Found, live: Live) -> dict[str, Facts]:
    """The newest finished restore of each type that the plan started within the quarter."""
    start = (live.now - timedelta(days=QUARTER)).replace(hour=0, minute=0, second=0, microsecond=0)
    jobs = live.items(RESTORE_JOBS, {"ByRestoreTestingPlanArn": found.arn, "ByCreatedAfter": start})
    newest: dict[str, Facts] = {}
    for job in sorted(jobs, key=lambda job: job.get("CreationDate", start)):
        if job.get("Status") not in _UNFINISHED and job.get("ValidationStatus") != "VALIDATING":
            newest[str(job.get("ResourceType"))] = job
    return newest


def _succeeded(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    newest = _newest_jobs(found, live)
    if not newest and not _is_new(found, live):
        yield broken("RestoreJobs", f"the plan has restored nothing in the last {QUARTER} days")
    for kind, job in sorted(newest.items()):
        if job.get("Status") != "COMPLETED":
            because = " ".join(str(job.get("StatusMessage") or "no reason given").split()).rstrip(".")
            yield broken("Status", f"the newest restore of {kind} is {job.get('Status')}: {because}")
        elif job.get("ValidationStatus") != "SUCCESSFUL":
            said = shown(job.get("ValidationStatus"))
            yield broken("ValidationStatus", f"ValidationStatus of the newest restore of {kind} is {said}")


def _in_time(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for kind, job in sorted(_newest_jobs(found, live).items()):
        start, end = job.get("CreationDate"), job.get("CompletionDate")
        if start is None or end is None or job.get("Status") != "COMPLETED":
            continue
        if end - start > _OBJECTIVE:
            took, most = (int(each.total_seconds() // 60) for each in (end - start, _OBJECTIVE))
            yield broken("CompletionDate", f"the newest restore of {kind} took {took} minutes, it may take {most}")


_PLAN: Final = {
    "RestoreTestingPlanArn": "arn:aws:backup:eu-west-1:123456789012:restore-testing-plan:restores-1",
    "RestoreTestingPlanName": "restores",
    "ScheduleExpression": "cron(0 9 ? * SUN *)",
    "CreationTime": datetime(2026, 1, 1, tzinfo=UTC),
    "LastExecutionTime": datetime(2026, 11, 15, 9, 0, tzinfo=UTC),
}
_SELECTION: Final = {
    "RestoreTestingPlanName": "restores",
    "RestoreTestingSelectionName": "databases",
    "ProtectedResourceType": "RDS",
    "IamRoleArn": "arn:aws:iam::123456789012:role/restore",
    "CreationTime": datetime(2026, 1, 1, tzinfo=UTC),
    "ValidationWindowHours": 4,
}


def with_plan(**changes: Any) -> dict[str, Any]:
    """The plan of examples, with these facts."""
    return {"RestoreTestingPlans": [{**_PLAN, **changes}]}


def _with_selection(**changes: Any) -> dict[str, Any]:
    return {"RestoreTestingSelections": [{**_SELECTION, **changes}]}


def _job(**changes: Any) -> dict[str, Any]:
    job = {
        "ResourceType": "RDS",
        "CreationDate": datetime(2026, 11, 15, 9, 10, tzinfo=UTC),
        "CompletionDate": datetime(2026, 11, 15, 9, 50, tzinfo=UTC),
        "Status": "COMPLETED",
        "ValidationStatus": "SUCCESSFUL",
    }
    return {"RestoreJobs": [{**job, **changes}]}


_HOLDING: Final = {
    "Results": [
        {
            "ResourceArn": "arn:aws:rds:eu-west-1:123456789012:db:orders",
            "ResourceType": "RDS",
            "LastBackupTime": datetime(2026, 11, 21, 5, 0, tzinfo=UTC),
        }
    ]
}
_HIGH: Final = Severity.HIGH

CHECKS: tuple[Check, ...] = (
    Check(
        id="backup-restore-tests-quarterly",
        calls=(RESTORE_PLANS,),
        finds=plans,
        judge=_quarterly,
        examples=Examples(
            holds={RESTORE_PLANS: with_plan()},
            broken={RESTORE_PLANS: with_plan(ScheduleExpression="cron(0 9 1 1,7 ? *)")},
        ),
    ),
    Check(
        id="backup-restore-tests-databases-monthly",
        calls=(RESTORE_PLANS, RESTORE_SELECTIONS),
        finds=plans,
        judge=_monthly,
        examples=Examples(
            holds={RESTORE_PLANS: with_plan(), RESTORE_SELECTIONS: _with_selection()},
            broken={
                RESTORE_PLANS: with_plan(ScheduleExpression="cron(0 9 1 */3 ? *)"),
                RESTORE_SELECTIONS: _with_selection(),
            },
        ),
    ),
    Check(
        id="backup-restore-tests-validated",
        calls=(RESTORE_PLANS, RESTORE_SELECTIONS),
        finds=plans,
        judge=_validated,
        examples=Examples(
            holds={RESTORE_PLANS: with_plan(), RESTORE_SELECTIONS: _with_selection()},
            broken={RESTORE_PLANS: with_plan(), RESTORE_SELECTIONS: _with_selection(ValidationWindowHours=0)},
        ),
    ),
    Check(
        id="backup-restore-tests-every-type",
        calls=(PROTECTED, RESTORE_PLANS, RESTORE_SELECTIONS),
        finds=_types_held,
        judge=_type_tested,
        examples=Examples(
            holds={PROTECTED: _HOLDING, RESTORE_PLANS: with_plan(), RESTORE_SELECTIONS: _with_selection()},
            broken={
                PROTECTED: _HOLDING,
                RESTORE_PLANS: with_plan(),
                RESTORE_SELECTIONS: _with_selection(ProtectedResourceType="EBS"),
            },
        ),
    ),
    Check(
        id="backup-restore-test-ran",
        calls=(RESTORE_PLANS,),
        finds=plans,
        judge=_ran,
        examples=Examples(
            holds={RESTORE_PLANS: with_plan()},
            broken={RESTORE_PLANS: with_plan(LastExecutionTime=datetime(2026, 6, 1, tzinfo=UTC))},
        ),
        info=RuleInfo(
            id="backup-restore-test-ran",
            control="bk.restore",
            title="Restores were tested within the period",
            severity=_HIGH,
            fix="Look whether the plan's role may still restore, and whether its selections name anything.",
        ),
    ),
    Check(
        id="backup-restore-succeeded",
        calls=(RESTORE_PLANS, RESTORE_JOBS),
        finds=plans,
        judge=_succeeded,
        examples=Examples(
            holds={RESTORE_PLANS: with_plan(), RESTORE_JOBS: _job()},
            broken={RESTORE_PLANS: with_plan(), RESTORE_JOBS: _job(ValidationStatus="TIMED_OUT")},
        ),
        info=RuleInfo(
            id="backup-restore-succeeded",
            control="bk.restore",
            title="The newest restore of each type was completed and found good",
            severity=_HIGH,
            fix="Mend what the message says; a validation says so by backup put-restore-validation-result.",
        ),
    ),
    Check(
        id="backup-restore-in-time",
        calls=(RESTORE_PLANS, RESTORE_JOBS),
        finds=plans,
        judge=_in_time,
        examples=Examples(
            holds={RESTORE_PLANS: with_plan(), RESTORE_JOBS: _job()},
            broken={
                RESTORE_PLANS: with_plan(),
                RESTORE_JOBS: _job(CompletionDate=datetime(2026, 11, 16, 9, 50, tzinfo=UTC)),
            },
        ),
        info=RuleInfo(
            id="backup-restore-in-time",
            control="bk.restore",
            title="The newest restore of each type took no longer than promised",
            severity=_HIGH,
            fix="Split the store, choose a faster class for its restore, or promise a longer recovery time.",
        ),
    ),
)
