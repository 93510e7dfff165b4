"""Rules on what backups cover: every store, every copy, every bucket's continuous backup."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from guardrails.accounts import owned_accounts
from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, JudgeStack, ResourceRule, Rule, examples
from guardrails.rules.data.backup_continuous import is_continuous
from guardrails.rules.data.backup_plan import plan_rule, plan_with, rules_of
from guardrails.rules.data.backup_selections import Kind, covered, kinds, matching, plans_of
from guardrails.rules.data.backup_stores import Store, any_of, lacking, stores
from guardrails.rules.data.backup_types import FILE_SYSTEM, PLAN, REGION_SETTINGS, SELECTION, TABLE, VAULT, VOLUME
from guardrails.rules.data.s3_types import BUCKET
from guardrails.rules.data.types import RDS_CLUSTER, RDS_INSTANCE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

OPT_IN_TYPES: Final = ("Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3")
"""What a region must be opted in for: the kinds of stores that tags select."""


_OfPlan = Callable[[Resource, Graph], bool | None]


def _covers(*types: str) -> JudgeStack:
    def judge(graph: Graph, _bar: Thresholds) -> Findings:
        for store in stores(graph):
            if store.resource.type in types:
                match covered(store, graph):
                    case False:
                        yield lacking(store, f"{store.label} is in no backup plan: no Selection matches it")
                    case None:
                        yield undetermined(None, f"whether a backup Selection matches {store.label} is not known yet")

    return judge


@dataclass(frozen=True, slots=True)
class _Plans:
    """What the plans that surely back a store up come to: whether one ``holds``, whether there is one, and all."""

    holds: bool | None
    found: bool
    complete: bool


def _plans(store: Store, graph: Graph, holds: _OfPlan) -> _Plans:
    """What ``holds`` says of the store's plans."""
    by_kind = graph.derived(_by_kind, holds)
    sure, complete = matching(store.resource, graph)
    taken = [by_kind[kind] for kind in sure]
    return _Plans(
        any_of(each.holds for each in taken if each.found),
        any(each.found for each in taken),
        complete and all(each.complete for each in taken),
    )


def _by_kind(graph: Graph, holds: _OfPlan) -> dict[Kind, _Plans]:
    """For each kind of selection, what its plans come to."""
    found: dict[Kind, _Plans] = {}
    for kind in kinds(graph):
        plans = [plans_of(each, graph) for each in kind.members]
        answers = {plan.urn: holds(plan, graph) for each in plans for plan in each}
        found[kind] = _Plans(any_of(answers.values()), bool(answers), all(plans))
    return found


def copies_elsewhere(plan: Resource, graph: Graph) -> bool | None:
    """Whether a plan copies its recovery points to another region, or to another account."""
    if plan.read("rules").unknown:
        return None
    answers: list[bool | None] = []
    for rule in rules_of(plan):
        copies = rule.get("copyActions")
        if copies.unknown:
            answers.append(None)
        answers.extend(_elsewhere(copy.get("destinationVaultArn"), plan, graph) for copy in copies.each())
    return any_of(answers)


def _elsewhere(destination: Reading, plan: Resource, graph: Graph) -> bool | None:
    here = graph.region_of(plan).text
    if destination.text is not None:
        parts = destination.text.split(":")
        if len(parts) < 7:
            return False
        owned = owned_accounts(graph)
        if owned and parts[4] not in owned:
            return True
        return None if here is None else parts[3] != here
    if not destination.unknown:
        return False
    vaults = [graph.get(urn) for urn in plan.property_dependencies.get("rules", ())]
    regions = [graph.region_of(vault).text for vault in vaults if vault is not None and vault.type == VAULT]
    return True if any(region is not None and region != here for region in regions) else None


def _copied(graph: Graph, _bar: Thresholds) -> Findings:
    match any_of(copies_elsewhere(plan, graph) for plan in graph.of(PLAN)):
        case False:
            yield failed(None, "no backup plan copies recovery points to another region or account")
            return
        case None:
            yield undetermined(None, "whether a backup plan copies to another region is not known yet")
            return
    for store in stores(graph):
        plans = _plans(store, graph, copies_elsewhere)
        match plans.holds:
            case False if plans.found and plans.complete:
                message = f"{store.label} is backed up, and no plan of it copies to another region or account"
                yield lacking(store, message)
            case None:
                yield undetermined(None, f"whether {store.label} is copied to another region is not known yet")


def _is_continuous(plan: Resource, _graph: Graph) -> bool | None:
    return is_continuous(plan)


def _continuous(graph: Graph, _bar: Thresholds) -> Findings:
    for store in stores(graph):
        if store.kind != "S3":
            continue
        plans = _plans(store, graph, _is_continuous)
        if plans.holds is False and plans.complete:
            yield lacking(store, f"{store.label} is in no plan whose rule has enableContinuousBackup")
        elif not plans.holds:
            yield undetermined(None, f"whether a continuous backup covers {store.label} is not known yet")


def _opted_in(settings: Resource, _bar: Thresholds) -> Findings:
    preference = settings.read("resourceTypeOptInPreference")
    if preference.unknown:
        yield undetermined(preference, f"{preference.path} is not known yet; every type must be opted in")
        return
    for type_ in OPT_IN_TYPES:
        opted = preference.get(type_)
        if opted.unknown:
            yield undetermined(opted, f"{opted.path} is not known yet; it must be true")
        elif not opted.truth:
            yield failed(opted, f"{opted.path} is {opted.shown}, so selections by tag pass over {type_}")


def selection(**properties: Value) -> Declared:
    """A selection, as examples have it: of the plan named daily."""
    stated = {"name": "tagged", "planId": "daily", "iamRoleArn": "arn:aws:iam::123456789012:role/backup"}
    return Declared(type=SELECTION, name="selection", properties={**stated, **properties})


def by_tag(value: Value = "daily") -> Declared:
    """A selection by the tag ``backup``, as examples have it."""
    return selection(selectionTags=[{"type": "STRINGEQUALS", "key": "backup", "value": value}])


def _store(type_: str, properties: Value) -> Declared:
    return Declared(type=type_, name="orders", properties={**properties, "tags": {"backup": "daily"}})


def _covering(id_: str, types: tuple[str, ...], properties: Value) -> CompletenessRule:
    store = _store(types[0], properties)
    return CompletenessRule(
        id=id_,
        types=types,
        judge=_covers(*types),
        examples=Examples(good=(store, by_tag()), bad=(store, by_tag("weekly")), unknown=(store, by_tag(UNKNOWN))),
    )


def _plan(**changes: Value) -> Declared:
    return Declared(type=PLAN, name="plan", properties={"region": "eu-west-1", **plan_with(plan_rule(**changes))})


def _copy(arn: Value) -> Value:
    return [{"destinationVaultArn": arn, "lifecycle": {"deleteAfter": 35}}]


_AWAY: Final = "arn:aws:backup:eu-central-1:123456789012:backup-vault:backups"
_HERE: Final = "arn:aws:backup:eu-west-1:123456789012:backup-vault:backups"
_FILES: Final = Declared(
    type=BUCKET, name="files", properties={"bucket": "files", "tags": {"backup": "daily", "data": "customer"}}
)

RULES: tuple[Rule, ...] = (
    _covering("rds-in-backup-plan", (RDS_INSTANCE, RDS_CLUSTER), {"engine": "postgres"}),
    _covering("dynamodb-table-in-backup-plan", (TABLE,), {"name": "orders"}),
    _covering("efs-in-backup-plan", (FILE_SYSTEM,), {"encrypted": True}),
    _covering("ebs-volume-in-backup-plan", (VOLUME,), {"availabilityZone": "eu-west-1a", "size": 100}),
    CompletenessRule(
        id="s3-customer-bucket-in-backup-plan",
        types=(BUCKET,),
        judge=_covers(BUCKET),
        examples=Examples(good=(_FILES, by_tag()), bad=(_FILES,), unknown=(_FILES, by_tag(UNKNOWN))),
    ),
    CompletenessRule(
        id="backup-continuous-covers-buckets",
        types=(PLAN, SELECTION),
        judge=_continuous,
        examples=Examples(
            good=(_FILES, by_tag(), _plan(enableContinuousBackup=True)),
            bad=(_FILES, by_tag(), _plan()),
            unknown=(_FILES, by_tag(), _plan(enableContinuousBackup=UNKNOWN)),
        ),
    ),
    CompletenessRule(
        id="backup-copied-elsewhere",
        types=(PLAN,),
        judge=_copied,
        examples=Examples(
            good=(_FILES, by_tag(), _plan(copyActions=_copy(_AWAY))),
            bad=(_FILES, by_tag(), _plan(copyActions=_copy(_HERE))),
            unknown=(_FILES, by_tag(), _plan(copyActions=_copy(UNKNOWN))),
        ),
    ),
    ResourceRule(
        id="backup-region-opted-in",
        types=(REGION_SETTINGS,),
        judge=_opted_in,
        examples=examples(
            REGION_SETTINGS,
            good={"resourceTypeOptInPreference": dict.fromkeys(OPT_IN_TYPES, True)},
            bad={"resourceTypeOptInPreference": {**dict.fromkeys(OPT_IN_TYPES, True), "RDS": False}},
            unknown={"resourceTypeOptInPreference": UNKNOWN},
        ),
    ),
)
