"""What a resource names by a name that is known at preview is made before it: the engine cannot tell by itself."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from guardrails.graph import Resource
from tests.support.prod import STACKS, record_stack

_NAME_OF = {
    "aws:backup/vault:Vault": "name",
    "aws:cloudwatch/logGroup:LogGroup": "name",
    "aws:ecs/cluster:Cluster": "name",
    "aws:iam/policy:Policy": "name",
    "aws:iam/role:Role": "name",
    "aws:s3/bucket:Bucket": "bucket",
    "aws:sns/topic:Topic": "name",
    "aws:sqs/queue:Queue": "name",
    "aws:ssm/document:Document": "name",
}
"""Types whose names are written down elsewhere, and the property that has the name."""
_LABELS = ("tags", "description", "name", "policyName", "metricName")
# AWS takes these without asking whether the resource is there.
_NEED_NOT_EXIST = {
    ("aws:cloudwatch/metricAlarm:MetricAlarm", "dimensions"),
    ("aws:scheduler/schedule:Schedule", "target"),
    ("aws:cloudwatch/logMetricFilter:LogMetricFilter", "metricTransformation"),
}


class _Order:
    """What is made before what, a component standing for all that is inside it."""

    def __init__(self, resources: tuple[Resource, ...]) -> None:
        self._by_urn = {each.urn: each for each in resources}
        self._inside: dict[str, list[str]] = defaultdict(list)
        for each in resources:
            self._inside[each.parent].append(each.urn)
        self._known: dict[str, set[str]] = {}

    def before(self, urn: str) -> set[str]:
        """Everything that is made before a resource."""
        if urn not in self._known:
            found: set[str] = set()
            waiting = list(self._direct(urn))
            while waiting:
                if (each := waiting.pop()) not in found:
                    found.add(each)
                    waiting += [*self._direct(each), *self._members(each)]
            self._known[urn] = found
        return self._known[urn]

    def _direct(self, urn: str) -> Iterator[str]:
        if (resource := self._by_urn.get(urn)) is not None:
            yield from resource.dependencies
            for urns in resource.property_dependencies.values():
                yield from urns

    def _members(self, urn: str) -> list[str]:
        resource = self._by_urn.get(urn)
        return [] if resource is None or resource.type.startswith("aws:") else self._inside[urn]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)


def _principals(document: str) -> Iterator[str]:
    """Who a policy document names; AWS refuses a principal that does not exist, though not a resource."""
    for statement in json.loads(document).get("Statement", ()):
        principal = statement.get("Principal")
        if isinstance(principal, Mapping):
            yield from _strings(principal.get("AWS", ()))


def _written(value: Any) -> Iterator[str]:
    for text in _strings(value):
        if text.lstrip().startswith('{"'):
            yield from _principals(text)
        else:
            yield text


def _region(resource: Resource) -> str:
    return resource.provider.partition("::pulumi:providers:aws::")[2].partition("::")[0]


def _references(resources: tuple[Resource, ...]) -> Iterator[tuple[Resource, str, list[Resource]]]:
    """Who names whom in which property; several where one name stands in several regions."""
    named: dict[str, list[Resource]] = defaultdict(list)
    for each in resources:
        if isinstance(name := each.properties.get(_NAME_OF.get(each.type, "")), str):
            named[name].append(each)
    for each in resources:
        if not each.type.startswith("aws:"):
            continue
        for key, value in each.properties.items():
            if key in _LABELS or (each.type, key) in _NEED_NOT_EXIST:
                continue
            for text in _written(value):
                end = text.removesuffix(":*").rpartition(":")[2]
                for name in {end, end.partition("/")[2], end.rpartition("/")[2]}:
                    if found := [other for other in named.get(name, ()) if other is not each]:
                        yield each, key, found


@pytest.mark.parametrize("stack", STACKS)
def test_what_is_named_is_made_first(stack: str) -> None:
    resources = record_stack(stack).resources
    order = _Order(resources)
    late = [
        f"{each.name}: {key} names {others[0].name}, which may not be there yet"
        for each, key, others in _references(resources)
        if not order.before(each.urn) & {other.urn for other in others}
    ]
    assert late == []


def test_names_are_looked_for_in_properties_and_in_principals() -> None:
    found = {key for _, key, _ in _references(record_stack("prod-full").resources)}
    assert found >= {"logGroupName", "s3BucketName", "backupVaultName", "clusterName"}
