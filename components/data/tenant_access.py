"""The role in which the application acts for one tenant, and reaches that tenant's data only."""

import re
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.data.tenants import assume_statement, tenant_document, tenant_trust
from components.documents import Statement
from components.placement import Placement

_LONGEST_SESSION_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class TenantAccessArgs:
    """Whose role acts for tenants, and on what.

    ``callers`` are the names of this account's roles that may, with wildcards where Pulumi ends a name (the role of a
    service's tasks): they need not exist yet. ``tables`` and ``buckets`` are physical names of the stores that all
    tenants share, under the key that ``key_alias`` names. ``own_keys`` says that tenants may have keys of their own.
    Raises ValueError.
    """

    placement: Placement
    callers: tuple[str, ...]
    key_alias: str
    tables: tuple[str, ...] = ()
    buckets: tuple[str, ...] = ()
    own_keys: bool = False

    def __post_init__(self) -> None:
        wild = [caller for caller in self.callers if not re.fullmatch(r"[\w+=,.@-]{3,}\*?", caller)]
        if not self.callers or wild:
            raise ValueError(
                f"callers {list(self.callers)!r} must be names of roles, with a wildcard at the end only: name the "
                "roles that act for tenants"
            )
        if not self.tables and not self.buckets:
            raise ValueError("tables and buckets are both empty, so a tenant would reach nothing: name one")
        if not self.key_alias.startswith("alias/"):
            raise ValueError(
                f"key_alias {self.key_alias!r} is not an alias: write it in full, such as 'alias/customer'"
            )

    @property
    def role_name(self) -> str:
        """The role's name, known before it exists."""
        return self.placement.local("tenant", limit=64)


class TenantAccess(Component):
    """A role that can be assumed for one tenant at a time, and then reaches the items and files of that tenant only.

    Produces the role, which asks for the session tag ``tenant_id``, and its policy, in which that tag is the leading
    key of items, the prefix of files and the context of the tenant's own key. The application takes the tenant from a
    token that it has verified (``custom:tenant_id`` of the user pool), assumes the role with it, and uses these
    credentials alone. ``assume`` is the statement that the application's own role needs.

    For id.tenant (BZ-11). What AWS does not do: rows of PostgreSQL are kept apart by the schema (row-level security),
    which the application's own tests must show; and nothing but the application says which tenant a session is for.
    """

    area = "data"
    provides = ("id.tenant",)

    role_name: str
    role_arn: str
    assume: Statement

    def __init__(self, name: str, args: TenantAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        role = aws.iam.Role(
            self.child("role"),
            name=args.role_name,
            description="Acts for one tenant, which the session tag tenant_id names",
            assume_role_policy=tenant_trust(placement, args.callers),
            max_session_duration=_LONGEST_SESSION_SECONDS,
            opts=self.inside(),
        )
        aws.iam.RolePolicy(
            self.child("policy"),
            role=role.name,
            policy=tenant_document(placement, args.tables, args.buckets, args.key_alias, args.own_keys),
            opts=self.inside(),
        )
        self.role_name = args.role_name
        self.role_arn = f"arn:{placement.partition}:iam::{placement.account_id}:role/{args.role_name}"
        self.assume = assume_statement(self.role_arn)
        self.register_outputs({"roleArn": self.role_arn})
