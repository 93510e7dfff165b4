"""`make bench`: how long people wait, as ratios against what they would wait for anyway."""

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import vouch.cli
from guardrails.judge import judge
from guardrails.profiles import profile
from guardrails.rules import book
from tests.support.examples import to_wire
from tests.support.prod import ROOT, record_stack
from vouch.states import read_state

_RUNS = 5
_SIZES = (100, 1_000, 10_000)


def _seconds(run: Callable[[], object], times: int = _RUNS) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _process(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)


def _state(size: int) -> str:
    """A state of ``size`` resources: the prod stack over and over, each copy with names of its own."""
    resources = [each for each in record_stack("prod").resources if each.custom]
    listed: list[dict[str, Any]] = []
    while len(listed) < size:
        copy = len(listed) // len(resources)
        for each in resources[: size - len(listed)]:
            text = json.dumps(
                {
                    "urn": each.urn,
                    "custom": True,
                    "type": each.token,
                    "id": f"vouch-prod-{each.name}-id",
                    "inputs": to_wire(each.properties),
                    "outputs": to_wire(each.properties),
                    "parent": each.parent,
                    "provider": each.provider,
                    "protect": each.options.protect,
                    "dependencies": list(each.dependencies),
                    "propertyDependencies": {key: list(urns) for key, urns in each.property_dependencies.items()},
                }
            )
            text = text.replace("urn:pulumi:prod::vouch::", f"urn:pulumi:prod::vouch::c{copy}$")
            listed.append(json.loads(text.replace("vouch-prod", f"vouch-c{copy}")))
    return json.dumps({"version": 3, "deployment": {"resources": listed}})


def _judged(path: Path) -> tuple[float, float, float]:
    """Seconds to read and to judge a state, and MiB at the peak."""
    rules, bar = book(), profile("none")
    started = time.perf_counter()
    graph = read_state(str(path)).graph
    read = time.perf_counter() - started
    judged = _seconds(lambda: judge(graph, rules, bar), times=3)
    tracemalloc.start()
    judge(read_state(str(path)).graph, rules, bar)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return read, judged, peak


def main() -> None:
    """Prints the measurements."""
    # As the command does at its start.
    gc.set_threshold(*vouch.cli._COLLECT)
    write = sys.stdout.write
    alone = _seconds(_process("-m", "tests.bench.program_alone"))
    check = _seconds(_process("-m", "vouch", "check", "--stack", "prod"))
    write(f"program alone under stock mocks     {alone:6.2f} s\n")
    write(f"vouch check --stack prod            {check:6.2f} s   {check / alone:.2f} times the program (at most 1.5)\n")
    judged: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in _SIZES:
            path = Path(folder, f"{size}.json")
            path.write_text(_state(size), encoding="utf-8")
            read, seconds, peak = _judged(path)
            judged[size] = read + seconds
            write(
                f"state of {size:6} resources: read {read:6.3f} s, judge {seconds:6.3f} s, "
                f"{seconds / size * 1000:.3f} ms a resource (at most 1), {peak:.0f} MiB\n"
            )
    write(f"10,000 resources against 1,000      {judged[10_000] / judged[1_000]:6.1f} times (at most 11)\n")


if __name__ == "__main__":
    main()
