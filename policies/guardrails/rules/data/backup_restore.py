"""Rules on restore tests: there, often enough, of every type, with time to validate."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_at_least
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.backup_coverage import by_tag
from guardrails.rules.data.backup_selections import covered
from guardrails.rules.data.backup_stores import stores
from guardrails.rules.data.backup_types import RESTORE_PLAN, RESTORE_SELECTION
from guardrails.rules.data.schedules import longest_pause_days
from guardrails.rules.data.types import RDS_INSTANCE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import Finding, Verdict, failed, not_applicable, undetermined

QUARTER: Final = 93
MONTH: Final = 31
DATABASES: Final = ("Aurora", "RDS")


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(RESTORE_PLAN):
        yield failed(None, "the stack has no RestoreTestingPlan")


def _every_type(graph: Graph, _bar: Thresholds) -> Findings:
    types = [selection.read("protectedResourceType") for selection in graph.of(RESTORE_SELECTION)]
    tested = {type_.text for type_ in types}
    # A store that no plan backs up is another rule's: it has nothing that could be restored.
    held = {store.kind: False for store in stores(graph) if covered(store, graph) is not False}
    held |= {store.kind: True for store in stores(graph) if store.sure and covered(store, graph) is not False}
    for kind in sorted(held.keys() - tested):
        if any(type_.unknown for type_ in types) or not held[kind]:
            yield undetermined(None, f"whether restores of {kind} are tested is not known yet")
        else:
            yield failed(None, f"no RestoreTestingSelection restores {kind}, which the stack backs up")


def _at_most(schedule: Reading, days: int) -> Finding | None:
    if schedule.unknown:
        return undetermined(schedule, f"{schedule.path} is not known yet; it must fire every {days} days")
    pause = longest_pause_days(schedule.text or "")
    if pause is None or pause > days:
        return failed(schedule, f"{schedule.path} is {schedule.shown}, it must fire at least every {days} days")
    return None


def _quarterly(plan: Resource, _bar: Thresholds) -> Findings:
    if finding := _at_most(plan.read("scheduleExpression"), QUARTER):
        yield finding


def _monthly(selection: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    kind = selection.read("protectedResourceType")
    if kind.known and kind.text not in DATABASES:
        yield not_applicable("the rule asks for databases only")
        return
    plans = graph.references(selection, "restoreTestingPlanName", RESTORE_PLAN)
    if not plans.resources:
        path = selection.read("restoreTestingPlanName")
        if plans.resolved:
            yield failed(path, f"{path.path} is {path.shown}, which is no RestoreTestingPlan of the stack")
        else:
            yield undetermined(path, f"{path.path} is not known yet; its plan must restore databases monthly")
    for plan in plans.resources:
        if finding := _at_most(plan.read("scheduleExpression"), MONTH):
            message = f"databases are restored by {plan.name}: {finding.message}"
            # Whether it is a database at all may not be known yet.
            sure = kind.known and finding.verdict is Verdict.FAILED
            yield failed(None, message) if sure else undetermined(None, message)


def _plan(schedule: Value = "cron(0 9 ? * SUN *)") -> Declared:
    return Declared(
        type=RESTORE_PLAN,
        name="restores",
        properties={
            "name": "restores",
            "scheduleExpression": schedule,
            "recoveryPointSelection": {
                "algorithm": "LATEST_WITHIN_WINDOW",
                "includeVaults": ["*"],
                "recoveryPointTypes": ["SNAPSHOT"],
            },
        },
    )


def _selection(kind: Value = "RDS", hours: Value = 4) -> Declared:
    return Declared(
        type=RESTORE_SELECTION,
        name="databases",
        properties={
            "name": "databases",
            "restoreTestingPlanName": "restores",
            "protectedResourceType": kind,
            "protectedResourceArns": ["*"],
            "iamRoleArn": "arn:aws:iam::123456789012:role/restore",
            "validationWindowHours": hours,
        },
    )


_DATABASE: Final = Declared(
    type=RDS_INSTANCE, name="orders", properties={"engine": "postgres", "tags": {"backup": "daily"}}
)

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="backup-restore-tests-present",
        types=(RESTORE_PLAN,),
        judge=_present,
        examples=Examples(good=(_plan(),), bad=(), unknown=None),
    ),
    CompletenessRule(
        id="backup-restore-tests-every-type",
        types=(RESTORE_SELECTION,),
        judge=_every_type,
        examples=Examples(
            good=(_DATABASE, by_tag(), _plan(), _selection()),
            bad=(_DATABASE, by_tag(), _plan(), _selection("S3")),
            unknown=(_DATABASE, by_tag(), _plan(), _selection(UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="backup-restore-tests-quarterly",
        types=(RESTORE_PLAN,),
        judge=_quarterly,
        examples=Examples(
            good=(_plan(),),
            bad=(_plan("cron(0 9 1 1 ? *)"),),
            unknown=(_plan(UNKNOWN),),
        ),
    ),
    RelationRule(
        id="backup-restore-tests-databases-monthly",
        types=(RESTORE_SELECTION,),
        judge=_monthly,
        examples=Examples(
            good=(_plan(), _selection()),
            bad=(_plan("cron(0 9 1 1/3 ? *)"), _selection()),
            unknown=(_plan(UNKNOWN), _selection()),
        ),
    ),
    ResourceRule(
        id="backup-restore-tests-validated",
        types=(RESTORE_SELECTION,),
        judge=must_be_at_least("validationWindowHours", 1, unit="hour"),
        examples=examples(
            RESTORE_SELECTION,
            good=_selection().properties,
            bad=_selection(hours=0).properties,
            unknown=_selection(hours=UNKNOWN).properties,
        ),
    ),
)
