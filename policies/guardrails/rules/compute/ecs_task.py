"""Rules on task definitions: what a container may do, what it is told, and what is written of it."""

import json
from collections.abc import Callable
from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_one_of
from guardrails.rule import Findings, JudgeResource, ResourceRule, Rule, examples
from guardrails.rules.compute.containers import PATH, containers_of, named, not_read
from guardrails.rules.compute.types import TASK_DEFINITION
from guardrails.rules.data.secret_values import is_plain_secret, shape_of
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_ROOTS: Final = frozenset({"0", "root", ""})
_AWS_CREDENTIALS: Final = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"})
_HOST: Final = "host"
_LOCAL_DRIVERS: Final = frozenset({"json-file", "none"})

JudgeContainer = Callable[[Reading], str | None]


def _each_container(wanted: str, wrong: JudgeContainer) -> JudgeResource:
    """Judges every container; ``wrong`` says what is wrong with one, ``wanted`` what is asked of each."""

    def judge(task: Resource, _bar: Thresholds) -> Findings:
        containers = containers_of(task)
        if containers is None:
            yield from not_read(task, wanted)
            return
        for container in containers:
            if (said := wrong(container)) is not None:
                yield failed(PATH, f"{named(container)} {said}")

    return judge


def _privileged(container: Reading) -> str | None:
    return "has privileged true" if container.get("privileged").truth else None


def _writes_root(container: Reading) -> str | None:
    if container.get("readonlyRootFilesystem").truth:
        return None
    return "can write its root file system, readonlyRootFilesystem is not true"


def _runs_as_root(container: Reading) -> str | None:
    user = container.get("user")
    name = (user.text or "").partition(":")[0]
    if name not in _ROOTS:
        return None
    return f"runs as {name or 'the user that its image names'}, user is {user.shown}"


def _unlogged(container: Reading) -> str | None:
    driver = container.get("logConfiguration").get("logDriver")
    if not driver.known:
        return "has no logConfiguration"
    return f"logs by {driver.shown}, which stays on its machine" if driver.text in _LOCAL_DRIVERS else None


def _tells_keys(container: Reading) -> str | None:
    for variable in container.get("environment").each():
        name, shape = str(variable.get("name").text), shape_of(str(variable.get("value").text))
        if shape is not None:
            return f"is told {shape} in plain text by environment variable {name}"
        if name in _AWS_CREDENTIALS:
            return f"is told credentials of AWS in plain text by environment variable {name}"
    for path in ("command", "entryPoint", "dockerLabels", "healthCheck", "extraHosts"):
        shape = shape_of(json.dumps(container.get(path).value, default=str))
        if shape is not None:
            return f"is told {shape} in plain text by {path}"
    return None


def _tells_secrets(container: Reading) -> str | None:
    for variable in container.get("environment").each():
        name = str(variable.get("name").text)
        if is_plain_secret(name, variable.get("value").text or ""):
            return f"is told environment variable {name} in plain text, and the name is that of a secret"
    return None


def _limited(task: Resource, bar: Thresholds) -> Findings:
    if not task.read("memory").absent:
        return

    def unlimited(container: Reading) -> str | None:
        return "has no memory limit, and the task has none" if container.get("memory").absent else None

    yield from _each_container("each must have a memory limit where the task has none", unlimited)(task, bar)


def _off_host(task: Resource, _bar: Thresholds) -> Findings:
    for path in ("networkMode", "pidMode", "ipcMode"):
        mode = task.read(path)
        if mode.unknown:
            yield undetermined(mode, f"{path} is not known yet; it must not be {_HOST}")
        elif mode.text == _HOST:
            yield failed(mode, f"{path} is {_HOST}: containers share what the machine itself has")


def _two_roles(task: Resource, _bar: Thresholds) -> Findings:
    role, execution = task.read("taskRoleArn"), task.read("executionRoleArn")
    if role.absent or execution.absent:
        yield not_applicable("the task has not both roles")
    elif role.known and execution.known:
        if role.text == execution.text:
            yield failed(role, "taskRoleArn is executionRoleArn: the service has all that is needed to start it")
    else:
        mine, starter = (task.property_dependencies.get(path, ()) for path in ("taskRoleArn", "executionRoleArn"))
        if mine and starter:
            if set(mine) == set(starter):
                yield failed(role, "taskRoleArn and executionRoleArn come from the same resource")
        else:
            yield undetermined(role, "taskRoleArn and executionRoleArn are not known yet; they must differ")


def _volumes_encrypted(task: Resource, _bar: Thresholds) -> Findings:
    volumes = task.read("volumes")
    if volumes.unknown:
        yield undetermined(volumes, "volumes are not known yet; those of EFS must be encrypted on their way")
    for volume in volumes.each():
        efs = volume.get("efsVolumeConfiguration")
        if efs.absent:
            continue
        transit = efs.get("transitEncryption")
        if transit.unknown:
            yield undetermined(transit, f"{transit.path} is not known yet; it must be ENABLED")
        elif transit.text != "ENABLED":
            yield failed(transit, f"{transit.path} is {transit.shown}, it must be ENABLED")


def _container(**changes: Value) -> dict[str, Value]:
    container = {
        "name": "web",
        "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1",
        "user": "10001",
        "readonlyRootFilesystem": True,
        "logConfiguration": {"logDriver": "awslogs"},
        **changes,
    }
    return {"family": "web", PATH: json.dumps([container])}


def _rule(rule_id: str, judge: JudgeResource, **bad: Value) -> ResourceRule:
    unknown = {"family": "web", PATH: UNKNOWN}
    return ResourceRule(
        rule_id,
        (TASK_DEFINITION,),
        judge,
        examples(TASK_DEFINITION, good=_container(memory=512), bad=_container(**bad), unknown=unknown),
    )


def _environment(name: str, value: str) -> list[dict[str, str]]:
    return [{"name": name, "value": value}]


_EFS: Final = {"fileSystemId": "fs-0123456789abcdef0"}
_ROLE: Final = "arn:aws:iam::123456789012:role/"

RULES: tuple[Rule, ...] = (
    _rule("ecs-container-not-privileged", _each_container("none may be privileged", _privileged), privileged=True),
    _rule(
        "ecs-container-root-read-only",
        _each_container("none may write its root file system", _writes_root),
        readonlyRootFilesystem=False,
    ),
    _rule("ecs-container-not-root", _each_container("none may run as root", _runs_as_root), user="0:0"),
    _rule("ecs-container-logged", _each_container("each must be logged", _unlogged), logConfiguration=None),
    _rule(
        "ecs-container-environment-without-keys",
        _each_container("none may be told a key in plain text", _tells_keys),
        environment=_environment("BACKUP_USER", "AKIA" + "IOSFODNN7EXAMPLE"),
    ),
    _rule(
        "ecs-container-environment-without-secrets",
        _each_container("none may be told a secret in plain text", _tells_secrets),
        environment=_environment("DATABASE_PASSWORD", "correct-horse"),
    ),
    _rule("ecs-container-memory-limited", _limited),
    ResourceRule(
        "ecs-task-in-vpc",
        (TASK_DEFINITION,),
        must_be_one_of("networkMode", "awsvpc", default="bridge"),
        examples(
            TASK_DEFINITION,
            good={**_container(), "networkMode": "awsvpc"},
            bad={**_container(), "networkMode": "bridge"},
            unknown={**_container(), "networkMode": UNKNOWN},
        ),
    ),
    ResourceRule(
        "ecs-task-off-host-namespaces",
        (TASK_DEFINITION,),
        _off_host,
        examples(
            TASK_DEFINITION,
            good={**_container(), "networkMode": "awsvpc"},
            bad={**_container(), "networkMode": "awsvpc", "pidMode": _HOST},
            unknown={**_container(), "networkMode": UNKNOWN},
        ),
    ),
    ResourceRule(
        "ecs-task-roles-differ",
        (TASK_DEFINITION,),
        _two_roles,
        examples(
            TASK_DEFINITION,
            good={**_container(), "taskRoleArn": f"{_ROLE}web", "executionRoleArn": f"{_ROLE}web-start"},
            bad={**_container(), "taskRoleArn": f"{_ROLE}web", "executionRoleArn": f"{_ROLE}web"},
            unknown={**_container(), "taskRoleArn": UNKNOWN, "executionRoleArn": f"{_ROLE}web"},
        ),
    ),
    ResourceRule(
        "ecs-task-efs-encrypted-in-transit",
        (TASK_DEFINITION,),
        _volumes_encrypted,
        examples(
            TASK_DEFINITION,
            good={
                **_container(),
                "volumes": [{"name": "files", "efsVolumeConfiguration": {**_EFS, "transitEncryption": "ENABLED"}}],
            },
            bad={**_container(), "volumes": [{"name": "files", "efsVolumeConfiguration": _EFS}]},
            unknown={**_container(), "volumes": UNKNOWN},
        ),
    ),
)
