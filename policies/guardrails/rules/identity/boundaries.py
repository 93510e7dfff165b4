"""Permissions boundaries: who is held by one, so that its own policies are judged against it (control id.least)."""

import re
from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rules.identity.types import (
    GROUP_POLICY_ATTACHMENT,
    POLICY,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_ATTACHMENTS_EXCLUSIVE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
    USER,
    USER_ATTACHMENTS_EXCLUSIVE,
    USER_POLICY,
    USER_POLICY_ATTACHMENT,
)

# Such a boundary holds nobody.
_BOUNDLESS: Final = re.compile(
    r"^arn:aws[\w-]*:iam::aws:policy/(.*/)?(AdministratorAccess|PowerUserAccess|\w+FullAccess)$"
)
_HOLDERS: Final = {
    ROLE_POLICY: (("role", ROLE),),
    USER_POLICY: (("user", USER),),
    ROLE_POLICY_ATTACHMENT: (("role", ROLE),),
    USER_POLICY_ATTACHMENT: (("user", USER),),
    ROLE_ATTACHMENTS_EXCLUSIVE: (("roleName", ROLE),),
    USER_ATTACHMENTS_EXCLUSIVE: (("userName", USER),),
    POLICY_ATTACHMENT: (("roles", ROLE), ("users", USER)),
}
_ATTACHMENTS: Final = (
    (ROLE_POLICY_ATTACHMENT, "policyArn"),
    (USER_POLICY_ATTACHMENT, "policyArn"),
    (GROUP_POLICY_ATTACHMENT, "policyArn"),
    (POLICY_ATTACHMENT, "policyArn"),
    (ROLE_ATTACHMENTS_EXCLUSIVE, "policyArns"),
    (USER_ATTACHMENTS_EXCLUSIVE, "policyArns"),
)


def bounded(resource: Resource, graph: Graph) -> bool:
    """Whether all that a resource gives, it gives to identities with a permissions boundary, or is one itself.

    A managed policy is as bounded as the identities that it is attached to; one that is attached to nobody in this
    stack and serves as a boundary is judged as a boundary.
    """
    if resource.type in (ROLE, USER):
        return _has_boundary(resource)
    if resource.type == POLICY:
        attachments = list(_attachments(resource, graph))
        if not attachments:
            return is_boundary(resource, graph)
        return all(bounded(attachment, graph) for attachment in attachments)
    return _holders_bounded(resource, graph)


def is_boundary(policy: Resource, graph: Graph) -> bool:
    """Whether an identity of the stack has this policy for its permissions boundary."""
    return any(graph.referrers(policy, type_, "permissionsBoundary").resources for type_ in (ROLE, USER))


def _has_boundary(identity: Resource) -> bool:
    boundary = identity.read("permissionsBoundary")
    return not boundary.absent and boundary.value != "" and not _BOUNDLESS.match(boundary.text or "")


def _attachments(policy: Resource, graph: Graph) -> Iterator[Resource]:
    for type_, path in _ATTACHMENTS:
        yield from graph.referrers(policy, type_, path).resources
    yield from graph.referrers(policy, ROLE, "managedPolicyArns").resources


def _holders_bounded(resource: Resource, graph: Graph) -> bool:
    if resource.type == POLICY_ATTACHMENT and any(True for _ in resource.read("groups").each()):
        return False
    held = [
        _all_bounded(resource, path, type_, graph)
        for path, type_ in _HOLDERS.get(resource.type, ())
        if not resource.read(path).absent
    ]
    return bool(held) and all(held)


def _all_bounded(resource: Resource, path: str, type_: str, graph: Graph) -> bool:
    reading = resource.read(path)
    holders = graph.references(resource, path, type_)
    elements = len(tuple(reading.each())) if reading.known else 1
    return (
        holders.resolved
        and len(holders.resources) >= elements
        and all(_has_boundary(holder) for holder in holders.resources)
    )
