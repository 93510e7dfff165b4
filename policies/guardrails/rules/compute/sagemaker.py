"""Rules on SageMaker: notebooks in the VPC and without root, models apart, and everything encrypted."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_customer_key, must_be_one_of, must_be_set, must_be_true
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.data.lists import must_not_be_empty
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, undetermined

_NOTEBOOK: Final = "aws:sagemaker/notebookInstance:NotebookInstance"
_ENDPOINT: Final = "aws:sagemaker/endpointConfiguration:EndpointConfiguration"
_DOMAIN: Final = "aws:sagemaker/domain:Domain"
_MODEL: Final = "aws:sagemaker/model:Model"
_QUALITY: Final = "aws:sagemaker/dataQualityJobDefinition:DataQualityJobDefinition"
_FLOW: Final = "aws:sagemaker/flowDefinition:FlowDefinition"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_CLUSTER: Final = "jobResources.clusterConfig"


def _several_each(endpoint: Resource, _bar: Thresholds) -> Findings:
    variants = endpoint.read("productionVariants")
    if variants.unknown:
        yield undetermined(variants, "productionVariants is not known yet; each must have 2 instances or more")
    for variant in variants.each():
        if variant.unknown:
            yield undetermined(variant, f"{variant.path} is not known yet; it must have 2 instances or more")
        count = variant.get("initialInstanceCount")
        if count.unknown and not variant.unknown:
            yield undetermined(count, f"{count.path} is not known yet; it must be at least 2")
        elif count.known and (count.number is None or count.number < 2):
            yield failed(count, f"{count.path} is {count.shown}, it must be at least 2")


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "sagemaker-notebook-customer-key",
        (_NOTEBOOK,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _NOTEBOOK,
            good={"name": "research", "kmsKeyId": _KEY},
            bad={"name": "research"},
            unknown={"name": "research", "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "sagemaker-domain-customer-key",
        (_DOMAIN,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _DOMAIN,
            good={"domainName": "research", "kmsKeyId": _KEY},
            bad={"domainName": "research"},
            unknown={"domainName": "research", "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "sagemaker-notebook-without-internet",
        (_NOTEBOOK,),
        must_be_one_of("directInternetAccess", "Disabled", default="Enabled"),
        examples(
            _NOTEBOOK,
            good={"name": "research", "directInternetAccess": "Disabled"},
            bad={"name": "research"},
            unknown={"name": "research", "directInternetAccess": UNKNOWN},
        ),
    ),
    ResourceRule(
        "sagemaker-notebook-in-vpc",
        (_NOTEBOOK,),
        must_be_set("subnetId"),
        examples(
            _NOTEBOOK,
            good={"name": "research", "subnetId": "subnet-0a1b2c3d4e5f60718"},
            bad={"name": "research"},
            unknown={"name": "research", "subnetId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "sagemaker-notebook-without-root",
        (_NOTEBOOK,),
        must_be_one_of("rootAccess", "Disabled", default="Enabled"),
        examples(
            _NOTEBOOK,
            good={"name": "research", "rootAccess": "Disabled"},
            bad={"name": "research"},
            unknown={"name": "research", "rootAccess": UNKNOWN},
        ),
    ),
    ResourceRule(
        "sagemaker-notebook-metadata",
        (_NOTEBOOK,),
        must_be_one_of("instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion", "2"),
        examples(
            _NOTEBOOK,
            good={
                "name": "research",
                "instanceMetadataServiceConfiguration": {"minimumInstanceMetadataServiceVersion": "2"},
            },
            bad={
                "name": "research",
                "instanceMetadataServiceConfiguration": {"minimumInstanceMetadataServiceVersion": "1"},
            },
            unknown={
                "name": "research",
                "instanceMetadataServiceConfiguration": {"minimumInstanceMetadataServiceVersion": UNKNOWN},
            },
        ),
    ),
    ResourceRule(
        "sagemaker-endpoint-customer-key",
        (_ENDPOINT,),
        must_be_customer_key("kmsKeyArn", proven_by=NAMES_OF_KEYS),
        examples(
            _ENDPOINT,
            good={"name": "scores", "kmsKeyArn": _KEY},
            bad={"name": "scores"},
            unknown={"name": "scores", "kmsKeyArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "sagemaker-endpoint-instances",
        (_ENDPOINT,),
        _several_each,
        examples(
            _ENDPOINT,
            good={"name": "scores", "productionVariants": [{"initialInstanceCount": 2}]},
            bad={"name": "scores", "productionVariants": [{"initialInstanceCount": 1}]},
            unknown={"name": "scores", "productionVariants": [{"initialInstanceCount": UNKNOWN}]},
        ),
    ),
    ResourceRule(
        "sagemaker-model-isolated",
        (_MODEL,),
        must_be_true("enableNetworkIsolation"),
        examples(
            _MODEL,
            good={"name": "scores", "enableNetworkIsolation": True},
            bad={"name": "scores"},
            unknown={"name": "scores", "enableNetworkIsolation": UNKNOWN},
        ),
    ),
    ResourceRule(
        "sagemaker-model-in-vpc",
        (_MODEL,),
        must_not_be_empty("vpcConfig.subnets"),
        examples(
            _MODEL,
            good={"name": "scores", "vpcConfig": {"subnets": ["subnet-0a1b2c3d4e5f60718"]}},
            bad={"name": "scores"},
            unknown={"name": "scores", "vpcConfig": {"subnets": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "sagemaker-quality-output-customer-key",
        (_QUALITY,),
        must_be_customer_key("dataQualityJobOutputConfig.kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _QUALITY,
            good={"name": "quality", "dataQualityJobOutputConfig": {"kmsKeyId": _KEY}},
            bad={"name": "quality"},
            unknown={"name": "quality", "dataQualityJobOutputConfig": {"kmsKeyId": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "sagemaker-quality-volume-customer-key",
        (_QUALITY,),
        must_be_customer_key(f"{_CLUSTER}.volumeKmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _QUALITY,
            good={"name": "quality", "jobResources": {"clusterConfig": {"volumeKmsKeyId": _KEY}}},
            bad={"name": "quality"},
            unknown={"name": "quality", "jobResources": {"clusterConfig": {"volumeKmsKeyId": UNKNOWN}}},
        ),
    ),
    ResourceRule(
        "sagemaker-quality-traffic-encrypted",
        (_QUALITY,),
        must_be_true("networkConfig.enableInterContainerTrafficEncryption"),
        examples(
            _QUALITY,
            good={"name": "quality", "networkConfig": {"enableInterContainerTrafficEncryption": True}},
            bad={"name": "quality"},
            unknown={"name": "quality", "networkConfig": {"enableInterContainerTrafficEncryption": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "sagemaker-review-customer-key",
        (_FLOW,),
        must_be_customer_key("outputConfig.kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _FLOW,
            good={"flowDefinitionName": "review", "outputConfig": {"kmsKeyId": _KEY}},
            bad={"flowDefinitionName": "review"},
            unknown={"flowDefinitionName": "review", "outputConfig": {"kmsKeyId": UNKNOWN}},
        ),
    ),
)
