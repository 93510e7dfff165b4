"""What a check sees of an account: one region of it, the calls it may make, and the time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from verification.calls import Call

Parameters = Mapping[str, Any]
_NONE: Parameters = {}


class Reader(Protocol):
    """Reads each call once for each account, region and set of parameters, however many checks ask."""

    @property
    def asked(self) -> int:
        """How many calls went to AWS."""
        ...

    def read(self, call: Call, region: str, parameters: Parameters) -> Mapping[str, Any] | None:
        """The whole answer, all pages in one; None where the error says that there is none.

        Raises Unanswered where the account told nothing.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """One account in one region, at one time. ``accounts`` are those that belong to the same owner."""

    account: str
    region: str
    partition: str
    now: datetime
    reader: Reader
    calls: tuple[Call, ...]
    accounts: frozenset[str]
    regions: tuple[str, ...]
    used: set[str]

    def one(self, call: Call, parameters: Parameters = _NONE) -> Mapping[str, Any] | None:
        """The answer of a call, or None where there is no such thing. Raises Unanswered where it told nothing."""
        if call not in self.calls:
            raise LookupError(f"{call.id} is not among the calls that the check states")
        self.used.add(call.id)
        return self.reader.read(call, call.region or self.region, parameters)

    def items(self, call: Call, parameters: Parameters = _NONE) -> list[Any]:
        """What the call's ``key`` lists, over all pages; empty where there is nothing. Raises as ``one`` does."""
        answer: Any = self.one(call, parameters)
        for part in (call.key or "").split("."):
            answer = (answer or {}).get(part)
        return list(answer or ())

    def arn(self, service: str, resource: str, *, region: str | None = None, account: str | None = None) -> str:
        """The ARN of something that the API names without one; ``region`` or ``account`` "" where ARNs have none."""
        region = self.region if region is None else region
        account = self.account if account is None else account
        return f"arn:{self.partition}:{service}:{region}:{account}:{resource}"
