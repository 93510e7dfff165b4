"""The URNs of every stack, kept under tests/stacks/urns: `python -m tests.support.urns` writes them anew.

A changed URN is a replaced resource: write them anew only with an alias in the program, or on purpose.
"""

from pathlib import Path
from typing import Final

from tests.support.prod import STACKS, record_stack

FOLDER: Final = Path(__file__).parents[1] / "stacks" / "urns"


def urns(stack: str) -> list[str]:
    """Every URN of a stack, sorted: the order of registration is of no consequence."""
    return sorted(each.urn for each in record_stack(stack).resources)


def kept(stack: str) -> list[str]:
    """The URNs that the repository has for a stack."""
    return (FOLDER / f"{stack}.txt").read_text().splitlines()


def _write() -> None:
    FOLDER.mkdir(exist_ok=True)
    for stack in STACKS:
        (FOLDER / f"{stack}.txt").write_text("".join(f"{urn}\n" for urn in urns(stack)))


if __name__ == "__main__":
    _write()
