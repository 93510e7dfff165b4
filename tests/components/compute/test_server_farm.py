"""A farm of servers: how each starts, how many there are, and what each may do."""

from typing import Any

import pytest

from components.compute.server_farm import ServerFarm, ServerFarmArgs, autoscaling_suffix
from components.data import grants
from guardrails.values import UNKNOWN
from tests.components.compute.building import ENTRY, TARGETS, farm_args
from tests.components.data.building import ACCOUNT, KEY_ARN, PLACEMENT, by_sid, depends_on, wired
from tests.support.recording import Recorded, record

GROUP = "aws:autoscaling/group:Group"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
TAGS = {"owner": "platform", "Name": "vouch-prod-servers", "backup": "daily"}


def build(**changes: Any) -> Recorded:
    args = farm_args(**changes)
    return record(lambda: ServerFarm("servers", args))


def test_a_server_starts_hardened_encrypted_and_private() -> None:
    template = build().one(TEMPLATE, "servers-template")
    assert wired(template, "iamInstanceProfile") == ["servers-server"]
    assert template.properties == {
        "name": "vouch-prod-servers",
        "updateDefaultVersion": True,
        "imageId": "ami-0123456789abcdef0",
        "instanceType": "m7g.large",
        "iamInstanceProfile": {"arn": UNKNOWN},
        "metadataOptions": {
            "httpEndpoint": "enabled",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
            "instanceMetadataTags": "disabled",
        },
        "blockDeviceMappings": [
            {
                "deviceName": "/dev/xvda",
                "ebs": {
                    "encrypted": "true",
                    "kmsKeyId": KEY_ARN,
                    "volumeType": "gp3",
                    "volumeSize": 30,
                    "deleteOnTermination": "true",
                },
            }
        ],
        "networkInterfaces": [
            {
                "deviceIndex": 0,
                "associatePublicIpAddress": "false",
                "deleteOnTermination": "true",
                "securityGroups": [UNKNOWN],
            }
        ],
        "monitoring": {"enabled": True},
        "ebsOptimized": "true",
        "disableApiTermination": True,
        "instanceInitiatedShutdownBehavior": "terminate",
        "tagSpecifications": [
            {"resourceType": kind, "tags": TAGS} for kind in ("instance", "volume", "network-interface")
        ],
    }


def test_the_group_spans_zones_heals_and_renews_its_servers() -> None:
    group = build().one(GROUP, "servers-servers")
    given = dict(group.properties)
    assert given.pop("enabledMetrics")
    assert {"servers-scaling", "servers-server"} <= depends_on(group)
    assert given == {
        "name": "vouch-prod-servers",
        "launchTemplate": {"id": UNKNOWN, "version": UNKNOWN},
        "minSize": 2,
        "maxSize": 6,
        "vpcZoneIdentifiers": ["subnet-a", "subnet-b"],
        "availabilityZoneDistribution": {"capacityDistributionStrategy": "balanced-best-effort"},
        "targetGroupArns": [],
        "healthCheckType": "ELB",
        "healthCheckGracePeriod": 120,
        "defaultInstanceWarmup": 120,
        "maxInstanceLifetime": 30 * 86_400,
        "instanceMaintenancePolicy": {"minHealthyPercentage": 100, "maxHealthyPercentage": 120},
        "instanceRefresh": {
            "strategy": "Rolling",
            "preferences": {"autoRollback": True, "minHealthyPercentage": 100, "maxHealthyPercentage": 120},
        },
        "terminationPolicies": ["OldestLaunchTemplate", "OldestInstance"],
        "metricsGranularity": "1Minute",
        "serviceLinkedRoleArn": grants.autoscaling_role_arn(PLACEMENT, "vouch-prod-servers"),
        "tags": [{"key": key, "propagateAtLaunch": True, "value": TAGS[key]} for key in sorted(TAGS)],
    }


def test_a_refresh_to_a_parameter_is_not_rolled_back_for_aws_refuses_it() -> None:
    group = build(image="resolve:ssm:/images/hardened").one(GROUP)
    assert group.properties["instanceRefresh"]["preferences"]["autoRollback"] is False


def test_the_farms_own_service_linked_role_is_the_one_its_key_grants() -> None:
    role = build().one("aws:iam/serviceLinkedRole:ServiceLinkedRole")
    suffix = autoscaling_suffix(PLACEMENT, "servers")
    assert (role.properties["awsServiceName"], role.properties["customSuffix"]) == ("autoscaling.amazonaws.com", suffix)
    assert grants.autoscaling(PLACEMENT, suffix)[0].role_arn == (
        f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/"
        "AWSServiceRoleForAutoScaling_vouch-prod-servers"
    )


def test_servers_follow_their_load_both_ways() -> None:
    policy = build(cpu_percent=50).one("aws:autoscaling/policy:Policy", "servers-scaling-cpu")
    assert policy.properties == {
        "autoscalingGroupName": "vouch-prod-servers",
        "policyType": "TargetTrackingScaling",
        "targetTrackingConfiguration": {
            "targetValue": 50,
            "disableScaleIn": False,
            "predefinedMetricSpecification": {"predefinedMetricType": "ASGAverageCPUUtilization"},
        },
    }


def test_without_a_load_balancer_nothing_comes_in() -> None:
    assert build().all(INGRESS) == ()


def test_behind_a_load_balancer_only_it_comes_in() -> None:
    recorded = build(entry=ENTRY, port=9443)
    rule = recorded.one(INGRESS, "servers-ingress-load-balancer").properties
    assert (rule["referencedSecurityGroupId"], rule["fromPort"], rule["toPort"]) == ("sg-edge", 9443, 9443)
    assert recorded.one(GROUP).properties["targetGroupArns"] == [TARGETS]


def test_a_server_is_managed_by_systems_manager_and_reads_no_parameters() -> None:
    found = by_sid(build().one("aws:iam/rolePolicy:RolePolicy", "servers-server"))
    actions = {action for statement in found.values() for action in statement["Action"]}
    assert {"ssm:UpdateInstanceInformation", "ssmmessages:OpenDataChannel", "ec2messages:GetMessages"} <= actions
    assert not {"ssm:GetParameter", "ssm:GetParameters", "s3:GetObject"} & actions
    assert [sid for sid, statement in found.items() if statement["Resource"] == "*"] == ["AgentChannels"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"role": "a_b"}, "role 'a_b'"),
        ({"image": "ubuntu"}, "image 'ubuntu'"),
        ({"instance_type": "large"}, "instance_type 'large'"),
        ({"subnet_ids": {"eu-west-1a": "subnet-a"}}, "subnet_ids has 1 zone"),
        ({"least": 1}, "least is 1"),
        ({"most": 2}, "most is 2"),
        ({"cpu_percent": 90}, "cpu_percent is 90"),
        ({"lifetime_days": 400}, "lifetime_days is 400"),
        ({"volume_gib": 0}, "volume_gib is 0"),
        ({"role": "a-name-that-is-much-too-long-for-it"}, "characters, AWS allows 35"),
    ],
)
def test_a_farm_that_breaks_a_promise_or_aws_limits_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        farm_args(**changes)


def test_the_arguments_are_frozen() -> None:
    args = farm_args()
    with pytest.raises(AttributeError):
        args.least = 1  # type: ignore[misc]
    assert isinstance(args, ServerFarmArgs)
