"""Judging small stacks by one rule of identity, audit, detection or operations."""

import json
from dataclasses import replace
from typing import Any

from guardrails.judge import Result, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules import book
from guardrails.rules.identity import types as t
from guardrails.values import Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
NOT_APPLICABLE = [Verdict.NOT_APPLICABLE]
_BOOK = book()


def results(rule: str, *stack: Declared, bar: str = "prod") -> list[Result]:
    """What the rule says of the stack, with its control required."""
    required = replace(profile(bar), required=frozenset({_BOOK.infos[rule].control}))
    return judge(graph(stack), _BOOK.only((rule,), ()), required)


def verdicts(rule: str, *stack: Declared, of: str | None = "main", bar: str = "prod") -> list[Verdict]:
    """The verdicts on the resources of a name (for None, on the stack)."""
    return [
        result.verdict
        for result in results(rule, *stack, bar=bar)
        if (result.resource.name if result.resource else None) == of
    ]


def allow(action: Value, resource: Value = "*", **condition: Value) -> dict[str, Value]:
    """A statement that allows, under the operators of ``condition``."""
    statement: dict[str, Value] = {"Effect": "Allow", "Action": action, "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})


def document(*statements: dict[str, Value]) -> str:
    """A policy document, as JSON."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def policy(*statements: dict[str, Value], name: str = "main") -> Declared:
    """A managed policy of these statements."""
    return Declared(type=t.POLICY, name=name, properties={"policy": document(*statements)})


def role(name: str = "main", depends: Any = None, **properties: Value) -> Declared:
    """A role that an instance may assume, unless ``properties`` say otherwise."""
    trusted = document({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})
    return Declared(
        type=t.ROLE, name=name, properties={"assumeRolePolicy": trusted, **properties}, depends=depends or {}
    )
