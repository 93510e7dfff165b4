"""Databases are reached by TLS only: forced by parameter, by a group of their own, with a certificate that holds."""

import re

from guardrails.graph import Graph, Resource
from guardrails.requirements import given, must_be_true
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.rds_databases import (
    TLS_FAMILIES,
    Family,
    engine_of,
    family,
    is_replica,
    replicates_within_region,
)
from guardrails.rules.data.rds_parameters import parameter
from guardrails.rules.data.types import (
    RDS_CLUSTER,
    RDS_CLUSTER_INSTANCE,
    RDS_CLUSTER_PARAMETER_GROUP,
    RDS_INSTANCE,
    RDS_PARAMETER_GROUP,
    RDS_PROXY,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, not_applicable, undetermined, unsure

_ON = ("1", "on", "true")
_FORCED_BY = {
    Family.POSTGRES: "rds.force_ssl",
    Family.SQLSERVER: "rds.force_ssl",
    Family.MYSQL: "require_secure_transport",
    Family.MARIADB: "require_secure_transport",
    # Db2 takes TCPIP and SSL beside each other, and TLS alone where SSL is all that it is told.
    Family.DB2: "db2comm",
}
_GROUP_OF = {
    RDS_INSTANCE: ("parameterGroupName", RDS_PARAMETER_GROUP),
    RDS_CLUSTER: ("dbClusterParameterGroupName", RDS_CLUSTER_PARAMETER_GROUP),
}
# The certificate authorities before 2024 have expired or are about to; their names carry their year.
OLD_AUTHORITY = re.compile(r"rds-ca-20\d\d")


def _forces_tls(group: Resource, _bar: Thresholds) -> Findings:
    stated = group.read("family")
    if stated.unknown:
        yield undetermined(stated, "family is not known yet, nor by which parameter it forces TLS")
        return
    engine = family(str(stated.text))
    if engine not in TLS_FAMILIES:
        yield not_applicable(f"{stated.shown} forces no TLS by parameter")
        return
    if group.type == RDS_PARAMETER_GROUP and str(stated.text).startswith("aurora"):
        yield not_applicable("Aurora forces TLS by the parameter group of the cluster")
        return
    name = _FORCED_BY[engine]
    value = parameter(group, name)
    if value.unknown:
        yield undetermined("parameters", f"whether parameters force TLS by {name} is not known yet")
    elif value.absent:
        yield failed("parameters", f"{name} is not among parameters")
    elif str(value.text).lower() not in (("ssl",) if engine is Family.DB2 else _ON):
        yield failed(value, f"{name} is {value.shown} in {value.path}")


def _has_own_group(database: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    engine = engine_of(database)
    if engine is not None and engine not in TLS_FAMILIES:
        yield not_applicable(f"{engine.value} forces no TLS by parameter")
        return
    findings = _group_findings(database, graph)
    yield from findings if engine else unsure(findings, "and the engine is not known")


def _group_findings(database: Resource, graph: Graph) -> Findings:
    path, type_ = _GROUP_OF[database.type]
    group = database.read(path)
    if not given(group):
        within = replicates_within_region(database, graph) if is_replica(database) else False
        if within:
            yield not_applicable("a replica in its source's region takes its parameter group")
        elif within is None:
            yield undetermined(group, f"{path} is not set, and the source's region is not known yet")
        else:
            yield failed(group, f"{path} is not set, and the default group's say on TLS differs by engine and version")
    elif group.unknown:
        message = f"{path} is not known yet; it must name a group that forces TLS"
        yield undetermined(group, message, proven_by=(type_,))
    elif str(group.text).startswith("default."):
        yield failed(group, f"{path} is {group.shown}, whose say on TLS differs by engine and version")
    elif not graph.references(database, path, type_).resources:
        yield undetermined(group, f"{path} is {group.shown}, a group that is not in this stack")


def _authority(database: Resource, _bar: Thresholds) -> Findings:
    authority = database.read("caCertificateIdentifier" if database.type == RDS_CLUSTER else "caCertIdentifier")
    if authority.unknown:
        yield undetermined(authority, f"{authority.path} is not known yet; it must not be an expired authority")
    elif authority.known and OLD_AUTHORITY.match(str(authority.text)):
        yield failed(authority, f"{authority.path} is {authority.shown}, an authority that has expired")


_FORCED = {"family": "postgres17", "parameters": [{"name": "rds.force_ssl", "value": "1"}]}
_GROUP = Declared(type=RDS_PARAMETER_GROUP, name="group", properties={"name": "orders-tls", **_FORCED})

RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="rds-parameter-group-forces-tls",
        types=(RDS_PARAMETER_GROUP, RDS_CLUSTER_PARAMETER_GROUP),
        judge=_forces_tls,
        examples=examples(
            RDS_PARAMETER_GROUP,
            good=_FORCED,
            bad={"family": "postgres17", "parameters": [{"name": "log_statement", "value": "ddl"}]},
            unknown={"family": "postgres17", "parameters": UNKNOWN},
        ),
    ),
    RelationRule(
        id="rds-own-parameter-group",
        types=(RDS_INSTANCE, RDS_CLUSTER),
        judge=_has_own_group,
        examples=Examples(
            good=(
                _GROUP,
                Declared(
                    type=RDS_INSTANCE,
                    name="orders",
                    properties={"engine": "postgres", "parameterGroupName": UNKNOWN},
                    depends={"parameterGroupName": ("group",)},
                ),
            ),
            bad=(Declared(type=RDS_INSTANCE, name="orders", properties={"engine": "postgres"}),),
            unknown=(
                Declared(
                    type=RDS_INSTANCE, name="orders", properties={"engine": "postgres", "parameterGroupName": UNKNOWN}
                ),
            ),
        ),
    ),
    ResourceRule(
        id="rds-proxy-requires-tls",
        types=(RDS_PROXY,),
        judge=must_be_true("requireTls"),
        examples=examples(
            RDS_PROXY,
            good={"engineFamily": "POSTGRESQL", "requireTls": True},
            bad={"engineFamily": "POSTGRESQL"},
            unknown={"engineFamily": "POSTGRESQL", "requireTls": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-certificate-authority-current",
        types=(RDS_INSTANCE, RDS_CLUSTER_INSTANCE, RDS_CLUSTER),
        judge=_authority,
        examples=examples(
            RDS_INSTANCE,
            good={"caCertIdentifier": "rds-ca-rsa2048-g1"},
            bad={"caCertIdentifier": "rds-ca-2019"},
            unknown={"caCertIdentifier": UNKNOWN},
        ),
    ),
)
