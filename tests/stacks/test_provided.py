"""Every control that infrastructure can keep has a component in prod or prod-full, and a rule judges it there."""

import csv
import time
from collections.abc import Iterator

import pytest

from guardrails import controls
from guardrails.claims import claims_of
from guardrails.profiles import profile
from guardrails.rules import book
from tests.support.prod import ROOT, record_stack
from vouch.check import Checked, check
from vouch.provided import components_by_control, provides
from vouch.report.model import Subject

# They come with functions of their own; no empty function stands in for them.
_LATER = {
    "id.sessions",
    "ir.contain",
    "ir.intake",
    "ir.notify",
    "ir.reset",
    "ir.sla",
    "ir.track",
    "ir.updates",
    "mon.oncall",
    "pv.dsar",
}
# What people and other systems show: this repository's workflows, AWS's own reports, the product's own pipeline.
_EVIDENCE = {"gov.artifact", "gov.ci", "vm.sast"}


def _claimed() -> Iterator[str]:
    """The controls of the claims that infrastructure keeps in full or in part."""
    with (ROOT / "promises" / "claims.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["reach"] in ("full", "partial"):
                yield from row["controls"].split()


_EXPECTED = sorted(set(_claimed()) - _LATER - _EVIDENCE)


@pytest.fixture(scope="module")
def checked() -> dict[str, Checked]:
    return {
        stack: check(
            Subject(kind="program", path="", stack=stack),
            record_stack(stack).graph,
            book(),
            profile(stack),
            claims_of=claims_of,
            provides=provides(),
            seconds=time.monotonic,
            everything=False,
        )
        for stack in ("prod", "prod-full")
    }


def test_nothing_is_forgotten() -> None:
    known = {control.id for control in controls.CONTROLS if not control.id.startswith("base.")}
    assert len(known) == 94
    assert known >= _LATER | _EVIDENCE
    assert len(_EXPECTED) >= 79


@pytest.mark.parametrize("control", _EXPECTED)
def test_a_control_that_infrastructure_can_keep_is_provided(control: str) -> None:
    assert components_by_control().get(control), f"no component of prod or prod-full provides {control}"


@pytest.mark.parametrize("control", _EXPECTED)
def test_a_provided_control_is_judged_and_kept(control: str, checked: dict[str, Checked]) -> None:
    assert control in checked["prod"].provided | checked["prod-full"].provided


def test_what_comes_later_is_not_called_provided() -> None:
    assert components_by_control().keys() & (_LATER | _EVIDENCE) == set()
