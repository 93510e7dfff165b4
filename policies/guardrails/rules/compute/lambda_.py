"""Rules on functions: what they are told, where they run and what they write; ``lambda_access``: who calls them."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import (
    must_be_at_least,
    must_be_customer_key,
    must_be_one_of,
    must_be_set,
    must_not_be,
    when,
)
from guardrails.rule import Declared, Examples, Findings, JudgeResource, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.audit.types import NAMES_OF_KEYS
from guardrails.rules.compute.spread import spans_zones
from guardrails.rules.compute.types import FUNCTION, FUNCTION_INVOCATIONS
from guardrails.rules.data.secret_values import shape_of
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

# AWS Lambda developer guide, "Runtime deprecation", as of 2026; a runtime leaves the list of the supported, never comes
# back to it.
_DEPRECATED: Final = (
    "dotnet5.0",
    "dotnet6",
    "dotnet7",
    "dotnetcore1.0",
    "dotnetcore2.0",
    "dotnetcore2.1",
    "dotnetcore3.1",
    "go1.x",
    "java8",
    "nodejs",
    "nodejs10.x",
    "nodejs12.x",
    "nodejs14.x",
    "nodejs16.x",
    "nodejs18.x",
    "nodejs20.x",
    "nodejs4.3",
    "nodejs4.3-edge",
    "nodejs6.10",
    "nodejs8.10",
    "provided",
    "python2.7",
    "python3.6",
    "python3.7",
    "python3.8",
    "python3.9",
    "ruby2.5",
    "ruby2.7",
    "ruby3.2",
)
_SUBNETS: Final = "vpcConfig.subnetIds"
_VARIABLES: Final = "environment.variables"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def _is_of_customers(function: Resource, _bar: Thresholds) -> bool | None:
    data = function.read("tags.data")
    return None if data.unknown else data.text == "customer"


def _in_zones(function: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if function.read(_SUBNETS).absent:
        yield not_applicable("the function is in no VPC")
    else:
        yield from spans_zones(function, graph, _SUBNETS)


def _has_variables(function: Resource, _bar: Thresholds) -> bool:
    return not function.read(_VARIABLES).absent


def _tells_nothing(function: Resource, _bar: Thresholds) -> Findings:
    variables = function.read(_VARIABLES)
    if variables.unknown:
        yield undetermined(variables, f"{_VARIABLES} are not known yet; they must hold no secret")
    for name in (*variables.keys(),):
        value = variables.get(name)
        shape = shape_of(str(value.text))
        if shape is not None:
            yield failed(_VARIABLES, f"{_VARIABLES} hold {shape} in {name}")


def _failures_kept(function: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if not function.read("deadLetterConfig.targetArn").absent:
        return
    found = graph.referrers(function, FUNCTION_INVOCATIONS, "functionName")
    if any(not each.read("destinationConfig.onFailure").absent for each in found.resources):
        return
    if found.resolved:
        yield failed("deadLetterConfig", "deadLetterConfig is not set, and no destination keeps what failed")
    else:
        yield undetermined(None, "a FunctionEventInvokeConfig names a function that is not known yet; it may be this")


_CODE: Final[dict[str, Value]] = {"handler": "app.handler", "role": "arn:aws:iam::123456789012:role/web"}


def _rule(
    rule_id: str, judge: JudgeResource, *, good: dict[str, Value], bad: dict[str, Value], unknown: dict[str, Value]
) -> ResourceRule:
    return ResourceRule(
        rule_id,
        (FUNCTION,),
        judge,
        examples(FUNCTION, good={**_CODE, **good}, bad={**_CODE, **bad}, unknown={**_CODE, **unknown}),
    )


def _functions(**changes: Value) -> tuple[Declared, ...]:
    return (Declared(type=FUNCTION, name="web", properties={**_CODE, **changes}),)


_QUEUE: Final = "arn:aws:sqs:eu-west-1:123456789012:undelivered"

RULES: tuple[Rule, ...] = (
    _rule(
        "lambda-runtime-supported",
        must_not_be("runtime", *_DEPRECATED),
        good={"runtime": "python3.13"},
        bad={"runtime": "python3.8"},
        unknown={"runtime": UNKNOWN},
    ),
    _rule(
        "lambda-customer-data-in-vpc",
        when(_is_of_customers, must_be_set(_SUBNETS)),
        good={"tags": {"data": "customer"}, "vpcConfig": {"subnetIds": ["subnet-0a1"], "securityGroupIds": ["sg-0a1"]}},
        bad={"tags": {"data": "customer"}},
        unknown={"tags": {"data": "customer"}, "vpcConfig": {"subnetIds": UNKNOWN, "securityGroupIds": ["sg-0a1"]}},
    ),
    RelationRule(
        "lambda-spans-zones",
        (FUNCTION,),
        _in_zones,
        Examples(
            good=_functions(vpcConfig={"subnetIds": ["subnet-0a1", "subnet-0b2"], "securityGroupIds": []}),
            bad=_functions(vpcConfig={"subnetIds": ["subnet-0a1"], "securityGroupIds": []}),
            unknown=_functions(vpcConfig={"subnetIds": UNKNOWN, "securityGroupIds": []}),
        ),
    ),
    _rule(
        "lambda-environment-without-keys",
        _tells_nothing,
        good={"environment": {"variables": {"SECRET_ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:web"}}},
        bad={"environment": {"variables": {"USER": "AKIA" + "IOSFODNN7EXAMPLE"}}},
        unknown={"environment": {"variables": UNKNOWN}},
    ),
    _rule(
        "lambda-environment-customer-key",
        when(_has_variables, must_be_customer_key("kmsKeyArn", proven_by=NAMES_OF_KEYS)),
        good={"environment": {"variables": {"STAGE": "prod"}}, "kmsKeyArn": _KEY},
        bad={"environment": {"variables": {"STAGE": "prod"}}},
        unknown={"environment": {"variables": {"STAGE": "prod"}}, "kmsKeyArn": UNKNOWN},
    ),
    _rule(
        "lambda-logs-json",
        must_be_one_of("loggingConfig.logFormat", "JSON", default="Text"),
        good={"loggingConfig": {"logFormat": "JSON"}},
        bad={"loggingConfig": {"logFormat": "Text"}},
        unknown={"loggingConfig": {"logFormat": UNKNOWN}},
    ),
    _rule(
        "lambda-traced",
        must_be_one_of("tracingConfig.mode", "Active", default="PassThrough"),
        good={"tracingConfig": {"mode": "Active"}},
        bad={"tracingConfig": {"mode": "PassThrough"}},
        unknown={"tracingConfig": {"mode": UNKNOWN}},
    ),
    RelationRule(
        "lambda-failures-kept",
        (FUNCTION,),
        _failures_kept,
        Examples(
            good=_functions(deadLetterConfig={"targetArn": _QUEUE}),
            bad=_functions(),
            unknown=(
                *_functions(),
                Declared(
                    type=FUNCTION_INVOCATIONS,
                    properties={"functionName": UNKNOWN, "destinationConfig": {"onFailure": {"destination": _QUEUE}}},
                ),
            ),
        ),
    ),
    _rule(
        "lambda-concurrency-reserved",
        must_be_at_least("reservedConcurrentExecutions", 0, default=-1),
        good={"reservedConcurrentExecutions": 10},
        bad={"reservedConcurrentExecutions": -1},
        unknown={"reservedConcurrentExecutions": UNKNOWN},
    ),
    _rule(
        "lambda-code-signed",
        must_be_set("codeSigningConfigArn"),
        good={"codeSigningConfigArn": "arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-0a1"},
        bad={},
        unknown={"codeSigningConfigArn": UNKNOWN},
    ),
)
