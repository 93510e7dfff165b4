"""A DynamoDB table of customers' data, whose items belong to tenants."""

import re
from dataclasses import dataclass
from typing import Final, Literal

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.placement import Placement

TENANT_ATTRIBUTE: Final = "tenant_id"
"""The attribute, the session tag and the claim that say whose something is."""
EXPIRY_ATTRIBUTE: Final = "expires_at"
"""The attribute that holds when an item expires, in seconds since 1970."""
_RECOVERY_DAYS: Final = 35


@dataclass(frozen=True, kw_only=True)
class TableArgs:
    """What a table holds, and under which key.

    ``role`` ends the physical name. ``range_key`` orders the items of a tenant and is a string; give None for one item
    a tenant. ``retention_days`` is how long deleted data may live on in backups, as the tag ``retention`` says.
    ``deletion_protection`` (AWS's) and ``protect`` (Pulumi's) are what a small profile may relax.
    Raises ValueError.
    """

    placement: Placement
    role: str
    key_arn: pulumi.Input[str]
    range_key: str | None = "item_id"
    retention_days: int = 90
    table_class: Literal["STANDARD", "STANDARD_INFREQUENT_ACCESS"] = "STANDARD"
    deletion_protection: bool = True
    protect: bool = True

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*[a-z0-9]", self.role):
            raise ValueError(f"role {self.role!r} becomes part of the table's name: use small letters, digits, hyphens")
        if self.range_key in (TENANT_ATTRIBUTE, EXPIRY_ATTRIBUTE):
            raise ValueError(
                f"range_key {self.range_key!r} of the table {self.role!r} is taken: name the attribute that tells a "
                "tenant's items apart"
            )
        if self.retention_days < _RECOVERY_DAYS:
            raise ValueError(
                f"retention_days {self.retention_days} is shorter than the {_RECOVERY_DAYS} days of point-in-time "
                "recovery, in which deleted data lives on: make it as long"
            )
        if self.protect and not self.deletion_protection:
            raise ValueError(
                "deletion_protection is False while protect is True, which leaves the table to Pulumi's memory alone: "
                "set deletion_protection to True, or both to False"
            )

    @property
    def name(self) -> str:
        """The physical name, known before the table exists."""
        return self.placement.local(self.role)


class Table(Component):
    """A table keyed by tenant, under a customer key, restorable to any second of the last 35 days.

    Produces an on-demand ``aws.dynamodb.Table`` whose items expire at ``expires_at``: an item without it stays until it
    is deleted, and DynamoDB deletes expired items within days, not at once (DynamoDB developer guide, "Using time to
    live"). It has neither stream nor resource policy: nobody outside the account reaches it.

    For rest.db (CF-02, CF-06, OC-04, OC-31, BZ-12, BZ-32), bk.pitr (OB-14, OB-15, CF-26, OC-18, BZ-30), and the
    tables' part of id.tenant (BZ-11) and of pv.retention (CF-28, OC-19, OC-29).
    """

    area = "data"
    provides = ("rest.db", "bk.pitr", "pv.retention")

    name: str
    known_arn: str
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: TableArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        keys = (TENANT_ATTRIBUTE,) if args.range_key is None else (TENANT_ATTRIBUTE, args.range_key)
        table = aws.dynamodb.Table(
            self.child("table"),
            name=args.name,
            billing_mode="PAY_PER_REQUEST",
            table_class=args.table_class,
            hash_key=TENANT_ATTRIBUTE,
            range_key=args.range_key,
            attributes=[aws.dynamodb.TableAttributeArgs(name=key, type="S") for key in keys],
            server_side_encryption=aws.dynamodb.TableServerSideEncryptionArgs(enabled=True, kms_key_arn=args.key_arn),
            point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(
                enabled=True, recovery_period_in_days=_RECOVERY_DAYS
            ),
            ttl=aws.dynamodb.TableTtlArgs(enabled=True, attribute_name=EXPIRY_ATTRIBUTE),
            stream_enabled=False,
            deletion_protection_enabled=args.deletion_protection,
            tags={"backup": "daily", "data": "customer", "retention": str(args.retention_days)},
            opts=self.inside(protect=args.protect),
        )
        self.name = args.name
        self.known_arn = args.placement.arn("dynamodb", f"table/{args.name}")
        self.arn = table.arn
        self.register_outputs({"name": self.name, "arn": self.arn})
