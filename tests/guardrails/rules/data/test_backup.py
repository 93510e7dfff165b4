"""Which stores a backup covers, as AWS Backup's selections would have it; and schedules, vaults and plans."""

import json
from dataclasses import replace

import pytest

from guardrails.controls.data import backup as records
from guardrails.graph import Graph
from guardrails.judge import Result, RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules.data import backup
from guardrails.rules.data import backup_types as t
from guardrails.rules.data.backup_coverage import by_tag, selection
from guardrails.rules.data.backup_plan import plan_rule, plan_with
from guardrails.rules.data.backup_schedules import fires_daily
from guardrails.rules.data.s3_types import BUCKET
from guardrails.rules.data.types import RDS_CLUSTER, RDS_INSTANCE
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph, resource, urn

_INFOS = {info.id: info for info in records.RULES}
_RULES = {rule.id: rule for rule in backup.RULES}
PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
NOT_APPLICABLE = [Verdict.NOT_APPLICABLE]


def judged(rule: str, stack: Graph, bar: str = "prod") -> list[Result]:
    strict = replace(profile(bar), required=frozenset({_INFOS[rule].control}))
    return judge(stack, RuleBook((_RULES[rule],), _INFOS), strict)


def verdicts(rule: str, *stack: Declared, bar: str = "prod") -> list[Verdict]:
    return [result.verdict for result in judged(rule, graph(stack), bar)]


def database(tags: Value = None, **properties: Value) -> Declared:
    stated = {"identifier": "orders", "engine": "postgres", **properties}
    return Declared(type=RDS_INSTANCE, name="orders", properties=stated if tags is None else {**stated, "tags": tags})


def conditions(**operators: Value) -> Value:
    return [{name: [{"key": "aws:ResourceTag/backup", "value": value}] for name, value in operators.items()}]


def plan(*rules: Value, name: str = "plan") -> Declared:
    return Declared(type=t.PLAN, name=name, properties={"region": "eu-west-1", **plan_with(*rules)})


TAGGED = database({"backup": "daily"})


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (by_tag(), PASSED),
        (by_tag("Daily"), FAILED),
        (selection(resources=["*"]), PASSED),
        (selection(resources=["arn:aws:rds:*:*:db:*"]), PASSED),
        (selection(resources=["arn:aws:rds:eu-west-1:123456789012:db:orders"]), PASSED),
        (selection(resources=["arn:aws:rds:*:*:db:invoices*"]), FAILED),
        (selection(resources=["arn:aws:rds:*:*:cluster:*"]), FAILED),
        (selection(resources=["arn:aws:s3:::*"]), FAILED),
        (selection(resources=[UNKNOWN]), UNDETERMINED),
        (selection(resources=["*"], conditions=conditions(stringEquals="daily")), PASSED),
        (selection(resources=["*"], conditions=conditions(stringEquals="weekly")), FAILED),
        (selection(resources=["*"], conditions=conditions(stringLikes="da*")), PASSED),
        (selection(resources=["*"], conditions=conditions(stringNotEquals="daily")), FAILED),
        (selection(resources=["*"], conditions=conditions(stringNotLikes="we*")), PASSED),
        (selection(resources=["*"], conditions=conditions(stringEquals="daily", stringNotEquals="daily")), FAILED),
        (selection(resources=["*"], conditions=UNKNOWN), UNDETERMINED),
        (selection(resources=["*"], notResources=["arn:aws:rds:*:*:db:*"]), FAILED),
        (selection(resources=["*"], notResources=["arn:aws:s3:::*"]), PASSED),
        (selection(resources=["*"], notResources=UNKNOWN), UNDETERMINED),
        (selection(), FAILED),
    ],
)
def test_a_selection_matches_as_aws_backup_would(chosen: Declared, expected: list[Verdict]) -> None:
    assert verdicts("rds-in-backup-plan", TAGGED, chosen) == expected


def test_a_selection_of_another_region_takes_nothing_here() -> None:
    assert verdicts("rds-in-backup-plan", TAGGED, selection(resources=["*"], region="us-east-1")) == FAILED


def test_a_resource_named_by_dependency_is_covered() -> None:
    chosen = replace(selection(resources=[UNKNOWN]), depends={"resources": ("orders",)})
    assert verdicts("rds-in-backup-plan", database(), chosen) == PASSED


@pytest.mark.parametrize("as_text", [True, False], ids=["as JSON", "as an object"])
@pytest.mark.parametrize(
    ("own", "expected"), [(None, PASSED), ({"backup": "none"}, FAILED), ({"team": "payments"}, PASSED)]
)
def test_a_tag_may_come_from_the_provider_unless_the_store_says_otherwise(
    own: Value, expected: list[Verdict], as_text: bool
) -> None:
    defaults: Value = {"tags": {"backup": "daily"}}
    provider = Declared(
        type=AWS_PROVIDER, name="aws", properties={"defaultTags": json.dumps(defaults) if as_text else defaults}
    )
    stack = (provider, database(own), by_tag())
    reference = f"{urn(provider)}::id"
    resources = [resource(each, stack) for each in stack]
    made = Graph([each if each.token == AWS_PROVIDER else replace(each, provider=reference) for each in resources])
    assert [result.verdict for result in judged("rds-in-backup-plan", made)] == expected


def test_a_replica_is_backed_up_at_its_source() -> None:
    assert verdicts("rds-in-backup-plan", database(replicateSourceDb="ledger"), by_tag()) == PASSED


def test_a_dropped_selection_leaves_every_store_uncovered() -> None:
    stack = (database({"backup": "daily"}), Declared(type=RDS_CLUSTER, name="ledger"))
    messages = [result.message for result in judged("rds-in-backup-plan", graph(stack))]
    assert messages == [
        "Instance orders is in no backup plan: no Selection matches it",
        "Cluster ledger is in no backup plan: no Selection matches it",
    ]


def test_only_buckets_of_customer_data_must_be_backed_up() -> None:
    logs = Declared(type=BUCKET, name="logs", properties={"bucket": "logs", "tags": {"data": "logs"}})
    assert verdicts("s3-customer-bucket-in-backup-plan", logs) == PASSED
    customers = replace(logs, properties={"bucket": "files", "tags": {"data": "customer"}})
    assert verdicts("s3-customer-bucket-in-backup-plan", customers) == FAILED


AWAY = [{"destinationVaultArn": "arn:aws:backup:eu-central-1:123456789012:backup-vault:copies"}]


def test_a_second_plan_without_copies_does_not_hide_a_first_one_that_copies() -> None:
    other = replace(by_tag(), name="other", properties={**by_tag().properties, "planId": "weekly"})
    second = replace(plan(plan_rule(), name="second"), properties={"name": "weekly", "rules": [plan_rule()]})
    assert (
        verdicts("backup-copied-elsewhere", TAGGED, by_tag(), plan(plan_rule(copyActions=AWAY)), other, second)
        == PASSED
    )


def test_a_store_whose_only_plan_copies_nothing_is_told_of() -> None:
    elsewhere = Declared(type=t.PLAN, name="copying", properties={"region": "eu-west-1", "name": "other", "rules": [
        plan_rule(copyActions=AWAY)
    ]})  # fmt: skip
    (result,) = judged("backup-copied-elsewhere", graph((TAGGED, by_tag(), plan(plan_rule()), elsewhere)))
    assert result.verdict is Verdict.FAILED
    assert result.message == "Instance orders is backed up, and no plan of it copies to another region or account"


def test_a_copy_to_a_vault_of_another_region_is_known_by_its_wiring() -> None:
    vault = Declared(type=t.VAULT, name="away", properties={"name": "copies", "region": "eu-central-1"})
    copying = replace(plan(plan_rule(copyActions=[{"destinationVaultArn": UNKNOWN}])), depends={"rules": ("away",)})
    assert verdicts("backup-copied-elsewhere", vault, copying) == PASSED
    here = replace(vault, properties={"name": "copies", "region": "eu-west-1"})
    assert verdicts("backup-copied-elsewhere", here, copying) == UNDETERMINED


@pytest.mark.parametrize(
    ("expression", "daily"),
    [
        ("cron(0 5 ? * * *)", True),
        ("cron(0 5 * * ? *)", True),
        ("cron(0 0/6 * * ? *)", True),
        ("CRON(0 5 ? * SUN-SAT *)", True),
        ("rate(12 hours)", True),
        ("rate(1 day)", True),
        ("rate(2 days)", False),
        ("cron(0 5 ? * MON-FRI *)", False),
        ("cron(0 5 1 * ? *)", False),
        ("cron(0 5 ? 1-6 * *)", False),
        ("cron(0 5 ? * * 2026)", False),
        ("at(2026-01-01T00:00:00)", False),
    ],
)
def test_a_schedule_is_daily_or_not(expression: str, daily: bool) -> None:
    assert fires_daily(expression) is daily


def test_a_plan_may_also_run_monthly_and_without_a_schedule_runs_daily() -> None:
    assert verdicts("backup-plan-daily", plan(plan_rule(schedule="cron(0 5 1 * ? *)"), plan_rule())) == PASSED
    without = {key: value for key, value in plan_rule().items() if key != "schedule"}
    assert verdicts("backup-plan-daily", plan(without)) == PASSED


def test_a_copy_is_kept_as_long_and_not_for_ever() -> None:
    short = plan(plan_rule(copyActions=[{**AWAY[0], "lifecycle": {"deleteAfter": 7}}]))
    assert verdicts("backup-plan-retention", short) == FAILED
    assert verdicts("backup-plan-retention", short, bar="dev") == PASSED
    assert verdicts("backup-plan-retention-stated", short) == PASSED
    assert verdicts("backup-plan-retention-stated", plan(plan_rule(copyActions=AWAY))) == FAILED


def test_a_continuous_backup_is_never_cold() -> None:
    cold = plan_rule(enableContinuousBackup=True, lifecycle={"deleteAfter": 35, "coldStorageAfter": 1})
    assert verdicts("backup-continuous-thirty-five-days", plan(cold)) == FAILED


def _policy(**statement: Value) -> Declared:
    stated = {"Effect": "Deny", "Principal": "*", "Action": "backup:DeleteRecoveryPoint", "Resource": "*", **statement}
    return Declared(
        type=t.VAULT_POLICY, properties={"backupVaultName": "b", "policy": json.dumps({"Statement": stated})}
    )


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({}, PASSED),
        ({"Action": "backup:*"}, PASSED),
        ({"Principal": {"AWS": "*"}}, PASSED),
        ({"Effect": "Allow"}, FAILED),
        ({"Principal": {"AWS": "arn:aws:iam::123456789012:role/intern"}}, FAILED),
        ({"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}, FAILED),
        ({"Resource": "arn:aws:ec2:*::snapshot/*"}, FAILED),
        ({"Action": "backup:DeleteBackupVault"}, FAILED),
    ],
)
def test_deletion_is_denied_to_everyone_everywhere(statement: Value, expected: list[Verdict]) -> None:
    assert verdicts("backup-vault-deletion-denied", _policy(**statement)) == expected


def test_an_air_gapped_vault_is_locked_by_itself() -> None:
    vault = Declared(
        type=t.AIR_GAPPED_VAULT, properties={"name": "gap", "minRetentionDays": 35, "maxRetentionDays": 90}
    )
    assert verdicts("backup-vault-lock-present", vault) == PASSED
    assert verdicts("backup-vault-lock-retention", vault) == PASSED
    assert verdicts("backup-vault-customer-key", vault) == FAILED


def test_a_dev_vault_may_be_emptied() -> None:
    vault = Declared(type=t.VAULT, properties={"name": "backups", "forceDestroy": True})
    assert verdicts("backup-vault-not-force-destroyed", vault) == FAILED
    assert verdicts("backup-vault-not-force-destroyed", vault, bar="dev") == NOT_APPLICABLE


def _lifecycle(details: Value, **properties: Value) -> Declared:
    return Declared(type=t.LIFECYCLE_POLICY, properties={"policyDetails": details, **properties})


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (_lifecycle({"schedules": [{"createRule": {"interval": 12}}]}), PASSED),
        (_lifecycle({"schedules": [{"createRule": {"cronExpression": "cron(0 3 * * ? *)"}}]}), PASSED),
        (_lifecycle({"schedules": [{"createRule": {"interval": 48}}]}), FAILED),
        (_lifecycle({"createInterval": 1}, defaultPolicy="VOLUME"), PASSED),
        (_lifecycle({"createInterval": 7}, defaultPolicy="VOLUME"), FAILED),
        (_lifecycle({"policyType": "EVENT_BASED_POLICY"}), NOT_APPLICABLE),
        (_lifecycle(UNKNOWN), UNDETERMINED),
    ],
)
def test_a_lifecycle_policy_is_daily_or_not(policy: Declared, expected: list[Verdict]) -> None:
    assert verdicts("dlm-policy-daily", policy) == expected


def test_a_disabled_lifecycle_policy_backs_nothing_up() -> None:
    server = Declared(type=t.SERVER, name="ledger", properties={"tags": {"critical": "true"}})
    details = {"targetTags": {"critical": "true"}}
    assert verdicts("ec2-critical-server-backed-up", server, _lifecycle(details)) == PASSED
    assert verdicts("ec2-critical-server-backed-up", server, _lifecycle(details, state="DISABLED")) == FAILED
    assert verdicts("ec2-critical-server-backed-up", Declared(type=t.SERVER, name="web")) == PASSED
