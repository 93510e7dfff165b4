"""Running a Pulumi project offline: this repository's own in this process, any other in a child interpreter."""

import contextlib
import importlib.util
import json
import logging
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from vouch.errors import CannotJudgeError
from vouch.preview.answers import Answers
from vouch.preview.config import Configuration, read_configuration
from vouch.preview.project import Project
from vouch.preview.recording import Recording

HOME: Final = Path(__file__).resolve().parents[2]
"""The repository that this command is part of; its own program runs in this process."""

CHILD_SECONDS: Final = 300
"""How long a foreign program may run; a program that waits for the network would never end."""

_CHILD: Final = Path(__file__).with_name("child.py")


def preview(project: Project, stack: str, answers: Answers) -> Recording:
    """Runs the program once, without account, CLI or network, and returns what it registered.

    What the program prints goes to stderr. Raises CannotJudgeError where it, or its configuration, cannot be used.
    """
    configuration = read_configuration(project, stack, answers.secrets)
    if project.directory == HOME:
        return _in_this_process(project, stack, configuration, answers)
    return _in_a_child(project, stack, configuration, answers)


def _in_this_process(project: Project, stack: str, configuration: Configuration, answers: Answers) -> Recording:
    from vouch.preview.record import ProgramError, record  # noqa: PLC0415  listings must not wait for the SDK

    with _standing_in(project.main), _stdout_on_stderr(), _quiet(), _stopping_at_once():
        try:
            return record(
                lambda: runpy.run_path(str(project.main), run_name="__main__"),
                project=project.name,
                stack=_short(stack),
                config=configuration.values,
                secret_keys=configuration.secret_keys,
                answers=answers,
                organization=_organization(stack),
                root=str(project.directory),
            )
        except ProgramError as cause:
            raise CannotJudgeError(_raised(project, stack, str(cause))) from cause


def _in_a_child(project: Project, stack: str, configuration: Configuration, answers: Answers) -> Recording:
    with tempfile.TemporaryDirectory(prefix="vouch-") as folder:
        request, reply = Path(folder, "request.json"), Path(folder, "reply.json")
        request.write_text(
            json.dumps(
                {
                    "main": str(project.main),
                    "project": project.name,
                    "stack": _short(stack),
                    "organization": _organization(stack),
                    "root": str(project.directory),
                    "config": dict(configuration.values),
                    "secret_keys": sorted(configuration.secret_keys),
                    "answers": asdict(answers),
                    "folders": _folders(),
                    "reply": str(reply),
                }
            ),
            encoding="utf-8",
        )
        interpreter = _interpreter(project)
        code = _run_child(project, [str(interpreter), str(_CHILD), str(request)], Path(folder, "printed"))
        if not reply.is_file():
            raise CannotJudgeError(
                f"the program {project.directory} ended its interpreter ({interpreter}) with exit code "
                f"{code} before it was recorded"
            )
        return _recording(json.loads(reply.read_text(encoding="utf-8")), project, stack)


def _run_child(project: Project, command: list[str], printed: Path) -> int:
    """Runs the child and says on stderr what it printed. Returns its exit code."""
    # A file, not a pipe: what the program leaves running in the background would keep a pipe open.
    with printed.open("wb") as output:
        try:
            return subprocess.run(  # noqa: S603  the interpreter is the project's own, as Pulumi would use it
                command,
                cwd=_folder(project.main),
                env=_environment(project),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=CHILD_SECONDS,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired as cause:
            raise CannotJudgeError(
                f"the program {project.directory} did not end within {CHILD_SECONDS} seconds: "
                "see that it waits for nothing outside"
            ) from cause
        except OSError as cause:
            raise CannotJudgeError(f"{command[0]} cannot be run: {cause.strerror}") from cause
        finally:
            sys.stderr.write(printed.read_bytes().decode("utf-8", errors="replace"))


def _recording(reply: dict[str, Any], project: Project, stack: str) -> Recording:
    if "error" in reply:
        raise CannotJudgeError(_raised(project, stack, reply["error"]), trace=reply.get("trace", ""))
    return Recording.from_json(reply["recording"])


def _raised(project: Project, stack: str, message: str) -> str:
    return f"the program {project.directory} (stack {stack}) could not be built: {message}"


def _interpreter(project: Project) -> Path:
    if project.virtualenv is None:
        return Path(sys.executable)
    for relative in ("bin/python", "Scripts/python.exe"):
        if (path := project.virtualenv / relative).is_file():
            return path
    raise CannotJudgeError(
        f"the virtualenv {project.virtualenv} that {project.file} names holds no Python: create it with "
        "`python -m venv` and install the program's requirements"
    )


def _environment(project: Project) -> dict[str, str]:
    """The caller's environment, without what would point another interpreter at this one's packages."""
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    if project.virtualenv is None:
        return kept
    return {**kept, "VIRTUAL_ENV": str(project.virtualenv)}


def _folders() -> list[str]:
    """Where the child finds ``vouch`` and ``guardrails``."""
    found = importlib.util.find_spec("guardrails")
    guardrails = Path(found.origin).parents[1] if found and found.origin else HOME / "policies"
    return [str(HOME), str(guardrails)]


def _short(stack: str) -> str:
    return stack.rpartition("/")[2]


def _organization(stack: str) -> str:
    return stack.partition("/")[0] if "/" in stack else "organization"


def _folder(main: Path) -> Path:
    return main if main.is_dir() else main.parent


@contextlib.contextmanager
def _standing_in(main: Path) -> Iterator[None]:
    """The program's folder as working directory and first place to import from, as under the engine."""
    folder = str(_folder(main))
    path = list(sys.path)
    sys.path.insert(0, folder)
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        sys.path[:] = path


@contextlib.contextmanager
def _stdout_on_stderr() -> Iterator[None]:
    """Prints of the program, and of what it starts, must not mix with a report on stdout."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


@contextlib.contextmanager
def _stopping_at_once() -> Iterator[None]:
    """The SDK keeps an interrupt to itself and waits for outputs that will never come, so the process ends here."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kept = signal.signal(signal.SIGINT, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, kept)


def _stop(_signal: int, _frame: object) -> None:
    os.write(2, b"vouch: interrupted\n")
    os._exit(2)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The event loop reports tasks that a failed program leaves behind; the program's own error says it all."""
    logger = logging.getLogger("asyncio")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
