"""Who changed a resource last, where CloudTrail's event history tells: the newest write event of the last 90 days."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from verification.answers import Unanswered
from verification.calls import Call
from verification.live import Live

EVENTS: Final = Call(service="cloudtrail", operation="lookup_events")
_KEPT: Final = timedelta(days=90)
"""How long the event history goes back (CloudTrail guide, "Working with event history")."""
_PAGE: Final = 50


def last_change(names: Iterable[str], live: Live) -> str:
    """``last changed by alice on 2026-11-20 09:15 UTC (ModifyDBInstance)``; empty where nobody tells.

    ``names`` are those by which CloudTrail may know the resource. Only the newest page of its events is read, and what
    may not be asked, or was refused then, leaves the name out.
    """
    newest: Mapping[str, Any] | None = None
    for name in dict.fromkeys(names):
        for event in _events(name, live):
            if newest is None or event["EventTime"] > newest["EventTime"]:
                newest = event
    if newest is None:
        return ""
    when: datetime = newest["EventTime"]
    return f"last changed by {_who(newest)} on {when:%Y-%m-%d %H:%M} UTC ({newest.get('EventName')})"


def _events(name: str, live: Live) -> Iterable[Mapping[str, Any]]:
    # By the day, so that all lookups of a run ask the same and are answered once.
    since = (live.now - _KEPT).replace(hour=0, minute=0, second=0, microsecond=0)
    asking = {
        "LookupAttributes": [{"AttributeKey": "ResourceName", "AttributeValue": name}],
        "StartTime": since,
        "MaxResults": _PAGE,
    }
    try:
        answer = live.one(EVENTS, asking) or {}
    except Unanswered:
        return
    for event in answer.get("Events") or ():
        if event.get("ReadOnly") != "true" and not _detail(event).get("errorCode"):
            yield event


def _who(event: Mapping[str, Any]) -> str:
    identity = _detail(event).get("userIdentity")
    arn = identity.get("arn") if isinstance(identity, Mapping) else None
    return str(event.get("Username") or (arn or "").rpartition(":")[2] or "someone unnamed")


def _detail(event: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        detail = json.loads(event.get("CloudTrailEvent") or "{}")
    except ValueError:
        return {}
    return detail if isinstance(detail, Mapping) else {}
