"""The entry of the child interpreter: runs one foreign program and writes what it registered to a file.

Run as a script under the program's own virtualenv, which need hold no package of ours: only the standard library
and the program's own pulumi. What this module imports of the repository must need no more.
"""

import importlib.machinery
import json
import logging
import os
import runpy
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

_OURS = ("vouch", "guardrails")


class _Ours:
    """Finds this repository's two packages, and nothing else that lies beside them."""

    def __init__(self, folders: "list[str]") -> None:
        self._folders = folders

    def find_spec(self, name: str, path: object = None, target: object = None) -> Any:  # noqa: ARG002  the protocol
        """The specification of one of our packages."""
        return importlib.machinery.PathFinder.find_spec(name, self._folders) if name in _OURS else None


def main(request_file: str) -> None:
    """Reads the request, runs the program and writes the reply: a recording, or an error in one sentence."""
    # The SDK keeps an interrupt to itself and waits; the parent says what happened.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    request = json.loads(Path(request_file).read_text(encoding="utf-8"))
    try:
        reply = _run(request)
    except BaseException as cause:  # noqa: BLE001  whatever happens is told to the parent
        reply = {"error": _sentence(cause), "trace": traceback.format_exc()}
    written = Path(request["reply"] + ".part")
    written.write_text(json.dumps(reply), encoding="utf-8")
    written.replace(request["reply"])
    sys.stdout.flush()
    sys.stderr.flush()
    # A thread or an exit handler that the program left behind must not hold the parent up.
    os._exit(0)


def _run(request: "dict[str, Any]") -> "dict[str, Any]":
    # The first entry is this script's folder, whose modules are no business of the program.
    del sys.path[0]
    # Our two packages are found for this import only: the program may have packages of the same names.
    finder = _Ours(request["folders"])
    sys.meta_path.insert(0, finder)
    from vouch.preview.answers import Answers  # noqa: PLC0415  only after the folders are known
    from vouch.preview.record import record  # noqa: PLC0415

    sys.meta_path.remove(finder)
    for name in [name for name in sys.modules if name.partition(".")[0] in _OURS]:
        del sys.modules[name]
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    program = Path(request["main"])
    sys.path.insert(0, str(program if program.is_dir() else program.parent))
    recording = record(
        lambda: runpy.run_path(str(program), run_name="__main__"),
        project=request["project"],
        stack=request["stack"],
        config=request["config"],
        secret_keys=frozenset(request["secret_keys"]),
        answers=Answers(**request["answers"]),
        organization=request["organization"],
        root=request["root"],
    )
    return {"recording": recording.to_json()}


def _sentence(cause: BaseException) -> str:
    if isinstance(cause, ModuleNotFoundError) and cause.name == "pulumi":
        return f"{sys.prefix} has no pulumi package: install the program's requirements there"
    if isinstance(cause, ImportError) and cause.__cause__ is None and "pulumi" in str(cause):
        return f"the pulumi package of {sys.prefix} is too old to be recorded: upgrade it ({cause})"
    if isinstance(cause, SyntaxError) or sys.version_info < (3, 10):
        return f"Python {sys.version.split()[0]} of {sys.prefix} is too old: use 3.11 or later"
    return " ".join(str(cause).split()) or type(cause).__name__


if __name__ == "__main__":
    main(sys.argv[1])
