"""What a stack must have at all, so that nobody keeps a promise of data by leaving the data out of sight."""

from collections.abc import Callable
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import given
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, JudgeStack, Rule
from guardrails.rules.data.backup_types import TABLE
from guardrails.rules.data.rds_databases import is_multi_az_cluster
from guardrails.rules.data.types import (
    QUEUE,
    RDS_CLUSTER,
    RDS_CLUSTER_INSTANCE,
    RDS_CLUSTER_PARAMETER_GROUP,
    RDS_INSTANCE,
    RDS_PARAMETER_GROUP,
    SECRET,
    TOPIC,
)
from guardrails.thresholds import Thresholds
from guardrails.tokens import KMS_KEY, LOG_GROUP
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_DATABASES: Final = (RDS_INSTANCE, RDS_CLUSTER)
_KEY_OF: Final = {TOPIC: "kmsMasterKeyId", QUEUE: "kmsMasterKeyId", SECRET: "kmsKeyId", LOG_GROUP: "kmsKeyId"}
_GROUPS: Final = {RDS_INSTANCE: "parameterGroupName", RDS_CLUSTER: "dbClusterParameterGroupName"}

Answer = Callable[[Resource, Graph, Thresholds], bool | None]


def _some(types: tuple[str, ...], holds: Answer, what: str) -> JudgeStack:
    """Some resource of ``types`` must be as ``holds`` says; ``what`` completes "the stack has no ..."."""

    def judge(graph: Graph, bar: Thresholds) -> Findings:
        answers = [holds(resource, graph, bar) for resource in graph.of(*types)]
        if True in answers:
            return
        if None in answers:
            yield undetermined(None, f"whether the stack has {what} is not known yet")
        else:
            yield failed(None, f"the stack has no {what}")

    return judge


def _encrypted(resource: Resource, _graph: Graph, _bar: Thresholds) -> bool | None:
    path = "serverSideEncryption.enabled" if resource.type == TABLE else "storageEncrypted"
    encrypted = resource.read(path)
    return None if encrypted.unknown else encrypted.truth is True


def _restorable(resource: Resource, _graph: Graph, bar: Thresholds) -> bool | None:
    if resource.type == TABLE:
        enabled = resource.read("pointInTimeRecovery.enabled")
        return None if enabled.unknown else enabled.truth is True
    days = resource.read("backupRetentionPeriod")
    return None if days.unknown else (days.number or 0) >= bar.backup_days


def _in_zones(database: Resource, graph: Graph, bar: Thresholds) -> bool | None:
    if not bar.multi_az or (database.type == RDS_CLUSTER and is_multi_az_cluster(database)):
        return True
    if database.type == RDS_INSTANCE:
        zones = database.read("multiAz")
        return None if zones.unknown else zones.truth is True
    members = graph.referrers(database, RDS_CLUSTER_INSTANCE, "clusterIdentifier")
    return True if len(members.resources) > 1 else False if members.resolved else None


def _keeps_secret(resource: Resource, _graph: Graph, _bar: Thresholds) -> bool | None:
    if resource.type == SECRET:
        return True
    managed = resource.read("manageMasterUserPassword")
    return None if managed.unknown else managed.truth is True


def _own_parameters(database: Resource, graph: Graph, _bar: Thresholds) -> bool | None:
    path = _GROUPS[database.type]
    groups = graph.references(database, path, RDS_PARAMETER_GROUP, RDS_CLUSTER_PARAMETER_GROUP)
    if groups.resources:
        return True
    return None if not groups.resolved or given(database.read(path)) else False


def _is_customer_key(key: Resource, _graph: Graph, _bar: Thresholds) -> bool | None:
    rotated, enabled = key.read("enableKeyRotation"), key.read("isEnabled").default(True)
    if rotated.truth is False or rotated.absent or enabled.truth is False:
        return False
    return None if rotated.unknown or enabled.unknown else True


def _is_encrypted_by_customer(resource: Resource, _graph: Graph, _bar: Thresholds) -> bool | None:
    key = resource.read(_KEY_OF[resource.type])
    if key.unknown:
        return True if resource.property_dependencies.get(_KEY_OF[resource.type]) else None
    return given(key) and "alias/aws/" not in str(key.text)


def _rule(id_: str, types: tuple[str, ...], holds: Answer, what: str, path: str, good: Value, bad: Value) -> Rule:
    def declared(value: Value) -> tuple[Declared, ...]:
        return (Declared(type=RDS_INSTANCE, name="orders", properties={"engine": "postgres", path: value}),)

    return CompletenessRule(
        id=id_,
        types=types,
        judge=_some(types, holds, what),
        examples=Examples(good=declared(good), bad=declared(bad), unknown=declared(UNKNOWN)),
    )


RULES: tuple[Rule, ...] = (
    _rule(
        "database-encrypted-present",
        (*_DATABASES, TABLE),
        _encrypted,
        "database or table that is encrypted",
        "storageEncrypted",
        True,
        False,
    ),
    _rule(
        "database-restorable-present",
        (*_DATABASES, TABLE),
        _restorable,
        "database or table that can be restored to any moment of the last weeks",
        "backupRetentionPeriod",
        35,
        1,
    ),
    _rule(
        "database-multi-az-present",
        _DATABASES,
        _in_zones,
        "database in two zones",
        "multiAz",
        True,
        False,
    ),
    _rule(
        "secret-store-present",
        (*_DATABASES, SECRET),
        _keeps_secret,
        "secret in Secrets Manager, nor a database whose password is there",
        "manageMasterUserPassword",
        True,
        False,
    ),
    CompletenessRule(
        id="customer-key-present",
        types=(KMS_KEY,),
        judge=_some((KMS_KEY,), _is_customer_key, "customer key that is enabled and rotates"),
        examples=Examples(
            good=(Declared(type=KMS_KEY, properties={"enableKeyRotation": True}),),
            bad=(Declared(type=KMS_KEY, properties={"enableKeyRotation": False}),),
            unknown=(Declared(type=KMS_KEY, properties={"enableKeyRotation": UNKNOWN}),),
        ),
    ),
    CompletenessRule(
        id="encrypted-messages-present",
        types=tuple(_KEY_OF),
        judge=_some(
            tuple(_KEY_OF), _is_encrypted_by_customer, "topic, queue, secret or log group under a customer key"
        ),
        examples=Examples(
            good=(Declared(type=TOPIC, properties={"kmsMasterKeyId": "alias/orders"}),),
            bad=(Declared(type=TOPIC, properties={"kmsMasterKeyId": "alias/aws/sns"}),),
            unknown=(Declared(type=TOPIC, properties={"kmsMasterKeyId": UNKNOWN}),),
        ),
    ),
    CompletenessRule(
        id="database-own-parameters-present",
        types=_DATABASES,
        judge=_some(_DATABASES, _own_parameters, "database with parameters of its own, to force TLS"),
        examples=Examples(
            good=(
                Declared(type=RDS_PARAMETER_GROUP, name="group", properties={"name": "tls", "family": "postgres17"}),
                Declared(type=RDS_INSTANCE, name="orders", properties={"parameterGroupName": "tls"}),
            ),
            bad=(Declared(type=RDS_INSTANCE, name="orders", properties={"engine": "postgres"}),),
            unknown=(Declared(type=RDS_INSTANCE, name="orders", properties={"parameterGroupName": UNKNOWN}),),
        ),
    ),
)
