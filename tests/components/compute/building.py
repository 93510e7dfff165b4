"""What the tests of the compute components share: arguments that are right, to be changed one at a time."""

from typing import Any

from components.compute.container import Container
from components.compute.server_farm import ServerFarmArgs
from components.compute.service import Scaling, ServiceArgs
from components.compute.ways import Entry, Way
from tests.components.data.building import ACCOUNT, KEY_ARN, LOG_KEY_ARN, PLACEMENT

DIGEST = "sha256:" + "0123456789abcdef" * 4
IMAGE = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/vouch-prod-web@{DIGEST}"
TARGETS = f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:targetgroup/edge-target/1"
ENTRY = Entry(target_group_arn=TARGETS, load_balancer_arn_suffix="app/edge/2", security_group_id="sg-edge")
SUBNETS = {"eu-west-1b": "subnet-b", "eu-west-1a": "subnet-a"}
WAYS = {"https": Way(port=443, cidr="0.0.0.0/0"), "database": Way(port=5433, cidr="10.0.128.0/18")}


def service_args(**changes: Any) -> ServiceArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "role": "web",
        "cluster_name": "vouch-prod-services",
        "cluster_arn": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/vouch-prod-services",
        "container": Container(image=IMAGE),
        "vpc_id": "vpc-1",
        "subnet_ids": SUBNETS,
        "entries": {"load-balancer": ENTRY},
        "scaling": Scaling(least=3, most=9),
        "log_key_arn": LOG_KEY_ARN,
        "ways_out": WAYS,
    }
    return ServiceArgs(**(given | changes))


def farm_args(**changes: Any) -> ServerFarmArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "role": "servers",
        "image": "ami-0123456789abcdef0",
        "instance_type": "m7g.large",
        "vpc_id": "vpc-1",
        "subnet_ids": SUBNETS,
        "key_arn": KEY_ARN,
        "least": 2,
        "most": 6,
        "ways_out": WAYS,
        "tags": {"owner": "platform"},
    }
    return ServerFarmArgs(**(given | changes))
