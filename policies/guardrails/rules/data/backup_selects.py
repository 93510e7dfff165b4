"""Whether a backup selection matches a resource, as AWS Backup would.

A selection takes what it names (``resources``) or what carries one of its tags (``selectionTags``), narrowed by all
of its ``conditions`` and less ``notResources``. An answer is None where it is not known yet.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import given
from guardrails.rules.data.backup_stores import all_of, any_of, tag
from guardrails.rules.data.backup_types import FILE_SYSTEM, SERVER, TABLE, VOLUME
from guardrails.rules.data.s3_types import BUCKET
from guardrails.rules.data.types import RDS_CLUSTER, RDS_INSTANCE
from guardrails.values import Reading

TAG: Final = "aws:ResourceTag/"
ARNS: Final = {
    RDS_INSTANCE: ("rds", "db:"),
    RDS_CLUSTER: ("rds", "cluster:"),
    TABLE: ("dynamodb", "table/"),
    FILE_SYSTEM: ("elasticfilesystem", "file-system/"),
    VOLUME: ("ec2", "volume/"),
    SERVER: ("ec2", "instance/"),
    BUCKET: ("s3", ""),
}
NAMES: Final = {RDS_INSTANCE: "identifier", RDS_CLUSTER: "clusterIdentifier", TABLE: "name", BUCKET: "bucket"}
_OPERATORS: Final = (
    ("stringEquals", False, False),
    ("stringLikes", False, True),
    ("stringNotEquals", True, False),
    ("stringNotLikes", True, True),
)


def selects(selection: Resource, resource: Resource, graph: Graph) -> bool | None:
    """Whether a selection matches a resource."""
    here, there = graph.region_of(selection), graph.region_of(resource)
    if here.known and there.known and here.text != there.text:
        return False
    resources, tags, conditions = (selection.read(key) for key in ("resources", "selectionTags", "conditions"))
    if tags.unknown or conditions.unknown:
        matched: bool | None = None
    else:
        chosen = [
            None if key.unknown else _equal(tag(resource, graph, key.text or ""), each.get("value"))
            for each in tags.each()
            for key in (each.get("key"),)
        ]
        if given(resources) and resources.value != []:
            chosen.append(_names(selection, "resources", resource, graph))
        elif not chosen:
            chosen.append(bool(list(conditions.each())))
        matched = all_of([any_of(chosen), *_conditions(conditions, resource, graph)])
    excluded = _names(selection, "notResources", resource, graph)
    return all_of([matched, None if excluded is None else not excluded])


def _conditions(conditions: Reading, resource: Resource, graph: Graph) -> Iterator[bool | None]:
    for block in conditions.each():
        for operator, negated, pattern in _OPERATORS:
            listed = block.get(operator)
            if listed.unknown:
                yield None
            for each in listed.each():
                key = each.get("key").text
                if key is None or not key.startswith(TAG):
                    yield None
                    continue
                answer = _equal(tag(resource, graph, key.removeprefix(TAG)), each.get("value"), pattern=pattern)
                yield answer if answer is None or not negated else not answer


def _equal(found: Reading, wanted: Reading, *, pattern: bool = False) -> bool | None:
    if found.unknown or not wanted.known:
        return None
    if found.absent:
        return False
    text, against = found.text or "", wanted.text or ""
    return fnmatchcase(text, against) if pattern else text == against


def _names(selection: Resource, path: str, resource: Resource, graph: Graph) -> bool | None:
    """Whether a list of ARNs and patterns names a resource."""
    listed = selection.read(path)
    if listed.absent:
        return False
    references = graph.references(selection, path, resource.type)
    if any(found.urn == resource.urn for found in references.resources):
        return True
    answers = [_arn_matches(each.text, resource) for each in listed.each() if each.text is not None]
    return any_of([*answers, False if references.resolved else None])


def _arn_matches(pattern: str, resource: Resource) -> bool | None:
    if pattern == "*":
        return True
    parts = pattern.split(":", 5)
    service, prefix = ARNS[resource.type]
    if len(parts) < 6:
        return fnmatchcase(f"arn:aws:{service}:", pattern) if pattern.endswith("*") else False
    if not fnmatchcase(service, parts[2]):
        return False
    name = resource.read(NAMES[resource.type]).text if resource.type in NAMES else None
    if name is not None:
        return fnmatchcase(f"{prefix}{name}", parts[5])
    if parts[5] in ("*", f"{prefix}*"):
        return True
    # Any other pattern, or id, of the same kind may or may not be this resource's.
    return None if parts[5].startswith(prefix) else False
