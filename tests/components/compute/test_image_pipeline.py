"""The pipeline of images: what is in them, where they are built, who gets them, how long they stay."""

import json
from typing import Any

import pytest

from components.compute.image_pipeline import ImagePipeline
from components.compute.image_pipeline_args import Architecture, Hardening, ImagePipelineArgs
from guardrails.values import UNKNOWN
from tests.components.data.building import ACCOUNT, KEY_ARN, LOG_KEY_ARN, PLACEMENT, by_sid, depends_on, wired
from tests.support.recording import Recorded, record

RECIPE = "aws:imagebuilder/imageRecipe:ImageRecipe"
PIPELINE = "aws:imagebuilder/imagePipeline:ImagePipeline"
COMPONENTS = "arn:aws:imagebuilder:eu-west-1:aws:component"
CIS = "arn:aws:imagebuilder:eu-west-1:aws-marketplace:component/cis-level-1/1.0.0/1"


def build(**changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "role": "servers",
        "vpc_id": "vpc-1",
        "subnet_id": "subnet-a",
        "key_arn": KEY_ARN,
        "log_key_arn": LOG_KEY_ARN,
    }
    args = ImagePipelineArgs(**(given | changes))
    return record(lambda: ImagePipeline("image", args))


def test_an_image_is_updated_then_hardened_then_tested() -> None:
    recipe = build(components=(CIS,)).one(RECIPE).properties
    assert recipe["name"] == "vouch-prod-servers"
    assert recipe["parentImage"] == "arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023-arm64/x.x.x"
    assert recipe["components"] == [
        {"componentArn": f"{COMPONENTS}/update-linux/x.x.x"},
        {
            "componentArn": f"{COMPONENTS}/stig-build-linux/x.x.x",
            "parameters": [{"name": "Level", "value": "High"}],
        },
        {"componentArn": CIS},
        {"componentArn": f"{COMPONENTS}/simple-boot-test-linux/x.x.x"},
        {"componentArn": f"{COMPONENTS}/reboot-test-linux/x.x.x"},
    ]


def test_the_image_is_encrypted_and_keeps_its_agent() -> None:
    recipe = build().one(RECIPE).properties
    assert recipe["systemsManagerAgent"] == {"uninstallAfterBuild": False}
    assert recipe["blockDeviceMappings"] == [
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
    ]


def test_an_image_is_for_the_architecture_asked_for() -> None:
    parent = build(architecture=Architecture.X86_64).one(RECIPE).properties["parentImage"]
    assert parent.endswith(":aws:image/amazon-linux-2023-x86/x.x.x")


def test_a_changed_recipe_is_a_new_version_and_the_same_recipe_is_not() -> None:
    def version(**changes: Any) -> Any:
        return build(**changes).one(RECIPE).properties["version"]

    assert version() == version()
    changed: list[dict[str, Any]] = [
        {},
        {"hardening": Hardening.LOW},
        {"architecture": Architecture.X86_64},
        {"volume_gib": 40},
        {"components": (CIS,)},
    ]
    assert len({version(**each) for each in changed}) == len(changed)
    assert all(int(number) < 2**30 for number in version().split("."))


def test_the_machine_that_builds_is_private_and_answers_only_with_a_token() -> None:
    recorded = build()
    infrastructure = recorded.one("aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration")
    assert infrastructure.properties == {
        "name": "vouch-prod-servers",
        "description": "Where vouch-prod-servers is built",
        "instanceProfileName": UNKNOWN,
        "instanceTypes": ["m7g.large"],
        "instanceMetadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
        "subnetId": "subnet-a",
        "securityGroupIds": [UNKNOWN],
        "terminateInstanceOnFailure": True,
        "resourceTags": {"Name": "vouch-prod-servers-builder"},
    }
    assert wired(infrastructure, "securityGroupIds") == ["image-group"]
    assert recorded.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") == ()
    egress = recorded.one("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").properties
    assert (egress["fromPort"], egress["toPort"], egress["cidrIpv4"]) == (443, 443, "0.0.0.0/0")


def test_the_machine_that_builds_may_do_little() -> None:
    found = by_sid(build().one("aws:iam/rolePolicy:RolePolicy", "image-builder-build"))
    assert found["ReadBuilder"]["Resource"] == [
        "arn:aws:s3:::ec2imagebuilder-toe-eu-west-1-prod/*",
        "arn:aws:s3:::ec2imagebuilder-managed-resources-eu-west-1-prod/*",
    ]
    assert found["WriteLogs"]["Resource"] == [
        f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/imagebuilder/*",
        f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/imagebuilder/*:*",
    ]
    assert all("*" not in str(statement["Action"]) for statement in found.values())


def test_an_image_goes_to_this_account_and_region_only_and_its_id_to_a_parameter() -> None:
    recorded = build()
    distribution = recorded.one("aws:imagebuilder/distributionConfiguration:DistributionConfiguration")
    assert distribution.properties["distributions"] == [
        {
            "region": "eu-west-1",
            "amiDistributionConfiguration": {
                "name": "vouch-prod-servers-{{ imagebuilder:buildDate }}",
                "description": "Hardened image of vouch-prod-servers",
                "kmsKeyId": KEY_ARN,
                "amiTags": {"Name": "vouch-prod-servers", "project": "vouch", "stack": "prod"},
            },
            "ssmParameterConfigurations": [
                {"parameterName": "/imagebuilder/vouch/prod/servers", "dataType": "aws:ec2:image"}
            ],
        }
    ]


def test_the_pipeline_runs_weekly_tests_and_scans() -> None:
    pipeline = build().one(PIPELINE)
    given = pipeline.properties
    assert given["status"] == "ENABLED"
    assert given["schedule"] == {
        "scheduleExpression": "cron(0 2 ? * SUN *)",
        "pipelineExecutionStartCondition": "EXPRESSION_MATCH_ONLY",
        "timezone": "Etc/UTC",
    }
    assert given["imageTestsConfiguration"] == {"imageTestsEnabled": True, "timeoutMinutes": 120}
    assert given["imageScanningConfiguration"] == {"imageScanningEnabled": True}
    assert given["loggingConfiguration"] == {
        "imageLogGroupName": "/aws/imagebuilder/vouch-prod-servers/builds",
        "pipelineLogGroupName": "/aws/imagebuilder/vouch-prod-servers/pipeline",
    }
    assert wired(pipeline, "imageRecipeArn") == ["image-recipe"]
    assert {"image-builder-build", "image-builder-managed"} <= depends_on(pipeline)


def test_logs_are_encrypted_and_kept() -> None:
    groups = build().all("aws:cloudwatch/logGroup:LogGroup")
    assert len(groups) == 2
    for group in groups:
        assert group.options.protect
        assert (group.properties["kmsKeyId"], group.properties["retentionInDays"]) == (LOG_KEY_ARN, 365)


def test_old_images_go_with_their_snapshots_unless_a_server_started_from_them_lately() -> None:
    policy = build(kept_images=5).one("aws:imagebuilder/lifecyclePolicy:LifecyclePolicy")
    given = policy.properties
    assert given["resourceType"] == "AMI_IMAGE"
    assert given["resourceSelection"] == {"recipes": [{"name": "vouch-prod-servers", "semanticVersion": "x.x.x"}]}
    assert given["policyDetails"] == [
        {
            "action": {"type": "DELETE", "includeResources": {"amis": True, "snapshots": True}},
            "filter": {"type": "COUNT", "value": 5},
            "exclusionRules": {"amis": {"lastLaunched": {"unit": "DAYS", "value": 90}}},
        }
    ]
    assert "image-cleaner" in depends_on(policy)


def test_only_what_image_builder_made_is_deleted() -> None:
    found = by_sid(build().one("aws:iam/rolePolicy:RolePolicy", "image-cleaner"))
    made_here = {"StringEquals": {"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}
    assert found["RetireImages"]["Condition"] == made_here
    assert found["DeleteSnapshots"]["Condition"] == made_here
    assert found["DeleteRecords"]["Resource"] == f"arn:aws:imagebuilder:eu-west-1:{ACCOUNT}:image/*/*"


def test_the_image_is_named_before_it_exists() -> None:
    names: list[str] = []

    def program() -> None:
        args = ImagePipelineArgs(
            placement=PLACEMENT,
            role="servers",
            vpc_id="vpc-1",
            subnet_id="subnet-a",
            key_arn=KEY_ARN,
            log_key_arn=LOG_KEY_ARN,
        )
        names.append(ImagePipeline("image", args).image)

    record(program)
    assert names == ["resolve:ssm:/imagebuilder/vouch/prod/servers"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"role": "Servers"}, "role 'Servers'"),
        ({"components": ("cis",)}, "components has 'cis'"),
        ({"schedule": "weekly"}, "schedule 'weekly'"),
        ({"volume_gib": 4}, "volume_gib is 4"),
        ({"kept_images": 1}, "kept_images is 1"),
        ({"log_days": 30}, "log_days is 30"),
    ],
)
def test_what_aws_would_refuse_or_nobody_wants_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(**changes)


def test_servers_may_read_aws_buckets_and_write_what_patching_says() -> None:
    found = by_sid(build().one("aws:iam/rolePolicy:RolePolicy", "image-builder-managed"))
    assert "arn:aws:s3:::patch-baseline-snapshot-eu-west-1/*" in found["ReadAwsBuckets"]["Resource"]
    log = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/vouch/prod/patching"
    assert found["WritePatchLog"]["Resource"] == [log, f"{log}:*"]
    assert "*" not in json.dumps(found["ReadAwsBuckets"]["Resource"]).replace("/*", "")
