"""Rules on snapshots of servers: lifecycle policies that run daily, and critical servers in one of them."""

from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, ResourceRule, Rule, examples
from guardrails.rules.data.backup_coverage import by_tag
from guardrails.rules.data.backup_schedules import fires_daily
from guardrails.rules.data.backup_selections import covered
from guardrails.rules.data.backup_stores import any_of, lacking, stores, tag
from guardrails.rules.data.backup_types import LIFECYCLE_POLICY, SELECTION, SERVER
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_DAY: Final = 24
_DETAILS: Final = "policyDetails"
_TARGETS: Final = f"{_DETAILS}.targetTags"


def _schedules(policy: Resource) -> Iterator[Reading]:
    yield from policy.read(f"{_DETAILS}.schedules").each()


def _is_daily(rule: Reading) -> bool | None:
    cron, interval = rule.get("cronExpression"), rule.get("interval")
    if cron.unknown or interval.unknown:
        return None
    if cron.text is not None:
        return fires_daily(cron.text)
    # DLM knows hours only; without a rule there is no schedule.
    return interval.number is not None and interval.number <= _DAY


def _daily(policy: Resource, _bar: Thresholds) -> Findings:
    default = policy.read("defaultPolicy")
    if not default.absent:
        days = policy.read(f"{_DETAILS}.createInterval").default(1)
        if days.unknown:
            yield undetermined(days, f"{days.path} is not known yet; it must be 1 day")
        elif days.number is None or days.number > 1:
            yield failed(days, f"{days.path} is {days.shown}, it must be 1 day")
        return
    if policy.read(f"{_DETAILS}.policyType").text == "EVENT_BASED_POLICY":
        yield not_applicable("an event-based policy copies what others share, and has no schedule")
        return
    listed = policy.read(f"{_DETAILS}.schedules")
    match any_of(_is_daily(schedule.get("createRule")) for schedule in _schedules(policy)):
        case True:
            return
        case None:
            yield undetermined(listed, f"{_DETAILS}.schedules is not known yet; one must make snapshots every 24 hours")
        case False if listed.unknown:
            yield undetermined(listed, f"{listed.path} is not known yet; one must make snapshots every 24 hours")
        case False:
            yield failed(listed, f"{_DETAILS}.schedules has none that makes snapshots every 24 hours or sooner")


def _copies_encrypted(policy: Resource, _bar: Thresholds) -> Findings:
    schedules = policy.read(f"{_DETAILS}.schedules")
    if schedules.unknown:
        yield undetermined(schedules, f"{schedules.path} is not known yet; copies must be under a customer key")
    for schedule in _schedules(policy):
        copies = schedule.get("crossRegionCopyRules")
        if copies.unknown:
            yield undetermined(copies, f"{copies.path} is not known yet; copies must be under a customer key")
        for rule in copies.each():
            encrypted = rule.get("encrypted")
            if encrypted.unknown:
                yield undetermined(encrypted, f"{encrypted.path} is not known yet; it must be true")
            elif not encrypted.truth:
                yield failed(encrypted, f"{encrypted.path} is {encrypted.shown}, it must be true")
            key = rule.get("cmkArn")
            if key.absent:
                yield failed(key, f"{key.path} is not set, so no customer key is used")


def _targets(policy: Resource, server: Resource, graph: Graph) -> bool | None:
    state = policy.read("state").default("ENABLED")
    wanted = policy.read(_TARGETS)
    if state.text == "DISABLED":
        return False
    if wanted.unknown or state.unknown:
        return None
    answers: list[bool | None] = []
    for key in wanted.keys():  # noqa: SIM118  a reading, no dictionary
        value, own = wanted.get(key), tag(server, graph, key)
        answers.append(None if value.unknown or own.unknown else own.known and own.text == value.text)
    return any_of(answers)


def _kinds(graph: Graph) -> tuple[Resource, ...]:
    """Of the policies that target the same servers, one."""
    policies = reversed(graph.of(LIFECYCLE_POLICY))
    return tuple({(each.read("state").key, each.read(_TARGETS).key): each for each in policies}.values())


def _critical(graph: Graph, _bar: Thresholds) -> Findings:
    for store in stores(graph):
        if store.resource.type != SERVER:
            continue
        snapshotted = (_targets(policy, store.resource, graph) for policy in graph.derived(_kinds))
        match any_of([covered(store, graph), *snapshotted]):
            case False:
                message = f"{store.label} is tagged critical=true, and no Selection or LifecyclePolicy has it"
                yield lacking(store, message)
            case None:
                yield undetermined(None, f"whether {store.label}, tagged critical=true, is backed up is not known yet")


def _any_snapshots(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(LIFECYCLE_POLICY):
        yield failed(None, "the stack has no LifecyclePolicy, so no server has snapshots of its own")


def _policy(create: Value, *, state: Value = "ENABLED", copies: Value = None) -> dict[str, Value]:
    schedule = {"name": "daily", "createRule": create, "retainRule": {"count": 35}}
    if copies is not None:
        schedule["crossRegionCopyRules"] = copies
    return {
        "description": "Daily snapshots",
        "executionRoleArn": "arn:aws:iam::123456789012:role/snapshots",
        "state": state,
        "policyDetails": {
            "resourceTypes": ["INSTANCE"],
            "targetTags": {"critical": "true"},
            "schedules": [schedule],
        },
    }


def _copy(encrypted: Value) -> Value:
    key = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
    return [{"targetRegion": "eu-central-1", "encrypted": encrypted, "cmkArn": key}]


_EVERY_DAY: Final[Value] = {"interval": 24, "intervalUnit": "HOURS", "times": "03:30"}
_SERVER: Final = Declared(
    type=SERVER,
    name="ledger",
    properties={"ami": "ami-0a1b2c3d4e5f60718", "tags": {"critical": "true", "backup": "weekly"}},
)

RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="dlm-policy-enabled",
        types=(LIFECYCLE_POLICY,),
        judge=must_be_one_of("state", "ENABLED", default="ENABLED"),
        examples=examples(
            LIFECYCLE_POLICY,
            good=_policy(_EVERY_DAY),
            bad=_policy(_EVERY_DAY, state="DISABLED"),
            unknown=_policy(_EVERY_DAY, state=UNKNOWN),
        ),
    ),
    ResourceRule(
        id="dlm-policy-daily",
        types=(LIFECYCLE_POLICY,),
        judge=_daily,
        examples=examples(
            LIFECYCLE_POLICY,
            good=_policy(_EVERY_DAY),
            bad=_policy({"cronExpression": "cron(0 3 ? * SUN *)"}),
            unknown=_policy({"interval": UNKNOWN}),
        ),
    ),
    ResourceRule(
        id="dlm-copies-customer-key",
        types=(LIFECYCLE_POLICY,),
        judge=_copies_encrypted,
        examples=examples(
            LIFECYCLE_POLICY,
            good=_policy(_EVERY_DAY, copies=_copy(True)),
            bad=_policy(_EVERY_DAY, copies=_copy(False)),
            unknown=_policy(_EVERY_DAY, copies=_copy(UNKNOWN)),
        ),
    ),
    CompletenessRule(
        id="ec2-critical-server-backed-up",
        types=(LIFECYCLE_POLICY, SELECTION),
        judge=_critical,
        examples=Examples(
            good=(_SERVER, Declared(type=LIFECYCLE_POLICY, properties=_policy(_EVERY_DAY))),
            bad=(_SERVER, by_tag()),
            unknown=(_SERVER, by_tag(UNKNOWN)),
        ),
    ),
    CompletenessRule(
        id="dlm-policy-present",
        types=(LIFECYCLE_POLICY,),
        judge=_any_snapshots,
        examples=Examples(
            good=(Declared(type=LIFECYCLE_POLICY, properties=_policy(_EVERY_DAY)),), bad=(), unknown=None
        ),
    ),
)
