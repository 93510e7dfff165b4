"""Rules on backup plans: daily, kept long enough and not for ever, in a vault of the stack."""

from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.backup_schedules import fires_daily
from guardrails.rules.data.backup_types import AIR_GAPPED_VAULT, PLAN, REPORT_PLAN, SELECTION, VAULT
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

LONGEST_START: Final = 480
DEFAULT_SCHEDULE: Final = "cron(0 5 ? * * *)"


def rules_of(plan: Resource) -> Iterator[Reading]:
    """The known rules of a plan."""
    yield from plan.read("rules").each()


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(PLAN):
        yield failed(None, "the stack has no backup plan")


def _reported(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(REPORT_PLAN):
        yield failed(None, "the stack has no backup report plan")


def _daily(plan: Resource, _bar: Thresholds) -> Findings:
    rules = plan.read("rules")
    if rules.unknown:
        yield undetermined(rules, "rules is not known yet; one must fire at least daily")
        return
    schedules = [rule.get("schedule").default(DEFAULT_SCHEDULE) for rule in rules.each()]
    if any(schedule.text and fires_daily(schedule.text) for schedule in schedules):
        return
    if any(schedule.unknown for schedule in schedules):
        yield undetermined(rules, "not every schedule is known yet; one must fire at least daily")
    else:
        shown = ", ".join(schedule.shown for schedule in schedules) or "none"
        yield failed(rules, f"no rule fires at least daily (schedules: {shown})")


def _ends(rule: Reading) -> Iterator[Reading]:
    yield rule.get("lifecycle").get("deleteAfter")
    for copy in rule.get("copyActions").each():
        yield copy.get("lifecycle").get("deleteAfter")


def _kept(plan: Resource, bar: Thresholds) -> Findings:
    rules = plan.read("rules")
    if rules.unknown:
        yield undetermined(rules, f"rules is not known yet; each must keep backups {bar.backup_days} days")
    for rule in rules.each():
        for days in _ends(rule):
            if days.unknown:
                yield undetermined(days, f"{days.path} is not known yet; it must be at least {bar.backup_days} days")
            elif days.known and (days.number is None or days.number < bar.backup_days):
                yield failed(days, f"{days.path} is {days.shown}, it must be at least {bar.backup_days} days")


def _stated(plan: Resource, _bar: Thresholds) -> Findings:
    rules = plan.read("rules")
    if rules.unknown:
        yield undetermined(rules, "rules is not known yet; each must state deleteAfter")
    for rule in rules.each():
        for days in _ends(rule):
            if days.absent:
                yield failed(days, f"{days.path} is not set, so its recovery points are kept for ever")
            elif days.unknown:
                yield undetermined(days, f"{days.path} is not known yet; it must be set")


def _starts(plan: Resource, _bar: Thresholds) -> Findings:
    rules = plan.read("rules")
    if rules.unknown:
        yield undetermined(rules, f"rules is not known yet; each startWindow must be at most {LONGEST_START} minutes")
    for rule in rules.each():
        window = rule.get("startWindow")
        if window.unknown:
            yield undetermined(window, f"{window.path} is not known yet; it must be at most {LONGEST_START} minutes")
        elif window.known and (window.number is None or window.number > LONGEST_START):
            yield failed(window, f"{window.path} is {window.shown}, it must be at most {LONGEST_START} minutes")


def _selected(plan: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    selections = graph.referrers(plan, SELECTION, "planId")
    if not selections.resources:
        if selections.resolved:
            yield failed(None, "no Selection assigns anything to the plan")
        else:
            yield undetermined(None, "a Selection's planId is not known; it may be this plan's")


def _in_own_vault(plan: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    named, unnamed = graph.derived(_vaults)
    if plan.read("rules").unknown:
        yield undetermined("rules", "rules is not known yet; each must go to a vault of the stack")
    for rule in rules_of(plan):
        target = rule.get("targetVaultName")
        if target.known:
            if target.text not in named:
                if unnamed:
                    yield undetermined(target, f"{target.path} is {target.shown}, and not every vault's name is known")
                else:
                    yield failed(target, f"{target.path} is {target.shown}, which is no vault of the stack")
        elif target.unknown:
            proof = (VAULT, AIR_GAPPED_VAULT)
            yield undetermined(target, f"{target.path} is not known yet; it must be a vault's", proven_by=proof)
        else:
            yield failed(target, f"{target.path} is not set")


def _vaults(graph: Graph) -> tuple[frozenset[str], bool]:
    """How the stack's vaults may be called, and whether one's name is not known."""
    vaults = graph.of(VAULT, AIR_GAPPED_VAULT)
    named = frozenset(identity for vault in vaults for identity in vault.identities())
    return named, not all(vault.read("name").known for vault in vaults)


def plan_rule(**changes: Value) -> dict[str, Value]:
    """A rule of a plan, as examples have it."""
    return {
        "ruleName": "daily",
        "targetVaultName": "backups",
        "schedule": DEFAULT_SCHEDULE,
        "lifecycle": {"deleteAfter": 35},
        **changes,
    }


def plan_with(*rules: Value) -> dict[str, Value]:
    """A plan of these rules, as examples have it."""
    return {"name": "daily", "rules": [*rules]}


def selecting(tags: Value, plan: Value = "daily") -> Declared:
    """A selection for the plan named daily, as examples have it."""
    stated = {"name": "tagged", "planId": plan, "iamRoleArn": "arn:aws:iam::123456789012:role/backup"}
    return Declared(type=SELECTION, name="selection", properties={**stated, **tags})


def tagged(value: Value) -> Value:
    """The tags of a selection by the tag ``backup``, as examples have them."""
    return {"selectionTags": [{"type": "STRINGEQUALS", "key": "backup", "value": value}]}


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="backup-plan-present",
        types=(PLAN,),
        judge=_present,
        examples=Examples(good=(Declared(type=PLAN, properties=plan_with(plan_rule())),), bad=(), unknown=None),
    ),
    CompletenessRule(
        id="backup-report-plan-present",
        types=(REPORT_PLAN,),
        judge=_reported,
        examples=Examples(
            good=(
                Declared(
                    type=REPORT_PLAN,
                    properties={
                        "name": "jobs",
                        "reportDeliveryChannel": {"s3BucketName": "reports"},
                        "reportSetting": {"reportTemplate": "BACKUP_JOB_REPORT"},
                    },
                ),
            ),
            bad=(),
            unknown=None,
        ),
    ),
    ResourceRule(
        id="backup-plan-daily",
        types=(PLAN,),
        judge=_daily,
        examples=examples(
            PLAN,
            good=plan_with(plan_rule()),
            bad=plan_with(plan_rule(schedule="cron(0 5 ? * SUN *)")),
            unknown=plan_with(plan_rule(schedule=UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="backup-plan-retention",
        types=(PLAN,),
        judge=_kept,
        examples=examples(
            PLAN,
            good=plan_with(plan_rule()),
            bad=plan_with(plan_rule(lifecycle={"deleteAfter": 14})),
            unknown=plan_with(plan_rule(lifecycle={"deleteAfter": UNKNOWN})),
        ),
    ),
    ResourceRule(
        id="backup-plan-retention-stated",
        types=(PLAN,),
        judge=_stated,
        examples=examples(
            PLAN,
            good=plan_with(plan_rule()),
            bad=plan_with(plan_rule(lifecycle={})),
            unknown=plan_with(plan_rule(lifecycle=UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="backup-plan-start-window",
        types=(PLAN,),
        judge=_starts,
        examples=examples(
            PLAN,
            good=plan_with(plan_rule(startWindow=120)),
            bad=plan_with(plan_rule(startWindow=1440)),
            unknown=plan_with(plan_rule(startWindow=UNKNOWN)),
        ),
    ),
    RelationRule(
        id="backup-plan-selected",
        types=(PLAN,),
        judge=_selected,
        examples=Examples(
            good=(Declared(type=PLAN, properties=plan_with(plan_rule())), selecting(tagged("daily"))),
            bad=(Declared(type=PLAN, properties=plan_with(plan_rule())),),
            unknown=(Declared(type=PLAN, properties=plan_with(plan_rule())), selecting(tagged("daily"), UNKNOWN)),
        ),
    ),
    RelationRule(
        id="backup-plan-own-vault",
        types=(PLAN,),
        judge=_in_own_vault,
        examples=Examples(
            good=(
                Declared(type=PLAN, properties=plan_with(plan_rule())),
                Declared(type=VAULT, name="vault", properties={"name": "backups"}),
            ),
            bad=(Declared(type=PLAN, properties=plan_with(plan_rule(targetVaultName="Default"))),),
            unknown=(Declared(type=PLAN, properties=plan_with(plan_rule(targetVaultName=UNKNOWN))),),
        ),
    ),
)
