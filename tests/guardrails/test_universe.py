"""Every row of the control universe is guarded by a rule, asked of a live account only, or said to be open."""

import csv
from pathlib import Path

import guardrails.controls
from guardrails.rules import RULES

_ROWS = list(csv.DictReader(Path(guardrails.controls.__file__).with_name("universe.csv").open(encoding="utf-8")))
# The services whose resource types the platform's components provision today.
_PROVISIONED = {
    "VPC", "SecurityGroup", "NACL", "ALB", "ELB", "ACM", "WAF", "RDS", "KMS", "S3", "CloudTrail", "GuardDuty", "SNS",
    "SQS", "SecretsManager", "IAM", "Account",
}  # fmt: skip


def test_the_universe_is_whole() -> None:
    assert len(_ROWS) == 321
    assert len({(row["service"], row["title"]) for row in _ROWS}) == 321


def test_every_row_names_rules_that_exist() -> None:
    known = {rule.id for rule in RULES}
    assert {rule for row in _ROWS for rule in row["rules"].split()} <= known


def test_a_row_is_guarded_exactly_where_it_names_rules() -> None:
    assert {row["state"] for row in _ROWS} == {"guarded", "live", "later"}
    assert [row["title"] for row in _ROWS if (row["state"] == "guarded") != bool(row["rules"])] == []


def test_every_row_on_what_the_platform_provisions_is_guarded_or_live() -> None:
    later = [row["title"] for row in _ROWS if row["service"] in _PROVISIONED and row["state"] == "later"]
    assert later == []
