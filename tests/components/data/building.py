"""What the tests of the data components share: a placement, ARNs and a reader of documents."""

import json
from typing import Any

from components.placement import Placement
from guardrails.graph import Resource

ACCOUNT = "123456789012"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
PLACEMENT = Placement(project="vouch", stack="prod", account_id=ACCOUNT, region="eu-west-1")
KEY_ARN = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/11111111-1111-1111-1111-111111111111"
LOG_KEY_ARN = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/22222222-2222-2222-2222-222222222222"


def statements(resource: Resource, key: str = "policy") -> list[dict[str, Any]]:
    """The statements of a document that is known, and so a string, at preview."""
    text = resource.properties[key]
    assert isinstance(text, str)
    document = json.loads(text)
    assert document["Version"] == "2012-10-17"
    return list(document["Statement"])


def by_sid(resource: Resource, key: str = "policy") -> dict[str, dict[str, Any]]:
    """The same statements by their sids, which must differ."""
    found = statements(resource, key)
    keyed = {statement["Sid"]: statement for statement in found}
    assert len(keyed) == len(found)
    return keyed


def listed(value: Any) -> list[str]:
    """An IAM element that may be one value or many, as many."""
    return [value] if isinstance(value, str) else list(value)


def wired(resource: Resource, key: str) -> list[str]:
    """The names of the resources that a property takes its value from."""
    return sorted(urn.rsplit("::", 1)[-1] for urn in resource.property_dependencies.get(key, ()))


def depends_on(resource: Resource) -> set[str]:
    """The names of the resources that a resource waits for."""
    return {urn.rsplit("::", 1)[-1] for urn in resource.dependencies}
