"""What runs is logged: every container of a running service, and every function in a form that can be searched."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.rules.compute import RULES
from guardrails.rules.compute.types import CLUSTER
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.audit.calls import CLUSTER_DETAILS, CLUSTERS, SERVICE_DETAILS, SERVICES, TASK_DEFINITION
from verification.audit.clusters import clusters
from verification.by_rule import asked, resource, the_rule
from verification.check import Check, Examples, Found
from verification.data.calls import FUNCTIONS
from verification.data.requirements import KEY_ARN
from verification.live import Live

_PER_CALL: Final = 10
"""As many services as DescribeServices takes (Amazon ECS API reference)."""
# What stays on its machine is lost with it, as the rule of the same id says.
_LOCAL_DRIVERS: Final = frozenset({"json-file", "none"})


def task_definitions(live: Live) -> Iterator[Found]:
    """The task definitions that services run, each once."""
    arns: dict[str, None] = {}
    for cluster in live.items(CLUSTERS):
        services = live.items(SERVICES, {"cluster": cluster})
        for start in range(0, len(services), _PER_CALL):
            asked = {"cluster": cluster, "services": services[start : start + _PER_CALL]}
            for service in live.items(SERVICE_DETAILS, asked):
                # A service with an external deployment controller has its definitions in its task sets.
                stated = [service, *(service.get("taskSets") or ())]
                arns.update(dict.fromkeys(each["taskDefinition"] for each in stated if each.get("taskDefinition")))
    return (Found(arn) for arn in arns)


def _containers_logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answer = live.one(TASK_DEFINITION, {"taskDefinition": found.arn}) or {}
    for container in answer.get("taskDefinition", {}).get("containerDefinitions") or ():
        driver = (container.get("logConfiguration") or {}).get("logDriver")
        if driver is None:
            yield broken("logConfiguration", f"container {container.get('name')} has no logConfiguration")
        elif driver in _LOCAL_DRIVERS:
            message = f"container {container.get('name')} logs by {driver}, which stays on its machine"
            yield broken("logConfiguration.logDriver", message)


def _clusters(live: Live) -> Iterator[Found]:
    for cluster in clusters(live):
        yield Found(cluster["clusterArn"], cluster)


def _sessions_recorded(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    stated = {"configuration": found.facts.get("configuration") or {}}
    yield from asked(_SESSIONS, resource(CLUSTER, stated), bar, at="executeCommandConfiguration")


def _functions(live: Live) -> Iterator[Found]:
    for each in live.items(FUNCTIONS):
        yield Found(each["FunctionArn"], each)


def _in_json(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    written = (found.facts.get("LoggingConfig") or {}).get("LogFormat")
    if written != "JSON":
        yield broken("LoggingConfig.LogFormat", f"LoggingConfig.LogFormat is {written or 'not set'}, it must be JSON")


_SESSIONS: Final = the_rule(RULES, "ecs-cluster-sessions-recorded")
_CLUSTER: Final = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
_SERVICE: Final = "arn:aws:ecs:eu-west-1:123456789012:service/main/api"
_TASK: Final = "arn:aws:ecs:eu-west-1:123456789012:task-definition/api:7"
_RUNNING: Final[dict[Any, Any]] = {
    CLUSTERS: {"clusterArns": [_CLUSTER]},
    SERVICES: {"serviceArns": [_SERVICE]},
    SERVICE_DETAILS: {"services": [{"serviceArn": _SERVICE, "taskDefinition": _TASK}]},
}
_FUNCTION: Final = {
    "FunctionName": "resize",
    "FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:resize",
    "LoggingConfig": {"LogFormat": "JSON", "LogGroup": "/aws/lambda/resize"},
}


def _containers(**logging: Any) -> dict[str, Any]:
    return {"taskDefinition": {"taskDefinitionArn": _TASK, "containerDefinitions": [{"name": "api", **logging}]}}


def _sessions(**stated: Any) -> dict[Any, Any]:
    logs = {"cloudWatchLogGroupName": "/vouch/prod/container-sessions", "cloudWatchEncryptionEnabled": True}
    command = {"kmsKeyId": KEY_ARN, "logging": "OVERRIDE", "logConfiguration": logs, **stated}
    cluster = {"clusterArn": _CLUSTER, "configuration": {"executeCommandConfiguration": command}}
    return {CLUSTERS: {"clusterArns": [_CLUSTER]}, CLUSTER_DETAILS: {"clusters": [cluster]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="ecs-cluster-sessions-recorded",
        calls=(CLUSTERS, CLUSTER_DETAILS),
        finds=_clusters,
        judge=_sessions_recorded,
        examples=Examples(holds=_sessions(), broken=_sessions(logging="NONE")),
    ),
    Check(
        id="ecs-container-logged",
        calls=(CLUSTERS, SERVICES, SERVICE_DETAILS, TASK_DEFINITION),
        finds=task_definitions,
        judge=_containers_logged,
        examples=Examples(
            holds=_RUNNING | {TASK_DEFINITION: _containers(logConfiguration={"logDriver": "awslogs"})},
            broken=_RUNNING | {TASK_DEFINITION: _containers()},
        ),
    ),
    Check(
        id="lambda-logs-json",
        calls=(FUNCTIONS,),
        finds=_functions,
        judge=_in_json,
        examples=Examples(
            holds={FUNCTIONS: {"Functions": [_FUNCTION]}},
            broken={FUNCTIONS: {"Functions": [_FUNCTION | {"LoggingConfig": {"LogFormat": "Text"}}]}},
        ),
    ),
)
