"""What a verification costs: the seeded account behind a moto server, in all and check by check.

`python -m tests.bench.verify` measures this alone. The server answers one call at a time, as AWS does not, so that the
wall time says more of the number of calls than of the account's region.
"""

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from moto import mock_aws
from moto.server import ThreadedMotoServer

from guardrails.profiles import profile
from tests.support.compliant import seed
from verification.accounts import Asked, targets
from verification.checks import CHECKS
from verification.live import Parameters, Reader
from verification.runner import Run, Target, ask, jobs

_REGION: Final = "eu-west-1"
_SHOWN: Final = 10
_ENVIRONMENT: Final[Mapping[str, str]] = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": _REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}


class _Counting:
    """Reads for one account, and counts what the checks asked for before anything was shared."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.wanted = 0

    @property
    def asked(self) -> int:
        return self._reader.asked

    def read(self, call: Any, region: str, parameters: Parameters) -> Mapping[str, Any] | None:
        self.wanted += 1
        return self._reader.read(call, region, parameters)


def verification(write: Callable[[str], object]) -> None:
    """Measures `vouch verify` without its start, and prints the dearest checks."""
    with _server():
        (target,) = targets(Asked(regions=(_REGION,)))
        counting = _Counting(target.reader)
        counted = _with(target, counting)
        began = time.perf_counter()
        run = Run(jobs(CHECKS, [counted]), profile("none"), regions=(_REGION,))
        answers = [each for _, found in run.results() for each in found]
        took = time.perf_counter() - began
        write(f"verify, {len(CHECKS)} checks              {took:6.1f} s, {len(answers)} answers\n")
        write(f"calls                               {counting.asked:6d} went out, {counting.wanted} were asked for\n")
        for seconds, id_ in _one_by_one()[:_SHOWN]:
            write(f"  {id_:48} {seconds * 1000:7.0f} ms, the calls that nobody made before it included\n")


def _one_by_one() -> list[tuple[float, str]]:
    """What each check adds to one run, the dearest first: the calls that it makes first are its own."""
    costs: list[tuple[float, str]] = []
    (target,) = targets(Asked(regions=(_REGION,)))
    for job in jobs(CHECKS, [target]):
        began = time.perf_counter()
        ask(job, profile("none"), now=_now(), accounts=frozenset({target.account}), regions=(_REGION,))
        costs.append((time.perf_counter() - began, job.check.id))
    return sorted(costs, reverse=True)


def _with(target: Target, reader: Reader) -> Target:
    return Target(
        account=target.account,
        region=target.region,
        partition=target.partition,
        reader=reader,
        home=target.home,
        management=target.management,
    )


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _server() -> Iterator[None]:
    """A moto server with the compliant account in it, named by AWS_ENDPOINT_URL."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    kept = dict(os.environ)
    server.start()
    try:
        host, port = server.get_host_and_port()
        os.environ.update(_ENVIRONMENT)
        # In this process, which shares its memory with the server: S3 Control has no path of its own on one.
        with mock_aws():
            seed()
        os.environ["AWS_ENDPOINT_URL"] = f"http://{host}:{port}"
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)
        server.stop()


if __name__ == "__main__":
    verification(sys.stdout.write)
