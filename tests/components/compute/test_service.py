"""A service: where it runs, who reaches it, how it grows and heals, and what its two roles may do."""

from typing import Any

import pytest
from pulumi_aws import lb

from components.compute.container import Container
from components.compute.service import Scaling, Service
from components.compute.ways import Entry, Way
from components.documents import Statement
from guardrails.values import UNKNOWN
from tests.components.compute.building import IMAGE, TARGETS, service_args
from tests.components.data.building import ACCOUNT, LOG_KEY_ARN, by_sid, depends_on, wired
from tests.support.recording import Recorded, record

SERVICE = "aws:ecs/service:Service"
POLICY = "aws:appautoscaling/policy:Policy"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:web/signing-AbCdEf"


def build(**changes: Any) -> Recorded:
    args = service_args(**changes)
    return record(lambda: Service("web", args))


def test_the_service_is_private_spread_and_rolls_back() -> None:
    service = build().one(SERVICE, "web-service")
    assert service.options.ignore_changes == ("desiredCount",)
    assert service.properties == {
        "name": "vouch-prod-web",
        "cluster": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/vouch-prod-services",
        "taskDefinition": UNKNOWN,
        "desiredCount": 3,
        "capacityProviderStrategies": [{"capacityProvider": "FARGATE", "weight": 1}],
        "platformVersion": "LATEST",
        "networkConfiguration": {
            "assignPublicIp": False,
            "securityGroups": [UNKNOWN],
            "subnets": ["subnet-a", "subnet-b"],
        },
        "loadBalancers": [{"containerName": "web", "containerPort": 8443, "targetGroupArn": TARGETS}],
        "availabilityZoneRebalancing": "ENABLED",
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "deploymentMinimumHealthyPercent": 100,
        "deploymentMaximumPercent": 200,
        "healthCheckGracePeriodSeconds": 60,
        "enableExecuteCommand": False,
        "enableEcsManagedTags": True,
        "propagateTags": "SERVICE",
        "waitForSteadyState": True,
    }


def test_the_service_waits_for_its_roles_and_for_the_load_balancer() -> None:
    def program() -> None:
        ready = lb.TargetGroup("ready")
        entry = Entry(
            target_group_arn=ready.arn,
            load_balancer_arn_suffix="app/edge/2",
            security_group_id="sg-edge",
            ready=(ready,),
        )
        Service("web", service_args(entries={"load-balancer": entry}, database_user="web"))

    service = record(program).one(SERVICE)
    assert {"web-role-execution", "web-role-task", "ready"} <= depends_on(service)


def test_the_task_is_fargates_with_two_roles() -> None:
    task = build().one("aws:ecs/taskDefinition:TaskDefinition", "web-task")
    container = Container(image=IMAGE)
    assert wired(task, "executionRoleArn") == ["web-role-execution"]
    assert wired(task, "taskRoleArn") == ["web-role-task"]
    assert "web-log" in depends_on(task)
    assert task.properties == {
        "family": "vouch-prod-web",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "1024",
        "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
        "executionRoleArn": UNKNOWN,
        "taskRoleArn": UNKNOWN,
        "containerDefinitions": container.definitions(name="web", log_group="/vouch/prod/web", region="eu-west-1"),
        "volumes": [{"name": "tmp"}],
        "skipDestroy": True,
    }


def test_the_log_is_under_the_customer_key() -> None:
    group = build(log_days=180).one("aws:cloudwatch/logGroup:LogGroup")
    assert group.properties == {
        "name": "/vouch/prod/web",
        "kmsKeyId": LOG_KEY_ARN,
        "retentionInDays": 180,
        "deletionProtectionEnabled": True,
        "tags": {"data": "customer", "retention": "180"},
    }


def test_the_load_balancer_is_the_only_way_in() -> None:
    rule = build().one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "web-ingress-load-balancer")
    assert rule.properties == {
        "securityGroupId": UNKNOWN,
        "description": "TLS from the load balancer",
        "ipProtocol": "tcp",
        "fromPort": 8443,
        "toPort": 8443,
        "referencedSecurityGroupId": "sg-edge",
    }


def test_the_ways_out_are_the_stated_ones() -> None:
    found = {
        (each.name, each.properties["cidrIpv4"], each.properties["fromPort"], each.properties["toPort"])
        for each in build().all(EGRESS)
    }
    assert found == {
        ("web-egress-https", "0.0.0.0/0", 443, 443),
        ("web-egress-database", "10.0.128.0/18", 5433, 5433),
    }


def test_scaling_follows_processors_and_requests_both_ways() -> None:
    recorded = build()
    shared = {
        "serviceNamespace": "ecs",
        "scalableDimension": "ecs:service:DesiredCount",
        "resourceId": "service/vouch-prod-services/vouch-prod-web",
    }
    target = recorded.one("aws:appautoscaling/target:Target", "web-scaling")
    assert target.properties == {**shared, "minCapacity": 3, "maxCapacity": 9}
    assert "web-service" in depends_on(target)
    metrics = {
        "web-scaling-cpu": (60, {"predefinedMetricType": "ECSServiceAverageCPUUtilization"}),
        "web-scaling-requests-load-balancer": (
            1000,
            {
                "predefinedMetricType": "ALBRequestCountPerTarget",
                "resourceLabel": "app/edge/2/targetgroup/edge-target/1",
            },
        ),
    }
    for name, (value, metric) in metrics.items():
        assert recorded.one(POLICY, name).properties == {
            **shared,
            "policyType": "TargetTrackingScaling",
            "targetTrackingScalingPolicyConfiguration": {
                "targetValue": value,
                "disableScaleIn": False,
                "scaleInCooldown": 300,
                "scaleOutCooldown": 60,
                "predefinedMetricSpecification": metric,
            },
        }


def test_roles_are_assumed_by_tasks_of_this_account_only() -> None:
    for role in build().all("aws:iam/role:Role"):
        assert by_sid(role, "assumeRolePolicy")["Assume"] == {
            "Sid": "Assume",
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:*"},
            },
        }


def test_starting_a_task_takes_its_image_its_log_and_its_secrets() -> None:
    container = Container(image=IMAGE, secrets={"SIGNING_KEY": SECRET})
    recorded = build(container=container, secret_key_aliases=("alias/vouch-prod-customer",))
    found = by_sid(recorded.one(ROLE_POLICY, "web-role-execution"))
    assert set(found) == {"SignIn", "Pull", "Log", "ReadSecrets", "DecryptSecrets"}
    assert found["Pull"]["Resource"] == [
        f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/vouch-prod-web",
        "arn:aws:ecr:eu-west-1:*:repository/aws-guardduty-agent-fargate",
    ]
    group = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/vouch/prod/web"
    assert found["Log"]["Resource"] == [group, f"{group}:*"]
    assert (found["ReadSecrets"]["Action"], found["ReadSecrets"]["Resource"]) == (
        "secretsmanager:GetSecretValue",
        SECRET,
    )
    assert found["DecryptSecrets"]["Condition"] == {
        "StringEquals": {"kms:ViaService": ["secretsmanager.eu-west-1.amazonaws.com", "ssm.eu-west-1.amazonaws.com"]},
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/vouch-prod-customer"},
    }


def test_a_service_without_secrets_reads_none() -> None:
    assert set(by_sid(build().one(ROLE_POLICY, "web-role-execution"))) == {"SignIn", "Pull", "Log"}


def test_the_service_itself_may_do_what_is_stated_and_nothing_else() -> None:
    topic = f"arn:aws:sns:eu-west-1:{ACCOUNT}:orders"
    stated = Statement(sid="Publish", actions=("sns:Publish",), resources=(topic,))
    found = by_sid(build(database_user="web", statements=(stated,)).one(ROLE_POLICY, "web-role-task"))
    assert set(found) == {"Publish", "SignInToDatabase"}
    assert found["SignInToDatabase"]["Resource"] == f"arn:aws:rds-db:eu-west-1:{ACCOUNT}:dbuser:*/web"


def test_a_service_that_may_do_nothing_has_no_policy() -> None:
    assert [each.name for each in build().all(ROLE_POLICY)] == ["web-role-execution"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"role": "Web"}, "role 'Web'"),
        ({"subnet_ids": {"eu-west-1a": "subnet-a"}}, "subnet_ids has 1 zone"),
        ({"log_days": 30}, "log_days is 30"),
    ],
)
def test_a_service_that_breaks_a_promise_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        service_args(**changes)


@pytest.mark.parametrize(("least", "most"), [(1, 3), (3, 3), (4, 3)])
def test_scaling_needs_two_tasks_and_room(least: int, most: int) -> None:
    with pytest.raises(ValueError, match=f"least is {least} and most is {most}"):
        Scaling(least=least, most=most)


@pytest.mark.parametrize("changes", [{"cpu_percent": 95}, {"requests_per_task": 0}])
def test_scaling_that_comes_too_late_is_refused(changes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        Scaling(least=2, most=3, **changes)


def test_only_https_may_lead_to_the_internet() -> None:
    assert Way(port=443, cidr="0.0.0.0/0").port == 443
    with pytest.raises(ValueError, match="whole internet on port 5432"):
        Way(port=5432, cidr="0.0.0.0/0")
    with pytest.raises(ValueError, match="exactly one"):
        Way(port=443, cidr="10.0.0.0/8", security_group_id="sg-1")
    with pytest.raises(ValueError, match="port is 0"):
        Way(port=0, cidr="10.0.0.0/8")
