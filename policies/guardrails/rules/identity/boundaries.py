"""Permissions boundaries: who is held by one, so that its own policies are judged against it (control id.least)."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from guardrails.documents import parse
from guardrails.graph import Graph, Resource
from guardrails.rules.identity.types import (
    GROUP_POLICY_ATTACHMENT,
    MANAGED_POLICY_ATTACHMENT,
    PERMISSION_SET,
    PERMISSION_SET_INLINE_POLICY,
    PERMISSIONS_BOUNDARY_ATTACHMENT,
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
from guardrails.verdicts import Finding, Verdict, undetermined

# Such a boundary holds nobody.
_BOUNDLESS: Final = re.compile(
    r"^arn:aws[\w-]*:iam::aws:policy/(.*/)?(AdministratorAccess|PowerUserAccess|\w+FullAccess)$"
)
_PIPELINES: Final = frozenset(
    f"{service}.amazonaws.com" for service in ("cloudformation", "codebuild", "codepipeline", "ssm", "states")
)
_HOLDERS: Final = {
    ROLE_POLICY: (("role", ROLE),),
    USER_POLICY: (("user", USER),),
    ROLE_POLICY_ATTACHMENT: (("role", ROLE),),
    USER_POLICY_ATTACHMENT: (("user", USER),),
    ROLE_ATTACHMENTS_EXCLUSIVE: (("roleName", ROLE),),
    USER_ATTACHMENTS_EXCLUSIVE: (("userName", USER),),
    POLICY_ATTACHMENT: (("roles", ROLE), ("users", USER)),
    MANAGED_POLICY_ATTACHMENT: (("permissionSetArn", PERMISSION_SET),),
    PERMISSION_SET_INLINE_POLICY: (("permissionSetArn", PERMISSION_SET),),
}
_CUSTOMER_BOUNDARY: Final = "permissionsBoundary.customerManagedPolicyReference.name"
_ATTACHMENTS: Final = (
    (ROLE_POLICY_ATTACHMENT, "policyArn"),
    (USER_POLICY_ATTACHMENT, "policyArn"),
    (GROUP_POLICY_ATTACHMENT, "policyArn"),
    (POLICY_ATTACHMENT, "policyArn"),
    (ROLE_ATTACHMENTS_EXCLUSIVE, "policyArns"),
    (USER_ATTACHMENTS_EXCLUSIVE, "policyArns"),
)


def held(resource: Resource, graph: Graph) -> bool | None:
    """Whether all that a resource gives, it gives to identities with a permissions boundary, or is one itself.

    None where a boundary is not known yet and nothing says that it comes from a policy. A managed policy is as bounded
    as the identities that it is attached to; one that is attached to nobody in this stack and serves as a boundary is
    judged as a boundary. A role that a service takes to run workloads is never excused.
    """
    if resource.type == ROLE and _works_for_a_service(resource):
        return False
    if resource.type in (ROLE, USER):
        return _has_boundary(resource, graph)
    if resource.type == PERMISSION_SET:
        return _set_has_boundary(resource, graph)
    if resource.type == POLICY:
        attachments = list(_attachments(resource, graph))
        if not attachments:
            return is_boundary(resource, graph)
        return _all(held(attachment, graph) for attachment in attachments)
    return _holders_bounded(resource, graph)


def bounded(resource: Resource, graph: Graph) -> bool:
    """Whether all that a resource gives is known to be capped by a permissions boundary."""
    return held(resource, graph) is True


def softened(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings on what a boundary that is not known yet may cap: nothing is known to be wrong."""
    for finding in findings:
        if finding.verdict is Verdict.FAILED:
            yield undetermined(finding.path, f"{finding.message}, unless a boundary that is not known yet forbids it")
        else:
            yield finding


def is_boundary(policy: Resource, graph: Graph) -> bool:
    """Whether an identity or permission set of the stack has this policy for its permissions boundary."""
    return any(
        graph.referrers(policy, type_, path).resources
        for type_, path in (
            (ROLE, "permissionsBoundary"),
            (USER, "permissionsBoundary"),
            (PERMISSIONS_BOUNDARY_ATTACHMENT, _CUSTOMER_BOUNDARY),
        )
    )


def _works_for_a_service(role: Resource) -> bool:
    """Whether a service that runs workloads takes the role: a boundary around all roles of a stack is no reason to let
    a task's or a function's own policy be wide, as it is for people and pipelines who make what they cannot name.
    """
    return bool(parse(role.read("assumeRolePolicy")).services - _PIPELINES)


def _has_boundary(identity: Resource, graph: Graph) -> bool | None:
    boundary = identity.read("permissionsBoundary")
    if boundary.unknown:
        return True if graph.depends_on(identity, "permissionsBoundary", POLICY) else None
    return not boundary.absent and boundary.value != "" and not _BOUNDLESS.match(boundary.text or "")


def _set_has_boundary(permission_set: Resource, graph: Graph) -> bool | None:
    found = graph.referrers(permission_set, PERMISSIONS_BOUNDARY_ATTACHMENT, "permissionSetArn")
    for attachment in found.resources:
        if attachment.read(_CUSTOMER_BOUNDARY).known:
            return True
        boundary = attachment.read("permissionsBoundary.managedPolicyArn")
        if attachment.read(_CUSTOMER_BOUNDARY).unknown and not boundary.known:
            return True if graph.depends_on(attachment, "permissionsBoundary", POLICY) else None
        if boundary.unknown:
            return None
        return not boundary.absent and not _BOUNDLESS.match(boundary.text or "")
    return False if found.resolved else None


def _attachments(policy: Resource, graph: Graph) -> Iterator[Resource]:
    for type_, path in _ATTACHMENTS:
        yield from graph.referrers(policy, type_, path).resources
    yield from graph.referrers(policy, ROLE, "managedPolicyArns").resources


def _holders_bounded(resource: Resource, graph: Graph) -> bool | None:
    if resource.type == POLICY_ATTACHMENT and any(True for _ in resource.read("groups").each()):
        return False
    states = [
        _all_bounded(resource, path, type_, graph)
        for path, type_ in _HOLDERS.get(resource.type, ())
        if not resource.read(path).absent
    ]
    return _all(states) if states else False


def _all_bounded(resource: Resource, path: str, type_: str, graph: Graph) -> bool | None:
    reading = resource.read(path)
    holders = graph.references(resource, path, type_)
    elements = len(tuple(reading.each())) if reading.known else 1
    if not holders.resolved or len(holders.resources) < elements:
        return False
    return _all(held(holder, graph) for holder in holders.resources)


def _all(states: Iterable[bool | None]) -> bool | None:
    """True where all are, False where one is not, else None."""
    listed = list(states)
    if False in listed:
        return False
    return None if None in listed else True
