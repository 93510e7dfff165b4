"""The command line. Each command's module is imported when it is called, so that help and listings are quick."""

import contextlib
import gc
import io
import os
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, TextIO

import typer

from vouch import __version__, cli_engine, cli_live
from vouch.errors import CannotJudgeError
from vouch.options import (
    AnswersFile,
    BaselineFile,
    CheckFormat,
    ConfigFile,
    Controls,
    Debug,
    ExemptionsFile,
    Format,
    Frameworks,
    LeastSeverity,
    Outputs,
    ProgramFolder,
    SoftFail,
)
from vouch.text import printable

CANNOT_JUDGE: Final = 2
_INTERRUPTED: Final = 130  # what typer makes of Ctrl-C
_COLLECT: Final = (100_000, 20, 100)

app = typer.Typer(
    name="vouch",
    help="Judges AWS stacks by the promises of a security page.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # help would wait for markdown and syntax highlighting that it does not use
    context_settings={"help_option_names": ["-h", "--help"]},
)

cli_live.commands(app)
cli_engine.commands(app)


@dataclass
class _Session:
    """What one call of the command knows of itself."""

    debug: bool = False
    started: float = 0.0


_session = _Session()


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"vouch {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _vouch(
    context: typer.Context,
    debug: Debug = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    _session.debug = _session.debug or debug or version
    if context.invoked_subcommand is None:
        raise CannotJudgeError("no command was given: `vouch --help` lists them")


@app.command("check")
def _check(
    state_files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]...", help="More states, after --state.", show_default=False)
    ] = None,
    stack: Annotated[
        str | None,
        typer.Option(help="The stack to judge. Default: PULUMI_STACK, the only stack file, this project's prod."),
    ] = None,
    config_file: ConfigFile = None,
    program: ProgramFolder = None,
    state: Annotated[
        list[str] | None, typer.Option(metavar="FILE ...", help="Exports of `pulumi stack export`; - is stdin.")
    ] = None,
    profile: Annotated[str | None, typer.Option(help="The bar. Default: as baselines.yaml maps the stack.")] = None,
    format_: CheckFormat = "table",
    output: Outputs = None,
    rule: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this rule; repeatable.")] = None,
    control: Controls = None,
    framework: Frameworks = None,
    exemptions: ExemptionsFile = None,
    baseline: BaselineFile = None,
    soft_fail: SoftFail = False,
    answers: AnswersFile = None,
    severity: LeastSeverity = "info",
    everything: Annotated[bool, typer.Option("--all", help="List passed and not-applicable results too.")] = False,
    debug: Debug = False,
) -> int:
    """Judge a program or exported states: 0 nothing refused, 1 refused, 2 could not judge."""
    _session.debug = _session.debug or debug
    if state_files and not state:
        raise CannotJudgeError(f"{state_files[0]!r} is not expected here: states are given with --state FILE")
    from vouch.commands.check import run  # noqa: PLC0415  see the module's docstring
    from vouch.commands.check_request import Request  # noqa: PLC0415  as above

    code, sentences = run(
        Request(
            stack=stack,
            config_file=config_file,
            program=program,
            states=(*(state or ()), *(state_files or ())),
            profile=profile,
            format=format_,
            outputs=tuple(output or ()),
            rules=tuple(rule or ()),
            controls=tuple(control or ()),
            frameworks=tuple(framework or ()),
            exemptions=exemptions,
            baseline=baseline,
            soft_fail=soft_fail,
            answers=answers,
            everything=everything,
            severity=severity,
        ),
        started=_session.started,
    )
    for sentence in sentences:
        _say(sentence)
    return code


@app.command("difference")
def _difference(
    base: Annotated[Path, typer.Argument(metavar="BASE.json", help="The report of the base branch's pack.")],
    head: Annotated[Path, typer.Argument(metavar="HEAD.json", help="The report of the head's pack.")],
    format_: Annotated[str, typer.Option("--format", metavar="table|json|markdown", help="How to print it.")] = "table",
    debug: Debug = False,
) -> int:
    """Compare two JSON reports of the same stacks: 1 where the head lets through what the base refuses."""
    _session.debug = _session.debug or debug
    from vouch.commands.difference import run  # noqa: PLC0415  as above

    return run(base, head, format_)


@app.command("cost")
def _cost(
    stack: Annotated[
        str | None,
        typer.Option(help="The stack to price. Default: PULUMI_STACK, the only stack file, this project's prod."),
    ] = None,
    config_file: ConfigFile = None,
    program: ProgramFolder = None,
    answers: AnswersFile = None,
    format_: Format = "table",
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the JSON report to a file.")] = None,
    debug: Debug = False,
) -> int:
    """Price a stack: its fixed cost a month, by component, from a dated table."""
    _session.debug = _session.debug or debug
    from vouch.commands.cost import Request, run  # noqa: PLC0415  as above

    run(Request(stack=stack, config_file=config_file, program=program, answers=answers, format=format_, output=output))
    return 0


@app.command("rules")
def _rules(format_: Format = "table", debug: Debug = False) -> int:
    """List every rule."""
    from vouch.commands.rules import run  # noqa: PLC0415  as above

    return _listing(run, format_, debug)


@app.command("controls")
def _controls(format_: Format = "table", debug: Debug = False) -> int:
    """List every control, with what provides and guards it."""
    from vouch.commands.controls import run  # noqa: PLC0415  as above

    return _listing(run, format_, debug)


@app.command("claims")
def _claims(
    format_: Format = "table",
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A JSON report of `vouch verify`: what it shows is verified.")
    ] = None,
    debug: Debug = False,
) -> int:
    """List every claim, and whether it is kept."""
    from vouch.commands.claims import run  # noqa: PLC0415  as above

    return _listing(lambda asked: run(asked, report), format_, debug)


@app.command("explain")
def _explain(
    id_: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="A claim, a control or a rule; another tool's id (CKV_AWS_16) or a framework's number "
            "(CIS-5.0:2.2.1) stands for its rules.",
        ),
    ],
    format_: Annotated[str, typer.Option("--format", metavar="text|markdown|json", help="How to print it.")] = "text",
    debug: Debug = False,
) -> int:
    """Explain a claim, a control or a rule: what, why, how to mend, good and bad example."""
    _session.debug = _session.debug or debug
    from vouch.commands.explain import run  # noqa: PLC0415  as above

    run(id_, format_)
    return 0


@app.command("generate")
def _generate(
    compare: Annotated[bool, typer.Option("--check", help="Write nothing; say what is out of date.")] = False,
    debug: Debug = False,
) -> int:
    """Rewrite the files that are generated out of the code and the promises."""
    _session.debug = _session.debug or debug
    from vouch.commands.generate import run  # noqa: PLC0415  as above

    run(only_compare=compare)
    return 0


def _listing(run: Callable[[str], None], format_: str, debug: bool) -> int:
    _session.debug = _session.debug or debug
    run(format_)
    return 0


def _say(sentence: str) -> None:
    # Where stderr is full, the exit code says it alone.
    with contextlib.suppress(OSError):
        sys.stderr.write(f"vouch: {printable(sentence)}\n")
        sys.stderr.flush()


def main(arguments: list[str]) -> int:
    """Runs one command and returns its exit code. Whatever goes wrong is one sentence on stderr."""
    _session.debug = False
    _session.started = time.monotonic()
    try:
        code: Any = app(arguments, standalone_mode=False, prog_name="vouch")
    except CannotJudgeError as cause:
        _trace(cause)
        _say(str(cause))
        return CANNOT_JUDGE
    except (typer.Abort, KeyboardInterrupt):
        code = _INTERRUPTED
    except SystemExit as cause:
        # Typer ends by itself where the reader of its help has seen enough, and that is no failure.
        code = 0 if isinstance(cause.__context__, BrokenPipeError) else cause.code
    except Exception as cause:  # noqa: BLE001  a usage error of typer, or a defect of ours: both are one sentence
        _trace(cause)
        _say(_usage(cause) or f"an error of vouch itself, {type(cause).__name__}: {' '.join(str(cause).split())}")
        return CANNOT_JUDGE
    if code == _INTERRUPTED:
        _say("interrupted")
        return CANNOT_JUDGE
    return code if isinstance(code, int) else 0


def _usage(cause: Exception) -> str | None:
    """What typer says of wrong arguments, as one sentence."""
    format_message = getattr(cause, "format_message", None)
    if format_message is None:
        return None
    return f"{str(format_message()).rstrip('.')}: `vouch --help` shows the usage"


def _trace(cause: BaseException) -> None:
    if _session.debug or "--debug" in sys.argv:
        traceback.print_exception(cause)
        sys.stderr.write(getattr(cause, "trace", ""))


def run() -> None:
    """The entry point of the ``vouch`` script."""
    # A fifth of a run went into looking for garbage among hundreds of thousands of objects that all stay in use.
    gc.set_threshold(*_COLLECT)
    _open_streams()
    sys.exit(main(sys.argv[1:]))


def _open_streams() -> None:
    """Python has no stdin, stdout or stderr where the shell closed it; the next file opened would take its place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream: TextIO | None = getattr(sys, name)
        if stream is None:
            os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, open(number, "w" if number else "r", closefd=False, encoding="utf-8"))  # noqa: SIM115
        elif number and isinstance(stream, io.TextIOWrapper):
            # Reports are UTF-8 whatever the locale says: names of resources come from anywhere.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
