"""Every rule has a page that says what the code says today, with examples that are its tests."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from guardrails.controls import CONTROLS
from guardrails.judge import RuleBook
from guardrails.rule import Declared, Examples, ResourceRule, Rule
from guardrails.rules import book
from guardrails.values import UNKNOWN, Secret
from tests.vouch.conftest import BUCKET
from vouch.commands.generate import rules_md
from vouch.promises import claims
from vouch.report.files import write
from vouch.rule_examples import shown, told, yaml
from vouch.rule_page import natural, rule_page, tools
from vouch.rule_pages import bring_up_to_date, markdown, out_of_date, pages

_BOOK = book()
_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
_LATER = "(known after the deploy)"


def _later(value: Any) -> Any:
    """A property as a page shows it."""
    if value is UNKNOWN:
        return _LATER
    if isinstance(value, Secret):
        return ["secret"]
    if isinstance(value, dict):
        return {key: _later(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_later(item) for item in value]
    return value


def _read(value: Any) -> Any:
    """A property as a reader of the page's YAML has it."""
    if isinstance(value, str) and value.startswith("(of "):
        return _LATER
    if isinstance(value, dict):
        return {key: _read(item) for key, item in value.items()}
    return [_read(item) for item in value] if isinstance(value, list) else value


def test_the_pages_are_up_to_date() -> None:
    assert out_of_date(rules_md()) == ([], []), "run `vouch generate`"


def test_every_rule_has_its_page_in_the_folder_of_its_area() -> None:
    areas = {control.id: control.area for control in CONTROLS}
    made = pages(_BOOK, CONTROLS, claims())
    expected = {Path(areas[_BOOK.info(rule).control], f"{rule.id}.md") for rule in _BOOK.rules}
    assert set(made) == {*expected, Path("README.md")}


@pytest.mark.parametrize("rule", _BOOK.rules, ids=lambda rule: rule.id)
def test_the_examples_of_a_page_are_the_rule_s_own(rule: Rule) -> None:
    for stack in (rule.examples.good, rule.examples.bad, rule.examples.unknown or ()):
        loaded = YAML(typ="safe", pure=True).load(yaml(stack)) or {}
        assert [(each["type"], _read(each.get("properties", {}))) for each in loaded.values()] == [
            (declared.type, _later({key: shown(item) for key, item in declared.properties.items()}))
            for declared in stack
        ]


def test_a_good_example_is_not_complained_of_and_a_bad_one_is() -> None:
    for rule in _BOOK.rules:
        good, bad, *unknown = told(rule, _BOOK)[0]
        assert good.said == ()
        assert any(sentence.startswith("failed") for sentence in bad.said)
        assert all(any(said.startswith("undetermined") for said in each.said) for each in unknown)


def test_a_page_says_everything_of_a_rule() -> None:
    rule = next(rule for rule in _BOOK.rules if rule.id == "rds-instance-storage-encrypted")
    page = markdown(rule_page(rule, _BOOK, CONTROLS, claims()))
    for said in (
        "# rds-instance-storage-encrypted\n\nDatabase instances are encrypted.\n",
        "| severity | **critical**: refuses a deploy |\n",
        "| undetermined | refuses under a profile that says `undetermined: refuse` |\n",
        "| kind | judges a resource by its own properties, before it is created |\n",
        "| control | `rest.db` ",
        "| exemption | never |\n",
        "## How to mend\n\nSet storageEncrypted to true.\n",
        '- `CF-06` "AES-256 encryption applied to databases" (',
        "- `aws:rds/instance:Instance`\n",
        "- of Instance: `replicateSourceDb`, `storageEncrypted`\n",
        "### Bad\n\n```yaml\nmain:\n  type: aws:rds/instance:Instance\n  properties:\n    engine: postgres\n```\n\n",
        "```text\nfailed main.storageEncrypted: storageEncrypted is not set, and the default is false\n```\n",
        "undetermined main.storageEncrypted: storageEncrypted is not known yet; it must be true\n",
        "(https://www.cisecurity.org/benchmark/amazon_web_services) | 2.2.1 | Prowler, compliance frameworks for AWS |",
        "| cfn-guard | `rds_storage_encrypted` |\n",
        "| Checkov | `CKV_AWS_16` |\n",
        "| Security Hub | `RDS.3` |\n",
    ):
        assert said in page


def test_a_rule_of_completeness_names_the_profiles_that_require_it() -> None:
    rule = next(rule for rule in _BOOK.rules if rule.id == "cloudtrail-present")
    page = rule_page(rule, _BOOK, CONTROLS, claims())
    assert page.profiles == ("dev", "staging", "prod", "prod-full")
    assert page.kind == "requires what must be in the stack at all"


def test_the_exemption_of_a_rollout_is_short() -> None:
    by_id = {rule.id: rule for rule in _BOOK.rules}
    said = {
        id_: rule_page(by_id[id_], _BOOK, CONTROLS, claims()).exemption
        for id_ in ("waf-web-acl-rate-rule", "vpc-flow-log")
    }
    assert said == {"waf-web-acl-rate-rule": "for a rollout, 30 days at most", "vpc-flow-log": "for a year at most"}


def test_two_resources_of_one_name_are_told_apart_by_their_types() -> None:
    stack = (
        Declared(type=BUCKET, properties={"bucket": "a"}),
        Declared(
            type="aws:s3/bucketPolicy:BucketPolicy", properties={"bucket": UNKNOWN}, depends={"bucket": ("main",)}
        ),
    )
    assert yaml(stack) == (
        "main-bucket:\n"
        f"  type: {BUCKET}\n"
        "  properties:\n"
        "    bucket: a\n"
        "main-bucketPolicy:\n"
        f"  type: {_POLICY}\n"
        "  properties:\n"
        "    bucket: (of main-bucket, known after the deploy)"
    )


def test_a_document_is_shown_as_what_it_says() -> None:
    stack = (Declared(type=BUCKET, properties={"policy": '{"Version": "2012-10-17", "Statement": []}'}, protect=True),)
    assert yaml(stack) == (
        "main:\n"
        f"  type: {BUCKET}\n"
        "  properties:\n"
        "    policy:\n"
        "      fn::toJSON:\n"
        '        Version: "2012-10-17"\n'
        "        Statement: []\n"
        "  options:\n"
        "    protect: true"
    )


def test_a_secret_is_not_shown(book: RuleBook) -> None:
    secret = (Declared(type=BUCKET, properties={"password": Secret("hunter2hunter2")}),)
    rule = ResourceRule("bucket-named", (BUCKET,), lambda *_: (), Examples(good=secret, bad=secret, unknown=None))
    page = markdown(rule_page(rule, book, CONTROLS, claims()))
    assert "password: [secret]" in page
    assert "hunter2" not in page


@pytest.mark.parametrize(
    ("id_", "owners"),
    [
        ("CKV2_AWS_11", ("Checkov",)),
        ("AWS-0178", ("Trivy",)),
        ("EC2.6", ("Security Hub",)),
        ("VPC_FLOW_LOGS_ENABLED", ("AWS Config",)),
        ("VPCFlowLogsEnabled", ("cdk-nag",)),
        ("vpc_flow_logs_enabled", ("Prowler",)),
        ("restricted_ssh", ("cfn-guard",)),
        ("elb_logging_enabled", ("cfn-guard", "Prowler")),
    ],
)
def test_an_id_tells_whose_it_is(id_: str, owners: tuple[str, ...]) -> None:
    assert tools(id_) == owners


def test_an_id_of_no_tool_is_refused() -> None:
    with pytest.raises(ValueError, match="'no tool' is an id of no tool that is known"):
        tools("no tool")


def test_every_equivalent_is_some_tool_s_id() -> None:
    assert all(tools(id_) for info in _BOOK.infos.values() for id_ in info.equivalents)


def test_numbers_are_ordered_as_people_count() -> None:
    assert sorted(["2.10", "2.9", "10.1", "A.8.2"], key=natural) == ["2.9", "2.10", "10.1", "A.8.2"]


def test_what_is_missing_is_written_and_what_no_rule_has_is_removed(tmp_path: Path, book: RuleBook) -> None:
    found = pages(book, CONTROLS, claims())
    gone = tmp_path / "data" / "bucket-gone.md"
    gone.parent.mkdir()
    write(gone, "old")
    names = ["bucket-named.md", "bucket-owned.md", "trail-present.md", "README.md", "bucket-gone.md"]
    assert bring_up_to_date(found, tmp_path, only_compare=True) == names
    assert gone.is_file()
    assert bring_up_to_date(found, tmp_path, only_compare=False) == names
    assert {path.relative_to(tmp_path): path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.md")} == found
    assert bring_up_to_date(found, tmp_path, only_compare=True) == []


def test_the_index_counts_by_area_and_severity(book: RuleBook) -> None:
    index = pages(book, CONTROLS, claims())[Path("README.md")]
    assert index.startswith("# Rules\n\n3 rules: 1 critical, 1 high, 0 medium, 1 low, 0 info.\n")
    assert "| [data](#data) | 0 | 1 | 0 | 1 | 0 | 2 |\n" in index
    assert "| all | 1 | 1 | 0 | 1 | 0 | 3 |\n" in index
    assert "| [bucket-named](data/bucket-named.md) | high | `rest.files` | Title of bucket-named |\n" in index
