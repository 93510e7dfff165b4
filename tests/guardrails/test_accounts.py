"""Whose accounts a stack may name: its own, those it has made things in, and AWS's own that deliver."""

import pytest

from guardrails.accounts import observed_accounts, owned_accounts
from guardrails.documents import Statement
from guardrails.graph import Graph, Resource
from guardrails.rules.data.delivery_accounts import delivers
from guardrails.tokens import AWS_PROVIDER, IAM_ROLE
from guardrails.values import Value

ROLE_ARN = "arn:aws:iam::123456789012:role/orders"


def resource(type_: str, *, properties: dict[str, Value] | None = None, **outputs: Value) -> Resource:
    urn = f"urn:pulumi:test::example::{type_}::one"
    return Resource(urn=urn, type=type_, token=type_, name="one", properties=properties or {}, outputs=outputs)


def test_a_provider_tells_whose_accounts_are_ours() -> None:
    graph = Graph([resource(AWS_PROVIDER, properties={"allowedAccountIds": '["123456789012"]'})])
    assert owned_accounts(graph) == {"123456789012"}
    assert observed_accounts(graph) == frozenset()


def test_what_the_stack_has_made_tells_where_it_is() -> None:
    assert observed_accounts(Graph([resource(IAM_ROLE, id="orders", arn=ROLE_ARN)])) == {"123456789012"}


@pytest.mark.parametrize(
    "outputs", [{"arn": ROLE_ARN}, {"id": "orders"}, {"id": "orders", "arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]
)
def test_what_is_not_made_yet_or_is_amazons_tells_nothing(outputs: dict[str, Value]) -> None:
    assert observed_accounts(Graph([resource(IAM_ROLE, **outputs)])) == frozenset()


def test_an_accepted_share_is_not_where_we_are() -> None:
    accepter = "aws:ram/resourceShareAccepter:ResourceShareAccepter"
    stranger = "arn:aws:ram:eu-west-1:210987654321:resource-share/a"
    assert observed_accounts(Graph([resource(accepter, id="a", arn=stranger)])) == frozenset()


@pytest.mark.parametrize(
    ("account", "actions", "expected"),
    [
        ("156460612806", ["s3:PutObject"], True),
        ("156460612806", ["s3:PutObject", "s3:GetBucketAcl"], False),
        ("210876761215", ["s3:PutObject", "s3:GetBucketAcl"], True),
        ("859597730677", ["s3:GetBucketAcl"], True),
        ("859597730677", ["SNS:Publish"], True),
        ("859597730677", ["s3:GetObject"], False),
        ("859597730677", ["s3:*"], False),
        ("859597730677", [], False),
        ("210987654321", ["s3:PutObject"], False),
    ],
)
def test_accounts_of_aws_deliver_and_do_no_more(account: str, actions: list[str], expected: bool) -> None:
    assert delivers(account, Statement("one", {"Effect": "Allow", "Action": actions})) is expected


def test_all_actions_but_a_few_is_no_delivery() -> None:
    assert not delivers("859597730677", Statement("one", {"Effect": "Allow", "NotAction": "s3:GetObject"}))
