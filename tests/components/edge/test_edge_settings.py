"""The settings of the edge: certificates from one place, names of their own, and Shield by consent."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.edge.shield import SHIELD_CONSENT
from stacks.sections.edge import Ddos, EdgeSettings


def test_without_a_domain_there_is_nothing_to_give() -> None:
    assert EdgeSettings().domain is None
    assert EdgeSettings().ddos.shield is Ddos.STANDARD


def test_each_entry_has_its_certificate_by_the_zone_or_its_own() -> None:
    zoned = EdgeSettings.model_validate(
        {"domain": "app.example.com", "hosted_zone_id": "Z1", "api": {"domain": "api.example.com"}}
    )
    assert zoned.api is not None
    assert zoned.api.requests_per_second == 100
    own = EdgeSettings.model_validate({"web": {"domain": "www.example.com", "certificate_arn": "arn:aws:acm:x"}})
    assert own.web is not None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"certificate_arn": "arn"}, "edge.certificate_arn is given without edge.domain"),
        ({"domain": "a.example.com"}, "a.example.com needs its TLS certificate from exactly one place"),
        ({"api": {"domain": "api.example.com"}}, "api.example.com needs its TLS certificate from exactly one place"),
        (
            {"domain": "a.example.com", "hosted_zone_id": "Z1", "web": {"domain": "a.example.com"}},
            "give each entry its own name",
        ),
        ({"ddos": {"shield": "advanced"}}, "edge.ddos.shield is advanced without consent"),
        ({"ddos": {"shield": "advanced", "consent": SHIELD_CONSENT}}, "there is nothing to shield"),
    ],
)
def test_what_does_not_go_together_is_refused_in_one_sentence(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message.replace(".", r"\.")):
        EdgeSettings.model_validate(given)
