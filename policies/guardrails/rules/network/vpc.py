"""Rules on the VPC itself: not AWS's default one, logged, its subnets and default security group closed."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_at_most, must_be_false, must_be_one_of, must_be_set, must_not_be, when
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.network.types import (
    BLOCK_PUBLIC_ACCESS,
    DB_CLUSTER,
    DB_INSTANCE,
    DB_SUBNET_GROUP,
    DEFAULT_SECURITY_GROUP,
    DEFAULT_SUBNET,
    DEFAULT_VPC,
    FLOW_LOG,
    SUBNET,
    VPC,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, undetermined

_CIDR: Final = {"cidrBlock": "10.0.0.0/16"}
_VPC_ID: Final = "vpc-0a1b2c3d4e5f60718"


def _not_default(resource: Resource, _bar: Thresholds) -> Findings:
    if resource.type != VPC:
        yield failed(None, f"{resource.type} adopts the default VPC, whose subnets are all public")


def _logged(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    logs = graph.referrers(resource, FLOW_LOG, "vpcId")
    if logs.resources:
        return
    if logs.resolved:
        yield failed(None, "no FlowLog names this VPC")
    else:
        yield undetermined(None, "a FlowLog's vpcId is not known, it may be this VPC's")


def _not_of_transit(resource: Resource, _bar: Thresholds) -> bool:
    # For transit gateways AWS fixes the interval at 60 seconds and knows no traffic type.
    return resource.read("transitGatewayId").absent and resource.read("transitGatewayAttachmentId").absent


def _emptied(resource: Resource, _bar: Thresholds) -> Findings:
    for direction in ("ingress", "egress"):
        rules = resource.read(direction)
        if rules.unknown:
            yield undetermined(rules, f"{direction} is not known yet; it must be empty")
        elif rules.known and rules.value != []:
            yield failed(rules, f"{direction} of the default security group has rules")


def _is_primary(resource: Resource, _bar: Thresholds) -> bool:
    # A replica is placed with its source unless it is in another region, and then AWS asks for the group itself.
    return resource.read("replicateSourceDb").absent if resource.type == DB_INSTANCE else True


def _any_vpc(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(VPC):
        yield failed(None, "the stack has no VPC")


def _with_flow_log(*, depends: bool) -> tuple[Declared, ...]:
    return (
        Declared(type=VPC, properties=_CIDR),
        Declared(
            type=FLOW_LOG,
            properties={"vpcId": UNKNOWN, "trafficType": "ALL"},
            depends={"vpcId": ("main",)} if depends else {},
        ),
    )


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "vpc-not-default",
        (VPC, DEFAULT_VPC, DEFAULT_SUBNET),
        _not_default,
        Examples(
            good=(Declared(type=VPC, properties=_CIDR),),
            bad=(Declared(type=DEFAULT_VPC), Declared(type=DEFAULT_SUBNET)),
            unknown=None,
        ),
    ),
    CompletenessRule(
        "vpc-present",
        (VPC,),
        _any_vpc,
        Examples(good=(Declared(type=VPC, properties=_CIDR),), bad=(Declared(type=DEFAULT_VPC),), unknown=None),
    ),
    RelationRule(
        "vpc-flow-log",
        (VPC,),
        _logged,
        Examples(
            good=_with_flow_log(depends=True),
            bad=(Declared(type=VPC, properties=_CIDR),),
            unknown=_with_flow_log(depends=False),
        ),
    ),
    ResourceRule(
        "vpc-flow-log-all-traffic",
        (FLOW_LOG,),
        when(_not_of_transit, must_be_one_of("trafficType", "ALL")),
        examples(
            FLOW_LOG,
            good={"vpcId": _VPC_ID, "trafficType": "ALL"},
            bad={"vpcId": _VPC_ID, "trafficType": "REJECT"},
            unknown={"vpcId": _VPC_ID, "trafficType": UNKNOWN},
        ),
    ),
    ResourceRule(
        "vpc-flow-log-interval",
        (FLOW_LOG,),
        when(
            _not_of_transit,
            must_be_at_most("maxAggregationInterval", lambda bar: bar.flow_log_seconds, default=600, unit="seconds"),
        ),
        examples(
            FLOW_LOG,
            good={"vpcId": _VPC_ID, "trafficType": "ALL", "maxAggregationInterval": 60},
            bad={"vpcId": _VPC_ID, "trafficType": "ALL", "maxAggregationInterval": 600},
            unknown={"vpcId": _VPC_ID, "trafficType": "ALL", "maxAggregationInterval": UNKNOWN},
        ),
    ),
    ResourceRule(
        "subnet-no-public-ip",
        (SUBNET, DEFAULT_SUBNET),
        must_be_false("mapPublicIpOnLaunch"),
        examples(
            SUBNET,
            good={"vpcId": _VPC_ID, "cidrBlock": "10.0.0.0/20", "mapPublicIpOnLaunch": False},
            bad={"vpcId": _VPC_ID, "cidrBlock": "10.0.0.0/20", "mapPublicIpOnLaunch": True},
            unknown={"vpcId": _VPC_ID, "cidrBlock": "10.0.0.0/20", "mapPublicIpOnLaunch": UNKNOWN},
        ),
    ),
    ResourceRule(
        "default-security-group-empty",
        (DEFAULT_SECURITY_GROUP,),
        _emptied,
        examples(
            DEFAULT_SECURITY_GROUP,
            good={"vpcId": _VPC_ID, "ingress": [], "egress": []},
            bad={"vpcId": _VPC_ID, "ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "self": True}]},
            unknown={"vpcId": _VPC_ID, "ingress": UNKNOWN},
        ),
    ),
    ResourceRule(
        "vpc-block-public-access-on",
        (BLOCK_PUBLIC_ACCESS,),
        must_not_be("internetGatewayBlockMode", "off"),
        examples(
            BLOCK_PUBLIC_ACCESS,
            good={"internetGatewayBlockMode": "block-bidirectional"},
            bad={"internetGatewayBlockMode": "off"},
            unknown={"internetGatewayBlockMode": UNKNOWN},
        ),
    ),
    ResourceRule(
        "database-in-subnet-group",
        (DB_INSTANCE, DB_CLUSTER),
        when(_is_primary, must_be_set("dbSubnetGroupName", proven_by=(DB_SUBNET_GROUP,))),
        examples(
            DB_INSTANCE,
            good={"instanceClass": "db.m7g.large", "dbSubnetGroupName": "isolated"},
            bad={"instanceClass": "db.m7g.large"},
            unknown={"instanceClass": "db.m7g.large", "dbSubnetGroupName": UNKNOWN},
        ),
    ),
)
