"""Every number of a framework was read somewhere, and the place is named."""

import re
from dataclasses import replace
from datetime import date

import pytest

from guardrails import controls
from guardrails.controls.frameworks import FRAMEWORKS, SAME_FORM, SOURCES, Source, framework_of, mapped, numbered
from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

_FORMS = {
    "CIS-5.0": r"\d(\.\d{1,2}){1,2}",
    "FSBP": r"[A-Za-z0-9]+\.\d+",
    "HIPAA": r"164\.3\d\d(\([a-z]\))(\(\d\))?(\([ivx]+\))?(\([A-D]\))?",
    "ISO-27001-2022": r"A\.[5-8]\.\d{1,2}",
    "NIST-800-53-r5": r"[A-Z]{2}-\d+(\(\d+\))?",
    "PCI-4.0": r"A?\d{1,2}(\.\d{1,2}){1,4}",
    "SOC2": r"(CC|A|C|PI)\d\.\d",
}
_INFO = RuleInfo(id="files-encrypted", control="rest.files", title="", severity=Severity.HIGH, fix="")


def _source(id_: str, numbers: dict[str, tuple[str, ...]]) -> Source:
    return Source(id=id_, title=id_, url="", dated="2026-01-01", joined_by="", numbers=numbers)


def test_every_number_is_of_a_framework_that_is_stated_and_has_its_form() -> None:
    assert set(_FORMS) == {framework.id for framework in FRAMEWORKS}
    numbers = {number for info in controls.RULES for number in info.frameworks}
    strange = [
        number
        for number in sorted(numbers)
        if not re.fullmatch(_FORMS.get(framework_of(number), "(?!)"), number.partition(":")[2])
    ]
    assert strange == []


def test_every_framework_numbers_a_rule() -> None:
    used = {framework_of(number) for info in controls.RULES for number in info.frameworks}
    assert used == {framework.id for framework in FRAMEWORKS}


def test_no_rule_has_a_number_twice() -> None:
    assert [info.id for info in controls.RULES if len(info.frameworks) != len(set(info.frameworks))] == []


def test_every_framework_and_every_source_says_where_it_is_published() -> None:
    places = [(each.title, each.url) for each in FRAMEWORKS] + [(each.title, each.url) for each in SOURCES]
    assert all(title and url.startswith("https://") for title, url in places)
    assert all(framework.version and framework.publisher for framework in FRAMEWORKS)
    assert all(date.fromisoformat(source.dated) and source.joined_by for source in SOURCES)


def test_a_mapping_holds_only_what_some_rule_has_as_its_equivalent() -> None:
    known = {id_ for info in controls.RULES for id_ in info.equivalents}
    assert {id_ for source in SOURCES for id_ in source.numbers} - known == set()
    assert {id_ for ids in SAME_FORM.values() for id_ in ids} - known == set()


def test_a_rule_has_the_numbers_of_its_equivalents() -> None:
    info = next(info for info in controls.RULES if info.id == "rds-instance-storage-encrypted")
    assert info.frameworks == (
        "CIS-5.0:2.2.1",
        "FSBP:RDS.3",
        "HIPAA:164.312(a)(2)(iv)",
        "HIPAA:164.312(e)(2)(ii)",
        "ISO-27001-2022:A.8.11",
        "ISO-27001-2022:A.8.24",
        "NIST-800-53-r5:CA-9(1)",
        "NIST-800-53-r5:CM-3(6)",
        "NIST-800-53-r5:SC-7(10)",
        "NIST-800-53-r5:SC-13",
        "NIST-800-53-r5:SC-28",
        "NIST-800-53-r5:SC-28(1)",
        "NIST-800-53-r5:SI-7(6)",
        "PCI-4.0:3.5.1",
        "PCI-4.0:8.3.2",
        "SOC2:PI1.5",
    )


def test_a_rule_that_no_mapping_knows_has_no_number() -> None:
    assert numbered(_INFO) is _INFO
    assert numbered(replace(_INFO, equivalents=("CKV_AWS_0",))).frameworks == ()


def test_a_record_keeps_its_own_numbers() -> None:
    own = replace(_INFO, frameworks=("CIS-5.0:9.9",), equivalents=("RDS.3",))
    found = numbered(own).frameworks
    assert found[0] == "CIS-5.0:9.9"
    assert "FSBP:RDS.3" in found


def test_of_each_framework_the_first_source_that_has_numbers_is_believed() -> None:
    first = _source("first", {"a": ("HIPAA:1", "HIPAA:2")})
    second = _source("second", {"a": ("HIPAA:3", "SOC2:1"), "b": ("SOC2:1", "SOC2:2")})
    found = [(number, source.id) for number, source in mapped(("a", "b"), (first, second))]
    assert found == [("HIPAA:1", "first"), ("HIPAA:2", "first"), ("SOC2:1", "second"), ("SOC2:2", "second")]


def test_a_number_of_a_framework_that_nobody_states_is_refused() -> None:
    with pytest.raises(KeyError):
        numbered(replace(_INFO, frameworks=("CIS-1.0:1.1",), equivalents=("RDS.3",)))
