"""What every public entry does with its domain: a certificate for it, and its name in the zone."""

from components.edge.certificate import ExistingCertificate, IssuedCertificate
from components.edge.entry import AliasRecords


def certificate_source(
    domain: str, hosted_zone_id: str | None, certificate_arn: str | None
) -> IssuedCertificate | ExistingCertificate:
    """Where an entry's certificate comes from: the given one, or one issued by way of the zone."""
    if certificate_arn is not None:
        return ExistingCertificate(arn=certificate_arn)
    if hosted_zone_id is None:
        raise ValueError(f"{domain} has neither a hosted zone nor a certificate; settings refuse this earlier")
    return IssuedCertificate(domain=domain, zone_id=hosted_zone_id)


def alias_records(domain: str, hosted_zone_id: str | None) -> AliasRecords | None:
    """The entry's name in the zone, where there is one."""
    return AliasRecords(zone_id=hosted_zone_id, names=(domain,)) if hosted_zone_id else None
