"""Shield Advanced: nothing without consent, everything that is public with it."""

from typing import Any

import pytest

from components.edge.shield import (
    SHIELD_CONSENT,
    EmergencyContact,
    Protected,
    ShieldAdvanced,
    ShieldAdvancedArgs,
)
from components.ownership import Ownership
from tests.components.edge.building import GLOBAL
from tests.support.recording import Recorded, record

BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/edge/0a1b"
ZONE = "arn:aws:route53:::hostedzone/Z1"
CHECK = "arn:aws:route53:::healthcheck/0a1b"
CONTACT = EmergencyContact(email="on-call@example.com", phone="+441632960000")


def args(**changes: Any) -> ShieldAdvancedArgs:
    protected = {
        "app": Protected(arn=BALANCER, web_acl=True, health_check_arn=CHECK),
        "zone": Protected(arn=ZONE),
    }
    return ShieldAdvancedArgs(**{"placement": GLOBAL, "protected": protected, "consent": SHIELD_CONSENT, **changes})


def build(**changes: Any) -> Recorded:
    return record(lambda: ShieldAdvanced("shield", args(**changes)))


def test_the_subscription_renews_and_outlives_the_stack() -> None:
    subscription = build().one("aws:shield/subscription:Subscription")
    assert subscription.properties == {"autoRenew": "ENABLED", "skipDestroy": True}
    assert subscription.options.protect is True


def test_every_entry_is_protected_after_the_subscription() -> None:
    built = build()
    subscription = built.one("aws:shield/subscription:Subscription")
    protections = built.all("aws:shield/protection:Protection")
    assert {each.name: each.properties["resourceArn"] for each in protections} == {
        "shield-protection-app": BALANCER,
        "shield-protection-zone": ZONE,
    }
    assert all(subscription.urn in each.dependencies for each in protections)


def test_floods_of_requests_are_blocked_where_there_is_a_web_acl() -> None:
    response = build().one("aws:shield/applicationLayerAutomaticResponse:ApplicationLayerAutomaticResponse")
    assert response.name == "shield-response-app"
    assert response.properties == {"resourceArn": BALANCER, "action": "BLOCK"}


def test_contacts_are_called_only_once_a_health_check_is_there() -> None:
    built = build(contacts=(CONTACT,))
    health = built.one("aws:shield/protectionHealthCheckAssociation:ProtectionHealthCheckAssociation")
    engagement = built.one("aws:shield/proactiveEngagement:ProactiveEngagement")
    assert health.properties["healthCheckArn"] == CHECK
    assert health.urn in engagement.dependencies
    assert engagement.properties["emergencyContacts"] == [
        {"emailAddress": "on-call@example.com", "phoneNumber": "+441632960000"}
    ]
    assert build().all("aws:shield/proactiveEngagement:ProactiveEngagement") == ()


def test_an_existing_subscription_is_left_to_its_owner() -> None:
    built = build(subscription=Ownership.EXISTING, consent=None)
    assert built.all("aws:shield/subscription:Subscription") == ()
    assert len(built.all("aws:shield/protection:Protection")) == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"consent": "yes"}, "consent to Shield Advanced is missing"),
        ({"protected": {}}, "protected is empty"),
        ({"protected": {"zone": Protected(arn=ZONE)}, "contacts": (CONTACT,)}, "no entry has health_check_arn"),
    ],
)
def test_what_nobody_agreed_to_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        args(**changes)


def test_a_contact_can_be_called() -> None:
    with pytest.raises(ValueError, match=r"E\.164"):
        EmergencyContact(email="on-call@example.com", phone="0163 2960000")
