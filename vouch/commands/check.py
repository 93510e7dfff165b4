"""``vouch check``: builds or reads what is to be judged, judges it, and says what it found."""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from guardrails import exempting
from guardrails.claims import claims_of
from guardrails.controls import CONTROLS
from guardrails.graph import Graph
from guardrails.judge import RuleBook
from guardrails.profiles import BaselineError, Profile, profile, profile_for
from guardrails.rules import book
from guardrails.verdicts import Severity, Verdict
from vouch import __version__, baseline
from vouch.allowances import Allowances
from vouch.check import Checked, check
from vouch.chosen_rules import check_manifest, chosen
from vouch.commands.check_request import Output, Request, check_usage, outputs_of
from vouch.errors import CannotJudgeError
from vouch.exemptions import read_exemptions
from vouch.promises import claims
from vouch.provided import provides
from vouch.report.files import write
from vouch.report.formats import SARIF_RUNS, Findings, render, show
from vouch.report.model import Report, Subject, Tool


@dataclass(frozen=True)
class _Found:
    subject: Subject
    project: str
    graph: Graph
    directory: Path | None = None


def run(request: Request, *, started: float) -> tuple[int, list[str]]:
    """Judges everything that was asked for. Returns the exit code (0, 1 or 2) and the sentences for stderr.

    ``started`` is the monotonic time at which the command began. Several subjects are judged even where one of them
    cannot be. Raises CannotJudgeError where nothing can be judged at all.
    """
    check_usage(request)
    outputs = outputs_of(request)
    everyone = book()
    check_manifest(everyone)
    rules = chosen(everyone, CONTROLS, rules=request.rules, controls=request.controls, frameworks=request.frameworks)
    asked = _profile(request.profile)
    allowances = _allowances(request, everyone, rules)
    sentences: list[str] = []
    checked: list[Checked] = []
    for find in _subjects(request):
        try:
            found = find.find()
        except CannotJudgeError as cause:
            if len(request.states) < 2:
                raise
            sentences.append(str(cause))
            continue
        checked.append(_judge(found, rules, asked, allowances, request, started))
        # The clock of each further subject is its own.
        started = time.monotonic()
    sentences.extend(_raised(each) for each in checked if each.raised)
    if sentences:
        # What was not judged would be missing from a baseline, and refuse when it is.
        unwritten = [each.path for each in outputs if each.is_baseline]
        outputs = tuple(each for each in outputs if not each.is_baseline)
        sentences.extend(f"{path} was not written: a baseline holds a whole run" for path in unwritten)
    if checked:
        _report(checked, rules, request.format, outputs, Severity(request.severity))
    if sentences:
        return 2, sentences
    return int(any(each.refused for each in checked) and not request.soft_fail), []


def _allowances(request: Request, everyone: RuleBook, rules: RuleBook) -> Allowances:
    known, now = everyone.infos.keys(), today()
    given = request.exemptions
    return Allowances(
        known_rules=known,
        asked_rules=None if rules is everyone else frozenset(rule.id for rule in rules.rules),
        today=now,
        given=read_exemptions(given, None, rules=known, today=now) if given else None,
        baseline=baseline.read_baseline(request.baseline) if request.baseline else None,
        own_bar=request.profile is None,
    )


def today() -> date:
    """The day on which exemptions must still count, the same wherever the run is."""
    return datetime.now(UTC).date()


def _judge(
    found: _Found,
    rules: RuleBook,
    asked: Profile | None,
    allowances: Allowances,
    request: Request,
    started: float,
) -> Checked:
    try:
        bar = asked or profile_for(found.project, found.subject.stack)
    except BaselineError as cause:
        raise CannotJudgeError(str(cause)) from cause
    return check(
        found.subject,
        found.graph,
        rules,
        bar,
        claims_of=claims_of,
        provides=provides(),
        seconds=lambda: time.monotonic() - started,
        everything=request.everything,
        project=found.project,
        allowing=allowances.of(found.project, found.subject.stack, found.directory),
        soft_fail=request.soft_fail,
    )


def _raised(checked: Checked) -> str:
    first = next(result for result in checked.run.results if result.verdict is Verdict.ERROR)
    if len(checked.raised) == 1:
        return f"{first.message}: this is an error of the rule, report it"
    return f"{len(checked.raised)} rules raised ({', '.join(checked.raised)}), the first of them: {first.message}"


def _profile(name: str | None) -> Profile | None:
    if name is None:
        return None
    try:
        return profile(name)
    except BaselineError as cause:
        raise CannotJudgeError(str(cause)) from cause


@dataclass(frozen=True)
class _State:
    path: str

    def find(self) -> _Found:
        from vouch.states import read_state  # noqa: PLC0415  only what is asked for is loaded

        state = read_state(self.path)
        return _Found(Subject(kind="state", path=self.path, stack=state.stack), state.project, state.graph)


@dataclass(frozen=True)
class _Program:
    directory: Path | None
    stack: str | None
    config_file: Path | None
    answers: Path | None

    def find(self) -> _Found:
        from vouch.preview.chosen import choose  # noqa: PLC0415  as above

        picked = choose(self.directory, self.stack, self.config_file, self.answers)
        project, recording = picked.project, picked.recording
        if recording.transforms:
            _note(
                f"the program registers {recording.transforms} transforms, which only the engine runs: "
                "what they change is not judged here"
            )
        if recording.remote:
            _note(
                f"what {', '.join(recording.remote)} is made of only a real preview knows: run `pulumi preview` with "
                "the policy pack, or judge the stack's state"
            )
        return _Found(
            Subject(kind="program", path=str(project.directory), stack=picked.stack),
            project.name,
            recording.graph(),
            project.directory,
        )


def _note(sentence: str) -> None:
    # On stderr, so that a report on stdout stays one document.
    sys.stderr.write(f"vouch: note: {sentence}\n")


def _subjects(request: Request) -> Iterator[_State | _Program]:
    if not request.states:
        program = Path(request.program) if request.program is not None else None
        yield _Program(program, request.stack, request.config_file, request.answers)
    for path in request.states:
        yield _State(path)


def _report(
    checked: Sequence[Checked], rules: RuleBook, format_: str, outputs: Sequence[Output], least: Severity
) -> None:
    findings = Findings(
        report=Report(
            tool=Tool(version=__version__),
            rules={rule.id: rules.info(rule).severity for rule in rules.rules},
            runs=tuple(each.run for each in checked),
        ),
        checked=checked,
        infos={**rules.infos, **{info.id: info for info in (*exempting.RULES, baseline.MENDED)}},
        controls=_promised(),
        claims=len(claims()),
        least=least,
    )
    for output in outputs:
        write(output.path, baseline.render(checked) if output.is_baseline else render(findings, output.format))
    show(findings, format_)
    if len(checked) > SARIF_RUNS and "sarif" in (format_, *(output.format for output in outputs)):
        _note(f"GitHub takes no SARIF file of more than {SARIF_RUNS} runs, this one has {len(checked)}: judge in parts")


def _promised() -> int:
    """How many controls the claims ask for; ``base.<area>`` is good practice beyond them."""
    return sum(not control.id.startswith("base.") for control in CONTROLS)
