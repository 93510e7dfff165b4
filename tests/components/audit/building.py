"""What the tests of audit's components share."""

import json
from typing import Any

from components.placement import Placement
from guardrails.graph import Resource

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/archive"
LOG_KEY = "arn:aws:kms:eu-west-1:123456789012:key/logs"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:vouch-prod-alarms"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"


def parsed(resource: Resource, path: str) -> Any:
    """A JSON document among the properties."""
    return json.loads(str(resource.properties[path]))


def waits_for(resource: Resource) -> set[str]:
    """The names of what a resource depends on."""
    return {urn.rsplit("::", 1)[-1] for urn in resource.dependencies}
