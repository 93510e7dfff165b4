"""What the account has to compute and to pass messages: functions, services, images, topics, queues."""

import json
from typing import Any, Final

from verification.calls import Call
from verification.check import Facts, Found
from verification.compute.calls import (
    REGISTRY_SCANNING,
    REPOSITORIES,
    REPOSITORY_POLICY,
    SCALABLE_TARGETS,
)
from verification.drift.finding import arn_at, at, by, called, described, only, pulumis, shaped, within
from verification.drift.model import Counterpart, Property, Subject, value_at
from verification.live import Live

_TOPIC: Final = "aws:sns/topic:Topic"
_QUEUE: Final = "aws:sqs/queue:Queue"
_CLUSTER: Final = "aws:ecs/cluster:Cluster"
_REPOSITORY: Final = "aws:ecr/repository:Repository"
_FUNCTIONS: Final = Call(service="lambda", operation="list_functions", key="Functions")
_CONCURRENCY: Final = Call(
    service="lambda", operation="get_function_concurrency", absent=("ResourceNotFoundException",)
)
_CLUSTERS: Final = Call(service="ecs", operation="describe_clusters", key="clusters")
_SERVICES: Final = Call(
    service="ecs", operation="describe_services", key="services", absent=("ClusterNotFoundException",)
)
_TASK: Final = Call(
    service="ecs", operation="describe_task_definition", absent=("ClientException: Unable to describe",)
)
_TOPICS: Final = Call(service="sns", operation="list_topics", key="Topics")
_TOPIC_ATTRIBUTES: Final = Call(
    service="sns", operation="get_topic_attributes", absent=("NotFound", "NotFoundException")
)
_MISSING: Final = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
_QUEUES: Final = Call(service="sqs", operation="list_queues", key="QueueUrls")
_QUEUE_ATTRIBUTES: Final = Call(service="sqs", operation="get_queue_attributes", absent=_MISSING)


def _find_topic(subject: Subject, live: Live) -> Found | None:
    arns = [each["TopicArn"] for each in live.items(_TOPICS)]
    named = [{"TopicArn": each} for each in arns if subject.is_called(each.rpartition(":")[2])]
    found = only(named, arn_at("TopicArn"), live)
    facts = value_at(live.one(_TOPIC_ATTRIBUTES, {"TopicArn": found.arn}), "Attributes") if found else None
    return Found(found.arn, facts) if found and facts else None


def _find_queue(subject: Subject, live: Live) -> Found | None:
    urls = [{"url": each} for each in live.items(_QUEUES) if subject.is_called(each.rpartition("/")[2])]
    found = only(urls, arn_at("url"), live)
    asking = {"QueueUrl": found.arn, "AttributeNames": ["All"]} if found else {}
    facts = value_at(live.one(_QUEUE_ATTRIBUTES, asking), "Attributes") if found else None
    return Found(facts["QueueArn"], facts) if facts else None


def _vpc(facts: Facts) -> dict[str, Any]:
    stated = facts.get("VpcConfig") or {}
    return {"securityGroupIds": stated.get("SecurityGroupIds"), "subnetIds": stated.get("SubnetIds")}


def _find_cluster(subject: Subject, live: Live) -> Found | None:
    name = subject.stated("name")
    listed = live.items(_CLUSTERS, {"clusters": [name], "include": ["SETTINGS", "CONFIGURATIONS"]})
    active = [each for each in listed if each["clusterName"] == name and each.get("status") == "ACTIVE"]
    return only(active, arn_at("clusterArn"), live)


def _find_service(subject: Subject, live: Live) -> Found | None:
    cluster = subject.parent("cluster", _CLUSTER).stated("name")
    name = subject.stated("name")
    listed = live.items(_SERVICES, {"cluster": cluster, "services": [name]})
    active = [each for each in listed if each["serviceName"] == name and each.get("status") == "ACTIVE"]
    return only(active, arn_at("serviceArn"), live)


def _network(facts: Facts) -> dict[str, Any]:
    stated = value_at(facts, "networkConfiguration.awsvpcConfiguration") or {}
    return {
        "assignPublicIp": stated.get("assignPublicIp") == "ENABLED",
        "securityGroups": stated.get("securityGroups"),
        "subnets": stated.get("subnets"),
    }


def _find_scaling(subject: Subject, live: Live) -> Found | None:
    asking = {"ServiceNamespace": subject.stated("serviceNamespace"), "ResourceIds": [subject.stated("resourceId")]}
    listed = live.items(SCALABLE_TARGETS, asking)
    return only(listed, lambda facts, _live: facts.get("ScalableTargetARN") or facts["ResourceId"], live)


_find_repository: Final = called(REPOSITORIES, "repositoryName", arn_at("repositoryArn"))


def _repository_policy(found: Found, live: Live) -> Any:
    asking = {"repositoryName": found.facts["repositoryName"]}
    return value_at(live.one(REPOSITORY_POLICY, asking), "policyText")


def _containers(stated: Any) -> Any:
    """The definitions without what the program leaves out: an empty value there is AWS's own default."""
    try:
        listed = json.loads(stated) if isinstance(stated, str) else stated
    except ValueError:
        return stated
    return listed if isinstance(listed, list) else stated


_FUNCTION: Final = {
    "deadLetterConfig": shaped("DeadLetterConfig"),
    "environment": Property(
        actual=lambda found, _live: {"variables": value_at(found.facts, "Environment.Variables")}, shown=False
    ),
    "kmsKeyArn": at("KMSKeyArn"),
    "loggingConfig": shaped("LoggingConfig"),
    "reservedConcurrentExecutions": Property(
        actual=lambda found, live: value_at(
            live.one(_CONCURRENCY, {"FunctionName": found.arn}), "ReservedConcurrentExecutions"
        )
    ),
    "runtime": at("Runtime"),
    "tracingConfig": shaped("TracingConfig"),
    "vpcConfig": by(_vpc),
}

WORKLOADS: Final[tuple[Counterpart, ...]] = (
    Counterpart(
        type="aws:lambda/function:Function",
        calls=(_FUNCTIONS, _CONCURRENCY),
        find=called(_FUNCTIONS, "FunctionName", arn_at("FunctionArn")),
        properties=_FUNCTION,
    ),
    Counterpart(
        type=_CLUSTER,
        calls=(_CLUSTERS,),
        find=_find_cluster,
        properties={"configuration": shaped("configuration"), "settings": shaped("settings")},
    ),
    Counterpart(
        type="aws:ecs/service:Service",
        calls=(_SERVICES,),
        find=_find_service,
        properties={
            "availabilityZoneRebalancing": at("availabilityZoneRebalancing"),
            "deploymentCircuitBreaker": at("deploymentConfiguration.deploymentCircuitBreaker"),
            "deploymentController": at("deploymentController"),
            "networkConfiguration": by(_network),
            "platformVersion": at("platformVersion"),
            "schedulingStrategy": at("schedulingStrategy"),
        },
    ),
    Counterpart(
        type="aws:ecs/taskDefinition:TaskDefinition",
        calls=(_TASK,),
        find=described(
            _TASK,
            lambda subject, _live: {"taskDefinition": subject.stated("family")},
            arn_at("taskDefinitionArn"),
            inside="taskDefinition",
        ),
        properties={
            "containerDefinitions": Property(
                actual=lambda found, _live: found.facts.get("containerDefinitions"), declared=_containers, shown=False
            ),
            "ipcMode": at("ipcMode"),
            "memory": at("memory"),
            "networkMode": at("networkMode"),
            "pidMode": at("pidMode"),
        },
    ),
    Counterpart(
        type="aws:appautoscaling/target:Target",
        calls=(SCALABLE_TARGETS,),
        find=_find_scaling,
        properties={"maxCapacity": at("MaxCapacity"), "minCapacity": at("MinCapacity")},
    ),
    Counterpart(
        type=_REPOSITORY,
        calls=(REPOSITORIES,),
        find=_find_repository,
        properties={
            "encryptionConfigurations": by(lambda facts: [pulumis(facts.get("encryptionConfiguration"))]),
            "imageScanningConfiguration": shaped("imageScanningConfiguration"),
            "imageTagMutability": at("imageTagMutability"),
        },
    ),
    Counterpart(
        type="aws:ecr/repositoryPolicy:RepositoryPolicy",
        calls=(REPOSITORIES, REPOSITORY_POLICY),
        find=within(_find_repository, "repository", _REPOSITORY),
        properties={"policy": Property(actual=_repository_policy)},
    ),
    Counterpart(
        type="aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
        calls=(REGISTRY_SCANNING,),
        find=described(
            REGISTRY_SCANNING,
            lambda _subject, _live: {},
            lambda _facts, live: live.arn("ecr", "registry-scanning-configuration"),
            inside="scanningConfiguration",
        ),
        properties={"scanType": at("scanType")},
    ),
    Counterpart(
        type=_TOPIC,
        calls=(_TOPICS, _TOPIC_ATTRIBUTES),
        find=_find_topic,
        properties={"kmsMasterKeyId": at("KmsMasterKeyId"), "policy": at("Policy")},
    ),
    Counterpart(
        type="aws:sns/topicPolicy:TopicPolicy",
        calls=(_TOPICS, _TOPIC_ATTRIBUTES),
        find=within(_find_topic, "arn", _TOPIC),
        properties={"policy": at("Policy")},
    ),
    Counterpart(
        type=_QUEUE,
        calls=(_QUEUES, _QUEUE_ATTRIBUTES),
        find=_find_queue,
        properties={
            "kmsMasterKeyId": at("KmsMasterKeyId"),
            "policy": at("Policy"),
            "redriveAllowPolicy": at("RedriveAllowPolicy"),
            "redrivePolicy": at("RedrivePolicy"),
            "sqsManagedSseEnabled": at("SqsManagedSseEnabled"),
        },
    ),
    Counterpart(
        type="aws:sqs/queuePolicy:QueuePolicy",
        calls=(_QUEUES, _QUEUE_ATTRIBUTES),
        find=within(_find_queue, "queueUrl", _QUEUE),
        properties={"policy": at("Policy")},
    ),
)
