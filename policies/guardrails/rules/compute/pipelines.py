"""A delivery pipeline tests what it deploys (vm.sast)."""

from collections.abc import Iterator
from typing import Final

from guardrails.graph import Resource
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.compute.types import PIPELINE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

_TEST: Final = "Test"
_DEPLOY: Final = "Deploy"


def _actions(pipeline: Resource) -> Iterator[tuple[int, Reading]]:
    """Every action with what orders it: its stage, then the order in which the stage runs it."""
    for number, stage in enumerate(pipeline.read("stages").each()):
        for action in stage.get("actions").each():
            order = action.get("runOrder").default(1).number or 1
            yield number * 1000 + int(order), action.get("category")


def _tested(pipeline: Resource, _bar: Thresholds) -> Findings:
    stages = pipeline.read("stages")
    if stages.unknown or any(stage.get("actions").unknown for stage in stages.each()):
        yield undetermined(stages, "stages is not known yet; a Test action must run before what deploys")
        return
    actions = list(_actions(pipeline))
    first = min((at for at, category in actions if category.text == _TEST), default=None)
    for at, category in actions:
        if not (category.unknown or category.text == _DEPLOY) or (first is not None and first < at):
            continue
        if category.unknown or any(other.unknown and before < at for before, other in actions):
            yield undetermined(category, f"whether a Test action runs before {category.path} deploys is not known yet")
        else:
            yield failed(category, f"{category.path} is Deploy, and no action of category Test runs before it")


def _action(name: str, category: Value, provider: str) -> dict[str, Value]:
    return {"name": name, "category": category, "owner": "AWS", "provider": provider, "version": "1"}


def _pipeline(*categories: Value) -> dict[str, Value]:
    providers = {"Source": "CodeStarSourceConnection", "Deploy": "ECS"}
    stages = [
        {"name": f"Stage{number}", "actions": [_action(f"Action{number}", each, providers.get(str(each), "CodeBuild"))]}
        for number, each in enumerate(categories)
    ]
    return {
        "roleArn": "arn:aws:iam::123456789012:role/delivery",
        "artifactStores": [{"location": "delivery-123456789012", "type": "S3"}],
        "stages": stages,
    }


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="codepipeline-tests-before-deploy",
        types=(PIPELINE,),
        judge=_tested,
        examples=examples(
            PIPELINE,
            good=_pipeline("Source", "Build", "Test", "Deploy"),
            bad=_pipeline("Source", "Build", "Deploy"),
            unknown=_pipeline("Source", UNKNOWN, "Deploy"),
        ),
    ),
)
