"""Rules on where things are: resources, their replicas and copies, and what keeps others out (pv.region)."""

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from guardrails.documents import Statement, parse
from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.governance import types as t
from guardrails.rules.governance.types import BUCKET, METRIC_FILTER, ORGANIZATION_POLICY, REGIONAL
from guardrails.rules.governance.watches import alarmed, alarmed_filter, watched
from guardrails.thresholds import Thresholds
from guardrails.tokens import DELIVERY_STREAM
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined, unsure

COMPANION: Final = "us-east-1"
"""Where AWS's global services read their certificates, web ACLs, metrics and logs."""
_COMPANION_MODULES: Final = frozenset(
    {
        "accessanalyzer",
        "acm",
        "cfg",
        "cloudwatch",
        "detective",
        "guardduty",
        "inspector2",
        "kms",
        "macie",
        "macie2",
        "route53",
        "securityhub",
        "shield",
        "sns",
        "sqs",
        "waf",
        "wafv2",
    }
)
# A delivery stream keeps nothing: it carries the logs of global services home to the archive.
_COMPANION_TYPES: Final = frozenset({DELIVERY_STREAM})
_ACCOUNT_DEFAULTS: Final = frozenset(
    {
        "aws:backup/regionSettings:RegionSettings",
        "aws:ebs/defaultKmsKey:DefaultKmsKey",
        "aws:ebs/encryptionByDefault:EncryptionByDefault",
        "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
        "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
        "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
        "aws:ec2/serialConsoleAccess:SerialConsoleAccess",
        "aws:ec2/allowedImagesSettings:AllowedImagesSettings",
        "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions",
        "aws:ssm/serviceSetting:ServiceSetting",
    }
)
"""What makes any region safer and holds nothing: it may, and should, be made in regions that nothing else is in."""
_REGION: Final = re.compile(r"(?:^|[^a-z])((?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-gov)?-[a-z]+-\d)(?:$|\D)")

_REPLICAS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        t.TABLE: ("replicas", "regionName"),
        t.GLOBAL_TABLE: ("replicas", "regionName"),
        t.SECRET: ("replicas", "region"),
        **dict.fromkeys(t.SNAPSHOT_COPIES, ("destinationRegion", "")),
        t.REGISTRY_REPLICATION: ("replicationConfiguration.rules", "destinations.region"),
    }
)
"""Properties that name a region to copy to: the list, and the path in each of its elements."""


def _allowed(bar: Thresholds) -> str:
    return ", ".join(bar.regions)


def _in_region(resource: Resource, graph: Graph, bar: Thresholds) -> Findings:
    if not bar.regions:
        yield not_applicable("the profile allows every region")
        return
    region = graph.region_of(resource)
    if not region.known:
        yield undetermined(region, f"the region is not known; it must be one of {_allowed(bar)}")
    elif region.text in bar.regions or resource.type in _ACCOUNT_DEFAULTS:
        return
    elif region.text != COMPANION:
        yield failed(region, f"region is {region.shown}, it must be one of {_allowed(bar)}")
    elif (
        resource.type.split(":")[1].partition("/")[0] not in _COMPANION_MODULES
        and resource.type not in _COMPANION_TYPES
    ):
        yield failed(
            region, f"region is {COMPANION}, which is only for what AWS's global services read there, and alarms"
        )


def _replicas_in_region(resource: Resource, bar: Thresholds) -> Findings:
    if not bar.regions:
        yield not_applicable("the profile allows every region")
        return
    listed, within = _REPLICAS[resource.type]
    for reading in leaves(resource.read(listed), within):
        if reading.unknown:
            yield undetermined(reading, f"{reading.path} is not known yet; it must be one of {_allowed(bar)}")
        elif reading.known and reading.text not in bar.regions:
            yield failed(reading, f"{reading.path} is {reading.shown}, it must be one of {_allowed(bar)}")


def leaves(reading: Reading, path: str) -> Iterator[Reading]:
    """Every reading at a dotted path, with lists on the way walked."""
    if reading.unknown:
        yield reading
        return
    for element in reading.each():
        if not path:
            yield element
            continue
        key, _, rest = path.partition(".")
        yield from leaves(element.get(key), rest)


def _copies_in_region(resource: Resource, graph: Graph, bar: Thresholds) -> Findings:
    if not bar.regions:
        yield not_applicable("the profile allows every region")
        return
    path = "destination.bucket" if resource.type == t.BUCKET_REPLICATION else "copyActions.destinationVaultArn"
    target = BUCKET if resource.type == t.BUCKET_REPLICATION else t.VAULT
    for reading in leaves(resource.read("rules"), path):
        if reading.known and (named := _REGION.search(reading.text or "")):
            if named[1] not in bar.regions:
                yield failed(reading, f"{reading.path} is in {named[1]}, it must be in one of {_allowed(bar)}")
            continue
        found = [each for each in _depended_on(resource, graph) if each.type == target]
        regions = [graph.region_of(each) for each in found]
        for region in regions:
            if region.known and region.text not in bar.regions:
                yield failed(reading, f"{reading.path} may be in {region.shown}, it must be in {_allowed(bar)}")
        if not regions or not all(region.known for region in regions):
            yield undetermined(reading, f"the region of {reading.path} is not known; it must be in {_allowed(bar)}")


def _depended_on(resource: Resource, graph: Graph) -> Iterator[Resource]:
    for urn in resource.property_dependencies.get("rules", ()):
        if (target := graph.get(urn)) is not None:
            yield target


def denied_regions(policy: Resource) -> list[Statement]:
    """The statements of a service control policy that deny what is asked of other regions than those named."""
    kind = policy.read("type").default("SERVICE_CONTROL_POLICY")
    if kind.known and kind.text != "SERVICE_CONTROL_POLICY":
        return []
    return [
        statement
        for statement in parse(policy.read("content")).denying
        if any(
            key == "aws:requestedregion" and operator.startswith("stringnot")
            for operator, key, _ in statement.conditions
        )
    ]


def _scp_allows_only(resource: Resource, bar: Thresholds) -> Findings:
    if not bar.regions:
        yield not_applicable("the profile allows every region")
        return
    content = resource.read("content")
    if content.unknown:
        yield undetermined(content, "content is not known yet; it must allow no region beyond those of the profile")
        return
    stated = denied_regions(resource)
    if not stated:
        yield not_applicable("the policy says nothing of regions")
    for statement in stated:
        beyond = [each for each in statement.condition("aws:RequestedRegion") if each not in (*bar.regions, COMPANION)]
        if beyond:
            finding = failed(content, f"{statement.label} of content allows {', '.join(beyond)} too")
            sure = resource.read("type").default("").known
            yield from (finding,) if sure else unsure((finding,), "if it is a service control policy")


def _guarded(graph: Graph, _bar: Thresholds) -> Findings:
    policies = graph.of(ORGANIZATION_POLICY)
    if any(denied_regions(policy) for policy in policies if not policy.read("type").unknown):
        return
    filters = watched(graph, "$.awsregion")
    answers = [alarmed(graph, each) for each in filters.found]
    if True in answers:
        return
    unread = any(policy.read("content").unknown or policy.read("type").unknown for policy in policies)
    if None in answers or filters.unknown or unread:
        yield undetermined(None, "whether something forbids or tells of other regions is not known yet")
    else:
        yield failed(
            None,
            "the stack has no service control policy on aws:RequestedRegion, and no alarm on a LogMetricFilter "
            "that compares $.awsRegion",
        )


def _scp(*regions: str) -> dict[str, Value]:
    statement = {
        "Sid": "OutsideAllowedRegions",
        "Effect": "Deny",
        "NotAction": ["iam:*", "sts:*"],
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": [*regions]}},
    }
    content = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return {"type": "SERVICE_CONTROL_POLICY", "content": content}


def _plan(vault: Value) -> dict[str, Value]:
    rule = {"ruleName": "daily", "targetVaultName": "home", "copyActions": [{"destinationVaultArn": vault}]}
    return {"name": "daily", "rules": [rule]}


RULES: tuple[Rule, ...] = (
    RelationRule(
        "resource-region-allowed",
        REGIONAL,
        _in_region,
        examples(
            BUCKET,
            good={"bucket": "orders", "region": "eu-west-1"},
            bad={"bucket": "orders", "region": "us-east-1"},
            unknown={"bucket": "orders", "region": UNKNOWN},
        ),
    ),
    ResourceRule(
        "replica-region-allowed",
        tuple(_REPLICAS),
        _replicas_in_region,
        examples(
            t.SECRET,
            good={"name": "orders", "replicas": [{"region": "eu-central-1"}]},
            bad={"name": "orders", "replicas": [{"region": "eu-central-1"}, {"region": "us-west-2"}]},
            unknown={"name": "orders", "replicas": [{"region": UNKNOWN}]},
        ),
    ),
    RelationRule(
        "copy-region-allowed",
        (t.BUCKET_REPLICATION, t.PLAN),
        _copies_in_region,
        examples(
            t.PLAN,
            good=_plan("arn:aws:backup:eu-central-1:123456789012:backup-vault:copies"),
            bad=_plan("arn:aws:backup:us-west-2:123456789012:backup-vault:copies"),
            unknown=_plan(UNKNOWN),
        ),
    ),
    ResourceRule(
        "organization-policy-regions-allowed",
        (ORGANIZATION_POLICY,),
        _scp_allows_only,
        examples(
            ORGANIZATION_POLICY,
            good=_scp("eu-west-1", "us-east-1"),
            bad=_scp("eu-west-1", "ap-south-1"),
            unknown={"type": "SERVICE_CONTROL_POLICY", "content": UNKNOWN},
        ),
    ),
    CompletenessRule(
        "region-guard-present",
        (ORGANIZATION_POLICY, METRIC_FILTER),
        _guarded,
        Examples(
            good=alarmed_filter("elsewhere", '{ ($.readOnly IS FALSE) && ($.awsRegion != "eu-west-1") }'),
            bad=alarmed_filter("elsewhere", '{ $.eventName = "ConsoleLogin" }'),
            unknown=alarmed_filter("elsewhere", UNKNOWN),
        ),
    ),
)
