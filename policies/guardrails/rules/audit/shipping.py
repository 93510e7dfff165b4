"""Logs are shipped to the archive: by one subscription of the account, or by one of each group."""

import json
import re
from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_customer_key
from guardrails.rule import (
    CompletenessRule,
    Declared,
    Examples,
    Findings,
    RelationRule,
    ResourceRule,
    Rule,
    examples,
)
from guardrails.rules.audit.types import (
    DELIVERY_STREAM,
    LOG_ACCOUNT_POLICY,
    LOG_GROUP,
    LOG_SUBSCRIPTION,
    NAMES_OF_KEYS,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_SUBSCRIPTION: Final = "SUBSCRIPTION_FILTER_POLICY"
_DESTINATIONS: Final = ("extendedS3Configuration", "s3Configuration")
_STREAM_ARN: Final = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/archive"


def _shipped(group: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    ship = group.read("tags.ship")
    if ship.unknown:
        yield undetermined(ship, "tags.ship is not known yet; a group that says archive needs a subscription")
    elif ship.text != "archive":
        yield not_applicable("the log group does not say ship=archive")
    else:
        own, account = _own_subscription(group, graph), _account_subscription(group, graph)
        if True in (own, account):
            return
        if None in (own, account):
            yield undetermined(None, "whether a subscription ships the log group is not known yet")
        else:
            yield failed(None, "no subscription ships the log group, which says ship=archive")


def _own_subscription(group: Resource, graph: Graph) -> bool | None:
    """Whether a filter of the group's own takes everything; None where nobody knows yet."""
    found = graph.referrers(group, LOG_SUBSCRIPTION, "logGroup")
    taking = [each.read("filterPattern") for each in found.resources]
    if any(pattern.known and _everything(pattern.text) for pattern in taking):
        return True
    return None if not found.resolved or any(pattern.unknown for pattern in taking) else False


def _account_subscription(group: Resource, graph: Graph) -> bool | None:
    """Whether the account's subscription of the group's region takes it."""
    name = group.read("name")
    # A name made from the id of what does not exist yet can be in no list that is written down already.
    open_ = name.unknown and not group.property_dependencies.get("name")
    verdicts = [
        None if excluded is None or (excluded and open_) else name.text not in excluded
        for excluded in graph.derived(_taking).get(graph.region_of(group).text, ())
    ]
    return True if True in verdicts else None if None in verdicts else False


def _taking(graph: Graph) -> dict[str | None, frozenset[frozenset[str] | None]]:
    """By region, the groups that each subscription to everything leaves out; None where that is not known yet."""
    found: dict[str | None, set[frozenset[str] | None]] = {}
    for policy in _subscriptions(graph):
        pattern, criteria = _stated(policy.read("policyDocument"), "FilterPattern"), policy.read("selectionCriteria")
        if pattern is UNKNOWN or _everything(pattern):
            unknown = pattern is UNKNOWN or criteria.unknown
            excluded = None if unknown else frozenset(re.findall(r'"([^"]*)"', criteria.text or ""))
            found.setdefault(graph.region_of(policy).text, set()).add(excluded)
    return {region: frozenset(each) for region, each in found.items()}


def _subscriptions(graph: Graph) -> Iterator[Resource]:
    return (each for each in graph.of(LOG_ACCOUNT_POLICY) if each.read("policyType").text == _SUBSCRIPTION)


def _everything(pattern: Value) -> bool:
    return not str(pattern or "").strip()


def _stated(document: Reading, key: str) -> Value:
    """A member of a JSON document; UNKNOWN where the document is, None where it is missing."""
    if document.unknown:
        return UNKNOWN
    try:
        parsed = json.loads(document.text or "{}")
    except ValueError:
        return None
    return parsed.get(key) if isinstance(parsed, dict) else None


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    streams = [stream for stream in graph.of(DELIVERY_STREAM) if _to_bucket(stream)]
    if not streams:
        yield failed(None, "the stack has no delivery stream to a bucket, so that logs reach no archive")
        return
    names = frozenset(stream.read("name").text for stream in streams)
    otherwise = None if any(stream.read("name").unknown for stream in streams) else False
    carried = [
        *(_leads(policy, "policyDocument", names, graph, otherwise) for policy in _subscriptions(graph)),
        *(_leads(each, "destinationArn", names, graph, otherwise) for each in graph.of(LOG_SUBSCRIPTION)),
    ]
    if True not in carried:
        if None in carried:
            yield undetermined(None, "whether a subscription leads to a delivery stream is not known yet")
        else:
            yield failed(None, "no subscription of log groups leads to a delivery stream of the stack")
        return
    for group in graph.of(LOG_GROUP):
        ship = group.read("tags.ship")
        taken = (_own_subscription(group, graph), _account_subscription(group, graph))
        if ship.text == "none" or True in taken:
            continue
        if ship.unknown or None in taken:
            yield undetermined(None, f"whether a subscription ships the log group {group.name} is not known yet")
        else:
            yield failed(None, f"no subscription ships the log group {group.name}, which does not say ship=none")


def _to_bucket(stream: Resource) -> bool:
    return any(not stream.read(each).absent for each in _DESTINATIONS)


def _leads(
    resource: Resource, path: str, names: frozenset[str | None], graph: Graph, otherwise: bool | None
) -> bool | None:
    """Whether a subscription leads to a stream of these names or to one by a dependency, or ``otherwise``."""
    value = resource.read(path)
    if value.unknown:
        return True if graph.depends_on(resource, path, DELIVERY_STREAM) else None
    target = _stated(value, "DestinationArn") if path == "policyDocument" else value.text
    if str(target).rpartition("/")[2] in names or graph.depends_on(resource, path, DELIVERY_STREAM):
        return True
    return otherwise


def _stream_encrypted(stream: Resource, _bar: Thresholds) -> Findings:
    if not stream.read("kinesisSourceConfiguration").absent or not stream.read("mskSourceConfiguration").absent:
        yield not_applicable("what waits in the stream is encrypted by its source")
        return
    enabled, kind = stream.read("serverSideEncryption.enabled"), stream.read("serverSideEncryption.keyType")
    if enabled.unknown or kind.unknown:
        yield undetermined("serverSideEncryption", "whether a customer key encrypts the stream is not known yet")
    elif not enabled.truth:
        yield failed(enabled, "serverSideEncryption.enabled is not true, so that what waits is not encrypted")
    elif kind.text != "CUSTOMER_MANAGED_CMK":
        yield failed(kind, f"serverSideEncryption.keyType is {kind.shown}, it must be CUSTOMER_MANAGED_CMK")
    else:
        yield from must_be_customer_key("serverSideEncryption.keyArn", proven_by=NAMES_OF_KEYS)(stream, _bar)


def _group(**tags: Value) -> Declared:
    return Declared(type=LOG_GROUP, name="app", properties={"name": "/vouch/prod/app", "tags": tags})


def _stream(encryption: Value) -> dict[str, Value]:
    return {
        "name": "archive",
        "destination": "extended_s3",
        "extendedS3Configuration": {
            "bucketArn": "arn:aws:s3:::archive",
            "roleArn": "arn:aws:iam::123456789012:role/deliver",
        },
        "serverSideEncryption": encryption,
    }


def _subscription(criteria: Value) -> Declared:
    document = {"DestinationArn": _STREAM_ARN, "RoleArn": "arn:aws:iam::123456789012:role/ship", "FilterPattern": ""}
    return Declared(
        type=LOG_ACCOUNT_POLICY,
        name="ship",
        properties={
            "policyName": "ship",
            "policyType": _SUBSCRIPTION,
            "policyDocument": json.dumps(document),
            "selectionCriteria": criteria,
        },
    )


_ENCRYPTED: Final = {
    "enabled": True,
    "keyType": "CUSTOMER_MANAGED_CMK",
    "keyArn": "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
}
_LEFT_OUT: Final = 'LogGroupName NOT IN ["/vouch/prod/app"]'
_STREAM: Final = Declared(type=DELIVERY_STREAM, name="archive", properties=_stream(_ENCRYPTED))

RULES: tuple[Rule, ...] = (
    RelationRule(
        id="cloudwatch-log-group-shipped",
        types=(LOG_GROUP,),
        judge=_shipped,
        examples=Examples(
            good=(_group(ship="archive"), _subscription('LogGroupName NOT IN ["/aws/kinesisfirehose/archive"]')),
            bad=(_group(ship="archive"), _subscription(_LEFT_OUT)),
            unknown=(_group(ship="archive"), _subscription(UNKNOWN)),
        ),
    ),
    CompletenessRule(
        id="log-shipping-present",
        types=(DELIVERY_STREAM, LOG_ACCOUNT_POLICY, LOG_SUBSCRIPTION),
        judge=_present,
        examples=Examples(
            good=(_STREAM, _subscription('LogGroupName NOT IN ["/aws/kinesisfirehose/archive"]'), _group()),
            bad=(_STREAM, _subscription(_LEFT_OUT), _group()),
            unknown=(
                _STREAM,
                Declared(
                    type=LOG_SUBSCRIPTION,
                    name="ship",
                    properties={"logGroup": "/vouch/prod/app", "filterPattern": "", "destinationArn": UNKNOWN},
                ),
            ),
        ),
    ),
    ResourceRule(
        id="firehose-stream-encrypted",
        types=(DELIVERY_STREAM,),
        judge=_stream_encrypted,
        examples=examples(
            DELIVERY_STREAM,
            good=_stream(_ENCRYPTED),
            bad=_stream({"enabled": False}),
            unknown=_stream({**_ENCRYPTED, "keyArn": UNKNOWN}),
        ),
    ),
)
