"""What the pack adds to a preview under the real engine, against no pack and against a pack of one rule.

`python -m tests.bench.engine` measures this alone. Where it stands in turn with other work, the least of several runs
tells more than their mean: other work only ever adds.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.engine.conftest import Engine, make_engine

_STACK: Final = "dev"
_RUNS: Final = 4
_ONE_RULE: Final = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

def validate(args, report):
    if args.resource_type == "aws:ec2/defaultVpc:DefaultVpc":
        report("no default VPC")

PolicyPack(name="one", policies=[ResourceValidationPolicy(
    name="one", description="one", validate=validate, enforcement_level=EnforcementLevel.MANDATORY)])
"""


def under_the_engine(write: Callable[[str], object]) -> None:
    """Measures the preview of a stack of 500 resources, or says why not."""
    if shutil.which("pulumi") is None:
        write("under the engine                    not measured: the pulumi CLI is not on PATH\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(Path(folder))
        one = engine.root / "one"
        one.mkdir()
        (one / "__main__.py").write_text(_ONE_RULE, encoding="utf-8")
        shutil.copy(engine.root / "policies" / "PulumiPolicy.yaml", one / "PulumiPolicy.yaml")
        engine.run("stack", "select", "--create", "--stack", _STACK)
        resources = len(engine.preview(_STACK).urns)
        packs: dict[str, tuple[str, ...]] = {
            "without a pack": (),
            "a pack of one rule": ("--policy-pack", "one"),
            "the pack": ("--policy-pack", "policies"),
        }
        taken: dict[str, list[float]] = {name: [] for name in packs}
        for _ in range(_RUNS):
            # In turn, so that other work on the machine falls on all alike.
            for name, arguments in packs.items():
                taken[name].append(_seconds(engine, arguments))
    alone = min(taken["without a pack"])
    for name, seconds in taken.items():
        write(
            f"preview of {resources} resources, {name:18} {min(seconds):6.2f} s   {min(seconds) - alone:+.2f} s, "
            f"{min(seconds) / alone:.2f} times{' (at most +2.0 s)' if name == 'the pack' else ''}\n"
        )


def _seconds(engine: Engine, arguments: tuple[str, ...]) -> float:
    started = time.perf_counter()
    ran = engine.run("preview", "--stack", _STACK, *arguments)
    if ran.code != 0:
        raise RuntimeError(ran.output)
    return time.perf_counter() - started


if __name__ == "__main__":
    under_the_engine(sys.stdout.write)
