"""Selections are found by what they ask for, and that is what trying each on each resource gives."""

from collections.abc import Iterator
from itertools import product

import pytest

from guardrails.graph import Graph, Resource
from guardrails.rules.data.backup_selections import kinds, matching, that_may_match
from guardrails.rules.data.backup_selects import selects
from guardrails.rules.data.backup_types import SELECTION, TABLE, VOLUME
from guardrails.rules.data.s3_types import BUCKET
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Value

_DAILY = [{"type": "STRINGEQUALS", "key": "backup", "value": "daily"}]
_ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/"
_TAGS: tuple[Value, ...] = (None, _DAILY, [{**_DAILY[0], "value": UNKNOWN}], UNKNOWN)
_NAMED: tuple[Value, ...] = (
    None,
    [],
    ["*"],
    [f"{_ARN}orders"],
    [f"{_ARN}gone", f"{_ARN}ord*"],
    [UNKNOWN],
    UNKNOWN,
    ["arn:aws:s3:::files", "vol-0123456789abcdef0"],
)
_CONDITIONS: tuple[Value, ...] = (
    None,
    [{"stringEquals": [{"key": "aws:ResourceTag/backup", "value": "daily"}]}],
    [{"stringNotEquals": [{"key": "aws:ResourceTag/team", "value": "web"}]}],
    UNKNOWN,
)


def _resource(type_: str, name: str, properties: dict[str, Value], *depends: str, provider: str = "") -> Resource:
    return Resource(
        urn=f"urn:{name}",
        type=type_,
        token=type_,
        name=name,
        properties={key: value for key, value in properties.items() if value is not None},
        property_dependencies={"resources": tuple(f"urn:{each}" for each in depends)} if depends else {},
        provider=provider,
    )


_PROVIDER = _resource(AWS_PROVIDER, "aws", {"region": "eu-west-1", "defaultTags": {"tags": {"backup": "daily"}}})
_STORES = (
    _resource(TABLE, "orders", {"name": "orders", "tags": {"backup": "daily", "team": "web"}}),
    _resource(TABLE, "carts", {"tags": {"backup": "weekly"}}),
    _resource(TABLE, "sessions", {"name": UNKNOWN, "tags": {"backup": UNKNOWN}}),
    _resource(TABLE, "abroad", {"name": "orders", "region": "us-east-1"}),
    _resource(BUCKET, "files", {"bucket": "files", "tags": UNKNOWN}),
    _resource(BUCKET, "default", {"bucket": "default"}, provider="urn:aws::id"),
    _resource(VOLUME, "disk", {"tags": {}}),
)


def _selections() -> Iterator[Resource]:
    for number, (tags, named, conditions) in enumerate(product(_TAGS, _NAMED, _CONDITIONS)):
        said = {"selectionTags": tags, "resources": named, "conditions": conditions, "region": "eu-west-1"}
        yield _resource(SELECTION, f"selection-{number}", said)
        yield _resource(SELECTION, f"depending-{number}", said, "carts", "files")
        yield _resource(SELECTION, f"excepting-{number}", {**said, "notResources": [f"{_ARN}orders"]})


_GRAPH = Graph((_PROVIDER, *_STORES, *_selections()), region="eu-west-1")


@pytest.mark.parametrize("store", _STORES, ids=lambda store: store.name)
def test_what_is_found_is_what_trying_each_gives(store: Resource) -> None:
    answers = {each.urn: selects(each, store, _GRAPH) for each in _GRAPH.of(SELECTION)}
    sure, complete = matching(store, _GRAPH)
    found = {each.urn: certain for kind, certain in that_may_match(store, _GRAPH) for each in kind.members}
    assert {each.urn for kind in sure for each in kind.members} == {urn for urn, answer in answers.items() if answer}
    assert complete is (None not in answers.values())
    assert found == {urn: bool(answer) for urn, answer in answers.items() if answer is not False}


def test_selections_that_say_the_same_are_one_kind() -> None:
    first, second = (_resource(SELECTION, name, {"selectionTags": _DAILY, "name": name}) for name in ("a", "b"))
    other = _resource(SELECTION, "c", {"resources": ["*"]})
    found = kinds(Graph([first, second, other]))
    assert [[each.name for each in kind.members] for kind in found] == [["a", "b"], ["c"]]
