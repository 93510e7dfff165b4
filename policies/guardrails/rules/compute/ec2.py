"""Rules on servers and on what starts them: no way in, no public address, nothing secret told at the start."""

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_one_of, must_be_true, must_not_be, must_not_be_set
from guardrails.rule import Findings, JudgeResource, ResourceRule, Rule, examples
from guardrails.rules.compute.types import (
    AMI_PERMISSION,
    INSTANCE,
    LAUNCH_CONFIGURATION,
    LAUNCH_TEMPLATE,
    SERVERS,
)
from guardrails.rules.data.secret_values import shape_of
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_TOKENS: Final = "metadataOptions.httpTokens"
_AMI: Final = {"ami": "ami-0123456789abcdef0", "instanceType": "m7g.large", "subnetId": "subnet-0a1"}


def _where_said(path: str, judge_it: JudgeResource) -> JudgeResource:
    """The requirement, unless the server takes what it does not say from its launch template."""

    def judge(server: Resource, bar: Thresholds) -> Findings:
        if server.type == INSTANCE and server.read(path).absent and not server.read("launchTemplate").absent:
            yield not_applicable("the launch template says it, and is judged itself")
        else:
            yield from judge_it(server, bar)

    return judge


def _imdsv2(server: Resource, bar: Thresholds) -> Findings:
    if server.read("metadataOptions.httpEndpoint").text != "disabled":
        yield from must_be_one_of(_TOKENS, "required", default="optional")(server, bar)


def _near(server: Resource, _bar: Thresholds) -> Findings:
    hops = server.read("metadataOptions.httpPutResponseHopLimit")
    if hops.unknown:
        yield undetermined(hops, f"{hops.path} is not known yet; it must be 1")
    elif hops.known and hops.number != 1:
        yield failed(hops, f"{hops.path} is {hops.shown}, it must be 1: further hops reach containers and proxies")


def _addresses(server: Resource) -> Iterator[Reading]:
    if server.type != LAUNCH_TEMPLATE:
        yield server.read("associatePublicIpAddress")
        return
    interfaces = server.read("networkInterfaces")
    if interfaces.unknown:
        yield interfaces
    for interface in interfaces.each():
        yield interface.get("associatePublicIpAddress")


def _private(server: Resource, _bar: Thresholds) -> Findings:
    for public in _addresses(server):
        if public.unknown:
            yield undetermined(public, f"{public.path} is not known yet; it must not be true")
        elif public.truth:
            yield failed(public, f"{public.path} is true")


def _in_vpc(server: Resource, _bar: Thresholds) -> Findings:
    interfaces = (server.read("networkInterfaces"), server.read("primaryNetworkInterface"))
    if server.read("subnetId").absent and all(given.absent or given.value == [] for given in interfaces):
        yield failed("subnetId", "subnetId is not set, so the server starts in the default VPC")


def _texts(server: Resource) -> Iterator[tuple[str, Reading, str]]:
    for path in ("userData", "userDataBase64"):
        if path == "userDataBase64" and server.type == LAUNCH_TEMPLATE:
            continue
        data = server.read(path)
        text = str(data.text or "")
        yield path, data, text
        try:
            yield path, data, base64.b64decode(text, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            continue


def _tells_nothing(server: Resource, _bar: Thresholds) -> Findings:
    said: set[str] = set()
    for path, data, text in _texts(server):
        if path in said:
            continue
        shape = shape_of(text)
        if data.unknown or shape is not None:
            said.add(path)
        if data.unknown:
            yield undetermined(data, f"{path} is not known yet; it must hold no secret")
        elif shape is not None:
            yield failed(path, f"{path} holds {shape}")


def _watched(server: Resource, bar: Thresholds) -> Findings:
    path = {INSTANCE: "monitoring", LAUNCH_TEMPLATE: "monitoring.enabled"}.get(server.type, "enableMonitoring")
    yield from must_be_true(path, default=server.type == LAUNCH_CONFIGURATION)(server, bar)


def _has_profile(server: Resource, _bar: Thresholds) -> Findings:
    profile = server.read("iamInstanceProfile")
    if profile.absent or profile.value in ("", {}):
        yield failed(profile, "iamInstanceProfile is not set, so the server has no identity but keys that are given it")


def _server(**changes: Value) -> dict[str, Value]:
    return {**_AMI, **changes}


def _rule(
    rule_id: str,
    judge: JudgeResource,
    *,
    good: Value,
    bad: Value,
    unknown: Value | None,
    types: tuple[str, ...] = SERVERS,
) -> ResourceRule:
    given = None if unknown is None else _server(**unknown)
    return ResourceRule(
        rule_id, types, judge, examples(INSTANCE, good=_server(**good), bad=_server(**bad), unknown=given)
    )


RULES: tuple[Rule, ...] = (
    _rule(
        "ec2-imdsv2-required",
        _where_said("metadataOptions", _imdsv2),
        good={"metadataOptions": {"httpTokens": "required"}},
        bad={"metadataOptions": {"httpTokens": "optional"}},
        unknown={"metadataOptions": {"httpTokens": UNKNOWN}},
    ),
    _rule(
        "ec2-metadata-hop-limit",
        _near,
        good={"metadataOptions": {"httpPutResponseHopLimit": 1}},
        bad={"metadataOptions": {"httpPutResponseHopLimit": 2}},
        unknown={"metadataOptions": {"httpPutResponseHopLimit": UNKNOWN}},
    ),
    _rule(
        "ec2-instance-no-public-address",
        _private,
        good={"associatePublicIpAddress": False},
        bad={"associatePublicIpAddress": True},
        unknown={"associatePublicIpAddress": UNKNOWN},
        types=(INSTANCE,),
    ),
    ResourceRule(
        "ec2-launch-template-no-public-address",
        (LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION),
        _private,
        examples(
            LAUNCH_TEMPLATE,
            good={"networkInterfaces": [{"associatePublicIpAddress": "false"}]},
            bad={"networkInterfaces": [{"associatePublicIpAddress": "true"}]},
            unknown={"networkInterfaces": UNKNOWN},
        ),
    ),
    _rule(
        "ec2-no-key-pair",
        must_not_be_set("keyName", because="a key that never expires and that nobody can take back"),
        good={},
        bad={"keyName": "admin"},
        unknown=None,
    ),
    _rule(
        "ec2-instance-in-vpc",
        _where_said("subnetId", _in_vpc),
        good={},
        bad={"subnetId": None},
        unknown=None,
        types=(INSTANCE,),
    ),
    _rule(
        "ec2-user-data-without-keys",
        _tells_nothing,
        good={"userData": "#!/bin/sh\nsystemctl start web"},
        bad={"userData": "#!/bin/sh\nexport AWS_ACCESS_KEY_ID=" + "AKIA" + "IOSFODNN7EXAMPLE"},
        unknown={"userData": UNKNOWN},
    ),
    _rule(
        "ec2-instance-profile",
        _where_said("iamInstanceProfile", _has_profile),
        good={"iamInstanceProfile": "web"},
        bad={},
        unknown=None,
        types=(INSTANCE,),
    ),
    _rule(
        "ec2-detailed-monitoring",
        _where_said("monitoring", _watched),
        good={"monitoring": True},
        bad={"monitoring": False},
        unknown={"monitoring": UNKNOWN},
    ),
    _rule(
        "ec2-termination-protection",
        _where_said("disableApiTermination", must_be_true("disableApiTermination")),
        good={"disableApiTermination": True},
        bad={"disableApiTermination": False},
        unknown={"disableApiTermination": UNKNOWN},
        types=(INSTANCE,),
    ),
    ResourceRule(
        "ec2-ami-not-public",
        (AMI_PERMISSION,),
        must_not_be("group", "all"),
        examples(
            AMI_PERMISSION,
            good={"imageId": "ami-0123456789abcdef0", "accountId": "123456789012"},
            bad={"imageId": "ami-0123456789abcdef0", "group": "all"},
            unknown={"imageId": "ami-0123456789abcdef0", "group": UNKNOWN},
        ),
    ),
)
