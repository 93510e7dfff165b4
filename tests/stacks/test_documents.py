"""Every policy document of every stack: known at preview, and no wildcard without a stated reason."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from guardrails.graph import Resource
from guardrails.values import UNKNOWN
from tests.support.prod import STACKS, record_stack

_DOCUMENTS = ("policy", "assumeRolePolicy", "policyDocument", "inlinePolicy", "content")

# Whole services. An endpoint's policy grants nothing: it narrows what principals have, and a permissions boundary is
# the ceiling of what others grant.
_WHOLE_SERVICES = {
    ("aws:ec2/vpcEndpoint:VpcEndpoint", "OwnAccount"),
    ("aws:iam/policy:Policy", "Ceiling"),
}
# Statements on every resource, and why.
_EVERY_RESOURCE = {
    "SignIn": "ecr:GetAuthorizationToken knows no resources",
    "ReportRuns": "cloudwatch:PutMetricData knows no resources; the namespace confines it",
    "AgentChannels": "the channels of SSM Agent know no resources",
    "Look": "describing images and snapshots knows no resources",
    "LookUp": "describing networks and databases knows no resources",
    "DeliverLog": "vended log deliveries know no resources",
    "Trace": "X-Ray knows no resources for what writes traces",
    "VerifyReadOnly": "listing and describing know no resources, and what is found is not known before",
    "Ceiling": "a permissions boundary grants nothing",
}


def _documents(stack: str) -> Iterator[tuple[Resource, str, Any]]:
    for resource in record_stack(stack).resources:
        for key in _DOCUMENTS:
            value = resource.properties.get(key)
            if resource.custom and value is not None:
                yield resource, key, value


def _allowed(stack: str) -> Iterator[tuple[Resource, dict[str, Any], list[str]]]:
    """Every statement that allows something, with its actions."""
    for resource, _, text in _documents(stack):
        if not isinstance(text, str) or not text.startswith("{"):
            continue
        for statement in json.loads(text).get("Statement", ()):
            if isinstance(statement, dict) and statement.get("Effect") == "Allow":
                actions = statement.get("Action", [])
                yield resource, statement, [actions] if isinstance(actions, str) else actions


@pytest.mark.parametrize("stack", STACKS)
def test_documents_are_known_at_preview(stack: str) -> None:
    found = list(_documents(stack))
    assert found
    assert [(resource.urn, key) for resource, key, value in found if value is UNKNOWN] == []


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_is_allowed_whole_services_without_a_reason(stack: str) -> None:
    whole = {
        (resource.type, statement["Sid"])
        for resource, statement, actions in _allowed(stack)
        if any(action == "*" or action.endswith(":*") for action in actions)
    }
    assert whole <= _WHOLE_SERVICES


@pytest.mark.parametrize("stack", STACKS)
def test_no_identity_is_allowed_every_resource_without_a_reason(stack: str) -> None:
    everywhere = {
        statement["Sid"]
        for resource, statement, _ in _allowed(stack)
        if resource.type.startswith("aws:iam/") and statement.get("Resource") in ("*", ["*"])
    }
    assert everywhere <= _EVERY_RESOURCE.keys()


def test_every_stated_reason_is_needed() -> None:
    found = {
        statement["Sid"]
        for stack in STACKS
        for resource, statement, _ in _allowed(stack)
        if resource.type.startswith("aws:iam/") and statement.get("Resource") in ("*", ["*"])
    }
    assert found == _EVERY_RESOURCE.keys()


@pytest.mark.parametrize("stack", STACKS)
def test_every_statement_says_what_it_is_for(stack: str) -> None:
    assert [resource.urn for resource, statement, _ in _allowed(stack) if not statement.get("Sid")] == []
