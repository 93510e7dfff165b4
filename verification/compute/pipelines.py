"""vm.sast: a delivery pipeline tests what it deploys, by projects that are there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.compute import pipelines
from guardrails.rules.compute.types import PIPELINE as PIPELINE_TYPE
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule
from verification.check import Check, Examples, Found, Responses
from verification.compute.calls import PIPELINE, PIPELINES, PROJECTS
from verification.live import Live

# What one call takes (CodeBuild API reference, BatchGetProjects).
_TOGETHER: Final = 100


def _pipelines(live: Live) -> Iterator[Found]:
    for each in live.items(PIPELINES):
        yield Found(live.arn("codepipeline", each["name"]), each)


def _actions(found: Found, live: Live) -> list[list[Mapping[str, Any]]] | None:
    answer = live.one(PIPELINE, {"name": found.facts["name"]})
    return None if answer is None else [stage.get("actions") or [] for stage in answer["pipeline"]["stages"]]


def _stated(found: Found, live: Live) -> Mapping[str, Any] | None:
    stages = _actions(found, live)
    if stages is None:
        return None
    return {
        "stages": [
            {"actions": [{"category": _type(each)["category"], "runOrder": each.get("runOrder", 1)} for each in stage]}
            for stage in stages
        ]
    }


def _type(action: Mapping[str, Any]) -> Mapping[str, str]:
    kind: Mapping[str, str] = action["actionTypeId"]
    return kind


def _projects_there(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    named: dict[str, set[str]] = {}
    for stage in _actions(found, live) or ():
        for action in stage:
            project = (action.get("configuration") or {}).get("ProjectName")
            if project and _type(action)["provider"] == "CodeBuild":
                named.setdefault(action.get("region") or live.region, set()).add(project)
    for region, names in sorted(named.items()):
        listed = sorted(names)
        for first in range(0, len(listed), _TOGETHER):
            answer = replace(live, region=region).one(PROJECTS, {"names": listed[first : first + _TOGETHER]}) or {}
            for name in answer.get("projectsNotFound") or ():
                yield broken("stages.actions.configuration.ProjectName", f"ProjectName is {name}, which is not there")


def _pipeline(*categories: str) -> Responses:
    kinds = {"Source": "CodeStarSourceConnection", "Deploy": "ECS"}
    stages = [
        {
            "name": category,
            "actions": [
                {
                    "name": category,
                    "actionTypeId": {
                        "category": category,
                        "owner": "AWS",
                        "provider": kinds.get(category, "CodeBuild"),
                        "version": "1",
                    },
                    "configuration": {} if category in kinds else {"ProjectName": f"web-{category.lower()}"},
                }
            ],
        }
        for category in categories
    ]
    role = "arn:aws:iam::123456789012:role/delivery"
    return {
        PIPELINES: {"pipelines": [{"name": "web"}]},
        PIPELINE: {"pipeline": {"name": "web", "roleArn": role, "stages": stages}},
    }


_WHOLE: Final = _pipeline("Source", "Build", "Test", "Deploy")

CHECKS: tuple[Check, ...] = (
    Check(
        id="codepipeline-tests-before-deploy",
        calls=(PIPELINES, PIPELINE),
        finds=_pipelines,
        judge=by_the_rule(
            pipelines.RULES, "codepipeline-tests-before-deploy", PIPELINE_TYPE, "pipeline.stages", _stated
        ),
        examples=Examples(holds=_WHOLE, broken=_pipeline("Source", "Build", "Deploy")),
    ),
    Check(
        id="codepipeline-projects-there",
        calls=(PIPELINES, PIPELINE, PROJECTS),
        finds=_pipelines,
        judge=_projects_there,
        examples=Examples(
            holds={**_WHOLE, PROJECTS: {"projects": [{"name": "web-test"}]}},
            broken={**_WHOLE, PROJECTS: {"projectsNotFound": ["web-test"]}},
        ),
        info=RuleInfo(
            id="codepipeline-projects-there",
            control="vm.sast",
            title="The projects that a pipeline runs are there",
            severity=Severity.MEDIUM,
            fix="Create the CodeBuild project that the pipeline names, or take the action out of the pipeline.",
        ),
    ),
)
