"""Rules on registries: tags that never move, scanned images, under a customer key, for nobody public."""

import json

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of, must_be_true
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.audit.types import NAMES_OF_KEYS
from guardrails.rules.compute.types import (
    CLUSTER,
    REGISTRY_POLICY,
    REPOSITORY,
    REPOSITORY_LIFECYCLE,
    REPOSITORY_POLICY,
)
from guardrails.rules.data.s3_documents import each_statement, nobody_public
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_ENCRYPTION = "encryptionConfigurations"


def _customer_key(repository: Resource, _bar: Thresholds) -> Findings:
    key = repository.read(_ENCRYPTION).get("kmsKey")
    if key.unknown:
        yield undetermined(key, f"{key.path} is not known yet; it must name a customer key", proven_by=NAMES_OF_KEYS)
    elif key.absent or "alias/aws/" in str(key.text):
        yield failed(key, f"{key.path} is {key.shown}, so the images are under no customer key")


def _cleaned(repository: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    policies = graph.referrers(repository, REPOSITORY_LIFECYCLE, "repository")
    if policies.resources:
        return
    yield (
        failed(None, "no LifecyclePolicy expires the repository's old images")
        if policies.resolved
        else undetermined(None, "a LifecyclePolicy names a repository that is not known yet; it may be this one")
    )


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(REPOSITORY):
        yield failed(None, "the stack has no ECR repository, so its images come from nobody knows where")


def _policy(principal: str) -> dict[str, Value]:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "ecr:BatchGetImage"}
    return {"repository": "web", "policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


_WEB = {"name": "web"}

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        "image-registry-present",
        (REPOSITORY,),
        _present,
        Examples(
            good=(Declared(type=REPOSITORY, properties=_WEB),),
            bad=(Declared(type=CLUSTER, properties={"name": "services"}),),
            unknown=None,
        ),
    ),
    ResourceRule(
        "ecr-repository-scan-on-push",
        (REPOSITORY,),
        must_be_true("imageScanningConfiguration.scanOnPush"),
        examples(
            REPOSITORY,
            good={**_WEB, "imageScanningConfiguration": {"scanOnPush": True}},
            bad={**_WEB, "imageScanningConfiguration": {"scanOnPush": False}},
            unknown={**_WEB, "imageScanningConfiguration": {"scanOnPush": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "ecr-repository-tags-immutable",
        (REPOSITORY,),
        must_be_one_of("imageTagMutability", "IMMUTABLE", default="MUTABLE"),
        examples(
            REPOSITORY,
            good={**_WEB, "imageTagMutability": "IMMUTABLE"},
            bad={**_WEB, "imageTagMutability": "MUTABLE"},
            unknown={**_WEB, "imageTagMutability": UNKNOWN},
        ),
    ),
    ResourceRule(
        "ecr-repository-encrypted",
        (REPOSITORY,),
        must_be_one_of(f"{_ENCRYPTION}.encryptionType", "KMS", "KMS_DSSE", default="AES256"),
        examples(
            REPOSITORY,
            good={**_WEB, _ENCRYPTION: [{"encryptionType": "KMS", "kmsKey": _KEY}]},
            bad={**_WEB, _ENCRYPTION: [{"encryptionType": "AES256"}]},
            unknown={**_WEB, _ENCRYPTION: UNKNOWN},
        ),
    ),
    ResourceRule(
        "ecr-repository-customer-key",
        (REPOSITORY,),
        _customer_key,
        examples(
            REPOSITORY,
            good={**_WEB, _ENCRYPTION: [{"encryptionType": "KMS", "kmsKey": _KEY}]},
            bad={**_WEB, _ENCRYPTION: [{"encryptionType": "KMS"}]},
            unknown={**_WEB, _ENCRYPTION: [{"encryptionType": "KMS", "kmsKey": UNKNOWN}]},
        ),
    ),
    ResourceRule(
        "ecr-repository-not-public",
        (REPOSITORY_POLICY, REGISTRY_POLICY),
        each_statement(nobody_public),
        examples(
            REPOSITORY_POLICY,
            good=_policy("arn:aws:iam::123456789012:root"),
            bad=_policy("*"),
            unknown={"repository": "web", "policy": UNKNOWN},
        ),
    ),
    RelationRule(
        "ecr-repository-lifecycle",
        (REPOSITORY,),
        _cleaned,
        Examples(
            good=(
                Declared(type=REPOSITORY, properties=_WEB),
                Declared(type=REPOSITORY_LIFECYCLE, properties={"repository": "web", "policy": "{}"}),
            ),
            bad=(Declared(type=REPOSITORY, properties=_WEB),),
            unknown=(
                Declared(type=REPOSITORY, properties=_WEB),
                Declared(type=REPOSITORY_LIFECYCLE, properties={"repository": UNKNOWN, "policy": "{}"}),
            ),
        ),
    ),
)
