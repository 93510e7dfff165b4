"""Where a program declares its resources, as SDKs tell the engine and states keep it.

An SDK sends each resource's position and the stack of calls above it with the registration, as ``file://`` URIs;
the engine keeps both in the state, as ``project://`` URIs relative to the project's folder (pulumi's
``pkg/resource/deploy/source_eval.go``, ``parseSourcePosition``). Of these the first that lies in the project itself
is the most useful to a reader: what a package declares is shown where the program calls the package.
"""

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from guardrails.graph import Position

_INSTALLED: Final = frozenset({"site-packages", "dist-packages", "node_modules"})
_OURS: Final = os.path.realpath(Path(__file__).parent) + os.sep


def of_registration(request: Any, root: str) -> Position | None:
    """The position of a ``RegisterResource`` request within the folder ``root``; None where its SDK sends none.

    Older SDKs have neither field, or only the first.
    """
    frames = getattr(getattr(request, "stackTrace", None), "frames", ())
    for place in (getattr(request, "sourcePosition", None), *(frame.pc for frame in frames)):
        if place is not None and place.line > 0 and (file := _below(place.uri, root)) is not None:
            return Position(file, place.line)
    return None


def of_state(item: Any) -> Position | None:
    """The position of a resource of a state within its project; None where its engine, or its SDK, kept none."""
    trace = item.get("stackTrace")
    frames = trace if isinstance(trace, list) else ()
    return _first(each.get("sourcePosition") for each in (item, *frames) if isinstance(each, dict))


def _first(uris: Iterable[object]) -> Position | None:
    for uri in uris:
        if not isinstance(uri, str) or not uri.startswith("project:"):
            continue
        parts = urlsplit(uri)
        line = parts.fragment.partition(",")[0]
        file = os.path.normpath(unquote(parts.path).lstrip("/"))
        if line.isdecimal() and int(line) and _is_own(PurePosixPath(file)):
            return Position(PurePosixPath(file).as_posix(), int(line))
    return None


@lru_cache(maxsize=4096)
def _below(uri: str, root: str) -> str | None:
    """The path of a ``file://`` URI relative to ``root``, or None where the program's own code is elsewhere."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    path = url2pathname(parts.path)
    if os.path.realpath(path).startswith(_OURS):
        return None
    # The program may be reached through a link, and so may the folder: either spelling will do.
    for file, folder in ((path, root), (os.path.realpath(path), os.path.realpath(root))):
        relative = Path(os.path.relpath(file, folder))
        if _is_own(PurePosixPath(relative.as_posix())):
            return relative.as_posix()
    return None


def _is_own(relative: PurePosixPath) -> bool:
    """Whether a path relative to a project is of the project itself: in it, and no package installed there."""
    parts = relative.parts
    return bool(parts) and parts[0] not in ("..", "/") and _INSTALLED.isdisjoint(parts)
