"""Rules on volumes: encrypted, under a customer key, whoever makes them."""

from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_customer_key, must_be_one_of, must_be_true
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.audit.types import NAMES_OF_KEYS
from guardrails.rules.compute.types import (
    ENCRYPTION_BY_DEFAULT,
    INSTANCE,
    LAUNCH_TEMPLATE,
    SERVERS,
    SNAPSHOT_BLOCK,
    VOLUME,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, State, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_ZONE: Final = {"availabilityZone": "eu-west-1a", "size": 30}


def _devices(server: Resource) -> Iterator[Reading]:
    """The ``encrypted`` of each volume that a server starts with, the root's among them."""
    if server.type == LAUNCH_TEMPLATE:
        mappings = server.read("blockDeviceMappings")
        if not mappings.known:
            yield Reading("blockDeviceMappings", mappings.state)
        for mapping in mappings.each():
            # No device and instance storage are not volumes.
            if not mapping.get("ebs").absent:
                yield mapping.get("ebs").get("encrypted")
        return
    yield server.read("rootBlockDevice").get("encrypted")
    volumes = server.read("ebsBlockDevices")
    if volumes.unknown:
        yield Reading("ebsBlockDevices", State.UNKNOWN)
    for volume in volumes.each():
        if volume.get("noDevice").truth is not True:
            yield volume.get("encrypted")


def _start_encrypted(server: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if server.type == INSTANCE and server.read("rootBlockDevice").absent and not server.read("launchTemplate").absent:
        yield not_applicable("the launch template says it, and is judged itself")
        return
    by_default = graph.derived(_by_default)
    for encrypted in _devices(server):
        if encrypted.unknown:
            yield undetermined(encrypted, f"{encrypted.path} is not known yet; every volume must be encrypted")
        elif encrypted.absent:
            if not by_default:
                yield failed(encrypted, f"{encrypted.path} is not set, and no EncryptionByDefault is in the stack")
        elif encrypted.truth is not True:
            yield failed(encrypted, f"{encrypted.path} is {encrypted.shown}, it must be true")


def _by_default(graph: Graph) -> bool:
    return any(each.read("enabled").default(True).truth for each in graph.of(ENCRYPTION_BY_DEFAULT))


def _instance(encrypted: Value) -> tuple[Declared, ...]:
    return (
        Declared(
            type=INSTANCE,
            properties={"ami": "ami-0123456789abcdef0", "rootBlockDevice": {"encrypted": encrypted}},
        ),
    )


RULES: tuple[Rule, ...] = (
    RelationRule(
        "ec2-block-devices-encrypted",
        SERVERS,
        _start_encrypted,
        Examples(good=_instance(True), bad=_instance(False), unknown=_instance(UNKNOWN)),
    ),
    ResourceRule(
        "ebs-volume-encrypted",
        (VOLUME,),
        must_be_true("encrypted"),
        examples(
            VOLUME,
            good={**_ZONE, "encrypted": True},
            bad={**_ZONE, "encrypted": False},
            unknown={**_ZONE, "encrypted": UNKNOWN},
        ),
    ),
    ResourceRule(
        "ebs-volume-customer-key",
        (VOLUME,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            VOLUME,
            good={**_ZONE, "encrypted": True, "kmsKeyId": _KEY},
            bad={**_ZONE, "encrypted": True},
            unknown={**_ZONE, "encrypted": True, "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "ebs-encryption-by-default",
        (ENCRYPTION_BY_DEFAULT,),
        must_be_true("enabled", default=True),
        examples(ENCRYPTION_BY_DEFAULT, good={"enabled": True}, bad={"enabled": False}, unknown={"enabled": UNKNOWN}),
    ),
    ResourceRule(
        "ebs-snapshots-not-shared",
        (SNAPSHOT_BLOCK,),
        # block-new-sharing leaves in the open what is there already.
        must_be_one_of("state", "block-all-sharing"),
        examples(
            SNAPSHOT_BLOCK,
            good={"state": "block-all-sharing"},
            bad={"state": "block-new-sharing"},
            unknown={"state": UNKNOWN},
        ),
    ),
)
