"""The organization's two stacks, and the file of attestations."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pulumi
import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.placement import Placement
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rules import book, governance
from guardrails.verdicts import Verdict
from stacks import attestations
from stacks.account import Account
from stacks.governance import governance_layer
from stacks.organization import organization_stack
from stacks.sections.governance import GovernanceSettings
from stacks.sections.organization import OrganizationSettings
from stacks.settings import Settings
from stacks.site import Site, Sites
from tests.components.governance.building import LOGS, TOPIC
from tests.support.recording import Recorded, record

FACTS: dict[str, Any] = {
    "part": "management",
    "id": "o-a1b2c3d4e5",
    "root_id": "r-a1b2",
    "targets": {"workloads": "ou-a1b2-12345678"},
    "security_account_id": "210987654321",
    "break_glass": ["arn:aws:iam::*:role/break-glass"],
    "deployers": ["arn:aws:iam::*:role/vouch-deploy"],
}
DETECTORS = {"eu-west-1": "0" * 32, "eu-central-1": "1" * 32}
ENTRY = """\
attestations:
  - claims: [BZ-03, BZ-04]
    statement: Roles are assigned in writing.
    owner: Head of Security
    evidence: s3://example-evidence/roles.pdf
    sha256: {sha}
    issued: 2026-01-15
    expires: {expires}
"""


def _site(region: str) -> Site:
    placement = Placement(project="vouch", stack="organization", account_id="123456789012", region=region)
    provider = aws.Provider(f"aws-{region}", region=region)
    return Site(placement=placement, opts=pulumi.ResourceOptions(provider=provider), at_home=region == "eu-west-1")


def build(**facts: Any) -> Recorded:
    settings = OrganizationSettings.model_validate(FACTS | facts)

    def program() -> None:
        made = {region: _site(region) for region in ("eu-west-1", "eu-central-1", "us-east-1")}
        watched = {region: made[region] for region in ("eu-west-1", "eu-central-1")}
        sites = Sites(home=made["eu-west-1"], backup=made["eu-central-1"], global_=made["us-east-1"], watched=watched)
        organization_stack(settings, sites)

    return record(program, stack="organization")


def test_the_management_account_makes_the_policies_and_appoints_the_security_account_in_each_region() -> None:
    recorded = build()
    assert len(recorded.all("aws:organizations/policy:Policy")) == 7
    appointed = recorded.all("aws:guardduty/organizationAdminAccount:OrganizationAdminAccount")
    assert {each.name: each.provider.split("::")[-2] for each in appointed} == {
        "administrators-eu-west-1-guardduty": "aws-eu-west-1",
        "administrators-eu-central-1-guardduty": "aws-eu-central-1",
    }
    assert recorded.all("aws:guardduty/organizationConfiguration:OrganizationConfiguration") == ()


def test_the_security_account_watches_each_region_and_looks_on_from_home() -> None:
    recorded = build(part="security", detectors=DETECTORS)
    watched = recorded.all("aws:guardduty/organizationConfiguration:OrganizationConfiguration")
    assert {each.name: each.properties["detectorId"] for each in watched} == {
        "detection-eu-west-1-guardduty": "0" * 32,
        "detection-eu-central-1-guardduty": "1" * 32,
    }
    findings = recorded.one("aws:securityhub/findingAggregator:FindingAggregator")
    assert findings.properties["specifiedRegions"] == ["eu-central-1"]
    assert recorded.all("aws:organizations/policy:Policy") == ()


def test_the_security_part_needs_its_detectors() -> None:
    with pytest.raises(ValidationError, match="give the detector of each region"):
        OrganizationSettings.model_validate(FACTS | {"part": "security"})
    with pytest.raises(Exception, match="none for eu-central-1"):
        build(part="security", detectors={"eu-west-1": "0" * 32})


def test_nobody_vouches_for_anything_yet() -> None:
    assert attestations.load("promises/attestations.yaml") == ()


def test_an_entry_is_an_attestation_of_each_of_its_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attestations, "_ROOT", tmp_path)
    (tmp_path / "a.yaml").write_text(ENTRY.format(sha="a" * 64, expires="2027-01-14"), encoding="utf-8")
    assert [(each.claim, each.expires) for each in attestations.load("a.yaml")] == [
        ("BZ-03", date(2027, 1, 14)),
        ("BZ-04", date(2027, 1, 14)),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENTRY.format(sha="a" * 64, expires="2029-01-14"), "expire 1 to 365 days"),
        (ENTRY.format(sha="abc", expires="2027-01-14"), "sha256"),
        (ENTRY.format(sha="a" * 64, expires="2027-01-14").replace("owner", "author"), "attestations.0.owner"),
        ("attestations: [", "is not YAML"),
        ("[]", "the file"),
    ],
)
def test_a_malformed_file_is_refused_in_one_sentence(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attestations, "_ROOT", tmp_path)
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(attestations.AttestationsError, match=said):
        attestations.load("a.yaml")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(attestations.AttestationsError, match=r"promises/none\.yaml cannot be read"):
        attestations.load("promises/none.yaml")


class _Trail(pulumi.ComponentResource):
    log_group_name = LOGS


def governed(**given: Any) -> Recorded:
    settings = SimpleNamespace(
        governance=GovernanceSettings.model_validate(given), allowed_regions=("eu-west-1", "eu-central-1", "us-east-1")
    )

    def program() -> None:
        account = SimpleNamespace(trail=_Trail("test:audit:Trail", "trail"))
        home = _site("eu-west-1")
        sites = Sites(home=home, backup=home, global_=home, watched={"eu-west-1": home})
        governance_layer(cast("Settings", settings), sites, cast("Account", account), TOPIC, ())

    return record(program)


def test_what_needs_facts_is_off_until_they_are_given() -> None:
    made = {each.type for each in governed().resources if each.type.startswith("vouch:")}
    assert made == {"vouch:governance:Residency", "vouch:governance:DriftWatch", "vouch:governance:TagCompliance"}
    assert governed(contacts="existing").all("aws:account/alternativeContact:AlternativeContact") == ()


def test_contacts_are_made_when_they_are_given() -> None:
    duty = {"name": "Duty", "title": "Duty officer", "email": "duty@example.com", "phone": "+44 20 7946 0000"}
    made = governed(contacts={"security": duty, "operations": duty, "billing": duty})
    assert len(made.all("aws:account/alternativeContact:AlternativeContact")) == 3


def test_governance_keeps_the_rules_that_it_is_judged_by() -> None:
    recorded = governed()
    kept = {"region-guard-present", "drift-watch-present", "tag-compliance-present"}
    rules = RuleBook(tuple(rule for rule in governance.RULES if rule.id in kept), book().infos)
    bar = replace(profile("prod"), required=frozenset({"pv.region", "gov.drift", "gov.tags"}))
    assert {result.verdict for result in judge(recorded.graph, rules, bar)} == {Verdict.PASSED}


def test_the_management_account_keeps_them_too() -> None:
    bar = replace(profile("prod"), required=frozenset({"pv.region", "pv.share", "pv.purpose", "gov.tags"}))
    wanted = {"region-guard-present", "data-perimeter-present", "ai-services-opted-out", "tag-compliance-present"}
    wanted |= {"purpose-bound-key-present", "organization-policy-regions-allowed"}
    rules = RuleBook(tuple(rule for rule in governance.RULES if rule.id in wanted), book().infos)
    verdicts = {result.verdict for result in judge(build().graph, rules, bar)}
    assert verdicts == {Verdict.PASSED, Verdict.NOT_APPLICABLE}
