"""How much a piece of work does, counted and not timed: the lines of Python that it runs.

CPython reports a line for every turn of a loop, also of a comprehension on one line, so that what looks at each
resource from each other one shows as a square. What one call of C does in a loop (``in`` on a list) is one line.
"""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines(run: Callable[[], object]) -> int:
    """The lines of Python that ``run`` executes; the same on every machine."""
    counted = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal counted
        counted += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return counted
