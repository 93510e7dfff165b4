"""What the pack cannot see inside is said to be so."""

from dataclasses import replace

import pytest

from guardrails.rule import Declared
from guardrails.tokens import STACK
from tests.guardrails.rules.governance.judging import FAILED, PASSED, results, verdicts

RULE = "resources-are-judged"
ROOT = Declared(type=STACK, name="example-test")
BUCKET = Declared(type="aws-native:s3:Bucket", name="one", properties={})


@pytest.mark.parametrize(
    "type_",
    [
        "aws:cloudformation/stack:Stack",
        "aws:cloudformation/stackSet:StackSet",
        "aws:cloudcontrol/resource:Resource",
        "aws:servicecatalog/provisionedProduct:ProvisionedProduct",
    ],
)
def test_a_resource_that_makes_others_is_refused(type_: str) -> None:
    assert verdicts(RULE, Declared(type=type_, properties={})) == FAILED


def test_resources_of_another_provider_are_counted() -> None:
    stack = (ROOT, BUCKET, replace(BUCKET, name="two"), Declared(type="aws:s3/bucket:Bucket", properties={}))
    assert [each.message for each in results(RULE, *stack)] == [
        "2 resources of the provider aws-native, which no rule judges"
    ]


def test_other_clouds_and_helpers_are_not_aws() -> None:
    others = Declared(type="random:index/randomId:RandomId", properties={})
    assert verdicts(RULE, ROOT, others, of="example-test") == PASSED
