"""Rules on tags: every resource says whose it is, what it holds and how long that is kept (gov.tags)."""

import json
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.governance.tagging import tags_of
from guardrails.rules.governance.types import BUCKET, CONFIG_RULE, ORGANIZATION_POLICY, TAGGABLE
from guardrails.thresholds import Thresholds
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Reading, Value, plain
from guardrails.verdicts import failed, not_applicable, undetermined


def _tagged(resource: Resource, graph: Graph, bar: Thresholds) -> Findings:
    if not bar.required_tags:
        yield not_applicable("the profile asks for no tags")
        return
    tags = tags_of(resource, graph)
    if tags is None:
        yield undetermined("tags", f"tags are not known yet; there must be {', '.join(bar.required_tags)}")
        return
    missing = [key for key in bar.required_tags if tags.get(key) in (None, "")]
    if missing:
        yield failed("tags", f"{', '.join(missing)} is in neither tags nor the provider's defaultTags")


def _checked(graph: Graph, bar: Thresholds) -> Findings:
    texts: list[Reading] = [
        rule.read("inputParameters")
        for rule in graph.of(CONFIG_RULE)
        if rule.read("source.sourceIdentifier").text == "REQUIRED_TAGS"
    ]
    texts += [
        policy.read("content") for policy in graph.of(ORGANIZATION_POLICY) if policy.read("type").text == "TAG_POLICY"
    ]
    named = {key for text in texts for key in _keys(text)}
    missing = [key for key in bar.required_tags if key not in named]
    if missing and any(text.unknown for text in texts):
        yield undetermined(None, f"whether {', '.join(missing)} is checked on what runs is not known yet")
    elif missing:
        yield failed(None, f"the stack has no Config rule REQUIRED_TAGS, and no tag policy, on {', '.join(missing)}")


def _keys(text: Reading) -> set[str]:
    """The keys that a REQUIRED_TAGS rule (its values) or a tag policy (its names) is on."""
    try:
        value = json.loads(text.text or "{}")
    except (ValueError, RecursionError):
        return set()
    if not isinstance(value, dict):
        return set()
    tags = plain(value.get("tags"))
    return {str(key) for key in (tags if isinstance(tags, dict) else value.values())}


_COMPLETE: Final = {"owner": "platform", "data": "customer", "backup": "daily", "retention": "365"}


def _bucket(tags: Value, defaults: Value) -> tuple[Declared, ...]:
    provider = {"region": "eu-west-1", "defaultTags": defaults}
    return (
        Declared(type=AWS_PROVIDER, name="default", properties=provider),
        Declared(type=BUCKET, name="main", properties={"bucket": "orders", "tags": tags}),
    )


def _rule(parameters: Value) -> tuple[Declared, ...]:
    source = {"owner": "AWS", "sourceIdentifier": "REQUIRED_TAGS"}
    return (Declared(type=CONFIG_RULE, name="tags", properties={"source": source, "inputParameters": parameters}),)


RULES: tuple[Rule, ...] = (
    RelationRule(
        "resource-tagged",
        TAGGABLE,
        _tagged,
        Examples(
            good=_bucket(_COMPLETE, '{"tags":{"project":"orders"}}'),
            bad=_bucket({"data": "customer"}, '{"tags":{"owner":"platform"}}'),
            unknown=_bucket(UNKNOWN, '{"tags":{"owner":"platform"}}'),
        ),
    ),
    CompletenessRule(
        "tag-compliance-present",
        (CONFIG_RULE, ORGANIZATION_POLICY),
        _checked,
        Examples(
            good=_rule('{"tag1Key":"owner","tag2Key":"data","tag3Key":"backup","tag4Key":"retention"}'),
            bad=_rule('{"tag1Key":"owner"}'),
            unknown=_rule(UNKNOWN),
        ),
    ),
)
