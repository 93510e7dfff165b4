"""What workloads may do, over all policies of their roles: together they count, for IAM joins them.

A role's policies are its inline ones, those of its own resources, and the stack's managed policies attached to it in
any of the ways there are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from guardrails.documents import Document, Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rules.audit.types import POLICY, ROLE, ROLE_POLICY
from guardrails.rules.identity.statements import policies
from guardrails.rules.identity.types import POLICY_ATTACHMENT, ROLE_ATTACHMENTS_EXCLUSIVE, ROLE_POLICY_ATTACHMENT

WORKLOADS: Final = frozenset({"ecs-tasks.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com"})
_ATTACHED: Final = (
    (ROLE_POLICY_ATTACHMENT, "policyArn", "role"),
    (POLICY_ATTACHMENT, "policyArn", "roles"),
    (ROLE_ATTACHMENTS_EXCLUSIVE, "policyArns", "roleName"),
)


@dataclass(frozen=True)
class Held:
    """What the roles of workloads that hold one policy are given in all; ``sure`` where one surely is a workload's."""

    documents: tuple[Document, ...]
    sure: bool

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement of every policy of these roles."""
        return tuple(statement for document in self.documents for statement in document.statements)

    @property
    def unknown(self) -> bool:
        """Whether one of the policies, or a part of it, is not known yet."""
        return any(document.unknown for document in self.documents)


def held_with(policy: Resource, graph: Graph) -> Held | None:
    """What the workloads that hold a policy are given in all; None where no workload of the stack holds it."""
    return graph.derived(_holdings).get(policy.urn)


def roles_of(policy: Resource, graph: Graph) -> Iterator[Resource]:
    """The roles of the stack that hold a policy, or the role itself."""
    if policy.type == ROLE:
        yield policy
    elif policy.type == ROLE_POLICY:
        yield from graph.references(policy, "role", ROLE).resources
    elif policy.type == POLICY:
        for type_, path, role in _ATTACHED:
            for attachment in graph.referrers(policy, type_, path).resources:
                yield from graph.references(attachment, role, ROLE).resources
        yield from graph.referrers(policy, ROLE, "managedPolicyArns").resources


def _holdings(graph: Graph) -> Mapping[str, Held]:
    holders: dict[str, list[Resource]] = {}
    given: dict[str, list[Document]] = {}
    for policy in graph.of(ROLE, ROLE_POLICY, POLICY):
        roles = {role.urn: role for role in roles_of(policy, graph) if _is_workloads(role) is not False}
        holders[policy.urn] = list(roles.values())
        for urn in roles:
            given.setdefault(urn, []).extend(parse(reading) for reading in policies(policy) if not reading.absent)
    return {
        urn: Held(
            tuple(document for role in roles for document in given[role.urn]),
            any(_is_workloads(role) for role in roles),
        )
        for urn, roles in holders.items()
        if roles
    }


def _is_workloads(role: Resource) -> bool | None:
    """Whether a workload takes the role, None where that is not known yet.

    People and deployers may hold wide rights on logs.
    """
    trust = parse(role.read("assumeRolePolicy"))
    return True if trust.services & WORKLOADS else None if trust.unknown else False
