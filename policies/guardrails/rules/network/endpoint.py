"""Rules on VPC endpoints: whose credentials may pass them, and which services need one."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from guardrails.documents import Document, Shape, Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.network.ports import elements
from guardrails.rules.network.types import (
    TRANSIT_GATEWAY,
    VPC,
    VPC_ENDPOINT,
    VPC_ENDPOINT_POLICY,
    VPC_ENDPOINT_SERVICE,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

REQUIRED_SERVICES: Final = ("s3", "kms", "secretsmanager", "logs", "sts")
"""Services that customer data goes through, and that must be reached without the internet (net.endpoints)."""
_LIMITING: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "aws:principalaccount": re.compile(r"\d{12}"),
        "aws:resourceaccount": re.compile(r"\d{12}"),
        "aws:principalorgid": re.compile(r"o-[a-z0-9]+"),
        "aws:resourceorgid": re.compile(r"o-[a-z0-9]+"),
        "aws:principalorgpaths": re.compile(r"o-[a-z0-9]+/.*"),
        "aws:resourceorgpaths": re.compile(r"o-[a-z0-9]+/.*"),
    }
)
"""Condition keys that keep other accounts out, and what their values look like when they do."""
# ForAllValues and IfExists also hold where the key is missing, as it is for an anonymous caller.
_OPERATORS: Final = re.compile(r"(foranyvalue:)?string(equals|equalsignorecase|like)")
_REGION: Final = r"[a-z]{2}(-[a-z]+)+-\d"
# Buckets in AWS's own accounts: a condition on the account would refuse what machines must read from them.
# A wildcard in the name would not do: anybody can register a name that it matches.
_AWS_BUCKET: Final = re.compile(
    r"arn:aws[a-z-]*:s3:::("
    + "|".join(
        (
            rf"prod-{_REGION}-starport-layer-bucket",
            rf"al2023-repos-{_REGION}-[0-9a-f]{{8}}",
            rf"amazonlinux-2-repos-{_REGION}",
            rf"(amazonlinux|packages|repo)\.{_REGION}\.amazonaws\.com",
            rf"(aws|amazon)-ssm-{_REGION}",
            rf"amazon-ssm-packages-{_REGION}",
            rf"{_REGION}-birdwatcher-prod",
            rf"ec2imagebuilder-toe-{_REGION}-prod",
            rf"ec2imagebuilder-managed-resources-{_REGION}-prod",
            rf"aws-ssm-(distributor-file|document-attachments)-{_REGION}",
            rf"amazoncloudwatch-agent-{_REGION}",
            rf"aws-windows-downloads-{_REGION}",
            rf"patch-baseline-snapshot-{_REGION}(-[0-9a-z]{{8}})?",
            rf"aws-patch-manager-{_REGION}-[0-9a-f]{{9}}",
        )
    )
    + r")(/.*)?"
)
_READS: Final = re.compile(r"s3:(get[a-z]+|list[a-z]+)\*?")
# AWS takes no policy on endpoints of other companies' services, of appliances, or of VPC Lattice.
_WITHOUT_POLICY: Final = ("GatewayLoadBalancer", "Resource", "ServiceNetwork")


def _policy_limited(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if resource.read("vpcEndpointType").text in _WITHOUT_POLICY or ".vpce." in (
        resource.read("serviceName").text or ""
    ):
        yield not_applicable("AWS takes no policy on this kind of endpoint")
        return
    split = graph.referrers(resource, VPC_ENDPOINT_POLICY, "vpcEndpointId")
    readings = [resource.read("policy"), *(policy.read("policy") for policy in split.resources)]
    given = [reading for reading in readings if not reading.absent and reading.value != ""]
    if not given and not split.resolved:
        yield undetermined("policy", "a VpcEndpointPolicy's vpcEndpointId is not known, it may be this endpoint's")
    elif not given:
        yield failed("policy", "policy is not set, and the default lets every principal through")
    for reading in given:
        yield from _judge_document(reading, parse(reading))


def _judge_document(reading: Reading, document: Document) -> Findings:
    if document.shape is Shape.MALFORMED:
        yield failed(reading, f"{reading.path} is not a policy document")
    elif document.shape is Shape.UNKNOWN:
        yield undetermined(reading, f"{reading.path} is not known yet; it must limit the account of its principals")
    for statement in document.allowing:
        if not _speaks_to_everyone(statement) or _limited(statement) or _reads_aws_buckets(statement):
            continue
        if statement.uncertain:
            yield undetermined(reading, f"{statement.label} of {reading.path} is not known yet in part")
        else:
            yield failed(reading, f"{statement.label} of {reading.path} lets principals of every account through")


def _speaks_to_everyone(statement: Statement) -> bool:
    uncertain = statement.uncertain and not statement.principals
    return uncertain or statement.negates_principal or any(principal.name == "*" for principal in statement.principals)


def _limited(statement: Statement) -> bool:
    for operator, key, values in statement.conditions:
        if key == "aws:principalisawsservice" and operator == "bool" and values == ("true",):
            return True
        wanted = _LIMITING.get(key)
        if wanted and _OPERATORS.fullmatch(operator) and values and all(wanted.fullmatch(each) for each in values):
            return True
    return False


def _reads_aws_buckets(statement: Statement) -> bool:
    return (
        bool(statement.actions)
        and bool(statement.resources)
        and not statement.not_actions
        and not statement.not_resources
        and not statement.uncertain
        and all(_READS.fullmatch(action) for action in statement.actions)
        and all(_AWS_BUCKET.fullmatch(resource) for resource in statement.resources)
    )


def _services_present(graph: Graph, _bar: Thresholds) -> Findings:
    for vpc in graph.of(VPC):
        endpoints = graph.referrers(vpc, VPC_ENDPOINT, "vpcId")
        names = [endpoint.read("serviceName") for endpoint in endpoints.resources]
        present = {(name.text or "").rpartition(".")[2].removesuffix("-fips") for name in names}
        missing = [service for service in REQUIRED_SERVICES if service not in present]
        if not missing:
            continue
        if not endpoints.resolved or any(name.unknown for name in names):
            yield undetermined(None, f"VPC {vpc.name}: an endpoint's service or VPC is not known yet")
        else:
            yield failed(None, f"VPC {vpc.name} has no endpoint for {', '.join(missing)}")


def _accepted(resource: Resource, _bar: Thresholds) -> Findings:
    accepted = resource.read("acceptanceRequired")
    if accepted.unknown:
        yield undetermined(accepted, "acceptanceRequired is not known yet; it must be true")
    elif accepted.truth is not True:
        yield failed(accepted, f"acceptanceRequired is {accepted.shown}, it must be true")
    for principal in elements(resource.read("allowedPrincipals")):
        if principal.unknown:
            yield undetermined(principal, f"{principal.path} is not known yet; it must not be everyone")
        elif principal.text == "*":
            yield failed(principal, f"{principal.path} is *, everyone may ask for a connection")


def _document(condition: Value) -> str:
    return (
        '{"Version":"2012-10-17","Statement":[{"Sid":"OwnAccount","Effect":"Allow","Principal":"*","Action":"kms:*",'
        f'"Resource":"*"{condition}}}]}}'
    )


def _endpoints(*services: Value) -> tuple[Declared, ...]:
    return (
        Declared(type=VPC, properties={"cidrBlock": "10.0.0.0/16"}),
        *(
            Declared(
                type=VPC_ENDPOINT,
                name=f"endpoint-{number}",
                properties={"vpcId": UNKNOWN, "serviceName": service},
                depends={"vpcId": ("main",)},
            )
            for number, service in enumerate(services)
        ),
    )


_KMS: Final = {"vpcId": "vpc-0a1b2c3d4e5f60718", "serviceName": "com.amazonaws.eu-west-1.kms"}
_OWN: Final = ',"Condition":{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}'

RULES: tuple[Rule, ...] = (
    RelationRule(
        "vpc-endpoint-policy-limits-principals",
        (VPC_ENDPOINT,),
        _policy_limited,
        examples(
            VPC_ENDPOINT,
            good={**_KMS, "vpcEndpointType": "Interface", "policy": _document(_OWN)},
            bad={**_KMS, "vpcEndpointType": "Interface", "policy": _document("")},
            unknown={**_KMS, "vpcEndpointType": "Interface", "policy": UNKNOWN},
        ),
    ),
    CompletenessRule(
        "vpc-endpoints-present",
        (VPC_ENDPOINT,),
        _services_present,
        Examples(
            good=_endpoints(*(f"com.amazonaws.eu-west-1.{service}" for service in REQUIRED_SERVICES)),
            bad=_endpoints("com.amazonaws.eu-west-1.s3"),
            unknown=_endpoints("com.amazonaws.eu-west-1.s3", UNKNOWN),
        ),
    ),
    ResourceRule(
        "vpc-endpoint-service-acceptance-required",
        (VPC_ENDPOINT_SERVICE,),
        _accepted,
        examples(
            VPC_ENDPOINT_SERVICE,
            good={"acceptanceRequired": True, "allowedPrincipals": ["arn:aws:iam::123456789012:root"]},
            bad={"acceptanceRequired": False, "allowedPrincipals": ["*"]},
            unknown={"acceptanceRequired": UNKNOWN},
        ),
    ),
    ResourceRule(
        "transit-gateway-no-auto-accept",
        (TRANSIT_GATEWAY,),
        must_be_one_of("autoAcceptSharedAttachments", "disable", default="disable"),
        examples(
            TRANSIT_GATEWAY,
            good={"autoAcceptSharedAttachments": "disable"},
            bad={"autoAcceptSharedAttachments": "enable"},
            unknown={"autoAcceptSharedAttachments": UNKNOWN},
        ),
    ),
)
