"""What the conformance packs ask of a running account: AWS's managed rules, grouped by what customers are promised.

Identifiers and parameters are AWS Config's own (Config developer guide, "List of AWS Config Managed Rules").
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_TEMPLATE_LIMIT: Final = 51_200


@dataclass(frozen=True, kw_only=True)
class ManagedRule:
    """One managed rule by its identifier (``RDS_STORAGE_ENCRYPTED``) and its parameters, all of them text.

    Raises ValueError for what cannot be an identifier.
    """

    identifier: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", self.identifier):
            raise ValueError(
                f"identifier is {self.identifier!r}: write the managed rule's identifier in capitals, such as "
                "RDS_STORAGE_ENCRYPTED"
            )


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A named group of managed rules. ``worldwide`` packs look at IAM, which only the home region records.

    Raises ValueError for a name AWS refuses, for no rule, and for one rule twice.
    """

    name: str
    rules: tuple[ManagedRule, ...]
    worldwide: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.name):
            raise ValueError(f"name is {self.name!r}: write a pack's name in small letters, digits and hyphens")
        identifiers = [rule.identifier for rule in self.rules]
        if not identifiers or len(set(identifiers)) != len(identifiers):
            raise ValueError(f"rules of the pack {self.name!r} are none or name one twice: name each rule once")
        if len(self.template) > _TEMPLATE_LIMIT:
            raise ValueError(
                f"rules of the pack {self.name!r} make a template of {len(self.template)} characters, AWS Config "
                f"takes {_TEMPLATE_LIMIT}: split the pack"
            )

    @property
    def template(self) -> str:
        """The pack as the YAML template that AWS Config takes, the same from run to run."""
        return "\n".join(("Resources:", *(line for rule in self.rules for line in _resource(rule)), ""))


def _resource(rule: ManagedRule) -> tuple[str, ...]:
    lines = [
        f"  {''.join(word.capitalize() for word in rule.identifier.split('_'))}:",
        "    Type: AWS::Config::ConfigRule",
        "    Properties:",
        f"      ConfigRuleName: {rule.identifier.lower().replace('_', '-')}",
        "      Source:",
        "        Owner: AWS",
        f"        SourceIdentifier: {rule.identifier}",
    ]
    if rule.parameters:
        lines.append("      InputParameters:")
        lines.extend(f"        {name}: {json.dumps(value)}" for name, value in rule.parameters.items())
    return tuple(lines)


def _plain(*identifiers: str) -> tuple[ManagedRule, ...]:
    return tuple(ManagedRule(identifier=identifier) for identifier in identifiers)


ACCESS: Final = Pack(
    name="access",
    worldwide=True,
    rules=(
        ManagedRule(
            identifier="IAM_PASSWORD_POLICY",
            parameters={
                "RequireUppercaseCharacters": "true",
                "RequireLowercaseCharacters": "true",
                "RequireSymbols": "true",
                "RequireNumbers": "true",
                "MinimumPasswordLength": "14",
                "PasswordReusePrevention": "24",
            },
        ),
        ManagedRule(identifier="ACCESS_KEYS_ROTATED", parameters={"maxAccessKeyAge": "90"}),
        ManagedRule(identifier="IAM_USER_UNUSED_CREDENTIALS_CHECK", parameters={"maxCredentialUsageAge": "45"}),
        *_plain(
            "IAM_ROOT_ACCESS_KEY_CHECK",
            "ROOT_ACCOUNT_MFA_ENABLED",
            "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS",
            "IAM_USER_NO_POLICIES_CHECK",
            "IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS",
        ),
    ),
)
ENCRYPTION: Final = Pack(
    name="encryption",
    rules=_plain(
        "RDS_STORAGE_ENCRYPTED",
        "RDS_SNAPSHOT_ENCRYPTED",
        "S3_DEFAULT_ENCRYPTION_KMS",
        "S3_BUCKET_SSL_REQUESTS_ONLY",
        "EC2_EBS_ENCRYPTION_BY_DEFAULT",
        "ENCRYPTED_VOLUMES",
        "EFS_ENCRYPTED_CHECK",
        "DYNAMODB_TABLE_ENCRYPTED_KMS",
        "SNS_ENCRYPTED_KMS",
        "SECRETSMANAGER_USING_CMK",
        "CLOUD_TRAIL_ENCRYPTION_ENABLED",
        "CLOUDWATCH_LOG_GROUP_ENCRYPTED",
        "CMK_BACKING_KEY_ROTATION_ENABLED",
        "KMS_CMK_NOT_SCHEDULED_FOR_DELETION",
        "ALB_HTTP_TO_HTTPS_REDIRECTION_CHECK",
        "BACKUP_RECOVERY_POINT_ENCRYPTED",
    ),
)
EXPOSURE: Final = Pack(
    name="exposure",
    rules=_plain(
        "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC",
        "S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED",
        "S3_BUCKET_PUBLIC_READ_PROHIBITED",
        "S3_BUCKET_PUBLIC_WRITE_PROHIBITED",
        "RDS_INSTANCE_PUBLIC_ACCESS_CHECK",
        "RDS_SNAPSHOTS_PUBLIC_PROHIBITED",
        "EBS_SNAPSHOT_PUBLIC_RESTORABLE_CHECK",
        "LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED",
        "EC2_INSTANCE_NO_PUBLIC_IP",
        "EC2_IMDSV2_CHECK",
        "SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED",
        "VPC_DEFAULT_SECURITY_GROUP_CLOSED",
        "INCOMING_SSH_DISABLED",
        "RESTRICTED_INCOMING_TRAFFIC",
        "ALB_WAF_ENABLED",
        "ECS_CONTAINERS_NONPRIVILEGED",
        "ECS_CONTAINERS_READONLY_ACCESS",
    ),
)
RESILIENCE: Final = Pack(
    name="resilience",
    rules=_plain(
        "DB_INSTANCE_BACKUP_ENABLED",
        "RDS_INSTANCE_DELETION_PROTECTION_ENABLED",
        "RDS_MULTI_AZ_SUPPORT",
        "RDS_RESOURCES_PROTECTED_BY_BACKUP_PLAN",
        "S3_RESOURCES_PROTECTED_BY_BACKUP_PLAN",
        "S3_BUCKET_VERSIONING_ENABLED",
        "DYNAMODB_PITR_ENABLED",
        "RDS_AUTOMATIC_MINOR_VERSION_UPGRADE_ENABLED",
        "BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED",
    ),
)
EVIDENCE: Final = Pack(
    name="evidence",
    rules=(
        ManagedRule(identifier="CW_LOGGROUP_RETENTION_PERIOD_CHECK", parameters={"MinRetentionTime": "90"}),
        *_plain(
            "MULTI_REGION_CLOUD_TRAIL_ENABLED",
            "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED",
            "CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED",
            "CLOUDTRAIL_S3_DATAEVENTS_ENABLED",
            "VPC_FLOW_LOGS_ENABLED",
            "S3_BUCKET_LOGGING_ENABLED",
            "ELB_LOGGING_ENABLED",
            "RDS_LOGGING_ENABLED",
            "WAFV2_LOGGING_ENABLED",
            "GUARDDUTY_ENABLED_CENTRALIZED",
        ),
    ),
)

PACKS: Final[tuple[Pack, ...]] = (ACCESS, ENCRYPTION, EXPOSURE, RESILIENCE, EVIDENCE)
"""Every pack; together they look at what the claims on encryption, exposure, backup, access and logs say."""


def packs_of(*, home: bool) -> tuple[Pack, ...]:
    """The packs of a region: every one at home, elsewhere those that do not look at IAM."""
    return PACKS if home else tuple(pack for pack in PACKS if not pack.worldwide)
