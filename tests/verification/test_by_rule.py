"""A rule asked of what the account answers: what fails is broken, and what it cannot tell is never a pass."""

import pytest

from guardrails.profiles import profile
from guardrails.rules.network import parts
from guardrails.rules.network.types import PREFIX_LIST, SECURITY_GROUP
from guardrails.values import UNKNOWN
from verification.answers import Broken, Unavailable
from verification.by_rule import asked, resource, the_rule

BAR = profile("prod").thresholds
PREFIX_LISTS = the_rule(parts.RULES, "prefix-list-not-open")


def test_what_the_rule_fails_is_told_where_the_api_has_it() -> None:
    found = resource(PREFIX_LIST, {"entries": [{"cidr": "0.0.0.0/0"}]})
    assert list(asked(PREFIX_LISTS, found, BAR, at="Entries")) == [
        Broken("Entries", "entries[0].cidr is 0.0.0.0/0: a prefix list with the internet hides what rules open")
    ]


def test_what_the_rule_cannot_tell_is_no_pass() -> None:
    found = resource(PREFIX_LIST, {"entries": [{"cidr": UNKNOWN}]})
    with pytest.raises(Unavailable, match="prefix-list-not-open cannot be told"):
        list(asked(PREFIX_LISTS, found, BAR, at="Entries"))


def test_other_resources_are_followed_by_their_id() -> None:
    rule = the_rule(parts.RULES, "security-group-not-open-in-parts")
    halves = resource(PREFIX_LIST, {"entries": [{"cidr": "11.0.0.0/8"}, {"cidr": "12.0.0.0/8"}]}, id_="pl-1")
    ingress = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "prefixListIds": ["pl-1"]}
    group = resource(SECURITY_GROUP, {"ingress": [ingress]})
    assert list(asked(rule, group, BAR, at="IpPermissions")) == []
    assert [each.property for each in asked(rule, group, BAR, halves, at="IpPermissions")] == ["IpPermissions"]


@pytest.mark.parametrize("id_", ["no-such-rule", "vpc-present"])
def test_a_rule_that_judges_no_resource_is_an_error(id_: str) -> None:
    with pytest.raises(LookupError, match=id_):
        the_rule(parts.RULES, id_)
