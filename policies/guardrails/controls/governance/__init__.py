"""The controls of governance, and the records of the rules that guard them."""

from guardrails.controls.governance import (
    attestations,
    contacts,
    drift,
    evidence,
    providers,
    purpose,
    regions,
    sharing,
    tags,
)
from guardrails.controls.model import Control, RuleInfo

CONTROLS: tuple[Control, ...] = (
    Control(
        id="pv.region",
        title="Data and what works on it stay in the allowed regions",
        note=(
            "companion regions per resource type: us-east-1 for CloudFront certificates and web ACLs and for "
            "Route 53 health-check alarms; backup region for copies"
        ),
    ),
    Control(id="pv.retention", title="Data is kept as long as stated and then deleted"),
    Control(
        id="pv.dsar",
        title="People's data is exported and erased on request, in time",
        note="lawfulness, DPAs, records of processing and notices are documents: attestation with expiry",
    ),
    Control(id="pv.share", title="Nothing is shared with accounts that are not ours"),
    Control(id="pv.purpose", title="Customer data serves its purpose only"),
    Control(
        id="gov.attest",
        title="What no machine can check is vouched for by a person, for a limited time",
        note=(
            "a record that someone vouches, never proof; promises/attestations.yaml is the source, parameters are"
            " generated from it; an expired attestation un-keeps its claim and fails verification, it never "
            "refuses a deploy"
        ),
    ),
    Control(
        id="gov.ci",
        title="Changes are reviewed, tested and scanned before they are deployed",
        note=(
            "outside AWS: GitHub REST /repos/{o}/{r}/branches/{b}/protection and /rulesets, CODEOWNERS, "
            "Dependabot/CodeQL alerts; evidence from the repository host per deployed commit; attested where "
            "there is none"
        ),
    ),
    Control(id="gov.contacts", title="AWS knows whom to tell of security, operations and billing"),
    Control(
        id="gov.artifact", title="AWS's own audit reports are on file and current", note="AWS's control, inherited"
    ),
    Control(id="gov.tags", title="Every resource says whose it is, what data it holds and how long that is kept"),
    Control(
        id="gov.drift",
        title="The account is as the code says",
        note="pulumi preview --expect-no-changes --refresh on a schedule is the real drift check",
    ),
    Control(id="base.governance", title="Good practice in governance beyond the claims"),
)
RULES: tuple[RuleInfo, ...] = (
    *regions.RULES,
    *providers.RULES,
    *sharing.RULES,
    *purpose.RULES,
    *tags.RULES,
    *drift.RULES,
    *contacts.RULES,
    *attestations.RULES,
    *evidence.RULES,
)
