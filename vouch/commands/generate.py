"""``vouch generate``: writes what is generated out of the code and the promises; tests compare the files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from guardrails.claims import CLAIMS
from guardrails.controls import CONTROLS
from guardrails.manifest import MANIFEST
from guardrails.manifest import render as manifest_of
from guardrails.rules import book
from verification.checks import CHECKS
from verification.permissions import policy
from vouch import components_page, rule_pages
from vouch.commands import cost, difference
from vouch.errors import CannotJudgeError
from vouch.live import schema as verify_schema
from vouch.preview.answers import Answers
from vouch.promises import claims, claims_by_control
from vouch.provided import PROVIDES
from vouch.readme import README, readme
from vouch.report.files import write
from vouch.report.json import schema

SCHEMA: Final = Path(__file__).resolve().parents[1] / "schemas" / "check.schema.json"
PERMISSIONS: Final = Path(__file__).resolve().parents[2] / "components" / "governance" / "verification_policy.json"
_STACKS: Final = ("Pulumi.prod.yaml", "tests/stacks/Pulumi.prod-full.yaml")
"""The stack files whose components count: prod, and prod with every optional layer on."""
_NAMED: Final = 5


def claims_json() -> str:
    """The map from control to claims that the pack reads."""
    return json.dumps(claims_by_control(claims()), indent=2) + "\n"


def manifest_json() -> str:
    """The list of rules that a pack must have to judge."""
    return manifest_of(book())


def permissions_json() -> str:
    """The policy of the role that verifies, which the program makes and may not import."""
    return json.dumps(policy(CHECKS), indent=2) + "\n"


def components_md() -> str:
    """The page of components."""
    return components_page.page(components_page.components())


def provides_json() -> str:
    """What the components of prod and prod-full provide, by their type. Raises CannotJudgeError where one fails."""
    present = {token for file in _STACKS for token in _components_of(file)}
    provided = {
        component.type_token(): sorted(component.provides)
        for component in components_page.components()
        if component.type_token() in present
    }
    return json.dumps(dict(sorted(provided.items())), indent=2) + "\n"


def _components_of(file: str) -> frozenset[str]:
    from vouch.preview.program import HOME, preview  # noqa: PLC0415  the SDK is loaded only where a program runs
    from vouch.preview.project import read_project  # noqa: PLC0415

    project = read_project(HOME).with_config_file(HOME / file)
    recording = preview(project, project.choose_stack(None), Answers())
    return frozenset(each.type for each in recording.registrations if not each.custom)


def rules_md() -> Mapping[Path, str]:
    """The page of every rule, and their index, by their paths below ``rule_pages.FOLDER``."""
    return rule_pages.pages(book(), CONTROLS, claims())


def run(*, only_compare: bool) -> None:
    """Writes every generated file, or raises CannotJudgeError, naming those that are out of date."""
    stale = rule_pages.bring_up_to_date(rules_md(), only_compare=only_compare)
    # The program comes last: it may not build, and what needs no program is written all the same.
    for path, made in (
        (CLAIMS, claims_json),
        (MANIFEST, manifest_json),
        (SCHEMA, schema),
        (cost.SCHEMA, cost.schema),
        (difference.SCHEMA, difference.schema),
        (verify_schema.SCHEMA, verify_schema.schema),
        (components_page.PAGE, components_md),
        (PERMISSIONS, permissions_json),
        (PROVIDES, provides_json),
        (README, readme),
    ):
        text = made()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.name)
        if not only_compare:
            write(path, text)
            print(f"wrote {path}")  # noqa: T201  the command's output
    if only_compare and stale:
        named = f"{', '.join(stale[:_NAMED])}{f' and {len(stale) - _NAMED} more' if len(stale) > _NAMED else ''}"
        raise CannotJudgeError(f"{named} is out of date: run `vouch generate` and commit the result")
