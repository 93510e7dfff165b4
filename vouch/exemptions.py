"""The exemptions that judge a program: its own ``promises/exemptions.yaml``, or the file that was asked for."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Final

from guardrails.exemptions import ExemptionError, Exemptions, parse
from vouch.errors import CannotJudgeError

PLACE: Final = Path("promises") / "exemptions.yaml"
"""Where a program keeps its exemptions, in its own folder."""
_WHAT: Final = "the exemptions file"


def read_exemptions(given: Path | None, directory: Path | None, *, rules: Collection[str], today: date) -> Exemptions:
    """The file ``given``, else the one of the program in ``directory``, where it has one; a state has no folder.

    An empty file holds no exemptions, so that ``--exemptions /dev/null`` leaves a program without its own. ``rules``
    are the ids that exist. Raises CannotJudgeError where a file cannot be read or taken at its word.
    """
    path = given or (directory / PLACE if directory else None)
    if path is None or (given is None and not path.exists() and not path.is_symlink()):
        return Exemptions()
    from vouch.yaml12 import load  # noqa: PLC0415  a run without a file does not wait for the parser

    try:
        return parse(load(path, _WHAT), rules=rules, today=today)
    except ExemptionError as cause:
        raise CannotJudgeError(f"{_WHAT} {path} cannot be taken: {cause}") from cause
