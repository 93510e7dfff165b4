"""Internet monitors, alarms on links and directories: the subtle parts of their rules."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.operations import types as t
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts


def alarm(metric: str = "TunnelState", *of: str, **dimensions: Value) -> Declared:
    return Declared(
        type=t.METRIC_ALARM,
        name="alarm",
        properties={"namespace": "AWS/VPN", "metricName": metric, "dimensions": dimensions},
        depends={"dimensions": of} if of else {},
    )


LINK = Declared(type=t.VPN_CONNECTION, properties={"type": "ipsec.1"})
OTHER = Declared(type=t.VPN_CONNECTION, name="other", properties={"type": "ipsec.1"})


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((LINK, alarm("TunnelState", "main", VpnId=UNKNOWN)), PASSED),
        ((LINK, alarm("TunnelState", "main", VpnId=UNKNOWN, TunnelIpAddress=UNKNOWN)), PASSED),
        ((LINK, OTHER, alarm("TunnelState", "other", VpnId=UNKNOWN)), FAILED),
        ((LINK, alarm("TunnelDataIn", "main", VpnId=UNKNOWN)), FAILED),
        ((LINK, alarm("TunnelState", VpnId=UNKNOWN)), UNDETERMINED),
        ((LINK, alarm("TunnelState", VpnId="vpn-1")), FAILED),
    ],
)
def test_a_link_has_an_alarm_of_its_own(stack: tuple[Declared, ...], expected: list[Verdict]) -> None:
    assert verdicts("site-vpn-tunnel-alarm", *stack) == expected


def test_one_tunnel_that_logs_is_not_enough() -> None:
    group = "arn:aws:logs:eu-west-1:123456789012:log-group:tunnels"
    options = {"cloudwatchLogOptions": {"logEnabled": True, "logGroupArn": group}}
    one = Declared(type=t.VPN_CONNECTION, properties={"type": "ipsec.1", "tunnel1LogOptions": options})
    assert set(verdicts("site-vpn-tunnels-logged", one)) == {Verdict.FAILED}


def directory(**properties: Value) -> Declared:
    return Declared(type=t.DIRECTORY, properties={"name": "corp.example.com", "type": "MicrosoftAD", **properties})


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"edition": "Enterprise"}, PASSED),
        # Enterprise is AWS's default.
        ({}, PASSED),
        ({"edition": "Standard"}, FAILED),
        ({"type": "SimpleAD", "size": "Small"}, FAILED),
        ({"type": None}, FAILED),
        ({"type": "ADConnector"}, NOT_APPLICABLE),
    ],
)
def test_a_directory_is_of_the_edition_that_replicates(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("directory-enterprise-edition", directory(**properties)) == expected


def replica(region: Value, **properties: Value) -> Declared:
    return Declared(
        type=t.DIRECTORY_REGION,
        name="replica",
        properties={"directoryId": UNKNOWN, "regionName": region, **properties},
        depends={"directoryId": ("main",)},
    )


def test_a_replica_in_the_same_region_survives_nothing() -> None:
    home = directory(region="eu-west-1")
    assert verdicts("directory-second-region", home, replica("eu-central-1")) == PASSED
    assert verdicts("directory-second-region", home, replica("eu-west-1")) == FAILED
    assert verdicts("directory-second-region", home) == FAILED
    assert verdicts("directory-second-region", directory(type="ADConnector")) == NOT_APPLICABLE


def test_a_replica_has_two_controllers_too() -> None:
    one = replica("eu-central-1", desiredNumberOfDomainControllers=1)
    assert verdicts("directory-two-controllers", directory(), one, of="replica") == FAILED
