"""Rules on how long customers' data is kept: what holds it says for how many days, and does as it says (pv.retention).

Customers' data is what is tagged ``data=customer``. The tag ``retention`` is the days after which what was deleted or
replaced is gone for good.
"""

from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import all_of, must_be_at_least, must_be_true, when
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.backup_stores import tag
from guardrails.rules.data.backup_types import FILE_SYSTEM, TABLE
from guardrails.rules.data.s3_buckets import each_or_unknown, not_followed, settings
from guardrails.rules.data.s3_types import BUCKET, BUCKET_LIFECYCLE
from guardrails.rules.data.types import RDS_CLUSTER, RDS_INSTANCE
from guardrails.thresholds import Thresholds
from guardrails.tokens import LOG_GROUP
from guardrails.values import UNKNOWN, Reading, State, Value
from guardrails.verdicts import Finding, failed, not_applicable, undetermined

_STORES: Final = (BUCKET, TABLE, RDS_INSTANCE, RDS_CLUSTER, FILE_SYSTEM)
_RECOVERY_DAYS: Final = 35
_FILTERS: Final = ("prefix", "tag", "objectSizeGreaterThan", "objectSizeLessThan", "and")


def _of_customers(resource: Resource, graph: Graph) -> bool | None:
    """Whether a store holds customers' data; None where its tag is not known yet."""
    data = tag(resource, graph, "data")
    return None if data.unknown else data.text == "customer"


def _whole(reading: Reading) -> int | None:
    """The days that a tag states, or None where it states none."""
    return int(reading.text) if reading.text is not None and reading.text.isdecimal() else None


def _bucket_expires(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    customers = _of_customers(bucket, graph)
    if customers is False:
        yield not_applicable("the bucket holds no customers' data")
        return
    days, complete = _noncurrent_days(bucket, graph)
    if any(each.number for each in days):
        return
    if customers is None or any(each.unknown for each in days):
        yield undetermined(None, "when replaced versions expire, or whether they must, is not known yet")
    elif complete:
        yield failed(None, "no enabled lifecycle rule on every object has noncurrentVersionExpiration")
    else:
        yield not_followed("BucketLifecycleConfiguration")


def _noncurrent_days(bucket: Resource, graph: Graph) -> tuple[list[Reading], bool]:
    """After how many days each enabled rule on every object deletes replaced versions; and whether that is all."""
    stated, resolved = settings(bucket, graph, BUCKET_LIFECYCLE, "rules", "lifecycleRules")
    found = []
    for owner, listed in stated:
        for rule in each_or_unknown(listed):
            inline = owner.type == BUCKET
            enabled = rule.get("enabled" if inline else "status")
            if not (enabled.unknown or enabled.truth is True or enabled.text == "Enabled"):
                continue
            if rule.known and _filtered(rule, inline=inline):
                continue
            days = rule.get("noncurrentVersionExpiration").get("days" if inline else "noncurrentDays")
            found.append(Reading(days.path, enabled.state) if enabled.unknown else days)
    return found, resolved


def _filtered(rule: Reading, *, inline: bool) -> bool:
    """Whether a lifecycle rule leaves objects out."""
    if inline:
        return bool(rule.get("prefix").text) or not rule.get("tags").absent
    narrowing = [rule.get("prefix"), *(rule.get("filter").get(key) for key in _FILTERS)]
    return any(bool(each.value) or each.unknown for each in narrowing)


def _table_expires(table: Resource, graph: Graph, bar: Thresholds) -> Findings:
    match _of_customers(table, graph):
        case False:
            yield not_applicable("the table holds no customers' data")
        case None:
            yield undetermined("tags", "whether the table holds customers' data is not known yet")
        case True:
            yield from must_be_true("ttl.enabled")(table, bar)


def _states_days(store: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    customers = _of_customers(store, graph)
    if customers is False:
        yield not_applicable("the store holds no customers' data")
        return
    stated = tag(store, graph, "retention")
    if customers is None or stated.unknown:
        yield undetermined(stated, "the tags data and retention are not known yet; retention must be days")
        return
    days = _whole(stated)
    if not days:
        yield failed(stated, f"the tag retention is {stated.shown}, it must be the days until deleted data is gone")
        return
    for path, kept in _kept(store, graph):
        if kept.unknown:
            yield undetermined(path, f"{path} is not known yet; it must be at most {days}, as the tag retention says")
        elif kept.number is not None and kept.number > days:
            yield failed(path, f"{path} is {kept.shown} days, longer than the {days} of the tag retention")


def _kept(store: Resource, graph: Graph) -> Iterator[tuple[str, Reading]]:
    """For how many days a store itself keeps what was deleted."""
    if store.type == BUCKET:
        found, complete = _noncurrent_days(store, graph)
        for days in found if complete else (*found, Reading("noncurrentVersionExpiration", State.UNKNOWN)):
            yield days.path, days
    elif store.type == TABLE:
        days = store.read("pointInTimeRecovery.recoveryPeriodInDays")
        if store.read("pointInTimeRecovery.enabled").truth:
            yield days.path, days.default(_RECOVERY_DAYS)
    elif store.type in (RDS_INSTANCE, RDS_CLUSTER):
        yield "backupRetentionPeriod", store.read("backupRetentionPeriod")


def _log_expires(group: Resource, bar: Thresholds) -> Iterator[Finding]:
    yield from all_of(must_be_at_least("retentionInDays", 1, unit="day"))(group, bar)
    own = group.read("tags").get("retention")
    days, stated = group.read("retentionInDays"), _whole(own)
    if stated is not None and days.number is not None and days.number != stated:
        yield failed(days, f"retentionInDays is {days.shown}, and the tag retention says {stated}")


def _expiring(group: Resource, _bar: Thresholds) -> bool:
    # AWS keeps this class for two days, whatever is asked.
    return group.read("logGroupClass").text != "DELIVERY"


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    open_ = False
    for store in graph.of(*_STORES):
        customers, stated = _of_customers(store, graph), tag(store, graph, "retention")
        if customers and _whole(stated):
            return
        open_ = open_ or customers is None or (customers and stated.unknown)
    if open_:
        yield undetermined(None, "whether a store of customers' data says how long it keeps it is not known yet")
    else:
        yield failed(None, "the stack has no store with the tags data=customer and retention=<days>")


def _bucket(**tags: Value) -> Declared:
    return Declared(type=BUCKET, name="files", properties={"bucket": "files", "tags": {"data": "customer", **tags}})


def _lifecycle(**rule: Value) -> Declared:
    properties = {"bucket": "files", "rules": [{"id": "tidy", "status": "Enabled", **rule}]}
    return Declared(type=BUCKET_LIFECYCLE, name="lifecycle", properties=properties)


_CUSTOMERS: Final = {"name": "orders", "tags": {"data": "customer"}}

RULES: tuple[Rule, ...] = (
    RelationRule(
        "s3-customer-bucket-expires",
        (BUCKET,),
        _bucket_expires,
        Examples(
            good=(_bucket(), _lifecycle(noncurrentVersionExpiration={"noncurrentDays": 90})),
            bad=(_bucket(), _lifecycle(abortIncompleteMultipartUpload={"daysAfterInitiation": 7})),
            unknown=(_bucket(), _lifecycle(noncurrentVersionExpiration={"noncurrentDays": UNKNOWN})),
        ),
    ),
    RelationRule(
        "dynamodb-customer-table-expires",
        (TABLE,),
        _table_expires,
        examples(
            TABLE,
            good={**_CUSTOMERS, "ttl": {"enabled": True, "attributeName": "expires_at"}},
            bad=_CUSTOMERS,
            unknown={**_CUSTOMERS, "ttl": {"enabled": UNKNOWN, "attributeName": "expires_at"}},
        ),
    ),
    ResourceRule(
        "cloudwatch-log-group-expires",
        (LOG_GROUP,),
        when(_expiring, _log_expires),
        examples(
            LOG_GROUP,
            good={"name": "orders", "retentionInDays": 90},
            bad={"name": "orders", "retentionInDays": 0},
            unknown={"name": "orders", "retentionInDays": UNKNOWN},
        ),
    ),
    RelationRule(
        "customer-store-retention-stated",
        _STORES,
        _states_days,
        Examples(
            good=(_bucket(retention="90"), _lifecycle(noncurrentVersionExpiration={"noncurrentDays": 90})),
            bad=(_bucket(retention="30"), _lifecycle(noncurrentVersionExpiration={"noncurrentDays": 90})),
            unknown=(_bucket(retention=UNKNOWN),),
        ),
    ),
    CompletenessRule(
        "customer-store-present",
        _STORES,
        _present,
        Examples(good=(_bucket(retention="90"),), bad=(_bucket(),), unknown=(_bucket(retention=UNKNOWN),)),
    ),
)
