"""What is kept is in the allowed regions, and other regions are forbidden or watched (pv.region)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.rules.governance import regions as rules
from guardrails.rules.governance.regions import COMPANION
from guardrails.rules.governance.types import ORGANIZATION_POLICY
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.as_declared import complete
from verification.by_rule import asked, resource, the_rule
from verification.check import Check, Examples, Found, Scope
from verification.data import dynamodb
from verification.data.backup_plans import plans, rules_of
from verification.data.calls import BACKUP_PLAN, BACKUP_PLANS, BUCKET_LOCATION, BUCKETS, TABLE, TABLES, TAGGED
from verification.data.s3 import buckets
from verification.governance.calls import GLOBAL, POLICIES, POLICY, REGIONS
from verification.live import Live
from verification.operations.calls import ALARMS, METRIC_FILTERS
from verification.operations.cis import watching
from verification.operations.graphs import alarms, filters

# What GetBucketLocation says of the oldest regions (S3 API reference, GetBucketLocation).
_OLD: Final = {None: "us-east-1", "": "us-east-1", "EU": "eu-west-1"}
# The tags that a stack gives to all it makes (provider ``defaultTags``): by them, what is ours is told from the rest.
_OURS: Final = frozenset({"owner", "data", "backup", "retention"})
_SERVICE_CONTROL: Final = {"Filter": "SERVICE_CONTROL_POLICY"}
_ALLOWS_ONLY: Final = the_rule(rules.RULES, "organization-policy-regions-allowed")
_GUARDED: Final = complete(rules.RULES, "region-guard-present")


def _beyond(bar: Thresholds, region: str) -> str | None:
    """What is wrong with a region; None where it may be. A profile without regions allows every one."""
    if not bar.regions or region in bar.regions:
        return None
    return f"in {region}, it must be in one of {', '.join(bar.regions)}"


def _places(live: Live) -> Iterator[Found]:
    """Every bucket, and every region that is switched on."""
    for found in buckets(live):
        yield Found(found.arn, {"Bucket": found.facts["Name"]})
    for each in live.items(REGIONS):
        yield Found(live.arn("ec2", "*", region=each["RegionName"]), {"RegionName": each["RegionName"]})


def _is_here(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    if "Bucket" in found.facts:
        answer = live.one(BUCKET_LOCATION, {"Bucket": found.facts["Bucket"]}) or {}
        location = answer.get("LocationConstraint")
        if (wrong := _beyond(bar, str(_OLD.get(location, location)))) is not None:
            yield broken("LocationConstraint", f"the bucket is {wrong}")
        return
    region = found.facts["RegionName"]
    # AWS's global services read their certificates, web ACLs and alarms there.
    if region == COMPANION or _beyond(bar, region) is None:
        return
    ours = [each["ResourceARN"] for each in replace(live, region=region).items(TAGGED) if _is_ours(each, region)]
    if ours:
        more = f" and {len(ours) - 1} more" if len(ours) > 1 else ""
        yield broken("ResourceTagMappingList", f"{ours[0]}{more} is {_beyond(bar, region)}")


def _is_ours(mapping: Mapping[str, Any], region: str) -> bool:
    """Whether a resource of the region is ours; one whose ARN names no region is told where it is, or is global."""
    return mapping["ResourceARN"].split(":")[3] == region and {tag["Key"] for tag in mapping.get("Tags") or ()} >= _OURS


def _replicas_here(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    for each in (dynamodb.described(found, live) or {}).get("Replicas") or ():
        if (wrong := _beyond(bar, each.get("RegionName", ""))) is not None:
            yield broken("Replicas.RegionName", f"a replica of the table is {wrong}")


def _copies_here(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    for rule in rules_of(found, live):
        for copy in rule.get("CopyActions") or ():
            region = str(copy.get("DestinationBackupVaultArn", "")).split(":")[3:4]
            if region and (wrong := _beyond(bar, region[0])) is not None:
                path = "Rules.CopyActions.DestinationBackupVaultArn"
                yield broken(path, f"copies of rule {rule.get('RuleName')} are {wrong}")


def _stated(live: Live) -> Iterator[tuple[str, Resource]]:
    """The service control policies that somebody wrote, by ARN."""
    for each in live.items(POLICIES, _SERVICE_CONTROL):
        if not each.get("AwsManaged"):
            content = ((live.one(POLICY, {"PolicyId": each["Id"]}) or {}).get("Policy") or {}).get("Content")
            properties = {"type": "SERVICE_CONTROL_POLICY", "content": content}
            yield each["Arn"], resource(ORGANIZATION_POLICY, properties, id_=each["Id"])


def _policies(live: Live) -> Iterator[Found]:
    return (Found(arn, {"policy": policy}) for arn, policy in _stated(live))


def _allows_only(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    yield from asked(_ALLOWS_ONLY, found.facts["policy"], bar, at="Content")


def _account(live: Live) -> Iterator[Found]:
    yield Found(live.arn("account", "account", region=""))


def _guarded(_found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    """By an alarm of the account's own, or else by the organization, which its management account is asked for."""
    if _GUARDED(Graph((*filters(live), *alarms(live))), bar):
        return
    if not _GUARDED(Graph(tuple(policy for _, policy in _stated(live))), bar):
        yield broken(
            "Policies",
            "no service control policy is on aws:RequestedRegion, and no alarm on a metric filter that compares "
            "$.awsRegion",
        )


def _bucket(location: str) -> dict[Any, Any]:
    return {BUCKETS: {"Buckets": [{"Name": "orders"}]}, BUCKET_LOCATION: {"LocationConstraint": location}}


def _in(region: str) -> dict[Any, Any]:
    mapping = {
        "ResourceARN": f"arn:aws:dynamodb:{region}:123456789012:table/orders",
        "Tags": [{"Key": key, "Value": "x"} for key in sorted(_OURS)],
    }
    return {REGIONS: {"Regions": [{"RegionName": region}]}, TAGGED: {"ResourceTagMappingList": [mapping]}}


def _table(region: str) -> dict[Any, Any]:
    table = {"TableName": "orders", "TableStatus": "ACTIVE", "Replicas": [{"RegionName": region}]}
    return {TABLES: {"TableNames": ["orders"]}, TABLE: {"Table": table}}


def _plan(region: str) -> dict[Any, Any]:
    arn = "arn:aws:backup:eu-west-1:123456789012:backup-plan:daily"
    vault = f"arn:aws:backup:{region}:123456789012:backup-vault:copies"
    rule = {"RuleName": "daily", "TargetBackupVaultName": "main", "CopyActions": [{"DestinationBackupVaultArn": vault}]}
    return {
        BACKUP_PLANS: {"BackupPlansList": [{"BackupPlanArn": arn, "BackupPlanId": "a", "BackupPlanName": "daily"}]},
        BACKUP_PLAN: {"BackupPlan": {"BackupPlanName": "daily", "Rules": [rule]}},
    }


def _control(*allowed: str) -> dict[Any, Any]:
    statement = {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": [*allowed]}},
    }
    content = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    arn = "arn:aws:organizations::123456789012:policy/o-a1b2c3d4e5/service_control_policy/p-0a1b2c3d"
    named = {"Id": "p-0a1b2c3d", "Arn": arn, "Name": "regions", "AwsManaged": False}
    return {POLICIES: {"Policies": [named]}, POLICY: {"Policy": {"PolicySummary": named, "Content": content}}}


_UNWATCHED: Final[dict[Any, Any]] = {METRIC_FILTERS: {"metricFilters": []}, ALARMS: {"MetricAlarms": []}}

CHECKS: tuple[Check, ...] = (
    Check(
        id="resource-region-allowed",
        calls=(BUCKETS, BUCKET_LOCATION, REGIONS, TAGGED),
        finds=_places,
        judge=_is_here,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_bucket("eu-central-1") | _in("eu-west-1"), broken=_bucket("EU") | _in("ap-south-1")),
    ),
    Check(
        id="replica-region-allowed",
        calls=(TABLES, TABLE),
        finds=dynamodb.tables,
        judge=_replicas_here,
        examples=Examples(holds=_table("eu-central-1"), broken=_table("us-west-2")),
    ),
    Check(
        id="copy-region-allowed",
        calls=(BACKUP_PLANS, BACKUP_PLAN),
        finds=plans,
        judge=_copies_here,
        examples=Examples(holds=_plan("eu-central-1"), broken=_plan("us-west-2")),
    ),
    Check(
        id="organization-policy-regions-allowed",
        calls=(POLICIES, POLICY),
        finds=_policies,
        judge=_allows_only,
        scope=Scope.ORGANIZATION,
        examples=Examples(holds=_control("eu-west-1", GLOBAL), broken=_control("eu-west-1", "us-west-2")),
    ),
    Check(
        id="region-guard-present",
        calls=(METRIC_FILTERS, ALARMS, POLICIES, POLICY),
        finds=_account,
        judge=_guarded,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds=_UNWATCHED | _control("eu-west-1"),
            broken={
                **{
                    call: answer
                    for call, answer in watching("{ $.eventName = CreateTable }").items()
                    if call in _UNWATCHED
                },
                POLICIES: {"Policies": []},
            },
            absent=None,
        ),
    ),
)
