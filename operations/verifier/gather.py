"""Gathers a run: one record of evidence, the findings that Security Hub is to have, and what the run came to.

Results are read item by item and line by line, twice, so that memory does not grow with the accounts.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from botocore.exceptions import ClientError

from guardrails.profiles import profile_for
from operations.verifier.item import key_of
from operations.verifier.settings import Settings, tool
from verification.answers import Answer
from verification.bucket_evidence import BucketChain
from verification.check import Check
from verification.checks import CHECKS
from verification.settling import Settling
from verification.versions import checks_digest
from verification.written import Summing

PREFIX: Final = "verification/"
"""Where the records of a stack's chain are, in the evidence bucket; the stack's name follows."""


@dataclass(slots=True)
class Gathered:
    """A run's items as they were found, and its results, read again each time they are asked for."""

    s3: Any
    bucket: str
    run: str
    heads: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)

    def look(self, items: Iterable[Mapping[str, Any]]) -> None:
        """Finds the results of every item, and notes what was not asked."""
        for item in items:
            place = {"account": item["account"], "region": item["region"]}
            try:
                head = next(self._lines(item["account"], item["region"]))
            except ClientError as cause:
                if cause.response["Error"]["Code"] not in ("NoSuchKey", "404"):
                    raise
                self.gaps.append({**place, "reason": "no result was written", "checks": []})
                continue
            self.heads.append(head)
            if head["partial"]:
                reason = head["error"] or "the time was over"
                self.gaps.append({**place, "reason": reason, "checks": head["unanswered"]})

    def results(self) -> Iterator[dict[str, Any]]:
        """Every result of every item, in the order of the items."""
        for head in self.heads:
            lines = self._lines(head["account"], head["region"])
            next(lines)
            yield from lines

    @property
    def calls(self) -> int:
        """How many calls went to AWS."""
        return sum(head["calls"] for head in self.heads)

    def _lines(self, account: str, region: str) -> Iterator[dict[str, Any]]:
        body = self.s3.get_object(Bucket=self.bucket, Key=key_of(self.run, account, region))["Body"]
        for line in body.iter_lines(chunk_size=1 << 16):
            yield json.loads(line)


@dataclass(frozen=True, slots=True)
class Told:
    """What a run came to. ``complete`` says that every item was asked in full."""

    record: int
    head: str
    summary: Mapping[str, Any]
    gaps: Sequence[Mapping[str, Any]]
    results: "Settled"

    @property
    def complete(self) -> bool:
        """Whether nothing was left out."""
        return not self.gaps


@dataclass(frozen=True, slots=True)
class Settled:
    """A run's results with what is absent judged by all regions; can be read more than once."""

    gathered: Gathered
    checks: Mapping[str, Check]
    stack: tuple[str, str]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        if self.gathered.gaps:
            yield from (_unjudged(each) for each in self.gathered.results())
            return
        settling = Settling(self.checks.values(), profile_for(*self.stack))
        for each in self.gathered.results():
            settling.note(self.checks[each["rule"]], each["account"], Answer(each["verdict"]), refused=each["refused"])
        for each in self.gathered.results():
            refused, message = settling.settle(
                self.checks[each["rule"]],
                each["account"],
                Answer(each["verdict"]),
                each["message"],
                refused=each["refused"],
            )
            yield {**each, "refused": refused, "message": message}


def _unjudged(each: dict[str, Any]) -> dict[str, Any]:
    """A run that is not whole cannot say what is missing: it may be where nobody asked."""
    if not each["refused"] or each["verdict"] != Answer.ABSENT.value:
        return each
    return {**each, "refused": False, "message": "there is none here, and the run was not whole"}


def gather(
    settings: Settings, s3: Any, event: Mapping[str, Any], *, now: datetime, checks: Sequence[Check] = CHECKS
) -> Told:
    """Writes the evidence of a run. Raises EvidenceError where the chain is broken, ClientError where S3 refuses."""
    items = json.loads(s3.get_object(Bucket=event["bucket"], Key=event["key"])["Body"].read())
    gathered = Gathered(s3, settings.work, event["run"])
    gathered.look(items)
    results = Settled(gathered, {check.id: check for check in checks}, (settings.project, settings.stack))
    summing = Summing()
    for each in results:
        summing.add(each)
    started = datetime.fromisoformat(event["started"])
    summary = summing.stated(checks=len(checks), calls=gathered.calls, seconds=(now - started).total_seconds())
    said = {
        "kind": "verification",
        "tool": {**tool(), "checks": checks_digest()},
        "run": event["run"],
        "subject": {
            "kind": "account",
            "stack": settings.stack,
            "accounts": sorted({item["account"] for item in items}),
            "regions": list(settings.regions),
        },
        "profile": profile_for(settings.project, settings.stack).name,
        "partial": bool(gathered.gaps),
        "unasked": gathered.gaps,
        "started": event["started"],
        "ended": now.isoformat().replace("+00:00", "Z"),
        "summary": summary,
        "attestations": [],
    }
    chain = BucketChain(client=s3, bucket=settings.evidence, prefix=f"{PREFIX}{settings.stack}/")
    head = chain.append(event["run"], said, results)
    return Told(head.records, head.hash, summary, gathered.gaps, results)
