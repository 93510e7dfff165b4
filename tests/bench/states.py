"""States to measure with: an estate as `pulumi stack export` shows it, and estates of one kind of resource."""

import json
from collections.abc import Mapping
from typing import Any

from guardrails.graph import Graph, Resource
from guardrails.values import UNKNOWN, UNKNOWN_STRING, Value
from tests.bench.copies import copies
from tests.support.examples import to_wire
from tests.support.prod import record_stack

KINDS: Mapping[str, tuple[str, ...]] = {
    "security groups and rules": ("aws:ec2/securityGroup", "aws:vpc/securityGroup"),
    "roles and policies": ("aws:iam/",),
    "buckets and what is beside them": ("aws:s3/",),
    "log groups, filters and alarms": ("aws:cloudwatch/",),
    "keys, queues and topics": ("aws:kms/", "aws:sqs/", "aws:sns/"),
}
"""Estates of one kind, by the beginnings of their types."""
_PROVIDER_ID = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def estate(size: int) -> str:
    """A state of ``size`` resources: the prod stack over and over, each copy with names of its own, all known."""
    resources = [each for each in record_stack("prod").resources if each.custom]
    by_urn = {each.urn: each for each in resources}
    listed: list[dict[str, Any]] = []
    while len(listed) < size:
        copy = len(listed) // len(resources)
        for each in resources[: size - len(listed)]:
            text = json.dumps(_exported(each, by_urn))
            text = text.replace("urn:pulumi:prod::vouch::", f"urn:pulumi:prod::vouch::c{copy}$")
            listed.append(json.loads(text.replace("vouch-prod", f"vouch-c{copy}")))
    return json.dumps({"version": 3, "deployment": {"resources": listed}})


def of_kind(kind: str, size: int) -> Graph:
    """A graph of about ``size`` resources of one kind, out of those of prod."""
    stack = [each for each in record_stack("prod").resources if each.type.startswith(KINDS[kind])]
    return copies(stack, size // len(stack))


def _exported(resource: Resource, by_urn: Mapping[str, Resource]) -> dict[str, Any]:
    inputs = {key: to_wire(_known(value, resource, key, by_urn)) for key, value in resource.properties.items()}
    return {
        "urn": resource.urn,
        "custom": True,
        "type": resource.token,
        "id": _id(resource),
        "inputs": inputs,
        "outputs": inputs,
        "parent": resource.parent,
        "provider": resource.provider.replace(UNKNOWN_STRING, _PROVIDER_ID),
        "protect": resource.options.protect,
        "dependencies": list(resource.dependencies),
        "propertyDependencies": {key: list(urns) for key, urns in resource.property_dependencies.items()},
    }


def _known(value: Value, resource: Resource, key: str, by_urn: Mapping[str, Resource]) -> Value:
    """The value as it is once everything exists: what was unknown is the id of what it depends on."""
    if isinstance(value, dict):
        return {name: _known(item, resource, key, by_urn) for name, item in value.items()}
    if isinstance(value, list):
        return [_known(item, resource, key, by_urn) for item in value]
    if value is not UNKNOWN:
        return value
    depends = (by_urn.get(urn) for urn in resource.property_dependencies.get(key, ()))
    return _id(next((each for each in depends if each is not None), resource))


def _id(resource: Resource) -> str:
    return f"vouch-prod-{resource.name}-id"
