"""What an account must have at all: encrypted databases, a secret store, plans, vaults, tested restores, snapshots."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from verification.calls import Call
from verification.check import Check, Examples, Finds, Found, holds_if_found
from verification.data import backup_plans, backup_vaults, dlm, dynamodb, kms, messaging, restores, secrets
from verification.data.calls import (
    BACKUP_PLANS,
    DB_CLUSTERS,
    DB_INSTANCES,
    KEY_ALIASES,
    KEYS,
    LIFECYCLE_POLICIES,
    LOG_GROUPS,
    QUEUE,
    QUEUES,
    RESTORE_PLANS,
    SECRETS,
    TABLE,
    TABLE_BACKUPS,
    TABLES,
    TOPIC,
    TOPICS,
    VAULTS,
)
from verification.data.databases import LEDGER, ORDERS, databases, primaries
from verification.data.rds_availability import in_several_zones
from verification.data.requirements import KEY_ARN, value_of
from verification.live import Live

_DATABASES: Final = (DB_INSTANCES, DB_CLUSTERS)


def _present(id_: str, calls: tuple[Call, ...], finds: Finds, holds: Mapping[Call, Any]) -> Check:
    return Check(
        id=id_,
        calls=calls,
        finds=finds,
        judge=holds_if_found,
        presence=True,
        examples=Examples(holds=holds, broken=None),
    )


def _encrypted(live: Live) -> Iterable[Found]:
    yield from (found for found in databases(live) if found.facts.get("StorageEncrypted") is True)
    for found in dynamodb.tables(live):
        if value_of(dynamodb.described(found, live) or {}, "SSEDescription.Status") == "ENABLED":
            yield found


def _restorable(live: Live) -> Iterable[Found]:
    yield from (found for found in primaries(live) if found.facts.get("BackupRetentionPeriod"))
    yield from (found for found in dynamodb.tables(live) if dynamodb.is_restorable(found, live))


def _keyed_messages(live: Live) -> Iterable[Found]:
    """Topics and queues that name a key other than AWS's, and log groups, which take no other."""
    for found in (*messaging.topics(live), *messaging.queues(live)):
        key = str(messaging.attributes(found, live).get("KmsMasterKeyId") or "")
        if key and not key.rpartition(":")[2].startswith("alias/aws/"):
            yield found
    yield from (found for found in messaging.log_groups(live) if found.facts.get("kmsKeyId"))


def _one(**facts: Any) -> dict[Call, Any]:
    return {DB_INSTANCES: {"DBInstances": [ORDERS | facts]}, DB_CLUSTERS: {"DBClusters": [LEDGER]}}


CHECKS: tuple[Check, ...] = (
    _present(
        "database-encrypted-present",
        (*_DATABASES, TABLES, TABLE),
        _encrypted,
        {
            **_one(),
            TABLES: {"TableNames": ["orders"]},
            TABLE: {"Table": {"TableName": "orders", "TableStatus": "ACTIVE"}},
        },
    ),
    _present(
        "database-restorable-present",
        (*_DATABASES, TABLES, TABLE_BACKUPS),
        _restorable,
        {
            **_one(BackupRetentionPeriod=35),
            TABLES: {"TableNames": ["orders"]},
            TABLE_BACKUPS: {"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED"}},
        },
    ),
    _present("database-multi-az-present", _DATABASES, in_several_zones, _one(MultiAZ=True)),
    _present(
        "secret-store-present",
        (SECRETS,),
        secrets.secrets,
        {SECRETS: {"SecretList": [{"ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbCdEf"}]}},
    ),
    _present("customer-key-present", (KEYS, KEY_ALIASES), kms.customer_keys, kms.LISTED),
    _present(
        "encrypted-messages-present",
        (TOPICS, TOPIC, QUEUES, QUEUE, LOG_GROUPS),
        _keyed_messages,
        {
            **messaging.topic(KmsMasterKeyId=KEY_ARN),
            **messaging.queue(KmsMasterKeyId="alias/aws/sqs"),
            **messaging.group(kmsKeyId=KEY_ARN),
        },
    ),
    _present("backup-plan-present", (BACKUP_PLANS,), backup_plans.plans, {BACKUP_PLANS: backup_plans.LISTED}),
    _present("backup-vault-present", (VAULTS,), backup_vaults.vaults, {VAULTS: backup_vaults.vault()}),
    _present("backup-vault-lock-present", (VAULTS,), backup_vaults.locked, {VAULTS: backup_vaults.vault(Locked=True)}),
    _present("backup-restore-tests-present", (RESTORE_PLANS,), restores.plans, {RESTORE_PLANS: restores.with_plan()}),
    _present("dlm-policy-present", (LIFECYCLE_POLICIES,), dlm.policies, {LIFECYCLE_POLICIES: dlm.listed()}),
)
