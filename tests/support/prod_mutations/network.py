"""The network: the VPC, what it lets in, and the zones it spans."""

from guardrails.values import UNKNOWN
from tests.support.mutations import Change, Mutation
from tests.support.prod_mutations import tokens as aws
from tests.support.prod_mutations.make import ANYONE, added, all_dropped, changed, dropped, stated, unset

_SSH = {"protocol": "tcp", "fromPort": 22, "toPort": 22, "description": "SSH"}

VPC = (
    dropped("flow log removed", aws.FLOW_LOG, "network-flow-log-vpc", "vpc-flow-log"),
    changed(
        "flow log of rejects only",
        aws.FLOW_LOG,
        "network-flow-log-vpc",
        "trafficType",
        "REJECT",
        "vpc-flow-log-all-traffic",
    ),
    dropped(
        "default security group not adopted",
        aws.DEFAULT_SECURITY_GROUP,
        "network-default",
        "vpc-default-security-group-managed",
    ),
    changed(
        "default security group lets in",
        aws.DEFAULT_SECURITY_GROUP,
        "network-default",
        "ingress",
        [{"protocol": "-1", "fromPort": 0, "toPort": 0, "self": True}],
        "default-security-group-empty",
    ),
    changed(
        "public addresses on launch",
        aws.SUBNET,
        "network-private-subnet-eu-west-1a",
        "mapPublicIpOnLaunch",
        True,
        "subnet-no-public-ip",
    ),
    changed(
        "SSH open inline",
        aws.SECURITY_GROUP,
        "database-security-group",
        "ingress",
        [{**_SSH, "cidrBlocks": ["0.0.0.0/0"]}],
        "database-security-group-not-open",
        "security-group-public-only-at-edge",
        "security-group-ssh-not-open",
    ),
    added(
        "SSH open by a security-group rule",
        aws.SECURITY_GROUP_RULE,
        "ssh",
        {**_SSH, "type": "ingress", "cidrBlocks": ["0.0.0.0/0"], "securityGroupId": "sg-1"},
        "security-group-public-only-at-edge",
        "security-group-ssh-not-open",
    ),
    changed(
        "the internet through a sieve of ranges",
        aws.SECURITY_GROUP,
        "database-security-group",
        "ingress",
        [{**_SSH, "cidrBlocks": [f"{first}.0.0.0/8" for first in range(11, 99, 2)]}],
        "database-security-group-not-open",
        "security-group-cidr-not-wide",
        "security-group-not-open-in-parts",
    ),
    changed(
        "all ports out in four rules",
        aws.SECURITY_GROUP,
        "database-security-group",
        "egress",
        [
            {**_SSH, "fromPort": first, "toPort": first + 16383, "cidrBlocks": ["0.0.0.0/0"]}
            for first in range(0, 65536, 16384)
        ],
        "security-group-egress-limited-in-all",
    ),
    dropped("no VPC", aws.VPC, "network-vpc", "vpc-present"),
    unset(
        "a database in no subnet group",
        aws.DATABASE,
        "database-instance",
        "dbSubnetGroupName",
        "database-in-subnet-group",
        "rds-in-vpc",
    ),
    changed(
        "a service in no subnet",
        aws.SERVICE,
        "web-service",
        "networkConfiguration.subnets",
        [],
        "ecs-service-in-subnets",
        "ecs-service-spans-zones",
    ),
    changed("tasks on their host's network", aws.TASK, "web-task", "networkMode", "bridge", "ecs-task-in-vpc"),
    changed(
        "tasks with public addresses",
        aws.SERVICE,
        "web-service",
        "networkConfiguration.assignPublicIp",
        True,
        "ecs-service-no-public-address",
    ),
    dropped("endpoint without KMS", aws.ENDPOINT, "network-endpoint-kms", "vpc-endpoints-present"),
    all_dropped("no subnets", aws.SUBNET, "subnets-present"),
    changed(
        "a load balancer in one zone", aws.LOAD_BALANCER, "edge-alb", "subnets", [UNKNOWN], "load-balancer-spans-zones"
    ),
    changed(
        "a service in one zone",
        aws.SERVICE,
        "web-service",
        "networkConfiguration.subnets",
        [UNKNOWN],
        "ecs-service-spans-zones",
    ),
    changed(
        "flow log every ten minutes",
        aws.FLOW_LOG,
        "network-flow-log-vpc",
        "maxAggregationInterval",
        600,
        "vpc-flow-log-interval",
    ),
)

PORTS = (
    added(
        "SSH open by an ingress rule",
        aws.INGRESS_RULE,
        "ssh",
        {
            "ipProtocol": "tcp",
            "fromPort": 22,
            "toPort": 22,
            "cidrIpv6": "::/0",
            "description": "SSH",
            "securityGroupId": "sg-1",
        },
        "security-group-public-only-at-edge",
        "security-group-ssh-not-open",
    ),
    changed(
        "database port open to the internet",
        aws.INGRESS_RULE,
        "database-ingress-eu-west-1a",
        "cidrIpv4",
        "0.0.0.0/0",
        "database-security-group-not-open",
        "security-group-public-only-at-edge",
    ),
    changed(
        "NACL lets SSH in",
        aws.NACL_RULE,
        "network-public-acl-in-https",
        "fromPort",
        22,
        "network-acl-remote-ports-not-open",
    ),
    unset(
        "endpoint without a policy",
        aws.ENDPOINT,
        "network-endpoint-kms",
        "policy",
        "vpc-endpoint-policy-limits-principals",
    ),
    stated(
        "endpoint open to anyone",
        aws.ENDPOINT,
        "network-endpoint-kms",
        "policy",
        ANYONE,
        "vpc-endpoint-policy-limits-principals",
    ),
    dropped("secrets leave by the internet", aws.ENDPOINT, "network-endpoint-secretsmanager", "vpc-endpoints-present"),
    Mutation(
        name="a zone leaves by another zone's NAT gateway",
        changes=(
            Change(
                op="set",
                type=aws.ROUTE,
                name="network-private-default-eu-west-1b",
                path="natGatewayId",
                value=UNKNOWN,
                depends=(("natGatewayId", aws.NAT, "network-nat-eu-west-1a"),),
            ),
            Change(op="drop", type=aws.NAT, name="network-nat-eu-west-1b"),
            Change(op="drop", type=aws.EIP, name="network-nat-eu-west-1b"),
        ),
        fails=frozenset({"nat-gateway-per-zone"}),
    ),
)

MUTATIONS = (
    *VPC,
    *PORTS,
)
