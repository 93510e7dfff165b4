"""One set of numbers for how much is too much, which the stage, the web ACL and the alarm share."""

from dataclasses import dataclass, field

from components.edge.rules import RateLimit

_MOST_REQUESTS = 10_000
_MOST_BURST = 5_000


@dataclass(frozen=True, kw_only=True)
class Throttle:
    """How many requests an API takes: of everybody, and of one address.

    ``requests_per_second`` and ``burst`` are of all clients together (API Gateway's token bucket; an account has
    10,000 and 5,000 in a region by default). ``address`` is what the web ACL lets one address send. Raises ValueError
    for numbers beyond those, and where one address could use up what everybody has.
    """

    requests_per_second: int = 100
    burst: int = 200
    address: RateLimit = field(default_factory=RateLimit)

    def __post_init__(self) -> None:
        if not 1 <= self.requests_per_second <= _MOST_REQUESTS:
            raise ValueError(
                f"requests_per_second is {self.requests_per_second}, an account has 1 to {_MOST_REQUESTS}: give one"
                " of those"
            )
        if not 1 <= self.burst <= _MOST_BURST:
            raise ValueError(f"burst is {self.burst}, an account has 1 to {_MOST_BURST}: give one of those")
        if self.address.requests > self.requests_per_second * self.address.window_seconds:
            raise ValueError(
                f"address lets one client send {self.address.requests} requests in {self.address.window_seconds}"
                f" seconds, more than all have at {self.requests_per_second} a second: lower it, or raise the other"
            )

    @property
    def worth_an_alarm(self) -> int:
        """Refused requests in the address's window that somebody should look at: one address's whole allowance."""
        return self.address.requests

    @property
    def window_seconds(self) -> int:
        """The window that ``worth_an_alarm`` counts in."""
        return self.address.window_seconds
