"""Every enumerated value of the stacks is one that AWS takes.

Mocks accept any text, so a misspelt `GuardDutyFeature` would only be refused by AWS, at deploy. Texts are compared with
what botocore's models list (``operations.yaml`` says which operation a type stands for). What the models do not list
is compared with moto's copies of AWS's lists (managed policies, Config rules, instance types) or with
``known_values.yaml``, which names its sources. What is written like an enumerated value, and compared with nothing,
fails.

Not compared: numbers and flags, IAM actions inside documents, free text in lower case (names, paths, a parameter's
value), durations and schedules, and texts that are not known before a deploy. That a value exists does not mean that it
is offered in a region, or that it goes together with the other values of its resource.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data
from ruamel.yaml import YAML

from guardrails.graph import Resource
from tests.support.aws_models import listed
from tests.support.prod import STACKS, record_stack

Path_ = tuple[str, ...]

_HERE: Final = Path(__file__).parent
_ENUMERATED: Final = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|[A-Z]{2,}|[A-Z][a-z]+([A-Z][a-z0-9]*)+")
_REGION: Final = re.compile(r"\b(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d\b")
_LEAST: Final = 230
"""So many properties of the stacks are compared with botocore's models; fewer means that the comparison went blind."""

_MUST_BE_COMPARED: Final = (
    ("aws:accessanalyzer/analyzer:Analyzer", "type"),
    ("aws:apigateway/restApi:RestApi", "securityPolicy"),
    ("aws:cfg/recorder:Recorder", "recordingMode.recordingFrequency"),
    ("aws:cloudfront/distribution:Distribution", "viewerCertificate.minimumProtocolVersion"),
    ("aws:cloudtrail/trail:Trail", "insightSelectors.insightType"),
    ("aws:cognito/riskConfiguration:RiskConfiguration", "compromisedCredentialsRiskConfiguration.actions.eventAction"),
    ("aws:cognito/userPool:UserPool", "mfaConfiguration"),
    ("aws:cognito/userPool:UserPool", "userPoolAddOns.advancedSecurityMode"),
    ("aws:cognito/userPoolClient:UserPoolClient", "explicitAuthFlows"),
    ("aws:ec2/flowLog:FlowLog", "trafficType"),
    ("aws:ec2/launchTemplate:LaunchTemplate", "metadataOptions.httpTokens"),
    ("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration", "scanType"),
    ("aws:ecs/cluster:Cluster", "configuration.executeCommandConfiguration.logging"),
    ("aws:fis/experimentTemplate:ExperimentTemplate", "experimentOptions.emptyTargetResolutionMode"),
    ("aws:guardduty/detectorFeature:DetectorFeature", "additionalConfigurations.name"),
    ("aws:guardduty/detectorFeature:DetectorFeature", "name"),
    ("aws:guardduty/organizationConfigurationFeature:OrganizationConfigurationFeature", "name"),
    ("aws:inspector2/enabler:Enabler", "resourceTypes"),
    ("aws:lb/loadBalancer:LoadBalancer", "loadBalancerType"),
    ("aws:macie2/classificationJob:ClassificationJob", "jobType"),
    ("aws:networkfirewall/ruleGroup:RuleGroup", "ruleGroup.rulesSource.statefulRules.action"),
    ("aws:organizations/policy:Policy", "type"),
    ("aws:rds/instance:Instance", "databaseInsightsMode"),
    ("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "rule.defaultRetention.mode"),
    ("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "rule.objectOwnership"),
    ("aws:securityhub/account:Account", "controlFindingGenerator"),
    ("aws:sesv2/configurationSet:ConfigurationSet", "deliveryOptions.tlsPolicy"),
    ("aws:ssm/patchBaseline:PatchBaseline", "operatingSystem"),
    ("aws:wafv2/webAcl:WebAcl", "rules.statement.rateBasedStatement.aggregateKeyType"),
    ("aws:wafv2/webAcl:WebAcl", "scope"),
)


def _yaml(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(_HERE / name)
    return loaded


@cache
def _known() -> dict[str, Any]:
    return _yaml("known_values.yaml")


@cache
def _operations() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Service and operations by type; none for the types that need no comparison."""
    table = _yaml("operations.yaml")
    compared = {
        type_: (service, tuple(names))
        for service, types in table.items()
        if service != "none"
        for type_, names in types.items()
    }
    return compared | dict.fromkeys(table["none"], ("", ()))


@cache
def _values_of(name: str) -> frozenset[str]:
    """A list of known values: moto's copy of AWS's own, or ours."""
    if name == "managed-policies":
        policies: dict[str, dict[str, str]] = json.loads(aws_managed_policies_data)
        return frozenset(f"arn:aws:iam::aws:policy{policy['Path']}{key}" for key, policy in policies.items())
    if name == "config-rules":
        packed = resources.files("moto.config").joinpath("resources/aws_managed_rules.json.gz").read_bytes()
        return frozenset(json.loads(gzip.decompress(packed))["ManagedRules"])
    if name == "instance-types":
        packed = resources.files("moto.ec2").joinpath("resources/instance_types.json.gz").read_bytes()
        return frozenset(json.loads(gzip.decompress(packed)))
    return frozenset(map(str, _known()["lists"][name]["values"]))


@cache
def _texts() -> Mapping[str, Mapping[Path_, frozenset[str]]]:
    """Every text of the stacks, by type and path."""
    found: dict[str, dict[Path_, set[str]]] = {}
    for stack in STACKS:
        for each in record_stack(stack).resources:
            if not each.custom or each.type.startswith("pulumi:"):
                continue
            for path, text in _walk(each.properties, ()):
                if path[0] not in ("tags", "tagsAll", "region", "__defaults"):
                    found.setdefault(each.type, {}).setdefault(path, set()).add(text)
    return {type_: {path: frozenset(texts) for path, texts in paths.items()} for type_, paths in found.items()}


def _walk(value: object, path: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _walk(inner, path)


def _listed(type_: str, path: Path_) -> frozenset[str]:
    """What botocore lists for a property; empty where it lists nothing."""
    service, operations = _operations()[type_]
    renamed = _known()["renamed"].get(type_, {}).get(".".join(path))
    return (operations and listed(service, operations, tuple(renamed.split(".")) if renamed else path)) or frozenset()


@pytest.mark.parametrize("type_", sorted(_operations()))
def test_values_are_those_that_botocore_lists(type_: str) -> None:
    wrong = {
        ".".join(path): sorted(texts - allowed)
        for path, texts in _texts().get(type_, {}).items()
        if (allowed := _listed(type_, path)) and not texts <= allowed
    }
    assert wrong == {}


@pytest.mark.parametrize("type_", sorted(_known()["properties"]))
def test_values_that_botocore_does_not_list_are_known(type_: str) -> None:
    wrong = {}
    for path, texts in _texts().get(type_, {}).items():
        name = _known()["properties"][type_].get(".".join(path))
        if name is not None:
            strange = {_REGION.sub("REGION", text) for text in texts} - _values_of(name)
            wrong.update({".".join(path): sorted(strange)} if strange else {})
    assert wrong == {}, "look the value up and add it to known_values.yaml with its source"


def test_every_type_says_which_operation_it_stands_for() -> None:
    assert set(_texts()) - set(_operations()) == set(), "name the operation in operations.yaml"


def test_what_is_written_like_an_enumerated_value_is_compared() -> None:
    known = _known()
    strange = {
        f"{type_} {'.'.join(path)}": sorted(text for text in texts if _ENUMERATED.fullmatch(text))
        for type_, paths in _texts().items()
        for path, texts in paths.items()
        if ".".join(path) not in known["properties"].get(type_, {})
        and ".".join(path) not in known["free"].get(type_, {})
        and not _listed(type_, path)
        and any(_ENUMERATED.fullmatch(text) for text in texts)
    }
    assert strange == {}, "name a list in known_values.yaml, or say under `free` why there is none"


def test_the_comparison_has_not_gone_blind() -> None:
    compared = {(type_, ".".join(path)) for type_, paths in _texts().items() for path in paths if _listed(type_, path)}
    assert [each for each in _MUST_BE_COMPARED if each not in compared] == []
    assert len(compared) >= _LEAST


def test_a_misspelt_value_is_not_in_the_list() -> None:
    values = listed("guardduty", ("UpdateDetector",), ("additionalConfigurations", "name"))
    assert values is not None
    assert "EC2_AGENT_MANAGEMENT" in values
    assert "EC2_AGENTS" not in values


def test_a_property_that_aws_does_not_have_lists_nothing() -> None:
    assert listed("guardduty", ("UpdateDetector",), ("colour",)) is None
    assert listed("guardduty", ("UpdateDetector",), ("detectorId",)) == frozenset()


def test_the_config_rules_of_the_packs_exist() -> None:
    bodies = _texts()["aws:cfg/conformancePack:ConformancePack"][("templateBody",)]
    rules = {rule for body in bodies for rule in re.findall(r"SourceIdentifier: ['\"]?(\w+)", body)}
    assert len(rules) > 50
    assert rules - _values_of("config-rules") == set()


def test_the_data_identifiers_of_masks_exist() -> None:
    documents = (text for paths in _texts().values() for texts in paths.values() for text in texts)
    used = {name for text in documents for name in re.findall(r":data-identifier/([\w-]+)", text)}
    assert used
    assert used - _values_of("data-identifiers") == set()


@pytest.mark.parametrize("stack", STACKS)
def test_alarms_are_on_metrics_that_something_reports(stack: str) -> None:
    recorded = record_stack(stack)
    ours = {
        (filter_.read("metricTransformation.namespace").text, filter_.read("metricTransformation.name").text)
        for filter_ in recorded.all("aws:cloudwatch/logMetricFilter:LogMetricFilter")
    }
    strange = [
        f"{alarm.name}: {namespace} {metric} {dimensions}"
        for alarm in recorded.all("aws:cloudwatch/metricAlarm:MetricAlarm")
        for namespace, metric, dimensions in _metrics(alarm)
        if (namespace, metric) not in ours and f"{namespace} {metric} {dimensions}" not in _values_of("metrics")
    ]
    assert strange == []


def _metrics(alarm: Resource) -> Iterator[tuple[str, str, str]]:
    queried = [query["metric"] for query in alarm.properties.get("metricQueries") or () if query.get("metric")]
    for each in [alarm.properties] if alarm.properties.get("metricName") else queried:
        yield each["namespace"], each["metricName"], ",".join(sorted(each.get("dimensions") or {}))


def test_known_values_are_used_and_named_once() -> None:
    known = _known()
    used = {name for paths in known["properties"].values() for name in paths.values()}
    others = {"data-identifiers", "metrics"}
    assert set(known["lists"]) - used == others
    assert used - set(known["lists"]) == {"config-rules", "instance-types", "managed-policies"}
    for name, each in known["lists"].items():
        assert set(each) == {"source", "looked_up", "values"}, name
        assert len(set(map(str, each["values"]))) == len(each["values"]), name
