"""Rules on stores with few settings: ledgers, time series, search, Lightsail and desktops."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import all_of, must_be_false, must_be_one_of, must_be_true, must_not_be_set, when
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN

_LEDGER: Final = "aws:qldb/ledger:Ledger"
_INFLUX: Final = "aws:timestreaminfluxdb/dbInstance:DbInstance"
_SEARCH: Final = "aws:cloudsearch/domain:Domain"
_LIGHTSAIL: Final = "aws:lightsail/database:Database"
_WORKSPACE: Final = "aws:workspaces/workspace:Workspace"
_NFS: Final = "aws:storagegateway/nfsFileShare:NfsFileShare"
_SMB: Final = "aws:storagegateway/smbFileShare:SmbFileShare"
_OBJECTS: Final = "aws:datasync/locationObjectStorage:LocationObjectStorage"
_ACCELERATOR: Final = "aws:globalaccelerator/accelerator:Accelerator"


def _guarded(_resource: Resource, bar: Thresholds) -> bool:
    return bar.deletion_protection


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "qldb-ledger-deletion-protection",
        (_LEDGER,),
        when(_guarded, must_be_true("deletionProtection", default=True)),
        examples(
            _LEDGER,
            good={"permissionsMode": "STANDARD", "deletionProtection": True},
            bad={"permissionsMode": "STANDARD", "deletionProtection": False},
            unknown={"permissionsMode": "STANDARD", "deletionProtection": UNKNOWN},
        ),
    ),
    ResourceRule(
        "qldb-ledger-permissions",
        (_LEDGER,),
        must_be_one_of("permissionsMode", "STANDARD"),
        examples(
            _LEDGER,
            good={"permissionsMode": "STANDARD"},
            bad={"permissionsMode": "ALLOW_ALL"},
            unknown={"permissionsMode": UNKNOWN},
        ),
    ),
    ResourceRule(
        "timestream-influx-private",
        (_INFLUX,),
        must_be_false("publiclyAccessible"),
        examples(
            _INFLUX,
            good={"publiclyAccessible": False},
            bad={"publiclyAccessible": True},
            unknown={"publiclyAccessible": UNKNOWN},
        ),
    ),
    ResourceRule(
        "cloudsearch-domain-https",
        (_SEARCH,),
        must_be_true("endpointOptions.enforceHttps"),
        examples(
            _SEARCH,
            good={"name": "products", "endpointOptions": {"enforceHttps": True}},
            bad={"name": "products"},
            unknown={"name": "products", "endpointOptions": {"enforceHttps": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "cloudsearch-domain-tls-version",
        (_SEARCH,),
        must_be_one_of("endpointOptions.tlsSecurityPolicy", "Policy-Min-TLS-1-2-2019-07"),
        examples(
            _SEARCH,
            good={"name": "products", "endpointOptions": {"tlsSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"}},
            bad={"name": "products", "endpointOptions": {"tlsSecurityPolicy": "Policy-Min-TLS-1-0-2019-07"}},
            unknown={"name": "products", "endpointOptions": {"tlsSecurityPolicy": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "lightsail-database-private",
        (_LIGHTSAIL,),
        must_be_false("publiclyAccessible"),
        examples(
            _LIGHTSAIL,
            good={"relationalDatabaseName": "orders", "publiclyAccessible": False},
            bad={"relationalDatabaseName": "orders", "publiclyAccessible": True},
            unknown={"relationalDatabaseName": "orders", "publiclyAccessible": UNKNOWN},
        ),
    ),
    ResourceRule(
        "lightsail-database-backups",
        (_LIGHTSAIL,),
        must_be_true("backupRetentionEnabled", default=True),
        examples(
            _LIGHTSAIL,
            good={"relationalDatabaseName": "orders", "backupRetentionEnabled": True},
            bad={"relationalDatabaseName": "orders", "backupRetentionEnabled": False},
            unknown={"relationalDatabaseName": "orders", "backupRetentionEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        "workspace-volumes-encrypted",
        (_WORKSPACE,),
        all_of(must_be_true("rootVolumeEncryptionEnabled"), must_be_true("userVolumeEncryptionEnabled")),
        examples(
            _WORKSPACE,
            good={"rootVolumeEncryptionEnabled": True, "userVolumeEncryptionEnabled": True},
            bad={"rootVolumeEncryptionEnabled": True},
            unknown={"rootVolumeEncryptionEnabled": True, "userVolumeEncryptionEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        "storage-gateway-share-encrypted",
        (
            _NFS,
            _SMB,
        ),
        must_be_true("kmsEncrypted"),
        examples(
            _NFS,
            good={"kmsEncrypted": True},
            bad={},
            unknown={"kmsEncrypted": UNKNOWN},
        ),
    ),
    ResourceRule(
        "datasync-location-without-secret",
        (_OBJECTS,),
        must_not_be_set("secretKey", because="where every reader of the state sees it"),
        examples(
            _OBJECTS,
            good={"bucketName": "orders", "serverHostname": "objects.example.com"},
            bad={"bucketName": "orders", "serverHostname": "objects.example.com", "secretKey": "correct-horse"},
            unknown=None,
        ),
    ),
    ResourceRule(
        "global-accelerator-flow-logs",
        (_ACCELERATOR,),
        must_be_true("attributes.flowLogsEnabled"),
        examples(
            _ACCELERATOR,
            good={"name": "edge", "attributes": {"flowLogsEnabled": True}},
            bad={"name": "edge"},
            unknown={"name": "edge", "attributes": {"flowLogsEnabled": UNKNOWN}},
        ),
    ),
)
