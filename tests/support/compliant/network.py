"""A VPC behind a firewall, its flow logs and endpoints, and two links to an office."""

from typing import Any, Final

from tests.support.compliant.model import ACCOUNT, REGION, TAGS, Account, client, policy, tag_list, trust

_POLICY_ARN: Final = f"arn:aws:network-firewall:{REGION}:{ACCOUNT}:firewall-policy/egress"
_OWN: Final = policy(
    {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT, "aws:ResourceAccount": ACCOUNT}},
    }
)


def network(account: Account) -> None:
    """Adds ``vpc``, its subnets ``private-a`` to ``private-c`` and ``firewall``; groups ``edge`` and ``service``."""
    ec2 = client("ec2")
    made = account.made
    vpc = made["vpc"] = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=_tagged("vpc"))["Vpc"]["VpcId"]
    for name, block, zone in (
        ("firewall", 0, "a"),
        ("private-a", 1, "a"),
        ("private-b", 2, "b"),
        ("private-c", 3, "c"),
    ):
        made[name] = ec2.create_subnet(
            VpcId=vpc,
            CidrBlock=f"10.0.{block}.0/24",
            AvailabilityZone=f"{REGION}{zone}",
            TagSpecifications=_tagged("subnet"),
        )["Subnet"]["SubnetId"]
    _groups(ec2, made)
    _flow_logs(ec2, vpc)
    for service in ("kms", "secretsmanager", "logs", "sts"):
        ec2.create_vpc_endpoint(
            VpcId=vpc,
            ServiceName=f"com.amazonaws.{REGION}.{service}",
            VpcEndpointType="Interface",
            PolicyDocument=_OWN,
            SubnetIds=[made["private-a"], made["private-b"]],
            SecurityGroupIds=[made["service"]],
            PrivateDnsEnabled=True,
        )
    for service in ("s3", "dynamodb"):
        ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.{service}", PolicyDocument=_OWN)
    _links(ec2, made)
    _firewall(account)
    _query_log(vpc)


def _tagged(kind: str, **more: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": tag_list(**more)}]


def _groups(ec2: Any, made: dict[str, str]) -> None:
    for group in ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [made["vpc"]]}])["SecurityGroups"]:
        if group["IpPermissionsEgress"]:
            ec2.revoke_security_group_egress(GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"])
    for name, tier, source in (("edge", "edge", "0.0.0.0/0"), ("service", "private", "10.0.0.0/16")):
        made[name] = ec2.create_security_group(
            GroupName=name,
            Description=f"What reaches {name}",
            VpcId=made["vpc"],
            TagSpecifications=_tagged("security-group", tier=tier),
        )["GroupId"]
        ec2.revoke_security_group_egress(GroupId=made[name], IpPermissions=[_flow("0.0.0.0/0", None)])
        ec2.authorize_security_group_ingress(GroupId=made[name], IpPermissions=[_flow(source, 443)])
        ec2.authorize_security_group_egress(GroupId=made[name], IpPermissions=[_flow("10.0.0.0/16", 443)])


def _flow(block: str, port: int | None) -> dict[str, Any]:
    if port is None:
        return {"IpProtocol": "-1", "IpRanges": [{"CidrIp": block}]}
    ranges = [{"CidrIp": block, "Description": "HTTPS"}]
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": ranges}


def _flow_logs(ec2: Any, vpc: str) -> None:
    client("logs").create_log_group(logGroupName="/vouch/prod/flow", tags=TAGS | {"ship": "none"})
    role = client("iam").create_role(
        RoleName="flow-logs", AssumeRolePolicyDocument=trust("vpc-flow-logs.amazonaws.com"), Tags=tag_list()
    )["Role"]["Arn"]
    default = ec2.describe_vpcs(Filters=[{"Name": "isDefault", "Values": ["true"]}])["Vpcs"]
    for each in (vpc, *(found["VpcId"] for found in default)):
        ec2.create_flow_logs(
            ResourceIds=[each],
            ResourceType="VPC",
            TrafficType="ALL",
            LogGroupName="/vouch/prod/flow",
            DeliverLogsPermissionArn=role,
            MaxAggregationInterval=60,
        )


def _links(ec2: Any, made: dict[str, str]) -> None:
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    alarms = client("cloudwatch")
    topic = client("sns").create_topic(Name="on-call")["TopicArn"]
    made["on-call"] = topic
    for address in ("198.51.100.7", "203.0.113.9"):
        router = ec2.create_customer_gateway(
            Type="ipsec.1",
            BgpAsn=65010,
            PublicIp=address,
            TagSpecifications=_tagged("customer-gateway", office="berlin"),
        )["CustomerGateway"]["CustomerGatewayId"]
        link = ec2.create_vpn_connection(Type="ipsec.1", CustomerGatewayId=router, VpnGatewayId=gateway)
        id_ = made[f"link-{address}"] = link["VpnConnection"]["VpnConnectionId"]
        alarms.put_metric_alarm(
            AlarmName=f"link-{address}",
            Namespace="AWS/VPN",
            MetricName="TunnelState",
            Dimensions=[{"Name": "VpnId", "Value": id_}],
            Period=60,
            EvaluationPeriods=1,
            Statistic="Minimum",
            ComparisonOperator="LessThanThreshold",
            Threshold=1,
            TreatMissingData="breaching",
            AlarmActions=[topic],
        )
    client("iam").create_saml_provider(Name="staff", SAMLMetadataDocument="x" * 1100)


def _firewall(account: Account) -> None:
    firewalls = client("network-firewall")
    arn = firewalls.create_firewall(
        FirewallName="egress",
        FirewallPolicyArn=_POLICY_ARN,
        VpcId=account.made["vpc"],
        SubnetMappings=[{"SubnetId": account.made["firewall"]}],
        DeleteProtection=True,
        SubnetChangeProtection=True,
        FirewallPolicyChangeProtection=True,
        EncryptionConfiguration={"Type": "CUSTOMER_KMS", "KeyId": account.key},
    )["Firewall"]["FirewallArn"]
    firewalls.update_logging_configuration(
        FirewallArn=arn,
        LoggingConfiguration={
            "LogDestinationConfigs": [
                {
                    "LogType": kind,
                    "LogDestinationType": "CloudWatchLogs",
                    "LogDestination": {"logGroup": "/vouch/prod/flow"},
                }
                for kind in ("ALERT", "FLOW", "TLS")
            ]
        },
    )


def _query_log(vpc: str) -> None:
    resolver = client("route53resolver")
    config = resolver.create_resolver_query_log_config(
        Name="queries",
        DestinationArn=f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/vouch/prod/flow",
        CreatorRequestId="1",
    )["ResolverQueryLogConfig"]["Id"]
    default = client("ec2").describe_vpcs(Filters=[{"Name": "isDefault", "Values": ["true"]}])["Vpcs"]
    for each in (vpc, *(found["VpcId"] for found in default)):
        resolver.associate_resolver_query_log_config(ResolverQueryLogConfigId=config, ResourceId=each)
