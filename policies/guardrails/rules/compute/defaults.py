"""Rules on what an account does by default in a region: encrypted, unshared, hardened, whoever makes a thing."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_false, must_be_one_of
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.compute.types import (
    DEFAULT_VOLUME_KEY,
    ENCRYPTION_BY_DEFAULT,
    IMAGE_BLOCK,
    METADATA_DEFAULTS,
    SERIAL_CONSOLE,
    SNAPSHOT_BLOCK,
)
from guardrails.rules.data.s3_types import ACCOUNT_PUBLIC_ACCESS_BLOCK
from guardrails.rules.network.types import VPC
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def _account_block(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(ACCOUNT_PUBLIC_ACCESS_BLOCK):
        yield failed(None, "the stack has no AccountPublicAccessBlock, so a bucket made by hand may be public")


def _customer_key(encryption: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    own = graph.region_of(encryption)
    there, unknown = graph.derived(_regions_of, DEFAULT_VOLUME_KEY)
    if own.text in there:
        return
    if own.unknown or unknown:
        yield undetermined(None, "the region of a DefaultKmsKey is not known yet; it must be this one")
    else:
        yield failed(None, "no DefaultKmsKey is in the region, so volumes that name no key are under AWS's")


def _regions_of(graph: Graph, type_: str) -> tuple[frozenset[str | None], bool]:
    """The known regions of a type's resources, and whether there is one whose region is unknown."""
    regions = [graph.region_of(each) for each in graph.of(type_)]
    return frozenset(each.text for each in regions if not each.unknown), any(each.unknown for each in regions)


def _where_servers_are(rule_id: str, type_: str, good: dict[str, Value], otherwise: str) -> CompletenessRule:
    """The default must be in every region with a VPC, which is where servers can be, and in one at least."""

    def judge(graph: Graph, _bar: Thresholds) -> Findings:
        there, unknown = graph.derived(_regions_of, type_)
        named = type_.rpartition(":")[2]
        if not there and not unknown:
            yield failed(None, f"the stack has no {named}, {otherwise}")
            return
        wanted = [graph.region_of(vpc) for vpc in graph.of(VPC)]
        for region in dict.fromkeys(each.text for each in wanted if not each.unknown):
            if region in there:
                continue
            where = region or "the stack's own region"
            if unknown:
                yield undetermined(None, f"the region of a {named} is not known yet; {where} needs one")
            else:
                yield failed(None, f"{where} has no {named}, {otherwise}")
        if any(each.unknown for each in wanted):
            yield undetermined(None, f"the region of a VPC is not known yet; it needs a {named}")

    def stack(region: Value) -> tuple[Declared, ...]:
        return (
            Declared(type=type_, name="default", properties={**good, "region": region}),
            Declared(type=VPC, name="network", properties={"cidrBlock": "10.0.0.0/16", "region": "eu-west-1"}),
        )

    return CompletenessRule(
        rule_id, (type_,), judge, Examples(good=stack("eu-west-1"), bad=stack("eu-central-1"), unknown=stack(UNKNOWN))
    )


def _encryption(*others: Declared) -> tuple[Declared, ...]:
    own = Declared(type=ENCRYPTION_BY_DEFAULT, name="volumes", properties={"enabled": True, "region": "eu-west-1"})
    return (own, *others)


def _volume_key(region: Value) -> Declared:
    return Declared(type=DEFAULT_VOLUME_KEY, name="key", properties={"keyArn": _KEY, "region": region})


_BLOCKED: Final = {
    "blockPublicAcls": True,
    "blockPublicPolicy": True,
    "ignorePublicAcls": True,
    "restrictPublicBuckets": True,
}

RULES: tuple[Rule, ...] = (
    ResourceRule(
        "ec2-metadata-defaults-imdsv2",
        (METADATA_DEFAULTS,),
        must_be_one_of("httpTokens", "required", default="no-preference"),
        examples(
            METADATA_DEFAULTS,
            good={"httpTokens": "required"},
            bad={"httpTokens": "no-preference"},
            unknown={"httpTokens": UNKNOWN},
        ),
    ),
    ResourceRule(
        "ec2-serial-console-off",
        (SERIAL_CONSOLE,),
        # The resource without a value switches the console on.
        must_be_false("enabled", default=True),
        examples(SERIAL_CONSOLE, good={"enabled": False}, bad={"enabled": True}, unknown={"enabled": UNKNOWN}),
    ),
    ResourceRule(
        "ec2-images-not-shared",
        (IMAGE_BLOCK,),
        must_be_one_of("state", "block-new-sharing"),
        examples(
            IMAGE_BLOCK,
            good={"state": "block-new-sharing"},
            bad={"state": "unblocked"},
            unknown={"state": UNKNOWN},
        ),
    ),
    RelationRule(
        "ebs-default-customer-key",
        (ENCRYPTION_BY_DEFAULT,),
        _customer_key,
        Examples(
            good=_encryption(_volume_key("eu-west-1")),
            bad=_encryption(),
            unknown=_encryption(_volume_key(UNKNOWN)),
        ),
    ),
    CompletenessRule(
        "s3-account-block-present",
        (ACCOUNT_PUBLIC_ACCESS_BLOCK,),
        _account_block,
        Examples(
            good=(Declared(type=ACCOUNT_PUBLIC_ACCESS_BLOCK, properties=_BLOCKED),),
            bad=(Declared(type=VPC, properties={"cidrBlock": "10.0.0.0/16"}),),
            unknown=None,
        ),
    ),
    _where_servers_are(
        "ebs-encryption-by-default-present",
        ENCRYPTION_BY_DEFAULT,
        {"enabled": True},
        "so a volume made by hand may be unencrypted",
    ),
    _where_servers_are(
        "ebs-snapshot-block-present",
        SNAPSHOT_BLOCK,
        {"state": "block-all-sharing"},
        "so a snapshot may be made public",
    ),
    _where_servers_are(
        "ec2-image-block-present",
        IMAGE_BLOCK,
        {"state": "block-new-sharing"},
        "so a machine image may be made public",
    ),
    _where_servers_are(
        "ec2-metadata-defaults-present",
        METADATA_DEFAULTS,
        {"httpTokens": "required"},
        "so a server made by hand may answer without a token",
    ),
    _where_servers_are(
        "ec2-serial-console-access-present",
        SERIAL_CONSOLE,
        {"enabled": False},
        "so the serial console may be opened",
    ),
)
