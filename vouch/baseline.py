"""Baselines: what was wrong with a stack before Vouch judged it, by URN and rule, so that only new findings refuse.

A baseline is for a team that adopts the rules on an old stack. It only ever shrinks: what is mended must leave the
file. It knows failed and undetermined results, whatever their severity; never a rule that raised, nor anything about
exemptions. One file may hold many stacks.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from guardrails import exempting
from guardrails.controls.model import RuleInfo
from guardrails.judge import Result as Judged
from guardrails.verdicts import Severity, Verdict
from vouch.check import Checked
from vouch.errors import CannotJudgeError
from vouch.yaml12 import read

MENDED: Final = RuleInfo(
    id="baseline-mended",
    control="base.governance",
    title="What is mended leaves the baseline",
    severity=Severity.MEDIUM,
    fix="Remove the entry from the baseline, or write the file anew with --output baseline=FILE",
)
_OPEN: Final = frozenset({Verdict.FAILED, Verdict.UNDETERMINED})
_OURS: Final = frozenset({MENDED.id, *(info.id for info in exempting.RULES)})
_WHAT: Final = "the baseline"
_ANEW: Final = "write it anew with --output baseline=FILE"


class Finding(BaseModel):
    """One known finding: a rule on a resource, or, with ``urn`` None, on the stack (``project/stack``)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    stack: str
    urn: str | None
    rule: str


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    version: Literal[1]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is known, of every stack in the file."""

    findings: frozenset[Finding] = frozenset()

    def apply(self, results: Iterable[Judged], *, stack: str, rules: Collection[str] | None) -> list[Judged]:
        """The results of a stack (``project/stack``): known ones refuse nothing, and entries without one refuse.

        ``rules`` are the ids that judged where only some were asked for, and None where all did.
        """
        expected = {(each.urn, each.rule) for each in self.findings if each.stack == stack}
        if rules is not None:
            expected = {each for each in expected if each[1] in rules}
        if not expected:
            return list(results)
        applied: list[Judged] = []
        met: set[tuple[str | None, str]] = set()
        raised: set[str] = set()
        for result in results:
            key = (result.resource.urn if result.resource else None, result.info.id)
            if result.verdict is Verdict.ERROR:
                raised.add(result.info.id)
            elif result.verdict in _OPEN and key in expected and result.info.id not in _OURS:
                met.add(key)
                applied.append(replace(result, known=True, refused=False))
                continue
            applied.append(result)
        mended = sorted((rule, urn or "") for urn, rule in expected - met if rule not in raised)
        return [*applied, *(_mended(rule, urn) for rule, urn in mended)]


def qualified(project: str, stack: str) -> str:
    """How a baseline names a stack; one named with its organisation is the same stack."""
    return f"{project}/{stack.rpartition('/')[2]}"


def read_baseline(path: Path) -> Baseline:
    """Reads a baseline. Raises CannotJudgeError, with the place, where it is missing or malformed."""
    text = read(path, _WHAT)
    try:
        stated = _File.model_validate_json(text)
    except ValidationError as cause:
        first = cause.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        said = f"{where}: {first['msg']}" if where else first["msg"]
        raise CannotJudgeError(f"{_WHAT} {path} cannot be read, {said}: {_ANEW}") from cause
    for number, each in enumerate(stated.findings):
        if each.rule in _OURS:
            raise CannotJudgeError(f"{_WHAT} {path} has {each.rule} at findings.{number}, which none may know: mend it")
    if len(set(stated.findings)) != len(stated.findings):
        raise CannotJudgeError(f"{_WHAT} {path} has an entry twice: {_ANEW}")
    return Baseline(frozenset(stated.findings))


def render(checked: Iterable[Checked]) -> str:
    """The failed and undetermined results of runs as a baseline: JSON, sorted, a finding a line, each once."""
    findings = {
        (qualified(each.project, each.run.subject.stack), result.urn or "", result.rule)
        for each in checked
        for result in each.run.results
        if result.verdict in _OPEN and result.rule not in _OURS
    }
    rows = ",\n".join(
        f"    {json.dumps({'stack': stack, 'urn': urn or None, 'rule': rule})}" for stack, urn, rule in sorted(findings)
    )
    return f'{{\n  "version": 1,\n  "findings": [{rows and chr(10) + rows + chr(10) + "  "}]\n}}\n'


def _mended(rule: str, urn: str) -> Judged:
    return Judged(
        MENDED, Verdict.FAILED, None, message=f"{rule} on {urn or 'the stack'} is mended, or gone", refused=True
    )
