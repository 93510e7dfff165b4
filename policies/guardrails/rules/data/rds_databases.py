"""What the rules on databases ask of one before they judge it: its engine, its source, and what excuses it."""

from collections.abc import Callable, Mapping
from enum import Enum

from guardrails.graph import Graph, Resource
from guardrails.requirements import given
from guardrails.rule import Findings, JudgeResource
from guardrails.rules.data.types import RDS_CLUSTER, RDS_INSTANCE
from guardrails.thresholds import Thresholds
from guardrails.values import Reading, State
from guardrails.verdicts import not_applicable, unsure

Excuse = Callable[[Resource, Thresholds], str | None]


class Family(Enum):
    """The engines that RDS runs, whatever their edition, version or storage."""

    POSTGRES = "postgres"
    MYSQL = "mysql"
    MARIADB = "mariadb"
    ORACLE = "oracle"
    SQLSERVER = "sqlserver"
    DB2 = "db2"
    OTHER = "other"


IAM_FAMILIES = frozenset({Family.POSTGRES, Family.MYSQL, Family.MARIADB})
"""The engines that take IAM authentication (RDS guide, "IAM database authentication")."""
TLS_FAMILIES = IAM_FAMILIES | {Family.SQLSERVER, Family.DB2}
"""The engines that force TLS by a parameter (RDS guide, "Using SSL/TLS"); Oracle does it by an option."""


def family(name: str) -> Family:
    """The family of an engine (``aurora-postgresql``) or of a parameter group's family (``mariadb11.4``).

    RDS Custom (``custom-oracle-ee``) is none of them: its machine is the customer's, and RDS decides little of it.
    """
    lower = name.lower()
    engine = lower.removeprefix("aurora-")
    for each in Family:
        if engine.startswith(each.value):
            return each
    # "aurora" alone, or with a version, is the oldest Aurora MySQL.
    return Family.MYSQL if lower.startswith("aurora") else Family.OTHER


def engine_of(database: Resource) -> Family | None:
    """The family of a database, or None where the program does not say: not known, a replica, a restored one."""
    engine = database.read("engine").text
    return None if engine is None else family(engine)


def is_replica(instance: Resource) -> bool:
    """Whether an instance is a read replica."""
    return given(instance.read("replicateSourceDb"))


def is_multi_az_cluster(cluster: Resource) -> bool:
    """Whether a cluster is a Multi-AZ DB cluster, which has no members of its own in the program, and not Aurora."""
    return given(cluster.read("dbClusterInstanceClass"))


def is_serverless_v1(cluster: Resource) -> bool:
    """Whether a cluster is Aurora Serverless v1, of which AWS decides most itself."""
    return cluster.read("engineMode").text == "serverless"


def replicates_within_region(replica: Resource, graph: Graph) -> bool | None:
    """Whether a replica's source is in its own region, or None where that is not known.

    A source given by name is; one given by ARN says; one of this stack is looked up.
    """
    source = replica.read("replicateSourceDb").text
    own = graph.region_of(replica).text
    if source is not None and not source.startswith("arn:"):
        return True
    if own is None:
        return None
    if source is not None:
        return own in source.split(":")[3:4]
    found = graph.references(replica, "replicateSourceDb", RDS_INSTANCE, RDS_CLUSTER).resources
    regions = {graph.region_of(each).text for each in found}
    return None if None in regions or len(regions) != 1 else regions == {own}


def stated(member: Resource, graph: Graph, path: str) -> Reading:
    """A setting of a cluster's member, or its cluster's where the member is silent."""
    own = member.read(path)
    if not own.absent:
        return own
    clusters = graph.references(member, "clusterIdentifier", RDS_CLUSTER)
    if len(clusters.resources) == 1:
        return clusters.resources[0].read(path)
    return own if clusters.resolved else Reading(path, State.UNKNOWN)


def by_type(judges: Mapping[str, JudgeResource]) -> JudgeResource:
    """The requirement of a rule whose types differ in names or defaults."""

    def judge(resource: Resource, bar: Thresholds) -> Findings:
        yield from judges[resource.type](resource, bar)

    return judge


def excused(judge_it: JudgeResource, *excuses: Excuse) -> JudgeResource:
    """The requirement, unless an excuse gives the reason why it is not asked."""

    def judge(resource: Resource, bar: Thresholds) -> Findings:
        reason = next((reason for excuse in excuses if (reason := excuse(resource, bar))), None)
        if reason:
            yield not_applicable(reason)
        else:
            yield from judge_it(resource, bar)

    return judge


def as_replica(reason: str) -> Excuse:
    """Excuses read replicas."""
    return lambda resource, _bar: reason if is_replica(resource) else None


def without_deletion_protection(_resource: Resource, bar: Thresholds) -> str | None:
    """Excuses what the profile allows to be deleted."""
    return None if bar.deletion_protection else "the profile asks for no deletion protection"


def without_multi_az(_resource: Resource, bar: Thresholds) -> str | None:
    """Excuses what the profile allows to run in one zone."""
    return None if bar.multi_az else "the profile asks for one zone only"


def where_on(switch: str, judge_it: JudgeResource) -> JudgeResource:
    """The requirement, only where the boolean at ``switch`` is true; undetermined where that is not known."""

    def judge(resource: Resource, bar: Thresholds) -> Findings:
        reading = resource.read(switch)
        if reading.unknown:
            yield from unsure(judge_it(resource, bar), f"{switch} is not known yet")
        elif reading.truth:
            yield from judge_it(resource, bar)
        else:
            yield not_applicable(f"{switch} is not true")

    return judge
