"""Sets of whole numbers as spans: addresses and ports that several entries speak of together.

A span is ``(first, last)``, both within it. A set is a sorted tuple of spans that neither touch nor overlap.
"""

from collections.abc import Iterable
from itertools import pairwise

Span = tuple[int, int]
Spans = tuple[Span, ...]


def union(spans: Iterable[Span]) -> Spans:
    """The set of all numbers of these spans."""
    merged: list[Span] = []
    for first, last in sorted(span for span in spans if span[0] <= span[1]):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)


def without(spans: Spans, hole: Span) -> Spans:
    """The set with the numbers of a span taken out."""
    low, high = hole
    kept: list[Span] = []
    for first, last in spans:
        if last < low or high < first:
            kept.append((first, last))
            continue
        if first < low:
            kept.append((first, low - 1))
        if high < last:
            kept.append((high + 1, last))
    return tuple(kept)


def size(spans: Spans) -> int:
    """How many numbers a set has."""
    return sum(last - first + 1 for first, last in spans)


def pieces(spans: Iterable[Span], within: Span) -> tuple[Span, ...]:
    """The spans into which the bounds of others cut one, so that each of the others covers a piece whole or not."""
    low, high = within
    cuts = {low, high + 1}
    for first, last in spans:
        cuts.update(cut for cut in (first, last + 1) if low < cut <= high)
    edges = sorted(cuts)
    return tuple((first, following - 1) for first, following in pairwise(edges))
