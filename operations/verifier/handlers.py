"""The three entry points: ``plan_run``, ``verify_item`` and ``gather_run``. Each is a function of its own on AWS."""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import boto3
from botocore.config import Config

from operations.verifier.gather import Told, gather
from operations.verifier.hub import Sent, send
from operations.verifier.item import verify
from operations.verifier.plan import plan
from operations.verifier.settings import Settings, read
from verification.asff import Hub

NAMESPACE: Final = "Vouch/Verification"
_CONFIG: Final = Config(retries={"mode": "adaptive", "total_max_attempts": 8}, user_agent_extra="vouch-verify")


def plan_run(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """Writes the items of the run that the event names."""
    settings = read()
    return plan(settings, _client("s3", settings.region), event["run"], event["started"])


def verify_item(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Verifies one account in one region, within the time that the function has left."""
    settings = read()
    remaining = context.get_remaining_time_in_millis() / 1000
    return verify(settings, _client("s3", settings.region), event, remaining_seconds=remaining)


def gather_run(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """Writes the evidence, sends the findings, counts the run as done, and says whether it was whole."""
    settings, now = read(), datetime.now(UTC)
    told = gather(settings, _client("s3", settings.region), event, now=now)
    sent = _send(settings, told, now) if settings.hub else Sent()
    print(json.dumps(metric(settings.stack, told, now)))  # noqa: T201  CloudWatch reads metrics from the log
    if sent.refused:
        print(f"Security Hub refused findings: {'; '.join(sent.refused)}", file=sys.stderr)  # noqa: T201  as above
    return {
        "record": told.record,
        "head": told.head,
        "complete": told.complete and not sent.refused,
        "gaps": len(told.gaps),
        "refused": told.summary["refused"],
        "findings": {"open": sent.open, "closed": sent.closed, "refused": len(sent.refused)},
    }


def metric(stack: str, told: Told, now: datetime) -> dict[str, Any]:
    """A line of the embedded metric format, by which CloudWatch counts the run without a call.

    Source: CloudWatch user guide, "Specification: Embedded metric format".
    """
    values = {
        "RunCompleted": 1,
        "PromisesBroken": int(told.summary["refused"]),
        "ItemsIncomplete": len(told.gaps),
    }
    return {
        "_aws": {
            "Timestamp": int(now.timestamp() * 1000),
            "CloudWatchMetrics": [
                {
                    "Namespace": NAMESPACE,
                    "Dimensions": [["Stack"]],
                    "Metrics": [{"Name": name, "Unit": "Count"} for name in values],
                }
            ],
        },
        "Stack": stack,
        **values,
    }


def _send(settings: Settings, told: Told, now: datetime) -> Sent:
    hub = Hub(account=settings.account, region=settings.region, stack=settings.stack, partition=settings.partition)
    at = now.isoformat().replace("+00:00", "Z")
    return send(_client("securityhub", settings.region), hub, told.results, at, whole=told.complete)


@cache
def _client(service: str, region: str) -> Any:
    return boto3.client(service, region_name=region, config=_CONFIG)
