"""Service control policies: what no principal of a member account may do, whatever its own policies allow.

They forbid at run time what the policy pack refuses at preview, so that nobody gets round the pack by not using it.
AWS exempts the management account and service-linked roles from every one of them (Organizations user guide,
"Service control policies"): the management account must hold nothing but the organization.

Each document is known at preview and within the 5120 characters that AWS takes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LARGEST_DOCUMENT = 5120

GLOBAL_SERVICES = (
    "account:*",
    "artifact:*",
    "aws-marketplace:*",
    "aws-portal:*",
    "billing:*",
    "budgets:*",
    "ce:*",
    "cloudfront:*",
    "consolidatedbilling:*",
    "cur:*",
    "directconnect:*",
    "ec2:DescribeRegions",
    "ec2:DescribeTransitGateways",
    "ec2:DescribeVpnGateways",
    "fms:*",
    "freetier:*",
    "globalaccelerator:*",
    "health:*",
    "iam:*",
    "invoicing:*",
    "networkmanager:*",
    "organizations:*",
    "payments:*",
    "pricing:*",
    "route53:*",
    "route53domains:*",
    "s3:GetAccountPublicAccessBlock",
    "s3:ListAllMyBuckets",
    "s3:PutAccountPublicAccessBlock",
    "savingsplans:*",
    "shield:*",
    "sts:*",
    "support:*",
    "supportplans:*",
    "tax:*",
    "trustedadvisor:*",
    "waf:*",
)
"""Services whose endpoints are in one region for the whole world, after AWS's own example (Organizations user guide,
"Deny access to AWS based on the requested AWS Region"); KMS and ACM are regional, and left out of it."""

_HOLDS_DATA = (
    "backup:CreateBackupVault",
    "dynamodb:CreateTable*",
    "ec2:CopySnapshot",
    "ec2:CreateSnapshot*",
    "ec2:CreateVolume",
    "ec2:RunInstances",
    "elasticache:Create*",
    "elasticfilesystem:CreateFileSystem",
    "es:CreateDomain",
    "glacier:CreateVault",
    "kinesis:CreateStream",
    "rds:Copy*",
    "rds:CreateDB*",
    "rds:Restore*",
    "redshift:Create*",
    "s3:CreateBucket",
    "sagemaker:Create*",
)

_WATCHING = (
    "access-analyzer:DeleteAnalyzer",
    "cloudtrail:DeleteTrail",
    "cloudtrail:StopLogging",
    "config:DeleteConfigurationRecorder",
    "config:DeleteDeliveryChannel",
    "config:DeleteRetentionConfiguration",
    "config:StopConfigurationRecorder",
    "detective:DeleteGraph",
    "detective:DisassociateMembership",
    "guardduty:DeleteDetector",
    "guardduty:DeletePublishingDestination",
    "guardduty:Disassociate*",
    "guardduty:StopMonitoringMembers",
    "inspector2:Disable",
    "inspector2:DisassociateMember",
    "macie2:DisableMacie",
    "macie2:Disassociate*",
    "securityhub:DeleteMembers",
    "securityhub:DisableSecurityHub",
    "securityhub:Disassociate*",
)
_WATCHING_SETUP = (
    "cloudtrail:PutEventSelectors",
    "cloudtrail:PutInsightSelectors",
    "cloudtrail:UpdateTrail",
    "config:DeleteConfigRule",
    "config:DeleteConformancePack",
    "config:PutConfigurationRecorder",
    "config:PutDeliveryChannel",
    "guardduty:CreateFilter",
    "guardduty:CreateIPSet",
    "guardduty:CreateTrustedEntitySet",
    "guardduty:UpdateDetector",
    "guardduty:UpdateFilter",
    "guardduty:UpdateIPSet",
    "guardduty:UpdatePublishingDestination",
    "macie2:UpdateMacieSession",
    "securityhub:BatchDisableStandards",
    "securityhub:UpdateStandardsControl",
)
_DEFAULTS = (
    "ec2:DisableEbsEncryptionByDefault",
    "ec2:DisableImageBlockPublicAccess",
    "ec2:DisableSnapshotBlockPublicAccess",
    "ec2:EnableSerialConsoleAccess",
    "ec2:ModifyEbsDefaultKmsKeyId",
    "ec2:ModifyInstanceMetadataDefaults",
    "ec2:ResetEbsDefaultKmsKeyId",
    "iam:DeleteAccountPasswordPolicy",
    "iam:UpdateAccountPasswordPolicy",
    "s3:PutAccountPublicAccessBlock",
    "s3:PutBucketPublicAccessBlock",
)
_SHARING = (
    "ec2:ModifyImageAttribute",
    "ec2:ModifySnapshotAttribute",
    "rds:ModifyDBClusterSnapshotAttribute",
    "rds:ModifyDBSnapshotAttribute",
)
_LASTING_CREDENTIALS = ("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateUser")
_LEAVING = ("account:CloseAccount", "account:DisableRegion", "account:EnableRegion", "organizations:LeaveOrganization")
_RECOVERY = (
    "backup:DeleteBackupVault",
    "backup:DeleteBackupVaultAccessPolicy",
    "backup:DeleteBackupVaultLockConfiguration",
    "backup:DeleteRecoveryPoint",
    "backup:DisassociateRecoveryPoint*",
    "backup:PutBackupVaultAccessPolicy",
    "backup:UpdateRecoveryPointLifecycle",
    "rds:DeleteDBInstanceAutomatedBackup",
)
_ARCHIVE_OBJECTS = (
    "s3:BypassGovernanceRetention",
    "s3:DeleteObject*",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
)
_ARCHIVE_BUCKETS = (
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketPolicy",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:PutReplicationConfiguration",
)
_LOGS = ("logs:DeleteLogGroup", "logs:DeleteLogStream", "logs:DeleteRetentionPolicy", "logs:DisassociateKmsKey")
_KEYS = ("kms:DeleteImportedKeyMaterial", "kms:DisableKey", "kms:DisableKeyRotation", "kms:ScheduleKeyDeletion")


@dataclass(frozen=True, kw_only=True)
class Exceptions:
    """Who is not bound: patterns of role ARNs (``arn:aws:iam::*:role/break-glass``).

    ``break_glass`` may do what these policies forbid, in an emergency and under an alarm. ``deployers`` are the roles
    of the pipeline, which set up what nobody else may change; they stop nothing and delete no evidence.
    """

    break_glass: tuple[str, ...]
    deployers: tuple[str, ...]

    @property
    def emergency(self) -> dict[str, Mapping[str, Sequence[str]]]:
        """The condition that excepts the break-glass roles only."""
        return {"ArnNotLike": {"aws:PrincipalArn": list(self.break_glass)}}

    @property
    def pipeline(self) -> dict[str, Mapping[str, Sequence[str]]]:
        """The condition that excepts the pipeline too."""
        return {"ArnNotLike": {"aws:PrincipalArn": [*self.break_glass, *self.deployers]}}


def regions(allowed: Sequence[str], companion: str, exceptions: Exceptions) -> str:
    """Nothing regional outside the allowed regions, and nothing that keeps data in the companion region.

    ``companion`` (us-east-1) is allowed for what AWS's global services read there: certificates, web ACLs, alarms.
    """
    statements = [
        _deny(
            "OutsideAllowedRegions",
            not_actions=GLOBAL_SERVICES,
            condition={
                "StringNotEquals": {"aws:RequestedRegion": sorted({*allowed, companion})},
                **exceptions.emergency,
            },
        )
    ]
    if companion not in allowed:
        statements.append(
            _deny(
                "NoDataInCompanionRegion",
                actions=_HOLDS_DATA,
                condition={"StringEquals": {"aws:RequestedRegion": companion}, **exceptions.emergency},
            )
        )
    return _document(statements)


def watching(exceptions: Exceptions) -> str:
    """Nobody stops what watches: trail, GuardDuty, Config, Security Hub, Inspector, Macie, Detective, the analyzer."""
    return _document(
        [
            _deny("StopWatching", actions=_WATCHING, condition=exceptions.emergency),
            _deny("WeakenWatching", actions=_WATCHING_SETUP, condition=exceptions.pipeline),
        ]
    )


def account(exceptions: Exceptions) -> str:
    """The account stays in the organization, has no root sessions and no lasting credentials, and keeps its defaults.

    A session of root that the organization opened itself, to mend a locked bucket or queue (``sts:AssumeRoot``),
    carries aws:AssumedRoot and passes. The conditions on instances are AWS's own for requiring version 2 of the
    metadata service: at launch, at a change, and at the use of credentials that version 1 gave out.
    """
    return _document(
        [
            _deny("LeaveOrganization", actions=_LEAVING),
            _deny(
                "RootUser",
                actions=("*",),
                condition={
                    "StringLike": {"aws:PrincipalArn": "arn:*:iam::*:root"},
                    "Null": {"aws:AssumedRoot": "true"},
                },
            ),
            _deny("LastingCredentials", actions=_LASTING_CREDENTIALS, condition=exceptions.emergency),
            _deny("AccountDefaults", actions=_DEFAULTS, condition=exceptions.pipeline),
            _deny("ShareSnapshotsAndImages", actions=_SHARING, condition=exceptions.emergency),
            _deny(
                "PublicAcls",
                actions=("s3:PutBucketAcl", "s3:PutObjectAcl", "s3:PutObject", "s3:CreateBucket"),
                condition={"StringLike": {"s3:x-amz-acl": ["public-read*", "authenticated-read"]}},
            ),
            _deny(
                "ShareOutside",
                actions=("ram:CreateResourceShare", "ram:UpdateResourceShare"),
                condition={"Bool": {"ram:RequestedAllowsExternalPrincipals": "true"}, **exceptions.emergency},
            ),
            _deny(
                "LaunchWithOldMetadata",
                actions=("ec2:RunInstances",),
                resources=("arn:*:ec2:*:*:instance/*",),
                condition={"StringNotEquals": {"ec2:MetadataHttpTokens": "required"}, **exceptions.emergency},
            ),
            _deny("WeakenMetadata", actions=("ec2:ModifyInstanceMetadataOptions",), condition=exceptions.emergency),
            _deny("OldMetadataCredentials", actions=("*",), condition={"NumericLessThan": {"ec2:RoleDelivery": "2.0"}}),
        ]
    )


def evidence(archive_buckets: Sequence[str], exceptions: Exceptions) -> str:
    """Backups, keys and the archive of the logs stay: what proves, and what everything is restored from.

    ``archive_buckets`` are names with ``*`` for what varies. Lifecycle rules of backups and buckets go on expiring
    what is old: AWS does that itself, as no principal.
    """
    buckets = [f"arn:*:s3:::{name}" for name in archive_buckets]
    return _document(
        [
            _deny("DestroyBackups", actions=_RECOVERY, condition=exceptions.emergency),
            _deny(
                "DestroyArchive",
                actions=_ARCHIVE_OBJECTS,
                resources=[f"{bucket}/*" for bucket in buckets],
                condition=exceptions.emergency,
            ),
            _deny("OpenArchive", actions=_ARCHIVE_BUCKETS, resources=buckets, condition=exceptions.pipeline),
            _deny(
                "DestroyAuditLog",
                actions=_LOGS,
                resources=("arn:*:logs:*:*:log-group:/aws/cloudtrail/*",),
                condition=exceptions.emergency,
            ),
            _deny("DestroyKeys", actions=_KEYS, condition=exceptions.pipeline),
        ]
    )


def _deny(
    sid: str,
    *,
    actions: Sequence[str] = (),
    not_actions: Sequence[str] = (),
    resources: Sequence[str] = ("*",),
    condition: Mapping[str, Mapping[str, str | Sequence[str]]] | None = None,
) -> dict[str, object]:
    which: dict[str, object] = {"NotAction": list(not_actions)} if not_actions else {"Action": list(actions)}
    listed = list(resources)
    statement: dict[str, object] = {
        "Sid": sid,
        "Effect": "Deny",
        **which,
        "Resource": listed[0] if len(listed) == 1 else listed,
    }
    return {**statement, "Condition": condition} if condition else statement


def _document(statements: Sequence[Mapping[str, object]]) -> str:
    return within(json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":")))


def within(document: str, largest: int = LARGEST_DOCUMENT) -> str:
    """The document itself. Raises ValueError where AWS would refuse it for its size."""
    if len(document) > largest:
        raise ValueError(
            f"an organization policy has {len(document)} characters, AWS takes {largest}: "
            "name fewer roles, regions or buckets, with a wildcard where they share a name"
        )
    return document
