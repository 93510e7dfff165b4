"""Ids that somebody may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def suggestion(wrong: str, known: Iterable[str], listed: str) -> str:
    """``: did you mean a or b?`` with the nearest ids, or ``listed``, which says where they all are."""
    near = nearest(wrong, known)
    return f": did you mean {' or '.join(near)}?" if near else f": {listed}"


def nearest(wrong: str, known: Iterable[str]) -> list[str]:
    """At most three of ``known`` that look like ``wrong``, the nearest first."""
    ids = list(known)
    return get_close_matches(wrong, ids, n=3, cutoff=0.5) or [each for each in ids if wrong and wrong in each][:3]
