"""Domains as the filters of the network take them."""

import pytest

from components.network.domains import aws_domains, check_domains, firewall_target


@pytest.mark.parametrize("domain", ["example.com", "*.example.com", "a-b.example.co.uk", "*.eu-west-1.amazonaws.com"])
def test_a_name_and_all_names_below_one_are_domains(domain: str) -> None:
    check_domains("allowed", (domain,), 10)


@pytest.mark.parametrize(
    "domain", ["*", "*.", "*.com", "com", "", "Example.com", "example.com.", "a.*.example.com", "https://example.com"]
)
def test_what_stands_for_everything_or_for_nothing_is_refused(domain: str) -> None:
    with pytest.raises(ValueError, match="allowed names"):
        check_domains("allowed", (domain,), 10)


def test_more_domains_than_a_list_takes_are_refused() -> None:
    with pytest.raises(ValueError, match="allowed has 2 domains, 1 is the most"):
        check_domains("allowed", ("a.example", "b.example"), 1)


def test_the_services_of_the_region_are_known_and_no_other_regions() -> None:
    domains = aws_domains("eu-west-1")
    check_domains("allowed", domains, 20)
    assert "*.eu-west-1.amazonaws.com" in domains
    assert "*.eu-west-1.compute.internal" in domains
    assert "sts.amazonaws.com" in domains
    assert "*.amazonaws.com" not in domains


def test_other_partitions_and_the_first_region_have_their_own_names() -> None:
    assert "*.cn-north-1.amazonaws.com.cn" in aws_domains("cn-north-1", "aws-cn")
    assert "*.ec2.internal" in aws_domains("us-east-1")


def test_the_firewall_writes_a_wildcard_as_a_dot() -> None:
    assert firewall_target("*.example.com") == ".example.com"
    assert firewall_target("api.example.com") == "api.example.com"
