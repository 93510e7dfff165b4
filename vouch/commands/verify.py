"""``vouch verify``: asks the account whether the promises hold, read-only, and writes evidence."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from guardrails.controls import CONTROLS
from guardrails.profiles import BaselineError, Profile, profile, profile_for
from verification.accounts import Asked, CannotReachError, targets
from verification.check import Check
from verification.checks import CHECKS
from verification.drift.run import to_compare
from verification.errors import CredentialsError
from verification.evidence import EvidenceError, append
from verification.records import info_of
from verification.runner import Result, Run, Target, jobs
from vouch import __version__
from vouch.attestations import ATTESTATIONS, Attestation
from vouch.attestations import read as read_attestations
from vouch.errors import CannotJudgeError
from vouch.live import csv
from vouch.live.drift import DriftFound, against
from vouch.live.evidence import record
from vouch.live.model import LiveReport, LiveResult, LiveRun, LiveSubject
from vouch.live.place import Place, place
from vouch.live.verify import exit_code, settled
from vouch.live.verify import run as report_run
from vouch.promises import claims
from vouch.report.files import check_target, write
from vouch.report.model import Tool
from vouch.report.stdout import put
from vouch.suggest import suggestion

FORMATS: Final = ("table", "json", "csv")
_EVIDENCE: Final = Path(".vouch") / "evidence"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What was asked for on the command line. ``as_of`` is the day on which attestations are read."""

    stack: str | None = None
    config_file: Path | None = None
    program: str | None = None
    asked: Asked = field(default_factory=Asked)
    controls: tuple[str, ...] = ()
    format: str = "table"
    output: Path | None = None
    evidence: Path | None = None
    write_evidence: bool = True
    as_of: str | None = None
    attestations: Path | None = None
    everything: bool = False
    against_program: bool = False


def run(request: Request) -> int:
    """Verifies and reports. Returns 0, 1, 2 or 3 as ``vouch.live.verify.exit_code`` says.

    Raises CannotJudgeError where nothing can be asked at all.
    """
    chosen = _checks(request)
    day = _day(request.as_of)
    attested = _attestations(request)
    where = (
        place(Path(request.program) if request.program else None, request.stack, request.config_file)
        if (request.stack is not None or request.program is not None or request.against_program)
        else None
    )
    bar = _profile(where)
    if request.output is not None:
        check_target(request.output)
    started = datetime.now(UTC)
    try:
        reached = targets(request.asked.within(where.regions, where.account) if where else request.asked)
        answered, partial = _answers(chosen, reached, bar)
        drift, stopped = _drift(where if request.against_program and not partial else None, reached)
    except (CannotReachError, CredentialsError) as cause:
        raise CannotJudgeError(str(cause)) from cause
    partial = partial or stopped
    results = answered if partial else settled(answered, chosen, bar)
    verified = report_run(
        _subject(where, reached),
        bar,
        results,
        attested,
        day=day,
        started=started,
        ended=datetime.now(UTC),
        checks=len(chosen),
        calls=_calls(reached),
        partial=partial,
        drift=drift.summary if drift else None,
        drifted=drift.results if drift else (),
    )
    if request.write_evidence:
        _keep(request, verified)
    _report(request, verified)
    return exit_code((verified,))


def _answers(chosen: Sequence[Check], reached: Sequence[Target], bar: Profile) -> tuple[list[Result], bool]:
    """Every answer, and whether somebody stopped the run before all had come."""
    asked = jobs(chosen, reached)
    regions = tuple(dict.fromkeys(target.region for target in reached))
    running = Run(asked, bar, regions=regions)
    results: list[Result] = []
    with _progress(len(asked)) as advance:
        try:
            for _, answers in running.results():
                results.extend(answers)
                advance(answers)
        except KeyboardInterrupt:
            running.stop()
            return results, True
    return results, False


def _drift(where: Place | None, reached: Sequence[Target]) -> tuple[DriftFound | None, bool]:
    """What the program declares and its account does not have, and whether somebody stopped the comparison."""
    if where is None:
        return None, False
    graph = where.chosen.recording.graph()
    account = where.account or reached[0].account
    with _progress(to_compare(graph)) as advance:
        return against(graph, [each for each in reached if each.account == account], advance)


class _Advance:
    """Tells a progress bar what came."""

    def __init__(self) -> None:
        self.done = 0
        self.refused = 0

    def __call__(self, answers: Sequence[Result | LiveResult]) -> None:
        self.done += 1
        self.refused += sum(each.refused for each in answers)


@contextmanager
def _progress(total: int) -> Iterator[_Advance]:
    """A bar on stderr, where somebody looks at it."""
    if not sys.stderr.isatty():
        yield _Advance()
        return
    from rich.console import Console  # noqa: PLC0415  only where somebody looks
    from rich.progress import Progress  # noqa: PLC0415  as above

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("asking", total=total)

        class _Shown(_Advance):
            def __call__(self, answers: Sequence[Result | LiveResult]) -> None:
                super().__call__(answers)
                shown.update(task, completed=self.done, description=f"asked {self.done}, {self.refused} broken")

        yield _Shown()


def _checks(request: Request) -> tuple[Check, ...]:
    known = [control.id for control in CONTROLS]
    for each in request.controls:
        if each not in known:
            raise CannotJudgeError(
                f"there is no control {each!r}{suggestion(each, known, '`vouch controls` lists them all')}"
            )
    if request.format not in FORMATS:
        raise CannotJudgeError(f"--format {request.format!r} is not known: use {', '.join(FORMATS)}")
    chosen = tuple(check for check in CHECKS if not request.controls or info_of(check).control in request.controls)
    if not chosen:
        raise CannotJudgeError(f"no check asks the account for {', '.join(request.controls)}: leave it out")
    return chosen


def _day(stated: str | None) -> date:
    if stated is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(stated)
    except ValueError as cause:
        raise CannotJudgeError(f"--as-of {stated!r} is no day: write it as 2026-11-21") from cause


def _attestations(request: Request) -> tuple[Attestation, ...]:
    path = request.attestations or ATTESTATIONS
    if request.attestations is None and not path.is_file():
        return ()
    return read_attestations(path, [claim.id for claim in claims()])


def _profile(where: Place | None) -> Profile:
    try:
        return profile("none") if where is None else profile_for(where.project, where.stack)
    except BaselineError as cause:
        raise CannotJudgeError(str(cause)) from cause


def _subject(where: Place | None, reached: Sequence[Target]) -> LiveSubject:
    return LiveSubject(
        stack=where.stack if where else "",
        accounts=tuple(dict.fromkeys(target.account for target in reached)),
        regions=tuple(dict.fromkeys(target.region for target in reached)),
    )


def _calls(reached: Sequence[Target]) -> int:
    readers = {id(target.reader): target.reader for target in reached}
    return sum(reader.asked for reader in readers.values())


def _keep(request: Request, verified: LiveRun) -> None:
    name = verified.subject.stack.replace("/", "-") or "-".join(verified.subject.accounts[:1])
    try:
        append(request.evidence or _EVIDENCE / name, record(verified))
    except EvidenceError as cause:
        raise CannotJudgeError(str(cause)) from cause


def _report(request: Request, verified: LiveRun) -> None:
    if request.output is not None:
        write(request.output, _rendered(request, verified))
    if request.format == "table":
        from vouch.live.table import show  # noqa: PLC0415  JSON must not wait for it
        from vouch.report.console import printing  # noqa: PLC0415  as above

        with printing() as console:
            show(console, verified, everything=request.everything)
    elif request.output is None:
        put(_rendered(request, verified))


def _rendered(request: Request, verified: LiveRun) -> str:
    if request.format == "csv":
        return csv.render(verified.model_dump(mode="json")["results"])
    if request.format == "table":
        from vouch.live.table import show  # noqa: PLC0415  as above
        from vouch.report.console import text, without_trailing_spaces  # noqa: PLC0415  as above

        console, buffer = text()
        show(console, verified, everything=request.everything)
        return without_trailing_spaces(buffer.getvalue())
    return LiveReport(tool=Tool(version=__version__), runs=(verified,)).model_dump_json(indent=2) + "\n"
