"""Running a program once, in this process, under the recording monitor."""

import asyncio
import logging
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, cast

import pulumi
from pulumi.runtime import run_in_stack, set_all_config
from pulumi.runtime.mocks import MockEngine, MockSettings
from pulumi.runtime.settings import SETTINGS, configure, set_root_resource
from pulumi.runtime.stack import Stack

from guardrails.values import UNKNOWN_STRING
from vouch.preview.answers import Answers
from vouch.preview.lookups import unknown_where_unanswered
from vouch.preview.monitor import RecordingMonitor, configured_region
from vouch.preview.recording import Recording, ordered

_ASKED_SHOWN: Final = 3


class ProgramError(Exception):
    """The program raised, or asked for something that an offline preview cannot give; ``__cause__`` has the origin."""


def record(
    run: Callable[[], object],
    *,
    project: str,
    stack: str,
    config: Mapping[str, str],
    secret_keys: frozenset[str] = frozenset(),
    answers: Answers | None = None,
    organization: str = "organization",
    root: str | None = None,
) -> Recording:
    """Runs ``run`` as a program's main module and returns what it registered.

    ``root`` is the project's folder, which positions are relative to; the working directory where it is not given.

    Raises ProgramError where the program raises; nothing reaches the network, and no output is ever known that a
    first real preview would not know.
    """
    monitor = RecordingMonitor(project, stack, config, answers or Answers(), root or str(Path.cwd()))
    settings = MockSettings(  # type: ignore[no-untyped-call]
        monitor=monitor,
        monitor_features=monitor.features(),
        engine=MockEngine(_silent()),
        project=project,
        stack=stack,
        dry_run=True,
        organization=organization,
        callbacks=None,
    )
    configure(settings)
    _forget_stack()
    set_all_config(dict(config), list(secret_keys))
    folder = Path.cwd()
    asked: list[str] = []
    loop = asyncio.new_event_loop()
    executor = ThreadPoolExecutor(max_workers=4)
    loop.set_default_executor(executor)
    asyncio.set_event_loop(loop)
    try:
        with unknown_where_unanswered(answers or Answers(), asked):
            loop.run_until_complete(run_in_stack(lambda: _call(run)))
    except Exception as cause:
        raise ProgramError(f"{_sentence(cause)}{_place(cause, folder)}{_remedy(cause, asked)}") from cause
    except SystemExit as cause:
        said = f"exit code {cause.code}" if isinstance(cause.code, int) else f"the words {_one_line(cause.code)!r}"
        raise ProgramError(f"the program ended itself with {said}{_place(cause, folder)}") from cause
    finally:
        executor.shutdown(wait=True)
        loop.close()
        asyncio.set_event_loop(None)
        _forget_stack()
    return Recording(
        project,
        stack,
        ordered(monitor.registrations.values()),
        configured_region(config),
        monitor.transforms,
        tuple(sorted(monitor.remote)),
    )


def _forget_stack() -> None:
    """A second run in one process must start without the first one's stack."""
    set_root_resource(cast("pulumi.Resource", None))


def _call(run: Callable[[], object]) -> Awaitable[None] | None:
    try:
        run()
    except SystemExit as cause:
        # ``sys.exit(main())`` is a good end too, and the engine keeps what was registered.
        if cause.code:
            raise
    # Older SDKs await nothing that a program gives.
    return _settled() if hasattr(Stack, "_take_async_program") else None


async def _settled() -> None:
    """Waits for the outputs of a program all at once, or until one fails.

    The SDK, which waits again for what is left, waits for the first of them to settle, and then for the next: of a
    thousand resources that alone takes a tenth of a preview.
    """
    while waiting := [each for each in tuple(SETTINGS.outputs) if not each.done()]:
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_EXCEPTION)
        if any(each.cancelled() or each.exception() is not None for each in done):
            return


def _sentence(cause: Exception) -> str:
    text = _one_line(cause) or "no message"
    return text if isinstance(cause, pulumi.RunError) else f"{type(cause).__name__}: {text}"


def _one_line(said: object) -> str:
    return " ".join(str(said).split()).replace(UNKNOWN_STRING, "(unknown)")


def _place(cause: BaseException, folder: Path) -> str:
    """The last line of the program itself, which lies in ``folder``, that the error went through."""
    ours = Path(__file__).parents[1]
    for frame in reversed(traceback.extract_tb(cause.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(folder) and not path.is_relative_to(ours) and "site-packages" not in path.parts:
            return f" ({path.relative_to(folder)}, line {frame.lineno})"
    return ""


def _remedy(cause: Exception, asked: Sequence[str]) -> str:
    """What can be done about an error that comes of running offline, with nothing known."""
    if isinstance(cause, ModuleNotFoundError):
        return f": install what the program requires into {sys.prefix}, where it runs"
    if UNKNOWN_STRING in str(cause):
        return ": what is encrypted or looked up is unknown offline, --answers can give it"
    if asked and not isinstance(cause, pulumi.RunError):
        shown = ", ".join([*dict.fromkeys(asked)][:_ASKED_SHOWN])
        return f": nothing that it looked up ({shown}) is known offline, --answers can give it"
    return ""


def _silent() -> logging.Logger:
    """The program's own log lines would mix with the report on stdout; they are kept at debug level."""
    logger = logging.getLogger("vouch.program")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger
