"""A directory survives the loss of a zone, by its controllers, and of a region, by its replica."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_at_least, must_be_one_of, when
from guardrails.rule import (
    CompletenessRule,
    Declared,
    Examples,
    Findings,
    RelationRule,
    ResourceRule,
    Rule,
    examples,
)
from guardrails.rules.operations.types import DIRECTORY, DIRECTORY_LOG, DIRECTORY_REGION
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Secret, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_MICROSOFT: Final = "MicrosoftAD"
_SIMPLE: Final = "SimpleAD"
_CONNECTOR: Final = "ADConnector"


def _is_microsoft(directory: Resource, _bar: Thresholds | None = None) -> bool:
    """Whether AWS runs domain controllers of its own for it: a connector only passes requests on."""
    kind = directory.read("type").default(_SIMPLE)
    return kind.unknown or kind.text == _MICROSOFT


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    kinds = [directory.read("type").default(_SIMPLE) for directory in graph.of(DIRECTORY)]
    if any(kind.text == _MICROSOFT for kind in kinds):
        return
    if any(kind.unknown for kind in kinds):
        yield undetermined(None, "the type of a Directory is not known yet; one must be MicrosoftAD")
    else:
        yield failed(None, "the stack has no Directory of type MicrosoftAD")


def _can_replicate(directory: Resource, bar: Thresholds) -> Findings:
    kind = directory.read("type").default(_SIMPLE)
    if kind.text == _CONNECTOR:
        yield not_applicable("a connector keeps no directory")
    elif kind.text == _SIMPLE:
        yield failed(kind, "type is SimpleAD, which AWS replicates to no other region")
    else:
        yield from must_be_one_of("edition", "Enterprise", default="Enterprise")(directory, bar)


def _elsewhere(directory: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if not _is_microsoft(directory):
        yield not_applicable("only a directory of type MicrosoftAD can be in two regions")
        return
    found = graph.referrers(directory, DIRECTORY_REGION, "directoryId")
    home = graph.region_of(directory)
    regions = [replica.read("regionName") for replica in found.resources]
    if any(region.known and not home.unknown and region.text != home.text for region in regions):
        return
    if not found.resolved or any(region.unknown for region in regions) or (regions and home.unknown):
        yield undetermined(None, "whether a ServiceRegion is in another region is not known yet")
    else:
        yield failed(None, "no ServiceRegion has the directory in another region")


def _logged(directory: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if not _is_microsoft(directory):
        yield not_applicable("only a directory of type MicrosoftAD forwards its security log")
        return
    found = graph.referrers(directory, DIRECTORY_LOG, "directoryId")
    if found.resources:
        return
    if found.resolved:
        yield failed(None, "no LogSubscription forwards the directory's security log")
    else:
        yield undetermined(None, "a LogSubscription's directoryId is not known; it may be this directory's")


def _directory(**properties: Value) -> dict[str, Value]:
    return {
        "name": "corp.example.com",
        "password": Secret(UNKNOWN),
        "type": _MICROSOFT,
        "vpcSettings": {"vpcId": "vpc-0123456789abcdef0", "subnetIds": ["subnet-0a", "subnet-0b"]},
        **properties,
    }


_DIRECTORY: Final = Declared(type=DIRECTORY, name="directory", properties=_directory(region="eu-west-1"))


def _replica(region: Value) -> Declared:
    return Declared(
        type=DIRECTORY_REGION,
        name="replica",
        properties={
            "directoryId": UNKNOWN,
            "regionName": region,
            "vpcSettings": {"vpcId": "vpc-0fedcba9876543210", "subnetIds": ["subnet-0c", "subnet-0d"]},
        },
        depends={"directoryId": ("directory",)},
    )


def _log(**depends: tuple[str, ...]) -> Declared:
    return Declared(
        type=DIRECTORY_LOG,
        name="log",
        properties={"directoryId": UNKNOWN, "logGroupName": "directory"},
        depends=depends,
    )


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="directory-present",
        types=(DIRECTORY,),
        judge=_present,
        examples=Examples(
            good=(_DIRECTORY,),
            bad=(Declared(type=DIRECTORY, name="directory", properties=_directory(type=_SIMPLE)),),
            unknown=None,
        ),
    ),
    ResourceRule(
        id="directory-two-controllers",
        types=(DIRECTORY, DIRECTORY_REGION),
        judge=when(
            lambda resource, _bar: resource.type == DIRECTORY_REGION or _is_microsoft(resource),
            must_be_at_least("desiredNumberOfDomainControllers", 2, default=2),
        ),
        examples=examples(
            DIRECTORY,
            good=_directory(desiredNumberOfDomainControllers=2),
            bad=_directory(desiredNumberOfDomainControllers=1),
            unknown=_directory(desiredNumberOfDomainControllers=UNKNOWN),
        ),
    ),
    ResourceRule(
        id="directory-enterprise-edition",
        types=(DIRECTORY,),
        judge=_can_replicate,
        examples=examples(
            DIRECTORY,
            good=_directory(edition="Enterprise"),
            bad=_directory(edition="Standard"),
            unknown=_directory(edition=UNKNOWN),
        ),
    ),
    RelationRule(
        id="directory-second-region",
        types=(DIRECTORY,),
        judge=_elsewhere,
        examples=Examples(
            good=(_DIRECTORY, _replica("eu-central-1")),
            bad=(_DIRECTORY, _replica("eu-west-1")),
            unknown=(_DIRECTORY, _replica(UNKNOWN)),
        ),
    ),
    RelationRule(
        id="directory-security-log",
        types=(DIRECTORY,),
        judge=_logged,
        examples=Examples(
            good=(_DIRECTORY, _log(directoryId=("directory",))),
            bad=(_DIRECTORY,),
            unknown=(_DIRECTORY, _log()),
        ),
    ),
)
