"""Rules on machine images: hardened, encrypted, tested, scanned, not public; and servers that start from them."""

import re
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of, must_be_true, must_not_be_set
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.audit.types import NAMES_OF_KEYS
from guardrails.rules.compute.types import (
    IMAGE,
    IMAGE_COMPONENT,
    IMAGE_DISTRIBUTION,
    IMAGE_INFRASTRUCTURE,
    IMAGE_PIPELINE,
    IMAGE_RECIPE,
    INSTANCE,
    LAUNCH_TEMPLATE,
    SERVERS,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_HARDENING: Final = re.compile(r"(?:^|[^a-z])(?:cis|stig)(?:$|[^a-z])|harden", re.IGNORECASE)
_PARAMETER: Final = "resolve:ssm:"
# Image Builder may write below the first only; Bottlerocket is hardened as it comes (control vm.harden).
_HARDENED_PARAMETERS: Final = ("/imagebuilder/", "/aws/service/bottlerocket/")
_AMAZON: Final = "arn:aws:imagebuilder:eu-west-1:aws"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_AMI: Final = "amiDistributionConfiguration"


def _hardened(recipe: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    components = recipe.read("components")
    arns = [each.get("componentArn") for each in components.each()]
    if any(_HARDENING.search((arn.text or "").partition(":component/")[2]) for arn in arns):
        return
    own = graph.references(recipe, "components", IMAGE_COMPONENT).resources
    if any(_HARDENING.search(component.read("name").text or component.name) for component in own):
        return
    if components.unknown or any(arn.unknown for arn in arns):
        yield undetermined(components, "a component is not known yet; one must harden the image by CIS or STIG")
    else:
        yield failed(components, "no component hardens the image by CIS or STIG")


def _encrypted(recipe: Resource, _bar: Thresholds) -> Findings:
    mappings = recipe.read("blockDeviceMappings")
    if mappings.unknown:
        yield undetermined(mappings, "blockDeviceMappings are not known yet; every volume must be encrypted")
    elif mappings.absent or mappings.value == []:
        yield failed(mappings, "blockDeviceMappings are not set, so the image's volume is as its parent's")
    for mapping in mappings.each():
        encrypted = mapping.get("ebs").get("encrypted")
        if mapping.get("noDevice").truth or (mapping.get("ebs").absent and not mapping.get("virtualName").absent):
            continue
        if encrypted.unknown:
            yield undetermined(encrypted, f"{encrypted.path} is not known yet; it must be true")
        elif encrypted.truth is not True:
            yield failed(encrypted, f"{encrypted.path} is {encrypted.shown}, it must be true")


def _for_nobody_public(distribution: Resource, _bar: Thresholds) -> Findings:
    distributions = distribution.read("distributions")
    if distributions.unknown:
        yield undetermined(distributions, "distributions are not known yet; none must be public")
    for each in distributions.each():
        groups = each.get(_AMI).get("launchPermission").get("userGroups")
        listed = tuple(groups.each())
        if any(group.text == "all" for group in listed):
            yield failed(groups, f"{groups.path} has all, so every AWS account starts the image")
        elif groups.unknown or any(group.unknown for group in listed):
            yield undetermined(groups, f"{groups.path} is not known yet; it must not have all")


def _under_customer_key(distribution: Resource, _bar: Thresholds) -> Findings:
    distributions = distribution.read("distributions")
    if distributions.unknown:
        yield undetermined(distributions, "distributions are not known yet; each image must be under a customer key")
    for each in distributions.each():
        key = each.get(_AMI).get("kmsKeyId")
        if each.get(_AMI).absent:
            continue
        if key.unknown:
            yield undetermined(
                key, f"{key.path} is not known yet; it must name a customer key", proven_by=NAMES_OF_KEYS
            )
        elif key.absent or "alias/aws/" in str(key.text):
            yield failed(key, f"{key.path} is {key.shown}, so the image is under no customer key")


def _from_recipes(graph: Graph, _bar: Thresholds) -> Findings:
    for server in graph.of(*SERVERS):
        path = "ami" if server.type == INSTANCE else "imageId"
        image = server.read(path)
        if image.absent or graph.references(server, path, IMAGE).resources:
            continue
        if image.unknown:
            yield undetermined(None, f"{path} of {server.name} is not known yet; it must be an image of a recipe")
        elif not _is_hardened(str(image.text), graph):
            yield failed(None, f"{path} of {server.name} is {image.shown}, which no Image Builder recipe made")


def _is_hardened(image: str, graph: Graph) -> bool:
    if not image.startswith(_PARAMETER):
        return False
    name = image.removeprefix(_PARAMETER).partition(":")[0]
    return name.startswith(_HARDENED_PARAMETERS) or name in graph.derived(_published)


def _published(graph: Graph) -> frozenset[str]:
    """The parameters that the stack's distributions write an image's id to."""
    return frozenset(
        parameter.get("parameterName").text or ""
        for distribution in graph.of(IMAGE_DISTRIBUTION)
        for each in distribution.read("distributions").each()
        for parameter in each.get("ssmParameterConfigurations").each()
    ) - {""}


def _recipe(
    component: Value = f"{_AMAZON}:component/stig-build-linux/x.x.x", encrypted: Value = "true"
) -> dict[str, Value]:
    return {
        "version": "1.0.0",
        "parentImage": f"{_AMAZON}:image/amazon-linux-2023-x86/x.x.x",
        "components": [{"componentArn": component}],
        "blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"encrypted": encrypted, "volumeType": "gp3"}}],
    }


def _distribution(**ami: Value) -> dict[str, Value]:
    return {"distributions": [{"region": "eu-west-1", _AMI: {"name": "servers", **ami}}]}


def _infrastructure(**given: Value) -> dict[str, Value]:
    return {"instanceProfileName": "builder", "subnetId": "subnet-0a1", **given}


def _pipeline(**given: Value) -> dict[str, Value]:
    configuration = "arn:aws:imagebuilder:eu-west-1:123456789012:infrastructure-configuration/servers"
    return {"infrastructureConfigurationArn": configuration, **given}


def _server(image: Value) -> tuple[Declared, ...]:
    return (Declared(type=LAUNCH_TEMPLATE, name="servers", properties={"imageId": image}),)


RULES: tuple[Rule, ...] = (
    RelationRule(
        "imagebuilder-recipe-hardened",
        (IMAGE_RECIPE,),
        _hardened,
        examples(
            IMAGE_RECIPE,
            good=_recipe(),
            bad=_recipe(f"{_AMAZON}:component/update-linux/x.x.x"),
            unknown=_recipe(UNKNOWN),
        ),
    ),
    ResourceRule(
        "imagebuilder-recipe-encrypted",
        (IMAGE_RECIPE,),
        _encrypted,
        examples(
            IMAGE_RECIPE,
            good=_recipe(encrypted="true"),
            bad=_recipe(encrypted="false"),
            unknown=_recipe(encrypted=UNKNOWN),
        ),
    ),
    ResourceRule(
        "imagebuilder-image-not-public",
        (IMAGE_DISTRIBUTION,),
        _for_nobody_public,
        examples(
            IMAGE_DISTRIBUTION,
            good=_distribution(launchPermission={"userIds": ["123456789012"]}),
            bad=_distribution(launchPermission={"userGroups": ["all"]}),
            unknown=_distribution(launchPermission={"userGroups": UNKNOWN}),
        ),
    ),
    ResourceRule(
        "imagebuilder-image-customer-key",
        (IMAGE_DISTRIBUTION,),
        _under_customer_key,
        examples(
            IMAGE_DISTRIBUTION,
            good=_distribution(kmsKeyId=_KEY),
            bad=_distribution(),
            unknown=_distribution(kmsKeyId=UNKNOWN),
        ),
    ),
    ResourceRule(
        "imagebuilder-imdsv2-required",
        (IMAGE_INFRASTRUCTURE,),
        must_be_one_of("instanceMetadataOptions.httpTokens", "required", default="optional"),
        examples(
            IMAGE_INFRASTRUCTURE,
            good=_infrastructure(instanceMetadataOptions={"httpTokens": "required"}),
            bad=_infrastructure(instanceMetadataOptions={"httpTokens": "optional"}),
            unknown=_infrastructure(instanceMetadataOptions={"httpTokens": UNKNOWN}),
        ),
    ),
    ResourceRule(
        "imagebuilder-no-key-pair",
        (IMAGE_INFRASTRUCTURE,),
        must_not_be_set("keyPair", because="a way in to what every server is made from"),
        examples(IMAGE_INFRASTRUCTURE, good=_infrastructure(), bad=_infrastructure(keyPair="admin"), unknown=None),
    ),
    ResourceRule(
        "imagebuilder-pipeline-enabled",
        (IMAGE_PIPELINE,),
        must_be_one_of("status", "ENABLED", default="ENABLED"),
        examples(
            IMAGE_PIPELINE,
            good=_pipeline(status="ENABLED"),
            bad=_pipeline(status="DISABLED"),
            unknown=_pipeline(status=UNKNOWN),
        ),
    ),
    ResourceRule(
        "imagebuilder-pipeline-tests",
        (IMAGE_PIPELINE,),
        must_be_true("imageTestsConfiguration.imageTestsEnabled", default=True),
        examples(
            IMAGE_PIPELINE,
            good=_pipeline(imageTestsConfiguration={"imageTestsEnabled": True}),
            bad=_pipeline(imageTestsConfiguration={"imageTestsEnabled": False}),
            unknown=_pipeline(imageTestsConfiguration={"imageTestsEnabled": UNKNOWN}),
        ),
    ),
    ResourceRule(
        "imagebuilder-pipeline-scans",
        (IMAGE_PIPELINE,),
        must_be_true("imageScanningConfiguration.imageScanningEnabled"),
        examples(
            IMAGE_PIPELINE,
            good=_pipeline(imageScanningConfiguration={"imageScanningEnabled": True}),
            bad=_pipeline(),
            unknown=_pipeline(imageScanningConfiguration={"imageScanningEnabled": UNKNOWN}),
        ),
    ),
    CompletenessRule(
        "server-image-from-recipe",
        (IMAGE_RECIPE, *SERVERS),
        _from_recipes,
        Examples(
            good=_server("resolve:ssm:/imagebuilder/shop/prod/servers"),
            bad=_server("ami-0123456789abcdef0"),
            unknown=_server(UNKNOWN),
        ),
    ),
)
