"""Asking every check of an account that moto plays."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from guardrails.profiles import profile
from tests.support.compliant.model import ACCOUNT, REGION, client
from verification.answers import Answer
from verification.calls import Call
from verification.checks import CHECKS
from verification.live import Reader
from verification.reader import Inventory
from verification.runner import Job, Result, Target, ask

Parameters = Mapping[str, Any]
# moto has a thousand public images and their snapshots; no violation touches one.
_SLOW = frozenset(f"ec2.describe_{each}" for each in ("images", "snapshots", "image_attribute", "snapshot_attribute"))


class Changed:
    """Reads some services anew, and of the others what another reader knows: one change asks few calls again."""

    def __init__(self, known: Reader, services: Collection[str]) -> None:
        self._known = known
        self._services = services
        self._fresh = Inventory(client)

    @property
    def asked(self) -> int:
        """How many calls went to moto."""
        return self._fresh.asked

    def read(self, call: Call, region: str, parameters: Parameters) -> Mapping[str, Any] | None:
        """See ``verification.live.Reader``."""
        fresh = call.service in self._services and call.id not in _SLOW
        reader = self._fresh if fresh else self._known
        return reader.read(call, region, parameters)


def ask_all(reader: Reader) -> list[Result]:
    """Every answer of every check, by the bar of prod."""
    target = Target(account=ACCOUNT, region=REGION, partition="aws", reader=reader, home=True, management=True)
    now = datetime.now(UTC)
    return [
        result
        for check in CHECKS
        for result in ask(
            Job(check=check, target=target),
            profile("prod"),
            now=now,
            accounts=frozenset({ACCOUNT}),
            regions=(REGION,),
        )
    ]


def worst(results: list[Result]) -> dict[str, Answer]:
    """The answer of each check: the gravest of its resources'."""
    order = (Answer.ERROR, Answer.BROKEN, Answer.NOT_PERMITTED, Answer.UNAVAILABLE, Answer.HOLDS, Answer.ABSENT)
    told: dict[str, Answer] = {}
    for each in results:
        before = told.get(each.check.id, Answer.ABSENT)
        told[each.check.id] = min(before, each.answer, key=order.index)
    return told


def broken(results: list[Result]) -> frozenset[tuple[str, str, str]]:
    """What does not hold: check, resource and message."""
    return frozenset(
        (each.check.id, each.resource or "", each.message)
        for each in results
        if each.answer is Answer.BROKEN or each.refused
    )
