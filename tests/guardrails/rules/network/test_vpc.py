"""The VPC: its logs by profile, its default group, and what is in use."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.network import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

VPC = Declared(type=t.VPC, name="main", properties={"cidrBlock": "10.0.0.0/16"})


def log(**properties: Value) -> Declared:
    return Declared(type=t.FLOW_LOG, name="main", properties=properties)


@pytest.mark.parametrize(
    ("seconds", "bar", "expected"),
    [(60, "prod", PASSED), (600, "prod", FAILED), (None, "prod", FAILED), (None, "dev", PASSED), (600, "dev", PASSED)],
)
def test_the_profile_says_how_long_flow_logs_aggregate(seconds: Value, bar: str, expected: Any) -> None:
    assert verdicts("vpc-flow-log-interval", log(vpcId="vpc-1", maxAggregationInterval=seconds), bar=bar) == expected


def test_the_log_of_a_transit_gateway_is_not_asked_for_a_traffic_type() -> None:
    assert verdicts("vpc-flow-log-all-traffic", log(transitGatewayId="tgw-1")) == NOT_APPLICABLE
    assert verdicts("vpc-flow-log-all-traffic", log(vpcId="vpc-1")) == FAILED


def test_a_flow_log_of_another_vpc_is_not_this_ones() -> None:
    other = Declared(type=t.FLOW_LOG, name="log", properties={"vpcId": "vpc-2", "trafficType": "ALL"})
    assert verdicts("vpc-flow-log", VPC, other) == FAILED


def test_a_default_group_that_is_emptied_by_leaving_its_rules_out_passes() -> None:
    empty = "default-security-group-empty"
    assert (
        verdicts(empty, Declared(type=t.DEFAULT_SECURITY_GROUP, name="main", properties={"vpcId": "vpc-1"})) == PASSED
    )
    egress = {"egress": [{"protocol": "-1", "cidrBlocks": ["0.0.0.0/0"]}], "ingress": UNKNOWN}
    both = Declared(type=t.DEFAULT_SECURITY_GROUP, name="main", properties=egress)
    assert verdicts(empty, both) == [*UNDETERMINED, *FAILED]


def test_a_replica_takes_its_sources_subnets() -> None:
    def instance(**properties: Value) -> Declared:
        return Declared(type=t.DB_INSTANCE, name="main", properties=properties)

    assert verdicts("database-in-subnet-group", instance(replicateSourceDb="database")) == NOT_APPLICABLE
    assert verdicts("database-in-subnet-group", instance()) == FAILED
    assert verdicts("database-in-subnet-group", Declared(type=t.DB_CLUSTER, name="main", properties={})) == FAILED


def test_a_group_named_only_by_its_own_rules_is_unused() -> None:
    group = Declared(type=t.SECURITY_GROUP, name="main", properties={"description": "Service"})
    rule = Declared(
        type=t.INGRESS_RULE,
        name="rule",
        properties={"securityGroupId": UNKNOWN},
        depends={"securityGroupId": ("main",)},
    )
    assert verdicts("security-group-used", group, rule) == FAILED


def test_a_group_named_by_its_known_id_is_used() -> None:
    group = Declared(type=t.SECURITY_GROUP, name="main", properties={"name": "sg-known"})
    endpoint = Declared(type=t.VPC_ENDPOINT, name="endpoint", properties={"securityGroupIds": ["sg-known"]})
    assert verdicts("security-group-used", group, endpoint) == PASSED


def test_an_address_of_an_instance_is_used() -> None:
    assert verdicts("eip-used", Declared(type=t.EIP, name="main", properties={"instance": UNKNOWN})) == PASSED
    assert verdicts("eip-used", Declared(type=t.EIP, name="main", properties={"domain": "vpc"})) == FAILED


def test_a_stack_without_a_vpc_is_incomplete_only_where_one_is_required() -> None:
    assert verdicts("vpc-present", of=None) == FAILED
    assert verdicts("vpc-present", VPC, of=None) == PASSED
