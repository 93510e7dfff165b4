"""Rules on how an API is reached: by whom, at which address, and over which TLS."""

from collections.abc import Callable
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of, must_be_set, must_be_true
from guardrails.rule import Findings, JudgeResource, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.edge.types import (
    API_INTEGRATION,
    API_METHOD,
    API_REQUEST_VALIDATOR,
    HTTP_API,
    HTTP_DOMAIN,
    REST_API,
    REST_DOMAIN,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict, failed, not_applicable, undetermined

MODERN_TLS: Final = (
    "TLS_1_2",
    "SecurityPolicy_TLS13_1_3_2025_09",
    "SecurityPolicy_TLS13_1_3_FIPS_2025_09",
    "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_2021_06",
    "SecurityPolicy_TLS13_2025_EDGE",
    "SecurityPolicy_TLS12_PFS_2025_EDGE",
)
"""API Gateway's policies of TLS 1.2 and newer, without those that keep old suites (``Ext2``, ``2018``)."""
_PREFLIGHT: Final = "OPTIONS"
_validated = must_be_set("requestValidatorId", proven_by=(API_REQUEST_VALIDATOR,))
_tls_of_rest_domain = must_be_one_of("securityPolicy", *MODERN_TLS)
_tls_of_http_domain = must_be_one_of("domainNameConfiguration.securityPolicy", *MODERN_TLS)


def _authorized(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    kind = resource.read("authorization").default("NONE")
    if resource.read("httpMethod").text == _PREFLIGHT:
        yield not_applicable("browsers send the preflight without credentials")
    elif kind.unknown:
        yield undetermined(kind, f"{kind.path} is not known yet; it must name an authorizer")
    elif kind.text == "NONE" and _answered_by_the_gateway(resource, graph):
        yield not_applicable("API Gateway answers it itself, by a constant")
    elif kind.text == "NONE":
        yield failed(kind, f"{kind.path} is NONE: anybody may call it")


def _answered_by_the_gateway(method: Resource, graph: Graph) -> bool:
    """Whether the one integration of a method is MOCK, which reaches no service."""
    integrations = graph.by_value("httpMethod", API_INTEGRATION).urns.get(method.urn, ())
    return [integration.read("type").text for integration in integrations] == ["MOCK"]


def _request_validated(resource: Resource, bar: Thresholds) -> Findings:
    if resource.read("httpMethod").text == _PREFLIGHT:
        yield not_applicable("the preflight has nothing to validate")
    else:
        yield from _validated(resource, bar)


def _private(resource: Resource) -> bool | None:
    types = resource.read("endpointConfiguration.types")
    if types.unknown or any(each.unknown for each in types.each()):
        return None
    return any(each.text == "PRIVATE" for each in types.each())


def _unless_private(judge_it: JudgeResource) -> JudgeResource:
    """The requirement, only for APIs that the internet reaches; where that is not known, nothing fails."""

    def judge(resource: Resource, bar: Thresholds) -> Findings:
        private = _private(resource) if resource.type == REST_API else False
        if private:
            yield not_applicable("the API is private")
            return
        for finding in judge_it(resource, bar):
            unclear = private is None and finding.verdict is Verdict.FAILED
            yield (
                undetermined(finding.path, f"{finding.message}; whether it is private is not known")
                if unclear
                else finding
            )

    return judge


def _not_edge(resource: Resource, _bar: Thresholds) -> Findings:
    types = resource.read("endpointConfiguration.types").default("EDGE")
    for each in (types,) if types.unknown else types.each():
        if each.unknown:
            yield undetermined(types, f"{types.path} is not known yet; it must be REGIONAL or PRIVATE")
        elif each.text == "EDGE":
            yield failed(types, f"{types.path} is EDGE: in front of the API is a distribution that nobody here governs")


def _either(rest: JudgeResource, http: JudgeResource) -> Callable[[Resource, Thresholds], Findings]:
    def judge(resource: Resource, bar: Thresholds) -> Findings:
        yield from (http if resource.type == HTTP_DOMAIN else rest)(resource, bar)

    return judge


_METHOD: Final[dict[str, Value]] = {"restApi": "a1b2c3d4e5", "resourceId": "f6g7h8", "httpMethod": "ANY"}
_API: Final[dict[str, Value]] = {"name": "example", "endpointConfiguration": {"types": "REGIONAL"}}
_DOMAIN: Final[dict[str, Value]] = {"domainName": "api.example.com"}

RULES: tuple[Rule, ...] = (
    RelationRule(
        "apigateway-method-authorized",
        (API_METHOD,),
        _authorized,
        examples(
            API_METHOD,
            good={**_METHOD, "authorization": "COGNITO_USER_POOLS", "authorizerId": "a1b2c3"},
            bad={**_METHOD, "authorization": "NONE"},
            unknown={**_METHOD, "authorization": UNKNOWN},
        ),
    ),
    ResourceRule(
        "apigateway-method-validated",
        (API_METHOD,),
        _request_validated,
        examples(
            API_METHOD,
            good={**_METHOD, "authorization": "AWS_IAM", "requestValidatorId": "a1b2c3"},
            bad={**_METHOD, "authorization": "AWS_IAM"},
            unknown={**_METHOD, "authorization": "AWS_IAM", "requestValidatorId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "apigateway-default-endpoint-disabled",
        (REST_API, HTTP_API),
        _unless_private(must_be_true("disableExecuteApiEndpoint")),
        examples(
            REST_API,
            good={**_API, "disableExecuteApiEndpoint": True},
            bad=_API,
            unknown={**_API, "disableExecuteApiEndpoint": UNKNOWN},
        ),
    ),
    ResourceRule(
        "apigateway-api-tls-policy",
        (REST_API,),
        # The policy of the API holds at its custom domains too, and a regional API's default is TLS 1.0.
        _unless_private(must_be_one_of("securityPolicy", *MODERN_TLS, default="TLS_1_0")),
        examples(
            REST_API,
            good={**_API, "securityPolicy": "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09", "endpointAccessMode": "STRICT"},
            bad=_API,
            unknown={**_API, "securityPolicy": UNKNOWN},
        ),
    ),
    ResourceRule(
        "apigateway-domain-tls-policy",
        (REST_DOMAIN, HTTP_DOMAIN),
        _either(_tls_of_rest_domain, _tls_of_http_domain),
        examples(
            REST_DOMAIN,
            good={**_DOMAIN, "securityPolicy": "TLS_1_2"},
            bad={**_DOMAIN, "securityPolicy": "TLS_1_0"},
            unknown={**_DOMAIN, "securityPolicy": UNKNOWN},
        ),
    ),
    ResourceRule(
        "apigateway-endpoint-type",
        (REST_API,),
        _not_edge,
        examples(
            REST_API,
            good=_API,
            bad={"name": "example"},
            unknown={"name": "example", "endpointConfiguration": {"types": UNKNOWN}},
        ),
    ),
)
