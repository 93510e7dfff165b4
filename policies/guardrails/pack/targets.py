"""Targeted runs: what ``--target`` leaves out comes without its properties, so that nothing can be said of it.

The engine does not tell a pack what is targeted. It does ask about what is not, and a new resource comes empty then
(pkg/resource/deploy/step_generator.go). No whole program declares a resource of a type that requires inputs without
any, so one such resource shows a targeted run. ``required_inputs.txt`` lists these types, as the SDK states them.
"""

from functools import cache
from pathlib import Path
from typing import Final

from guardrails.controls.model import RuleInfo
from guardrails.graph import Resource
from guardrails.judge import Result
from guardrails.verdicts import Severity, Verdict

REQUIRED_INPUTS: Final = Path(__file__).with_name("required_inputs.txt")
WHOLE_STACK: Final = RuleInfo(
    id="stack-judged-whole",
    control="base.governance",
    title="A stack is judged as a whole",
    severity=Severity.CRITICAL,
    fix="Run it without --target and --exclude",
)
"""The record of what refuses a targeted run; it is in no rule book, and nothing can be exempt from it."""


def is_left_out(resource: Resource) -> bool:
    """Whether a resource shows that the run leaves resources out."""
    return not resource.properties and resource.token in _types()


def refused(resource: Resource) -> Result:
    """What refuses the run."""
    message = "the run leaves this resource out (--target, --exclude), so neither it nor what hangs on it can be judged"
    return Result(WHOLE_STACK, Verdict.FAILED, resource, message=message, refused=True)


@cache
def _types() -> frozenset[str]:
    return frozenset(REQUIRED_INPUTS.read_text(encoding="utf-8").split())
