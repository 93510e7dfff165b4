"""Text of others (names, messages, paths) as it may be shown on a terminal."""

from typing import Final

_INSTEAD: Final = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    """``text`` on one line, without what would steer a terminal or could not be encoded."""
    return "".join(each if each.isprintable() else _INSTEAD for each in text)
