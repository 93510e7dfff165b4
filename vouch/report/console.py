"""Where tables go: the terminal in its own width and colours, anything else plain."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console

_PLAIN_WIDTH = 120


def terminal(stream: TextIO) -> Console:
    """A console on a stream; without colour, and at least 80 columns wide, where it is not a terminal."""
    if stream.isatty():
        return Console(file=stream, highlight=False)
    return Console(file=stream, highlight=False, no_color=True, force_terminal=False, width=_PLAIN_WIDTH)


def text(console_width: int = _PLAIN_WIDTH) -> tuple[Console, io.StringIO]:
    """A console that writes to memory, for tables that go to a file."""
    buffer = io.StringIO()
    return Console(file=buffer, highlight=False, no_color=True, force_terminal=False, width=console_width), buffer


@contextmanager
def forgiving_reader() -> Iterator[None]:
    """Prints to stdout, whose reader (``head``) may have seen enough: that is no failure and changes no exit code."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Python must not fail on the rest when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def without_trailing_spaces(console: Console) -> Iterator[None]:
    """Rich fills lines to the width; what is pasted or stored should not end in spaces."""
    with console.capture() as capture:
        yield
    console.file.write("".join(f"{line.rstrip()}\n" for line in capture.get().splitlines()))
