"""Flow logs: all traffic, each minute, to an encrypted log group that is there first."""

import json

import pytest

from components.network.nat import Nat
from guardrails.values import UNKNOWN
from tests.components.network.building import ARGS, built, wired

_GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:vouch-prod-network-flow-logs"


def test_all_traffic_of_the_vpc_is_logged_each_minute() -> None:
    log = built().one("aws:ec2/flowLog:FlowLog", "network-flow-log-vpc")
    assert log.properties["trafficType"] == "ALL"
    assert log.properties["maxAggregationInterval"] == 60
    assert log.properties["logDestinationType"] == "cloud-watch-logs"
    assert wired(log, "vpcId") == ("aws:ec2/vpc:Vpc::network-vpc",)
    assert wired(log, "logDestination") == ("aws:cloudwatch/logGroup:LogGroup::network-flow-logs",)
    assert wired(log, "iamRoleArn") == ("aws:iam/role:Role::network-flow-logs",)


def test_the_format_begins_with_awss_default_and_shows_the_packets_own_addresses() -> None:
    log = built().one("aws:ec2/flowLog:FlowLog")
    assert log.properties["logFormat"].startswith(
        "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets}"
        " ${bytes} ${start} ${end} ${action} ${log-status} "
    )
    for name in ("${pkt-srcaddr}", "${pkt-dstaddr}", "${flow-direction}", "${traffic-path}"):
        assert name in log.properties["logFormat"]


def test_a_regional_nat_gateway_is_logged_beside_the_vpc() -> None:
    recorded = built(nat=Nat.REGIONAL)
    log = recorded.one("aws:ec2/flowLog:FlowLog", "network-flow-log-nat")
    assert wired(log, "regionalNatGatewayId") == ("aws:ec2/natGateway:NatGateway::network-nat-regional",)
    assert (log.properties["trafficType"], log.properties["maxAggregationInterval"]) == ("ALL", 60)
    assert not {"vpcId", "logFormat"} & log.properties.keys()
    assert recorded.one("aws:ec2/flowLog:FlowLog", "network-flow-log-vpc").properties["vpcId"] is UNKNOWN


@pytest.mark.parametrize("nat", [Nat.NONE, Nat.SINGLE, Nat.PER_AZ])
def test_a_zonal_nat_gateway_needs_no_flow_log_of_its_own(nat: Nat) -> None:
    assert len(built(nat=nat).all("aws:ec2/flowLog:FlowLog")) == 1


def test_a_flow_log_waits_until_its_role_may_write() -> None:
    log = built().one("aws:ec2/flowLog:FlowLog")
    assert any(urn.endswith("aws:iam/rolePolicy:RolePolicy::network-flow-logs") for urn in log.dependencies)


def test_the_log_group_has_the_customers_key_a_retention_and_deletion_protection() -> None:
    group = built(flow_log_retention_days=731).one("aws:cloudwatch/logGroup:LogGroup")
    assert group.properties == {
        "name": "vouch-prod-network-flow-logs",
        "kmsKeyId": ARGS.logs_key_arn,
        "retentionInDays": 731,
        "deletionProtectionEnabled": True,
    }
    assert group.options.protect is True


def test_only_vpc_flow_logs_of_this_account_and_region_may_take_the_role() -> None:
    role = built().one("aws:iam/role:Role")
    assert json.loads(role.properties["assumeRolePolicy"])["Statement"] == [
        {
            "Sid": "Assume",
            "Effect": "Allow",
            "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {"aws:SourceArn": "arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*"},
            },
        }
    ]


def test_the_role_writes_to_its_log_group_only_and_can_make_none() -> None:
    recorded = built()
    policy = recorded.one("aws:iam/rolePolicy:RolePolicy")
    assert json.loads(policy.properties["policy"])["Statement"] == [
        {
            "Sid": "Deliver",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            "Resource": [_GROUP, f"{_GROUP}:*"],
        },
        {
            "Sid": "Find",
            "Effect": "Allow",
            "Action": "logs:DescribeLogGroups",
            "Resource": "arn:aws:logs:eu-west-1:123456789012:log-group:*",
        },
    ]
    assert wired(policy, "role") == ("aws:iam/role:Role::network-flow-logs",)
