"""Databases run in several zones, and nobody deletes one by mistake."""

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_protected, must_be_true
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.rds_databases import (
    as_replica,
    excused,
    is_multi_az_cluster,
    is_serverless_v1,
    without_deletion_protection,
    without_multi_az,
)
from guardrails.rules.data.types import RDS_CLUSTER, RDS_CLUSTER_INSTANCE, RDS_INSTANCE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, not_applicable, undetermined

_MEMBERS = 2


def _spans_zones(cluster: Resource, graph: Graph, bar: Thresholds) -> Findings:
    if reason := without_multi_az(cluster, bar):
        yield not_applicable(reason)
    elif is_serverless_v1(cluster):
        yield not_applicable("AWS moves Aurora Serverless v1 to another zone by itself")
    elif is_multi_az_cluster(cluster):
        return
    else:
        yield from _members_span_zones(cluster, graph)


def _members_span_zones(cluster: Resource, graph: Graph) -> Findings:
    members = graph.referrers(cluster, RDS_CLUSTER_INSTANCE, "clusterIdentifier")
    count = len(members.resources)
    if count < _MEMBERS:
        if not members.resolved:
            message = "a ClusterInstance names a cluster that is not known yet; it may be this one"
            yield undetermined(None, message)
        elif cluster.read("engineMode").unknown:
            yield undetermined("engineMode", "engineMode is not known yet; unless serverless, it must have two members")
        else:
            yield failed(None, f"the cluster has {count} ClusterInstance, it must have at least {_MEMBERS}")
        return
    zones = [member.read("availabilityZone") for member in members.resources]
    # AWS spreads the members whose zone the program leaves to it.
    if any(zone.absent for zone in zones):
        return
    known = {zone.text for zone in zones if zone.known}
    if len(known) < _MEMBERS:
        if any(zone.unknown for zone in zones):
            yield undetermined(None, "the zones of the cluster's members are not known yet; they must differ")
        else:
            yield failed(None, f"all {count} members of the cluster are in {', '.join(map(str, known))}")


_CLUSTER = Declared(
    type=RDS_CLUSTER, name="orders", properties={"clusterIdentifier": "orders", "engine": "aurora-postgresql"}
)


def _member(name: str, zone: str) -> Declared:
    return Declared(
        type=RDS_CLUSTER_INSTANCE,
        name=name,
        properties={"clusterIdentifier": "orders", "availabilityZone": zone, "instanceClass": "db.r7g.large"},
    )


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="rds-instance-multi-az",
        types=(RDS_INSTANCE,),
        judge=excused(
            must_be_true("multiAz"),
            without_multi_az,
            as_replica("a replica is itself what its source may fail over to"),
        ),
        examples=examples(
            RDS_INSTANCE,
            good={"engine": "postgres", "multiAz": True},
            bad={"engine": "postgres"},
            unknown={"engine": "postgres", "multiAz": UNKNOWN},
        ),
    ),
    RelationRule(
        id="rds-cluster-multi-az",
        types=(RDS_CLUSTER,),
        judge=_spans_zones,
        examples=Examples(
            good=(_CLUSTER, _member("first", "eu-west-1a"), _member("second", "eu-west-1b")),
            bad=(_CLUSTER, _member("first", "eu-west-1a")),
            unknown=(
                _CLUSTER,
                Declared(type=RDS_CLUSTER_INSTANCE, name="first", properties={"clusterIdentifier": UNKNOWN}),
            ),
        ),
    ),
    ResourceRule(
        id="rds-instance-deletion-protection",
        types=(RDS_INSTANCE,),
        judge=excused(must_be_true("deletionProtection"), without_deletion_protection),
        examples=examples(
            RDS_INSTANCE,
            good={"engine": "postgres", "deletionProtection": True},
            bad={"engine": "postgres"},
            unknown={"engine": "postgres", "deletionProtection": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-cluster-deletion-protection",
        types=(RDS_CLUSTER,),
        judge=excused(must_be_true("deletionProtection"), without_deletion_protection),
        examples=examples(
            RDS_CLUSTER,
            good={"engine": "aurora-postgresql", "deletionProtection": True},
            bad={"engine": "aurora-postgresql"},
            unknown={"engine": "aurora-postgresql", "deletionProtection": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-instance-protected",
        types=(RDS_INSTANCE,),
        judge=excused(
            must_be_protected, without_deletion_protection, as_replica("a replica can be made again of its source")
        ),
        examples=examples(
            RDS_INSTANCE,
            good={"engine": "postgres"},
            bad={"engine": "postgres"},
            unknown=None,
            protect=(True, False),
        ),
    ),
    ResourceRule(
        id="rds-cluster-protected",
        types=(RDS_CLUSTER,),
        judge=excused(must_be_protected, without_deletion_protection),
        examples=examples(
            RDS_CLUSTER,
            good={"engine": "aurora-postgresql"},
            bad={"engine": "aurora-postgresql"},
            unknown=None,
            protect=(True, False),
        ),
    ),
)
