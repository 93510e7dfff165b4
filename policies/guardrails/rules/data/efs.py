"""Rules on EFS: encrypted at rest and in transit, for nobody public, and entered by the right door."""

from guardrails.documents import Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_customer_key, must_be_set, must_be_true
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.backup_types import FILE_ACCESS_POINT, FILE_SYSTEM, FILE_SYSTEM_POLICY, MOUNT_TARGET
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.rules.network.tables import public_subnet
from guardrails.rules.network.types import INTERNET_GATEWAY, ROUTE_TABLE, ROUTE_TABLE_ASSOCIATION, SUBNET
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_MOUNTED = "elasticfilesystem:accessedviamounttarget"
_EFS = "elasticfilesystem"


def through_a_mount_target(statement: Statement) -> bool:
    """Whether a statement speaks of clients in the VPC only: the one condition EFS itself counts as not public."""
    return any(
        operator == "bool" and key == _MOUNTED and values == ("true",) for operator, key, values in statement.conditions
    )


def _not_public(policy: Resource, _bar: Thresholds) -> Findings:
    reading = policy.read("policy")
    document = parse(reading)
    for statement in document.statements:
        if statement.public and not through_a_mount_target(statement):
            yield failed(reading, f"{statement.label} of {reading.path} lets everyone in")
    if document.unknown:
        yield undetermined(reading, f"{reading.path} is not known yet; it must let nobody public in")


def denies_plain_clients(statement: Statement) -> bool:
    """Whether a statement denies everyone every action without TLS, under no further condition."""
    return (
        statement.denies
        and any(principal.anyone for principal in statement.principals)
        and bool(statement.every_action_of(_EFS))
        and [(key, values) for _, key, values in statement.conditions] == [("aws:securetransport", ("false",))]
    )


def _tls_only(files: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    policies = graph.referrers(files, FILE_SYSTEM_POLICY, "fileSystemId")
    documents = [parse(policy.read("policy")) for policy in policies.resources]
    if any(denies_plain_clients(statement) for document in documents for statement in document.statements):
        return
    if any(document.unknown for document in documents) or (not documents and not policies.resolved):
        yield undetermined(None, "the file system's policy is not known yet; it must deny clients without TLS")
    else:
        yield failed(None, "no FileSystemPolicy denies clients without TLS")


def _own_root(point: Resource, _bar: Thresholds) -> Findings:
    path = point.read("rootDirectory.path")
    if path.unknown:
        yield undetermined(path, f"{path.path} is not known yet; it must be a directory below /")
    elif path.absent or path.text == "/":
        yield failed(path, f"{path.path} is {path.shown}, so clients see the whole file system")


def _not_in_public_subnet(target: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    subnets = graph.references(target, "subnetId", SUBNET)
    for subnet in subnets.resources:
        match public_subnet(subnet, graph):
            case True:
                yield failed("subnetId", f"subnetId is {subnet.name}, a public subnet")
            case None:
                yield undetermined("subnetId", f"whether {subnet.name} is a public subnet is not known yet")
    if not subnets.resolved:
        yield undetermined("subnetId", "subnetId is not known yet; it must be no public subnet")


def _policy(**statement: Value) -> dict[str, Value]:
    stated = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "elasticfilesystem:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        **statement,
    }
    return {"fileSystemId": "fs-1", "policy": {"Version": "2012-10-17", "Statement": [stated]}}


_OPEN: Value = {"Effect": "Allow", "Action": "elasticfilesystem:ClientMount", "Condition": {}}
_FILES = Declared(type=FILE_SYSTEM, name="files", properties={"encrypted": True, "creationToken": "files"})


def _with_policy(properties: Value) -> tuple[Declared, ...]:
    stated = {**properties, "fileSystemId": UNKNOWN}
    return (_FILES, Declared(type=FILE_SYSTEM_POLICY, properties=stated, depends={"fileSystemId": ("files",)}))


def _mounted(destination: Value) -> tuple[Declared, ...]:
    table = {"vpcId": "vpc-1", "routes": [{"cidrBlock": destination, "gatewayId": "igw-1"}]}
    return (
        Declared(type=SUBNET, name="subnet", properties={"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/24"}),
        Declared(type=ROUTE_TABLE, name="table", properties=table),
        Declared(type=INTERNET_GATEWAY, name="gateway", properties={"vpcId": "vpc-1"}),
        Declared(
            type=ROUTE_TABLE_ASSOCIATION,
            name="association",
            properties={"subnetId": UNKNOWN, "routeTableId": UNKNOWN},
            depends={"subnetId": ("subnet",), "routeTableId": ("table",)},
        ),
        Declared(
            type=MOUNT_TARGET,
            name="target",
            properties={"fileSystemId": "fs-1", "subnetId": UNKNOWN},
            depends={"subnetId": ("subnet",)},
        ),
    )


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="efs-encrypted",
        types=(FILE_SYSTEM,),
        judge=must_be_true("encrypted"),
        examples=examples(FILE_SYSTEM, good={"encrypted": True}, bad={}, unknown={"encrypted": UNKNOWN}),
    ),
    ResourceRule(
        id="efs-customer-key",
        types=(FILE_SYSTEM,),
        judge=must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples=examples(
            FILE_SYSTEM,
            good={"encrypted": True, "kmsKeyId": _KEY},
            bad={"encrypted": True},
            unknown={"encrypted": True, "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="efs-access-point-root-directory",
        types=(FILE_ACCESS_POINT,),
        judge=_own_root,
        examples=examples(
            FILE_ACCESS_POINT,
            good={"fileSystemId": "fs-1", "rootDirectory": {"path": "/orders"}},
            bad={"fileSystemId": "fs-1"},
            unknown={"fileSystemId": "fs-1", "rootDirectory": {"path": UNKNOWN}},
        ),
    ),
    ResourceRule(
        id="efs-access-point-user",
        types=(FILE_ACCESS_POINT,),
        judge=must_be_set("posixUser"),
        examples=examples(
            FILE_ACCESS_POINT,
            good={"fileSystemId": "fs-1", "posixUser": {"uid": 1000, "gid": 1000}},
            bad={"fileSystemId": "fs-1"},
            unknown={"fileSystemId": "fs-1", "posixUser": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="efs-policy-not-public",
        types=(FILE_SYSTEM_POLICY,),
        judge=_not_public,
        examples=examples(
            FILE_SYSTEM_POLICY,
            good=_policy(),
            bad=_policy(**_OPEN),
            unknown={"fileSystemId": "fs-1", "policy": UNKNOWN},
        ),
    ),
    RelationRule(
        id="efs-tls-only",
        types=(FILE_SYSTEM,),
        judge=_tls_only,
        examples=Examples(
            good=_with_policy(_policy()),
            bad=_with_policy(_policy(**_OPEN)),
            unknown=_with_policy({"policy": UNKNOWN}),
        ),
    ),
    RelationRule(
        id="efs-mount-target-not-public",
        types=(MOUNT_TARGET,),
        judge=_not_in_public_subnet,
        examples=Examples(
            good=_mounted("10.9.0.0/16"),
            bad=_mounted("0.0.0.0/0"),
            unknown=(Declared(type=MOUNT_TARGET, properties={"fileSystemId": "fs-1", "subnetId": UNKNOWN}),),
        ),
    ),
)
