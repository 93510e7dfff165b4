"""Rules on attestations: well formed, for a limited time, and there. Whether one has expired no rule asks: a deploy
depends on no clock, and verification does ask (gov.attest).
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, ResourceRule, Rule, examples
from guardrails.rules.governance.types import SSM_PARAMETER
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value, plain
from guardrails.verdicts import failed, not_applicable, undetermined, unsure

_PREFIX: Final = "/attest/"
_LONGEST_DAYS: Final = 365
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")


def _value(resource: Resource) -> Reading:
    """The parameter's value, which is ``insecureValue`` where the program wants to see it in differences."""
    value = resource.read("value")
    return resource.read("insecureValue") if value.absent else value


def _well_formed(resource: Resource, _bar: Thresholds) -> Findings:
    name = resource.read("name")
    if name.unknown:
        yield from unsure(_attests(resource), "if the parameter is an attestation: its name is not known yet")
    elif (name.text or "").startswith(_PREFIX):
        yield from _attests(resource)
    else:
        yield not_applicable(f"the parameter is no attestation: its name does not begin with {_PREFIX}")


def _attests(resource: Resource) -> Findings:
    value = _value(resource)
    if value.unknown:
        yield undetermined(value, f"{value.path} is not known yet; it must be an attestation")
        return
    try:
        stated = json.loads(str(plain(value.value)))
    except (ValueError, RecursionError):
        stated = None
    if not isinstance(stated, dict):
        yield failed(value, f"{value.path} is not a JSON object")
        return
    for wrong in _faults(stated):
        yield failed(value, f"{value.path} {wrong}")


def _faults(stated: dict[str, Any]) -> Iterator[str]:
    for key in ("statement", "owner"):
        if not isinstance(stated.get(key), str) or not stated[key].strip():
            yield f"says no {key}"
    evidence = stated.get("evidence")
    if not isinstance(evidence, dict) or not isinstance(evidence.get("url"), str) or not evidence["url"]:
        yield "says no evidence.url"
    if not isinstance(evidence, dict) or not _SHA256.fullmatch(str(evidence.get("sha256"))):
        yield "says no evidence.sha256 of 64 hexadecimal digits"
    issued, expires = _day(stated.get("issued")), _day(stated.get("expires"))
    if issued is None or expires is None:
        yield "says not when it was issued and when it expires, as 2026-01-31"
    elif not 0 < (expires - issued).days <= _LONGEST_DAYS:
        yield f"expires {(expires - issued).days} days after it was issued, not 1 to {_LONGEST_DAYS}"


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    names = [parameter.read("name") for parameter in graph.of(SSM_PARAMETER)]
    if any((name.text or "").startswith(_PREFIX) for name in names):
        return
    if any(name.unknown for name in names):
        yield undetermined(None, f"whether a parameter is below {_PREFIX} is not known yet")
    else:
        yield failed(None, f"the stack has no SSM parameter below {_PREFIX}, so nobody vouches for anything")


def _parameter(expires: str) -> dict[str, Value]:
    stated = {
        "claim": "BZ-03",
        "statement": "Security roles and responsibilities are assigned in writing.",
        "owner": "Head of Security",
        "evidence": {"url": "s3://example-evidence/roles.pdf", "sha256": "0" * 64},
        "issued": "2026-01-15",
        "expires": expires,
    }
    return {"name": "/attest/vouch-prod/BZ-03", "type": "String", "value": json.dumps(stated)}


def _named(name: Value) -> tuple[Declared, ...]:
    return (Declared(type=SSM_PARAMETER, name="parameter", properties={"name": name, "type": "String"}),)


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "attestation-well-formed",
        (SSM_PARAMETER,),
        _well_formed,
        examples(
            SSM_PARAMETER,
            good=_parameter("2027-01-14"),
            bad=_parameter("2029-01-14"),
            unknown={"name": "/attest/vouch-prod/BZ-03", "type": "String", "value": UNKNOWN},
        ),
    ),
    CompletenessRule(
        "attestations-present",
        (SSM_PARAMETER,),
        _present,
        Examples(good=_named("/attest/vouch-prod/BZ-03"), bad=_named("/orders/size"), unknown=_named(UNKNOWN)),
    ),
)
