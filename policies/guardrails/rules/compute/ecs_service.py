"""Rules on clusters and services: where they run, who reaches them, how they heal and what is recorded."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_false, must_be_one_of, must_be_true, must_not_be, when
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.audit.types import NAMES_OF_KEYS
from guardrails.rules.compute.spread import spans_zones
from guardrails.rules.compute.types import CLUSTER, GROUP, SERVICE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_SUBNETS: Final = "networkConfiguration.subnets"
_TASK: Final = {"name": "web", "taskDefinition": "web:1"}
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_EXEC: Final = "configuration.executeCommandConfiguration"


def _insights(cluster: Resource, _bar: Thresholds) -> Findings:
    settings = cluster.read("settings")
    if settings.unknown:
        yield undetermined(settings, "settings are not known yet; containerInsights must be enhanced or enabled")
        return
    for setting in settings.each():
        if setting.get("name").text == "containerInsights":
            value = setting.get("value")
            if value.unknown:
                yield undetermined(value, f"{value.path} is not known yet; it must be enhanced or enabled")
            elif value.text not in ("enhanced", "enabled"):
                yield failed(value, f"{value.path} is {value.shown}, it must be enhanced or enabled")
            return
    yield failed(settings, "settings do not switch containerInsights on")


def _sessions_recorded(cluster: Resource, _bar: Thresholds) -> Findings:
    given = cluster.read(_EXEC)
    if given.unknown:
        yield undetermined(given, f"{_EXEC} is not known yet; sessions must be logged under a customer key")
        return
    logging, key, log = given.get("logging"), given.get("kmsKeyId"), given.get("logConfiguration")
    if logging.unknown or logging.text != "OVERRIDE":
        judged = undetermined if logging.unknown else failed
        yield judged(_EXEC, f"{_EXEC}.logging is {logging.shown}, only OVERRIDE says how sessions are logged")
        return
    if key.unknown:
        yield undetermined(key, f"{_EXEC}.kmsKeyId is not known yet; it must be set", proven_by=NAMES_OF_KEYS)
    elif key.absent:
        yield failed(key, f"{_EXEC}.kmsKeyId is not set, so sessions are under no customer key")
    for name, flag in (
        ("cloudWatchLogGroupName", "cloudWatchEncryptionEnabled"),
        ("s3BucketName", "s3BucketEncryptionEnabled"),
    ):
        encrypted = log.get(flag)
        if not log.get(name).absent and encrypted.truth is not True:
            judged = undetermined if encrypted.unknown else failed
            yield judged(encrypted, f"{_EXEC}.logConfiguration.{flag} is {encrypted.shown}, it must be true")
    if log.known and all(log.get(name).absent for name in ("cloudWatchLogGroupName", "s3BucketName")):
        yield failed(log, f"{_EXEC}.logConfiguration names neither a log group nor a bucket")
    elif log.absent:
        yield failed(log, f"{_EXEC}.logConfiguration is not set, so sessions are not logged")


def _in_subnets(service: Resource, _bar: Thresholds) -> Findings:
    subnets = service.read(_SUBNETS)
    if not subnets.unknown and not any(True for _ in subnets.each()):
        yield failed(subnets, f"{_SUBNETS} names no subnet")


def _rolls(service: Resource, _bar: Thresholds) -> bool:
    """Whether ECS itself deploys: other controllers have their own way to stop."""
    kind = service.read("deploymentController.type")
    return kind.absent or kind.text == "ECS"


def _in_zones(service: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if not service.read(_SUBNETS).absent:
        yield from spans_zones(service, graph, _SUBNETS)


def _heals(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(SERVICE, GROUP):
        yield failed(None, "the stack has no ECS service and no Auto Scaling group, so nothing is replaced when sick")


def _service(**properties: Value) -> dict[str, Value]:
    return {**_TASK, **properties}


def _network(**properties: Value) -> dict[str, Value]:
    return _service(networkConfiguration={"subnets": ["subnet-0a1", "subnet-0b2"], **properties})


def _sessions(**changes: Value) -> dict[str, Value]:
    log = {"cloudWatchLogGroupName": "/ecs/sessions", "cloudWatchEncryptionEnabled": True}
    given = {"logging": "OVERRIDE", "kmsKeyId": _KEY, "logConfiguration": log, **changes}
    return {"name": "services", "configuration": {"executeCommandConfiguration": given}}


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "ecs-cluster-container-insights",
        (CLUSTER,),
        _insights,
        examples(
            CLUSTER,
            good={"settings": [{"name": "containerInsights", "value": "enhanced"}]},
            bad={"settings": [{"name": "containerInsights", "value": "disabled"}]},
            unknown={"settings": UNKNOWN},
        ),
    ),
    ResourceRule(
        "ecs-cluster-sessions-recorded",
        (CLUSTER,),
        _sessions_recorded,
        examples(CLUSTER, good=_sessions(), bad=_sessions(logging="NONE"), unknown=_sessions(kmsKeyId=UNKNOWN)),
    ),
    ResourceRule(
        "ecs-service-no-public-address",
        (SERVICE,),
        must_be_false("networkConfiguration.assignPublicIp"),
        examples(
            SERVICE,
            good=_network(assignPublicIp=False),
            bad=_network(assignPublicIp=True),
            unknown=_network(assignPublicIp=UNKNOWN),
        ),
    ),
    ResourceRule(
        "ecs-service-in-subnets",
        (SERVICE,),
        _in_subnets,
        examples(SERVICE, good=_network(), bad=_service(), unknown=None),
    ),
    ResourceRule(
        "ecs-service-latest-platform",
        (SERVICE,),
        must_be_one_of("platformVersion", "LATEST", default="LATEST"),
        examples(
            SERVICE,
            good=_service(platformVersion="LATEST"),
            bad=_service(platformVersion="1.3.0"),
            unknown=_service(platformVersion=UNKNOWN),
        ),
    ),
    ResourceRule(
        "ecs-service-circuit-breaker",
        (SERVICE,),
        when(_rolls, must_be_true("deploymentCircuitBreaker.enable")),
        examples(
            SERVICE,
            good=_service(deploymentCircuitBreaker={"enable": True, "rollback": True}),
            bad=_service(deploymentCircuitBreaker={"enable": False, "rollback": False}),
            unknown=_service(deploymentCircuitBreaker={"enable": UNKNOWN, "rollback": True}),
        ),
    ),
    ResourceRule(
        "ecs-service-rolls-back",
        (SERVICE,),
        when(_rolls, must_be_true("deploymentCircuitBreaker.rollback")),
        examples(
            SERVICE,
            good=_service(deploymentCircuitBreaker={"enable": True, "rollback": True}),
            bad=_service(deploymentCircuitBreaker={"enable": True, "rollback": False}),
            unknown=_service(deploymentCircuitBreaker={"enable": True, "rollback": UNKNOWN}),
        ),
    ),
    ResourceRule(
        "ecs-service-zone-rebalancing",
        (SERVICE,),
        # AWS rebalances new services by default.
        must_not_be("availabilityZoneRebalancing", "DISABLED", default="ENABLED"),
        examples(
            SERVICE,
            good=_service(availabilityZoneRebalancing="ENABLED"),
            bad=_service(availabilityZoneRebalancing="DISABLED"),
            unknown=_service(availabilityZoneRebalancing=UNKNOWN),
        ),
    ),
    RelationRule(
        "ecs-service-spans-zones",
        (SERVICE,),
        _in_zones,
        Examples(
            good=(Declared(type=SERVICE, properties=_network()),),
            bad=(Declared(type=SERVICE, properties=_service(networkConfiguration={"subnets": ["subnet-0a1"]})),),
            unknown=(Declared(type=SERVICE, properties=_service(networkConfiguration={"subnets": UNKNOWN})),),
        ),
    ),
    CompletenessRule(
        "healing-service-present",
        (SERVICE, GROUP),
        _heals,
        Examples(
            good=(Declared(type=SERVICE, properties=_network()),),
            bad=(Declared(type=CLUSTER, properties={"name": "services"}),),
            unknown=None,
        ),
    ),
)
