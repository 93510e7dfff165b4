"""Entries, networks and buckets log who reached them."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.audit.access import LOG_DELIVERY, group_grants
from verification.audit.calls import (
    BALANCER_ATTRIBUTES,
    BALANCERS,
    BUCKET_ACL,
    BUCKET_LOGGING,
    CLASSIC_ATTRIBUTES,
    CLASSIC_BALANCERS,
    FIREWALL_LOGS,
    FIREWALLS,
    QUERY_LOGS,
    VPCS,
)
from verification.audit.trail_bucket import document_of
from verification.check import Check, Examples, Found, Refusal, Scope
from verification.data.calls import BUCKET_POLICY, BUCKETS
from verification.data.s3 import buckets
from verification.live import Live

# Gateway load balancers write none (Elastic Load Balancing, "Gateway Load Balancers": no access logs).
_LOGGING_KINDS: Final = ("application", "network")
_S3_LOGGING: Final = "logging.s3.amazonaws.com"


def _balancers(live: Live) -> Iterator[Found]:
    for each in live.items(BALANCERS):
        if each.get("Type") in _LOGGING_KINDS:
            yield Found(each["LoadBalancerArn"], each)


def _balancer_logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    stated = {each["Key"]: each["Value"] for each in live.items(BALANCER_ATTRIBUTES, {"LoadBalancerArn": found.arn})}
    if stated.get("access_logs.s3.enabled") != "true":
        yield broken("access_logs.s3.enabled", "access_logs.s3.enabled is false")


def _classic(live: Live) -> Iterator[Found]:
    for each in live.items(CLASSIC_BALANCERS):
        yield Found(live.arn("elasticloadbalancing", f"loadbalancer/{each['LoadBalancerName']}"), each)


def _classic_logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answer = live.one(CLASSIC_ATTRIBUTES, {"LoadBalancerName": found.facts["LoadBalancerName"]}) or {}
    if not answer.get("LoadBalancerAttributes", {}).get("AccessLog", {}).get("Enabled"):
        yield broken("AccessLog.Enabled", "AccessLog.Enabled is false")


def _bucket_logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    name = found.facts["Name"]
    answer = live.one(BUCKET_LOGGING, {"Bucket": name}) or {}
    if not answer.get("LoggingEnabled", {}).get("TargetBucket") and not _receives_logs(live, name):
        yield broken("LoggingEnabled", "LoggingEnabled is not set, so nobody learns who reached the bucket")


def _receives_logs(live: Live, bucket: str) -> bool:
    """Whether S3 may write access logs to the bucket, by policy or by the older grant: such a one is not logged."""
    if _S3_LOGGING in document_of(live, bucket).services:
        return True
    grants = (live.one(BUCKET_ACL, {"Bucket": bucket}) or {}).get("Grants") or ()
    return any(True for _ in group_grants(grants, LOG_DELIVERY))


def _vpcs(live: Live) -> Iterator[Found]:
    """Every VPC but AWS's default one: that none is used is asked by the checks of networks."""
    for each in live.items(VPCS):
        if not each.get("IsDefault"):
            owner = each.get("OwnerId", live.account)
            yield Found(live.arn("ec2", f"vpc/{each['VpcId']}", account=owner), each)


def _queries_logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    statuses = [each.get("Status") for each in live.items(QUERY_LOGS) if each.get("ResourceId") == found.facts["VpcId"]]
    if "ACTIVE" not in statuses:
        said = f"is {statuses[0]}, it must be ACTIVE" if statuses else "is not there, so DNS queries are not logged"
        yield broken("Status", f"the query log association of the VPC {said}")


def _firewalls(live: Live) -> Iterator[Found]:
    for each in live.items(FIREWALLS):
        yield Found(each["FirewallArn"], each)


def _firewall_logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answer = live.one(FIREWALL_LOGS, {"FirewallArn": found.arn}) or {}
    if not answer.get("LoggingConfiguration", {}).get("LogDestinationConfigs"):
        yield broken("LogDestinationConfigs", "LogDestinationConfigs is empty, so the firewall logs nothing")


_ALB: Final = {
    "LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188",
    "LoadBalancerName": "web",
    "Type": "application",
}
_NAME: Final = {"LoadBalancerName": "old"}
_CLASSICS: Final[dict[Any, Any]] = {CLASSIC_BALANCERS: {"LoadBalancerDescriptions": [_NAME]}}
_VPC: Final = {"VpcId": "vpc-0a1b2c3d4e5f60718", "IsDefault": False, "OwnerId": "123456789012"}
_DEFAULT: Final = {"VpcId": "vpc-0f0f0f0f", "IsDefault": True}
_FIREWALL: Final = {
    "FirewallName": "egress",
    "FirewallArn": "arn:aws:network-firewall:eu-west-1:123456789012:firewall/egress",
}
_DESTINATION: Final = {
    "LogType": "ALERT",
    "LogDestinationType": "CloudWatchLogs",
    "LogDestination": {"logGroup": "alerts"},
}
_TWO: Final[dict[Any, Any]] = {
    BUCKETS: {"Buckets": [{"Name": "orders"}, {"Name": "access-logs"}, {"Name": "older-logs"}]},
    BUCKET_POLICY: (
        (
            {"Bucket": "access-logs"},
            {
                "Policy": '{"Statement": [{"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, '
                '"Action": "s3:PutObject", "Resource": "arn:aws:s3:::access-logs/*"}]}'
            },
        ),
    ),
    BUCKET_ACL: (
        (
            {"Bucket": "older-logs"},
            {"Grants": [{"Grantee": {"Type": "Group", "URI": LOG_DELIVERY}, "Permission": "WRITE"}]},
        ),
        ({}, {"Grants": []}),
    ),
}
_TO_LOGS: Final = {"LoggingEnabled": {"TargetBucket": "access-logs", "TargetPrefix": "orders/"}}


def _attributes(enabled: str) -> dict[str, Any]:
    return {"Attributes": [{"Key": "access_logs.s3.enabled", "Value": enabled}]}


def _classic_attributes(*, enabled: bool) -> dict[str, Any]:
    return {"LoadBalancerAttributes": {"AccessLog": {"Enabled": enabled}}}


def _association(status: str) -> dict[str, Any]:
    return {"ResolverQueryLogConfigAssociations": [{"ResourceId": _VPC["VpcId"], "Status": status}]}


CHECKS: tuple[Check, ...] = (
    Check(
        id="load-balancer-access-logs",
        calls=(BALANCERS, BALANCER_ATTRIBUTES),
        finds=_balancers,
        judge=_balancer_logged,
        examples=Examples(
            holds={BALANCERS: {"LoadBalancers": [_ALB]}, BALANCER_ATTRIBUTES: _attributes("true")},
            broken={BALANCERS: {"LoadBalancers": [_ALB]}, BALANCER_ATTRIBUTES: _attributes("false")},
        ),
    ),
    Check(
        id="elb-classic-access-logs",
        calls=(CLASSIC_BALANCERS, CLASSIC_ATTRIBUTES),
        finds=_classic,
        judge=_classic_logged,
        examples=Examples(
            holds=_CLASSICS | {CLASSIC_ATTRIBUTES: _classic_attributes(enabled=True)},
            broken=_CLASSICS | {CLASSIC_ATTRIBUTES: _classic_attributes(enabled=False)},
        ),
    ),
    Check(
        id="s3-bucket-access-logged",
        scope=Scope.ACCOUNT,
        calls=(BUCKETS, BUCKET_LOGGING, BUCKET_POLICY, BUCKET_ACL),
        finds=buckets,
        judge=_bucket_logged,
        examples=Examples(
            holds=_TWO | {BUCKET_LOGGING: (({"Bucket": "orders"}, _TO_LOGS), ({}, {}))},
            broken=_TWO | {BUCKET_LOGGING: {}},
        ),
    ),
    Check(
        id="vpc-query-log",
        calls=(VPCS, QUERY_LOGS),
        finds=_vpcs,
        judge=_queries_logged,
        examples=Examples(
            holds={VPCS: {"Vpcs": [_VPC, _DEFAULT]}, QUERY_LOGS: _association("ACTIVE")},
            broken={VPCS: {"Vpcs": [_VPC, _DEFAULT]}, QUERY_LOGS: _association("FAILED")},
        ),
    ),
    Check(
        id="network-firewall-logged",
        calls=(FIREWALLS, FIREWALL_LOGS),
        finds=_firewalls,
        judge=_firewall_logged,
        examples=Examples(
            holds={
                FIREWALLS: {"Firewalls": [_FIREWALL]},
                FIREWALL_LOGS: {"LoggingConfiguration": {"LogDestinationConfigs": [_DESTINATION]}},
            },
            broken={FIREWALLS: {"Firewalls": [_FIREWALL]}, FIREWALL_LOGS: Refusal("ResourceNotFoundException")},
        ),
    ),
)
