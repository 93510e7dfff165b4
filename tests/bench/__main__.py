"""`make bench`: how long people wait, as ratios against what they would wait for anyway; what grows with a state."""

import gc
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import vouch.cli
from guardrails.graph import Graph
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rules import book
from tests.bench.engine import under_the_engine
from tests.bench.states import KINDS, estate, of_kind
from tests.bench.verify import verification
from tests.support.prod import ROOT
from vouch.states import read_state

_RUNS = 5
_SIZES = (1_000, 10_000, 30_000)
_SHOWN = 10
_BAR = profile("prod")


def _seconds(run: Callable[[], object], times: int = _RUNS) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _worked(run: Callable[[], object], times: int = 3) -> float:
    """Seconds of this process alone, the least of some runs: what else the machine does counts for nothing."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        run()
        taken.append(time.process_time() - started)
    return min(taken)


def _process(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)


def _said(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _commands() -> None:
    alone = _seconds(_process("-m", "tests.bench.program_alone"))
    check = _seconds(_process("-m", "vouch", "check", "--stack", "prod"))
    _said(f"program alone under stock mocks     {alone:6.2f} s")
    _said(f"vouch check --stack prod            {check:6.2f} s   {check / alone:.2f} times the program (at most 1.5)")


def _whole(graph: Graph) -> float:
    """Seconds to judge a graph of which nothing is known yet."""
    return _worked(lambda: judge(Graph(graph.resources, region="eu-west-1"), book(), _BAR))


def _state(path: Path, size: int) -> tuple[float, Graph]:
    """Prints what one state takes; gives the seconds to read and to judge it, and its graph."""
    read = _worked(lambda: read_state(str(path)))
    graph = read_state(str(path)).graph
    judged = _whole(graph)
    tracemalloc.start()
    results = judge(read_state(str(path)).graph, book(), _BAR)
    kept, peak = (amount / 2**20 for amount in tracemalloc.get_traced_memory())
    tracemalloc.stop()
    _said(
        f"state of {size:6} resources: read {read:6.3f} s, judge {judged:6.3f} s, "
        f"{judged / size * 1000:.3f} ms a resource (at most 1), {len(results)} results, "
        f"{kept / size * 1000:.1f} MiB a thousand (at the peak {peak / size * 1000:.1f})"
    )
    return read + judged, graph


def _by_rule(graph: Graph) -> dict[str, float]:
    """Seconds that each rule takes. What several rules derive from the graph counts for the first."""
    rules = book()
    fresh = Graph(graph.resources, region="eu-west-1")
    fresh.called("")
    taken = {}
    for rule in rules.rules:
        alone = RuleBook((rule,), rules.infos)
        started = time.process_time()
        judge(fresh, alone, _BAR)
        taken[rule.id] = time.process_time() - started
    return taken


def _slowest(small: Graph, large: Graph) -> None:
    first, second = _by_rule(small), _by_rule(large)
    for rule in sorted(second, key=lambda rule: second[rule], reverse=True)[:_SHOWN]:
        _said(f"  {rule:44} {second[rule] * 1000:7.1f} ms of 10,000, {second[rule] / first[rule]:5.1f} times 1,000")


def main() -> None:
    """Prints the measurements."""
    # As the command does at its start.
    gc.set_threshold(*vouch.cli._COLLECT)
    _commands()
    taken: dict[int, tuple[float, Graph]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in _SIZES:
            path = Path(folder, f"{size}.json")
            path.write_text(estate(size), encoding="utf-8")
            taken[size] = _state(path, size)
    small, large, largest = (taken[size] for size in _SIZES)
    _said(f"10,000 resources against 1,000      {large[0] / small[0]:6.1f} times (at most 11)")
    _said(f"30,000 resources against 10,000     {largest[0] / large[0]:6.1f} times (at most 3.3)")
    for kind in KINDS:
        half, whole = (_whole(of_kind(kind, size)) for size in (2_500, 5_000))
        _said(f"5,000 {kind:32} {whole:6.3f} s, {whole / half:.1f} times 2,500 (at most 2.2)")
    _said("the ten slowest rules:")
    _slowest(small[1], large[1])
    under_the_engine(sys.stdout.write)
    verification(sys.stdout.write)


if __name__ == "__main__":
    main()
