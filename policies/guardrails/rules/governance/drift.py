"""Rules on drift: nothing that matters may change unseen (gov.drift).

That the code is compared with the account, on a schedule, is the pipeline's business and no resource's.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, ResourceRule, Rule
from guardrails.rules.governance.types import (
    BUCKET_POLICY,
    DEFAULT_NETWORK_ACL,
    EVENT_RULE,
    METRIC_FILTER,
    SCALING_GROUP,
    SERVICE,
)
from guardrails.rules.governance.watches import alarmed, alarmed_filter, watched
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, plain
from guardrails.verdicts import failed, undetermined

_LISTED: Final = Path(__file__).with_name("read_properties.txt")
# As the engine reads a property path (pulumi/sdk/go/common/resource/property_path.go).
_SEGMENT: Final = re.compile(r"""\[\s*(?:"(?P<quoted>[^"]*)"|\*|\d+)\s*\]|(?P<plain>[^.\[\]]+)""")
_CONSOLE: Final = "sessionCredentialFromConsole"
_AWS_CHANGES: Final = frozenset(
    {
        (DEFAULT_NETWORK_ACL, "subnetIds"),
        (SCALING_GROUP, "desiredCapacity"),
        (SERVICE, "desiredCount"),
    }
)
"""What AWS itself changes as it goes: to ignore it hides nothing that anybody did."""


@cache
def _read() -> Mapping[str, frozenset[str]]:
    lines = (line.split() for line in _LISTED.read_text(encoding="utf-8").splitlines())
    return {token: frozenset(properties) for token, *properties in lines}


def _ignores_nothing_that_matters(resource: Resource, _bar: Thresholds) -> Findings:
    read = _read()[resource.type]
    for path in resource.options.ignore_changes:
        key = _first_key(path)
        if not key.strip("*"):
            yield failed("ignoreChanges", "the option ignoreChanges leaves out every property")
        elif key in read and (resource.type, key) not in _AWS_CHANGES:
            yield failed("ignoreChanges", f"the option ignoreChanges leaves out {path}, which promises depend on")


def _first_key(path: str) -> str:
    """The property that a path of ignoreChanges begins with: ``a.b``, ``a[0].b``, ``["a"].b``; * for every one."""
    match = _SEGMENT.match(path.strip())
    return "*" if match is None else match["quoted"] or match["plain"] or "*"


def _watched(graph: Graph, _bar: Thresholds) -> Findings:
    filters = watched(graph, "$.sessioncredentialfromconsole")
    rules = graph.of(EVENT_RULE)
    answers = [alarmed(graph, each) for each in filters.found]
    if True in answers or any(_on_console(rule) for rule in rules):
        return
    if None in answers or filters.unknown or any(rule.read("eventPattern").unknown for rule in rules):
        yield undetermined(None, "whether an alarm tells of changes in the console is not known yet")
    else:
        yield failed(
            None,
            "the stack has no alarm on a LogMetricFilter, and no EventRule, on changes made in the console "
            f"({_CONSOLE})",
        )


def _on_console(rule: Resource) -> bool:
    return _CONSOLE in json.dumps(plain(rule.read("eventPattern").value), default=str)


def _ignoring(*paths: str) -> tuple[Declared, ...]:
    return (
        Declared(
            type=BUCKET_POLICY, properties={"bucket": "orders", "policy": '{"Statement":[]}'}, ignore_changes=paths
        ),
    )


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "security-properties-not-ignored",
        tuple(_read()),
        _ignores_nothing_that_matters,
        Examples(good=_ignoring("region"), bad=_ignoring("policy"), unknown=None),
    ),
    CompletenessRule(
        "drift-watch-present",
        (METRIC_FILTER, EVENT_RULE),
        _watched,
        Examples(
            good=alarmed_filter("console", '{ ($.readOnly IS FALSE) && ($.sessionCredentialFromConsole = "true") }'),
            bad=alarmed_filter("console", '{ $.eventName = "ConsoleLogin" }'),
            unknown=alarmed_filter("console", UNKNOWN),
        ),
    ),
)
