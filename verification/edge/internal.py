"""tls.internal: traffic inside is encrypted too: to targets, databases, buckets, topics, queues and caches."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from guardrails.rules.data import messaging_policy, s3_policy
from guardrails.rules.data.rds_databases import Family, family
from guardrails.rules.data.s3_types import BUCKET as BUCKET_TYPE
from guardrails.rules.data.types import QUEUE as QUEUE_TYPE
from guardrails.rules.data.types import TOPIC as TOPIC_TYPE
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.audit.applications import task_definitions
from verification.audit.calls import CLUSTERS, SERVICE_DETAILS, SERVICES, TASK_DEFINITION
from verification.by_rule import asked, resource, the_rule
from verification.check import Check, Examples, Found, Refusal, Responses, Scope
from verification.data.calls import BUCKET_POLICY, BUCKETS, DB_CLUSTERS, DB_INSTANCES, QUEUE, QUEUES, TOPIC, TOPICS
from verification.data.messaging import attributes, queues, topics
from verification.data.s3 import bucket_policy, buckets
from verification.edge.calls import CACHE_CLUSTERS, CLUSTER_PARAMETERS, PARAMETERS, PROXIES, TARGET_GROUPS
from verification.live import Live

_BUCKET_RULE: Final = the_rule(s3_policy.RULES, "s3-bucket-tls-only")
_TOPIC_RULE: Final = the_rule(messaging_policy.RULES, "sns-topic-tls-only")
_QUEUE_RULE: Final = the_rule(messaging_policy.RULES, "sqs-queue-tls-only")
_ON: Final = ("1", "on", "true")
_FORCED_BY: Final[Mapping[Family, str]] = MappingProxyType(
    {
        Family.POSTGRES: "rds.force_ssl",
        Family.SQLSERVER: "rds.force_ssl",
        Family.MYSQL: "require_secure_transport",
        Family.MARIADB: "require_secure_transport",
    }
)
"""The parameter by which an engine refuses clients without TLS (RDS guide, "Using SSL/TLS")."""


def _targets(live: Live) -> Iterator[Found]:
    for each in live.items(TARGET_GROUPS):
        # A function is called by AWS's own API, not over a protocol of the group's.
        if each.get("TargetType") != "lambda":
            yield Found(each["TargetGroupArn"], each)


def _spoken(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    # TCP, UDP and GENEVE are carried as they come, TLS and all; only HTTP is known to be plain.
    if found.facts.get("Protocol") == "HTTP":
        yield broken("Protocol", "Protocol is HTTP: the load balancer speaks to its targets in the clear")


def _databases(live: Live) -> Iterator[Found]:
    """Databases whose engine forces TLS by a parameter; members of a cluster are judged with it."""
    for each in live.items(DB_CLUSTERS):
        if family(each.get("Engine", "")) in _FORCED_BY:
            yield Found(each["DBClusterArn"], each)
    for each in live.items(DB_INSTANCES):
        if not each.get("DBClusterIdentifier") and family(each.get("Engine", "")) in _FORCED_BY:
            yield Found(each["DBInstanceArn"], each)


def _forced(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    wanted = _FORCED_BY[family(found.facts["Engine"])]
    if group := found.facts.get("DBClusterParameterGroup"):
        groups = {group: live.items(CLUSTER_PARAMETERS, {"DBClusterParameterGroupName": group})}
    else:
        names = [each.get("DBParameterGroupName", "") for each in found.facts.get("DBParameterGroups") or ()]
        groups = {name: live.items(PARAMETERS, {"DBParameterGroupName": name}) for name in names if name}
    for name, parameters in groups.items():
        value = _value(parameters, wanted)
        if (value or "").lower() not in _ON:
            yield broken(wanted, f"{wanted} is {value or 'not set'} in parameter group {name}, so TLS is not forced")
    if not groups:
        yield broken("DBParameterGroups", "DBParameterGroups is empty, so nothing forces TLS")


def _value(parameters: Iterable[Mapping[str, Any]], wanted: str) -> str | None:
    for each in parameters:
        if (each.get("ParameterName") or "").lower() == wanted:
            value: str | None = each.get("ParameterValue")
            return value
    return None


def _proxies(live: Live) -> Iterator[Found]:
    for each in live.items(PROXIES):
        if each.get("Status") != "deleting":
            yield Found(each["DBProxyArn"], each)


def _requires_tls(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not found.facts.get("RequireTLS"):
        yield broken("RequireTLS", "RequireTLS is false")


def _bucket_tls(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    properties = {"bucket": found.facts["Name"], "policy": bucket_policy(found, live)}
    yield from asked(_BUCKET_RULE, resource(BUCKET_TYPE, properties), bar, at="Policy")


def _topic_tls(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    if facts := attributes(found, live):
        yield from asked(_TOPIC_RULE, _stated(found, TOPIC_TYPE, facts), bar, at="Policy")


def _queue_tls(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    if facts := attributes(found, live):
        yield from asked(_QUEUE_RULE, _stated(found, QUEUE_TYPE, facts), bar, at="Policy")


def _stated(found: Found, type_: str, facts: Mapping[str, Any]) -> Any:
    return resource(type_, {"name": found.arn.rpartition(":")[2], "policy": facts.get("Policy")})


def _caches(live: Live) -> Iterator[Found]:
    """Cache clusters that stand alone; members of a replication group are judged with it."""
    for each in live.items(CACHE_CLUSTERS):
        if not each.get("ReplicationGroupId"):
            yield Found(each.get("ARN") or live.arn("elasticache", f"cluster:{each['CacheClusterId']}"), each)


def _cache_tls(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not found.facts.get("TransitEncryptionEnabled"):
        yield broken("TransitEncryptionEnabled", "TransitEncryptionEnabled is false")


def _files_tls(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    definition = (live.one(TASK_DEFINITION, {"taskDefinition": found.arn}) or {}).get("taskDefinition") or {}
    for volume in definition.get("volumes") or ():
        files = volume.get("efsVolumeConfiguration")
        if files and files.get("transitEncryption") != "ENABLED":
            shown = files.get("transitEncryption") or "not set"
            message = f"transitEncryption of volume {volume.get('name')} is {shown}, it must be ENABLED"
            yield broken("efsVolumeConfiguration.transitEncryption", message)


_GROUP: Final = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/app/0a1b2c3d4e5f6071"


def _target_group(protocol: str) -> Responses:
    return {TARGET_GROUPS: {"TargetGroups": [{"TargetGroupArn": _GROUP, "Protocol": protocol, "TargetType": "ip"}]}}


def _postgres(value: str) -> Responses:
    parameters = {"Parameters": [{"ParameterName": "rds.force_ssl", "ParameterValue": value}]}
    cluster = {
        "DBClusterArn": "arn:aws:rds:eu-west-1:123456789012:cluster:orders",
        "Engine": "aurora-postgresql",
        "DBClusterParameterGroup": "orders",
    }
    instance = {
        "DBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:reports",
        "Engine": "postgres",
        "DBParameterGroups": [{"DBParameterGroupName": "reports", "ParameterApplyStatus": "in-sync"}],
    }
    return {
        DB_CLUSTERS: {"DBClusters": [cluster]},
        DB_INSTANCES: {"DBInstances": [instance]},
        CLUSTER_PARAMETERS: parameters,
        PARAMETERS: parameters,
    }


def _proxy(*, tls: bool) -> Responses:
    proxy = {
        "DBProxyArn": "arn:aws:rds:eu-west-1:123456789012:db-proxy:orders",
        "Status": "available",
        "RequireTLS": tls,
    }
    return {PROXIES: {"DBProxies": [proxy]}}


def _denial(arn: str, action: str) -> str:
    resources = f'"{arn}", "{arn}/*"' if ":s3:" in arn else f'"{arn}"'
    return (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", '
        f'"Action": "{action}", "Resource": [{resources}], '
        '"Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}'
    )


_TOPIC_ARN: Final = "arn:aws:sns:eu-west-1:123456789012:orders"
_QUEUE_ARN: Final = "arn:aws:sqs:eu-west-1:123456789012:orders"
_TOPICS: Final = {TOPICS: {"Topics": [{"TopicArn": _TOPIC_ARN}]}}
_QUEUES: Final = {QUEUES: {"QueueUrls": ["https://sqs.eu-west-1.amazonaws.com/123456789012/orders"]}}
_BUCKETS: Final = {BUCKETS: {"Buckets": [{"Name": "orders"}]}}


def _topic(**facts: str) -> Responses:
    return {**_TOPICS, TOPIC: {"Attributes": {"TopicArn": _TOPIC_ARN, **facts}}}


def _queue(**facts: str) -> Responses:
    return {**_QUEUES, QUEUE: {"Attributes": {"QueueArn": _QUEUE_ARN, **facts}}}


def _cache(*, tls: bool) -> Responses:
    cluster = {"CacheClusterId": "sessions", "TransitEncryptionEnabled": tls}
    return {CACHE_CLUSTERS: {"CacheClusters": [cluster]}}


def _task(encryption: str) -> Responses:
    arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/api:7"
    files = {"fileSystemId": "fs-0a1b2c3d", "transitEncryption": encryption}
    definition = {"taskDefinitionArn": arn, "volumes": [{"name": "shared", "efsVolumeConfiguration": files}]}
    return {
        CLUSTERS: {"clusterArns": ["arn:aws:ecs:eu-west-1:123456789012:cluster/main"]},
        SERVICES: {"serviceArns": ["arn:aws:ecs:eu-west-1:123456789012:service/main/api"]},
        SERVICE_DETAILS: {"services": [{"taskDefinition": arn}]},
        TASK_DEFINITION: {"taskDefinition": definition},
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="target-group-encrypted",
        calls=(TARGET_GROUPS,),
        finds=_targets,
        judge=_spoken,
        examples=Examples(holds=_target_group("HTTPS"), broken=_target_group("HTTP")),
    ),
    Check(
        id="rds-parameter-group-forces-tls",
        calls=(DB_CLUSTERS, DB_INSTANCES, CLUSTER_PARAMETERS, PARAMETERS),
        finds=_databases,
        judge=_forced,
        examples=Examples(holds=_postgres("1"), broken=_postgres("0")),
    ),
    Check(
        id="rds-proxy-requires-tls",
        calls=(PROXIES,),
        finds=_proxies,
        judge=_requires_tls,
        examples=Examples(holds=_proxy(tls=True), broken=_proxy(tls=False)),
    ),
    Check(
        id="s3-bucket-tls-only",
        calls=(BUCKETS, BUCKET_POLICY),
        finds=buckets,
        judge=_bucket_tls,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds={**_BUCKETS, BUCKET_POLICY: {"Policy": _denial("arn:aws:s3:::orders", "s3:*")}},
            broken={**_BUCKETS, BUCKET_POLICY: Refusal("NoSuchBucketPolicy")},
        ),
    ),
    Check(
        id="sns-topic-tls-only",
        calls=(TOPICS, TOPIC),
        finds=topics,
        judge=_topic_tls,
        examples=Examples(holds=_topic(Policy=_denial(_TOPIC_ARN, "sns:Publish")), broken=_topic()),
    ),
    Check(
        id="sqs-queue-tls-only",
        calls=(QUEUES, QUEUE),
        finds=queues,
        judge=_queue_tls,
        examples=Examples(holds=_queue(Policy=_denial(_QUEUE_ARN, "sqs:*")), broken=_queue()),
    ),
    Check(
        id="elasticache-cluster-encrypted-in-transit",
        calls=(CACHE_CLUSTERS,),
        finds=_caches,
        judge=_cache_tls,
        examples=Examples(holds=_cache(tls=True), broken=_cache(tls=False)),
    ),
    Check(
        id="ecs-task-efs-encrypted-in-transit",
        calls=(CLUSTERS, SERVICES, SERVICE_DETAILS, TASK_DEFINITION),
        finds=task_definitions,
        judge=_files_tls,
        examples=Examples(holds=_task("ENABLED"), broken=_task("DISABLED")),
    ),
)
