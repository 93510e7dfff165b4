"""Answers as findings of Security Hub: its Security Finding Format (ASFF), one finding for each check and resource.

A finding keeps its id over all runs, so that a mended one is the same finding, passed. ``BatchImportFindings`` takes
findings of the account that calls it only, under that account's default product; so ``AwsAccountId`` is the account
that verifies, and the account that was asked is in the resource and in ``ProductFields``.
Sources: Security Hub user guide, "AWS Security Finding Format (ASFF)", "Guidelines for using BatchImportFindings".
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any, Final

from verification.answers import Answer

GENERATOR: Final = "vouch/"
"""What the generator ids of all findings begin with; the check's id follows."""
BATCH: Final = 100
"""How many findings ``BatchImportFindings`` and ``BatchUpdateFindings`` take at once."""
_TYPES: Final = ["Software and Configuration Checks/AWS Security Best Practices"]
_RELATED: Final = 32
_PROVES: Final = frozenset(answer.value for answer in Answer if answer.proves)
Stated = Mapping[str, Any]
"""A result as ``verification.written`` states it, or a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """Where findings go: the hub's account, region and partition, and the stack whose promises were verified."""

    account: str
    region: str
    stack: str
    partition: str = "aws"

    @property
    def product_arn(self) -> str:
        """The account's default product, which needs no subscription."""
        return f"arn:{self.partition}:securityhub:{self.region}:{self.account}:product/{self.account}/default"

    def id_of(self, result: Stated) -> str:
        """The id of the finding of a check on a resource: the same on every run."""
        place = "\n".join((self.stack, result["account"], result["region"], result["resource"] or ""))
        return f"{GENERATOR}{result['rule']}/{hashlib.sha256(place.encode()).hexdigest()[:32]}"

    def filters(self) -> dict[str, Any]:
        """The filters of ``GetFindings`` for what is open of this stack."""

        def equals(value: str) -> list[dict[str, str]]:
            return [{"Value": value, "Comparison": "EQUALS"}]

        return {
            "ProductArn": equals(self.product_arn),
            "RecordState": equals("ACTIVE"),
            "ComplianceStatus": equals("FAILED"),
            "GeneratorId": [{"Value": GENERATOR, "Comparison": "PREFIX"}],
            "ProductFields": [{"Key": "vouch/stack", "Value": self.stack, "Comparison": "EQUALS"}],
        }


@dataclass(slots=True)
class Pass:
    """What one pass over a run's results says of findings that were open before it."""

    failing: set[str] = field(default_factory=set)
    holding: set[str] = field(default_factory=set)
    answered: set[tuple[str, str, str]] = field(default_factory=set)
    blind: set[tuple[str, str, str]] = field(default_factory=set)

    def note(self, hub: Hub, open_: Mapping[str, Stated], result: Stated) -> None:
        """Takes a result down; only what decides on a finding that is open is kept."""
        place = (result["rule"], result["account"], result["region"])
        (self.answered if result["verdict"] in _PROVES else self.blind).add(place)
        id_ = hub.id_of(result)
        if result["refused"]:
            self.failing.add(id_)
        elif id_ in open_ and result["verdict"] == Answer.HOLDS.value:
            self.holding.add(id_)


def broken(hub: Hub, results: Iterable[Stated], open_: Mapping[str, Stated], at: str) -> Iterator[dict[str, Any]]:
    """A finding for each check and resource whose promise is broken; ``results`` are in ``verification.written.order``.

    ``at`` is the time of the run, ISO 8601.
    """
    refused = (each for each in results if each["refused"])
    for id_, group in groupby(refused, key=hub.id_of):
        first, *others = group
        created = open_.get(id_, {}).get("CreatedAt", at)
        yield _finding(hub, id_, first, others, created, at)


def mended(open_: Mapping[str, Stated], seen: Pass, at: str, *, whole: bool) -> Iterator[dict[str, Any]]:
    """The findings that are open no longer: passed where the check now holds, archived where the resource is gone.

    What a run could not ask stays as it is: no answer is no proof. A run that is not ``whole`` archives nothing.
    """
    for id_, finding in open_.items():
        if id_ in seen.failing:
            continue
        product = finding.get("ProductFields", {})
        place = (
            str(finding["GeneratorId"]).removeprefix(GENERATOR),
            product.get("vouch/account", ""),
            "" if (region := product.get("vouch/region", "")) == "global" else region,
        )
        if id_ in seen.holding:
            yield {**_known(finding), "UpdatedAt": at, "Compliance": {"Status": "PASSED"}, "RecordState": "ACTIVE"}
        elif whole and place in seen.answered and place not in seen.blind:
            yield {**_known(finding), "UpdatedAt": at, "Compliance": {"Status": "PASSED"}, "RecordState": "ARCHIVED"}


def resolved(findings: Sequence[Stated]) -> dict[str, Any]:
    """The arguments of ``BatchUpdateFindings`` that close mended findings: importing may not touch ``Workflow``.

    Security Hub opens one again by itself when it fails anew ("Setting the workflow status of findings").
    """
    return {
        "FindingIdentifiers": [{"Id": each["Id"], "ProductArn": each["ProductArn"]} for each in findings],
        "Workflow": {"Status": "RESOLVED"},
        "Note": {"Text": "Verified again: it holds, or it is gone.", "UpdatedBy": "vouch"},
    }


def batches(findings: Iterable[Stated]) -> Iterator[list[Stated]]:
    """Findings by the hundred."""
    remaining = iter(findings)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _finding(hub: Hub, id_: str, result: Stated, others: Sequence[Stated], created: str, at: str) -> dict[str, Any]:
    label = "INFORMATIONAL" if result["severity"] == "info" else result["severity"].upper()
    more = f" And {len(others)} more." if others else ""
    return {
        "SchemaVersion": "2018-10-08",
        "Id": id_,
        "ProductArn": hub.product_arn,
        "GeneratorId": f"{GENERATOR}{result['rule']}",
        "AwsAccountId": hub.account,
        "Types": _TYPES,
        "CreatedAt": created,
        "UpdatedAt": at,
        "Severity": {"Label": label},
        "Title": f"{result['control']}: {result['rule']}"[:256],
        "Description": _cut(result["message"], 1024 - len(more)) + more,
        "Remediation": {"Recommendation": {"Text": _cut(result["fix"], 512)}},
        "Resources": [_resource(hub, result)],
        "Compliance": {"Status": "FAILED", "RelatedRequirements": list(result["frameworks"])[:_RELATED]}
        if result["frameworks"]
        else {"Status": "FAILED"},
        "RecordState": "ACTIVE",
        "ProductFields": {
            "vouch/stack": hub.stack,
            "vouch/control": result["control"],
            "vouch/account": result["account"],
            "vouch/region": result["region"] or "global",
        }
        # An empty value is refused.
        | ({"vouch/claims": " ".join(result["claims"])} if result["claims"] else {}),
    }


def _resource(hub: Hub, result: Stated) -> dict[str, Any]:
    place = {"Partition": hub.partition} | ({"Region": result["region"]} if result["region"] else {})
    if result["resource"]:
        return {"Type": "Other", "Id": result["resource"], **place}
    return {"Type": "AwsAccount", "Id": f"AWS::::Account:{result['account']}", **place}


_IMPORTED: Final = (
    "SchemaVersion",
    "Id",
    "ProductArn",
    "GeneratorId",
    "AwsAccountId",
    "Types",
    "CreatedAt",
    "Severity",
    "Title",
    "Description",
    "Remediation",
    "Resources",
    "ProductFields",
)


def _known(finding: Stated) -> dict[str, Any]:
    """What of a finding its provider may state: Security Hub adds members that it would refuse."""
    kept = {name: finding[name] for name in _IMPORTED if name in finding}
    kept["ProductFields"] = {
        name: value for name, value in kept.get("ProductFields", {}).items() if name.startswith("vouch/")
    }
    kept["Severity"] = {"Label": finding["Severity"]["Label"]}
    return kept


def _cut(text: str, limit: int) -> str:
    return (text if len(text) <= limit else f"{text[: limit - 1]}…") or "-"
