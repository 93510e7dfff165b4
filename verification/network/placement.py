"""net.vpc: what works on customers' data is in a VPC of the account's own, not in the one that AWS made."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Scope, holds_if_found
from verification.live import Live
from verification.network.calls import DB_INSTANCES, FUNCTIONS, INSTANCES, INTERFACES, TAGGED, VPCS
from verification.network.vpcs import ALL_VPCS, DEFAULT_VPC_ID, VPC_ID, default_vpcs, own, own_vpcs, vpc

_GONE: Final = ("shutting-down", "terminated")
_CUSTOMER_DATA: Final[Mapping[str, Any]] = {
    "TagFilters": [{"Key": "data", "Values": ["customer"]}],
    "ResourceTypeFilters": ["lambda:function"],
}


def instances(live: Live) -> Iterator[Found]:
    """Every instance that is not gone."""
    for reservation in live.items(INSTANCES):
        for each in reservation.get("Instances") or ():
            if (each.get("State") or {}).get("Name") not in _GONE:
                owner = reservation.get("OwnerId", live.account)
                yield Found(live.arn("ec2", f"instance/{each['InstanceId']}", account=owner), each)


def databases(live: Live) -> Iterator[Found]:
    """Every DB instance, those of clusters too."""
    for each in live.items(DB_INSTANCES):
        yield Found(each["DBInstanceArn"], each)


def _customer_functions(live: Live) -> Iterator[Found]:
    tagged = {each["ResourceARN"] for each in live.items(TAGGED, _CUSTOMER_DATA)}
    for each in live.items(FUNCTIONS):
        if each["FunctionArn"] in tagged:
            yield Found(each["FunctionArn"], each)


def _every_own(live: Live) -> Iterator[Found]:
    for each in live.items(VPCS):
        if own(live, each):
            yield vpc(live, each)


def _default_unused(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not found.facts.get("IsDefault"):
        return
    inside = live.items(INTERFACES, {"Filters": [{"Name": "vpc-id", "Values": [found.facts["VpcId"]]}]})
    if inside:
        yield broken(
            "IsDefault", f"the default VPC holds {len(inside)} network interface(s), and its subnets are public"
        )


def _instance_placed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    yield from _placed("VpcId", found.facts.get("VpcId"), live)


def _database_placed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    yield from _placed("DBSubnetGroup.VpcId", (found.facts.get("DBSubnetGroup") or {}).get("VpcId"), live)


def _function_placed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    yield from _placed("VpcConfig.VpcId", (found.facts.get("VpcConfig") or {}).get("VpcId"), live)


def _placed(path: str, placed: str | None, live: Live) -> Iterator[Broken]:
    if not placed:
        yield broken(path, f"{path} is not set, so it is in no VPC")
    elif placed in default_vpcs(live):
        yield broken(path, f"{path} is {placed}, the default VPC, whose subnets are public")


def _in_group(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    name = (found.facts.get("DBSubnetGroup") or {}).get("DBSubnetGroupName")
    if not name or name == "default":
        yield broken("DBSubnetGroup.DBSubnetGroupName", f"DBSubnetGroupName is {name or 'not set'}, which nobody chose")


def _server(vpc_id: str | None) -> Mapping[str, Any]:
    facts = {"InstanceId": "i-0a1b2c3d4e5f60718", "State": {"Name": "running"}}
    return {"Reservations": [{"Instances": [{**facts, "VpcId": vpc_id} if vpc_id else facts]}]}


def _database(vpc_id: str, group: str = "orders") -> Mapping[str, Any]:
    placed = {"DBSubnetGroupName": group, "VpcId": vpc_id}
    return {"DBInstances": [{"DBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:orders", "DBSubnetGroup": placed}]}


_FUNCTION: Final = "arn:aws:lambda:eu-west-1:123456789012:function:orders"
_TAGGED: Final = {"ResourceTagMappingList": [{"ResourceARN": _FUNCTION}]}


def _function(vpc_id: str) -> Mapping[str, Any]:
    return {"Functions": [{"FunctionArn": _FUNCTION, "VpcConfig": {"VpcId": vpc_id}}]}


CHECKS: tuple[Check, ...] = (
    Check(
        id="vpc-present",
        calls=(VPCS,),
        finds=own_vpcs,
        judge=holds_if_found,
        # Of a stack's regions only the home one must have it: the others hold copies and what is global.
        scope=Scope.ACCOUNT,
        presence=True,
        # An account that lost its VPC is an absence; there is no VPC that could be broken by being there.
        examples=Examples(holds={VPCS: ALL_VPCS}, broken=None, absent={VPCS: {"Vpcs": ALL_VPCS["Vpcs"][1:]}}),
    ),
    Check(
        id="vpc-not-default",
        calls=(VPCS, INTERFACES),
        finds=_every_own,
        judge=_default_unused,
        examples=Examples(
            holds={VPCS: ALL_VPCS},
            broken={VPCS: ALL_VPCS, INTERFACES: {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-0a1b2c3d"}]}},
        ),
    ),
    Check(
        id="ec2-instance-in-vpc",
        calls=(INSTANCES, VPCS),
        finds=instances,
        judge=_instance_placed,
        examples=Examples(
            holds={INSTANCES: _server(VPC_ID), VPCS: ALL_VPCS},
            broken={INSTANCES: _server(DEFAULT_VPC_ID), VPCS: ALL_VPCS},
        ),
    ),
    Check(
        id="rds-in-vpc",
        calls=(DB_INSTANCES, VPCS),
        finds=databases,
        judge=_database_placed,
        examples=Examples(
            holds={DB_INSTANCES: _database(VPC_ID), VPCS: ALL_VPCS},
            broken={DB_INSTANCES: _database(DEFAULT_VPC_ID), VPCS: ALL_VPCS},
        ),
    ),
    Check(
        id="database-in-subnet-group",
        calls=(DB_INSTANCES,),
        finds=databases,
        judge=_in_group,
        examples=Examples(holds={DB_INSTANCES: _database(VPC_ID)}, broken={DB_INSTANCES: _database(VPC_ID, "default")}),
    ),
    Check(
        id="lambda-customer-data-in-vpc",
        calls=(TAGGED, FUNCTIONS, VPCS),
        finds=_customer_functions,
        judge=_function_placed,
        examples=Examples(
            holds={TAGGED: _TAGGED, FUNCTIONS: _function(VPC_ID), VPCS: ALL_VPCS},
            broken={TAGGED: _TAGGED, FUNCTIONS: _function(""), VPCS: ALL_VPCS},
        ),
    ),
)
