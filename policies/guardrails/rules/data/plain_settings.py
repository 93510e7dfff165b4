"""Rules on settings that anybody with read rights sees: environments, inputs, scripts and templates of all services.

Each is read as the service reads it: JSON is parsed, base64 decoded, and lists of names with values taken as such.
Containers of ECS, functions and servers have rules of their own, which judge by the same shapes.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Final

from guardrails.graph import Resource
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.data.secret_values import is_plain_secret, names_a_secret, shape_of
from guardrails.thresholds import Thresholds
from guardrails.tokens import ACCESS_KEY, FUNCTION, HTTP_STAGE, REST_STAGE, SSM_DOCUMENT, USER_POOL_CLIENT
from guardrails.values import UNKNOWN, Value, depends_on_unknown, plain
from guardrails.verdicts import failed, not_applicable, undetermined

_PROJECT: Final = "aws:codebuild/project:Project"
_SETTINGS: Final = {
    "aws:amplify/app:App": ("environmentVariables", "buildSpec"),
    "aws:amplify/branch:Branch": ("environmentVariables",),
    REST_STAGE: ("variables",),
    HTTP_STAGE: ("stageVariables",),
    "aws:appconfig/hostedConfigurationVersion:HostedConfigurationVersion": ("content",),
    "aws:apprunner/service:Service": ("sourceConfiguration",),
    "aws:batch/jobDefinition:JobDefinition": ("containerProperties", "nodeProperties", "ecsProperties", "parameters"),
    "aws:cloudformation/stack:Stack": ("parameters", "templateBody"),
    "aws:cloudformation/stackSet:StackSet": ("parameters", "templateBody"),
    "aws:cloudfront/function:Function": ("code",),
    "aws:cloudwatch/eventTarget:EventTarget": ("input", "inputTransformer"),
    _PROJECT: ("environment", "source", "secondarySources"),
    "aws:codepipeline/pipeline:Pipeline": ("stages",),
    "aws:dynamodb/tableItem:TableItem": ("item",),
    "aws:ec2/spotFleetRequest:SpotFleetRequest": ("launchSpecifications",),
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": ("userData", "userDataBase64"),
    "aws:ecs/daemonTaskDefinition:DaemonTaskDefinition": ("containerDefinitions",),
    "aws:ecs/expressGatewayService:ExpressGatewayService": ("primaryContainer",),
    "aws:eks/addon:Addon": ("configurationValues",),
    "aws:elasticbeanstalk/configurationTemplate:ConfigurationTemplate": ("settings",),
    "aws:elasticbeanstalk/environment:Environment": ("settings",),
    "aws:emr/cluster:Cluster": ("configurations", "configurationsJson", "steps"),
    "aws:glue/job:Job": ("defaultArguments", "nonOverridableArguments"),
    "aws:imagebuilder/component:Component": ("data",),
    "aws:imagebuilder/imageRecipe:ImageRecipe": ("userDataBase64",),
    "aws:lightsail/containerServiceDeploymentVersion:ContainerServiceDeploymentVersion": ("containers",),
    "aws:lightsail/instance:Instance": ("userData",),
    "aws:mwaa/environment:Environment": ("airflowConfigurationOptions",),
    "aws:sagemaker/model:Model": ("primaryContainer", "containers"),
    "aws:scheduler/schedule:Schedule": ("target",),
    "aws:sfn/stateMachine:StateMachine": ("definition",),
    "aws:ssm/association:Association": ("parameters",),
    SSM_DOCUMENT: ("content",),
    "aws:synthetics/canary:Canary": ("runConfig",),
}
_NAMED_ONLY: Final = {FUNCTION: ("environment",)}
# CodeBuild takes a variable of another type for the name of a secret or parameter.
_PLAINTEXT: Final = ("PLAINTEXT", None)
_SECRET_MAKERS: Final = frozenset(
    {
        ACCESS_KEY,
        USER_POOL_CLIENT,
        "aws:iam/serviceSpecificCredential:ServiceSpecificCredential",
        "aws:secretsmanager/secretVersion:SecretVersion",
        "pulumi:pulumi:StackReference",
        "random:index/randomPassword:RandomPassword",
        "random:index/randomString:RandomString",
        "tls:index/privateKey:PrivateKey",
    }
)
_DEEPEST: Final = 40
_SOME: Final = "a setting"
_HOLDS_SETTINGS: Final = re.compile(r"(?i)environment|variables|parameters|settings|arguments|configuration")


def _without_keys(resource: Resource, _bar: Thresholds) -> Findings:
    given = False
    for path in _SETTINGS[resource.type]:
        reading = resource.read(path)
        given = given or not reading.absent
        if reading.unknown:
            if _may_be_secret(resource, path):
                yield undetermined(reading, f"{path} is not known yet; it must hold no key")
            continue
        shape = next((found for text in _texts(plain(reading.value)) if (found := shape_of(text))), None)
        if shape is not None:
            yield failed(reading, f"{path} holds {shape}")
        elif depends_on_unknown(reading.value) and _may_be_secret(resource, path):
            yield undetermined(reading, f"a part of {path} is not known yet; it must hold no key")
    if not given:
        yield not_applicable("the resource has no settings of its own")


def _without_secrets(resource: Resource, _bar: Thresholds) -> Findings:
    for path in (*_SETTINGS.get(resource.type, ()), *_NAMED_ONLY.get(resource.type, ())):
        reading = resource.read(path)
        if reading.unknown:
            if _may_be_secret(resource, path):
                yield undetermined(reading, f"{path} is not known yet; it must hold no secret")
            continue
        for name, value in _pairs(plain(reading.value)):
            if value is UNKNOWN:
                if (name == _SOME or names_a_secret(name)) and _may_be_secret(resource, path):
                    yield undetermined(reading, f"{name} of {path} is not known yet; it must not be the secret itself")
            elif is_plain_secret(name, value):
                yield failed(reading, f"{path} says {name} in plain text, and the name is that of a secret")


def _may_be_secret(resource: Resource, path: str) -> bool:
    """Whether an unknown part may be a secret: it comes from what makes one, or from nobody knows where.

    What comes from other resources of the stack is an id, a name or an ARN.
    """
    depends = resource.property_dependencies.get(path.partition(".")[0], ())
    types = {urn.split("::")[2].rpartition("$")[2] for urn in depends if urn.count("::") > 2}
    return not types or not types.isdisjoint(_SECRET_MAKERS)


def _texts(value: Value) -> Iterator[str]:
    """Every text of a value, with what is encoded in it."""
    if isinstance(value, str):
        yield value
        if (decoded := _decoded(value)) is not None:
            yield decoded
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(member)


def _decoded(text: str) -> str | None:
    if len(text) < 16 or " " in text:
        return None
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None


def _pairs(value: Value, depth: int = 0) -> Iterator[tuple[str, Value]]:
    """Every name with its value: members of maps, and lists of names with values, also inside JSON."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return
    if isinstance(value, list):
        for member in value:
            yield from _pairs(member, depth + 1)
    if value is UNKNOWN:
        yield _SOME, UNKNOWN
    if not isinstance(value, dict):
        return
    lower = {str(key).lower(): member for key, member in value.items()}
    if "name" in lower and "value" in lower:
        yield from _named(lower["name"], lower["value"], lower.get("type"))
    for key, member in value.items():
        if member is UNKNOWN and _HOLDS_SETTINGS.search(str(key)):
            yield _SOME, UNKNOWN
        if isinstance(member, dict | list) or (isinstance(member, str) and member.lstrip().startswith(("{", "["))):
            yield from _pairs(member, depth + 1)
        # A state machine takes a value from its input where the key ends so.
        elif not str(key).endswith(".$") and str(key).lower() not in ("name", "type"):
            yield str(key), _scalar(member)


def _named(name: Value, value: Value, kind: Value) -> Iterator[tuple[str, Value]]:
    """A name with its value, as lists have them, unless it is the name of a secret or parameter."""
    if name is UNKNOWN or kind is UNKNOWN:
        yield (_SOME if name is UNKNOWN else str(name)), UNKNOWN
    elif kind in _PLAINTEXT:
        yield str(name), _scalar(value)


def _scalar(value: Value) -> Value:
    return value if value is UNKNOWN else "" if isinstance(value, dict | list | bool) or value is None else str(value)


def _project(variable: dict[str, Value] | None = None, *, known: bool = True) -> dict[str, Value]:
    image = {"computeType": "BUILD_GENERAL1_SMALL", "image": "aws/codebuild/standard:7.0", "type": "LINUX_CONTAINER"}
    environment = {**image, "environmentVariables": [variable] if variable else []}
    return {
        "serviceRole": "arn:aws:iam::123456789012:role/build",
        "artifacts": {"type": "NO_ARTIFACTS"},
        "source": {"type": "NO_SOURCE", "buildspec": "version: 0.2"},
        "environment": environment if known else UNKNOWN,
    }


_STORED: Final = {"name": "DATABASE_PASSWORD", "type": "SECRETS_MANAGER", "value": "orders-database"}

RULES: tuple[Rule, ...] = (
    ResourceRule(
        "settings-without-keys",
        tuple(_SETTINGS),
        _without_keys,
        examples(
            _PROJECT,
            good=_project(_STORED),
            bad=_project({"name": "BACKUP_USER", "type": "PLAINTEXT", "value": "AKIA" + "IOSFODNN7EXAMPLE"}),
            unknown=_project(known=False),
        ),
    ),
    ResourceRule(
        "settings-without-secrets",
        (*_SETTINGS, FUNCTION),
        _without_secrets,
        examples(
            _PROJECT,
            good=_project(_STORED),
            bad=_project({"name": "DATABASE_PASSWORD", "type": "PLAINTEXT", "value": "correct-horse"}),
            unknown=_project(known=False),
        ),
    ),
)
