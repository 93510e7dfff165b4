"""Rules on vaults: under a customer key, locked, and deleting nothing early."""

from guardrails.documents import Document, Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_at_least, must_be_customer_key, must_be_false, when
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.backup_types import AIR_GAPPED_VAULT, VAULT, VAULT_LOCK, VAULT_POLICY
from guardrails.rules.data.rds_databases import by_type
from guardrails.rules.data.s3_documents import each_statement, nobody_public
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_DELETE = "backup:DeleteRecoveryPoint"
_KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(VAULT, AIR_GAPPED_VAULT):
        yield failed(None, "the stack has no backup vault of its own, under a customer key")


def _locked_present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(VAULT_LOCK, AIR_GAPPED_VAULT):
        yield failed(None, "the stack has no locked backup vault")


def _locked(vault: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    locks = graph.referrers(vault, VAULT_LOCK, "backupVaultName")
    if not locks.resources:
        if locks.resolved:
            yield failed(None, "no VaultLockConfiguration locks the vault")
        else:
            yield undetermined(None, "a VaultLockConfiguration's backupVaultName is not known; it may be this vault's")


def _denies(statement: Statement) -> bool:
    return (
        statement.denies
        and not statement.conditions
        and any(principal.anyone for principal in statement.principals)
        and statement.covers(_DELETE)
        # Another resource than all would leave other recovery points out; NotResource is never all.
        and "*" in statement.resources
    )


def denies_deletion(policy: Document) -> bool:
    """Whether a policy denies everyone to delete any recovery point of the vault."""
    return any(_denies(statement) for statement in policy.statements)


def _policy_denies(resource: Resource, _bar: Thresholds) -> Findings:
    reading = resource.read("policy")
    document = parse(reading)
    if denies_deletion(document):
        return
    if document.unknown:
        yield undetermined(reading, f"{reading.path} is not known yet; it must deny {_DELETE} to everyone")
    else:
        yield failed(reading, f"{reading.path} does not deny {_DELETE} to everyone, without a condition")


def _has_policy(vault: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    policies = graph.referrers(vault, VAULT_POLICY, "backupVaultName")
    if not policies.resources:
        if policies.resolved:
            yield failed(None, f"no VaultPolicy denies {_DELETE} in the vault")
        else:
            yield undetermined(None, "a VaultPolicy's backupVaultName is not known; it may be this vault's")


def _vault(name: str = "backups") -> Declared:
    return Declared(type=VAULT, name="main", properties={"name": name, "kmsKeyArn": _KEY})


def _side(type_: str, properties: Value, vault: Value = "backups") -> Declared:
    return Declared(type=type_, name="side", properties={"backupVaultName": vault, **properties})


def _policy(**statement: Value) -> dict[str, Value]:
    stated = {"Effect": "Deny", "Principal": "*", "Action": _DELETE, "Resource": "*", **statement}
    return {"policy": {"Version": "2012-10-17", "Statement": [stated]}}


_LOCK: Value = {"minRetentionDays": 35}
_KEY_OF = by_type(
    {
        VAULT: must_be_customer_key("kmsKeyArn", proven_by=NAMES_OF_KEYS),
        AIR_GAPPED_VAULT: must_be_customer_key("encryptionKeyArn", proven_by=NAMES_OF_KEYS),
    }
)

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="backup-vault-present",
        types=(VAULT, AIR_GAPPED_VAULT),
        judge=_present,
        examples=Examples(good=(_vault(),), bad=(), unknown=None),
    ),
    ResourceRule(
        id="backup-vault-customer-key",
        types=(VAULT, AIR_GAPPED_VAULT),
        judge=_KEY_OF,
        examples=examples(
            VAULT, good={"name": "backups", "kmsKeyArn": _KEY}, bad={"name": "backups"}, unknown={"kmsKeyArn": UNKNOWN}
        ),
    ),
    ResourceRule(
        id="backup-vault-not-force-destroyed",
        types=(VAULT,),
        judge=when(lambda _, bar: bar.deletion_protection, must_be_false("forceDestroy")),
        examples=examples(
            VAULT,
            good={"name": "backups", "forceDestroy": False},
            bad={"name": "backups", "forceDestroy": True},
            unknown={"name": "backups", "forceDestroy": UNKNOWN},
        ),
    ),
    CompletenessRule(
        id="backup-vault-lock-present",
        types=(VAULT_LOCK, AIR_GAPPED_VAULT),
        judge=_locked_present,
        examples=Examples(good=(_vault(), _side(VAULT_LOCK, _LOCK)), bad=(_vault(),), unknown=None),
    ),
    RelationRule(
        id="backup-vault-locked",
        types=(VAULT,),
        judge=_locked,
        examples=Examples(
            good=(_vault(), _side(VAULT_LOCK, _LOCK)),
            bad=(_vault(), _side(VAULT_LOCK, _LOCK, vault="another")),
            unknown=(_vault(), _side(VAULT_LOCK, _LOCK, vault=UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="backup-vault-lock-retention",
        types=(VAULT_LOCK, AIR_GAPPED_VAULT),
        judge=must_be_at_least("minRetentionDays", lambda bar: bar.backup_days, unit="days"),
        examples=examples(
            VAULT_LOCK,
            good={"backupVaultName": "backups", "minRetentionDays": 35},
            bad={"backupVaultName": "backups", "minRetentionDays": 7},
            unknown={"backupVaultName": "backups", "minRetentionDays": UNKNOWN},
        ),
    ),
    RelationRule(
        id="backup-vault-has-policy",
        types=(VAULT,),
        judge=_has_policy,
        examples=Examples(
            good=(_vault(), _side(VAULT_POLICY, _policy())),
            bad=(_vault(),),
            unknown=(_vault(), _side(VAULT_POLICY, _policy(), vault=UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="backup-vault-deletion-denied",
        types=(VAULT_POLICY,),
        judge=_policy_denies,
        examples=examples(
            VAULT_POLICY,
            good={"backupVaultName": "backups", **_policy()},
            bad={"backupVaultName": "backups", **_policy(Action="backup:StartRestoreJob")},
            unknown={"backupVaultName": "backups", "policy": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="backup-vault-policy-not-public",
        types=(VAULT_POLICY,),
        judge=each_statement(nobody_public),
        examples=examples(
            VAULT_POLICY,
            good={"backupVaultName": "backups", **_policy()},
            bad={"backupVaultName": "backups", **_policy(Effect="Allow", Action="backup:CopyIntoBackupVault")},
            unknown={"backupVaultName": "backups", "policy": UNKNOWN},
        ),
    ),
)
