"""Security Hub, Inspector and Detective: on, and measured against what is promised."""

from typing import Any

import pytest

from components.detection.detective import Detective, DetectiveArgs
from components.detection.inspector import Inspector, InspectorArgs
from components.detection.security_hub import CisBenchmark, SecurityHub, SecurityHubArgs
from components.placement import Placement
from tests.components.detection.building import PLACEMENT, earlier, properties
from tests.support.recording import Recorded, record

HUB = "aws:securityhub/account:Account"
STANDARD = "aws:securityhub/standardsSubscription:StandardsSubscription"
AGGREGATOR = "aws:securityhub/findingAggregator:FindingAggregator"
ENABLER = "aws:inspector2/enabler:Enabler"
GRAPH = "aws:detective/graph:Graph"


def build(**changes: Any) -> Recorded:
    def program() -> None:
        given: dict[str, Any] = {"placement": PLACEMENT, "recorder_ready": (earlier(),)}
        SecurityHub("hub", SecurityHubArgs(**(given | changes)))

    return record(program)


def test_the_hub_takes_new_controls_and_no_default_standards_and_waits_for_the_recorder() -> None:
    recorded = build()
    hub = recorded.one(HUB, "hub-hub")
    assert properties(hub) == {
        "enableDefaultStandards": False,
        "autoEnableControls": True,
        "controlFindingGenerator": "SECURITY_CONTROL",
    }
    assert hub.options.protect is True
    assert recorded.one("aws:wafv2/ipSet:IpSet").urn in hub.dependencies


def test_it_measures_against_the_aws_and_cis_standards_of_the_region() -> None:
    recorded = build()
    assert {each.name: each.properties["standardsArn"] for each in recorded.all(STANDARD)} == {
        "hub-standard-foundational": (
            "arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0"
        ),
        "hub-standard-cis": "arn:aws:securityhub:eu-west-1::standards/cis-aws-foundations-benchmark/v/5.0.0",
    }
    assert all(recorded.one(HUB).urn in each.dependencies for each in recorded.all(STANDARD))


def test_an_older_cis_benchmark_can_be_kept() -> None:
    standard = build(cis=CisBenchmark.V3).one(STANDARD, "hub-standard-cis")
    assert str(standard.properties["standardsArn"]).endswith("cis-aws-foundations-benchmark/v/3.0.0")


def test_the_home_region_gathers_the_findings_of_those_named() -> None:
    recorded = build(gathers=("eu-central-1", "us-east-1"))
    assert properties(recorded.one(AGGREGATOR)) == {
        "linkingMode": "SPECIFIED_REGIONS",
        "specifiedRegions": ["eu-central-1", "us-east-1"],
    }
    assert recorded.one(HUB).urn in recorded.one(AGGREGATOR).dependencies


def test_a_region_that_gathers_nothing_has_no_aggregator() -> None:
    assert build().all(AGGREGATOR) == ()


@pytest.mark.parametrize("gathers", [("eu-west-1",), ("us-east-1", "us-east-1")])
def test_gathering_from_itself_or_twice_is_refused(gathers: tuple[str, ...]) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        SecurityHubArgs(placement=PLACEMENT, recorder_ready=(), gathers=gathers)
    assert str(refusal.value) == (f"gathers names {', '.join(gathers)}: name every other region than eu-west-1 once")


def test_inspector_scans_hosts_images_functions_and_their_code() -> None:
    recorded = record(lambda: Inspector("inspector", InspectorArgs(placement=PLACEMENT)))
    assert properties(recorded.one(ENABLER, "inspector-enabler")) == {
        "accountIds": ["123456789012"],
        "resourceTypes": ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"],
    }


def test_inspector_reads_no_code_where_aws_does_not() -> None:
    placement = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-south-1")
    recorded = record(lambda: Inspector("inspector", InspectorArgs(placement=placement)))
    assert recorded.one(ENABLER).properties["resourceTypes"] == ["EC2", "ECR", "LAMBDA"]


def test_the_graph_of_a_year_is_protected() -> None:
    recorded = record(lambda: Detective("detective", DetectiveArgs()))
    assert recorded.one(GRAPH, "detective-graph").options.protect is True
