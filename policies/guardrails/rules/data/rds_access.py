"""Who can reach a database, and by what name and password."""

from guardrails.graph import Graph, Resource
from guardrails.requirements import given, must_be_false, must_be_set, must_be_true
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.rds_databases import (
    IAM_FAMILIES,
    Family,
    by_type,
    engine_of,
    is_multi_az_cluster,
    is_replica,
    is_serverless_v1,
    replicates_within_region,
)
from guardrails.rules.data.types import RDS_CLUSTER, RDS_CLUSTER_INSTANCE, RDS_INSTANCE, RDS_SUBNET_GROUP
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Secret
from guardrails.verdicts import failed, not_applicable, undetermined, unsure

_DEFAULT = "default"
DEFAULT_PORTS = {
    Family.POSTGRES: 5432,
    Family.MYSQL: 3306,
    Family.MARIADB: 3306,
    Family.ORACLE: 1521,
    Family.SQLSERVER: 1433,
    Family.DB2: 50000,
}
DEFAULT_USERS = frozenset(
    {"admin", "administrator", "awsuser", "db2inst1", "master", "postgres", "rdsadmin", "root", "sa", "system", "user"}
)
_not_public = must_be_false("publiclyAccessible")


def _cluster_not_public(cluster: Resource, bar: Thresholds) -> Findings:
    public, subnets = cluster.read("publiclyAccessible"), cluster.read("dbSubnetGroupName")
    if not public.absent:
        yield from _not_public(cluster, bar)
    elif not is_multi_az_cluster(cluster):
        yield not_applicable("the members of an Aurora cluster say whether they are public")
    elif not given(subnets) or subnets.text == _DEFAULT:
        yield failed(public, "publiclyAccessible is not set, and outside of a subnet group the default is true")


def _in_vpc(database: Resource, graph: Graph, bar: Thresholds) -> Findings:
    subnets = database.read("dbSubnetGroupName")
    if not given(subnets) and database.type == RDS_INSTANCE and is_replica(database):
        within = replicates_within_region(database, graph)
        if within:
            yield not_applicable("a replica in its source's region takes its subnet group")
            return
        if within is None:
            yield undetermined(subnets, "dbSubnetGroupName is not set, and the source's region is not known yet")
            return
    if subnets.text == _DEFAULT:
        yield failed(subnets, "dbSubnetGroupName is default, the subnets of the default VPC")
    else:
        yield from must_be_set("dbSubnetGroupName", proven_by=(RDS_SUBNET_GROUP,))(database, bar)


def _authenticates_by_iam(database: Resource, bar: Thresholds) -> Findings:
    engine = engine_of(database)
    if engine is not None and engine not in IAM_FAMILIES:
        yield not_applicable(f"RDS has no IAM authentication for {engine.value}")
    elif database.type == RDS_CLUSTER and is_serverless_v1(database):
        yield not_applicable("Aurora Serverless v1 has no IAM authentication")
    else:
        findings = must_be_true("iamDatabaseAuthenticationEnabled")(database, bar)
        yield from findings if engine else unsure(findings, "and the engine is not known")


def _without_managed_password(database: Resource) -> str | None:
    if database.type == RDS_INSTANCE and is_replica(database):
        return "a replica has its source's master user"
    if str(database.read("engine").text).startswith("custom-"):
        return "RDS Custom has no managed master password"
    if database.type == RDS_CLUSTER:
        if is_serverless_v1(database):
            return "Aurora Serverless v1 has no managed master password"
        if given(database.read("globalClusterIdentifier")) or given(database.read("replicationSourceIdentifier")):
            return "clusters of a global database and replicas have no managed master password"
    return None


def _password_managed(database: Resource, bar: Thresholds) -> Findings:
    name = "masterPassword" if database.type == RDS_CLUSTER else "password"
    plain, write_only = database.read(name), database.read(f"{name}Wo")
    if given(plain):
        yield failed(plain, f"{plain.path} is set, so that the program and its state hold the master password")
    elif reason := _without_managed_password(database):
        yield not_applicable(reason)
    elif given(write_only):
        yield failed(write_only, f"{write_only.path} is set, so that the program holds the master password")
    else:
        yield from must_be_true("manageMasterUserPassword")(database, bar)


def _master_username(database: Resource, _bar: Thresholds) -> Findings:
    name = database.read("masterUsername" if database.type == RDS_CLUSTER else "username")
    if name.absent:
        yield not_applicable("a replica or a restored database has its source's master user")
    elif name.unknown:
        yield undetermined(name, f"{name.path} is not known yet; it must not be a default")
    elif str(name.text).lower() in DEFAULT_USERS:
        yield failed(name, f"{name.path} is {name.shown}, a name that anyone tries first")


def _port(database: Resource, _bar: Thresholds) -> Findings:
    port, engine = database.read("port"), engine_of(database)
    if port.absent and engine is None:
        yield not_applicable("a replica or a restored database has its source's port")
    elif port.unknown:
        yield undetermined(port, "port is not known yet; it must not be the engine's default")
    elif port.absent:
        yield failed(port, "port is not set, so that it is the engine's default")
    elif engine is None:
        if port.number in DEFAULT_PORTS.values():
            yield undetermined(port, f"port is {port.shown}, a default, and the engine is not known")
    elif port.number == DEFAULT_PORTS.get(engine):
        yield failed(port, f"port is {port.shown}, the default of {engine.value}")


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="rds-not-public",
        types=(RDS_INSTANCE, RDS_CLUSTER_INSTANCE, RDS_CLUSTER),
        judge=by_type({RDS_INSTANCE: _not_public, RDS_CLUSTER_INSTANCE: _not_public, RDS_CLUSTER: _cluster_not_public}),
        examples=examples(
            RDS_INSTANCE,
            good={"publiclyAccessible": False},
            bad={"publiclyAccessible": True},
            unknown={"publiclyAccessible": UNKNOWN},
        ),
    ),
    RelationRule(
        id="rds-in-vpc",
        types=(RDS_INSTANCE, RDS_CLUSTER),
        judge=_in_vpc,
        examples=Examples(
            good=(
                Declared(type=RDS_SUBNET_GROUP, name="isolated", properties={"name": "isolated"}),
                Declared(
                    type=RDS_INSTANCE,
                    name="orders",
                    properties={"dbSubnetGroupName": UNKNOWN},
                    depends={"dbSubnetGroupName": ("isolated",)},
                ),
            ),
            bad=(Declared(type=RDS_INSTANCE, name="orders", properties={"engine": "postgres"}),),
            unknown=(Declared(type=RDS_INSTANCE, name="orders", properties={"dbSubnetGroupName": UNKNOWN}),),
        ),
    ),
    ResourceRule(
        id="rds-instance-iam-authentication",
        types=(RDS_INSTANCE,),
        judge=_authenticates_by_iam,
        examples=examples(
            RDS_INSTANCE,
            good={"engine": "postgres", "iamDatabaseAuthenticationEnabled": True},
            bad={"engine": "postgres"},
            unknown={"engine": "postgres", "iamDatabaseAuthenticationEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-cluster-iam-authentication",
        types=(RDS_CLUSTER,),
        judge=_authenticates_by_iam,
        examples=examples(
            RDS_CLUSTER,
            good={"engine": "aurora-postgresql", "iamDatabaseAuthenticationEnabled": True},
            bad={"engine": "aurora-postgresql"},
            unknown={"engine": "aurora-postgresql", "iamDatabaseAuthenticationEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-master-password-managed",
        types=(RDS_INSTANCE, RDS_CLUSTER),
        judge=_password_managed,
        examples=examples(
            RDS_INSTANCE,
            good={"username": "orders_owner", "manageMasterUserPassword": True},
            bad={"username": "orders_owner", "password": Secret(UNKNOWN)},
            unknown={"username": "orders_owner", "manageMasterUserPassword": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-master-username-not-default",
        types=(RDS_INSTANCE, RDS_CLUSTER),
        judge=_master_username,
        examples=examples(
            RDS_INSTANCE,
            good={"username": "orders_owner"},
            bad={"username": "postgres"},
            unknown={"username": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-port-not-default",
        types=(RDS_INSTANCE, RDS_CLUSTER),
        judge=_port,
        examples=examples(
            RDS_INSTANCE,
            good={"engine": "postgres", "port": 5433},
            bad={"engine": "postgres", "port": 5432},
            unknown={"engine": "postgres", "port": UNKNOWN},
        ),
    ),
)
