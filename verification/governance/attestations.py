"""What no machine can check is vouched for, for a limited time, on evidence that is kept (gov.attest, gov.ci,
gov.artifact).
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

from guardrails.claims import claims_of
from guardrails.controls.model import RuleInfo
from guardrails.graph import Resource
from guardrails.rules.governance import attestations as rules
from guardrails.rules.governance import evidence
from guardrails.rules.governance.types import SSM_PARAMETER
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule
from verification.by_rule import resource
from verification.check import Check, Examples, Facts, Found, Scope, holds_if_found
from verification.data.calls import PARAMETERS
from verification.data.requirements import value_of
from verification.governance.calls import KEPT, PARAMETER
from verification.live import Live
from verification.operations.graphs import whole

_PREFIX: Final = "/attest/"
_STATED: Final = "stated"


def _named(live: Live) -> Iterator[str]:
    return (each["Name"] for each in live.items(PARAMETERS) if each.get("Name", "").startswith(_PREFIX))


def _parameters(live: Live) -> Iterator[Resource]:
    return (resource(SSM_PARAMETER, {"name": name}, id_=name) for name in _named(live))


def _any(live: Live) -> Iterator[Found]:
    return (Found(live.arn("ssm", f"parameter{name}")) for name in _named(live))


def _attestations(live: Live) -> Iterator[Found]:
    for name in _named(live):
        value = value_of(live.one(PARAMETER, {"Name": name}) or {}, "Parameter.Value")
        if value is not None:
            yield Found(live.arn("ssm", f"parameter{name}"), {"Name": name, "Value": value, _STATED: _parsed(value)})


def _parsed(value: str) -> Facts:
    """What an attestation states; empty where it is none, which another check says."""
    try:
        stated = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return stated if isinstance(stated, dict) else {}


def _declared(found: Found, _live: Live) -> Facts:
    return {"name": found.facts["Name"], "value": found.facts["Value"]}


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _current(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    issued, expires = _day(found.facts[_STATED].get("issued")), _day(found.facts[_STATED].get("expires"))
    # ``expires`` is the last day on which it counts.
    if expires is None:
        yield broken("Value", "it says not when it expires, so it vouches for nothing")
    elif live.now.date() > expires:
        yield broken("Value", f"it expired after {expires}: somebody must say it again")
    if issued is not None and live.now.date() < issued:
        yield broken("Value", f"it counts from {issued} only")


def _on_s3(live: Live) -> Iterator[Found]:
    """The attestations whose evidence is an object in a bucket."""
    for found in _attestations(live):
        if str(value_of(found.facts[_STATED], "evidence.url")).startswith("s3://"):
            yield found


def _evidence_kept(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    url = found.facts[_STATED]["evidence"]["url"]
    bucket, _, key = url.removeprefix("s3://").partition("/")
    kept = value_of(live.one(KEPT, {"Bucket": bucket, "Key": key}) or {}, "Retention.RetainUntilDate")
    if kept is None:
        yield broken("Retention", f"its evidence {url} is not there, or under no object lock")
    elif kept < live.now:
        yield broken("Retention.RetainUntilDate", f"the lock of its evidence {url} ended on {kept:%Y-%m-%d}")


def _attested(expires: str, *claims: str, evidence: str = "s3://example-evidence/roles.pdf") -> dict[Any, Any]:
    stated = {
        "claim": "BZ-03",
        "statement": "Security roles and responsibilities are assigned in writing.",
        "owner": "Head of Security",
        "evidence": {"url": evidence, "sha256": "0" * 64},
        "issued": "2026-01-15",
        "expires": expires,
    }
    names = [f"{_PREFIX}vouch-prod/{claim}" for claim in claims or ("BZ-03",)]
    return {
        PARAMETERS: {"Parameters": [{"Name": name} for name in (*names, "/orders/size")]},
        PARAMETER: {"Parameter": {"Name": names[0], "Value": json.dumps(stated)}},
    }


def _until(*, kept: datetime) -> dict[Any, Any]:
    retention: dict[str, Any] = {"Mode": "COMPLIANCE", "RetainUntilDate": kept}
    return _attested("2027-01-14") | {KEPT: {"Retention": retention}}


def _on_file(id_: str, control: str) -> Check:
    return whole(
        evidence.RULES,
        id_,
        calls=(PARAMETERS,),
        parts=_parameters,
        of=("ssm", f"parameter{_PREFIX}*"),
        at="Name",
        holds=_attested("2027-01-14", *claims_of(control)),
        bad=_attested("2027-01-14", "ZZ-99"),
    )


CHECKS: tuple[Check, ...] = (
    Check(
        id="attestation-well-formed",
        calls=(PARAMETERS, PARAMETER),
        finds=_attestations,
        judge=by_the_rule(rules.RULES, "attestation-well-formed", SSM_PARAMETER, "Value", _declared),
        examples=Examples(holds=_attested("2027-01-14"), broken=_attested("2029-01-14")),
    ),
    Check(
        id="attestation-current",
        calls=(PARAMETERS, PARAMETER),
        finds=_attestations,
        judge=_current,
        examples=Examples(holds=_attested("2026-11-21"), broken=_attested("2026-11-20")),
        info=RuleInfo(
            id="attestation-current",
            control="gov.attest",
            title="An attestation has not expired",
            severity=Severity.HIGH,
            fix="Look at the evidence again, and state it in promises/attestations.yaml with new dates and hash.",
        ),
    ),
    Check(
        id="attestation-evidence-kept",
        calls=(PARAMETERS, PARAMETER, KEPT),
        finds=_on_s3,
        judge=_evidence_kept,
        examples=Examples(
            holds=_until(kept=datetime(2027, 1, 14, tzinfo=UTC)),
            broken=_until(kept=datetime(2026, 1, 14, tzinfo=UTC)),
            absent=_attested("2027-01-14", evidence="https://example.com/roles"),
        ),
        info=RuleInfo(
            id="attestation-evidence-kept",
            control="gov.attest",
            title="The evidence of an attestation is under object lock",
            severity=Severity.MEDIUM,
            fix="Put the evidence into a bucket with object lock, kept at least until the attestation expires.",
        ),
    ),
    Check(
        id="attestations-present",
        calls=(PARAMETERS,),
        finds=_any,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_attested("2027-01-14"), broken=None),
    ),
    _on_file("ci-evidence-present", "gov.ci"),
    _on_file("aws-reports-present", "gov.artifact"),
)
