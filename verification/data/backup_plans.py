"""AWS Backup's plans: daily, kept long enough, selecting something, copied elsewhere."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.rules.data.backup_continuous import CONTINUOUS_DAYS
from guardrails.rules.data.backup_coverage import OPT_IN_TYPES
from guardrails.rules.data.backup_plan import DEFAULT_SCHEDULE, LONGEST_START
from guardrails.rules.data.backup_schedules import fires_daily
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Found
from verification.data.calls import BACKUP_PLAN, BACKUP_PLANS, BACKUP_SELECTIONS, BACKUP_SETTINGS
from verification.data.requirements import shown, value_of
from verification.live import Live

# EFS makes it for file systems with automatic backups, and nobody can change it.
_MADE_BY_AWS: Final = "aws/"
_DEFAULT_VAULT: Final = "Default"


def plans(live: Live) -> Iterable[Found]:
    """Every plan that somebody made."""
    for each in live.items(BACKUP_PLANS):
        if not str(each.get("BackupPlanName", "")).startswith(_MADE_BY_AWS):
            yield Found(each["BackupPlanArn"], each)


def rules_of(found: Found, live: Live) -> list[Facts]:
    """The rules of a plan; none where it is gone since it was listed."""
    answer = live.one(BACKUP_PLAN, {"BackupPlanId": found.facts["BackupPlanId"]}) or {}
    return list(value_of(answer, "BackupPlan.Rules") or ())


def is_continuous(rule: Facts) -> bool:
    """Whether a rule makes continuous backups, which stand beside the daily ones."""
    return rule.get("EnableContinuousBackup") is True


def copies_elsewhere(rule: Facts, live: Live) -> bool:
    """Whether a rule copies to another region or another account."""
    for copy in rule.get("CopyActions") or ():
        parts = str(copy.get("DestinationBackupVaultArn", "")).split(":")
        if len(parts) > 5 and (parts[3], parts[4]) != (live.region, live.account):
            return True
    return False


def _name(rule: Facts) -> str:
    return f"rule {rule.get('RuleName', 'without a name')}"


def _daily(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    schedules = [str(rule.get("ScheduleExpression") or DEFAULT_SCHEDULE) for rule in rules_of(found, live)]
    if not any(map(fires_daily, schedules)):
        listed = ", ".join(schedules) or "none"
        yield broken("Rules.ScheduleExpression", f"no rule fires at least daily (schedules: {listed})")


def _kept(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    for rule in rules_of(found, live):
        for path, days in _ends(rule):
            if days is not None and days < bar.backup_days:
                yield broken(
                    f"Rules.{path}",
                    f"{path} of {_name(rule)} is {days} days, it must be at least {bar.backup_days}",
                )


def _ends(rule: Facts) -> Iterator[tuple[str, int | None]]:
    yield "Lifecycle.DeleteAfterDays", value_of(rule, "Lifecycle.DeleteAfterDays")
    for copy in rule.get("CopyActions") or ():
        yield "CopyActions.Lifecycle.DeleteAfterDays", value_of(copy, "Lifecycle.DeleteAfterDays")


def _starts(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for rule in rules_of(found, live):
        minutes = rule.get("StartWindowMinutes") or 0
        if minutes > LONGEST_START:
            yield broken(
                "Rules.StartWindowMinutes",
                f"StartWindowMinutes of {_name(rule)} is {minutes}, it must be at most {LONGEST_START}",
            )


def _own_vault(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for rule in rules_of(found, live):
        name = str(rule.get("TargetBackupVaultName", ""))
        if name == _DEFAULT_VAULT or name.startswith(_MADE_BY_AWS):
            yield broken("Rules.TargetBackupVaultName", f"{_name(rule)} writes into {name}, which AWS made")


def _selected(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not live.items(BACKUP_SELECTIONS, {"BackupPlanId": found.facts["BackupPlanId"]}):
        yield broken("BackupSelectionsList", "no selection assigns anything to the plan")


def _continuous_kept(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for rule in filter(is_continuous, rules_of(found, live)):
        days = value_of(rule, "Lifecycle.DeleteAfterDays")
        if days != CONTINUOUS_DAYS:
            yield broken(
                "Rules.Lifecycle.DeleteAfterDays",
                f"DeleteAfterDays of the continuous {_name(rule)} is {shown(days)}, it must be {CONTINUOUS_DAYS}",
            )


def _copied(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    rules = [rule for rule in rules_of(found, live) if not is_continuous(rule)]
    # What is only backed up continuously is in the daily plan too, which copies it.
    if rules and not any(copies_elsewhere(rule, live) for rule in rules):
        yield broken("Rules.CopyActions", "no rule copies recovery points to another region or account")


def _settings(live: Live) -> Iterable[Found]:
    yield Found(live.arn("backup", "region-settings"), live.one(BACKUP_SETTINGS) or {})


def _opted_in(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for type_ in OPT_IN_TYPES:
        if value_of(found.facts, f"ResourceTypeOptInPreference.{type_}") is not True:
            yield broken(
                f"ResourceTypeOptInPreference.{type_}", f"{type_} is not opted in, so selections by tag pass over it"
            )


LISTED: Final[dict[str, Any]] = {
    "BackupPlansList": [
        {
            "BackupPlanArn": "arn:aws:backup:eu-west-1:123456789012:backup-plan:0a1b2c3d",
            "BackupPlanId": "0a1b2c3d",
            "BackupPlanName": "daily",
        },
        {
            "BackupPlanArn": "arn:aws:backup:eu-west-1:123456789012:backup-plan:4e5f6071",
            "BackupPlanId": "4e5f6071",
            "BackupPlanName": "aws/efs/automatic",
        },
    ]
}
"""The plans of examples."""


def plan(**changes: Any) -> dict[str, Any]:
    """A plan of one rule, as examples have it."""
    rule = {
        "RuleName": "daily",
        "TargetBackupVaultName": "backups",
        "ScheduleExpression": "cron(0 5 ? * * *)",
        "StartWindowMinutes": 60,
        "Lifecycle": {"DeleteAfterDays": 35},
        "CopyActions": [
            {
                "Lifecycle": {"DeleteAfterDays": 35},
                "DestinationBackupVaultArn": "arn:aws:backup:eu-central-1:123456789012:backup-vault:backups",
            }
        ],
    }
    return {"BackupPlan": {"BackupPlanName": "daily", "Rules": [{**rule, **changes}]}}


_AWS_ONLY: Final = {BACKUP_PLANS: {"BackupPlansList": LISTED["BackupPlansList"][1:]}}


def _examples(**broken_by: Any) -> Examples:
    return Examples(
        holds={BACKUP_PLANS: LISTED, BACKUP_PLAN: plan()},
        broken={BACKUP_PLANS: LISTED, BACKUP_PLAN: plan(**broken_by)},
        absent=_AWS_ONLY,
    )


CHECKS: tuple[Check, ...] = (
    Check(
        id="backup-plan-daily",
        calls=(BACKUP_PLANS, BACKUP_PLAN),
        finds=plans,
        judge=_daily,
        examples=_examples(ScheduleExpression="cron(0 5 ? * SUN *)"),
    ),
    Check(
        id="backup-plan-retention",
        calls=(BACKUP_PLANS, BACKUP_PLAN),
        finds=plans,
        judge=_kept,
        examples=_examples(Lifecycle={"DeleteAfterDays": 7}),
    ),
    Check(
        id="backup-plan-start-window",
        calls=(BACKUP_PLANS, BACKUP_PLAN),
        finds=plans,
        judge=_starts,
        examples=_examples(StartWindowMinutes=1440),
    ),
    Check(
        id="backup-plan-own-vault",
        calls=(BACKUP_PLANS, BACKUP_PLAN),
        finds=plans,
        judge=_own_vault,
        examples=_examples(TargetBackupVaultName="Default"),
    ),
    Check(
        id="backup-plan-selected",
        calls=(BACKUP_PLANS, BACKUP_SELECTIONS),
        finds=plans,
        judge=_selected,
        examples=Examples(
            holds={
                BACKUP_PLANS: LISTED,
                BACKUP_SELECTIONS: {"BackupSelectionsList": [{"SelectionId": "1", "SelectionName": "tagged"}]},
            },
            broken={BACKUP_PLANS: LISTED},
            absent=_AWS_ONLY,
        ),
    ),
    Check(
        id="backup-continuous-thirty-five-days",
        calls=(BACKUP_PLANS, BACKUP_PLAN),
        finds=plans,
        judge=_continuous_kept,
        examples=_examples(EnableContinuousBackup=True, Lifecycle={"DeleteAfterDays": 14}),
    ),
    Check(
        id="backup-copied-elsewhere",
        calls=(BACKUP_PLANS, BACKUP_PLAN),
        finds=plans,
        judge=_copied,
        examples=_examples(CopyActions=[]),
    ),
    Check(
        id="backup-region-opted-in",
        calls=(BACKUP_SETTINGS,),
        finds=_settings,
        judge=_opted_in,
        examples=Examples(
            holds={BACKUP_SETTINGS: {"ResourceTypeOptInPreference": dict.fromkeys(OPT_IN_TYPES, True)}},
            broken={BACKUP_SETTINGS: {"ResourceTypeOptInPreference": {"RDS": False}}},
            absent=None,
        ),
    ),
)
