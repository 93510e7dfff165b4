"""vm.image: registries whose tags never move, scanned, under a customer key, for nobody public; and what runs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.data.s3_documents import nobody_public
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Responses, Scope, holds_if_found
from verification.compute.calls import (
    CLUSTERS,
    REGISTRY_POLICY,
    REGISTRY_SCANNING,
    REPOSITORIES,
    REPOSITORY_LIFECYCLE,
    REPOSITORY_POLICY,
    SCAN,
    TASK_DETAILS,
    TASKS,
)
from verification.data.calls import KEY
from verification.data.requirements import CUSTOMER_KEY, KEY_ARN, MANAGED_KEY, no_customer_key, statements_broken
from verification.live import Live

_SCANS: Final = ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")
# What one call describes (ECS API reference, DescribeTasks).
_TOGETHER: Final = 100
_IN_ECR: Final = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/(?P<repository>[^:@]+).*"
)


def repositories(live: Live) -> Iterator[Found]:
    """Every private repository."""
    for each in live.items(REPOSITORIES):
        yield Found(each["repositoryArn"], each)


def _immutable(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    value = found.facts.get("imageTagMutability")
    if value != "IMMUTABLE":
        yield broken("imageTagMutability", f"imageTagMutability is {value}, it must be IMMUTABLE")


def _scanned(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if (found.facts.get("imageScanningConfiguration") or {}).get("scanOnPush"):
        return
    # The registry's own rules take the place of the repository's setting (ECR user guide, "Image scanning").
    scanning = (live.one(REGISTRY_SCANNING) or {}).get("scanningConfiguration") or {}
    patterns = (
        filter_["filter"]
        for rule in scanning.get("rules") or ()
        if rule.get("scanFrequency") in _SCANS
        for filter_ in rule.get("repositoryFilters") or ()
    )
    if not any(_matches(found.facts["repositoryName"], pattern) for pattern in patterns):
        yield broken(
            "imageScanningConfiguration.scanOnPush", "scanOnPush is false, and no rule of the registry scans it"
        )


def _matches(name: str, pattern: str) -> bool:
    # A filter without a wildcard stands for every name that holds it (ECR user guide, "Filters").
    return fnmatchcase(name, pattern if "*" in pattern else f"*{pattern}*")


def _encrypted(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    kind = (found.facts.get("encryptionConfiguration") or {}).get("encryptionType", "AES256")
    if not kind.startswith("KMS"):
        yield broken("encryptionConfiguration.encryptionType", f"encryptionType is {kind}, it must be KMS or KMS_DSSE")


def _under_own_key(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    key = (found.facts.get("encryptionConfiguration") or {}).get("kmsKey")
    yield from no_customer_key(live, "encryptionConfiguration.kmsKey", key)


def _not_public(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    policy = (live.one(REPOSITORY_POLICY, {"repositoryName": found.facts["repositoryName"]}) or {}).get("policyText")
    yield from statements_broken("policyText", policy, nobody_public)
    registry = (live.one(REGISTRY_POLICY) or {}).get("policyText")
    yield from statements_broken("registry policyText", registry, nobody_public)


def _cleaned(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if live.one(REPOSITORY_LIFECYCLE, {"repositoryName": found.facts["repositoryName"]}) is None:
        yield broken("lifecyclePolicyText", "no lifecycle policy expires the repository's old images")


def _deployed(live: Live) -> Iterator[Found]:
    """Each image of this account's registries that a task runs, once."""
    seen: set[tuple[str, str, str]] = set()
    for cluster in live.items(CLUSTERS):
        named = live.items(TASKS, {"cluster": cluster})
        for first in range(0, len(named), _TOGETHER):
            for task in live.items(TASK_DETAILS, {"cluster": cluster, "tasks": named[first : first + _TOGETHER]}):
                seen.update(_images(task))
    for region, repository, digest in sorted(seen):
        arn = live.arn("ecr", f"repository/{repository}@{digest}", region=region)
        yield Found(arn, {"region": region, "repository": repository, "digest": digest})


def _images(task: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    owner = str(task.get("taskArn", ":::::")).split(":")[4]
    for container in task.get("containers") or ():
        match = _IN_ECR.fullmatch(container.get("image", ""))
        digest = container.get("imageDigest")
        # Another account's registry is asked there.
        if match and digest and match["account"] == owner:
            yield match["region"], match["repository"], digest


def _nothing_critical(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    there = replace(live, region=found.facts["region"])
    asked = {"repositoryName": found.facts["repository"], "imageId": {"imageDigest": found.facts["digest"]}}
    answer = there.one(SCAN, asked)
    status = ((answer or {}).get("imageScanStatus") or {}).get("status")
    if answer is None or status in ("FAILED", "UNSUPPORTED_IMAGE"):
        shown = status or "not there"
        yield broken("imageScanStatus", f"imageScanStatus is {shown}: nobody knows how vulnerable what runs is")
        return
    counts = (answer.get("imageScanFindings") or {}).get("findingSeverityCounts") or {}
    if critical := counts.get("CRITICAL", 0):
        yield broken("findingSeverityCounts.CRITICAL", f"{critical} critical vulnerabilities are in an image that runs")


_ARN: Final = "arn:aws:ecr:eu-west-1:123456789012:repository/web"
_DIGEST: Final = "sha256:" + "0a1b2c3d" * 8


def _repository(**facts: Any) -> Responses:
    one = {
        "repositoryArn": _ARN,
        "repositoryName": "web",
        "imageTagMutability": "IMMUTABLE",
        "imageScanningConfiguration": {"scanOnPush": False},
        "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": KEY_ARN},
        **facts,
    }
    return {REPOSITORIES: {"repositories": [one]}}


def _scanning(name: str) -> Responses:
    rule = {"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": name, "filterType": "WILDCARD"}]}
    return {**_repository(), REGISTRY_SCANNING: {"scanningConfiguration": {"scanType": "ENHANCED", "rules": [rule]}}}


def _open_to(principal: str) -> Responses:
    text = (
        f'{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": "{principal}"}}, '
        '"Action": "ecr:BatchGetImage"}]}'
    )
    return {**_repository(), REPOSITORY_POLICY: {"policyText": text}}


def _running(**counts: int) -> Responses:
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.4.2"
    task = "arn:aws:ecs:eu-west-1:123456789012:task/services/0a1b2c3d"
    containers = [{"image": image, "imageDigest": _DIGEST}, {"image": "public.ecr.aws/xray/aws-xray-daemon:3.x"}]
    status = {"status": "COMPLETE"}
    return {
        CLUSTERS: {"clusterArns": ["arn:aws:ecs:eu-west-1:123456789012:cluster/services"]},
        TASKS: {"taskArns": [task]},
        TASK_DETAILS: {"tasks": [{"taskArn": task, "containers": containers}]},
        SCAN: {"imageScanStatus": status, "imageScanFindings": {"findingSeverityCounts": counts}},
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="image-registry-present",
        calls=(REPOSITORIES,),
        finds=repositories,
        judge=holds_if_found,
        # Images are pushed at home, and copied elsewhere.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_repository(), broken=None),
    ),
    Check(
        id="ecr-repository-tags-immutable",
        calls=(REPOSITORIES,),
        finds=repositories,
        judge=_immutable,
        examples=Examples(holds=_repository(), broken=_repository(imageTagMutability="MUTABLE")),
    ),
    Check(
        id="ecr-repository-scan-on-push",
        calls=(REPOSITORIES, REGISTRY_SCANNING),
        finds=repositories,
        judge=_scanned,
        examples=Examples(holds=_scanning("*"), broken=_scanning("shop/*")),
    ),
    Check(
        id="ecr-repository-encrypted",
        calls=(REPOSITORIES,),
        finds=repositories,
        judge=_encrypted,
        examples=Examples(
            holds=_repository(), broken=_repository(encryptionConfiguration={"encryptionType": "AES256"})
        ),
    ),
    Check(
        id="ecr-repository-customer-key",
        calls=(REPOSITORIES, KEY),
        finds=repositories,
        judge=_under_own_key,
        examples=Examples(holds={**_repository(), KEY: CUSTOMER_KEY}, broken={**_repository(), KEY: MANAGED_KEY}),
    ),
    Check(
        id="ecr-repository-not-public",
        calls=(REPOSITORIES, REPOSITORY_POLICY, REGISTRY_POLICY),
        finds=repositories,
        judge=_not_public,
        examples=Examples(holds=_open_to("arn:aws:iam::123456789012:root"), broken=_open_to("*")),
    ),
    Check(
        id="ecr-repository-lifecycle",
        calls=(REPOSITORIES, REPOSITORY_LIFECYCLE),
        finds=repositories,
        judge=_cleaned,
        examples=Examples(
            holds={**_repository(), REPOSITORY_LIFECYCLE: {"lifecyclePolicyText": "{}".ljust(100)}},
            broken=_repository(),
        ),
    ),
    Check(
        id="ecr-deployed-image-nothing-critical",
        calls=(CLUSTERS, TASKS, TASK_DETAILS, SCAN),
        finds=_deployed,
        judge=_nothing_critical,
        examples=Examples(holds=_running(HIGH=2), broken=_running(CRITICAL=1)),
        info=RuleInfo(
            id="ecr-deployed-image-nothing-critical",
            control="vm.image",
            title="No image that runs has a critical vulnerability",
            severity=Severity.HIGH,
            fix="Build the image again on a patched base, and deploy it.",
        ),
    ),
)
