"""Every name that pulumi_aws has for a resource leads to one token, read from the installed SDK itself."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pulumi_aws
import pytest

from guardrails.rules import book
from guardrails.tokens import STACK, canonical, twins
from tests.support.sdk_schema import arguments, known_tokens

_BOOK = book()


def _strings(node: ast.AST) -> Iterator[str]:
    yield from (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))


def _call(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(name):
            yield node


def _token_of(tree: ast.Module) -> str | None:
    """The token that a module's resource registers itself under."""
    for call in _call(tree, "__init__"):
        for argument in call.args:
            if isinstance(argument, ast.Constant) and str(argument.value).startswith("aws:"):
                return str(argument.value)
    return None


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    """Each former name of a type of the SDK, and its name today."""
    found = set()
    for file in Path(pulumi_aws.__file__).parent.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if "pulumi.Alias(type_=" not in text:
            continue
        tree = ast.parse(text)
        token = _token_of(tree)
        if token is not None:
            found |= {(former, token) for call in _call(tree, "pulumi.Alias") for former in _strings(call)}
    return tuple(sorted(found))


def test_the_sdk_has_former_names() -> None:
    assert len(_aliases()) > 40


def test_a_former_name_is_the_same_resource() -> None:
    assert [pair for pair in _aliases() if canonical(pair[0]) != canonical(pair[1])] == []


def test_a_canonical_token_is_its_own() -> None:
    assert [token for token in known_tokens() if canonical(canonical(token)) != canonical(token)] == []


def test_the_balancers_of_every_module_are_those_of_lb() -> None:
    other = [token for token in known_tokens() if token.startswith("aws:alb/")]
    assert len(other) >= 6
    assert [canonical(token) for token in other] == [token.replace("aws:alb/", "aws:lb/") for token in other]


def test_the_old_names_of_s3_are_those_of_today() -> None:
    old = [token for token in known_tokens() if token.startswith("aws:s3/") and token.endswith("V2")]
    assert len(old) == 11
    assert [token for token in old if canonical(token).endswith("V2")] == []


def test_rules_name_canonical_tokens_that_the_sdk_has() -> None:
    named = {type_ for rule in _BOOK.rules for type_ in rule.types}
    # Rules on whatever has a region or tags list all types of the SDK, twins too.
    only_by_twin = {type_ for rule in _BOOK.rules for type_ in rule.types if canonical(type_) not in rule.types}
    assert sorted(only_by_twin) == []
    assert [type_ for type_ in sorted(named - {STACK}) if arguments(type_) is None] == []


@pytest.mark.parametrize(
    ("token", "twin"),
    [
        ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"),
        ("aws:elb/loadBalancer:LoadBalancer", "aws:elasticloadbalancing/loadBalancer:LoadBalancer"),
        ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"),
        ("aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2"),
    ],
)
def test_twins_lead_back(token: str, twin: str) -> None:
    assert twins(token)[0] == token
    assert twin in twins(token)
