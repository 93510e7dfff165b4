"""Databases send their logs to CloudWatch, as the rules of the same ids ask before a deploy."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.rules.data import RULES
from guardrails.rules.data.types import RDS_CLUSTER, RDS_INSTANCE
from guardrails.thresholds import Thresholds
from verification.answers import Broken
from verification.by_rule import asked, resource, the_rule
from verification.check import Check, Examples, Found, Judges
from verification.data.calls import DB_CLUSTERS, DB_INSTANCES
from verification.live import Live

_EXPORTS: Final = "EnabledCloudwatchLogsExports"


def _alone(live: Live) -> Iterator[Found]:
    """The DB instances that are no members of a cluster: of those the cluster says what is sent."""
    for each in live.items(DB_INSTANCES):
        if not each.get("DBClusterIdentifier"):
            yield Found(each["DBInstanceArn"], each)


def _clusters(live: Live) -> Iterator[Found]:
    for each in live.items(DB_CLUSTERS):
        yield Found(each["DBClusterArn"], each)


def _exporting(id_: str, type_: str) -> Judges:
    rule = the_rule(RULES, id_)

    def judge(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
        stated = {
            "engine": found.facts.get("Engine"),
            "enabledCloudwatchLogsExports": found.facts.get(_EXPORTS) or [],
        }
        yield from asked(rule, resource(type_, stated), bar, at=_EXPORTS)

    return judge


_INSTANCE: Final = {
    "DBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:orders",
    "Engine": "postgres",
    _EXPORTS: ["postgresql", "upgrade"],
}
_CLUSTER: Final = {
    "DBClusterArn": "arn:aws:rds:eu-west-1:123456789012:cluster:carts",
    "Engine": "aurora-mysql",
    _EXPORTS: ["audit", "error"],
}


def _instance(**changed: Any) -> dict[Any, Any]:
    member = {
        "DBInstanceArn": f"{_INSTANCE['DBInstanceArn']}-1",
        "DBClusterIdentifier": "carts",
        "Engine": "aurora-mysql",
    }
    return {DB_INSTANCES: {"DBInstances": [_INSTANCE | changed, member]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="rds-instance-exports-logs",
        calls=(DB_INSTANCES,),
        finds=_alone,
        judge=_exporting("rds-instance-exports-logs", RDS_INSTANCE),
        examples=Examples(holds=_instance(), broken=_instance(**{_EXPORTS: ["upgrade"]})),
    ),
    Check(
        id="rds-cluster-exports-logs",
        calls=(DB_CLUSTERS,),
        finds=_clusters,
        judge=_exporting("rds-cluster-exports-logs", RDS_CLUSTER),
        examples=Examples(
            holds={DB_CLUSTERS: {"DBClusters": [_CLUSTER]}},
            broken={DB_CLUSTERS: {"DBClusters": [_CLUSTER | {_EXPORTS: ["error"]}]}},
        ),
    ),
)
