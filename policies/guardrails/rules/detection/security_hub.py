"""Security Hub: on, with the AWS and CIS standards chosen by name, in every region alike."""

import re
from collections.abc import Iterable
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_false, must_be_true
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
from guardrails.rules.detection.regions import RegionKey, beside, in_region, nothing, region_key
from guardrails.rules.detection.types import HUB_ACCOUNT, HUB_ADMINISTRATOR, HUB_AGGREGATOR, HUB_STANDARD
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_FOUNDATIONAL: Final = re.compile(r".*/aws-foundational-security-best-practices/v/[1-9].*")
_CIS: Final = re.compile(r".*/cis-aws-foundations-benchmark/v/(\d+)\..*")
_OLDEST_CIS: Final = 3


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(HUB_ACCOUNT):
        yield failed(None, "the stack has no Security Hub account")


def _is_cis(arn: str) -> bool:
    version = _CIS.fullmatch(arn)
    return version is not None and int(version[1]) >= _OLDEST_CIS


def missing_standards(arns: Iterable[str]) -> tuple[str, ...]:
    """The required standards that none of these ARNs names."""
    texts = list(arns)
    return tuple(
        name
        for name, there in (
            ("AWS Foundational Security Best Practices", any(map(_FOUNDATIONAL.fullmatch, texts))),
            (f"CIS AWS Foundations Benchmark {_OLDEST_CIS}.0.0 or later", any(map(_is_cis, texts))),
        )
        if not there
    )


def _standards(hub: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    missing, settled = graph.derived(_missing_standards, region_key(hub, graph))
    if not missing:
        return
    if settled:
        yield failed(None, f"no StandardsSubscription of this region is to {' or to '.join(missing)}")
    else:
        yield undetermined(None, f"not every StandardsSubscription is known yet; one must be to {missing[0]}")


def _missing_standards(graph: Graph, region: RegionKey) -> tuple[tuple[str, ...], bool]:
    """The standards that a region does not subscribe to, and whether all its subscriptions are known."""
    standards, resolved = in_region(graph, region, HUB_STANDARD)
    arns = [standard.read("standardsArn") for standard in standards]
    missing = missing_standards(reading.text for reading in arns if reading.text is not None)
    return missing, resolved and not any(reading.unknown for reading in arns)


def _administered(hub: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(HUB_ADMINISTRATOR):
        yield not_applicable("the stack appoints no administrator of an organisation")
        return
    found, resolved = beside(hub, graph, HUB_ADMINISTRATOR)
    if not found:
        yield from nothing("OrganizationAdminAccount", resolved=resolved)


def _gathered(_hub_of_region: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if graph.derived(_regions_with_hub) < 2:
        yield not_applicable("the stack has Security Hub in one region")
    elif not graph.of(HUB_AGGREGATOR):
        yield failed(None, "no FindingAggregator gathers the findings of the stack's regions")


def _regions_with_hub(graph: Graph) -> int:
    return len({graph.region_of(each).text for each in graph.of(HUB_ACCOUNT)})


def _hub(region: Value = None, name: str = "hub") -> Declared:
    properties: dict[str, Value] = {"autoEnableControls": True, "enableDefaultStandards": False}
    return Declared(type=HUB_ACCOUNT, name=name, properties=properties | ({"region": region} if region else {}))


def _standard(name: str, standard: Value) -> Declared:
    arn = standard if standard is UNKNOWN else f"arn:aws:securityhub:eu-west-1::standards/{standard}"
    return Declared(type=HUB_STANDARD, name=name, properties={"standardsArn": arn})


_AWS: Final = _standard("aws", "aws-foundational-security-best-practices/v/1.0.0")


def _administrator(region: Value) -> Declared:
    return Declared(
        type=HUB_ADMINISTRATOR, name="administrator", properties={"adminAccountId": "123456789012", "region": region}
    )


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="securityhub-account-present",
        types=(HUB_ACCOUNT,),
        judge=_present,
        examples=Examples(good=(_hub(),), bad=(), unknown=None),
    ),
    RelationRule(
        id="securityhub-standards-subscribed",
        types=(HUB_ACCOUNT,),
        judge=_standards,
        examples=Examples(
            good=(_hub(), _AWS, _standard("cis", "cis-aws-foundations-benchmark/v/5.0.0")),
            bad=(_hub(), _AWS, _standard("cis", "cis-aws-foundations-benchmark/v/1.4.0")),
            unknown=(_hub(), _AWS, _standard("cis", UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="securityhub-new-controls-enabled",
        types=(HUB_ACCOUNT,),
        judge=must_be_true("autoEnableControls", default=True),
        examples=examples(
            HUB_ACCOUNT,
            good={"autoEnableControls": True},
            bad={"autoEnableControls": False},
            unknown={"autoEnableControls": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="securityhub-no-default-standards",
        types=(HUB_ACCOUNT,),
        judge=must_be_false("enableDefaultStandards", default=True),
        examples=examples(
            HUB_ACCOUNT,
            good={"enableDefaultStandards": False},
            bad={"autoEnableControls": True},
            unknown={"enableDefaultStandards": UNKNOWN},
        ),
    ),
    RelationRule(
        id="securityhub-administrator-in-every-region",
        types=(HUB_ACCOUNT,),
        judge=_administered,
        examples=Examples(
            good=(_hub("eu-west-1"), _administrator("eu-west-1")),
            bad=(_hub("eu-west-1"), _administrator("us-east-1")),
            unknown=(_hub("eu-west-1"), _administrator(UNKNOWN)),
        ),
    ),
    RelationRule(
        id="securityhub-findings-aggregated",
        types=(HUB_ACCOUNT,),
        judge=_gathered,
        examples=Examples(
            good=(
                _hub(),
                _hub("us-east-1", "other"),
                Declared(type=HUB_AGGREGATOR, name="aggregator", properties={"linkingMode": "ALL_REGIONS"}),
            ),
            bad=(_hub(), _hub("us-east-1", "other")),
            unknown=None,
        ),
    ),
)
