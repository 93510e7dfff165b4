"""Sets of numbers: what they hold together, without parts of them, and cut into pieces."""

from guardrails.rules.network.cidr import together_internet
from guardrails.rules.network.spans import pieces, size, union, without


def test_spans_that_touch_or_overlap_are_one() -> None:
    assert union([(5, 9), (1, 3), (4, 4), (20, 30), (25, 26)]) == ((1, 9), (20, 30))


def test_an_empty_span_adds_nothing() -> None:
    assert union([(1, 0)]) == ()


def test_a_hole_splits_a_span() -> None:
    assert without(((1, 10), (20, 30)), (5, 25)) == ((1, 4), (26, 30))
    assert without(((1, 10),), (11, 12)) == ((1, 10),)
    assert size(((1, 4), (26, 30))) == 9


def test_pieces_end_where_a_span_begins_or_ends() -> None:
    assert pieces([(3, 5), (5, 9)], (0, 7)) == ((0, 2), (3, 4), (5, 5), (6, 7))


def test_two_blocks_of_eight_bits_are_more_than_one() -> None:
    assert together_internet(["11.0.0.0/8", "13.0.0.0/8"])
    assert not together_internet(["11.0.0.0/8", "11.0.0.0/9"])


def test_private_ranges_add_nothing_to_the_internet() -> None:
    assert not together_internet(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "11.0.0.0/8"])


def test_versions_are_counted_each_for_itself() -> None:
    assert not together_internet(["11.0.0.0/8", "2a00::/16"])
    assert together_internet(["2a00::/16", "2a01::/16"])
    assert not together_internet(["not a block", ""])
