"""How far an address range reaches, however it is written."""

import pytest

from guardrails.rules.network.cidr import covers, internet, open_to_internet, prefix_length, wide
from guardrails.values import UNKNOWN, read


@pytest.mark.parametrize(
    "cidr",
    ["0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/2", "8.0.0.0/7", "1.2.3.4/0", "2000::/3", "0::0/0"],
)
def test_the_internet_and_large_parts_of_it_are_the_internet(cidr: str) -> None:
    assert internet(cidr)


@pytest.mark.parametrize(
    "cidr",
    ["10.0.0.0/8", "172.16.0.0/12", "fc00::/7", "fd00::/8", "100.64.0.0/10", "52.0.0.0/8", "1.2.3.4/32", "x", ""],
)
def test_private_ranges_and_single_blocks_are_not(cidr: str) -> None:
    assert not internet(cidr)


@pytest.mark.parametrize(
    ("cidr", "expected"),
    [
        ("52.0.0.0/8", True),
        ("203.0.112.0/23", True),
        ("203.0.113.0/24", False),
        ("10.0.0.0/8", False),
        ("0.0.0.0/0", False),
        ("2a00::/16", True),
        ("2a00:1450::/32", False),
        ("fd00::/8", False),
    ],
)
def test_a_public_range_beyond_an_office_is_wide(cidr: str, expected: bool) -> None:
    assert wide(cidr) is expected


def test_what_is_not_known_is_neither_open_nor_closed() -> None:
    assert open_to_internet(read("cidrIpv4", UNKNOWN)) is None
    assert open_to_internet(read("cidrIpv4", "0.0.0.0/0")) is True
    assert open_to_internet(read("cidrIpv4", None)) is False


def test_ranges_cover_what_is_inside_them_and_of_their_version_only() -> None:
    assert covers("0.0.0.0/0", "10.0.0.0/8")
    assert covers("::/0", "fd00::/8")
    assert not covers("0.0.0.0/0", "::/0")
    assert not covers("10.0.0.0/8", "0.0.0.0/0")
    assert not covers("0.0.0.0/0", "not a range")


def test_a_prefix_length_comes_with_its_version() -> None:
    assert prefix_length("10.1.2.3/16") == (4, 16)
    assert prefix_length("2a00::/44") == (6, 44)
    assert prefix_length("pl-1") is None
