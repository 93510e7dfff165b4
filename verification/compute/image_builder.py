"""Image Builder: pipelines that run, test and scan, and harden what servers start from (vm.image, vm.harden)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from guardrails.rules.compute import image_builder
from guardrails.rules.compute.types import (
    IMAGE_DISTRIBUTION as DISTRIBUTION_TYPE,
)
from guardrails.rules.compute.types import (
    IMAGE_INFRASTRUCTURE as INFRASTRUCTURE_TYPE,
)
from guardrails.rules.compute.types import (
    IMAGE_PIPELINE,
)
from guardrails.rules.compute.types import (
    IMAGE_RECIPE as RECIPE_TYPE,
)
from verification.as_declared import State, by_the_rule
from verification.calls import Call
from verification.check import Check, Examples, Finds, Found, Responses
from verification.compute.calls import IMAGE_DISTRIBUTION, IMAGE_INFRASTRUCTURE, IMAGE_PIPELINES, IMAGE_RECIPE
from verification.live import Live


def _pipelines(live: Live) -> Iterator[Found]:
    for each in live.items(IMAGE_PIPELINES):
        yield Found(each["arn"], each)


def _used(member: str) -> Finds:
    """What the pipelines name at ``member``: of recipes and settings, old versions are nobody's any more."""

    def finds(live: Live) -> Iterator[Found]:
        named = {found.facts[member] for found in _pipelines(live) if found.facts.get(member)}
        return (Found(arn) for arn in sorted(named))

    return finds


def _asked(call: Call, member: str) -> State:
    def state(found: Found, live: Live) -> Mapping[str, Any] | None:
        facts: Mapping[str, Any] | None = (live.one(call, {f"{member}Arn": found.arn}) or {}).get(member)
        return facts

    return state


_BUILDER: Final = "arn:aws:imagebuilder:eu-west-1:123456789012"
_AMAZON: Final = "arn:aws:imagebuilder:eu-west-1:aws:component"


def _pipeline(**facts: Any) -> Responses:
    one = {
        "arn": f"{_BUILDER}:image-pipeline/servers",
        "status": "ENABLED",
        "imageRecipeArn": f"{_BUILDER}:image-recipe/servers/1.0.0",
        "infrastructureConfigurationArn": f"{_BUILDER}:infrastructure-configuration/servers",
        "distributionConfigurationArn": f"{_BUILDER}:distribution-configuration/servers",
        "imageTestsConfiguration": {"imageTestsEnabled": True},
        "imageScanningConfiguration": {"imageScanningEnabled": True},
        **facts,
    }
    return {IMAGE_PIPELINES: {"imagePipelineList": [one]}}


def _recipe(component: str) -> Responses:
    recipe = {"components": [{"componentArn": f"{_AMAZON}/{component}/1.0.0/1"}]}
    return {**_pipeline(), IMAGE_RECIPE: {"imageRecipe": recipe}}


def _infrastructure(*, tokens: str = "required", **facts: str) -> Responses:
    stated = {"instanceMetadataOptions": {"httpTokens": tokens}, **facts}
    return {**_pipeline(), IMAGE_INFRASTRUCTURE: {"infrastructureConfiguration": stated}}


def _distribution(**ami: Any) -> Responses:
    key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    to = {"region": "eu-west-1", "amiDistributionConfiguration": {"kmsKeyId": key, **ami}}
    given = {"distributions": [to], "timeoutMinutes": 60}
    return {**_pipeline(), IMAGE_DISTRIBUTION: {"distributionConfiguration": given}}


def _of_pipeline(id_: str, at: str, **bad: Any) -> Check:
    return Check(
        id=id_,
        calls=(IMAGE_PIPELINES,),
        finds=_pipelines,
        judge=by_the_rule(image_builder.RULES, id_, IMAGE_PIPELINE, at),
        examples=Examples(holds=_pipeline(), broken=_pipeline(**bad)),
    )


def _of_part(id_: str, type_: str, call: Call, member: str, at: str, good: Responses, bad: Responses) -> Check:
    return Check(
        id=id_,
        calls=(IMAGE_PIPELINES, call),
        finds=_used(f"{member}Arn"),
        judge=by_the_rule(image_builder.RULES, id_, type_, at, _asked(call, member)),
        examples=Examples(holds=good, broken=bad),
    )


CHECKS: tuple[Check, ...] = (
    _of_pipeline("imagebuilder-pipeline-enabled", "status", status="DISABLED"),
    _of_pipeline(
        "imagebuilder-pipeline-tests",
        "imageTestsConfiguration.imageTestsEnabled",
        imageTestsConfiguration={"imageTestsEnabled": False},
    ),
    _of_pipeline(
        "imagebuilder-pipeline-scans",
        "imageScanningConfiguration.imageScanningEnabled",
        imageScanningConfiguration={"imageScanningEnabled": False},
    ),
    _of_part(
        "imagebuilder-recipe-hardened",
        RECIPE_TYPE,
        IMAGE_RECIPE,
        "imageRecipe",
        "components",
        _recipe("stig-build-linux-high"),
        _recipe("update-linux"),
    ),
    _of_part(
        "imagebuilder-imdsv2-required",
        INFRASTRUCTURE_TYPE,
        IMAGE_INFRASTRUCTURE,
        "infrastructureConfiguration",
        "instanceMetadataOptions.httpTokens",
        _infrastructure(),
        _infrastructure(tokens="optional"),
    ),
    _of_part(
        "imagebuilder-no-key-pair",
        INFRASTRUCTURE_TYPE,
        IMAGE_INFRASTRUCTURE,
        "infrastructureConfiguration",
        "keyPair",
        _infrastructure(),
        _infrastructure(keyPair="admin"),
    ),
    _of_part(
        "imagebuilder-image-not-public",
        DISTRIBUTION_TYPE,
        IMAGE_DISTRIBUTION,
        "distributionConfiguration",
        "distributions.amiDistributionConfiguration.launchPermission.userGroups",
        _distribution(),
        _distribution(launchPermission={"userGroups": ["all"]}),
    ),
    _of_part(
        "imagebuilder-image-customer-key",
        DISTRIBUTION_TYPE,
        IMAGE_DISTRIBUTION,
        "distributionConfiguration",
        "distributions.amiDistributionConfiguration.kmsKeyId",
        _distribution(),
        _distribution(kmsKeyId="alias/aws/ebs"),
    ),
)
