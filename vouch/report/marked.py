"""Text of others (names, messages, paths) inside Markdown, as GitHub renders it."""

import re
from typing import Final

from vouch.text import printable

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]|~#])")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "<span>$</span>"}
# GitHub makes mentions, references and links out of plain text, even of escaped text: a space of no width stops it.
_LINKED: Final = re.compile(r"(@(?=\w)|(?<=\w)(?=://)|\bwww(?=\.)|\bGH(?=-\d))", re.IGNORECASE)
_GAP: Final = "\N{ZERO WIDTH SPACE}"
_BACKTICKS: Final = re.compile("`+")


def plain(text: str, most: int = 600) -> str:
    """``text`` on one line, cut to ``most`` characters, so that it is shown as it is and does nothing."""
    cut = shortened(text, most)
    entities = "".join(_ENTITIES.get(each, each) for each in _SPECIAL.sub(r"\\\1", cut))
    # A reference such as #12 survives its backslash, which is gone when GitHub looks for one.
    return _LINKED.sub(rf"\1{_GAP}", re.sub(r"#(?=\d)", f"#{_GAP}", entities))


def code(text: str, most: int = 300) -> str:
    """``text`` as code on one line of a table's cell, whatever backticks and bars are in it."""
    # What looks for a marker must find only ours.
    cut = shortened(text, most).replace("<!--", f"<!{_GAP}--")
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(cut)), default=0) + 1)
    padded = f" {cut} " if cut.startswith("`") or cut.endswith("`") else cut
    # Inside a table GitHub takes a bar for the end of the cell even in code.
    return f"{fence}{padded.replace('|', chr(92) + '|')}{fence}" if cut else ""


def link(shown: str, address: str | None) -> str:
    """``shown``, which is Markdown already, as a link where there is an address."""
    return f"[{shown}]({address})" if address else shown


def marker(kind: str, name: str) -> str:
    """A comment that nobody sees, by which a workflow finds what it wrote before."""
    return f"<!-- vouch:{kind}:{re.sub('[^A-Za-z0-9._/]', '-', name)} -->"


def shortened(text: str, most: int) -> str:
    """``text`` on one line, of at most ``most`` characters."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= most else f"{line[: most - 1]}…"
