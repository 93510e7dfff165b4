"""Ids that somebody may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """``: did you mean a or b?`` with the nearest ids, or where to find them all."""
    ids = list(known)
    near = get_close_matches(wrong, ids, n=3, cutoff=0.5) or [each for each in ids if wrong and wrong in each][:3]
    return f": did you mean {' or '.join(near)}?" if near else ": `vouch rules` and `vouch controls` list them all"
