"""Text of others (names, messages, paths) as it may be shown on a terminal."""

from typing import Final

_INSTEAD: Final = "\N{REPLACEMENT CHARACTER}"


def printable(text: str, *, lines: bool = False) -> str:
    """``text`` without what would steer a terminal or could not be encoded; on one line, unless ``lines`` are kept."""
    return "".join(each if each.isprintable() or (lines and each == "\n") else _INSTEAD for each in text)
