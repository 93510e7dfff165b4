"""Rules on FSx: under a customer key, and backed up."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import all_of, must_be_at_least, must_be_customer_key, must_be_one_of, must_be_true, when
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN

_LUSTRE: Final = "aws:fsx/lustreFileSystem:LustreFileSystem"
_ONTAP: Final = "aws:fsx/ontapFileSystem:OntapFileSystem"
_OPENZFS: Final = "aws:fsx/openZfsFileSystem:OpenZfsFileSystem"
_WINDOWS: Final = "aws:fsx/windowsFileSystem:WindowsFileSystem"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def _keeps(files: Resource, _bar: Thresholds) -> bool | None:
    """Whether a file system is there to keep: Lustre's scratch systems take neither a key nor backups."""
    kind = files.read("deploymentType")
    if files.type != _LUSTRE:
        return True
    return None if kind.unknown else str(kind.text).startswith("PERSISTENT")


def _backed_up(files: Resource, bar: Thresholds) -> Findings:
    # Windows file systems are kept for seven days by default, the others not at all.
    default = 7 if files.type == _WINDOWS else 0
    yield from must_be_at_least(
        "automaticBackupRetentionDays", lambda bar: bar.backup_days, default=default, unit="days"
    )(files, bar)


def _several_zones(_resource: Resource, bar: Thresholds) -> bool:
    return bar.multi_az


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "fsx-customer-key",
        (
            _ONTAP,
            _OPENZFS,
            _WINDOWS,
            _LUSTRE,
        ),
        when(_keeps, must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS)),
        examples(
            _ONTAP,
            good={"deploymentType": "MULTI_AZ_1", "kmsKeyId": _KEY},
            bad={"deploymentType": "MULTI_AZ_1"},
            unknown={"deploymentType": "MULTI_AZ_1", "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "fsx-backup-retention",
        (
            _ONTAP,
            _OPENZFS,
            _WINDOWS,
            _LUSTRE,
        ),
        when(_keeps, _backed_up),
        examples(
            _ONTAP,
            good={"deploymentType": "MULTI_AZ_1", "automaticBackupRetentionDays": 35},
            bad={"deploymentType": "MULTI_AZ_1"},
            unknown={"deploymentType": "MULTI_AZ_1", "automaticBackupRetentionDays": UNKNOWN},
        ),
    ),
    ResourceRule(
        "fsx-windows-zones",
        (_WINDOWS,),
        when(_several_zones, must_be_one_of("deploymentType", "MULTI_AZ_1", default="SINGLE_AZ_1")),
        examples(
            _WINDOWS,
            good={"throughputCapacity": 32, "deploymentType": "MULTI_AZ_1"},
            bad={"throughputCapacity": 32},
            unknown={"throughputCapacity": 32, "deploymentType": UNKNOWN},
        ),
    ),
    ResourceRule(
        "fsx-openzfs-tags-on-copies",
        (_OPENZFS,),
        all_of(must_be_true("copyTagsToBackups"), must_be_true("copyTagsToVolumes")),
        examples(
            _OPENZFS,
            good={"deploymentType": "SINGLE_AZ_2", "copyTagsToBackups": True, "copyTagsToVolumes": True},
            bad={"deploymentType": "SINGLE_AZ_2"},
            unknown={"deploymentType": "SINGLE_AZ_2", "copyTagsToBackups": True, "copyTagsToVolumes": UNKNOWN},
        ),
    ),
)
