"""id.access_log: what staff do on servers, in databases and to customers' files is recorded, and rare roles ring."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.graph import Graph
from guardrails.rules.audit.types import LOG_METRIC_FILTER, METRIC_ALARM, SSM_DOCUMENT
from guardrails.rules.identity import session_logging
from guardrails.thresholds import THRESHOLDS, Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule, complete, declared
from verification.by_rule import resource
from verification.check import Check, Examples, Facts, Found, Responses, Scope, holds_if_found
from verification.identity.calls import (
    ALARMS,
    DB_CLUSTERS,
    DB_INSTANCES,
    EVENT_SELECTORS,
    METRIC_FILTERS,
    SESSION_DOCUMENT,
    TAGGED,
    TRAILS,
)
from verification.identity.tenants import CUSTOMER_DATA
from verification.live import Live

PREFERENCES: Final = {"Name": "SSM-SessionManagerRunShell"}
"""The document that says how the region's sessions on servers run (Systems Manager guide, "Session preferences")."""
# The log that says who did what, by the beginning of the engine's name (RDS user guide, "Publishing database logs").
_STATEMENTS: Final = (("aurora-postgresql", "postgresql"), ("postgres", "postgresql"), ("aurora-mysql", "audit"))
_AUDITED: Final = (*_STATEMENTS, ("mysql", "audit"), ("mariadb", "audit"), ("oracle", "audit"))
_DATA_EVENTS: Final = {"s3": "AWS::S3::Object", "dynamodb": "AWS::DynamoDB::Table"}
_ALARM_READ: Final = ("Namespace", "MetricName", "ActionsEnabled", "AlarmActions")
_announced: Final = complete(session_logging.RULES, "support-access-alarm")


def _preferences(live: Live) -> Iterator[Found]:
    answer = live.one(SESSION_DOCUMENT, PREFERENCES)
    if answer is not None:
        yield Found(live.arn("ssm", f"document/{PREFERENCES['Name']}"), answer)


def _document(found: Found, _live: Live) -> Mapping[str, Any]:
    facts = found.facts
    return {"name": PREFERENCES["Name"], "documentType": facts.get("DocumentType"), "content": facts.get("Content")}


def _databases(live: Live) -> Iterator[Found]:
    for each in live.items(DB_CLUSTERS):
        yield Found(each["DBClusterArn"], each)
    for each in live.items(DB_INSTANCES):
        # The logs of a cluster's members are the cluster's.
        if not each.get("DBClusterIdentifier"):
            yield Found(each["DBInstanceArn"], each)


def _log_of(facts: Facts) -> str | None:
    engine = facts.get("Engine", "")
    return next((log for prefix, log in _AUDITED if engine.startswith(prefix)), None)


def _audited(live: Live) -> Iterator[Found]:
    return (found for found in _databases(live) if _log_of(found.facts))


def _sends_its_log(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    wanted, sent = _log_of(found.facts), found.facts.get("EnabledCloudwatchLogsExports") or []
    if wanted not in sent:
        shown = ", ".join(sent) or "not set"
        yield broken("EnabledCloudwatchLogsExports", f"EnabledCloudwatchLogsExports is {shown}, without {wanted}")


def _customer_stores(live: Live) -> Iterator[Found]:
    for each in live.items(TAGGED, CUSTOMER_DATA):
        if each["ResourceARN"].split(":", 3)[2] in _DATA_EVENTS:
            yield Found(each["ResourceARN"], each)


def _recorded(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for trail in live.items(TRAILS):
        stated = live.one(EVENT_SELECTORS, {"TrailName": trail["TrailARN"]}) or {}
        if _takes(stated, found.arn):
            return
    yield broken("EventSelectors", "no trail records who reads and writes it: no data event selector takes it")


def _takes(stated: Facts, arn: str) -> bool:
    kind = _DATA_EVENTS[arn.split(":", 3)[2]]
    basic = (
        _named(value, arn)
        for each in stated.get("EventSelectors") or ()
        if each.get("ReadWriteType", "All") == "All"
        for resources in each.get("DataResources") or ()
        if resources.get("Type") == kind
        for value in resources.get("Values") or ()
    )
    return any(basic) or any(_takes_advanced(each, kind, arn) for each in stated.get("AdvancedEventSelectors") or ())


def _named(value: str, arn: str) -> bool:
    """Whether a value stands for all of a store: it, its objects, or everything of its service."""
    service = ":".join(arn.split(":")[:3])
    return value in (arn, f"{arn}/") or value.rstrip(":*") == service


def _takes_advanced(selector: Facts, kind: str, arn: str) -> bool:
    fields = {each["Field"]: each for each in selector.get("FieldSelectors") or ()}
    if not fields.keys() <= {"eventCategory", "resources.type", "resources.ARN"}:
        # It takes some events only: reads, or some by name.
        return False
    if "Data" not in fields.get("eventCategory", {}).get("Equals", ()):
        return False
    if kind not in fields.get("resources.type", {}).get("Equals", ()):
        return False
    by_arn = fields.get("resources.ARN", {})
    spared = (*by_arn.get("NotEquals", ()), *by_arn.get("NotStartsWith", ()))
    if any(f"{arn}/".startswith(value) or value.startswith(f"{arn}/") for value in spared):
        return False
    wanted = (*by_arn.get("Equals", ()), *by_arn.get("StartsWith", ()))
    return not wanted or any(f"{arn}/".startswith(value) for value in wanted)


def _rare_roles(live: Live) -> Iterator[Found]:
    filters = [
        resource(
            LOG_METRIC_FILTER,
            {"pattern": each.get("filterPattern"), "metricTransformation": _transformation(made)},
            id_=f"{each.get('logGroupName')}:{each.get('filterName')}:{made.get('metricName')}",
        )
        for each in live.items(METRIC_FILTERS)
        for made in each.get("metricTransformations") or ()
    ]
    for each in live.items(ALARMS):
        alarm = resource(METRIC_ALARM, declared({key: each.get(key) for key in _ALARM_READ}), id_=each["AlarmArn"])
        if _announced(Graph((*filters, alarm)), THRESHOLDS["prod"]):
            yield Found(each["AlarmArn"], each)


def _transformation(made: Facts) -> Mapping[str, Any]:
    return {"name": made.get("metricName"), "namespace": made.get("metricNamespace")}


def _session(**inputs: str | bool) -> Responses:
    content = {"schemaVersion": "1.0", "sessionType": "Standard_Stream", "inputs": inputs}
    return {SESSION_DOCUMENT: {**PREFERENCES, "DocumentType": "Session", "Content": json.dumps(content)}}


_RECORDED: Final = _session(
    cloudWatchLogGroupName="/vouch/prod/server-sessions",
    cloudWatchEncryptionEnabled=True,
    kmsKeyId="alias/vouch-prod-sessions",
    idleSessionTimeout="20",
    maxSessionDuration="60",
)


def _a_database(*logs: str) -> Responses:
    arn = "arn:aws:rds:eu-west-1:123456789012"
    cluster = {"DBClusterArn": f"{arn}:cluster:ledger", "Engine": "aurora-postgresql"}
    member = {"DBInstanceArn": f"{arn}:db:ledger-1", "Engine": "aurora-postgresql", "DBClusterIdentifier": "ledger"}
    alone = {"DBInstanceArn": f"{arn}:db:orders", "Engine": "mysql", "EnabledCloudwatchLogsExports": ["audit"]}
    return {
        DB_CLUSTERS: {"DBClusters": [{**cluster, "EnabledCloudwatchLogsExports": list(logs)}]},
        DB_INSTANCES: {"DBInstances": [member, alone]},
    }


def _trail(*values: str) -> Responses:
    tables = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
    buckets = {"Type": "AWS::S3::Object", "Values": list(values)}
    basic = {"ReadWriteType": "All", "DataResources": [buckets]}
    fields = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::DynamoDB::Table"]},
    ]
    return {
        TAGGED: {"ResourceTagMappingList": [{"ResourceARN": "arn:aws:s3:::files"}, {"ResourceARN": tables}]},
        TRAILS: {"trailList": [{"TrailARN": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/main"}]},
        EVENT_SELECTORS: {"EventSelectors": [basic], "AdvancedEventSelectors": [{"FieldSelectors": fields}]},
    }


def _alarm(pattern: str) -> Responses:
    made = {"metricName": "RareRole", "metricNamespace": "access", "metricValue": "1"}
    one = {
        "AlarmName": "rare-role",
        "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:rare-role",
        "Namespace": "access",
        "MetricName": "RareRole",
        "ActionsEnabled": True,
        "AlarmActions": ["arn:aws:sns:eu-west-1:123456789012:alarms"],
    }
    taken = {"filterName": "rare-role", "filterPattern": pattern, "metricTransformations": [made]}
    return {METRIC_FILTERS: {"metricFilters": [taken]}, ALARMS: {"MetricAlarms": [one]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="ssm-session-recorded",
        calls=(SESSION_DOCUMENT,),
        finds=_preferences,
        judge=by_the_rule(session_logging.RULES, "ssm-session-recorded", SSM_DOCUMENT, "Content", _document),
        examples=Examples(holds=_RECORDED, broken=_session(cloudWatchLogGroupName="", s3BucketName="", kmsKeyId="")),
    ),
    Check(
        id="ssm-session-preferences-present",
        calls=(SESSION_DOCUMENT,),
        finds=_preferences,
        judge=holds_if_found,
        # Servers are at home: a region without them needs no preferences.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_RECORDED, broken=None),
    ),
    Check(
        id="database-access-logged",
        calls=(DB_CLUSTERS, DB_INSTANCES),
        finds=_audited,
        judge=_sends_its_log,
        examples=Examples(holds=_a_database("postgresql"), broken=_a_database()),
        info=RuleInfo(
            id="database-access-logged",
            control="id.access_log",
            title="What is done in a database is sent to its log",
            severity=Severity.HIGH,
            fix="Add postgresql (PostgreSQL) or audit (MySQL, MariaDB, Oracle) to the exported logs.",
        ),
    ),
    Check(
        id="cloudtrail-customer-data-events",
        calls=(TAGGED, TRAILS, EVENT_SELECTORS),
        finds=_customer_stores,
        judge=_recorded,
        examples=Examples(holds=_trail("arn:aws:s3:::files/"), broken=_trail("arn:aws:s3:::files/invoices/")),
        info=RuleInfo(
            id="cloudtrail-customer-data-events",
            control="id.access_log",
            title="Who reads and writes customers' files and items is recorded",
            severity=Severity.HIGH,
            fix="Add a data event selector for the bucket or table, reads and writes, to the trail.",
        ),
    ),
    Check(
        id="support-access-alarm",
        calls=(METRIC_FILTERS, ALARMS),
        finds=_rare_roles,
        judge=holds_if_found,
        # The trail writes to one group, at home, wherever a role is taken.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(
            holds=_alarm('{ ($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "*SupportAccess*") }'),
            broken=None,
            absent=_alarm('{ $.eventName = "ConsoleLogin" }'),
        ),
    ),
)
