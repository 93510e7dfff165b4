"""What ``vouch check`` was asked for, and whether that can be asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from guardrails.verdicts import Severity
from vouch.errors import CannotJudgeError
from vouch.report.files import check_target
from vouch.report.formats import FORMATS

BASELINE: Final = "baseline"


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
    frameworks: tuple[str, ...] = ()
    exemptions: Path | None = None
    baseline: Path | None = None
    soft_fail: bool = False
    answers: Path | None = None
    everything: bool = False
    severity: str = Severity.INFO.value


@dataclass(frozen=True)
class Output:
    """A file that a report goes to."""

    format: str
    path: Path

    @property
    def is_baseline(self) -> bool:
        """Whether it is no report, but what the next run may know."""
        return self.format == BASELINE


def check_usage(request: Request) -> None:
    """Raises CannotJudgeError where options are empty, unknown, or contradict one another."""
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


def _check_format(name: str, where: str, formats: Sequence[str] = FORMATS) -> None:
    if name not in formats:
        listed = f"{', '.join(formats[:-1])} or {formats[-1]}"
        raise CannotJudgeError(f"{where} {name!r} is not known: use {listed}")


def outputs_of(request: Request) -> tuple[Output, ...]:
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
        if path in _also_read(request, output):
            raise CannotJudgeError(f"--output would write over {output.path}, which is read: name another file")
        check_target(output.path)
        written.add(path)
    return outputs


def _also_read(request: Request, output: Output) -> Iterator[Path]:
    """What else a run reads; a baseline may be written over the one before, which is read first."""
    if request.exemptions is not None:
        yield request.exemptions.resolve()
    if request.baseline is not None and not output.is_baseline:
        yield request.baseline.resolve()


def _output(stated: str) -> Output:
    format_, equals, path = stated.partition("=")
    if not equals or not path:
        raise CannotJudgeError(f"--output {stated!r} must be FORMAT=FILE, as in json=check.json")
    _check_format(format_, "--output", (*FORMATS, BASELINE))
    if path == "-":
        instead = "name one" if format_ == BASELINE else f"--format {format_} prints to stdout"
        raise CannotJudgeError(f"--output {stated!r} names no file: {instead}")
    return Output(format_, Path(path))
