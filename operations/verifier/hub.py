"""Sends a run's answers to Security Hub, and closes the findings that were mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from verification.asff import Hub, Pass, batches, broken, mended, resolved

_SHOWN: Final = 3


@dataclass(slots=True)
class Sent:
    """How many findings are open, how many were closed, and what Security Hub refused."""

    open: int = 0
    closed: int = 0
    refused: list[str] = field(default_factory=list)


def send(client: Any, hub: Hub, results: Iterable[Mapping[str, Any]], at: str, *, whole: bool) -> Sent:
    """Imports what is broken and what is mended. ``results`` are iterated twice.

    ``whole`` says that every item of the run was asked in full. Raises ClientError where the service refuses the call.
    """
    sent, seen, open_ = Sent(), Pass(), _open(client, hub)
    for each in results:
        seen.note(hub, open_, each)
    for batch in batches(broken(hub, results, open_, at)):
        sent.open += _import(client, batch, sent)
    for batch in batches(mended(open_, seen, at, whole=whole)):
        sent.closed += _import(client, batch, sent)
        said = client.batch_update_findings(**resolved(batch))
        sent.refused += [each["ErrorMessage"] for each in said["UnprocessedFindings"][:_SHOWN]]
    return sent


def _open(client: Any, hub: Hub) -> dict[str, Mapping[str, Any]]:
    pages = client.get_paginator("get_findings").paginate(Filters=hub.filters(), MaxResults=100)
    return {each["Id"]: each for page in pages for each in page["Findings"]}


def _import(client: Any, batch: list[Mapping[str, Any]], sent: Sent) -> int:
    said = client.batch_import_findings(Findings=batch)
    sent.refused += [f"{each['Id']}: {each['ErrorMessage']}" for each in said.get("FailedFindings", ())[:_SHOWN]]
    return int(said["SuccessCount"])
