"""Rules on what a container may do to its machine, and on which image it is."""

import json
from collections.abc import Callable
from typing import Final

from guardrails.graph import Resource
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.compute.containers import PATH, containers_of, named, not_read
from guardrails.rules.compute.types import TASK_DEFINITION
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

# Each is a way out of the container, or into another (capabilities(7)); Fargate lets SYS_PTRACE be added alone.
_WAYS_OUT: Final = frozenset(
    {
        "ALL",
        "BPF",
        "DAC_OVERRIDE",
        "DAC_READ_SEARCH",
        "NET_ADMIN",
        "NET_RAW",
        "PERFMON",
        "SYS_ADMIN",
        "SYS_BOOT",
        "SYS_CHROOT",
        "SYS_MODULE",
        "SYS_PTRACE",
        "SYS_RAWIO",
        "SYS_TIME",
    }
)
_MOVING: Final = "latest"


def _each(wanted: str, wrong: Callable[[Reading], str | None]) -> Callable[[Resource, Thresholds], Findings]:
    def judge(task: Resource, _bar: Thresholds) -> Findings:
        containers = containers_of(task)
        if containers is None:
            yield from not_read(task, wanted)
            return
        for container in containers:
            if (said := wrong(container)) is not None:
                yield failed(PATH, f"{named(container)} {said}")

    return judge


def _capable(container: Reading) -> str | None:
    parameters = container.get("linuxParameters")
    added = [str(each.text).upper().removeprefix("CAP_") for each in parameters.at("capabilities.add").each()]
    beyond = [capability for capability in added if capability in _WAYS_OUT]
    if beyond:
        return f"adds the capability {beyond[0]}"
    devices = [device.get("hostPath").text for device in parameters.get("devices").each()]
    return f"is given the device {devices[0]} of its machine" if devices else None


def _unpinned(container: Reading) -> str | None:
    image = container.get("image").text or ""
    tag = image.rpartition("/")[2].partition(":")[2]
    if "@sha256:" in image or (tag and tag != _MOVING):
        return None
    return f"runs the image {container.get('image').shown}, whose tag moves"


def _off_host(task: Resource, _bar: Thresholds) -> Findings:
    volumes = task.read("volumes")
    if volumes.unknown:
        yield undetermined(volumes, "volumes are not known yet; none may be a folder of the machine")
    for volume in volumes.each():
        path = volume.get("hostPath")
        if path.unknown or volume.unknown:
            yield undetermined(path, f"{path.path} is not known yet; no volume may be a folder of the machine")
        elif path.text:
            yield failed(path, f"{path.path} is {path.shown}: the container reads and writes its machine")


def _container(**changes: Value) -> dict[str, Value]:
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.4.2"
    return {"family": "web", PATH: json.dumps([{"name": "web", "image": image, **changes}])}


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "ecs-container-capabilities",
        (TASK_DEFINITION,),
        _each("none may add a capability or a device that leads out of it", _capable),
        examples(
            TASK_DEFINITION,
            good=_container(linuxParameters={"capabilities": {"drop": ["ALL"]}}),
            bad=_container(linuxParameters={"capabilities": {"add": ["SYS_ADMIN"]}}),
            unknown={"family": "web", PATH: UNKNOWN},
        ),
    ),
    ResourceRule(
        "ecs-container-image-pinned",
        (TASK_DEFINITION,),
        _each("each must run an image whose tag does not move", _unpinned),
        examples(
            TASK_DEFINITION,
            good=_container(),
            bad=_container(image="123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:latest"),
            unknown={"family": "web", PATH: UNKNOWN},
        ),
    ),
    ResourceRule(
        "ecs-task-no-host-folders",
        (TASK_DEFINITION,),
        _off_host,
        examples(
            TASK_DEFINITION,
            good={**_container(), "volumes": [{"name": "scratch"}]},
            bad={**_container(), "volumes": [{"name": "engine", "hostPath": "/var/run/docker.sock"}]},
            unknown={**_container(), "volumes": UNKNOWN},
        ),
    ),
)
