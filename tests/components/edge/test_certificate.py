"""The certificate: issued and proven by DNS, or taken over from elsewhere."""

import re

import pytest
from pulumi_aws.acm.outputs import CertificateDomainValidationOption

from components.edge.certificate import (
    Certificate,
    CertificateArgs,
    ExistingCertificate,
    IssuedCertificate,
    KeyAlgorithm,
    validation_part,
)
from components.placement import Placement
from guardrails.values import UNKNOWN
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
RECORD = "aws:route53/record:Record"
ARN = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"


def build(source: IssuedCertificate | ExistingCertificate) -> Recorded:
    return record(lambda: Certificate("edge", CertificateArgs(placement=PLACEMENT, source=source)))


def issued(*names: str) -> IssuedCertificate:
    return IssuedCertificate(domain="example.com", zone_id="Z123", alternative_names=names)


def test_it_is_validated_by_dns_logged_in_public_and_has_an_elliptic_key() -> None:
    certificate = build(issued("app.example.com")).one(CERTIFICATE, "edge-certificate")
    assert certificate.properties == {
        "domainName": "example.com",
        "subjectAlternativeNames": ["app.example.com"],
        "validationMethod": "DNS",
        "keyAlgorithm": "EC_prime256v1",
        "options": {"certificateTransparencyLoggingPreference": "ENABLED"},
        "tags": {"Name": "example.com"},
    }
    assert certificate.urn == (
        "urn:pulumi:prod::vouch::vouch:edge:Certificate$aws:acm/certificate:Certificate::edge-certificate"
    )


def test_the_key_algorithm_is_a_choice() -> None:
    source = IssuedCertificate(domain="example.com", zone_id="Z123", key_algorithm=KeyAlgorithm.RSA_2048)
    assert build(source).one(CERTIFICATE).properties["keyAlgorithm"] == "RSA_2048"


def test_each_name_has_one_record_keyed_by_the_name_in_the_given_zone() -> None:
    recorded = build(issued("app.example.com", "*.example.com", "*.eu.example.com"))
    assert sorted(each.name for each in recorded.all(RECORD)) == [
        "edge-validation-app.example.com",
        "edge-validation-eu.example.com",
        "edge-validation-example.com",
    ]
    assert all(
        each.properties == {"zoneId": "Z123", "name": UNKNOWN, "type": UNKNOWN, "records": [UNKNOWN], "ttl": 300}
        for each in recorded.all(RECORD)
    )


def test_validation_waits_for_every_record() -> None:
    recorded = build(issued("app.example.com"))
    validation = recorded.one(VALIDATION, "edge-validated")
    certificate = recorded.one(CERTIFICATE).urn
    assert validation.property_dependencies["certificateArn"] == (certificate,)
    assert set(validation.property_dependencies["validationRecordFqdns"]) >= {each.urn for each in recorded.all(RECORD)}


def test_an_existing_certificate_makes_nothing_and_has_the_same_output() -> None:
    seen: list[str] = []

    def program() -> None:
        source = ExistingCertificate(arn=ARN)
        component = Certificate("edge", CertificateArgs(placement=PLACEMENT, source=source))
        component.arn.apply(seen.append)

    recorded = record(program)
    assert [resource.type for resource in recorded.resources if resource.custom] == []
    assert seen == [ARN]


def test_a_name_is_proven_by_its_own_option_or_its_wildcards() -> None:
    options = [
        CertificateDomainValidationOption(
            domain_name="*.example.com",
            resource_record_name="_a.example.com.",
            resource_record_type="CNAME",
            resource_record_value="_b.acm-validations.aws.",
        ),
        CertificateDomainValidationOption(
            domain_name="app.example.com",
            resource_record_name="_c.app.example.com.",
            resource_record_type="CNAME",
            resource_record_value="_d.acm-validations.aws.",
        ),
    ]
    assert validation_part(options, "example.com", "resource_record_name") == "_a.example.com."
    assert validation_part(options, "app.example.com", "resource_record_value") == "_d.acm-validations.aws."


def test_a_name_that_acm_does_not_offer_is_an_error_that_names_it() -> None:
    with pytest.raises(
        LookupError,
        match=re.escape(
            "ACM offers no resource_record_name to validate example.com: was the name taken out of the certificate?"
        ),
    ):
        validation_part([], "example.com", "resource_record_name")


@pytest.mark.parametrize("name", ["Example.com", "example", "-a.example.com", "https://example.com", "a.*.example.com"])
def test_what_is_not_a_domain_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        issued(name)
    assert str(refusal.value) == f"{name!r} is not a lower-case domain name: write it like 'app.example.com'"


def test_a_name_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^alternative_names repeats a name of the certificate: name each once$"):
        issued("example.com")


def test_a_certificate_of_another_region_is_refused() -> None:
    arn = ARN.replace("eu-west-1", "us-east-1")
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        CertificateArgs(placement=PLACEMENT, source=ExistingCertificate(arn=arn))
    assert str(refusal.value) == (
        f"source.arn is {arn!r}, a load balancer in eu-west-1 takes ARNs that begin with 'arn:aws:acm:eu-west-1:': give"
        " a certificate of that region"
    )
