"""The product's audit log, which it can only add to, and the log groups that its parts write to."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from guardrails.documents import Document, Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.audit.types import (
    CLUSTER,
    FUNCTION,
    LOG_GROUP,
    ROLE_POLICY,
    SSM_DOCUMENT,
    TASK_DEFINITION,
    TRAIL,
)
from guardrails.rules.audit.workloads import Held, held_with
from guardrails.rules.identity.statements import CARRIERS, policies
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value, plain
from guardrails.verdicts import Finding, failed, not_applicable, undetermined, unsure

_SHORTENING: Final = (
    "logs:DeleteLogGroup",
    "logs:DeleteLogStream",
    "logs:DeleteRetentionPolicy",
    "logs:PutRetentionPolicy",
)
# A wildcard stands for the colons behind it too (arn:aws:logs:*, arn:aws:logs:eu-west-1:123456789012:*).
_WIDE_ARN: Final = re.compile(r"arn:[^:]*:(?:logs|[*?]+)(?::[^:]*){0,2}:?\*")
_SESSIONS: Final = "configuration.executeCommandConfiguration.logConfiguration.cloudWatchLogGroupName"
_NAME: Final = "/vouch/prod/audit"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def _is_of_aws(group: Resource, graph: Graph) -> bool:
    """Whether an AWS service writes to a group: its name is one of AWS's, or Session Manager's preferences name it."""
    name = group.read("name").text or ""
    return name.startswith("/aws/") or name in graph.derived(_quoted)


def _quoted(graph: Graph) -> frozenset[str]:
    """Every text that a document of Systems Manager holds in quotes."""
    contents = (document.read("content").text or "" for document in graph.of(SSM_DOCUMENT))
    return frozenset(text for content in contents for text in content.split('"')[1:-1])


def _present(graph: Graph, bar: Thresholds) -> Findings:
    others = {
        group.urn
        for type_, path in ((TRAIL, "cloudWatchLogsGroupArn"), (CLUSTER, _SESSIONS))
        for resource in graph.of(type_)
        for group in graph.references(resource, path, LOG_GROUP).resources
    }
    groups = [
        group
        for group in graph.of(LOG_GROUP)
        if group.urn not in others and not _is_of_aws(group, graph) and group.read("tags.stream").text == "audit"
    ]
    kept = [group for group in groups if (group.read("retentionInDays").number or 0) >= bar.audit_log_days]
    if any(not group.read("kmsKeyId").absent for group in kept):
        return
    unknown = [group for group in graph.of(LOG_GROUP) if group.read("tags.stream").unknown]
    if unknown or any(group.read("retentionInDays").unknown for group in groups):
        yield undetermined(None, "whether a log group is the product's audit log is not known yet")
    else:
        yield failed(
            None,
            f"the stack has no audit log of its own beside the trail's: no log group with the tag stream=audit, "
            f"{bar.audit_log_days} days and a customer key",
        )


def _only_adds(policy: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    held = held_with(policy, graph)
    if held is not None and not held.sure:
        yield from unsure(_shortens(policy, graph, held), "if a workload takes the role, which is not known yet")
        held = None
    yield from _shortens(policy, graph, held)


def _shortens(policy: Resource, graph: Graph, held: Held | None) -> Findings:
    names = graph.derived(_audit_groups)
    stated = [reading for reading in policies(policy) if not reading.absent]
    if not stated:
        yield not_applicable("the resource states no identity policy of its own")
    for reading in stated:
        document = parse(reading)
        # A workload's policies count together; people and deployers may hold wide rights on logs.
        together = held.statements if held is not None else document.statements
        writers = [each for each in together if each.allows and each.covers("logs:PutLogEvents")]
        for name in _shortened(document, graph) if writers else ():
            writing = [each for each in writers if _reaches(each, name)]
            if not any(held is not None or _names(each, name) for each in writing):
                continue
            if shortening := [action for action in _SHORTENING if _allowed(document, together, action, name)]:
                yield failed(reading, f"who writes the audit log {name} may also {', '.join(shortening)}")
        if bool(writers) and graph.derived(_audit_groups_unknown):
            message = "which log groups are audit logs is not known yet; who writes one must only add to it"
            yield undetermined(reading, message)
        if document.unknown and names:
            message = f"{reading.path} is not known yet; who writes an audit log must not be able to shorten it"
            yield undetermined(reading, message)


def _shortened(document: Document, graph: Graph) -> Iterator[str]:
    """The audit log groups on which a document allows what shortens them, before any denial."""
    names = graph.derived(_audit_groups)
    allowing = [each for each in document.allowing if any(each.covers(action) for action in _SHORTENING)]
    if any("NotResource" in each.raw for each in allowing):
        yield from names
        return
    places = {place for each in allowing for resource in each.resources for place in graph.derived(_places, resource)}
    yield from (names[place] for place in sorted(places))


def _places(graph: Graph, resource: str) -> tuple[int, ...]:
    """Where among the audit log groups those are that a statement's resource is of."""
    by_name = graph.derived(_by_name)
    name = resource.partition(":log-group:")[2].partition(":")[0]
    if name and not set(name) & set("*?"):
        return by_name.get(name, ())
    return tuple(place for each, places in by_name.items() if _of_group(resource, each) for place in places)


def _by_name(graph: Graph) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for place, name in enumerate(graph.derived(_audit_groups)):
        found[name] = (*found.get(name, ()), place)
    return found


def _audit_groups(graph: Graph) -> tuple[str, ...]:
    """The names of the stack's audit log groups."""
    return tuple(
        name
        for group in graph.of(LOG_GROUP)
        if group.read("tags.stream").text == "audit" and (name := group.read("name").text)
    )


def _audit_groups_unknown(graph: Graph) -> bool:
    """Whether a log group may be an audit log, or is one whose name is not known yet."""
    for group in graph.of(LOG_GROUP):
        stream = group.read("tags.stream")
        if stream.unknown or (stream.text == "audit" and group.read("name").unknown):
            return True
    return False


def _allowed(document: Document, together: tuple[Statement, ...], action: str, name: str) -> bool:
    if any(each.denies and each.covers(action) and _reaches(each, name) and not each.conditions for each in together):
        return False
    return any(each.covers(action) and _reaches(each, name) for each in document.allowing)


def _names(statement: Statement, name: str) -> bool:
    """Whether a statement means log groups of a name, and not every resource there is."""
    return any(resource.strip("*") and _of_group(resource, name) for resource in statement.resources)


def _reaches(statement: Statement, name: str) -> bool:
    """Whether a statement is on a log group, or on streams of it, in whatever account and region."""
    if "NotResource" in statement.raw:
        return not any(_of_group(resource, name) for resource in statement.not_resources)
    return any(_of_group(resource, name) for resource in statement.resources)


def _of_group(resource: str, name: str) -> bool:
    if not resource.strip("*"):
        return True
    _, found, rest = resource.partition(":log-group:")
    if not found and _WIDE_ARN.fullmatch(resource):
        return True
    pattern = rest.partition(":")[0] if found else ""
    return bool(found) and fnmatchcase(name, pattern.replace("[", "[[]"))


def _destinations(graph: Graph, _bar: Thresholds) -> Findings:
    groups = [group.read("name") for group in graph.of(LOG_GROUP)]
    names = {each.text for each in groups if each.known}
    unknown = any(each.unknown for each in groups)
    for task in graph.of(TASK_DEFINITION):
        text = task.read("containerDefinitions")
        if text.unknown and not graph.depends_on(task, "containerDefinitions", LOG_GROUP):
            yield undetermined(None, f"what the containers of {task.name} log to is not known yet")
        for wanted in _awslogs_groups(text):
            if wanted not in names:
                yield _missing(f"containers of {task.name} log to {wanted}", unknown=unknown)
    for function in graph.of(FUNCTION):
        stated, name = function.read("loggingConfig.logGroup"), function.read("name")
        own = stated.text or (f"/aws/lambda/{name.text}" if name.known else None)
        if stated.unknown:
            continue
        if own is None:
            yield undetermined(None, f"the function {function.name} has no name yet, so that its log group is unknown")
        elif own not in names:
            yield _missing(f"the function {function.name} logs to {own}", unknown=unknown)


def _missing(what: str, *, unknown: bool) -> Finding:
    because = "which no log group of the stack is: AWS would make it without key and retention"
    return (
        undetermined(None, f"{what}; whether the stack has it is not known yet")
        if unknown
        else failed(None, f"{what}, {because}")
    )


def _awslogs_groups(text: Reading) -> list[str]:
    value = plain(text.value) if text.known else None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    listed = value if isinstance(value, list) else []
    found = []
    for container in listed:
        logging = container.get("logConfiguration") if isinstance(container, dict) else None
        if isinstance(logging, dict) and logging.get("logDriver") == "awslogs":
            options = logging.get("options")
            group = options.get("awslogs-group") if isinstance(options, dict) else None
            if isinstance(group, str):
                found.append(group)
    return found


def _audit(**properties: Value) -> Declared:
    return Declared(
        type=LOG_GROUP,
        name="audit",
        properties={
            "name": _NAME,
            "retentionInDays": 365,
            "kmsKeyId": _KEY,
            "tags": {"stream": "audit"},
            **properties,
        },
    )


def _role(*actions: str) -> Declared:
    resource = f"arn:aws:logs:eu-west-1:123456789012:log-group:{_NAME}:*"
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return Declared(type=ROLE_POLICY, name="app", properties={"role": "app", "policy": document})


def _task(group: str) -> Declared:
    logging = {"logDriver": "awslogs", "options": {"awslogs-group": group}}
    containers = [{"name": "app", "image": "app", "logConfiguration": logging}]
    properties = {"family": "app", "containerDefinitions": json.dumps(containers)}
    return Declared(type=TASK_DEFINITION, name="app", properties=properties)


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="audit-log-present",
        types=(LOG_GROUP,),
        judge=_present,
        examples=Examples(
            good=(_audit(),), bad=(_audit(retentionInDays=90),), unknown=(_audit(tags={"stream": UNKNOWN}),)
        ),
    ),
    RelationRule(
        id="audit-log-only-added-to",
        types=CARRIERS,
        judge=_only_adds,
        examples=Examples(
            good=(_audit(), _role("logs:CreateLogStream", "logs:PutLogEvents")),
            bad=(_audit(), _role("logs:PutLogEvents", "logs:DeleteLogStream")),
            unknown=(
                _audit(),
                Declared(type=ROLE_POLICY, name="app", properties={"role": "app", "policy": UNKNOWN}),
            ),
        ),
    ),
    CompletenessRule(
        id="application-log-groups-present",
        types=(LOG_GROUP,),
        judge=_destinations,
        examples=Examples(
            good=(_task(_NAME), _audit()),
            bad=(_task("/vouch/prod/app"), _audit()),
            unknown=(_task(_NAME), _audit(name=UNKNOWN)),
        ),
    ),
)
