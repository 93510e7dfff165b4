"""Networks as accounts really have them: what AWS made, what others share, what is gone, what stands in parts."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.account import ACCOUNT
from tests.support.asking import asked, messages
from verification.answers import Answer
from verification.network.calls import (
    ENDPOINTS,
    FLOW_LOGS,
    INSTANCES,
    INTERFACES,
    LAUNCH_TEMPLATES,
    PREFIX_LIST_ENTRIES,
    PREFIX_LISTS,
    ROUTE_TABLES,
    SECURITY_GROUPS,
    SUBNETS,
    VPCS,
)
from verification.network.firewall import firewall
from verification.network.security_groups import flow, group
from verification.network.vpcs import ALL_VPCS, DEFAULT_VPC_ID, VPC_ID

OTHER = "210987654321"
SUBNET = "subnet-0a1b2c3d4e5f60718"
GROUP_ARN = "arn:aws:ec2:eu-west-1:123456789012:security-group/sg-0a1b2c3d4e5f60718"


def test_an_unused_default_vpc_breaks_nothing() -> None:
    assert messages("vpc-not-default", {VPCS: ALL_VPCS}) == []
    logged = {"FlowLogs": [{"FlowLogId": "fl-1", "ResourceId": VPC_ID, "FlowLogStatus": "ACTIVE"}]}
    assert messages("vpc-flow-log", {VPCS: ALL_VPCS, FLOW_LOGS: logged}) == []


def test_a_default_vpc_in_use_is_told_with_how_much_is_in_it() -> None:
    inside = {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1"}, {"NetworkInterfaceId": "eni-2"}]}
    used = (({"Filters": [{"Name": "vpc-id", "Values": [DEFAULT_VPC_ID]}]}, inside),)
    assert messages("vpc-not-default", {VPCS: ALL_VPCS, INTERFACES: used}) == [
        "the default VPC holds 2 network interface(s), and its subnets are public"
    ]


def test_what_another_account_shares_is_asked_about_there() -> None:
    shared = {"Vpcs": [{"VpcId": VPC_ID, "IsDefault": False, "OwnerId": OTHER}]}
    ((answer, resource, _),) = asked("vpc-flow-log", {VPCS: shared})
    assert (answer, resource) == (Answer.ABSENT, None)
    theirs = {"Subnets": [{"SubnetId": SUBNET, "VpcId": VPC_ID, "OwnerId": OTHER, "MapPublicIpOnLaunch": True}]}
    ((answer, _, _),) = asked("subnet-no-public-ip", {SUBNETS: theirs})
    assert answer is Answer.ABSENT


def test_an_instance_that_is_terminated_is_not_asked_about() -> None:
    gone = {"InstanceId": "i-1", "State": {"Name": "terminated"}, "PublicIpAddress": "198.51.100.7"}
    ((answer, _, _),) = asked("ec2-instance-no-public-address", {INSTANCES: {"Reservations": [{"Instances": [gone]}]}})
    assert answer is Answer.ABSENT


def test_a_launch_template_whose_default_version_is_the_latest_is_told_once() -> None:
    data = {"NetworkInterfaces": [{"AssociatePublicIpAddress": True}]}
    version = {"LaunchTemplateId": "lt-1", "VersionNumber": 3, "LaunchTemplateData": data}
    answers = asked(
        "ec2-launch-template-no-public-address", {LAUNCH_TEMPLATES: {"LaunchTemplateVersions": [version, version]}}
    )
    assert answers == [
        (
            Answer.BROKEN,
            "arn:aws:ec2:eu-west-1:123456789012:launch-template/lt-1:3",
            "AssociatePublicIpAddress is true",
        )
    ]


@pytest.mark.parametrize(
    ("permission", "told"),
    [
        (flow(22, 22, "0.0.0.0/0"), True),
        (flow(20, 30, "0.0.0.0/1"), True),
        (flow(0, 0, "0.0.0.0/0", protocol="-1"), True),
        ({"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}, True),
        (flow(22, 22, "10.0.0.0/8"), False),
        (flow(22, 22, "0.0.0.0/0", protocol="udp"), False),
        ({"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}, False),
        ({"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "UserIdGroupPairs": [{"GroupId": "sg-1"}]}, False),
    ],
)
def test_ssh_is_open_however_it_is_written(permission: Mapping[str, Any], *, told: bool) -> None:
    assert bool(messages("security-group-ssh-not-open", {SECURITY_GROUPS: group(permission)})) is told


@pytest.mark.parametrize(
    ("port", "tier", "said"),
    [
        (443, "edge", None),
        (80, "edge", None),
        (443, "private", "and the group is not tagged tier=edge"),
        (8443, "edge", "and only HTTPS may be reached from the internet"),
    ],
)
def test_only_https_on_a_group_of_the_edge_is_open(port: int, tier: str, said: str | None) -> None:
    opened = group(flow(port, port, "0.0.0.0/0"), Tags=[{"Key": "tier", "Value": tier}])
    expected = [] if said is None else [f"IpPermissions[0].IpRanges[0].CidrIp is 0.0.0.0/0, {said}"]
    assert messages("security-group-public-only-at-edge", {SECURITY_GROUPS: opened}) == expected


def test_prefix_lists_of_aws_services_are_not_read() -> None:
    named = {**flow(443, 443), "PrefixListIds": [{"PrefixListId": "pl-aws"}]}
    responses = {
        SECURITY_GROUPS: group(named),
        PREFIX_LISTS: {"PrefixLists": [{"PrefixListId": "pl-aws", "PrefixListArn": "arn", "OwnerId": "AWS"}]},
    }
    assert asked("security-group-not-open-in-parts", responses, refused={PREFIX_LIST_ENTRIES.id: "AccessDenied"}) == [
        (Answer.HOLDS, GROUP_ARN, "")
    ]


@pytest.mark.parametrize(("rules", "told"), [({}, False), ({"IpPermissionsEgress": [flow(0, 0, protocol="-1")]}, True)])
def test_a_default_group_is_empty_in_both_directions(rules: Mapping[str, Any], *, told: bool) -> None:
    answer = {SECURITY_GROUPS: group(GroupName="default", **rules), VPCS: ALL_VPCS}
    assert bool(messages("default-security-group-empty", answer)) is told


def test_the_default_group_of_the_default_vpc_is_left_as_aws_made_it() -> None:
    made = group(flow(0, 0, protocol="-1"), GroupName="default", VpcId=DEFAULT_VPC_ID)
    ((answer, _, _),) = asked("default-security-group-empty", {SECURITY_GROUPS: made, VPCS: ALL_VPCS})
    assert answer is Answer.ABSENT


def _routed(**route: str) -> Mapping[Any, Any]:
    default = {"DestinationCidrBlock": "0.0.0.0/0", **route}
    main = {"VpcId": VPC_ID, "Associations": [{"Main": True}], "Routes": [default]}
    elsewhere = {
        "VpcId": VPC_ID,
        "Associations": [{"SubnetId": "subnet-of-others"}],
        "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}],
    }
    return {
        **firewall(),
        VPCS: ALL_VPCS,
        SUBNETS: {"Subnets": [{"SubnetId": SUBNET, "VpcId": VPC_ID, "OwnerId": ACCOUNT}]},
        ROUTE_TABLES: {"RouteTables": [elsewhere, main]},
    }


def test_a_nat_gateway_is_past_the_firewall() -> None:
    assert messages("private-subnet-leaves-by-firewall", _routed(NatGatewayId="nat-1")) == [
        "the default route leads to nat-1, past the firewall"
    ]


def test_a_firewall_endpoint_that_is_gone_lets_nothing_be_called_inspected() -> None:
    gone = _routed(GatewayId="vpce-0a1b2c3d4e5f60718", State="blackhole")
    assert messages("private-subnet-leaves-by-firewall", gone) == [
        "the default route leads to vpce-0a1b2c3d4e5f60718, which is gone"
    ]


def test_what_stands_behind_a_transit_gateway_is_no_pass_and_no_failure() -> None:
    ((answer, _, message),) = asked("private-subnet-leaves-by-firewall", _routed(TransitGatewayId="tgw-1"))
    assert answer is Answer.UNAVAILABLE
    assert message == "the subnet leaves by tgw-1; what stands behind a transit gateway is not seen"


@pytest.mark.parametrize(("kind", "told"), [("GatewayLoadBalancer", False), ("Interface", True)])
def test_an_appliance_shared_by_another_account_is_a_firewall(kind: str, *, told: bool) -> None:
    shared = {"VpcEndpoints": [{"VpcEndpointId": "vpce-shared", "VpcEndpointType": kind}]}
    answer = {**_routed(GatewayId="vpce-shared"), ENDPOINTS: shared}
    assert bool(messages("private-subnet-leaves-by-firewall", answer)) is told


def test_a_subnet_without_a_way_out_needs_no_firewall() -> None:
    assert (
        messages("private-subnet-leaves-by-firewall", _routed(DestinationCidrBlock="10.9.0.0/16", NatGatewayId="n"))
        == []
    )


def test_a_second_flow_log_that_works_makes_up_for_one_that_fails() -> None:
    failing = {"FlowLogId": "fl-1", "ResourceId": VPC_ID, "FlowLogStatus": "ACTIVE", "DeliverLogsStatus": "FAILED"}
    working = {**failing, "FlowLogId": "fl-2", "DeliverLogsStatus": "SUCCESS"}
    assert messages("vpc-flow-log", {VPCS: ALL_VPCS, FLOW_LOGS: {"FlowLogs": [failing]}}) == [
        "DeliverLogsStatus is FAILED"
    ]
    assert messages("vpc-flow-log", {VPCS: ALL_VPCS, FLOW_LOGS: {"FlowLogs": [failing, working]}}) == []


def test_flow_logs_of_transit_gateways_have_no_traffic_type() -> None:
    log = {"FlowLogId": "fl-1", "ResourceId": "tgw-1", "FlowLogStatus": "ACTIVE"}
    ((answer, _, _),) = asked("vpc-flow-log-all-traffic", {FLOW_LOGS: {"FlowLogs": [log]}})
    assert answer is Answer.ABSENT


def test_the_profile_says_how_often_flow_logs_come() -> None:
    log = {"FlowLogId": "fl-1", "ResourceId": VPC_ID, "FlowLogStatus": "ACTIVE", "MaxAggregationInterval": 600}
    logs = {FLOW_LOGS: {"FlowLogs": [log]}}
    assert messages("vpc-flow-log-interval", logs, bar="dev") == []
    assert messages("vpc-flow-log-interval", logs) == ["MaxAggregationInterval is 600 seconds, it must be at most 60"]


def _endpoint(**facts: Any) -> Mapping[Any, Any]:
    base = {
        "VpcEndpointId": "vpce-1",
        "VpcId": VPC_ID,
        "State": "available",
        "ServiceName": "com.amazonaws.eu-west-1.s3",
    }
    return {VPCS: ALL_VPCS, ENDPOINTS: {"VpcEndpoints": [base | facts]}}


def test_endpoints_that_aws_takes_no_policy_on_are_not_asked_for_one() -> None:
    for facts in (
        {"VpcEndpointType": "GatewayLoadBalancer"},
        {"ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-1"},
    ):
        ((answer, _, _),) = asked("vpc-endpoint-policy-limits-principals", _endpoint(**facts))
        assert answer is Answer.ABSENT


def test_an_endpoint_without_a_document_lets_everybody_through() -> None:
    assert messages("vpc-endpoint-policy-limits-principals", _endpoint()) == [
        "policy is not set, and the default lets every principal through"
    ]


def test_an_endpoint_that_does_not_work_serves_no_vpc() -> None:
    assert messages("vpc-endpoints-present", _endpoint(State="Failed")) == [
        "the VPC has no available endpoint for s3, kms, secretsmanager, logs, sts"
    ]
    ((answer, _, _),) = asked("vpc-endpoint-available", _endpoint(State="Deleting"))
    assert answer is Answer.ABSENT
