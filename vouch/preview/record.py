"""Running a program once, in this process, under the recording monitor."""

import asyncio
import logging
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import pulumi
from pulumi.runtime import run_in_stack, set_all_config
from pulumi.runtime.mocks import MockEngine, MockSettings
from pulumi.runtime.settings import configure, set_root_resource

from vouch.preview.answers import Answers
from vouch.preview.lookups import unknown_where_unanswered
from vouch.preview.monitor import RecordingMonitor, configured_region
from vouch.preview.recording import Recording, ordered


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
) -> Recording:
    """Runs ``run`` as a program's main module and returns what it registered.

    Raises ProgramError where the program raises; nothing reaches the network, and no output is ever known that a
    first real preview would not know.
    """
    monitor = RecordingMonitor(project, stack, config, answers or Answers())
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
    loop = asyncio.new_event_loop()
    executor = ThreadPoolExecutor(max_workers=4)
    loop.set_default_executor(executor)
    asyncio.set_event_loop(loop)
    try:
        with unknown_where_unanswered(answers or Answers()):
            loop.run_until_complete(run_in_stack(lambda: _call(run)))
    except Exception as cause:
        raise ProgramError(_sentence(cause)) from cause
    except SystemExit as cause:
        raise ProgramError(f"the program ended itself with exit code {cause.code}") from cause
    finally:
        executor.shutdown(wait=True)
        loop.close()
        asyncio.set_event_loop(None)
        _forget_stack()
    return Recording(project, stack, ordered(monitor.registrations.values()), configured_region(config))


def _forget_stack() -> None:
    """A second run in one process must start without the first one's stack."""
    set_root_resource(cast("pulumi.Resource", None))


def _call(run: Callable[[], object]) -> None:
    run()


def _sentence(cause: Exception) -> str:
    text = " ".join(str(cause).split()) or "no message"
    said = text if isinstance(cause, pulumi.RunError) else f"{type(cause).__name__}: {text}"
    return f"{said}{_place(cause)}"


def _place(cause: Exception) -> str:
    """The last line of the program itself, which is the working directory's, that the error went through."""
    folder = str(Path.cwd())
    ours = str(Path(__file__).parents[1])
    for frame in reversed(traceback.extract_tb(cause.__traceback__)):
        name = frame.filename
        if name.startswith(folder) and not name.startswith(ours) and "site-packages" not in name:
            return f" ({Path(name).relative_to(folder)}, line {frame.lineno})"
    return ""


def _silent() -> logging.Logger:
    """The program's own log lines would mix with the report on stdout; they are kept at debug level."""
    logger = logging.getLogger("vouch.program")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger
