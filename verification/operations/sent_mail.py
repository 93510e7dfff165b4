"""Mail that is sent: signed, aligned, held to DMARC, over TLS, and really sent (mail.auth, ir.notify)."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.operations.mail_records import enforces_dmarc, enforces_dmarc_below, is_spf, parents
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Finds, Found, Judges, Scope, holds_if_found
from verification.data.requirements import must_be_true, shown, value_of
from verification.live import Live
from verification.operations.calls import (
    CONFIGURATION_SET,
    CONFIGURATION_SETS,
    IDENTITIES,
    IDENTITY,
    RECORDS,
    SENDING,
    ZONES,
)
from verification.operations.mail_zones import plain, values, zone

_ADDRESS: Final = "EMAIL_ADDRESS"
_MAIL_FROM: Final = "MailFromAttributes.MailFromDomain"


def _identities(live: Live) -> Iterator[Found]:
    for each in live.items(IDENTITIES):
        name = each["IdentityName"]
        described = live.one(IDENTITY, {"EmailIdentity": name})
        if described is not None:
            yield Found(live.arn("ses", f"identity/{name}"), {**described, "IdentityName": name})


def _listed_domains(live: Live) -> Iterator[Found]:
    for each in live.items(IDENTITIES):
        if each.get("IdentityType") != _ADDRESS:
            yield Found(live.arn("ses", f"identity/{each['IdentityName']}"), each)


def _domains(live: Live) -> Iterator[Found]:
    """The identities that are domains: an address is signed as its domain is."""
    return (found for found in _identities(live) if found.facts.get("IdentityType") != _ADDRESS)


def _signed_by_ses(live: Live) -> Iterator[Found]:
    """The domains whose keys SES makes; one that brings its own key answers for it."""
    for found in _domains(live):
        if value_of(found.facts, "DkimAttributes.SigningAttributesOrigin") != "EXTERNAL":
            yield found


def _with_mail_from(live: Live) -> Iterator[Found]:
    return (found for found in _domains(live) if value_of(found.facts, _MAIL_FROM))


def _long_key(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    length = value_of(found.facts, "DkimAttributes.CurrentSigningKeyLength")
    if length != "RSA_2048_BIT":
        yield broken("DkimAttributes.CurrentSigningKeyLength", f"it is {shown(length)}, it must be RSA_2048_BIT")


def _published(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    status = value_of(found.facts, "DkimAttributes.Status")
    if status != "SUCCESS":
        yield broken("DkimAttributes.Status", f"DkimAttributes.Status is {shown(status)}, it must be SUCCESS")
    if value_of(found.facts, "DkimAttributes.SigningEnabled") is not True:
        yield broken("DkimAttributes.SigningEnabled", "DkimAttributes.SigningEnabled is false, so no mail is signed")


def _returned(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not value_of(found.facts, _MAIL_FROM):
        yield broken(_MAIL_FROM, f"{_MAIL_FROM} is not set, so the envelope names amazonses.com")


def _bounces_come(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    path = "MailFromAttributes.MailFromDomainStatus"
    status = value_of(found.facts, path)
    if status != "SUCCESS":
        yield broken(path, f"{path} is {shown(status)}, it must be SUCCESS: SES finds no MX record of its own there")


def _spf(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    domain = plain(value_of(found.facts, _MAIL_FROM))
    if not any(map(is_spf, values(live, "TXT", domain))):
        yield broken(_MAIL_FROM, f"no TXT record of {domain} includes amazonses.com and ends in -all or ~all")


def _dmarc(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    domain = plain(found.facts["IdentityName"])
    if any(map(enforces_dmarc, values(live, "TXT", f"_dmarc.{domain}"))):
        return
    for parent in parents(domain):
        if any(map(enforces_dmarc_below, values(live, "TXT", f"_dmarc.{parent}"))):
            return
    yield broken("ResourceRecordSets", f"no TXT record _dmarc.{domain} says p=quarantine or p=reject for all mail")


def _sets(live: Live) -> Iterator[Found]:
    for name in live.items(CONFIGURATION_SETS):
        described = live.one(CONFIGURATION_SET, {"ConfigurationSetName": name})
        if described is not None:
            yield Found(live.arn("ses", f"configuration-set/{name}"), described)


def _tls(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    policy = value_of(found.facts, "DeliveryOptions.TlsPolicy") or "OPTIONAL"
    if policy != "REQUIRE":
        yield broken("DeliveryOptions.TlsPolicy", f"DeliveryOptions.TlsPolicy is {policy}, it must be REQUIRE")


def _has_set(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not found.facts.get("ConfigurationSetName"):
        yield broken("ConfigurationSetName", "ConfigurationSetName is not set, so nothing is required of its mail")


def _sender(live: Live) -> Iterator[Found]:
    """The region's leave to send, where there is an identity that could."""
    if live.items(IDENTITIES):
        yield Found(live.arn("ses", "identity/*"), live.one(SENDING) or {})


def _sends(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not found.facts.get("ProductionAccessEnabled"):
        message = "ProductionAccessEnabled is false: in the sandbox, mail goes to verified addresses only"
        yield broken("ProductionAccessEnabled", message)
    if not found.facts.get("SendingEnabled"):
        yield broken("SendingEnabled", "SendingEnabled is false, so that nobody can be told of a breach by mail")


def _identity(*, dkim: Facts | None = None, mail_from: Facts | None = None, **facts: Any) -> dict[Any, Any]:
    signing = {
        "SigningEnabled": True,
        "Status": "SUCCESS",
        "SigningAttributesOrigin": "AWS_SES",
        "CurrentSigningKeyLength": "RSA_2048_BIT",
    }
    from_ = {
        "MailFromDomain": "mail.example.com",
        "MailFromDomainStatus": "SUCCESS",
        "BehaviorOnMxFailure": "REJECT_MESSAGE",
    }
    stated = {
        "IdentityType": "DOMAIN",
        "VerifiedForSendingStatus": True,
        "DkimAttributes": signing | dict(dkim or {}),
        "MailFromAttributes": from_ if mail_from is None else dict(mail_from),
        "ConfigurationSetName": "main",
    }
    return {
        IDENTITIES: {"EmailIdentities": [{"IdentityName": "example.com", "IdentityType": "DOMAIN"}]},
        IDENTITY: stated | facts,
    }


def _set(policy: str) -> dict[Any, Any]:
    return {
        CONFIGURATION_SETS: {"ConfigurationSets": ["main"]},
        CONFIGURATION_SET: {"DeliveryOptions": {"TlsPolicy": policy}},
    }


def _records(*, dmarc: str = "none", spf: str = "?all") -> dict[Any, Any]:
    return _identity() | zone(
        ("_dmarc.example.com.", "TXT", f'"v=DMARC1; p={dmarc}"'),
        ("mail.example.com.", "TXT", f'"v=spf1 include:amazonses.com {spf}"'),
    )


def _account(*, production: bool) -> dict[Any, Any]:
    return _identity() | {SENDING: {"ProductionAccessEnabled": production, "SendingEnabled": True}}


_FAILED: Final = {"MailFromDomainStatus": "FAILED", "BehaviorOnMxFailure": "REJECT_MESSAGE"}


def _of_domain(id_: str, judge: Judges, bad: dict[Any, Any], finds: Finds = _domains) -> Check:
    return Check(
        id=id_,
        calls=(IDENTITIES, IDENTITY),
        finds=finds,
        judge=judge,
        examples=Examples(holds=_identity(), broken=bad),
    )


CHECKS: tuple[Check, ...] = (
    Check(
        id="ses-sending-domain-present",
        calls=(IDENTITIES,),
        finds=_listed_domains,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_identity(), broken=None),
    ),
    _of_domain(
        "ses-identity-dkim-key-length",
        _long_key,
        _identity(dkim={"CurrentSigningKeyLength": "RSA_1024_BIT"}),
        _signed_by_ses,
    ),
    _of_domain("ses-identity-dkim-published", _published, _identity(dkim={"Status": "PENDING"})),
    _of_domain(
        "ses-identity-mail-from",
        _returned,
        _identity(mail_from={"MailFromDomain": ""} | _FAILED),
    ),
    _of_domain(
        "ses-mail-from-mx",
        _bounces_come,
        _identity(
            mail_from={
                "MailFromDomain": "mail.example.com",
                "MailFromDomainStatus": "PENDING",
                "BehaviorOnMxFailure": "REJECT_MESSAGE",
            }
        ),
        _with_mail_from,
    ),
    _of_domain("ses-identity-configuration-set", _has_set, _identity(ConfigurationSetName="")),
    Check(
        id="ses-mail-from-spf",
        calls=(IDENTITIES, IDENTITY, ZONES, RECORDS),
        finds=_with_mail_from,
        judge=_spf,
        examples=Examples(holds=_records(spf="-all"), broken=_records()),
    ),
    Check(
        id="ses-identity-dmarc",
        calls=(IDENTITIES, IDENTITY, ZONES, RECORDS),
        finds=_domains,
        judge=_dmarc,
        examples=Examples(holds=_records(dmarc="reject"), broken=_records()),
    ),
    Check(
        id="ses-configuration-set-tls",
        calls=(CONFIGURATION_SETS, CONFIGURATION_SET),
        finds=_sets,
        judge=_tls,
        examples=Examples(holds=_set("REQUIRE"), broken=_set("OPTIONAL")),
    ),
    Check(
        id="ses-identity-verified",
        calls=(IDENTITIES, IDENTITY),
        finds=_identities,
        judge=must_be_true("VerifiedForSendingStatus"),
        examples=Examples(holds=_identity(), broken=_identity(VerifiedForSendingStatus=False)),
        info=RuleInfo(
            id="ses-identity-verified",
            control="ir.notify",
            title="SES may send in the name of an identity",
            severity=Severity.HIGH,
            fix="Publish the identity's DKIM records, or open the link in the mail of verification.",
        ),
    ),
    Check(
        id="ses-account-sends",
        calls=(IDENTITIES, SENDING),
        finds=_sender,
        judge=_sends,
        examples=Examples(holds=_account(production=True), broken=_account(production=False)),
        info=RuleInfo(
            id="ses-account-sends",
            control="ir.notify",
            title="The account may send mail to anybody",
            severity=Severity.HIGH,
            fix="Ask for production access (put-account-details), and switch sending on again where AWS paused it.",
        ),
    ),
)
