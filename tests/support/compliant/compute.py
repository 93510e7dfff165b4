"""What runs: a service in two zones, a group of servers, a function, images and patches."""

import json
from typing import Any

from tests.support.compliant.model import TAGS, Account, client, code, tag_list


def compute(account: Account) -> None:
    """Adds the cluster and service ``web``, the group ``servers``, and the function ``report``."""
    _service(account)
    _servers(account)
    client("lambda").create_function(
        FunctionName="report",
        Runtime="python3.13",
        Role=account.made["function"],
        Handler="handler.handle",
        Code={"ZipFile": code()},
        KMSKeyArn=account.key,
        TracingConfig={"Mode": "Active"},
        LoggingConfig={"LogFormat": "JSON", "LogGroup": "/vouch/prod/app"},
        VpcConfig={
            "SubnetIds": [account.made["private-a"], account.made["private-b"]],
            "SecurityGroupIds": [account.made["service"]],
        },
        Tags={**TAGS, "data": "customer"},
    )
    ecr = client("ecr")
    ecr.create_repository(
        repositoryName="web",
        imageTagMutability="IMMUTABLE",
        imageScanningConfiguration={"scanOnPush": True},
        encryptionConfiguration={"encryptionType": "KMS", "kmsKey": account.key},
        tags=tag_list(),
    )
    oldest = {
        "rulePriority": 1,
        "description": "Images that nobody has taken for long",
        "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 50},
        "action": {"type": "expire"},
    }
    ecr.put_lifecycle_policy(repositoryName="web", lifecyclePolicyText=json.dumps({"rules": [oldest]}))
    _patches(account.key)


def _service(account: Account) -> None:
    ecs, made = client("ecs"), account.made
    command = {
        "kmsKeyId": account.key,
        "logging": "OVERRIDE",
        "logConfiguration": {"cloudWatchLogGroupName": "/vouch/prod/app", "cloudWatchEncryptionEnabled": True},
    }
    ecs.create_cluster(
        clusterName="web",
        settings=[{"name": "containerInsights", "value": "enhanced"}],
        configuration={"executeCommandConfiguration": command},
    )
    container: dict[str, Any] = {
        "name": "web",
        "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:" + "0" * 64,
        "memory": 512,
        "user": "1000",
        "readonlyRootFilesystem": True,
        "privileged": False,
        "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/vouch/prod/app"}},
    }
    task = ecs.register_task_definition(
        family="web",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        executionRoleArn=made["function"],
        taskRoleArn=made["function"],
        containerDefinitions=[container],
        volumes=[
            {
                "name": "files",
                "efsVolumeConfiguration": {
                    "fileSystemId": "fs-1",
                    "transitEncryption": "ENABLED",
                    "authorizationConfig": {"iam": "ENABLED"},
                },
            }
        ],
    )["taskDefinition"]["taskDefinitionArn"]
    ecs.create_service(
        cluster="web",
        serviceName="web",
        taskDefinition=task,
        desiredCount=2,
        launchType="FARGATE",
        networkConfiguration={
            "awsvpcConfiguration": {
                "subnets": [made["private-a"], made["private-b"]],
                "securityGroups": [made["service"]],
                "assignPublicIp": "DISABLED",
            }
        },
        deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
    )
    scaling = client("application-autoscaling")
    target = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/web/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    scaling.register_scalable_target(**target, MinCapacity=2, MaxCapacity=6)
    scaling.put_scaling_policy(
        **target,
        PolicyName="load",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 50,
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
        },
    )


def _servers(account: Account) -> None:
    ec2, made = client("ec2"), account.made
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    ec2.create_launch_template(
        LaunchTemplateName="servers",
        LaunchTemplateData={
            "ImageId": image,
            "InstanceType": "t3.micro",
            "MetadataOptions": {"HttpTokens": "required", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 1},
            "Monitoring": {"Enabled": True},
            "NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": False, "Groups": [made["service"]]}],
            "BlockDeviceMappings": [
                {"DeviceName": "/dev/sda1", "Ebs": {"Encrypted": True, "KmsKeyId": account.key, "VolumeSize": 8}}
            ],
        },
    )


def _patches(key: str) -> None:
    ssm = client("ssm")
    ssm.create_patch_baseline(
        Name="servers",
        OperatingSystem="AMAZON_LINUX_2023",
        ApprovalRules={
            "PatchRules": [
                {
                    "PatchFilterGroup": {"PatchFilters": [{"Key": "CLASSIFICATION", "Values": ["Security"]}]},
                    "ApproveAfterDays": 0,
                    "ComplianceLevel": "CRITICAL",
                }
            ]
        },
    )
    sessions = {
        "schemaVersion": "1.0",
        "sessionType": "Standard_Stream",
        "inputs": {
            "cloudWatchLogGroupName": "/vouch/prod/app",
            "cloudWatchEncryptionEnabled": True,
            "cloudWatchStreamingEnabled": True,
            "kmsKeyId": key,
            "idleSessionTimeout": "15",
            "maxSessionDuration": "60",
        },
    }
    ssm.create_document(Name="SSM-SessionManagerRunShell", DocumentType="Session", Content=json.dumps(sessions))
