"""What the account has for buckets and what belongs to them, file systems, keys and backups."""

from collections.abc import Mapping
from typing import Any, Final

from verification.calls import Call
from verification.check import Facts, Found
from verification.data.calls import (
    BUCKET_ENCRYPTION,
    BUCKET_POLICY,
    BUCKET_VERSIONING,
    BUCKETS,
    FILE_SYSTEM_POLICY,
    FILE_SYSTEMS,
)
from verification.drift.finding import arn_at, at, called, described, pulumis, tagged, within
from verification.drift.model import Counterpart, Property, Subject, UnidentifiedError, value_at
from verification.live import Live

_BUCKET: Final = "aws:s3/bucket:Bucket"
_VAULT: Final = "aws:backup/vault:Vault"
_KEY: Final = "aws:kms/key:Key"
_ALIAS: Final = "aws:kms/alias:Alias"
_FILES: Final = "aws:efs/fileSystem:FileSystem"

_BLOCK: Final = Call(
    service="s3",
    operation="get_public_access_block",
    absent=("NoSuchPublicAccessBlockConfiguration",),
    actions=("s3:GetBucketPublicAccessBlock",),
)
_ACCOUNT_BLOCK: Final = Call(
    service="s3control",
    operation="get_public_access_block",
    absent=("NoSuchPublicAccessBlockConfiguration",),
    actions=("s3:GetAccountPublicAccessBlock",),
)
_LOGGING: Final = Call(service="s3", operation="get_bucket_logging")
_LOCK: Final = Call(
    service="s3",
    operation="get_object_lock_configuration",
    absent=("ObjectLockConfigurationNotFoundError",),
    actions=("s3:GetBucketObjectLockConfiguration",),
)
_OWNERSHIP: Final = Call(
    service="s3", operation="get_bucket_ownership_controls", absent=("OwnershipControlsNotFoundError",)
)
_LIFECYCLE: Final = Call(
    service="s3",
    operation="get_bucket_lifecycle_configuration",
    absent=("NoSuchLifecycleConfiguration",),
    actions=("s3:GetLifecycleConfiguration",),
)
_NOTIFICATIONS: Final = Call(
    service="s3", operation="get_bucket_notification_configuration", actions=("s3:GetBucketNotification",)
)
_DESCRIBE_KEY: Final = Call(service="kms", operation="describe_key", absent=("NotFoundException",))
_KEY_ROTATION: Final = Call(service="kms", operation="get_key_rotation_status", absent=("NotFoundException",))
_KEY_POLICY: Final = Call(service="kms", operation="get_key_policy", absent=("NotFoundException",))
_DESCRIBE_VAULT: Final = Call(
    service="backup",
    operation="describe_backup_vault",
    absent=("ResourceNotFoundException", "AccessDeniedException: does not exist"),
)
_VAULT_POLICY: Final = Call(
    service="backup", operation="get_backup_vault_access_policy", absent=("ResourceNotFoundException",)
)
_PLANS: Final = Call(service="backup", operation="list_backup_plans", key="BackupPlansList")
_PLAN: Final = Call(service="backup", operation="get_backup_plan", absent=("ResourceNotFoundException",))

_find_bucket: Final = called(
    BUCKETS, "Name", lambda facts, live: live.arn("s3", facts["Name"], region="", account=""), by="bucket"
)
_of_bucket: Final = within(_find_bucket, "bucket", _BUCKET)


def _asking(call: Call, path: str) -> Property:
    """What a call on the bucket says at a dotted path."""
    return Property(actual=lambda found, live: pulumis(value_at(live.one(call, {"Bucket": found.facts["Name"]}), path)))


def _side(name: str, call: Call, properties: Mapping[str, Property]) -> Counterpart:
    """A resource of its own in the program that is a setting of a bucket in the account."""
    return Counterpart(type=f"aws:s3/{name}", calls=(BUCKETS, call), find=_of_bucket, properties=properties)


def _encryption_rules(found: Found, live: Live) -> list[Any]:
    answer = live.one(BUCKET_ENCRYPTION, {"Bucket": found.facts["Name"]})
    stated = pulumis(value_at(answer, "ServerSideEncryptionConfiguration.Rules")) or []
    return [
        {**rule, "blockedEncryptionTypes": value_at(rule, "blockedEncryptionTypes.encryptionType")} for rule in stated
    ]


def _lock_rule(found: Found, live: Live) -> Any:
    return pulumis(value_at(live.one(_LOCK, {"Bucket": found.facts["Name"]}), "ObjectLockConfiguration.Rule"))


def _find_key(subject: Subject, live: Live) -> Found | None:
    """A key has no name: an alias of the program says which one it is."""
    aliases = subject.graph.referrers(subject.resource, _ALIAS, "targetKeyId").resources
    names = [name for alias in aliases if (name := alias.read("name").text)]
    if not names:
        raise UnidentifiedError("no alias of the program says which key is meant")
    facts = value_at(live.one(_DESCRIBE_KEY, {"KeyId": names[0]}), "KeyMetadata")
    return None if facts is None else Found(facts["Arn"], facts)


def _key_policy(found: Found, live: Live) -> Any:
    return value_at(live.one(_KEY_POLICY, {"KeyId": found.facts["KeyId"], "PolicyName": "default"}), "Policy")


def _rotation(path: str) -> Property:
    return Property(actual=lambda found, live: value_at(live.one(_KEY_ROTATION, {"KeyId": found.facts["KeyId"]}), path))


def _plan_rules(found: Found, live: Live) -> list[dict[str, Any]]:
    answer = live.one(_PLAN, {"BackupPlanId": found.facts["BackupPlanId"]})
    return [_plan_rule(each) for each in value_at(answer, "BackupPlan.Rules") or ()]


def _plan_rule(rule: Facts) -> dict[str, Any]:
    return {
        "ruleName": rule["RuleName"],
        "targetVaultName": rule["TargetBackupVaultName"],
        "schedule": rule.get("ScheduleExpression"),
        "scheduleExpressionTimezone": rule.get("ScheduleExpressionTimezone"),
        "startWindow": rule.get("StartWindowMinutes"),
        "completionWindow": rule.get("CompletionWindowMinutes"),
        "enableContinuousBackup": rule.get("EnableContinuousBackup"),
        "recoveryPointTags": rule.get("RecoveryPointTags"),
        "lifecycle": _plan_lifecycle(rule.get("Lifecycle")),
        "copyActions": [
            {
                "destinationVaultArn": each["DestinationBackupVaultArn"],
                "lifecycle": _plan_lifecycle(each.get("Lifecycle")),
            }
            for each in rule.get("CopyActions") or ()
        ],
    }


def _plan_lifecycle(stated: Facts | None) -> dict[str, Any]:
    return {
        "deleteAfter": value_at(stated, "DeleteAfterDays"),
        "coldStorageAfter": value_at(stated, "MoveToColdStorageAfterDays"),
        "optInToArchiveForSupportedResources": value_at(stated, "OptInToArchiveForSupportedResources"),
    }


_find_vault: Final = described(
    _DESCRIBE_VAULT, lambda subject, _live: {"BackupVaultName": subject.stated("name")}, arn_at("BackupVaultArn")
)
_of_vault: Final = within(_find_vault, "backupVaultName", _VAULT)
_find_files: Final = tagged(FILE_SYSTEMS, arn_at("FileSystemArn"))
_FOUR_BLOCKS: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")

STORAGE: Final[tuple[Counterpart, ...]] = (
    Counterpart(
        type=_BUCKET,
        calls=(BUCKETS, _LOCK),
        find=_find_bucket,
        properties={
            "objectLockEnabled": Property(
                actual=lambda found, live: (
                    value_at(
                        live.one(_LOCK, {"Bucket": found.facts["Name"]}), "ObjectLockConfiguration.ObjectLockEnabled"
                    )
                    == "Enabled"
                )
            )
        },
    ),
    _side(
        "bucketVersioning:BucketVersioning",
        BUCKET_VERSIONING,
        {
            "versioningConfiguration": Property(
                actual=lambda found, live: pulumis(live.one(BUCKET_VERSIONING, {"Bucket": found.facts["Name"]}))
            )
        },
    ),
    _side(
        "bucketPublicAccessBlock:BucketPublicAccessBlock",
        _BLOCK,
        {
            key: _asking(_BLOCK, f"PublicAccessBlockConfiguration.{key[0].upper()}{key[1:]}")
            for key in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
        },
    ),
    _side(
        "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        BUCKET_ENCRYPTION,
        {"rules": Property(actual=_encryption_rules)},
    ),
    _side("bucketPolicy:BucketPolicy", BUCKET_POLICY, {"policy": _asking(BUCKET_POLICY, "Policy")}),
    _side("bucketLogging:BucketLogging", _LOGGING, {"targetBucket": _asking(_LOGGING, "LoggingEnabled.TargetBucket")}),
    _side("bucketObjectLockConfiguration:BucketObjectLockConfiguration", _LOCK, {"rule": Property(actual=_lock_rule)}),
    _side(
        "bucketOwnershipControls:BucketOwnershipControls",
        _OWNERSHIP,
        {"rule": _asking(_OWNERSHIP, "OwnershipControls.Rules")},
    ),
    _side(
        "bucketLifecycleConfiguration:BucketLifecycleConfiguration", _LIFECYCLE, {"rules": _asking(_LIFECYCLE, "Rules")}
    ),
    _side(
        "bucketNotification:BucketNotification",
        _NOTIFICATIONS,
        {
            "eventbridge": Property(
                actual=lambda found, live: (
                    value_at(live.one(_NOTIFICATIONS, {"Bucket": found.facts["Name"]}), "EventBridgeConfiguration")
                    is not None
                )
            )
        },
    ),
    Counterpart(
        type="aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        calls=(_ACCOUNT_BLOCK,),
        find=described(
            _ACCOUNT_BLOCK,
            lambda _subject, live: {"AccountId": live.account},
            lambda _facts, live: live.arn("s3", "account-public-access-block", region=""),
            inside="PublicAccessBlockConfiguration",
        ),
        properties={key: at(f"{key[0].upper()}{key[1:]}") for key in _FOUR_BLOCKS},
    ),
    Counterpart(
        type=_KEY,
        calls=(_DESCRIBE_KEY, _KEY_ROTATION, _KEY_POLICY),
        find=_find_key,
        properties={
            "customKeyStoreId": at("CustomKeyStoreId"),
            "customerMasterKeySpec": at("KeySpec"),
            "enableKeyRotation": _rotation("KeyRotationEnabled"),
            "isEnabled": at("Enabled"),
            "keyUsage": at("KeyUsage"),
            "policy": Property(actual=_key_policy),
            "rotationPeriodInDays": _rotation("RotationPeriodInDays"),
        },
    ),
    Counterpart(
        type="aws:kms/keyPolicy:KeyPolicy",
        calls=(_DESCRIBE_KEY, _KEY_POLICY),
        find=within(_find_key, "keyId", _KEY),
        properties={"policy": Property(actual=_key_policy)},
    ),
    Counterpart(
        type=_FILES,
        calls=(FILE_SYSTEMS,),
        find=_find_files,
        properties={"encrypted": at("Encrypted"), "kmsKeyId": at("KmsKeyId")},
    ),
    Counterpart(
        type="aws:efs/fileSystemPolicy:FileSystemPolicy",
        calls=(FILE_SYSTEMS, FILE_SYSTEM_POLICY),
        find=within(_find_files, "fileSystemId", _FILES),
        properties={
            "policy": Property(
                actual=lambda found, live: value_at(
                    live.one(FILE_SYSTEM_POLICY, {"FileSystemId": found.facts["FileSystemId"]}), "Policy"
                )
            )
        },
    ),
    Counterpart(
        type=_VAULT,
        calls=(_DESCRIBE_VAULT,),
        find=_find_vault,
        properties={"kmsKeyArn": at("EncryptionKeyArn")},
    ),
    Counterpart(
        type="aws:backup/vaultLockConfiguration:VaultLockConfiguration",
        calls=(_DESCRIBE_VAULT,),
        find=_of_vault,
        properties={"minRetentionDays": at("MinRetentionDays")},
    ),
    Counterpart(
        type="aws:backup/vaultPolicy:VaultPolicy",
        calls=(_DESCRIBE_VAULT, _VAULT_POLICY),
        find=_of_vault,
        properties={
            "policy": Property(
                actual=lambda found, live: value_at(
                    live.one(_VAULT_POLICY, {"BackupVaultName": found.facts["BackupVaultName"]}), "Policy"
                )
            )
        },
    ),
    Counterpart(
        type="aws:backup/plan:Plan",
        calls=(_PLANS, _PLAN),
        find=called(_PLANS, "BackupPlanName", arn_at("BackupPlanArn")),
        properties={"rules": Property(actual=_plan_rules)},
    ),
)
