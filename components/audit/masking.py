"""Personal data in logs, masked from the moment that CloudWatch Logs takes them in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch

from components.audit.names import ship_tag
from components.base import Component
from components.documents import Statement, document
from components.ownership import Ownership
from components.placement import Placement
from components.retention import check_retention

IDENTIFIERS: Final = (
    "Address",
    "AwsSecretKey",
    "CreditCardExpiration",
    "CreditCardNumber",
    "CreditCardSecurityCode",
    "EmailAddress",
    "LatLong",
    "Name",
    "OpenSshPrivateKey",
    "PgpPrivateKey",
    "PkcsPrivateKey",
    "PuttyPrivateKey",
)
"""Managed data identifiers of CloudWatch Logs that hold in every country, but ``IpAddress``, without which no attack
could be followed, and vehicles' numbers. Those of one country (``PhoneNumber-DE``) are the product's own."""

_COUNTRY: Final = 2


@dataclass(frozen=True, kw_only=True)
class LogMaskingArgs:
    """What masking needs and may vary in; errors are ValueErrors that name the field.

    ``log_groups`` maps a key to the name of a group that customers' data can reach, ``ready`` is what makes them.
    ``log_key_arn`` encrypts the group of findings. ``identifiers`` are added to those that always hold, and name a
    country (``PhoneNumber-DE``). ``shipping`` is as in ``AuditLogArgs``.
    """

    placement: Placement
    log_groups: Mapping[str, pulumi.Input[str]]
    log_key_arn: pulumi.Input[str]
    ready: tuple[pulumi.Resource, ...] = ()
    identifiers: tuple[str, ...] = ()
    retention_days: int = 365
    protect: bool = True
    shipping: Ownership = Ownership.MANAGED

    def __post_init__(self) -> None:
        check_retention("retention_days", self.retention_days, floor=365)
        if not self.log_groups:
            raise ValueError(
                "log_groups is empty, so that nothing is masked: name the groups that hold customers' data"
            )
        for each in self.identifiers:
            name, _, country = each.rpartition("-")
            if not name.isalnum() or len(country) != _COUNTRY or not country.isupper():
                raise ValueError(f"identifiers names {each!r}: write it with its country, such as PhoneNumber-DE")


class LogMasking(Component):
    """A data protection policy on each log group that customers' data can reach, and a record of what it found.

    What is found is masked wherever logs leave CloudWatch Logs (queries, subscriptions, metric filters), for everybody
    without ``logs:Unmask``, and counted in an encrypted audit log group. Policies are the groups' and not the
    account's: an account-level policy would mask people's names in the audit trail, where they are the point.

    AWS masks what arrives after the policy, not what is there. Masking finds known kinds of data; what the product
    must not log at all is the product's own rule.

    Claims OB-06, OC-03, BZ-22, BZ-51 (log.mask).
    """

    area = "audit"
    provides = ("log.mask",)

    findings_log_group_name: str

    def __init__(self, name: str, args: LogMaskingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        # AWS's prefix for what its services deliver.
        self.findings_log_group_name = f"/aws/vendedlogs/{placement.local('masking-findings')}"
        findings = cloudwatch.LogGroup(
            self.child("findings"),
            name=self.findings_log_group_name,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.retention_days,
            deletion_protection_enabled=args.protect,
            tags={
                "stream": "audit",
                "data": "logs",
                "retention": str(args.retention_days),
                "ship": ship_tag(args.shipping),
            },
            opts=self.inside(protect=args.protect or None),
        )
        delivery = cloudwatch.LogResourcePolicy(
            self.child("findings"),
            policy_name=placement.local("masking-findings"),
            policy_document=_delivery(placement, self.findings_log_group_name),
            opts=self.inside(),
        )
        text = masking_document(args.identifiers, self.findings_log_group_name)
        for key, group in args.log_groups.items():
            cloudwatch.LogDataProtectionPolicy(
                self.child("mask", key),
                log_group_name=group,
                policy_document=text,
                opts=self.inside(depends_on=[findings, delivery, *args.ready]),
            )
        self.register_outputs({"findings_log_group_name": self.findings_log_group_name})


def masking_document(identifiers: tuple[str, ...], findings: str) -> str:
    """A data protection policy: both statements name the same identifiers, or AWS refuses it.

    Source: CloudWatch Logs user guide, "Understanding data protection policies".
    """
    # These ARNs carry no account and no region, and the same partition everywhere.
    arns = [f"arn:aws:dataprotection::aws:data-identifier/{each}" for each in sorted({*IDENTIFIERS, *identifiers})]
    return json.dumps(
        {
            "Name": "mask-personal-data",
            "Description": "Masks personal data and credentials",
            "Version": "2021-06-01",
            "Statement": [
                {
                    "Sid": "Audit",
                    "DataIdentifier": arns,
                    "Operation": {"Audit": {"FindingsDestination": {"CloudWatchLogs": {"LogGroup": findings}}}},
                },
                {"Sid": "Mask", "DataIdentifier": arns, "Operation": {"Deidentify": {"MaskConfig": {}}}},
            ],
        },
        separators=(",", ":"),
    )


def _delivery(placement: Placement, log_group: str) -> str:
    return document(
        Statement(
            sid="Deliver",
            principals={"Service": ("delivery.logs.amazonaws.com",)},
            actions=("logs:CreateLogStream", "logs:PutLogEvents"),
            resources=(placement.arn("logs", f"log-group:{log_group}:log-stream:*"),),
            condition={
                "StringEquals": {"aws:SourceAccount": placement.account_id},
                "ArnLike": {"aws:SourceArn": placement.arn("logs", "*")},
            },
        )
    )
