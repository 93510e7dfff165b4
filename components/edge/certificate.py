"""The certificate of the public entry: issued by ACM and proven by DNS, or one that exists already."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import pulumi
from pulumi_aws import acm, route53
from pulumi_aws.acm.outputs import CertificateDomainValidationOption

from components.base import Component
from components.placement import Placement

_DOMAIN = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_Part = Literal["resource_record_name", "resource_record_type", "resource_record_value"]


class KeyAlgorithm(StrEnum):
    """Key algorithms that ACM issues and a load balancer serves."""

    EC_PRIME256V1 = "EC_prime256v1"
    EC_SECP384R1 = "EC_secp384r1"
    RSA_2048 = "RSA_2048"


@dataclass(frozen=True, kw_only=True)
class IssuedCertificate:
    """A certificate for ``domain`` and ``alternative_names``, validated in the hosted zone ``zone_id``.

    The zone belongs to bootstrap and must be delegated before: ACM waits for the records to be seen.
    """

    domain: str
    zone_id: pulumi.Input[str]
    alternative_names: tuple[str, ...] = ()
    key_algorithm: KeyAlgorithm = KeyAlgorithm.EC_PRIME256V1

    def __post_init__(self) -> None:
        names = (self.domain, *self.alternative_names)
        for name in names:
            if not _DOMAIN.fullmatch(name):
                raise ValueError(f"{name!r} is not a lower-case domain name: write it like 'app.example.com'")
        if len(set(names)) != len(names):
            raise ValueError("alternative_names repeats a name of the certificate: name each once")

    @property
    def validated(self) -> tuple[str, ...]:
        """The names that need a record each: ACM proves ``*.name`` by the record of ``name``."""
        return tuple(dict.fromkeys(name.removeprefix("*.") for name in (self.domain, *self.alternative_names)))


@dataclass(frozen=True, kw_only=True)
class ExistingCertificate:
    """A certificate that another stack or team owns, by its ARN."""

    arn: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class CertificateArgs:
    """Where the certificate comes from. A load balancer takes only certificates of its own region; else ValueError."""

    placement: Placement
    source: IssuedCertificate | ExistingCertificate

    def __post_init__(self) -> None:
        if not isinstance(self.source, ExistingCertificate) or not isinstance(self.source.arn, str):
            return
        expected = f"arn:{self.placement.partition}:acm:{self.placement.region}:"
        if not self.source.arn.startswith(expected):
            raise ValueError(
                f"source.arn is {self.source.arn!r}, a load balancer in {self.placement.region} takes ARNs that begin"
                f" with {expected!r}: give a certificate of that region"
            )


class Certificate(Component):
    """An ACM certificate ready to serve, with the same outputs whether issued here or existing.

    Issued, it produces the certificate (logged to the public transparency logs), one validation record for each
    name, and the wait until ACM has seen them; ``arn`` is known only after that wait. Existing, it produces nothing.

    Claims OB-02, CF-04 and the others of tls.edge, together with ``LoadBalancer``, which uses it.
    """

    area = "edge"

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        if isinstance(args.source, ExistingCertificate):
            self.arn = pulumi.Output.from_input(args.source.arn)
        else:
            self.arn = self._issue(args.source)
        self.register_outputs({"arn": self.arn})

    def _issue(self, source: IssuedCertificate) -> pulumi.Output[str]:
        certificate = acm.Certificate(
            self.child("certificate"),
            domain_name=source.domain,
            # None, not an empty list: ACM lists the domain itself here, which must not look like a change.
            subject_alternative_names=list(source.alternative_names) or None,
            validation_method="DNS",
            key_algorithm=source.key_algorithm.value,
            options=acm.CertificateOptionsArgs(certificate_transparency_logging_preference="ENABLED"),
            tags={"Name": source.domain},
            opts=self.inside(),
        )
        options = certificate.domain_validation_options
        records = [
            route53.Record(
                self.child("validation", domain),
                zone_id=source.zone_id,
                name=_validation(options, domain, "resource_record_name"),
                type=_validation(options, domain, "resource_record_type"),
                records=[_validation(options, domain, "resource_record_value")],
                ttl=300,
                opts=self.inside(),
            )
            for domain in source.validated
        ]
        validation = acm.CertificateValidation(
            self.child("validated"),
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn for record in records],
            opts=self.inside(),
        )
        return validation.certificate_arn


def validation_part(options: Sequence[CertificateDomainValidationOption], domain: str, part: _Part) -> str:
    """One part of the record by which ACM proves ``domain``; ACM may list the name or its wildcard.

    Raises LookupError where ACM offers no record for the name.
    """
    for option in options:
        if option.domain_name is not None and option.domain_name.removeprefix("*.") == domain:
            value: str | None = getattr(option, part)
            if value is not None:
                return value
    raise LookupError(f"ACM offers no {part} to validate {domain}: was the name taken out of the certificate?")


def _validation(
    options: pulumi.Output[Sequence[CertificateDomainValidationOption]], domain: str, part: _Part
) -> pulumi.Output[str]:
    return options.apply(lambda offered: validation_part(offered, domain, part))
