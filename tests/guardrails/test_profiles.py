"""Which bar judges which stack, and that the program has no say in it."""

from typing import Any

import pytest

from guardrails import controls, profiles
from guardrails.profiles import BaselineError, profile, profile_for
from guardrails.thresholds import THRESHOLDS
from tests.support.prod import record_stack

_OURS = ("dev", "staging", "prod", "prod-full")
_AROUND = ("bootstrap", "organization", "security")
# What a stack's components keep of themselves, and cannot keep for the whole of an account.
_RELAXED = {
    "dev": {"av.db", "det.audit"},
    "bootstrap": {"tls.internal", "rest.files", "id.least"},
}


@pytest.fixture
def baselines(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The baselines, to change for one test."""
    given: dict[str, Any] = {**profiles._baselines()}
    monkeypatch.setattr(profiles, "_baselines", lambda: given)
    return given


def test_our_stacks_have_their_own_profiles() -> None:
    assert [profile_for("vouch", stack).name for stack in _OURS] == [*_OURS]


def test_a_stack_named_with_its_organisation_is_the_same_stack() -> None:
    assert profile_for("vouch", "acme/vouch/prod").name == "prod"


@pytest.mark.parametrize(("project", "stack"), [("vouch", "qa"), ("shop", "prod"), ("", "")])
def test_any_other_stack_has_the_profile_that_requires_nothing(project: str, stack: str) -> None:
    found = profile_for(project, stack)
    assert (found.name, found.required, found.refuses_undetermined) == ("none", frozenset(), False)


def test_an_unknown_profile_is_refused_with_those_that_exist() -> None:
    with pytest.raises(BaselineError, match=r"profile 'live' does not exist: choose one of none, dev, staging, prod, "):
        profile("live")


def test_every_profile_has_thresholds_and_requires_controls_that_exist() -> None:
    known = {control.id for control in controls.CONTROLS}
    assert set(profiles.names()) == THRESHOLDS.keys()
    for name in profiles.names():
        assert profile(name).required <= known


def test_prod_requires_what_the_other_environments_do_and_more() -> None:
    assert profile("dev").required < profile("staging").required < profile("prod").required
    assert profile("prod").required <= profile("prod-full").required


@pytest.mark.parametrize("stack", [*_OURS, *_AROUND])
def test_a_profile_requires_exactly_what_its_stack_provides(stack: str) -> None:
    from components.catalogue import COMPONENTS

    present = {each.type for each in record_stack(stack).resources}
    provided = {control for each in COMPONENTS if each.type_token() in present for control in each.provides}
    assert profile(stack).required == provided - _RELAXED.get(stack, set())


def test_what_another_stack_provides_is_not_required_here(baselines: dict[str, Any]) -> None:
    baselines["provided_by_another_stack"] = {"vouch": {"dev": {"det.guardduty": "vouch/staging"}}}
    assert profile_for("vouch", "dev").required == profile("dev").required - {"det.guardduty"}
    assert profile_for("vouch", "prod").required == profile("prod").required


def test_an_entry_that_excuses_nothing_is_refused(baselines: dict[str, Any]) -> None:
    baselines["provided_by_another_stack"] = {"vouch": {"dev": {"tls.edge": "vouch/prod"}}}
    with pytest.raises(
        BaselineError, match=r"provides tls\.edge, which profile dev does not require: remove the entry"
    ):
        profile_for("vouch", "dev")
