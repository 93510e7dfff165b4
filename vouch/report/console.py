"""Where tables go: the terminal in its own width and colours, anything else plain."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console

from vouch.report.stdout import put, width


def terminal(stream: TextIO) -> Console:
    """A console for a stream; without colour, and as wide as ``COLUMNS`` says, where it is not a terminal."""
    return Console(file=stream, highlight=False, emoji=False) if stream.isatty() else _plain(stream)


def text() -> tuple[Console, io.StringIO]:
    """A console that writes to memory, for tables that go to a file."""
    buffer = io.StringIO()
    return _plain(buffer), buffer


def _plain(file: TextIO) -> Console:
    return Console(file=file, highlight=False, emoji=False, no_color=True, force_terminal=False, width=width(file))


@contextmanager
def printing() -> Iterator[Console]:
    """A console for stdout. What is printed to it is written in one piece at the end, by ``stdout.put``."""
    console = terminal(sys.stdout)
    with console.capture() as capture:
        yield console
    put(without_trailing_spaces(capture.get()))


def without_trailing_spaces(printed: str) -> str:
    """Rich fills lines to the width; what is pasted or stored should not end in spaces."""
    return "\n".join(line.rstrip(" ") for line in printed.split("\n"))
