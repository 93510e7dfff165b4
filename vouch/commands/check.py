"""``vouch check``: builds or reads what is to be judged, judges it, and says what it found."""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from guardrails.claims import claims_of
from guardrails.controls import CONTROLS
from guardrails.graph import Graph
from guardrails.judge import RuleBook
from guardrails.profiles import BaselineError, Profile, profile, profile_for
from guardrails.rules import book
from guardrails.verdicts import Severity, Verdict
from vouch import __version__
from vouch.check import Checked, check
from vouch.errors import CannotJudgeError
from vouch.promises import claims
from vouch.provided import provides
from vouch.report import json as report_json
from vouch.report.files import check_target, write
from vouch.report.model import Report, Subject, Tool
from vouch.report.stdout import put
from vouch.suggest import suggestion

if TYPE_CHECKING:
    from rich.console import Console

FORMATS: Final = ("table", "json")


@dataclass(frozen=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    stack: str | None = None
    config_file: Path | None = None
    program: str | None = None
    states: tuple[str, ...] = ()
    profile: str | None = None
    format: str = "table"
    outputs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    answers: Path | None = None
    everything: bool = False
    severity: str = Severity.INFO.value


@dataclass(frozen=True)
class _Found:
    subject: Subject
    project: str
    graph: Graph


@dataclass(frozen=True)
class _Output:
    format: str
    path: Path


def run(request: Request, *, started: float) -> tuple[int, list[str]]:
    """Judges everything that was asked for. Returns the exit code (0, 1 or 2) and the sentences for stderr.

    ``started`` is the monotonic time at which the command began. Several subjects are judged even where one of them
    cannot be. Raises CannotJudgeError where nothing can be judged at all.
    """
    _check_usage(request)
    outputs = _outputs(request)
    rules = _rules(request)
    asked = _profile(request.profile)
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
        checked.append(_judge(found, rules, asked, request, started))
        # The clock of each further subject is its own.
        started = time.monotonic()
    sentences.extend(_raised(each) for each in checked if each.raised)
    if checked:
        _report(checked, request.format, outputs, Severity(request.severity))
    if sentences:
        return 2, sentences
    return int(any(each.refused for each in checked)), []


def _judge(found: _Found, rules: RuleBook, asked: Profile | None, request: Request, started: float) -> Checked:
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
    )


def _raised(checked: Checked) -> str:
    first = next(result for result in checked.run.results if result.verdict is Verdict.ERROR)
    if len(checked.raised) == 1:
        return f"{first.message}: this is an error of the rule, report it"
    return f"{len(checked.raised)} rules raised ({', '.join(checked.raised)}), the first of them: {first.message}"


def _check_usage(request: Request) -> None:
    states = (("--state", each) for each in request.states)
    for option, value in (("--stack", request.stack), ("--program", request.program), *states):
        # A script whose variable is not set must not judge something else than it meant.
        if value is not None and not value.strip():
            raise CannotJudgeError(f"{option} is empty: name one, or leave it out")
    if request.program is not None and request.states:
        raise CannotJudgeError("--program and --state cannot be judged in one run: give one of them")
    if request.states and request.stack is not None:
        raise CannotJudgeError("--stack names the stack of a program: a state names its own, leave it out")
    if request.states and request.config_file is not None:
        raise CannotJudgeError("--config-file is for programs: a state has its configuration in it, leave it out")
    if request.states and request.answers is not None:
        raise CannotJudgeError("--answers are for programs: a state looks nothing up, leave it out")
    if request.states.count("-") > 1:
        raise CannotJudgeError("stdin holds one state: give - once")
    _check_format(request.format, "--format")
    if request.severity not in list(Severity):
        raise CannotJudgeError(f"--severity {request.severity!r} is not known: use {', '.join(Severity)}")


def _check_format(name: str, where: str) -> None:
    if name not in FORMATS:
        raise CannotJudgeError(f"{where} {name!r} is not known: use {' or '.join(FORMATS)}")


def _outputs(request: Request) -> tuple[_Output, ...]:
    """Where reports go, checked before anything is judged: a run is long, and its reports are written together."""
    outputs = tuple(_output(each) for each in request.outputs)
    read = {Path(state).resolve() for state in request.states}
    written: set[Path] = set()
    for output in outputs:
        path = output.path.resolve()
        if path in written:
            raise CannotJudgeError(f"--output names {output.path} twice: give each report a file of its own")
        if path in read:
            raise CannotJudgeError(f"--output would write over the state {output.path}: name another file")
        check_target(output.path)
        written.add(path)
    return outputs


def _output(stated: str) -> _Output:
    format_, equals, path = stated.partition("=")
    if not equals or not path:
        raise CannotJudgeError(f"--output {stated!r} must be FORMAT=FILE, as in json=check.json")
    _check_format(format_, "--output")
    if path == "-":
        raise CannotJudgeError(f"--output {stated!r} names no file: --format {format_} prints to stdout")
    return _Output(format_, Path(path))


def _rules(request: Request) -> RuleBook:
    rules = book()
    _check_ids("rule", request.rules, [rule.id for rule in rules.rules])
    _check_ids("control", request.controls, [control.id for control in CONTROLS])
    return rules.only(request.rules, request.controls)


def _check_ids(kind: str, asked: Sequence[str], known: Sequence[str]) -> None:
    for each in asked:
        if each not in known:
            listed = f"`vouch {kind}s` lists them all"
            raise CannotJudgeError(f"there is no {kind} {each!r}{suggestion(each, known, listed)}")


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

        chosen = choose(self.directory, self.stack, self.config_file, self.answers)
        project, recording = chosen.project, chosen.recording
        if recording.transforms:
            _note(
                f"the program registers {recording.transforms} transforms, which only the engine runs: "
                "what they change is not judged here"
            )
        return _Found(
            Subject(kind="program", path=str(project.directory), stack=chosen.stack), project.name, recording.graph()
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


def _report(checked: Sequence[Checked], format_: str, outputs: Sequence[_Output], least: Severity) -> None:
    report = Report(tool=Tool(version=__version__), runs=tuple(each.run for each in checked))
    for output in outputs:
        write(output.path, report_json.render(report) if output.format == "json" else _table(checked, least))
    if format_ == "json":
        put(report_json.render(report))
    else:
        from vouch.report.console import printing  # noqa: PLC0415  JSON must not wait for it

        with printing() as console:
            _print(console, checked, least)


def _table(checked: Sequence[Checked], least: Severity) -> str:
    from vouch.report.console import text, without_trailing_spaces  # noqa: PLC0415  as above

    console, buffer = text()
    _print(console, checked, least)
    return without_trailing_spaces(buffer.getvalue())


def _print(console: "Console", checked: Sequence[Checked], least: Severity) -> None:
    from vouch.report import table  # noqa: PLC0415  as above

    for number, each in enumerate(checked):
        if number:
            console.print()
        table.show(console, each, controls=_promised(), claims=len(claims()), least=least)


def _promised() -> int:
    """How many controls the claims ask for; ``base.<area>`` is good practice beyond them."""
    return sum(not control.id.startswith("base.") for control in CONTROLS)
