"""Rules on MemoryDB: encrypted, entered by TLS and by name, and kept."""

from typing import Final

from guardrails.requirements import must_be_at_least, must_be_customer_key, must_be_true, must_not_be
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.values import UNKNOWN

_CLUSTER: Final = "aws:memorydb/cluster:Cluster"
_SNAPSHOT: Final = "aws:memorydb/snapshot:Snapshot"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "memorydb-cluster-tls",
        (_CLUSTER,),
        must_be_true("tlsEnabled", default=True),
        examples(
            _CLUSTER,
            good={"nodeType": "db.r7g.large", "tlsEnabled": True},
            bad={"nodeType": "db.r7g.large", "tlsEnabled": False},
            unknown={"nodeType": "db.r7g.large", "tlsEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        "memorydb-cluster-customer-key",
        (_CLUSTER,),
        must_be_customer_key("kmsKeyArn", proven_by=NAMES_OF_KEYS),
        examples(
            _CLUSTER,
            good={"nodeType": "db.r7g.large", "kmsKeyArn": _KEY},
            bad={"nodeType": "db.r7g.large"},
            unknown={"nodeType": "db.r7g.large", "kmsKeyArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "memorydb-snapshot-customer-key",
        (_SNAPSHOT,),
        must_be_customer_key("kmsKeyArn", proven_by=NAMES_OF_KEYS),
        examples(
            _SNAPSHOT,
            good={"clusterName": "sessions", "kmsKeyArn": _KEY},
            bad={"clusterName": "sessions"},
            unknown={"clusterName": "sessions", "kmsKeyArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "memorydb-cluster-authenticated",
        (_CLUSTER,),
        must_not_be("aclName", "open-access"),
        examples(
            _CLUSTER,
            good={"nodeType": "db.r7g.large", "aclName": "sessions"},
            bad={"nodeType": "db.r7g.large", "aclName": "open-access"},
            unknown={"nodeType": "db.r7g.large", "aclName": UNKNOWN},
        ),
    ),
    ResourceRule(
        "memorydb-cluster-backup-retention",
        (_CLUSTER,),
        must_be_at_least("snapshotRetentionLimit", lambda bar: bar.backup_days, default=0, unit="days"),
        examples(
            _CLUSTER,
            good={"nodeType": "db.r7g.large", "snapshotRetentionLimit": 35},
            bad={"nodeType": "db.r7g.large"},
            unknown={"nodeType": "db.r7g.large", "snapshotRetentionLimit": UNKNOWN},
        ),
    ),
    ResourceRule(
        "memorydb-cluster-minor-upgrades",
        (_CLUSTER,),
        must_be_true("autoMinorVersionUpgrade", default=True),
        examples(
            _CLUSTER,
            good={"nodeType": "db.r7g.large", "autoMinorVersionUpgrade": True},
            bad={"nodeType": "db.r7g.large", "autoMinorVersionUpgrade": False},
            unknown={"nodeType": "db.r7g.large", "autoMinorVersionUpgrade": UNKNOWN},
        ),
    ),
)
