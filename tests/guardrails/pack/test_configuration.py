"""A configuration can make the bar higher and bring exemptions; whatever would weaken the run ends it."""

from typing import Any

import pytest
from pulumi.runtime.proto import analyzer_pb2

from guardrails.graph import Resource
from guardrails.pack.configuration import ALL
from guardrails.profiles import profile
from guardrails.rules import book
from tests.support.servicer import RefusedError, Servicer

_BOOK = book()
_NEVER_WEAKENED = "and a run of this pack is never weakened"


@pytest.fixture
def servicer() -> Servicer:
    return Servicer(_BOOK, profile("prod"))


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ({ALL: "disabled"}, f"sets all policies to disabled, {_NEVER_WEAKENED}"),
        ({ALL: "advisory"}, f"sets all policies to advisory, {_NEVER_WEAKENED}"),
        ({ALL: "remediate"}, f"sets all policies to remediate, {_NEVER_WEAKENED}"),
        ({ALL: "disabled", "kms-key-rotated": "mandatory"}, f"sets all policies to disabled, {_NEVER_WEAKENED}"),
        (
            {"kms-key-rotated": "disabled"},
            "lowers kms-key-rotated (kms-key-rotated: mandatory to d",
        ),
        (
            {"kms-key-rotated": "advisory"},
            f"mandatory to advisory), {_NEVER_WEAKENED}",
        ),
        ({"kms-key-rotated": "remediate"}, f"mandatory to remediate), {_NEVER_WEAKENED}"),
        ({"sqs-queue-customer-key": "disabled"}, f"advisory to disabled), {_NEVER_WEAKENED}"),
        ({"cloudtrail-present": {"enforcementLevel": "advisory"}}, "lowers cloudtrail-present (cloudtrail-present: m"),
        ({"exemptions": "disabled"}, f"lowers exemptions (exemptions: mandatory to disabled), {_NEVER_WEAKENED}"),
        ({"exemption-expired": "advisory"}, "lowers exemption-expired (exemption-expired: mandatory to advisory), "),
        ({"stack-judged-whole": "disabled"}, "lowers stack-judged-whole (stack-judged-whole: mandatory to disabled), "),
        ({"kms-key-rotaded": "mandatory"}, "names kms-key-rotaded, which is no rule of this pack"),
        ({"a": "disabled", "b": "mandatory"}, "names a, b, which are no rule of this pack"),
        ({"kms-key-rotated": {"days": 10}}, "the configuration of kms-key-rotated has the unknown key days"),
        ({"exemptions": {"baseline": []}}, "the only key is `exemptions`"),
    ],
)
def test_whatever_would_weaken_the_run_ends_it_with_a_sentence(
    servicer: Servicer, stated: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        servicer.configure(stated)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("rule", _BOOK.rules, ids=lambda rule: rule.id)
def test_no_rule_can_be_disabled(servicer: Servicer, rule: Any) -> None:
    with pytest.raises(RefusedError, match=f"lowers {rule.id} "):
        servicer.configure({rule.id: "disabled"})


def test_many_lowered_rules_are_three_and_a_number(servicer: Servicer) -> None:
    lowered = dict.fromkeys(
        ("kms-key-rotated", "kms-key-protected", "rds-not-public", "cloudtrail-present"), "disabled"
    )
    with pytest.raises(RefusedError, match="lowers cloudtrail-present, kms-key-protected, kms-key-rotated and 1 more"):
        servicer.configure(lowered)


def _queue() -> Resource:
    return Resource(
        urn="urn:pulumi:test::example::aws:sqs/queue:Queue::jobs",
        type="aws:sqs/queue:Queue",
        token="aws:sqs/queue:Queue",
        name="jobs",
        properties={"sqsManagedSseEnabled": True},
    )


def _levels(servicer: Servicer) -> dict[str, int]:
    return {each.policyName: each.enforcementLevel for each in servicer.analyze(_queue()).diagnostics}


@pytest.mark.parametrize("stated", [{}, {"kms-key-rotated": "mandatory"}, {"sqs-queue-customer-key": "advisory"}])
def test_a_configuration_that_changes_nothing_is_taken(servicer: Servicer, stated: dict[str, Any]) -> None:
    servicer.configure(stated)
    assert _levels(servicer)["sqs-queue-customer-key"] == analyzer_pb2.ADVISORY


@pytest.mark.parametrize("stated", [{"sqs-queue-customer-key": "mandatory"}, {ALL: "mandatory"}])
def test_a_raised_rule_refuses(servicer: Servicer, stated: dict[str, Any]) -> None:
    servicer.configure(stated)
    assert _levels(servicer)["sqs-queue-customer-key"] == analyzer_pb2.MANDATORY
