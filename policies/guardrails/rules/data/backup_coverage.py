"""Rules on what backups cover: every store, every copy, every bucket's continuous backup."""

from typing import Final

from guardrails.accounts import owned_accounts
from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, JudgeStack, ResourceRule, Rule, examples
from guardrails.rules.data.backup_continuous import is_continuous
from guardrails.rules.data.backup_plan import plan_rule, plan_with, rules_of
from guardrails.rules.data.backup_stores import Store, any_of, covered, plans_of, selects, stores
from guardrails.rules.data.backup_types import FILE_SYSTEM, PLAN, REGION_SETTINGS, SELECTION, TABLE, VAULT, VOLUME
from guardrails.rules.data.s3_types import BUCKET
from guardrails.rules.data.types import RDS_CLUSTER, RDS_INSTANCE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

_TYPES: Final = ("Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3")
"""What a region must be opted in for: the kinds of stores that tags select."""


def _covers(*types: str) -> JudgeStack:
    def judge(graph: Graph, _bar: Thresholds) -> Findings:
        for store in stores(graph):
            if store.resource.type in types:
                match covered(store, graph):
                    case False:
                        yield failed(None, f"{store.label} is in no backup plan: no Selection matches it")
                    case None:
                        yield undetermined(None, f"whether a backup Selection matches {store.label} is not known yet")

    return judge


def _plans(store: Store, graph: Graph) -> tuple[tuple[Resource, ...], bool]:
    """The plans that surely back a store up, and whether that is all of them."""
    found: list[Resource] = []
    complete = True
    for selection in graph.of(SELECTION):
        match selects(selection, store.resource, graph):
            case True:
                plans = plans_of(selection, graph)
                found.extend(plans)
                complete = complete and bool(plans)
            case None:
                complete = False
    return tuple(found), complete


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
    copying = {plan.urn: copies_elsewhere(plan, graph) for plan in graph.of(PLAN)}
    match any_of(copying.values()):
        case False:
            yield failed(None, "no backup plan copies recovery points to another region or account")
            return
        case None:
            yield undetermined(None, "whether a backup plan copies to another region is not known yet")
            return
    for store in stores(graph):
        plans, complete = _plans(store, graph)
        match any_of(copying[plan.urn] for plan in plans):
            case False if plans and complete:
                yield failed(None, f"{store.label} is backed up, and no plan of it copies to another region or account")
            case None:
                yield undetermined(None, f"whether {store.label} is copied to another region is not known yet")


def _continuous(graph: Graph, _bar: Thresholds) -> Findings:
    for store in stores(graph):
        if store.kind != "S3":
            continue
        plans, complete = _plans(store, graph)
        answer = any_of(is_continuous(plan) for plan in plans)
        if answer is False and complete:
            yield failed(None, f"{store.label} is in no plan whose rule has enableContinuousBackup")
        elif not answer:
            yield undetermined(None, f"whether a continuous backup covers {store.label} is not known yet")


def _opted_in(settings: Resource, _bar: Thresholds) -> Findings:
    preference = settings.read("resourceTypeOptInPreference")
    if preference.unknown:
        yield undetermined(preference, f"{preference.path} is not known yet; every type must be opted in")
        return
    for type_ in _TYPES:
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
            good={"resourceTypeOptInPreference": dict.fromkeys(_TYPES, True)},
            bad={"resourceTypeOptInPreference": {**dict.fromkeys(_TYPES, True), "RDS": False}},
            unknown={"resourceTypeOptInPreference": UNKNOWN},
        ),
    ),
)
