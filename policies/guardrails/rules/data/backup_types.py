"""Type tokens of backups, and of the stores that they are of."""

from typing import Final

from guardrails import tokens

VAULT: Final = tokens.BACKUP_VAULT
AIR_GAPPED_VAULT: Final = "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault"
VAULT_LOCK: Final = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
VAULT_POLICY: Final = tokens.BACKUP_VAULT_POLICY
PLAN: Final = tokens.BACKUP_PLAN
SELECTION: Final = "aws:backup/selection:Selection"
REGION_SETTINGS: Final = "aws:backup/regionSettings:RegionSettings"
REPORT_PLAN: Final = "aws:backup/reportPlan:ReportPlan"
RESTORE_PLAN: Final = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
RESTORE_SELECTION: Final = "aws:backup/restoreTestingSelection:RestoreTestingSelection"
LIFECYCLE_POLICY: Final = "aws:dlm/lifecyclePolicy:LifecyclePolicy"

FILE_SYSTEM: Final = tokens.FILE_SYSTEM
FILE_SYSTEM_POLICY: Final = tokens.FILE_SYSTEM_POLICY
FILE_ACCESS_POINT: Final = "aws:efs/accessPoint:AccessPoint"
MOUNT_TARGET: Final = "aws:efs/mountTarget:MountTarget"
TABLE: Final = tokens.DYNAMODB_TABLE
VOLUME: Final = tokens.EBS_VOLUME
SERVER: Final = tokens.EC2_INSTANCE
