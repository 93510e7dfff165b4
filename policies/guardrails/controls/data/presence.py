"""The records of the rules on what data a stack must have at all."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="database-encrypted-present",
        control="rest.db",
        title="The stack has an encrypted database",
        severity=Severity.HIGH,
        fix="Add a database with storageEncrypted true, or a table with serverSideEncryption.enabled true.",
    ),
    RuleInfo(
        id="database-restorable-present",
        control="bk.pitr",
        title="The stack has a database with point-in-time recovery",
        severity=Severity.HIGH,
        fix="Add a database whose backupRetentionPeriod reaches the profile's days.",
    ),
    RuleInfo(
        id="database-multi-az-present",
        control="av.db",
        title="The stack has a database in two zones",
        severity=Severity.HIGH,
        fix="Add a database with multiAz true, or a cluster with two ClusterInstances.",
    ),
    RuleInfo(
        id="secret-store-present",
        control="sec.store",
        title="The stack keeps its secrets in Secrets Manager",
        severity=Severity.HIGH,
        fix="Set manageMasterUserPassword to true on the database, or add a Secret.",
    ),
    RuleInfo(
        id="database-own-parameters-present",
        control="tls.internal",
        title="The stack has a database with parameters of its own",
        severity=Severity.HIGH,
        fix="Set parameterGroupName, or dbClusterParameterGroupName, to a group that forces TLS.",
    ),
    RuleInfo(
        id="customer-key-present",
        control="rest.keys",
        title="The stack has a customer key of its own",
        severity=Severity.HIGH,
        fix="Add a kms.Key with enableKeyRotation true, or name the stack that provides it in baselines.yaml.",
    ),
    RuleInfo(
        id="encrypted-messages-present",
        control="rest.msgs",
        title="The stack keeps messages, secrets or logs under a customer key",
        severity=Severity.HIGH,
        fix="Set kmsMasterKeyId of a topic or queue, or kmsKeyId of a secret or log group, to a customer key.",
    ),
)
