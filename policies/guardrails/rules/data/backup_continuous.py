"""Rules on continuous backups: exactly 35 days, of buckets, and never of a database that keeps its own."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.backup_plan import plan_rule, plan_with, rules_of, selecting, tagged
from guardrails.rules.data.backup_selections import that_may_match
from guardrails.rules.data.backup_types import PLAN, SELECTION
from guardrails.rules.data.types import RDS_CLUSTER, RDS_INSTANCE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

CONTINUOUS_DAYS: Final = 35
"""What AWS Backup allows a continuous backup at most, and what is promised."""


def is_continuous(plan: Resource) -> bool | None:
    """Whether a plan has a continuous rule; None where that is not known."""
    if plan.read("rules").unknown:
        return None
    switches = [rule.get("enableContinuousBackup") for rule in rules_of(plan)]
    if any(switch.truth for switch in switches):
        return True
    return None if any(switch.unknown for switch in switches) else False


def _continuous(plan: Resource, _bar: Thresholds) -> Findings:
    if plan.read("rules").unknown:
        yield undetermined("rules", f"rules is not known yet; a continuous backup is kept {CONTINUOUS_DAYS} days")
    for rule in rules_of(plan):
        switch = rule.get("enableContinuousBackup")
        if switch.unknown:
            yield undetermined(switch, f"{switch.path} is not known yet, nor whether the rule must keep 35 days")
        if not switch.truth:
            continue
        days = rule.get("lifecycle").get("deleteAfter")
        if days.unknown:
            yield undetermined(
                days, f"{days.path} is not known yet; a continuous backup is kept {CONTINUOUS_DAYS} days"
            )
        elif days.number != CONTINUOUS_DAYS:
            yield failed(days, f"{days.path} is {days.shown}; a continuous backup is kept {CONTINUOUS_DAYS} days")
        cold = rule.get("lifecycle").get("coldStorageAfter")
        if cold.number:
            yield failed(cold, f"{cold.path} is {cold.shown}, and AWS keeps no continuous backup in cold storage")


def _leaves_databases(plan: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    continuous = is_continuous(plan)
    if continuous is False:
        return
    selections = graph.referrers(plan, SELECTION, "planId")
    own = {selection.urn for selection in selections.resources}
    selected = graph.derived(_selected)
    for selection in selections.resources if selections.resolved else graph.of(SELECTION):
        for database, sure in selected.get(selection.urn, ()):
            if sure and continuous and selection.urn in own:
                message = f"selects {database.name}, whose backupRetentionPeriod the program sets: they would fight"
                yield failed("rules", f"a continuous rule {message}")
            else:
                yield undetermined("rules", f"whether a continuous rule selects {database.name} is not known yet")


def _selected(graph: Graph) -> dict[str, list[tuple[Resource, bool]]]:
    """By the URN of each selection, the databases with backups of their own that it matches, or may match."""
    found: dict[str, list[tuple[Resource, bool]]] = {}
    for database in graph.of(RDS_INSTANCE, RDS_CLUSTER):
        if not database.read("backupRetentionPeriod").absent:
            for kind, sure in that_may_match(database, graph):
                for selection in kind.members:
                    found.setdefault(selection.urn, []).append((database, sure))
    return found


_CONTINUOUS: Final = plan_rule(enableContinuousBackup=True)


def _fight(tags: Value) -> tuple[Declared, ...]:
    database = {"engine": "postgres", "backupRetentionPeriod": 35, "tags": {"backup": "daily"}}
    return (
        Declared(type=PLAN, name="plan", properties=plan_with(_CONTINUOUS)),
        selecting(tags),
        Declared(type=RDS_INSTANCE, name="orders", properties=database),
    )


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="backup-continuous-thirty-five-days",
        types=(PLAN,),
        judge=_continuous,
        examples=examples(
            PLAN,
            good=plan_with(_CONTINUOUS),
            bad=plan_with(plan_rule(enableContinuousBackup=True, lifecycle={"deleteAfter": 14})),
            unknown=plan_with(plan_rule(enableContinuousBackup=True, lifecycle={"deleteAfter": UNKNOWN})),
        ),
    ),
    RelationRule(
        id="backup-continuous-leaves-databases",
        types=(PLAN,),
        judge=_leaves_databases,
        examples=Examples(good=_fight(tagged("files")), bad=_fight(tagged("daily")), unknown=_fight(tagged(UNKNOWN))),
    ),
)
