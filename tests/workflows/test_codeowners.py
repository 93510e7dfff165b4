"""Whose review a change of the judge needs."""

from fnmatch import fnmatch
from typing import Final

import pytest

from tests.support.prod import settings_of
from tests.workflows.reading import FOLDER, ROOT

_RULES: Final = tuple(
    (words[0], tuple(words[1:]))
    for line in (FOLDER / "CODEOWNERS").read_text().splitlines()
    if (words := line.partition("#")[0].split())
)


def owners(path: str) -> tuple[str, ...]:
    """Who owns a path: the last pattern that matches decides, as GitHub reads the file."""
    found: tuple[str, ...] = ()
    for pattern, teams in _RULES:
        rooted = pattern.removeprefix("/")
        if path.startswith(rooted) if rooted.endswith("/") else fnmatch(path, rooted):
            found = teams
    return found


@pytest.mark.parametrize(
    "path",
    [
        "policies/guardrails/baselines.yaml",
        "policies/guardrails/manifest.json",
        "policies/guardrails/rules/data/s3.py",
        "promises/exemptions.yaml",
        "promises/claims.csv",
        "vouch/deploy.py",
        ".github/workflows/deploy.yml",
        ".github/CODEOWNERS",
        "stacks/profiles.py",
        "stacks/settings.py",
        "Pulumi.prod.yaml",
        "Pulumi.yaml",
        "components/identity/github_roles.py",
        "Makefile",
        "requirements.txt",
    ],
)
def test_what_judges_and_what_deploys_is_guarded(path: str) -> None:
    assert any(team.endswith("/security") for team in owners(path))


def test_every_pattern_is_anchored_and_matches_something() -> None:
    for pattern, teams in _RULES:
        assert pattern.startswith("/"), pattern
        assert teams, pattern
        assert list(ROOT.glob(pattern.strip("/"))), pattern


def test_the_teams_are_of_the_organization_that_deploys() -> None:
    organization = settings_of("bootstrap")["github"]["organization"]
    assert {team.partition("/")[0] for _, teams in _RULES for team in teams} == {f"@{organization}"}
