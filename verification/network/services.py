"""net.vpc, net.private: the services of ECS run in subnets, with addresses that nobody outside can call."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.audit.applications import task_definitions
from verification.audit.calls import CLUSTERS, SERVICE_DETAILS, SERVICES, TASK_DEFINITION
from verification.check import Check, Examples, Facts, Found, Responses
from verification.live import Live

# As many services as DescribeServices takes (Amazon ECS API reference).
_PER_CALL: Final = 10
_PATH: Final = "networkConfiguration.awsvpcConfiguration"


def _services(live: Live) -> Iterator[Found]:
    for cluster in live.items(CLUSTERS):
        arns = live.items(SERVICES, {"cluster": cluster})
        for start in range(0, len(arns), _PER_CALL):
            asked = {"cluster": cluster, "services": arns[start : start + _PER_CALL]}
            for each in live.items(SERVICE_DETAILS, asked):
                if each.get("status") != "INACTIVE":
                    yield Found(each["serviceArn"], each)


def _network(found: Found) -> Facts:
    facts: Facts = (found.facts.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
    return facts


def _in_subnets(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not _network(found).get("subnets"):
        yield broken(f"{_PATH}.subnets", "subnets is not set, so the tasks run wherever their machines are")


def _no_address(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if _network(found).get("assignPublicIp") == "ENABLED":
        yield broken(f"{_PATH}.assignPublicIp", "assignPublicIp is ENABLED, the internet can call the tasks")


def _own_network(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    mode = ((live.one(TASK_DEFINITION, {"taskDefinition": found.arn}) or {}).get("taskDefinition") or {}).get(
        "networkMode"
    )
    if mode != "awsvpc":
        yield broken("networkMode", f"networkMode is {mode or 'not set'}, it must be awsvpc")


_CLUSTER: Final = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
_SERVICE: Final = "arn:aws:ecs:eu-west-1:123456789012:service/main/api"
_TASK: Final = "arn:aws:ecs:eu-west-1:123456789012:task-definition/api:7"


def _running(**network: Any) -> Responses:
    service = {
        "serviceArn": _SERVICE,
        "status": "ACTIVE",
        "taskDefinition": _TASK,
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-0a1b2c3d4e5f60718"], **network}},
    }
    return {
        CLUSTERS: {"clusterArns": [_CLUSTER]},
        SERVICES: {"serviceArns": [_SERVICE]},
        SERVICE_DETAILS: {"services": [service]},
    }


def _task(mode: str) -> Mapping[str, Any]:
    return {"taskDefinition": {"taskDefinitionArn": _TASK, "networkMode": mode}}


_CALLS: Final = (CLUSTERS, SERVICES, SERVICE_DETAILS)

CHECKS: tuple[Check, ...] = (
    Check(
        id="ecs-service-in-subnets",
        calls=_CALLS,
        finds=_services,
        judge=_in_subnets,
        examples=Examples(holds=_running(), broken=_running(subnets=[])),
    ),
    Check(
        id="ecs-service-no-public-address",
        calls=_CALLS,
        finds=_services,
        judge=_no_address,
        examples=Examples(holds=_running(assignPublicIp="DISABLED"), broken=_running(assignPublicIp="ENABLED")),
    ),
    Check(
        id="ecs-task-in-vpc",
        calls=(*_CALLS, TASK_DEFINITION),
        finds=task_definitions,
        judge=_own_network,
        examples=Examples(
            holds={**_running(), TASK_DEFINITION: _task("awsvpc")},
            broken={**_running(), TASK_DEFINITION: _task("bridge")},
        ),
    ),
)
