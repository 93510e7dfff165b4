"""What AWS Config judges: the managed rules of a stack, alone or in conformance packs, against what is claimed."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, Rule
from guardrails.rules.detection.types import (
    AUDIT_ASSESSMENT,
    CONFIG_ORGANIZATION_PACK,
    CONFIG_ORGANIZATION_RULE,
    CONFIG_RULE,
    CONFORMANCE_PACK,
    HUB_STANDARD,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value, plain
from guardrails.verdicts import failed, undetermined

TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "databases are encrypted": ("RDS_STORAGE_ENCRYPTED", "RDS_CLUSTER_ENCRYPTED_AT_REST"),
    "buckets are encrypted": ("S3_DEFAULT_ENCRYPTION_KMS", "S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED"),
    "buckets are reached over TLS only": ("S3_BUCKET_SSL_REQUESTS_ONLY",),
    "buckets are not public": (
        "S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED",
        "S3_BUCKET_PUBLIC_READ_PROHIBITED",
        "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC",
        "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS",
    ),
    "databases are not public": ("RDS_INSTANCE_PUBLIC_ACCESS_CHECK",),
    "databases are backed up": (
        "DB_INSTANCE_BACKUP_ENABLED",
        "RDS_IN_BACKUP_PLAN",
        "RDS_RESOURCES_PROTECTED_BY_BACKUP_PLAN",
    ),
    "people sign in with MFA": ("MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS", "IAM_USER_MFA_ENABLED"),
    "the root user has MFA": ("ROOT_ACCOUNT_MFA_ENABLED", "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED"),
    "a trail is on": ("MULTI_REGION_CLOUD_TRAIL_ENABLED", "CLOUD_TRAIL_ENABLED", "CLOUDTRAIL_SECURITY_TRAIL_ENABLED"),
    "networks are logged": ("VPC_FLOW_LOGS_ENABLED",),
}
"""What the claims say that AWS Config can judge, each with the managed rules of which one must be there."""

# The standard on resource tags judges names and not safety (Security Hub guide, "Standards reference").
_BENCHMARK: Final = re.compile(r"aws-foundational-security-best-practices|cis-aws-foundations-benchmark|nist-|pci-dss")
_PACKS: Final = (CONFORMANCE_PACK, CONFIG_ORGANIZATION_PACK)


def _covered(graph: Graph) -> tuple[frozenset[str], bool]:
    """The identifiers of every managed rule; the second answer is False where there may be more."""
    found: set[str] = set()
    complete = True
    for reading in _stated(graph):
        if reading.unknown:
            complete = False
        elif reading.text is not None:
            found.add(reading.text)
    for pack in graph.of(*_PACKS):
        body, elsewhere = pack.read("templateBody"), pack.read("templateS3Uri")
        if body.unknown or not elsewhere.absent:
            complete = False
        else:
            found.update(identifiers(body))
    return frozenset(found), complete


def _stated(graph: Graph) -> Iterator[Reading]:
    for rule in graph.of(CONFIG_RULE):
        if rule.read("source.owner").default("AWS").text != "CUSTOM_LAMBDA":
            yield rule.read("source.sourceIdentifier")
    for rule in graph.of(CONFIG_ORGANIZATION_RULE):
        yield rule.read("ruleIdentifier")


def identifiers(template: Reading) -> Iterator[str]:
    """The managed rules that a conformance pack's template names; none where it is no template."""
    value = plain(template.value)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = _yaml(value)
    resources = value.get("Resources") if isinstance(value, dict) else None
    for resource in resources.values() if isinstance(resources, dict) else ():
        source = _below(resource, "Properties", "Source")
        if _below(source, "Owner") == "AWS" and isinstance(identifier := _below(source, "SourceIdentifier"), str):
            yield str(identifier)


# A pack goes to every region with the same template, and reading YAML takes longer than any rule.
@lru_cache(maxsize=64)
def _yaml(text: str) -> Any:
    try:
        # The round-trip loader reads CloudFormation's own tags (!Ref), which a safe loader refuses.
        return YAML(typ="rt", pure=True).load(text)
    except YAMLError:
        return None


def _below(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _claims_covered(graph: Graph, _bar: Thresholds) -> Findings:
    covered, complete = _covered(graph)
    missing = [topic for topic, rules in TOPICS.items() if not covered.intersection(rules)]
    if not missing:
        return
    if complete:
        yield failed(None, f"no Config rule or conformance pack checks that {', that '.join(missing)}")
    else:
        yield undetermined(None, "not every Config rule is known yet; together they must check what is claimed")


def _evidence(graph: Graph, _bar: Thresholds) -> Findings:
    if graph.of(AUDIT_ASSESSMENT):
        for assessment in graph.of(AUDIT_ASSESSMENT):
            for path in ("roles", "scope", "assessmentReportsDestination"):
                if assessment.read(path).absent:
                    yield failed(None, f"the assessment {assessment.name} has no {path}")
        return
    for answers, what in (
        ([_judges(pack) for pack in graph.of(*_PACKS)], "a conformance pack with rules of AWS"),
        ([_is_benchmark(each) for each in graph.of(HUB_STANDARD)], "a Security Hub standard that judges the account"),
    ):
        if True not in answers:
            lacking = f"the stack has neither an Audit Manager assessment nor {what}"
            yield undetermined(None, f"{lacking}, as far as is known") if None in answers else failed(None, lacking)


def _judges(pack: Resource) -> bool | None:
    """Whether a pack states a rule of AWS; one that lies in a bucket is taken to."""
    body = pack.read("templateBody")
    if body.unknown:
        return None
    return not pack.read("templateS3Uri").absent or any(True for _ in identifiers(body))


def _is_benchmark(standard: Resource) -> bool | None:
    arn = standard.read("standardsArn")
    return None if arn.unknown else _BENCHMARK.search(arn.text or "") is not None


def _pack(template: Value) -> Declared:
    return Declared(type=CONFORMANCE_PACK, name="pack", properties={"templateBody": template})


def _template(*named: str) -> str:
    rules = {
        name.title().replace("_", ""): {
            "Type": "AWS::Config::ConfigRule",
            "Properties": {"Source": {"Owner": "AWS", "SourceIdentifier": name}},
        }
        for name in named
    }
    return json.dumps({"Resources": rules})


_STANDARD: Final = Declared(
    type=HUB_STANDARD,
    name="standard",
    properties={
        "standardsArn": "arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0"
    },
)

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="config-rules-cover-claims",
        types=(CONFIG_RULE, CONFIG_ORGANIZATION_RULE, *_PACKS),
        judge=_claims_covered,
        examples=Examples(
            good=(_pack(_template(*(rules[0] for rules in TOPICS.values()))),),
            bad=(_pack(_template("RDS_STORAGE_ENCRYPTED")),),
            unknown=(_pack(UNKNOWN),),
        ),
    ),
    CompletenessRule(
        id="audit-evidence-collected",
        types=(AUDIT_ASSESSMENT, HUB_STANDARD, *_PACKS),
        judge=_evidence,
        examples=Examples(good=(_pack(_template("RDS_STORAGE_ENCRYPTED")), _STANDARD), bad=(_STANDARD,), unknown=None),
    ),
)
