"""Rules on EKS: the endpoint, the control plane's logs, secrets and the ways into nodes."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import given, must_be_false, must_be_set, must_be_true, when
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.data.lists import must_include
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, undetermined

_CLUSTER: Final = "aws:eks/cluster:Cluster"
_NODES: Final = "aws:eks/nodeGroup:NodeGroup"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_EVERYONE: Final = ("0.0.0.0/0", "::/0")
_OLDEST: Final = (1, 29)


def _guarded(_resource: Resource, bar: Thresholds) -> bool:
    return bar.deletion_protection


def _secrets_encrypted(cluster: Resource, bar: Thresholds) -> Findings:
    yield from must_include("encryptionConfig.resources", "secrets")(cluster, bar)
    yield from must_be_set("encryptionConfig.provider.keyArn", proven_by=NAMES_OF_KEYS)(cluster, bar)


def _for_few(cluster: Resource, _bar: Thresholds) -> Findings:
    public, ranges = cluster.read("vpcConfig.endpointPublicAccess"), cluster.read("vpcConfig.publicAccessCidrs")
    if public.truth is False:
        return
    if ranges.unknown or any(each.unknown for each in ranges.each()):
        yield undetermined(ranges, "publicAccessCidrs is not known yet; it must not hold everybody")
        return
    wide = [each.text for each in ranges.each() if each.text in _EVERYONE]
    if wide or not any(True for _ in ranges.each()):
        message = (
            "the public endpoint is for everybody"
            if wide
            else "publicAccessCidrs is not set, so the public endpoint is for everybody"
        )
        yield undetermined(public, f"{message}, if there is one") if public.unknown else failed(ranges, message)


def _without_open_ssh(nodes: Resource, _bar: Thresholds) -> Findings:
    key, groups = nodes.read("remoteAccess.ec2SshKey"), nodes.read("remoteAccess.sourceSecurityGroupIds")
    if not given(key) or (groups.known and groups.value != []):
        return
    if groups.unknown or nodes.read("remoteAccess").unknown:
        yield undetermined(groups, "sourceSecurityGroupIds is not known yet; without it SSH is open to everybody")
    else:
        yield failed(groups, "ec2SshKey is set without sourceSecurityGroupIds, so SSH is open to everybody")


def _supported(cluster: Resource, _bar: Thresholds) -> Findings:
    version = cluster.read("version")
    parts = str(version.text).split(".")
    if version.unknown:
        yield undetermined(version, "version is not known yet; EKS must still support it")
    elif version.known and all(part.isdigit() for part in parts) and tuple(int(part) for part in parts) < _OLDEST:
        yield failed(version, f"version is {version.shown}, which EKS no longer supports")


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "eks-cluster-endpoint-private",
        (_CLUSTER,),
        must_be_false("vpcConfig.endpointPublicAccess", default=True),
        examples(
            _CLUSTER,
            good={"name": "orders", "vpcConfig": {"endpointPublicAccess": False}},
            bad={"name": "orders"},
            unknown={"name": "orders", "vpcConfig": {"endpointPublicAccess": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "eks-cluster-endpoint-for-few",
        (_CLUSTER,),
        _for_few,
        examples(
            _CLUSTER,
            good={"name": "orders", "vpcConfig": {"endpointPublicAccess": True, "publicAccessCidrs": ["192.0.2.0/24"]}},
            bad={"name": "orders", "vpcConfig": {"endpointPublicAccess": True}},
            unknown={"name": "orders", "vpcConfig": {"endpointPublicAccess": True, "publicAccessCidrs": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "eks-cluster-secrets-encrypted",
        (_CLUSTER,),
        _secrets_encrypted,
        examples(
            _CLUSTER,
            good={"name": "orders", "encryptionConfig": {"resources": ["secrets"], "provider": {"keyArn": _KEY}}},
            bad={"name": "orders", "encryptionConfig": {"resources": ["secrets"]}},
            unknown={"name": "orders", "encryptionConfig": {"resources": ["secrets"], "provider": {"keyArn": UNKNOWN}}},
        ),
    ),
    ResourceRule(
        "eks-cluster-logs",
        (_CLUSTER,),
        must_include("enabledClusterLogTypes", "api", "audit", "authenticator", "controllerManager", "scheduler"),
        examples(
            _CLUSTER,
            good={
                "name": "orders",
                "enabledClusterLogTypes": ["api", "audit", "authenticator", "controllerManager", "scheduler"],
            },
            bad={"name": "orders"},
            unknown={"name": "orders", "enabledClusterLogTypes": UNKNOWN},
        ),
    ),
    ResourceRule(
        "eks-cluster-version",
        (_CLUSTER,),
        _supported,
        examples(
            _CLUSTER,
            good={"name": "orders", "version": "1.33"},
            bad={"name": "orders", "version": "1.22"},
            unknown={"name": "orders", "version": UNKNOWN},
        ),
    ),
    ResourceRule(
        "eks-cluster-deletion-protection",
        (_CLUSTER,),
        when(_guarded, must_be_true("deletionProtection")),
        examples(
            _CLUSTER,
            good={"name": "orders", "deletionProtection": True},
            bad={"name": "orders"},
            unknown={"name": "orders", "deletionProtection": UNKNOWN},
        ),
    ),
    ResourceRule(
        "eks-nodes-without-open-ssh",
        (_NODES,),
        _without_open_ssh,
        examples(
            _NODES,
            good={
                "clusterName": "orders",
                "remoteAccess": {"ec2SshKey": "operators", "sourceSecurityGroupIds": ["sg-0a1b2c3d4e5f60718"]},
            },
            bad={"clusterName": "orders", "remoteAccess": {"ec2SshKey": "operators"}},
            unknown={
                "clusterName": "orders",
                "remoteAccess": {"ec2SshKey": "operators", "sourceSecurityGroupIds": UNKNOWN},
            },
        ),
    ),
)
